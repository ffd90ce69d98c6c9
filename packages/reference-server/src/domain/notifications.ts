/**
 * Notifications: what the host tells a person that is no message (PWP-NOTIFY-001 …). Each has a place among those of its person, and the
 * person one register up to which all are read. How many are unread is counted from the rows whenever it is said, so it cannot drift.
 */
import {
  type InputOf,
  type Notification,
  type NotificationState,
  notificationLimits,
  type OutputOf,
} from '@parlor/sdk/protocol';
import type {NotificationRecord, NotifiedRecord} from '../store/records.js';
import type {ReadTransaction} from '../store/store.js';
import {tagOfNotifications} from './dues.js';
import {canonical} from './fingerprint.js';
import {assertNotErased} from './people.js';
import {Refusal} from './refusal.js';
import {defined} from './wire.js';
import type {Work} from './work.js';

const {kept} = notificationLimits;
const none = (user: string): NotifiedRecord => ({user, seq: 0, readUpTo: 0, rev: 0});

export const toNotification = ({user: _, removed: __, ...said}: NotificationRecord): Notification =>
  defined(said) as Notification;

async function stateFrom(
  tx: ReadTransaction,
  {user, seq, readUpTo: read, rev}: NotifiedRecord,
): Promise<NotificationState> {
  return {seq, read, unread: await tx.countNotifications(user, read), rev};
}

export const stateOf = async (tx: ReadTransaction, user: string): Promise<NotificationState> =>
  stateFrom(tx, (await tx.notified(user)) ?? none(user));

/** Where it has changed since a stamp. */
export async function stateSince(
  tx: ReadTransaction,
  user: string,
  since: number,
): Promise<NotificationState | undefined> {
  const record = await tx.notified(user);
  return record && record.x > since ? stateFrom(tx, record) : undefined;
}

/** Held by everybody who changes how somebody's stand: two at once would give one place twice. */
async function locked({tx}: Work, user: string): Promise<NotifiedRecord> {
  await tx.lockName(`notifications ${user}`);
  const {x: _, ...record} = (await tx.notified(user)) ?? {...none(user), x: 0};
  return record;
}

/** Every device of theirs hears of it. */
async function change({tx, out}: Pick<Work, 'tx' | 'out'>, record: NotifiedRecord): Promise<void> {
  const next = {...record, rev: record.rev + 1};
  await tx.putNotified(next);
  out.user(next.user, {type: 'notifications', ...(await stateFrom(tx, next))});
}

type Said = Pick<NotificationRecord, 'kind' | 'title' | 'body' | 'link' | 'actor'>;
type Given = Said & Pick<NotificationRecord, 'id' | 'about'>;
const wordsOf = ({kind, title, body, link, actor}: Said): string =>
  canonical(defined({kind, title, body, link, actor}));

/** In one order, for two of these at once would wait for each other. */
const inOrder = (users: readonly string[]): string[] => [...new Set(users)].sort();

/**
 * Who was erased is left out, and so is who blocks the actor: they are told nothing of them.
 * @throws {Refusal} FORBIDDEN for an actor who was erased, IDEMPOTENCY_MISMATCH
 */
export async function notify(work: Work, {id, users, ...given}: InputOf<'notify'>): Promise<OutputOf<'notify'>> {
  const {tx} = work;
  const said: Said = {...given, body: given.body || undefined, link: given.link, actor: given.actor};
  if (said.actor !== undefined) await assertNotErased(work, [said.actor]);
  const wanted = inOrder(users);
  const states: NotifiedRecord[] = [];
  for (const user of wanted) states.push(await locked(work, user));
  // behind the locks: an erasure takes the same one when the profile is a stub already, so nothing comes behind it
  const left = await leftOut(tx, wanted, said.actor);
  const told = wanted.filter((user) => !left.has(user));
  const fresh: NotifiedRecord[] = [];
  for (const state of states) {
    const {user} = state;
    if (left.has(user)) continue;
    const known = await tx.notification(user, id);
    if (!known) fresh.push(state);
    else if (!known.removed && wordsOf(known) !== wordsOf(said))
      throw new Refusal('IDEMPOTENCY_MISMATCH', 'id: not what came with it before');
  }
  for (const state of fresh) await add(work, state, {id, ...said, about: undefined});
  return {users: told};
}

async function add({tx, now, out, settings}: Work, state: NotifiedRecord, given: Given): Promise<void> {
  const {user} = state;
  const seq = state.seq + 1;
  const record: NotificationRecord = {user, seq, at: now, ...given, removed: false};
  await tx.putNotification(record);
  await tx.dropNotifications(user, {upTo: seq - kept});
  await change({tx, out}, {...state, seq});
  out.notifications.push({user, notification: toNotification(record)});
  // who has no browser that is pushed to is passed over when it is due
  if (settings.notices.key !== undefined)
    await tx.addDue({
      ...{conversation: tagOfNotifications, person: user, from: seq},
      ...{dueAt: now + settings.notices.delayMs, since: now},
    });
}

/** One of the server's own, for one person, under an id that nothing else has. Answers whether they are told: who was erased is not. */
export async function addNotification(work: Work, user: string, given: Given): Promise<boolean> {
  const state = await locked(work, user);
  if ((await work.tx.user(user))?.kind === 'erased') return false;
  await add(work, state, given);
  return true;
}

async function leftOut(
  tx: ReadTransaction,
  users: readonly string[],
  actor: string | undefined,
): Promise<ReadonlySet<string>> {
  const erased = (await tx.users(users)).filter(({kind}) => kind === 'erased').map(({user}) => user);
  const blocks = actor === undefined ? [] : await tx.blocksBetween(actor, users);
  return new Set([...erased, ...blocks.filter(({other}) => other === actor).map(({user}) => user)]);
}

/** Its id stays, so that the host's next attempt to tell it does not bring it back; its words do not. */
const emptied = (record: NotificationRecord): NotificationRecord => ({
  ...record,
  ...{kind: '', title: '', body: undefined, link: undefined, actor: undefined, about: undefined, removed: true},
});

async function takeOut(work: Work, user: string, id: string): Promise<boolean> {
  const state = await locked(work, user);
  const known = await work.tx.notification(user, id);
  if (!known || known.removed) return false;
  await work.tx.putNotification(emptied(known));
  await change(work, state);
  return true;
}

export async function withdraw(
  work: Work,
  {id, users}: InputOf<'notify.withdraw'>,
): Promise<OutputOf<'notify.withdraw'>> {
  const from: string[] = [];
  for (const user of inOrder(users)) if (await takeOut(work, user, id)) from.push(user);
  return {users: from};
}

export async function removeNotification(work: Work, {id}: InputOf<'notifications.remove'>): Promise<void> {
  await takeOut(work, work.actor.user, id);
}

/** What is above the newest counts as the newest: nobody reads what is not there yet. */
export async function readNotifications(work: Work, {upTo}: InputOf<'notifications.read'>): Promise<void> {
  const state = await locked(work, work.actor.user);
  const readUpTo = Math.min(upTo, state.seq);
  if (readUpTo > state.readUpTo) await change(work, {...state, readUpTo});
}

/** What somebody who is erased was told. */
export async function forgetNotifications({tx, actor: {user}}: Work): Promise<void> {
  await tx.lockName(`notifications ${user}`);
  await tx.forgetNotifications(user);
  await tx.removeDue(tagOfNotifications, user);
}

/** Those from before `before` go; how many are unread may be another number then. */
export async function expireNotifications(work: Work, user: string, before: number): Promise<void> {
  const state = await locked(work, user);
  await work.tx.dropNotifications(user, {before});
  await change(work, state);
}
