/** The rows every send touches, by position: drizzle's mapping, and each query more, cost a send more than the rest of it. */
import type {Content, Context, Data} from '@parlor/sdk/protocol';
import type {ConversationRecord, MessageRecord, ShownMessage} from '../records.js';
import {present, type Stored} from '../rows.js';

/** As `conversationFrom` takes them. */
export const conversationColumns = `id, type, status, title, avatar, description, context, data, purge, slow_seconds as "slowSeconds", history, pair, blocked,
  created_at as "createdAt", created_by as "createdBy", seq, member_rev as "memberRev", meta_rev as "metaRev", members, k,
  last_seq as "lastSeq", last_activity as "lastActivity", last_ts as "lastTs", x`;

type AsText = {context: string | null; data: string | null; pair: string | null; x: number};
export type ConversationRow = Stored<Omit<ConversationRecord, keyof AsText>> & AsText;

export const json = <Value>(stored: string | null): Value | undefined =>
  stored === null ? undefined : (JSON.parse(stored) as Value);

export function conversationFrom({x: _, context, data, pair, ...row}: ConversationRow): ConversationRecord {
  return {
    ...(present(row) as Omit<ConversationRecord, keyof AsText>),
    context: json<Context>(context),
    data: json<Data>(data),
    pair: json<[string, string]>(pair),
  };
}

/** As `shownFrom` takes them. */
export const shownColumns = `conversation, seq, id, rev, sender, ts, client_ts as "clientTs", content, countable, reply_to as "replyTo",
  has_reactions as "hasReactions", edited_at as "editedAt", deleted, pin_rev as "pinRev", pinned_by as "pinnedBy", pinned_at as "pinnedAt"`;

export type ShownRow = Stored<Omit<ShownMessage, 'content' | 'contentText'>> & {content: string};

export const shownFrom = ({content, ...row}: ShownRow): ShownMessage => ({
  ...(present(row) as Omit<ShownMessage, 'content'>),
  content: JSON.parse(content) as Content,
});

/** Its values are those of `messageValues`. Answers a row if it was inserted; `own` becomes the sender's latest, and the day has one more. */
export const insertMessage = `
  with m as (
    insert into message (conversation, seq, id, rev, touched, sender, ts, client_ts, content, countable, k, own, reply_to,
      has_reactions, edited_at, edits, deleted, op_id, fingerprint)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
    on conflict (conversation, id) do nothing
    returning conversation, sender, own, countable, ts
  ), counted as (
    update member set own_k = m.own, last_sent = m.ts from m
    where m.countable and member.conversation = m.conversation and member."user" = m.sender
  ), tallied as (
    insert into tally (name, day, shard, n)
    select 'messages', m.ts / 86400000, pg_backend_pid(), 1 from m where m.countable
    on conflict (name, day, shard) do update set n = tally.n + 1
  )
  select 1 from m`;

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
  record.countable,
  record.k,
  record.own,
  record.replyTo ?? null,
  record.hasReactions,
  record.editedAt ?? null,
  record.edits,
  record.deleted ?? null,
  record.opId ?? null,
  record.fingerprint,
];
