/** Sending, editing and deleting messages. */
import type {Change, InputOf, Written} from '@parlor/sdk/protocol';
import type {ConversationRecord, MessageRecord} from '../store/records.js';
import {acceptContent, mentionedIn} from './content.js';
import {canonical, checksum} from './fingerprint.js';
import {assertMayDelete, assertMayEdit, assertMayWrite, refusalOfState} from './permissions.js';
import {Refusal} from './refusal.js';
import type {Seats} from './seats.js';
import {seated, visibleMessage} from './visibility.js';
import {toMessage, toQuote} from './wire.js';
import type {Work} from './work.js';

const month = 30 * 24 * 60 * 60 * 1000;

/**
 * PWP-SEND-005: the same id and content of the same sender is the same message, for ever, whatever happened to the sender's
 * membership since. So what came before is asked before the right to write is refused. Answers nothing for a repetition.
 * @throws {Refusal} ID_TAKEN, IDEMPOTENCY_MISMATCH, CANCELLED, NOT_FOUND, NOT_A_MEMBER, BANNED, READ_ONLY, CLOSED, and those of content
 */
export async function sendMessage(
  work: Work,
  input: InputOf<'message.send'>,
  opId: string | undefined,
): Promise<Written | undefined> {
  const {tx, actor, now} = work;
  const content = acceptContent(input.content, work.settings.limits);
  const print = checksum(`${input.replyTo ?? ''}\n${canonical(content)}`);
  let ready: Ready;
  try {
    ready = await readyToSend(work, input);
  } catch (refusal) {
    const earlier = await tx.message(input.conversation, input.id);
    if (earlier?.sender !== actor.user) throw refusal;
    return assertSame(earlier, actor.user, print);
  }

  const {conversation, seats, quoted} = ready;
  const seq = conversation.seq + 1;
  const record: MessageRecord = {
    conversation: conversation.id,
    id: input.id,
    seq,
    rev: seq,
    touched: seq,
    sender: actor.user,
    ts: Math.max(now, conversation.lastTs),
    clientTs: input.clientTs === undefined ? undefined : Math.min(Math.max(input.clientTs, now - month), now),
    content,
    countable: true,
    k: conversation.k + 1,
    own: (await tx.lastOwn(conversation.id, actor.user)) + 1,
    replyTo: input.replyTo,
    hasReactions: false,
    editedAt: undefined,
    edits: 0,
    deleted: undefined,
    opId,
    fingerprint: print,
  };
  if (!(await tx.insertMessage(record))) {
    return assertSame((await tx.message(conversation.id, input.id)) as MessageRecord, actor.user, print);
  }
  const mentioned = mentionedIn(content, actor.user, seats.of);
  if (mentioned.length > 0) await tx.setMentions(conversation.id, seq, mentioned);
  const {k, ts} = record;
  await tx.advanceConversation({...conversation, seq, k, lastSeq: seq, lastActivity: ts, lastTs: ts});
  const change = giveMessage(work, record, quoted, seats);
  return {conversation: conversation.id, changes: [change]};
}

type Ready = {conversation: ConversationRecord; seats: Seats; quoted: MessageRecord | undefined};

async function readyToSend(
  work: Work,
  {conversation: id, id: message, replyTo}: InputOf<'message.send'>,
): Promise<Ready> {
  const {conversation, seats, seat} = await seated(work, id);
  assertMayWrite(conversation, seat.role);
  if (await work.tx.isReserved(id, message, work.actor.user)) throw new Refusal('CANCELLED');
  const quoted = replyTo === undefined ? undefined : await work.tx.message(id, replyTo);
  if (replyTo !== undefined && (!quoted || quoted.seq < seat.visibleFrom))
    throw new Refusal('NOT_FOUND', 'replyTo: no such message');
  return {conversation, seats, quoted};
}

function assertSame(earlier: MessageRecord, user: string, print: string): undefined {
  if (earlier.sender !== user) throw new Refusal('ID_TAKEN');
  if (earlier.fingerprint !== print)
    throw new Refusal('IDEMPOTENCY_MISMATCH', 'content: not what came with this id before');
  return undefined;
}

