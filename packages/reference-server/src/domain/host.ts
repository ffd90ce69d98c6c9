/**
 * What the host application's backend does by itself (PWP-HOST-001): with a token of the audience `parlor-admin`, and in the name
 * of nobody. It sits in no conversation and may manage every group (`seatedOrHost`).
 */
import type {Account, Content, InputOf, Role} from '@parlor/sdk/protocol';
import {type ConversationRecord, noEnd, type Seat, type UserRecord} from '../store/records.js';
import type {ReadTransaction} from '../store/store.js';
import {assertNames} from './commands.js';
import {acceptContent, withFiles} from './content.js';
import {changeMeta, found, newConversation, storedHistory} from './conversations.js';
import {canonical, checksum} from './fingerprint.js';
import {addMember, setRole} from './members.js';
import {assertNotErased, lockedUser, newUser} from './people.js';
import {ranksOf} from './permissions.js';
import {Refusal} from './refusal.js';
import {insertSystemContent} from './system-messages.js';
import {assertDataSize} from './text.js';
import {seatedOrHost} from './visibility.js';
import {defined, toProfile} from './wire.js';
import type {Work} from './work.js';

/** Who comes into a conversation that is there is told one by one: so many in one commit. */
const mostComing = 100;

/** Every token of somebody whose sessions ended so is refused. */
export const forEver = noEnd;

export async function accountOf(tx: ReadTransaction, user: string, now: number): Promise<Account> {
  const record = await tx.user(user);
  if (!record) throw new Refusal('NOT_FOUND', 'user: nobody of this id');
  const commands = await tx.commandsOf(user);
  return {
    ...accountFrom(record, await tx.endedUntil(user), now),
    ...(commands.length > 0 && {commands: [...commands]}),
  };
}

/** `until`: until when their sessions were ended. */
export const accountFrom = (record: UserRecord, until: number, now: number): Account => {
  const {since, lastSeen} = record;
  return {profile: toProfile(record, now), active: until < forEver, since, lastSeen};
};

/**
 * What changes nothing raises no rev. The claims of later tokens renew what they carry, as for everybody.
 * @throws {Refusal} FORBIDDEN for an erased one, TOO_LARGE
 */
export async function putUser(work: Work, {user, active, commands, ...given}: InputOf<'user.put'>): Promise<void> {
  const {tx, now, out, settings} = work;
  assertDataSize(given.data, settings.limits.dataBytes, 'data');
  const before = await lockedUser(work, user);
  if (before?.kind === 'erased') throw new Refusal('FORBIDDEN', 'user: was erased');
  const next: UserRecord = {...(before ?? newUser(user, now)), ...defined(given)};
  if (given.avatar === '') next.avatar = undefined;
  if (!before || canonical({...next}) !== canonical({...before})) {
    next.rev += 1;
    await tx.putUser(next);
    const profile = toProfile(next, now);
    out.profiles.push(profile);
    if (before) out.user(user, {type: 'profile', profile});
  }
  if (commands) {
    assertNames(commands);
    await tx.putCommands({user, commands});
  }
  if (active === undefined) return;
  const isActive = (await tx.endedUntil(user)) < forEver;
  if (active && !isActive) await tx.beginAnew(user, now);
  if (!active && isActive) {
    await tx.endUntil(user, forEver);
    await tx.removeSubscriptions(user);
    out.ended.push({user, until: forEver});
  }
}

/**
 * A new one begins with its members; of one that is there the members named come in or get the role named, and nobody goes. Of a direct one
 * the status changes and nothing else.
 * @throws {Refusal} SCHEMA for a new one without a title, NOT_FOUND for one that was removed, TOO_LARGE, LAST_OWNER, FORBIDDEN
 */
