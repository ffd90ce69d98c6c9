/**
 * What is put into the cache is joined with what is there: two tabs may both think that they lead, and the one that was frozen or
 * knows nothing of the other must not put back the other's work (I10, I17).
 */
import {joinRow} from '../core/inbox.js';
import {addRange, cutRange, gaps, type Ranges} from '../core/ranges.js';
import type {StoredConversation} from './storage.js';

/**
 * Both ranges hold of the messages of both. The members, where any are known, are as of the newer row; but whoever knows of a later
 * change of my place was told to forget them, and those of an earlier stay are not put back (F71). What was
 * `known` to be there and is not any more was dropped by another tab: `come` has nothing of it either (I4, F20).
 */
export function joinConversation(
  have: StoredConversation | undefined,
  come: StoredConversation,
  known: Ranges = [],
): StoredConversation {
  const there = have?.ranges ?? [];
  const dropped = known.flatMap(({from, to}) => gaps(there, from, to));
  const ranges = there.reduce(
    addRange,
    dropped.reduce((all: Ranges, {from, to}) => cutRange(all, from, to), come.ranges),
  );
  if (!have) return {...come, ranges};
  const row = joinRow(have.row, come.row);
  const moved = come.row.membership.rev - have.row.membership.rev;
  const isNewer = come.members.length > 0 && (moved || come.row.seq - have.row.seq) >= 0;
  return {
    ...come,
    row,
    seq: Math.max(have.seq, come.seq),
    ranges,
    members: moved > 0 || isNewer || !have.members.length ? come.members : have.members,
  };
}

/** The conversation without its messages in from…to; without any, nothing of it was merged and nobody is known to be in it. */
export function withoutMessages(have: StoredConversation, from: number, to: number): StoredConversation {
  const ranges = cutRange(have.ranges, from, to);
  return {...have, ranges, ...(!ranges.length && {seq: 0, members: []})};
}
