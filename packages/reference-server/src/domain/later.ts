/** Messages that are sent later: what their author does with them before, and what becomes of one when its time has come (PWP-LATER-001). */
import {type InputOf, laterLimits, type OutputOf} from '@parlor/sdk/protocol';
import type {LaterRecord} from '../store/records.js';
import {acceptContent} from './content.js';
import {canonical} from './fingerprint.js';
import {sendMessage} from './messages.js';
import {assertMayWrite} from './permissions.js';
import {assertOpens} from './polls.js';
import {isFinal, Refusal} from './refusal.js';
import {rowFor} from './rows.js';
import type {Verdict} from './screen.js';
import {isHost, pastMember, seated} from './visibility.js';
import {defined} from './wire.js';
import type {Look, Work} from './work.js';

/** What waits for something that may pass, where nothing says for how long. */
const againMs = 2_000;

/**
 * Whether it may be sent is asked now and again when its time has come: until then much may change.
 * @throws {Refusal} NOT_FOUND, NOT_A_MEMBER, BANNED, READ_ONLY, CLOSED, SCHEMA for a time that is over, TOO_LARGE, CANCELLED,
 * ID_TAKEN for a message that is sent already, and those of content
 */
export async function setLater(work: Work, input: InputOf<'later.set'>): Promise<void> {
  const {tx, actor, now, settings} = work;
  const {conversation: place, id, at, content, replyTo} = input;
  const {conversation, seat} = await seated(work, place);
  assertMayWrite(conversation, {role: seat.role, isHost: isHost(actor)});
  acceptContent(content, settings.limits);
  assertOpens(content, Math.max(at, now));
  if (at > now + laterLimits.aheadMs) throw new Refusal('TOO_LARGE', 'at: too far ahead');
  const quoted = replyTo === undefined ? undefined : await tx.message(place, replyTo);
  if (replyTo !== undefined && (!quoted || quoted.seq < seat.visibleFrom))
    throw new Refusal('NOT_FOUND', 'replyTo: no such message');
  if (await tx.isReserved(place, id, actor.user)) throw new Refusal('CANCELLED');
  if (await tx.message(place, id)) throw new Refusal('ID_TAKEN');
  // two devices at once would go above the limit together
  await tx.lockName(`later ${actor.user}`);
  const known = await tx.later(actor.user, id);
  if (known && known.conversation !== place) throw new Refusal('ID_TAKEN', 'id: waits in another conversation');
  const isSame = known?.at === at && known.replyTo === replyTo && canonical(known.content) === canonical(content);
  if (isSame && !known.failure) return;
  if (at <= now) throw new Refusal('SCHEMA', 'at: not ahead');
  if (!known && (await tx.laterOf(actor.user)).length >= laterLimits.messages)
    throw new Refusal('TOO_LARGE', `id: ${laterLimits.messages} messages wait already`);
  const {createdAt} = known ?? {createdAt: now};
  await tx.putLater({
    ...{user: actor.user, id, conversation: place, at, content, replyTo, createdAt},
    dueAt: at,
    failure: undefined,
  });
  await tellCount(work, place);
}

/** One that is not there is ok: it was taken back before, or is sent. @throws {Refusal} NOT_FOUND */
export async function removeLater(work: Work, {conversation: place, id}: InputOf<'later.remove'>): Promise<void> {
  const {tx, actor} = work;
  await pastMember(work, place, 'lock');
  const known = await tx.later(actor.user, id);
  if (known?.conversation !== place) return;
  await tx.removeLater(actor.user, id);
  await tellCount(work, place);
}

export async function listLater({tx, actor}: Look): Promise<OutputOf<'later.list'>> {
  const records = await tx.laterOf(actor.user);
  return {
    messages: records.map(({id, conversation, at, content, replyTo, failure}) =>
      defined({id, conversation, at, content, replyTo, failure}),
    ) as OutputOf<'later.list'>['messages'],
  };
}

/** The author's own row says how many there are: so each of their devices hears of every change. */
async function tellCount({tx, actor, out}: Work, place: string): Promise<void> {
  const member = await tx.member(place, actor.user);
  if (!member) return;
  const here = (await tx.laterOf(actor.user)).filter(({conversation}) => conversation === place);
  const failed = here.filter(({failure}) => failure).length;
  await tx.putMember({...member, ownRev: member.ownRev + 1, later: {waiting: here.length - failed, failed}});
  const row = await rowFor(tx, actor.user, place);
  if (row) out.user(actor.user, {type: 'inbox', rows: [row]});
}

/** `sent` and `refused`: it waits no longer · `held`: it is tried again · `gone`: it is another one by now, or none. */
export type LaterEnd = 'sent' | 'refused' | 'held' | 'gone';

/**
 * Sends it, as its author, in the transaction that takes it from those that wait: so it is sent once, whoever else is at it. What may
 * pass is waited for; what is refused for good is kept with the reason.
 */
export async function sendLater(
  work: Work,
  found: LaterRecord,
  {verdict, isActive}: {verdict: Verdict | undefined; isActive: boolean},
): Promise<LaterEnd> {
  const {tx, now} = work;
  const {conversation, id, user} = found;
  await tx.conversation(conversation, 'lock');
  // since it was found it may have been changed, taken back, or sent by another node
  const record = await tx.later(user, id);
  if (!record || canonical({...record}) !== canonical({...found})) return 'gone';
  const {content, replyTo} = record;
  try {
    if (!isActive) throw new Refusal('SESSION_REVOKED');
    await sendMessage(work, {conversation, id, content, ...(replyTo && {replyTo})}, {opId: undefined, verdict});
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const {code, detail, retryAfterMs = againMs} = error;
    if (code !== 'SESSION_REVOKED' && !isFinal(error)) {
      await hold(tx, record, now + retryAfterMs);
      return 'held';
    }
    const reason = code === 'CONTENT_REFUSED' ? detail : undefined;
    await tx.putLater({...record, failure: defined({code, at: now, reason}) as LaterRecord['failure']});
    await tellCount(work, conversation);
    return 'refused';
  }
  await tx.removeLater(user, id);
  await tellCount(work, conversation);
  return 'sent';
}

/** Those behind it in the conversation wait as long: they go in the order of their times. */
async function hold(tx: Work['tx'], {user, conversation}: LaterRecord, dueAt: number): Promise<void> {
  for (const other of await tx.laterOf(user))
    if (other.conversation === conversation && !other.failure && other.dueAt <= dueAt)
      await tx.putLater({...other, dueAt});
}

/** What somebody who is erased had yet to say. */
export async function forgetLater({tx, actor: {user}}: Work): Promise<void> {
  for (const {id} of await tx.laterOf(user)) await tx.removeLater(user, id);
}
