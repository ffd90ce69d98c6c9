/**
 * Who is kept out of a conversation (PWP-MEMBER-011 …). Of who was in it the state of their membership says so, which is a change like any other;
 * who never was hears nothing of it, and neither do the others: it is no change of anything they see.
 */
import type {InputOf, Member, OutputOf} from '@parlor/sdk/protocol';
import type {MemberRecord} from '../store/records.js';
import {giveRow, memberChange} from './member-changes.js';
import {assertNotErased} from './people.js';
import {assertMayManage, assertMaySeeBans} from './permissions.js';
import {Refusal} from './refusal.js';
import {peopleOf} from './rows.js';
import {openPage, seal, sealed, unsealed} from './tokens.js';
import {anyConversation, isHost, joinedMember, type SeatedPlace, seatedOrHost} from './visibility.js';
import {toMember} from './wire.js';
import type {Look, Work} from './work.js';

/** @throws {Refusal} BANNED. `member`: what there is of an earlier membership. */
export async function assertNotBanned(
  {tx}: Pick<Look, 'tx'>,
  id: string,
  user: string,
  member: MemberRecord | undefined,
): Promise<void> {
  if (member?.state === 'banned' || (await tx.isKeptOut(id, user)))
    throw new Refusal('BANNED', 'user: is banned, which has to be lifted first');
}

/** Of somebody who never was in it. @throws {Refusal} FORBIDDEN for an erased one, TOO_LARGE above so many as there may be members */
export async function banBefore(work: Work, conversation: string, user: string): Promise<void> {
  const {tx, settings} = work;
  if (await tx.isKeptOut(conversation, user)) return;
  await assertNotErased(work, [user]);
  const {members: most} = settings.limits;
  if ((await tx.countKeptOut(conversation)) >= most)
    throw new Refusal('TOO_LARGE', `user: ${most} who never were in it are banned`);
  await tx.keepOut({conversation, user});
}

/** Changes the state of somebody who is out. */
export async function mark(
  work: Work,
  {conversation, seats}: Omit<SeatedPlace, 'seat'>,
  member: MemberRecord,
  state: 'banned' | 'removed',
): Promise<void> {
  const {tx, out} = work;
  const {id} = conversation;
  const seq = conversation.seq + 1;
  const marked: MemberRecord = {...member, state, rev: seq};
  await tx.putMember(marked);
  await tx.advanceConversation({...conversation, seq});
  out.changes(id, seq, seq, [{change: memberChange(marked)}], seats);
  await giveRow(work, member.user, id);
}

/** Of somebody who is not banned it changes nothing. @throws {Refusal} FORBIDDEN, NOT_FOUND, NOT_A_MEMBER, BANNED */
export async function unban(work: Work, {conversation: id, user}: InputOf<'member.unban'>): Promise<void> {
  const {tx} = work;
  const {conversation, seats, seat} = await seatedOrHost(work, id);
  assertMayManage(conversation, seat.role);
  const member = await tx.member(id, user);
  if (member?.state === 'banned') await mark(work, {conversation, seats}, member, 'removed');
  await tx.removeKeptOut({conversation: id, user});
}

/** @throws {Refusal} FORBIDDEN below a moderator, NOT_FOUND, NOT_A_MEMBER, BANNED, CURSOR_INVALID */
export async function listBans(
  look: Look,
  {conversation: id, after, limit = 50}: InputOf<'member.list'>,
): Promise<OutputOf<'member.list'>> {
  const {tx, actor, settings} = look;
  const owner = {user: actor.user, epoch: settings.epoch};
  if (isHost(actor)) await anyConversation(look, id);
  else {
    const {conversation, member} = await joinedMember(look, id);
    assertMaySeeBans(conversation, member.role);
  }
  const place = after === undefined ? '' : unsealed(openPage('bans', owner, after)[0]);
  const found = await tx.banned(id, {after: place, limit: limit + 1});
  const page = found.slice(0, limit);
  const records = await Promise.all(page.map((user) => tx.member(id, user)));
  const last = page.at(-1);
  return {
    members: page.map((user, at): Member => {
      const record = records[at];
      return record ? toMember(record) : {user, state: 'banned', role: 'member', rev: 0};
    }),
    ...(found.length > limit && last !== undefined && {next: seal('bans', owner, [sealed(last)])}),
    people: await peopleOf(look, page),
  };
}
