/**
 * Durable writes with their memory: an opId names one intent of one user, and repeating it repeats its end, refusals for good
 * included (PWP-ID-005, F96). A message needs no such record: its row is the memory, for ever.
 */
import {
  type DurableName,
  isOperationName,
  OpId,
  operations,
  type Reply,
  type ServerFailureCode,
} from '@parlor/sdk/protocol';
import * as v from 'valibot';
import {note} from './audit.js';
import {noteOf} from './audit-notes.js';
import {check, checkShape} from './check.js';
import {type Answer, conversationOf, describe, doWrite, type Write} from './durable.js';
import {fingerprint} from './fingerprint.js';
import {HeldBack} from './held-back.js';
import {isFinal, Refusal} from './refusal.js';
import {setsOnlyRegisters} from './registers.js';
import type {Verdict} from './screen.js';
import {isHost} from './visibility.js';
import type {Work} from './work.js';

/** How long ends are remembered. */
export const rememberedMs = 30 * 24 * 60 * 60 * 1000;

const isDurable = (name: string): name is DurableName => isOperationName(name) && operations[name].durable;

/** @throws {Refusal} UNKNOWN_OPERATION, BAD_REQUEST, SCHEMA */
export function checkWrite(name: string, input: unknown, checkInput = check): Write {
  if (!isOperationName(name)) throw new Refusal('UNKNOWN_OPERATION');
  if (!isDurable(name)) throw new Refusal('BAD_REQUEST', 'op: not a durable write');
  return {name, input: checkInput(operations[name].input, input)} as Write;
}

/** @throws {Refusal} SCHEMA */
export function checkOpId(opId: string | undefined): void {
  if (opId !== undefined && !v.is(OpId, opId)) throw new Refusal('SCHEMA', 'opId: 21 characters of A-Z a-z 0-9 _ -');
}

export type End = {answer: Answer} | {refusal: Refusal};

/**
 * One write to its end. A refusal for good is an end, to be committed; everything else is thrown and undoes the whole work.
 * @throws {Refusal} that may pass; IDEMPOTENCY_MISMATCH as an end
 */
export async function perform(work: Work, write: Write, opId: string | undefined, verdict?: Verdict): Promise<End> {
  const {tx, actor, now} = work;
  const known = opId === undefined ? undefined : await tx.operation(actor.user, opId);
  if (known) {
    if (known.fingerprint !== printOf(write))
      return {refusal: new Refusal('IDEMPOTENCY_MISMATCH', 'opId: came before with something else')};
    if (known.code !== undefined) return {refusal: new Refusal(known.code as ServerFailureCode, known.detail)};
    return {answer: await describe(work, write, known.conversation)};
  }
  const remember = async (conversation: string | undefined, refusal?: Refusal): Promise<void> => {
    if (opId === undefined) return;
    const {code, detail} = refusal ?? {};
    await tx.insertOperation({
      user: actor.user,
      opId,
      fingerprint: printOf(write),
      conversation,
      code,
      detail,
      at: now,
    });
  };
  try {
    const {conversation, answer} = await doWrite(work, write, {opId, verdict});
    if (needsMemory(write)) await remember(conversation);
    // with an owner's rights in every group, so what it does there is to be seen (PWP-AUDIT-001)
    const made = isHost(actor) ? noteOf(write, conversation) : undefined;
    if (made) await note(tx, {at: now, actor: actor.user, operation: write.name, result: {}, ...made});
    return {answer: answer ?? (await describe(work, write, conversation))};
  } catch (error) {
    if (!isFinal(error)) throw error;
    await remember(conversationOf(write), error);
    return {refusal: error};
  }
}

const printOf = ({name, input}: Write): string => fingerprint([name, input]);

/**
 * A message is its own memory, and a register that rises needs none. Nor does a step of a message that grows: the same again is the same
 * text, and there are hundreds of them in an answer.
 */
function needsMemory(write: Write): boolean {
  if (write.name === 'message.send') return false;
  if (write.name === 'message.edit' && write.input.content.growing) return false;
  return !(write.name === 'own.set' && setsOnlyRegisters(write.input));
}

type Queued = {opId: string; op: string; input: unknown};
export type Prepared = {opId: string; write: Write; verdict?: Verdict | undefined} | {opId: string; refusal: Refusal};

/**
 * The writes of a batch whose input was checked, each checked by itself; one that is malformed is refused alone. All of them are of one conversation, or none of any.
 * @throws {Refusal} SCHEMA for a mixed batch, TOO_LARGE
 */
export function prepareBatch(ops: readonly Queued[], most: number): Prepared[] {
  if (ops.length > most) throw new Refusal('TOO_LARGE', `ops: more than ${most}`);
  const prepared = ops.map(({opId, op, input}): Prepared => {
    try {
      return {opId, write: checkWrite(op, input, checkShape)};
    } catch (error) {
      if (!isFinal(error)) throw error;
      return {opId, refusal: error};
    }
  });
  const place = laneOf(prepared);
  if (prepared.some((item) => 'write' in item && conversationOf(item.write) !== place))
    throw new Refusal('SCHEMA', 'ops: of more than one conversation');
  return prepared;
}

/** The conversation all of a batch is about. */
export function laneOf(prepared: readonly Prepared[]): string | undefined {
  for (const item of prepared) if ('write' in item) return conversationOf(item.write);
  return undefined;
}

/**
 * All or nothing against what may pass; a refusal for good does not stop those behind it (PWP-BATCH-001, PWP-BATCH-002), nor does
 * a message that slow mode holds back (PWP-SLOW-003).
 */
export async function performBatch(work: Work, prepared: readonly Prepared[]): Promise<Reply[]> {
  const results: Reply[] = [];
  const held = new HeldBack();
  for (const item of prepared) {
    const end: End = 'refusal' in item ? item : await performOrHold(work, item, held);
    results.push('refusal' in end ? end.refusal.toFailure() : {ok: true, result: end.answer});
  }
  return results;
}

async function performOrHold(
  work: Work,
  {opId, write, verdict}: Extract<Prepared, {write: Write}>,
  held: HeldBack,
): Promise<End> {
  const refusal = held.refusalOf(write);
  if (refusal) return {refusal};
  try {
    return await perform(work, write, opId, verdict);
  } catch (error) {
    if (held.takes(write, error)) return {refusal: error};
    throw error;
  }
}
