/**
 * Reminders: a person is told of a message again, at a time they chose, by a notification of their own (PWP-REMIND-001 …). Of what the message
 * says nothing is kept here: it is looked up whenever it is shown, so that an edit, a deletion or a leaving holds.
 */
import {type InputOf, type OutputOf, reminderLimits} from '@parlor/sdk/protocol';
import type {MessageRecord, ReminderRecord} from '../store/records.js';
import type {ReadTransaction} from '../store/store.js';
import {blockedBy} from './notice.js';
import {addNotification} from './notifications.js';
import {Refusal} from './refusal.js';
import {beginningOf} from './text.js';
import {isSeen, pastMember, visibleMessage, windowOf} from './visibility.js';
import {defined} from './wire.js';
import type {Look, Work} from './work.js';

/** For clients and browsers that have no word of their own for a notification with `about`. */
const title = 'Reminder';
const kind = 'reminder';
/** Code points, the name included: a notice stays below 3 kB. */
const mostWords = 120;

export type About = {conversation: string; message: string};

/** Held by everybody who changes somebody's: two devices at once would go above the limit together. */
const lock = ({tx}: Work, user: string): Promise<void> => tx.lockName(`reminders ${user}`);

/** @throws {Refusal} NOT_FOUND, MESSAGE_DELETED, SCHEMA for a time that is over, TOO_LARGE */
export async function setReminder(work: Work, {conversation, id: message, at}: InputOf<'reminder.set'>): Promise<void> {
  const {tx, actor, now} = work;
  const {window} = await pastMember(work, conversation);
  const record = await visibleMessage(work, conversation, message, window);
  if (record.deleted !== undefined) throw new Refusal('MESSAGE_DELETED');
  if (at > now + reminderLimits.aheadMs) throw new Refusal('TOO_LARGE', 'at: too far ahead');
  await lock(work, actor.user);
  const known = await tx.reminder(actor.user, conversation, message);
  if (known?.at === at) return;
  if (at <= now) throw new Refusal('SCHEMA', 'at: not ahead');
  if (!known && (await tx.remindersOf(actor.user)).length >= reminderLimits.kept)
    throw new Refusal('TOO_LARGE', `id: ${reminderLimits.kept} reminders wait already`);
  await tx.putReminder({user: actor.user, conversation, message, at, createdAt: known?.createdAt ?? now});
}

/** One that is not there is ok: it was taken back before, or came. @throws {Refusal} NOT_FOUND */
export async function removeReminder(work: Work, {conversation, id}: InputOf<'reminder.remove'>): Promise<void> {
  await pastMember(work, conversation);
  await lock(work, work.actor.user);
  await work.tx.removeReminder(work.actor.user, conversation, id);
}

export async function listReminders({tx, actor}: Look): Promise<OutputOf<'reminder.list'>> {
  const reminders: OutputOf<'reminder.list'>['reminders'] = [];
  for (const {conversation, message: id, at} of await tx.remindersOf(actor.user)) {
    const body = await wordsAbout(tx, actor.user, {conversation, message: id}, {withText: true});
    reminders.push(defined({conversation, id, at, body}) as (typeof reminders)[number]);
  }
  return {reminders};
}

/** What the person may still see; nothing where it is gone, out of sight, or of somebody they block. */
async function stillSeen(
  tx: ReadTransaction,
  user: string,
  {conversation, message}: About,
): Promise<MessageRecord | undefined> {
  const [membership] = await tx.memberships(user, [conversation]);
  if (!membership || membership.conversation.status === 'removed') return undefined;
  const record = await tx.message(conversation, message);
  if (!record || record.deleted !== undefined || !isSeen(windowOf(membership.member), record)) return undefined;
  return (await blockedBy(tx, user, [record])).has(record.sender) ? undefined : record;
}

/** Whose the message is and how it begins, as it is now; nothing where it is not to be seen any more. */
export async function wordsAbout(
  tx: ReadTransaction,
  user: string,
  about: About,
  {withText}: {withText: boolean},
): Promise<string | undefined> {
  const record = await stillSeen(tx, user, about);
  if (!record) return undefined;
  const {sender, content, countable} = record;
  const name = countable ? ((await tx.user(sender))?.name ?? sender) : '';
  const text = withText ? content.text : '';
  return beginningOf([name, text].filter((part) => part !== '').join(': '), mostWords);
}

/** `told`: a notification was made · `dropped`: there was nothing left to remind of · `gone`: it is another one by now, or none. */
export type ReminderEnd = 'told' | 'dropped' | 'gone';

/** In the transaction that takes it from those that wait: so it comes once, whoever else is at it. */
export async function remind(work: Work, found: ReminderRecord): Promise<ReminderEnd> {
  const {tx, settings} = work;
  const {user, conversation, message, at} = found;
  await lock(work, user);
  // since it was found it may have been moved, taken back, or done by another node
  if ((await tx.reminder(user, conversation, message))?.at !== at) return 'gone';
  await tx.removeReminder(user, conversation, message);
  const about = {conversation, message};
  if (!(await stillSeen(tx, user, about))) return 'dropped';
  const words = {kind, title, body: undefined, link: undefined, actor: undefined, about};
  const isTold = await addNotification(work, user, {id: `${kind}:${settings.ids()}`, ...words});
  return isTold ? 'told' : 'dropped';
}

/** Of somebody who is erased. */
export async function forgetReminders(work: Work): Promise<void> {
  const {tx, actor} = work;
  await lock(work, actor.user);
  for (const {conversation, message} of await tx.remindersOf(actor.user))
    await tx.removeReminder(actor.user, conversation, message);
}