export async function putConversation(work: Work, input: InputOf<'conversation.put'>): Promise<void> {
  const {conversation: id, type, members = [], ...meta} = input;
  assertDataSize(meta.data, work.settings.limits.dataBytes, 'data');
  // whoever becomes an owner does so before another one no longer is
  const ordered = members.toSorted((a, b) => ranksOf(b.role ?? 'member') - ranksOf(a.role ?? 'member'));
  const roles = new Map(ordered.map(({user, role}) => [user, role]));
  const before = await work.tx.conversation(id, 'lock');
  if (!before) return beginConversation(work, input, roles);
  const {conversation, seats} = await seatedOrHost(work, id);
  if (type !== undefined && type !== conversation.type)
    throw new Refusal('SCHEMA', `type: it is a ${conversation.type}`);
  if (conversation.type === 'direct') await assertOnlyStatus(work, conversation, input);
  const coming = [...roles.keys()].filter((user) => !seats.of.has(user));
  if (coming.length > mostComing) throw new Refusal('TOO_LARGE', `members: more than ${mostComing} new ones at once`);
  await changeMeta(work, {conversation, seats}, meta);
  for (const [user, role] of roles) {
    const seat = seats.of.get(user);
    if (!seat) await addMember(work, {conversation: id, user, ...(role && {role})});
    else if (role !== undefined && seat.role !== role) await setRole(work, {conversation: id, user, role});
  }
}

/** @throws {Refusal} FORBIDDEN for all else, and for opening one that an erased person left closed */
async function assertOnlyStatus(
  work: Work,
  {pair}: ConversationRecord,
  {conversation: _, type: __, status, ...rest}: InputOf<'conversation.put'>,
): Promise<void> {
  const [other] = Object.keys(defined(rest));
  if (other !== undefined) throw new Refusal('FORBIDDEN', `${other}: the conversation is direct`);
  if (status === 'open') await assertNotErased(work, [...(pair ?? [])]);
}

async function beginConversation(
  work: Work,
  {conversation: id, type = 'group', title, ...more}: InputOf<'conversation.put'>,
  roles: ReadonlyMap<string, Role | undefined>,
): Promise<void> {
  if (title === undefined) throw new Refusal('SCHEMA', 'title: a new conversation needs one');
  const {members: most} = work.settings.limits;
  if (roles.size > most) throw new Refusal('TOO_LARGE', `members: more than ${most}`);
  await assertNotErased(work, [...roles.keys()]);
  const {description, avatar, context, data, purge = false, slowSeconds, history, status = 'open'} = more;
  const conversation: ConversationRecord = {
    ...newConversation(work, roles.size),
    ...{id, type, title, status, context, data, purge},
    description: description || undefined,
    avatar: avatar || undefined,
    slowSeconds: slowSeconds || undefined,
    history: storedHistory(history),
  };
  await found(
    work,
    conversation,
    [...roles].map(([user, role = 'member']): Seat => ({user, role, visibleFrom: 1})),
  );
}

/**
 * The same id with the same words is the same message.
 * @throws {Refusal} NOT_FOUND, ID_TAKEN, IDEMPOTENCY_MISMATCH, TOO_LARGE, SCHEMA
 */
export async function tell(work: Work, {conversation: id, id: message, text, data}: InputOf<'conversation.tell'>) {
  const {tx, actor, out} = work;
  if (data !== undefined && Object.hasOwn(data, 'event'))
    throw new Refusal('SCHEMA', 'data.event: the events are the server’s');
  const content: Content = {
    ...withFiles(acceptContent({text, ...(data && {data})}, work.settings.limits), []),
    kind: 'system',
  };
  const print = checksum(canonical(content));
  const {conversation, seats} = await seatedOrHost(work, id);
  const earlier = await tx.message(id, message);
  if (earlier) {
    if (earlier.sender !== actor.user || earlier.countable) throw new Refusal('ID_TAKEN');
    if (earlier.fingerprint !== print)
      throw new Refusal('IDEMPOTENCY_MISMATCH', 'text: not what came with this id before');
    return;
  }
  const seq = conversation.seq + 1;
  const told = await insertSystemContent(work, conversation, seq, {id: message, content, fingerprint: print});
  await tx.advanceConversation({...conversation, seq, lastTs: told.ts});
  out.changes(id, seq, seq, [told.shown], seats);
}
