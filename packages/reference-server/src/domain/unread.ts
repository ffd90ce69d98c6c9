/**
 * Unread messages and mentions (protocol 2.10): by a closed form over running numbers, so that an inbox of ten thousand
 * conversations costs no counting; and by the definition, which the tests hold against it (I9).
 */
import type {MemberRecord} from '../store/records.js';
import type {Countable, Membership, ReadTransaction, Tally} from '../store/store.js';
import {allowedWindow} from './visibility.js';

export type Counts = {unread: number; mentions: number};
const none: Counts = {unread: 0, mentions: 0};

/** Nothing up to here is unread: the highest of the registers, and where the membership begins. */
export const horizonOf = ({read, readPrivate, cleared, visibleFrom}: MemberRecord): number =>
  Math.max(read, readPrivate, cleared, visibleFrom - 1);

/** Countable messages above the horizon, without one's own and without the deleted ones of others. */
export const closedForm = ({k, readK, ownReadK}: Countable, {own, deletedForeign}: Tally): number =>
  k - readK - (own - ownReadK) - deletedForeign;

const countableOf = ({conversation, member}: Membership): Countable => ({
  conversation: conversation.id,
  k: conversation.k,
  readK: member.readK,
  ownReadK: member.ownReadK,
  horizon: horizonOf(member),
  markedUnread: member.markedUnread,
});

/** The definition, row by row. */
export async function countByDefinition(tx: ReadTransaction, {conversation, member}: Membership): Promise<Counts> {
  return tx.countUnread(conversation.id, member.user, allowedWindow(member), horizonOf(member));
}

/** The counts of many rows of one user: one query for all that may hold something, none for the rest. */
export async function countsOf(
  tx: ReadTransaction,
  user: string,
  memberships: readonly Membership[],
): Promise<Counts[]> {
  const counts: Counts[] = [];
  const asked: number[] = [];
  for (const [at, membership] of memberships.entries()) {
    const {conversation, member} = membership;
    counts[at] = none;
    // The running numbers go on after somebody left; what was unread then is counted.
    if (member.state !== 'joined') counts[at] = await countByDefinition(tx, membership);
    else if (conversation.k > member.readK) asked.push(at);
  }
  const found = await countAll(
    tx,
    user,
    asked.map((at) => countableOf(memberships[at] as Membership)),
  );
  for (const [index, at] of asked.entries()) counts[at] = found[index] as Counts;
  return counts;
}

/** By the closed form, in one query. */
export async function countAll(tx: ReadTransaction, user: string, countables: readonly Countable[]): Promise<Counts[]> {
  if (countables.length === 0) return [];
  const tallies = await tx.tallies(
    user,
    countables.map(({conversation, horizon}) => ({conversation, after: horizon})),
  );
  return countables.map((countable, at) => {
    const tally = tallies[at] as Tally;
    return {unread: closedForm(countable, tally), mentions: tally.mentions};
  });
}
