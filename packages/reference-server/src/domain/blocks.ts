/**
 * Blocking (PWP-BLOCK-001 …). That somebody blocks somebody is a row of its own. Of their direct conversation it stands on the
 * conversation as well, which every send reads under its lock anyway: so a block costs a send nothing, and from its commit on
 * nothing gets past it.
 */
import type {InputOf, OutputOf} from '@parlor/sdk/protocol';
import type {BlockRecord} from '../store/records.js';
import type {ReadTransaction} from '../store/store.js';
import {marksOf, pairOf} from './block-marks.js';
import {assertNotErased, getPeople, lockedUser, ownProfile, renewProfile} from './people.js';
import {Refusal} from './refusal.js';
import {rowFor} from './rows.js';
import {openPage, seal, sealed, unsealed} from './tokens.js';
import {isHost} from './visibility.js';
import {toProfile} from './wire.js';
import type {Look, Work} from './work.js';

/** Held by everybody who makes or ends something between two people. */
export const lockPair = (tx: Work['tx'], pair: readonly [string, string]): Promise<void> =>
  tx.lockName(`pair ${JSON.stringify(pair)}`);

/**
 * What changes nothing is told to nobody. The profile's rev tells the devices of who blocks that their list is another one
 * (PWP-BLOCK-006).
 * @throws {Refusal} SCHEMA for oneself, FORBIDDEN for an erased one, TOO_LARGE above `limits.blocks`
 */
export async function setBlock(work: Work, {user: other, on}: InputOf<'block.set'>): Promise<void> {
  const {tx, actor, now, settings} = work;
  const {user} = actor;
  if (user === other) throw new Refusal('SCHEMA', 'user: yourself');
  // two devices at once would go above the limit together
  await lockedUser(work, user);
  const known = (await tx.blocksBetween(user, [other])).some((block) => block.user === user);
  if (on && !known) {
    await assertNotErased(work, [other]);
    if ((await tx.countBlocks(user)) >= settings.limits.blocks)
      throw new Refusal('TOO_LARGE', `user: you block ${settings.limits.blocks} people`);
  }
  await renewProfile(work);
  if (known === on) return;
  await tellOfList(work, user);
  if (on) {
    await lockPair(tx, pairOf(user, other));
    await tx.putBlock({user, other, at: now});
    await markPair(work, pairOf(user, other));
  } else await unblock(work, user, other);
}

/** By the rev of the profile. */
async function tellOfList(work: Work, user: string): Promise<void> {
  const {tx, now, out} = work;
  const before = await lockedUser(work, user);
  if (!before || before.kind === 'erased') return;
  const next = {...before, rev: before.rev + 1};
  await tx.putUser(next);
  out.user(next.user, {type: 'profile', profile: toProfile(next, now)});
}

/** Ends a block for good, for one of the two is being erased (PWP-BLOCK-008). */
export async function endBlock(work: Work, {user, other}: Pick<BlockRecord, 'user' | 'other'>): Promise<void> {
  await tellOfList(work, user);
  await unblock(work, user, other);
}

async function unblock(work: Work, user: string, other: string): Promise<void> {
  const pair = pairOf(user, other);
  await lockPair(work.tx, pair);
  await work.tx.removeBlock(user, other);
  await markPair(work, pair);
}

/** Writes on their conversation, if they have one, how it stands between them, and tells both. */
async function markPair({tx, out}: Work, pair: readonly [string, string]): Promise<void> {
  const direct = await tx.directConversation(pair);
  const conversation = direct && (await tx.conversation(direct.id, 'lock'));
  if (!conversation) return;
  const marks = marksOf(pair, await tx.blocksBetween(pair[0], [pair[1]]), conversation.blocked);
  if (marks === conversation.blocked) return;
  await tx.setBlocked(conversation.id, marks);
  for (const user of pair) {
    const member = await tx.member(conversation.id, user);
    // a flag like the others: of two states their devices keep the one with the higher rev
    if (member) await tx.putMember({...member, ownRev: member.ownRev + 1});
    const row = await rowFor(tx, user, conversation.id);
    if (row) out.user(user, {type: 'inbox', rows: [row]});
  }
}

