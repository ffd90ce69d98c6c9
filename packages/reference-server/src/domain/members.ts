/** Who is in a conversation: adding, removing, leaving, roles (protocol 2.12). Every step is ordered by a seq of its own. Bans are bans.ts. */
import type {InputOf, OutputOf} from '@parlor/sdk/protocol';
import type {ConversationRecord, MemberRecord, Seat} from '../store/records.js';
import {assertNotBanned, banBefore, listBans, mark} from './bans.js';
import {assertMayBring} from './blocks.js';
import {giveRow, memberChange, metaChange} from './member-changes.js';
import {assertNotErased} from './people.js';
import {assertMayGive, assertMayLeave, assertMayManage, assertMayTouch} from './permissions.js';
import {Refusal} from './refusal.js';
import {peopleOf} from './rows.js';
import {type Seats, seatsFrom} from './seats.js';
import {insertSystemMessage, type SystemEvent} from './system-messages.js';
import {openPage, seal} from './tokens.js';
import {anyConversation, isHost, joinedMember, seated, seatedOrHost} from './visibility.js';
import {tellsRegisters, toMember, toMeta} from './wire.js';
import type {Look, Work} from './work.js';

export const newMember = (
  conversation: string,
  user: string,
  role: MemberRecord['role'],
  seq: number,
  joinedAs = 0,
): MemberRecord => ({
  conversation,
  user,
  state: 'joined',
  role,
  rev: seq,
  joinedSeq: seq,
  joinedAs,
  visibleFrom: seq,
  leftAt: undefined,
  farewell: undefined,
  read: 0,
  readPrivate: 0,
  delivered: 0,
  cleared: 0,
  ownRev: 0,
  markedUnread: false,
  mutedUntil: 0,
  pinned: false,
  archived: false,
  readK: 0,
  ownReadK: 0,
  later: undefined,
});

/**
 * The new member sees what comes from here on, their own arrival included, or all that was before as well, which is not unread for all that
 * (PWP-MEMBER-010). Somebody who is there already stays as they are.
 * @throws {Refusal} FORBIDDEN, TOO_LARGE, NOT_FOUND, NOT_A_MEMBER, BANNED of the actor, and of somebody whose ban was not lifted
 */
export async function addMember(
  work: Work,
  {conversation: id, user, role = 'member'}: InputOf<'member.add'>,
): Promise<void> {
  const {tx, out, settings} = work;
  const {conversation, seats, seat} = await seatedOrHost(work, id);
  assertMayManage(conversation, seat.role);
  assertMayGive(seat.role, role);
  if (seats.of.has(user)) return;
  const before = await tx.member(id, user);
  await assertNotBanned(work, id, user, before);
  await assertNotErased(work, [user]);
  await assertMayBring(work, [user]);
  if (conversation.members >= settings.limits.members)
    throw new Refusal('TOO_LARGE', `user: more than ${settings.limits.members} members`);

  const seq = conversation.seq + 1;
  const seesAll = conversation.history === 'all';
  const joining: MemberRecord = {...newMember(id, user, role, seq), ...(seesAll && {visibleFrom: 1})};
  // Registers and flags survive a time outside.
  const member: MemberRecord = before
    ? {
        ...before,
        ...pick(joining, ['state', 'role', 'rev', 'joinedSeq', 'joinedAs', 'visibleFrom', 'leftAt', 'farewell']),
      }
    : joining;
  if (seesAll) {
    // nothing before their coming is unread; by the register that nobody is told of, for they have not read it
    member.readPrivate = Math.max(member.readPrivate, seq - 1);
    // `cleared` falls by what an earlier stay did not show: devices take that from a newer rev only
    if (before && before.visibleFrom > 1) member.ownRev += 1;
  }
  member.readK = conversation.k;
  member.ownReadK = await tx.lastOwn(id, user);
  await tx.putMember(member);
  const next: ConversationRecord = {
    ...conversation,
    seq: seq + 1,
    members: conversation.members + 1,
    memberRev: seq,
    metaRev: seq,
  };
  const told = await insertSystemMessage(work, conversation, seq + 1, {event: 'added', user});
  await tx.advanceConversation({...next, lastTs: told.ts});

  const after = seatsFrom(seq, [...seats.all, {user, role, visibleFrom: member.visibleFrom}]);
  work.reseat(id, after);
  await giveRow(work, user, id);
  out.changes(id, seq, seq + 1, [{change: memberChange(member)}, {change: metaChange(next)}, told.shown], after);
}

/**
 * Removal is ordered: whoever goes sees everything up to the seq of their going, and nothing behind it.
 * @throws {Refusal} FORBIDDEN, NOT_FOUND, NOT_A_MEMBER, BANNED
 */
export async function removeMember(
  work: Work,
  {conversation: id, user, ban = false}: InputOf<'member.remove'>,
): Promise<void> {
  const {tx, actor} = work;
  const {conversation, seats, seat} = await seatedOrHost(work, id);
  assertMayManage(conversation, seat.role);
  if (user === actor.user) throw new Refusal('FORBIDDEN', 'user: leave instead');
  const member = await tx.member(id, user);
  if (!member && ban) return banBefore(work, id, user);
  if (!member) throw new Refusal('NOT_FOUND', 'user: never a member');
  if (member.state === 'joined') {
    assertMayTouch(seat.role, member);
    await end(work, {
      conversation,
      seats,
      member,
      state: ban ? 'banned' : 'removed',
      event: {event: 'removed', user, ...(ban && {ban})},
    });
    return;
  }
  if (ban && member.state !== 'banned') await mark(work, {conversation, seats}, member, 'banned');
}

