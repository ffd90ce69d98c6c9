/** The inbox: merging what the server says about a row, following live frames, and what the app sees of it. */
import {defined, keepEqual} from '../base/keep.js';
import type {ChangesFrame} from '../protocol/frames.js';
import type {InboxRow, Own, Preview as WirePreview} from '../protocol/model.js';
import type {InboxFilter} from '../protocol/sync.js';
import {deliveryOfRow} from './delivery.js';
import {type CachedMessage, isCountable, messageOfRow, quoteOf} from './message.js';
import type {OutboxRow} from './outbox-row.js';
import {effectiveRead, raise} from './receipts.js';
import {countFrame, countRead, isAllRead} from './unread.js';
import type {Conversation, Delivery, Preview} from './view.js';

const newer = <Entity extends {rev: number}>(a: Entity, b: Entity): Entity => (b.rev > a.rev ? b : a);

/** A newer `rev` may say less `cleared`: who is let in again may see further back than before (PWP-MEMBER-010). */
function joinOwn(a: Own, b: Own): Own {
  const own = b.rev > a.rev ? raise(a, {...a, ...b}) : raise(b, {...b, ...a});
  if (a.rev !== b.rev) own.cleared = newer(a, b).cleared;
  return own;
}

function joinPreview(a: WirePreview | undefined, b: WirePreview | undefined): WirePreview | undefined {
  if (!a || !b) return a ?? b;
  return b.seq > a.seq || (b.seq === a.seq && b.rev > a.rev) ? b : a;
}

/**
 * The join of two states of one row: what members see by rev, registers by their maximum, flags by own.rev (and `cleared` first), counts by
 * (asOf, readAt), membership by rev. Any order, any number of times. `have` itself where `come` brings nothing new.
 */
export function joinRow(have: InboxRow | undefined, come: InboxRow): InboxRow {
  if (!have) return settled(come);
  const {unread, mentions, asOf, readAt} =
    come.asOf > have.asOf || (come.asOf === have.asOf && come.readAt > have.readAt) ? come : have;
  const preview = joinPreview(have.preview, come.preview);
  const joined: InboxRow = {
    ...have,
    conversation: newer(have.conversation, come.conversation),
    seq: Math.max(have.seq, come.seq),
    membership: newer(have.membership, come.membership),
    own: joinOwn(have.own, come.own),
    ...{unread, mentions, asOf, readAt},
    ...(preview && {preview}),
    lastActivity: Math.max(have.lastActivity, come.lastActivity),
  };
  return keepEqual(have, settled(joined));
}

/**
 * Who has read everything that was counted has nothing unread; nor has who is out of what keeps nothing (PWP-MEMBER-007). What is
 * cleared leaves no words: nobody would be told what becomes of them (PWP-REG-006, I5).
 */
function settled(row: InboxRow): InboxRow {
  if (row.conversation.purge && row.membership.state !== 'joined')
    return defined({...row, preview: undefined, unread: 0, mentions: 0});
  const read = effectiveRead(row.own);
  const now = row.readAt < read && isAllRead(row, read) ? {...row, readAt: read, unread: 0, mentions: 0} : row;
  return now.preview && now.preview.seq <= now.own.cleared ? defined({...now, preview: undefined}) : now;
}

const previewOf = (message: CachedMessage): WirePreview => {
  const {rev, ts, content} = message;
  return {...quoteOf(message), rev, ts, kind: content.kind};
};

/**
 * The row after a `changes` frame of its conversation: head, counts, preview, what members see, my membership. Give it the
 * row before the frame's messages are merged into what `before` reads. The same row if nothing changed.
 */
export function followFrame(
  row: InboxRow,
  frame: ChangesFrame,
  user: string,
  before?: (id: string) => CachedMessage | undefined,
): InboxRow {
  let now = countFrame(row, frame, user, before);
  for (const change of frame.changes) {
    if (change.type === 'message' && change.message.seq > row.own.cleared && isCountable(change.message.content.kind)) {
      const preview = joinPreview(now.preview, previewOf(change.message));
      const lastActivity = Math.max(now.lastActivity, change.message.ts);
      if (preview && (preview !== now.preview || lastActivity !== now.lastActivity))
        now = {...now, preview, lastActivity};
    } else if (change.type === 'conversation' && change.conversation.rev > now.conversation.rev) {
      now = {...now, conversation: change.conversation};
    } else if (change.type === 'member' && change.member.user === user && change.member.rev > now.membership.rev) {
      const {state, role, rev} = change.member;
      now = {...now, membership: {state, role, rev}};
    }
  }
  return now;
}

