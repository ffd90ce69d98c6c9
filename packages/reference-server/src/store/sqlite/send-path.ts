/**
 * The rows every send touches, and every page reads fifty of, by position: names of placeholders and of columns, looked up for each value of each row, and
 * drizzle's mapping cost a send more than what SQLite does for it.
 */
import type {Content, Context, ConversationMeta, Data} from '@parlor/sdk/protocol';
import type {ConversationRecord, MemberRecord, MessageRecord} from '../records.js';

/** In the order of `conversationFrom`. */
export const conversationColumns = `id, type, status, title, avatar, description, context, data, pair, created_at, created_by,
  seq, member_rev, meta_rev, members, k, last_seq, last_activity, last_ts, purge, blocked, slow_seconds, history`;

type Text = string | null;
export type ConversationRow = [
  id: string,
  type: ConversationRecord['type'],
  status: ConversationRecord['status'],
  title: Text,
  avatar: Text,
  description: Text,
  context: Text,
  data: Text,
  pair: Text,
  createdAt: number,
  createdBy: string,
  seq: number,
  memberRev: number,
  metaRev: number,
  members: number,
  k: number,
  lastSeq: number,
  lastActivity: number,
  lastTs: number,
  purge: number,
  blocked: number,
  slowSeconds: number | null,
  history: ConversationRecord['history'] | null,
];

export const json = <Value>(stored: Text): Value | undefined =>
  stored === null ? undefined : (JSON.parse(stored) as Value);

export const conversationFrom = (row: ConversationRow): ConversationRecord => ({
  id: row[0],
  type: row[1],
  status: row[2],
  title: row[3] ?? undefined,
  avatar: row[4] ?? undefined,
  description: row[5] ?? undefined,
  context: json<Context>(row[6]),
  data: json<Data>(row[7]),
  pair: json<[string, string]>(row[8]),
  createdAt: row[9],
  createdBy: row[10],
  seq: row[11],
  memberRev: row[12],
  metaRev: row[13],
  members: row[14],
  k: row[15],
  lastSeq: row[16],
  lastActivity: row[17],
  lastTs: row[18],
  purge: row[19] === 1,
  blocked: row[20],
  slowSeconds: row[21] ?? undefined,
  history: row[22] ?? undefined,
});

/** Its values are those of `advanceValues`. */
export const advanceConversation = `
  update conversation set seq = ?, member_rev = ?, meta_rev = ?, members = ?, k = ?, last_seq = ?, last_activity = ?,
    last_ts = ?, x = ? where id = ?`;

export const advanceValues = (record: ConversationRecord, x: number): unknown[] => [
  record.seq,
  record.memberRev,
  record.metaRev,
  record.members,
  record.k,
  record.lastSeq,
  record.lastActivity,
  record.lastTs,
  x,
  record.id,
];

/** Its values are those of `messageValues`. */
export const insertMessage = `
  insert into message (conversation, seq, id, rev, touched, sender, ts, client_ts, content, countable, k, own, reply_to,
    has_reactions, edited_at, edits, deleted, op_id, fingerprint)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  on conflict do nothing`;

export const messageValues = (record: MessageRecord): unknown[] => [
  record.conversation,
  record.seq,
  record.id,
  record.rev,
  record.touched,
  record.sender,
  record.ts,
  record.clientTs ?? null,
  JSON.stringify(record.content),
  Number(record.countable),
  record.k,
  record.own,
  record.replyTo ?? null,
  Number(record.hasReactions),
  record.editedAt ?? null,
  record.edits,
  record.deleted ?? null,
  record.opId ?? null,
  record.fingerprint,
];

/** In the order of `messageFrom`. */
export const messageColumns = `conversation, id, seq, rev, touched, sender, ts, client_ts, content, countable, k, own, reply_to,
  has_reactions, edited_at, edits, deleted, op_id, fingerprint, pin_rev, pinned_by, pinned_at`;

export type MessageRow = [
  conversation: string,
  id: string,
  seq: number,
  rev: number,
  touched: number,
  sender: string,
  ts: number,
  clientTs: number | null,
  content: string,
  countable: number,
  k: number,
  own: number,
  replyTo: Text,
  hasReactions: number,
  editedAt: number | null,
  edits: number,
  deleted: Text,
  opId: Text,
  fingerprint: string,
  pinRev: number | null,
  pinnedBy: Text,
  pinnedAt: number | null,
];

export const messageFrom = (row: MessageRow): MessageRecord => ({
  conversation: row[0],
  id: row[1],
  seq: row[2],
  rev: row[3],
  touched: row[4],
  sender: row[5],
  ts: row[6],
  clientTs: row[7] ?? undefined,
  content: JSON.parse(row[8]) as Content,
  countable: row[9] === 1,
  k: row[10],
  own: row[11],
  replyTo: row[12] ?? undefined,
  hasReactions: row[13] === 1,
  editedAt: row[14] ?? undefined,
  edits: row[15],
  deleted: row[16] ?? undefined,
  opId: row[17] ?? undefined,
  fingerprint: row[18],
  pinRev: row[19] ?? undefined,
  pinnedBy: row[20] ?? undefined,
  pinnedAt: row[21] ?? undefined,
});

/** In the order of `memberFrom`. */
export const memberColumns = `conversation, user, state, role, rev, joined_seq, joined_as, visible_from, left_at, farewell, read,
  read_private, delivered, cleared, own_rev, marked_unread, muted_until, pinned, archived, read_k, own_read_k, later`;

export type MemberRow = [
  conversation: string,
  user: string,
  state: MemberRecord['state'],
  role: MemberRecord['role'],
  rev: number,
  joinedSeq: number,
  joinedAs: number,
  visibleFrom: number,
  leftAt: number | null,
  farewell: Text,
  read: number,
  readPrivate: number,
  delivered: number,
  cleared: number,
  ownRev: number,
  markedUnread: number,
  mutedUntil: number,
  pinned: number,
  archived: number,
  readK: number,
  ownReadK: number,
  later: Text,
];

export const memberFrom = (row: MemberRow): MemberRecord => ({
  conversation: row[0],
  user: row[1],
  state: row[2],
  role: row[3],
  rev: row[4],
  joinedSeq: row[5],
  joinedAs: row[6],
  visibleFrom: row[7],
  leftAt: row[8] ?? undefined,
  farewell: json<{meta: ConversationMeta; lastActivity: number}>(row[9]),
  read: row[10],
  readPrivate: row[11],
  delivered: row[12],
  cleared: row[13],
  ownRev: row[14],
  markedUnread: row[15] === 1,
  mutedUntil: row[16],
  pinned: row[17] === 1,
  archived: row[18] === 1,
  readK: row[19],
  ownReadK: row[20],
  later: json<{waiting: number; failed: number}>(row[21]),
});
