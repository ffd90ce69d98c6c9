/**
 * Erasing a person (PWP-HOST-005): messages become tombstones, reactions go, memberships end, how far they had read is forgotten, and of the
 * profile nothing is left but the id. Step by step, each in a commit of its own, so that nobody waits for it; every step can be done again.
 */
import {noEnd, type ShownMessage, type UserRecord} from '../store/records.js';
import type {ReadTransaction} from '../store/store.js';
import {noteStep} from './audit.js';
import {endBlock} from './blocks.js';
import {changeMeta} from './conversations.js';
import {forgetDigest} from './digest-row.js';
import type {Actor} from './domain.js';
import {forEver} from './host.js';
import {forgetLater} from './later.js';
import {end, setRole} from './members.js';
import {bury} from './messages.js';
import {forgetNotifications} from './notifications.js';
import {lockedUser, newUser} from './people.js';
import {ranksOf} from './permissions.js';
import {takeBack} from './reactions.js';
import {Refusal} from './refusal.js';
import {forgetReminders} from './reminders.js';
import {forgetQuote} from './reports.js';
import type {Seats} from './seats.js';
import {type SeatedPlace, seatedOrHost} from './visibility.js';
import {toProfile} from './wire.js';
import type {Work} from './work.js';

/** For clients that have no word of their own for `erased`. */
const erasedName = 'Deleted user';
/** Blocks that end in one step: each may be of a conversation, which others wait for meanwhile. */
const blocksAtOnce = 20;
/** Messages looked through in one step. */
const stretch = 100;
const everything = {from: 1, to: noEnd, upTo: noEnd};

export type EraseDoor = {
  read<Result>(read: (tx: ReadTransaction) => Promise<Result>): Promise<Result>;
  write<Result>(actor: Actor, write: (work: Work) => Promise<Result>, lane?: string): Promise<Result>;
};

/**
 * Answers how many messages were deleted. Of somebody who was never here it leaves an erased one. `by`: whose order it is, for the audit.
 */
export async function erase({read, write}: EraseDoor, user: string, by: string): Promise<number> {
  // as the person, so that what is seen of it are their own steps; with the host's rights
  const actor: Actor = {user, device: 'host', audience: 'parlor-admin', claims: {}};
  const entryAt = (at: number) => ({at, actor: by, operation: 'user.erase', targets: {user}});
  await write(actor, async (work) => {
    await eraseProfile(work);
    await noteStep(work.tx, entryAt(work.now), {step: 'begun'});
  });
  while ((await read((tx) => tx.blocksAround(user, 1))).length > 0) await write(actor, eraseBlocks);
  let deleted = 0;
  for (const id of await read((tx) => tx.conversationsOf(user))) {
    try {
      deleted += await eraseIn({read, write}, actor, id);
    } catch (error) {
      // taken away meanwhile, with all that was theirs
      if (!(error instanceof Refusal && error.code === 'NOT_FOUND')) throw error;
    }
  }
  await write(actor, forgetLater);
  await write(actor, forgetReminders);
  await write(actor, forgetNotifications);
  await write(actor, eraseFiles);
  // what was reported while there were messages, and quotes of them in what was reported of others
  await write(actor, ({tx}) => tx.forgetInReports(user));
  for (const id of await read((tx) => tx.reportsSaying(user)))
    await write(actor, (work) => forgetQuote(work, id, user));
  await write(actor, ({tx, now}) => noteStep(tx, entryAt(now), {step: 'done', messages: deleted}));
  return deleted;
}

/** First the membership: whatever was on its way then is there to be found, or is refused. */
async function eraseIn({read, write}: EraseDoor, actor: Actor, id: string): Promise<number> {
  await write(actor, (work) => eraseMembership(work, id), id);
  let deleted = 0;
  for (let after = 0; ; ) {
    const page = await read((tx) => tx.messagesAfter(id, everything, after, stretch));
    if (page.some((record) => isAbout(record, actor.user)))
      deleted += await write(actor, (work) => eraseAmong(work, id, page), id);
    if (page.length < stretch) return deleted;
    after = (page.at(-1) as ShownMessage).seq;
  }
}

/** Whether there may be something of theirs: who reacted is not on the message itself. */
const isAbout = ({sender, countable, deleted, hasReactions}: ShownMessage, user: string): boolean =>
  deleted === undefined && (hasReactions || (sender === user && countable));

