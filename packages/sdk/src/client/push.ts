/** The outbox on its way: one batch of it, and the files that a message waits for. */
import {newId} from '../base/id.js';
import {keepEqual} from '../base/keep.js';
import {backoffMs} from '../core/backoff.js';
import {type Answer, isHeld, settle} from '../core/batch.js';
import type {ChatError} from '../core/failure.js';
import {isSend, isUploading} from '../core/outbox.js';
import type {OutboxRow} from '../core/outbox-row.js';
import type {Engine} from './engine.js';
import type {Lane, Rule} from './lanes.js';

/** What the server answers to each of its rows, or why there is no answer. */
export async function push({ask}: Pick<Engine, 'ask'>, batch: readonly OutboxRow[]): Promise<readonly Answer[]> {
  try {
    const {results} = await ask('ops.push', {ops: batch.map(({opId, op, input}) => ({opId, op, input}))});
    return await Promise.all(
      batch.flatMap((row, at) => {
        const reply = results[at];
        return reply ? [answerOf(ask, row, reply)] : [];
      }),
    );
  } catch (error) {
    const {code = 'INTERNAL', retry = 'after', retryAfterMs} = error as ChatError;
    return batch.map(({opId}) => ({opId, reply: {ok: false, code, retry, retryAfterMs}}));
  }
}

async function answerOf(ask: Engine['ask'], row: OutboxRow, reply: Answer['reply']): Promise<Answer> {
  const answer: Answer = {opId: row.opId, reply};
  const isOther = isSend(row) && !reply.ok && reply.code === 'IDEMPOTENCY_MISMATCH';
  return isOther ? sentBefore(ask, row, answer) : answer;
}

/**
 * A message that came before with other words: a tab sent it that could not note so on a full disk and is gone, and it was edited
 * since, as one that had not left. What the server has is its send; what it says now is an edit of that (F06, I6).
 */
async function sentBefore(ask: Engine['ask'], {lane, message: id, input}: OutboxRow, refused: Answer): Promise<Answer> {
  const where = {conversation: lane, around: id as string, limit: 1};
  const page = await ask('history.page', where).catch(() => undefined);
  const message = page?.messages.find((one) => one.id === id);
  if (!message) return refused;
  const {content, deleted} = message;
  const isSame = deleted || keepEqual(content, {...content, ...(input.content as object)}) === content;
  return {
    opId: refused.opId,
    reply: {ok: true, result: {conversation: lane, changes: [{type: 'message', message}]}},
    ...(!isSame && {edit: newId()}),
  };
}

/** What the first of the lane waits for, if it is a file. Others have their turn meanwhile. */
export async function upload(
  {files, report, random}: Pick<Engine, 'files' | 'report' | 'random'>,
  lane: Lane,
  hands: {change<Result>(rule: Rule<Result>): Promise<Result>; drain(): void},
): Promise<number | undefined> {
  const row = lane.rows.find(({state}) => state === 'queued');
  if (!row || !isUploading(row)) return undefined;
  return files().then(
    (parts) => parts.work(lane, row, {...hands, settle}),
    (error: unknown) => {
      report(error);
      return backoffMs(++lane.failures, random());
    },
  );
}

/** For so long messages of the lane wait in slow mode, and nothing else of it does (PWP-SLOW-004). */
export function hold({clock}: Pick<Engine, 'clock'>, lane: Lane, ms: number, drain: () => void): void {
  lane.held = isHeld;
  clock.after(ms, () => {
    lane.held = undefined;
    drain();
  });
}
