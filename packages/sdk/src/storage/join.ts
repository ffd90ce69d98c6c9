/**
 * What is put into the cache is joined with what is there: two tabs may both think that they lead, and the one that was frozen or
 * knows nothing of the other must not put back the other's work (I10, I17).
 */
import {joinRow} from '../core/inbox.js';
import {addRange, cutRange} from '../core/ranges.js';
import type {StoredConversation} from './storage.js';

/** Both ranges hold of the messages of both. The members, where any are known, are as of the newer row. */
export function joinConversation(have: StoredConversation | undefined, come: StoredConversation): StoredConversation {
  if (!have) return come;
  const row = joinRow(have.row, come.row);
  const isNewer = come.row.seq >= have.row.seq || !have.members.length;
  const ranges = have.ranges.reduce(addRange, come.ranges);
  return {
    ...come,
    row,
    seq: Math.max(have.seq, come.seq),
    ranges,
    start: (ranges[0]?.from ?? Number.POSITIVE_INFINITY) <= 1,
    members: isNewer && come.members.length ? come.members : have.members,
  };
}

/** The conversation without its messages in from…to; without any, nothing of it was merged. */
export function withoutMessages(have: StoredConversation, from: number, to: number): StoredConversation {
  const ranges = cutRange(have.ranges, from, to);
  return {...have, ranges, start: false, ...(!ranges.length && {seq: 0})};
}