async function eraseProfile(work: Work): Promise<void> {
  const {tx, now, out} = work;
  const {user} = work.actor;
  const before = await lockedUser(work, user);
  if (before?.kind === 'erased') return;
  const {rev, since} = before ?? newUser(user, now);
  const next: UserRecord = {...newUser(user, since), kind: 'erased', name: erasedName, rev: rev + 1};
  await tx.putUser(next);
  await tx.endUntil(user, forEver);
  await tx.removeSubscriptions(user);
  await forgetDigest(tx, user);
  await tx.forgetInReports(user);
  await tx.putCommands({user, commands: []});
  const profile = toProfile(next, now);
  out.profiles.push(profile);
  out.user(user, {type: 'profile', profile});
  out.ended.push({user, until: forEver});
}

/** Those by them and those of them. */
async function eraseBlocks(work: Work): Promise<void> {
  const found = await work.tx.blocksAround(work.actor.user, blocksAtOnce);
  // in one order, for two erasures at once would wait for each other
  for (const block of found.toSorted((a, b) => (a.user < b.user ? -1 : 1))) await endBlock(work, block);
}

/** Those in messages went with them; what is left was not sent, or is of a message that a moderator deleted meanwhile. */
async function eraseFiles({tx, actor, out}: Work): Promise<void> {
  await tx.loseUploads({user: actor.user});
  out.hasLostFiles = true;
}

async function eraseAmong(work: Work, id: string, page: readonly ShownMessage[]): Promise<number> {
  const {tx, actor} = work;
  let deleted = 0;
  // locked, and read again: since the page was, each may have changed
  await seatedOrHost(work, id);
  for (const record of await tx.messages(
    id,
    page.map((seen) => seen.id),
  )) {
    if (!isAbout(record, actor.user)) continue;
    if (record.sender === actor.user && record.countable) {
      await bury(work, await seatedOrHost(work, id), record);
      deleted++;
      continue;
    }
    const all = await tx.reactionsPage(id, record.id, {before: noEnd, upTo: noEnd, limit: noEnd});
    for (const {key, user} of all)
      if (user === actor.user) await takeBack(work, await seatedOrHost(work, id), record, key);
  }
  return deleted;
}

async function eraseMembership(work: Work, id: string): Promise<void> {
  const place = await seatedOrHost(work, id);
  await tellOfStub(work, place.seats);
  // a group goes on without them; what was between two stays with the other one
  if (place.conversation.type === 'direct') await changeMeta(work, place, {status: 'closed'});
  else await eraseSeat(work, id, place);
  await forgetRegisters(work, id);
}

async function eraseSeat(work: Work, id: string, place: SeatedPlace): Promise<void> {
  const {tx, actor} = work;
  const member = await tx.member(id, actor.user);
  if (member?.state !== 'joined') return;
  const heir = member.role === 'owner' ? heirOf(place.seats, actor.user) : undefined;
  if (heir !== undefined) await setRole(work, {conversation: id, user: heir, role: 'owner'});
  const {conversation, seats} = await seatedOrHost(work, id);
  await end(work, {conversation, seats, member, state: 'left', event: {event: 'left'}});
}

/**
 * How far they had read, and their flags. Nobody is told of it: registers only rise, so a device that has seen one keeps it
 * (PWP-REG-002). What is counted of their own unread follows from where their view begins, as for whoever has read nothing.
 */
async function forgetRegisters({tx, actor}: Work, id: string): Promise<void> {
  const member = await tx.member(id, actor.user);
  if (!member) return;
  const counted = await tx.countedUpTo(id, actor.user, member.visibleFrom - 1);
  await tx.putMember({
    ...member,
    ...{read: 0, readPrivate: 0, delivered: 0, cleared: 0},
    ...{ownRev: 0, markedUnread: false, mutedUntil: 0, pinned: false, archived: false},
    ...{readK: counted.k, ownReadK: counted.own},
  });
}

/** Devices keep profiles: those who sit with them are told that there is none any more. */
async function tellOfStub({tx, actor, now, out}: Work, {users}: Seats): Promise<void> {
  const stub = await tx.user(actor.user);
  if (!stub) return;
  for (const user of users) if (user !== actor.user) out.user(user, {type: 'profile', profile: toProfile(stub, now)});
}

/** Where nobody else owns the group: of the highest role, who is in it longest. */
function heirOf({all}: Seats, user: string): string | undefined {
  const others = all.filter((seat) => seat.user !== user);
  if (others.some(({role}) => role === 'owner')) return undefined;
  return others.toSorted((a, b) => ranksOf(b.role) - ranksOf(a.role))[0]?.user;
}