export async function describeBlock(look: Look, {user}: InputOf<'block.set'>): Promise<OutputOf<'block.set'>> {
  const direct = await look.tx.directConversation(pairOf(look.actor.user, user));
  const row = direct && (await rowFor(look.tx, look.actor.user, direct.id));
  return {profile: await ownProfile(look), ...(row && {row})};
}

/** @throws {Refusal} CURSOR_INVALID */
export async function listBlocks(
  look: Look,
  {after, limit = 50}: InputOf<'block.list'>,
): Promise<OutputOf<'block.list'>> {
  const owner = {user: look.actor.user, epoch: look.settings.epoch};
  const [at, other] = after === undefined ? [] : openPage('blocks', owner, after);
  const place = at === undefined ? undefined : {at: Number(at), other: unsealed(other)};
  const found = await look.tx.blocksOf(look.actor.user, {after: place, limit: limit + 1});
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const users = page.map((block) => block.other);
  return {
    blocks: page.map((block) => ({user: block.other, since: block.at})),
    ...(found.length > limit && last && {next: seal('blocks', owner, [last.at, sealed(last.other)])}),
    // to block somebody shows no profile that could not be looked up before
    people: users.length === 0 ? [] : (await getPeople(look, {users})).people,
  };
}

/** Of these, with whom there is a block, whoever of the two it is by. */
export async function apart(
  tx: ReadTransaction,
  user: string,
  others: readonly string[],
): Promise<ReadonlySet<string>> {
  const blocks = await tx.blocksBetween(user, others);
  return new Set(blocks.map((block) => (block.user === user ? block.other : block.user)));
}

/** Of these, who blocks the actor; none where the host acts (PWP-BLOCK-007). */
async function blockersOf({tx, actor}: Look, users: readonly string[]): Promise<ReadonlySet<string>> {
  if (isHost(actor)) return new Set();
  const blocks = await tx.blocksBetween(actor.user, users);
  return new Set(blocks.flatMap(({user}) => (user === actor.user ? [] : [user])));
}

/** No new direct conversation. @throws {Refusal} FORBIDDEN */
export async function assertNotApart({tx, actor}: Look, other: string): Promise<void> {
  if (!isHost(actor) && (await apart(tx, actor.user, [other])).size > 0) throw new Refusal('FORBIDDEN');
}

/** Nobody is brought into a group by whom they block: it would be another way to write to them. @throws {Refusal} FORBIDDEN */
export async function assertMayBring(look: Look, users: readonly string[]): Promise<void> {
  if ((await blockersOf(look, users)).size > 0) throw new Refusal('FORBIDDEN');
}

/** Those mentioned, parted by who is told of it. */
export async function partMentions(
  look: Look,
  mentioned: readonly string[],
): Promise<{told: string[]; silent: string[]}> {
  const blockers = mentioned.length === 0 ? new Set<string>() : await blockersOf(look, mentioned);
  const isSilent = (user: string): boolean => blockers.has(user);
  return {told: mentioned.filter((user) => !isSilent(user)), silent: mentioned.filter(isSilent)};
}

/**
 * Who blocks the sender gets the row with the counts before the message: counted are mentions, as a client does that counts by
 * itself, and this is none. Stamped, so that other nodes tell it as well.
 */
export async function giveCounts({tx, out}: Work, conversation: string, silent: readonly string[]): Promise<void> {
  // in a batch there may be a frame already
  if (silent.length > 0) out.close(conversation);
  for (const user of silent) {
    const member = await tx.member(conversation, user);
    if (member) await tx.putMember(member);
    const row = await rowFor(tx, user, conversation);
    if (row) out.user(user, {type: 'inbox', rows: [row]});
  }
}