/** Everybody present hears of it. The quote is the same for all who may see the quoted message. */
function giveMessage({out}: Work, record: MessageRecord, quoted: MessageRecord | undefined, seats: Seats): Change {
  const quote = quoted && toQuote(quoted, {from: 0, upTo: Number.MAX_SAFE_INTEGER});
  const change: Change = {type: 'message', message: toMessage(record, {quote})};
  out.changes(
    record.conversation,
    record.rev,
    record.rev,
    [{change, position: record.seq, quoted: quoted?.seq}],
    seats,
  );
  return change;
}

/** The next seq of a conversation whose countable messages do not change. */
async function step({tx}: Work, conversation: ConversationRecord): Promise<number> {
  const seq = conversation.seq + 1;
  await tx.advanceConversation({...conversation, seq});
  return seq;
}

/**
 * The later commit wins (I6); a delete absorbs every edit. The same content again changes nothing.
 * @throws {Refusal} NOT_FOUND, FORBIDDEN, MESSAGE_DELETED, REV_CONFLICT, EDIT_WINDOW_CLOSED, TOO_LARGE, READ_ONLY, CLOSED …
 */
export async function editMessage(work: Work, input: InputOf<'message.edit'>): Promise<void> {
  const {tx, actor, now, settings} = work;
  const {conversation, seats, seat} = await seated(work, input.conversation);
  const record = await visibleMessage(work, conversation.id, input.id, {
    from: seat.visibleFrom,
    to: conversation.seq,
    upTo: conversation.seq,
  });
  assertMayEdit(conversation, seat.role, record.sender === actor.user && record.countable);
  if (record.deleted !== undefined) throw new Refusal('MESSAGE_DELETED');
  const content = acceptContent(input.content, settings.limits, input.content.kind ?? record.content.kind);
  if (input.ifRev !== undefined && input.ifRev !== record.rev) throw new Refusal('REV_CONFLICT');
  if (now - record.ts > settings.editWindowMs) throw new Refusal('EDIT_WINDOW_CLOSED');
  if (canonical(content) === canonical(record.content)) return;
  if (record.edits >= settings.limits.edits)
    throw new Refusal('TOO_LARGE', `id: edited ${settings.limits.edits} times already`);

  const seq = await step(work, conversation);
  const edited: MessageRecord = {
    ...record,
    content,
    rev: seq,
    touched: seq,
    edits: record.edits + 1,
    editedAt: Math.max(now, record.ts),
  };
  await tx.updateMessage(edited);
  await tx.setMentions(conversation.id, record.seq, mentionedIn(content, actor.user, seats.of));
  const quoted = record.replyTo === undefined ? undefined : await tx.message(conversation.id, record.replyTo);
  giveMessage(work, edited, quoted, seats);
}

/**
 * Of a message that is not there it leaves a reservation: a late copy of the deleter's own send is refused for ever
 * (PWP-SEND-009); nobody else's is (S15).
 * @throws {Refusal} FORBIDDEN, NOT_FOUND, NOT_A_MEMBER, BANNED
 */
export async function deleteMessage(work: Work, input: InputOf<'message.delete'>): Promise<void> {
  const {tx, actor, now} = work;
  const {conversation, seats, seat} = await seated(work, input.conversation);
  const record = await tx.message(conversation.id, input.id);
  if (!record) {
    await tx.reserve(conversation.id, input.id, actor.user, now);
    return;
  }
  if (record.seq < seat.visibleFrom) throw refusalOfState('stranger');
  if (!record.countable) throw new Refusal('FORBIDDEN');
  assertMayDelete(conversation, seat.role, record.sender === actor.user);
  if (record.deleted !== undefined) return;

  const seq = await step(work, conversation);
  const deleted: MessageRecord = {
    ...record,
    content: {kind: record.content.kind, text: ''},
    deleted: actor.user,
    hasReactions: false,
    rev: seq,
    touched: seq,
  };
  await tx.updateMessage(deleted);
  if (record.hasReactions) await tx.removeReactions(conversation.id, record.id);
  await tx.setMentions(conversation.id, record.seq, []);
  giveMessage(work, deleted, undefined, seats);
}
