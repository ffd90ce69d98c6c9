/**
 * The rows every send touches, by position: names of placeholders and of columns, looked up for each value of each row, and
 * drizzle's mapping cost a send more than what SQLite does for it.
 */
import type {Context, Data} from '@parlor/sdk/protocol';
import type {ConversationRecord, MessageRecord} from '../records.js';

/** In the order of `conversationFrom`. */
export const conversationColumns = `id, type, status, title, avatar, description, context, data, pair, created_at, created_by,
  seq, member_rev, meta_rev, members, k, last_seq, last_activity, last_ts`;

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
];

const json = <Value>(stored: Text): Value | undefined => (stored === null ? undefined : (JSON.parse(stored) as Value));

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
