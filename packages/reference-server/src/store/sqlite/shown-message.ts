/**
 * What of a message its readers are shown, read by position: pages have fifty of them, and each value of each row costs more than
 * finding it. What few messages have comes in one value that is NULL for the others.
 */
import type {Content} from '@parlor/sdk/protocol';
import type {ShownMessage} from '../records.js';

/** In the order of `shownFrom`. */
export const shownColumns = `conversation, id, seq, rev, sender, ts, client_ts, content, countable + 2 * has_reactions,
  case when coalesce(reply_to, edited_at, deleted, pin_rev) is not null
    then json_array(reply_to, edited_at, deleted, pin_rev, pinned_by, pinned_at) end`;

export type ShownRow = [
  conversation: string,
  id: string,
  seq: number,
  rev: number,
  sender: string,
  ts: number,
  clientTs: number | null,
  content: string,
  flags: number,
  seldom: string | null,
];

type Seldom = [
  replyTo: string | null,
  editedAt: number | null,
  deleted: string | null,
  pinRev: number | null,
  pinnedBy: string | null,
  pinnedAt: number | null,
];
const nothing: Seldom = [null, null, null, null, null, null];

export function shownFrom(row: ShownRow): ShownMessage {
  const seldom = row[9] === null ? nothing : (JSON.parse(row[9]) as Seldom);
  return {
    conversation: row[0],
    id: row[1],
    seq: row[2],
    rev: row[3],
    sender: row[4],
    ts: row[5],
    clientTs: row[6] ?? undefined,
    content: JSON.parse(row[7]) as Content,
    countable: (row[8] & 1) === 1,
    hasReactions: row[8] > 1,
    replyTo: seldom[0] ?? undefined,
    editedAt: seldom[1] ?? undefined,
    deleted: seldom[2] ?? undefined,
    pinRev: seldom[3] ?? undefined,
    pinnedBy: seldom[4] ?? undefined,
    pinnedAt: seldom[5] ?? undefined,
  };
}
