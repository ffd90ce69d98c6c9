/**
 * Member rows of one user, fifty for each page of an inbox: as with messages (shown-message.ts) flags come as one number, and what few
 * memberships have comes in one value that is NULL for the others.
 */
import type {MemberRecord} from '../records.js';
import {memberFrom} from './send-path.js';

/** In the order of `memberOf`. */
export const ownColumns = `conversation, state, role, rev, joined_seq, joined_as, visible_from, read, delivered,
  4 * archived + 2 * pinned + marked_unread, muted_until, read_k, own_read_k,
  case when read_private > 0 or cleared > 0 or own_rev > 0 or coalesce(left_at, farewell, later) is not null
    then json_array(left_at, farewell, read_private, cleared, own_rev, later) end`;

export type OwnRow = [
  conversation: string,
  state: MemberRecord['state'],
  role: MemberRecord['role'],
  rev: number,
  joinedSeq: number,
  joinedAs: number,
  visibleFrom: number,
  read: number,
  delivered: number,
  flags: number,
  mutedUntil: number,
  readK: number,
  ownReadK: number,
  seldom: string | null,
];

type Seldom = [
  leftAt: number | null,
  farewell: string | null,
  readPrivate: number,
  cleared: number,
  ownRev: number,
  later: string | null,
];
const usual: Seldom = [null, null, 0, 0, 0, null];

export function memberOf(user: string, row: OwnRow): MemberRecord {
  const [conversation, state, role, rev, joinedSeq, joinedAs, visibleFrom, read, delivered, flags] = row;
  const [leftAt, farewell, readPrivate, cleared, ownRev, later] =
    row[13] === null ? usual : (JSON.parse(row[13]) as Seldom);
  const stay = [joinedSeq, joinedAs, visibleFrom, leftAt, farewell] as const;
  const own = [ownRev, flags & 1, row[10], (flags >> 1) & 1, flags >> 2] as const;
  const registers = [read, readPrivate, delivered, cleared] as const;
  return memberFrom([conversation, user, state, role, rev, ...stay, ...registers, ...own, row[11], row[12], later]);
}
