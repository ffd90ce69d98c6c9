/**
 * Counting unread messages exactly (I9). A row's `unread` and `mentions` are true at the pair (`asOf`, `readAt`); whoever
 * changes one changes both. Where the counts cannot be followed the pair stays behind, and `isUnsure` says so.
 */
import type {ChangesFrame} from '../protocol/frames.js';
import type {InboxRow, Message} from '../protocol/model.js';
import {isCountable, mentions} from './message.js';
import {effectiveRead} from './receipts.js';

/** Whether the counts lag behind what is known otherwise: fetch the row again (`inbox.rows`). */
export const isUnsure = (row: InboxRow): boolean => row.asOf < row.seq || row.readAt < effectiveRead(row.own);

/** Whether nothing that is counted lies above `read`: it is at what was counted last, or at the newest countable message. */
export const isAllRead = ({asOf, preview}: InboxRow, read: number): boolean =>
  read >= Math.min(asOf, preview?.seq ?? asOf);

type Counted = Pick<Message, 'seq' | 'rev' | 'sender' | 'content' | 'deleted'>;

const counts = (message: Counted, user: string): boolean =>
  message.sender !== user && isCountable(message.content.kind) && !message.deleted;

/**
 * The row with the messages of a `changes` frame counted. `before`: a message as it was at `row.asOf`, if the cache of the
 * conversation is complete up to there.
 * A frame that leaves a gap moves only the head. Never negative.
 */
export function countFrame(
  row: InboxRow,
  frame: ChangesFrame,
  user: string,
  before: (id: string) => Counted | undefined = () => undefined,
): InboxRow {
  const seq = Math.max(row.seq, frame.to);
  const behind = seq === row.seq ? row : {...row, seq};
  // who is let in again has a view that begins anew, and only the server's row says where
  const isIn = row.membership.state === 'joined';
  if (!isIn || frame.to <= row.asOf || frame.from > row.asOf + 1) return behind;
  let {unread} = row;
  let named = row.mentions;
  const last = new Map<string, Message>();
  for (const change of frame.changes) {
    if (change.type === 'message' && change.message.rev >= (last.get(change.message.id)?.rev ?? 0)) {
      last.set(change.message.id, change.message);
    }
  }
  for (const message of last.values()) {
    if (message.rev <= row.asOf || message.seq <= row.readAt) continue;
    const counted = counts(message, user);
    const nowNamed = counted && mentions(message.content, user);
    if (message.seq > row.asOf) {
      unread += Number(counted);
      named += Number(nowNamed);
      continue;
    }
    if (message.sender === user || !isCountable(message.content.kind)) continue;
    // it was there and counted at asOf: an edit or a delete, which comes last
    if (message.deleted) unread--;
    const was = before(message.id);
    if (was && was.rev <= row.asOf) named += Number(nowNamed) - Number(mentions(was.content, user));
    else if (row.mentions === 0) named += Number(nowNamed);
    else return behind; // whether it mentioned me before decides, and nobody here knows
  }
  return {...behind, asOf: frame.to, unread: Math.max(0, unread), mentions: Math.max(0, named)};
}

/**
 * The row after its reader has read up to `readTo`. `cached`: every message after `readTo`, where all of them are cached. Without
 * it, or where some are known as they became after `row.asOf` (another tab may have stored that), reading less than everything leaves
 * the counts unsure.
 */
export function countRead(row: InboxRow, readTo: number, user: string, cached?: readonly Counted[]): InboxRow {
  if (readTo <= row.readAt) return row;
  if (isAllRead(row, readTo)) return {...row, readAt: readTo, unread: 0, mentions: 0};
  const after = cached?.filter(({seq}) => seq > readTo && seq <= row.asOf);
  if (!after || after.some(({rev}) => rev > row.asOf)) return row;
  const left = after.filter((message) => counts(message, user));
  return {
    ...row,
    readAt: readTo,
    unread: left.length,
    mentions: left.filter((message) => mentions(message.content, user)).length,
  };
}