/** The row after its reader has read up to `seq`; `cached` as in `countRead`. */
export function followRead(
  row: InboxRow,
  seq: number,
  user: string,
  isPrivate: boolean,
  cached?: readonly CachedMessage[],
): InboxRow {
  const to = Math.min(seq, row.seq);
  const register = isPrivate ? 'readPrivate' : 'read';
  const counted = countRead(row, to, user, cached);
  if (row.own[register] >= to) return counted;
  return {...counted, own: {...counted.own, [register]: to}};
}

/** My flags and registers with the changes that are not confirmed yet. */
function pendingOwn(own: Own, rows: readonly OutboxRow[]): Own {
  let now = own;
  for (const {op, state, input} of rows) {
    if (op !== 'own.set' || state !== 'queued') continue;
    const {conversation: _, ...set} = input as Partial<Own> & {conversation: string};
    now = raise(now, {...now, ...set});
  }
  return now;
}

/** Whether the reader may write there now, if nobody blocks: joined, open, not an observer; in announcements owners and admins. */
export function isWritable({conversation, membership}: Pick<InboxRow, 'conversation' | 'membership'>): boolean {
  const {state, role} = membership;
  if (state !== 'joined' || conversation.status !== 'open' || role === 'observer') return false;
  return conversation.type !== 'announcement' || role === 'owner' || role === 'admin';
}

/**
 * What the app sees of a row. `rows`: the outbox rows of the conversation, laid over it; `seen`: how far its reader has seen it
 * and nobody was told yet. Reading all takes the unread mark off (PWP-REG-007). `delivery`: of the previewed message, if it is
 * mine and known.
 */
export function viewConversation(
  row: InboxRow,
  {
    user,
    rows = [],
    seen = 0,
    delivery,
  }: {user: string; rows?: readonly OutboxRow[]; seen?: number; delivery?: Delivery | undefined},
): Conversation {
  const {conversation, membership} = row;
  const {pair, members, createdAt: _, purge: __, rev: ___, ...shown} = conversation;
  const own = pendingOwn(row.own, rows);
  const blocked = own.blocked === 'none' ? undefined : own.blocked;
  const read = Math.max(seen, effectiveRead(own));
  const isRead = read > row.readAt && isAllRead(row, read);
  const preview = previewFor(row, own, user, rows, delivery);
  const peer = pair?.find((one) => one !== user) ?? pair?.[0];
  return {
    ...defined({...shown, peer, preview, blocked, scheduled: own.later}),
    memberCount: members,
    membership: membership.state,
    role: membership.role,
    writable: !blocked && isWritable(row),
    head: row.seq,
    unread: isRead ? 0 : row.unread,
    mentions: isRead ? 0 : row.mentions,
    markedUnread: own.markedUnread && !(isRead && row.own.markedUnread),
    mutedUntil: own.mutedUntil,
    pinned: own.pinned,
    archived: own.archived,
    lastActivity: row.lastActivity,
    ...(own.cleared >= membership.rev && !preview && {emptied: true}),
  };
}

function previewFor(
  row: InboxRow,
  {cleared}: Own,
  user: string,
  rows: readonly OutboxRow[],
  delivery?: Delivery,
): Preview | undefined {
  const waiting = rows.findLast(({op, message}) => op === 'message.send' && message !== row.preview?.id);
  const preview = waiting ? previewOf(messageOfRow(waiting, user)) : row.preview;
  if (!preview || (!waiting && preview.seq <= cleared)) return undefined;
  const {ts: at, ...said} = preview;
  const own = said.sender === user;
  const mark = waiting ? deliveryOfRow(waiting) : said.deleted ? {is: 'deleted' as const} : (delivery ?? {is: 'sent'});
  return {...said, at, own, deleted: !!said.deleted, ...(own && {delivery: mark})};
}

/** Whether a conversation belongs in a list. Archived ones are in no other; what I cleared is in none until something comes. */
export function isListed(conversation: Conversation, filter: InboxFilter): boolean {
  const {archived, emptied, unread, markedUnread, type} = conversation;
  if (emptied || archived !== (filter === 'archived')) return false;
  return filter === 'unread' ? unread > 0 || markedUnread : filter !== 'groups' || type !== 'direct';
}

/** The order of an inbox: pinned first, then the newest activity, then the id. */
export function compareConversations(
  a: Pick<Conversation, 'pinned' | 'lastActivity' | 'id'>,
  b: Pick<Conversation, 'pinned' | 'lastActivity' | 'id'>,
): number {
  return (
    Number(b.pinned) - Number(a.pinned) || b.lastActivity - a.lastActivity || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}
