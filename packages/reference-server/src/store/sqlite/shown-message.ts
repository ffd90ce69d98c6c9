/**
 * What of a message its readers are shown, read by position: pages have fifty of them, and each value of each row costs more than
 * finding it. So small numbers come as one, and what few messages have comes in one value that is NULL for the others.
 */
import type {Content} from '@parlor/sdk/protocol';
import type {ShownMessage} from '../records.js';

/** In the order of `shownFrom`. Of one conversation, whose id is known. */
export const shownColumns = `id, 4 * seq + 2 * has_reactions + countable, sender, ts, client_ts, content,
  case when rev <> seq or coalesce(reply_to, edited_at, deleted, pin_rev) is not null
    then json_array(rev, reply_to, edited_at, deleted, pin_rev, pinned_by, pinned_at) end`;

export type ShownRow = [
  id: string,
  seqAndFlags: number,
  sender: string,
  ts: number,
  clientTs: number | null,
  content: string,
  seldom: string | null,
];

type Seldom = [
  rev: number,
  replyTo: string | null,
  editedAt: number | null,
  deleted: string | null,
  pinRev: number | null,
  pinnedBy: string | null,
  pinnedAt: number | null,
];

export function shownFrom(conversation: string, row: readonly [...ShownRow, ...unknown[]]): ShownMessage {
  const flags = row[1] % 4;
  const seq = (row[1] - flags) / 4;
  const seldom: Seldom = row[6] === null ? [seq, null, null, null, null, null, null] : (JSON.parse(row[6]) as Seldom);
  return {
    conversation,
    id: row[0],
    seq,
    rev: seldom[0],
    sender: row[2],
    ts: row[3],
    clientTs: row[4] ?? undefined,
    content: JSON.parse(row[5]) as Content,
    countable: (flags & 1) === 1,
    hasReactions: flags > 1,
    replyTo: seldom[1] ?? undefined,
    editedAt: seldom[2] ?? undefined,
    deleted: seldom[3] ?? undefined,
    pinRev: seldom[4] ?? undefined,
    pinnedBy: seldom[5] ?? undefined,
    pinnedAt: seldom[6] ?? undefined,
  };
}