/** @throws {Refusal} FORBIDDEN (of a direct conversation), LAST_OWNER, NOT_FOUND, NOT_A_MEMBER, BANNED */
export async function leave(work: Work, {conversation: id}: InputOf<'member.leave'>): Promise<void> {
  const {tx, actor} = work;
  const {conversation, seats, seat} = await seated(work, id);
  assertMayLeave(conversation);
  if (seat.role === 'owner' && conversation.members > 1) await assertOtherOwner(work, id);
  const member = (await tx.member(id, actor.user)) as MemberRecord;
  await end(work, {conversation, seats, member, state: 'left', event: {event: 'left'}});
}

type Ending = {
  conversation: ConversationRecord;
  seats: Seats;
  member: MemberRecord;
  state: 'left' | 'removed' | 'banned';
  event: SystemEvent;
};

/** First the word that they go, then their going: so they, too, read why. */
export async function end(work: Work, {conversation, seats, member, state, event}: Ending): Promise<void> {
  const {tx, out} = work;
  const {id} = conversation;
  const told = await insertSystemMessage(work, conversation, conversation.seq + 1, event);
  const seq = conversation.seq + 2;
  const next: ConversationRecord = {
    ...conversation,
    seq,
    members: conversation.members - 1,
    memberRev: seq,
    metaRev: seq,
    lastTs: told.ts,
  };
  await tx.advanceConversation(next);
  const farewell = {meta: toMeta(next), lastActivity: next.lastActivity};
  const ended: MemberRecord = {...member, state, rev: seq, leftAt: seq, farewell};
  await tx.putMember(ended);

  out.changes(id, seq - 1, seq, [told.shown, {change: memberChange(ended)}, {change: metaChange(next)}], seats);
  const left = seats.all.filter(({user}) => user !== member.user);
  work.reseat(id, seatsFrom(seq, left));
  await giveRow(work, member.user, id);
}

/** @throws {Refusal} FORBIDDEN, LAST_OWNER, NOT_FOUND, NOT_A_MEMBER, BANNED */
export async function setRole(work: Work, {conversation: id, user, role}: InputOf<'member.role'>): Promise<void> {
  const {tx, out} = work;
  const {conversation, seats, seat} = await seatedOrHost(work, id);
  assertMayManage(conversation, seat.role);
  const member = seats.of.has(user) ? await tx.member(id, user) : undefined;
  if (!member) throw new Refusal('NOT_FOUND', 'user: not a member');
  assertMayTouch(seat.role, member);
  assertMayGive(seat.role, role);
  if (member.role === role) return;
  if (member.role === 'owner') await assertOtherOwner(work, id);

  const seq = conversation.seq + 1;
  const changed: MemberRecord = {...member, role, rev: seq};
  await tx.putMember(changed);
  const told = await insertSystemMessage(work, conversation, seq + 1, {event: 'role', user, role});
  await tx.advanceConversation({...conversation, seq: seq + 1, memberRev: seq, lastTs: told.ts});

  const after = seatsFrom(
    seq,
    seats.all.map((other): Seat => (other.user === user ? {...other, role} : other)),
  );
  work.reseat(id, after);
  out.changes(id, seq, seq + 1, [{change: memberChange(changed)}, told.shown], after);
  await giveRow(work, user, id);
}

/** @throws {Refusal} LAST_OWNER */
async function assertOtherOwner({tx}: Work, id: string): Promise<void> {
  if ((await tx.joinedOwners(id)) < 2) throw new Refusal('LAST_OWNER');
}

/** @throws {Refusal} NOT_FOUND, NOT_A_MEMBER, BANNED, CURSOR_INVALID */
export async function listMembers(look: Look, input: InputOf<'member.list'>): Promise<OutputOf<'member.list'>> {
  if (input.state === 'banned') return listBans(look, input);
  const {tx, actor, settings} = look;
  const {conversation: id, after, limit = 50} = input;
  const owner = {user: actor.user, epoch: settings.epoch};
  const conversation = isHost(actor) ? await anyConversation(look, id) : (await joinedMember(look, id)).conversation;
  const [seq = 0, as = 0] = after === undefined ? [] : openPage('members', owner, after).map(Number);
  const found = await tx.membersPage(id, {after: after === undefined ? undefined : [seq, as], limit: limit + 1});
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    members: page.map((member) => toMember(member, tellsRegisters(conversation, settings.limits.namedReceipts))),
    ...(found.length > limit && last && {next: seal('members', owner, [last.joinedSeq, last.joinedAs])}),
    people: await peopleOf(
      look,
      page.map(({user}) => user),
    ),
  };
}

function pick<Value, Key extends keyof Value>(value: Value, keys: readonly Key[]): Pick<Value, Key> {
  return Object.fromEntries(keys.map((key) => [key, value[key]])) as Pick<Value, Key>;
}
