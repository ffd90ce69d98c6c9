/**
 * The tables, as drizzle sees them: those of SQLite with PostgreSQL's types. What makes them (keys, indexes) is in
 * migrations.ts, which is only ever appended to. `x` is the id of the transaction that wrote the row last.
 *
 * JSON is kept as text: a message may say U+0000, which `jsonb` refuses.
 */
import type {
  Content,
  Context,
  ConversationMeta,
  ConversationStatus,
  ConversationType,
  Data,
  MembershipState,
  QuietHours,
  Role,
  Status,
  WebhookFailure,
} from '@parlor/sdk/protocol';
import {bigint, boolean, customType, pgTable, text} from 'drizzle-orm/pg-core';
import type {Evidence, ReportRecord, StoredFile, UploadRecord, UserRecord, WebhookRecord} from '../records.js';

/** JSON that is NULL when there is none. */
const json = <Value>(name: string) =>
  customType<{data: Value; driverData: string | null}>({
    dataType: () => 'text',
    toDriver: (value) => (value === undefined || value === null ? null : JSON.stringify(value)),
    fromDriver: (stored) => JSON.parse(stored as string) as Value,
  })(name);

const flag = (name: string) => boolean(name).notNull();
const maybeCount = (name: string) => bigint(name, {mode: 'number'});
const count = (name: string) => maybeCount(name).notNull();

export const conversations = pgTable('conversation', {
  id: text('id').primaryKey(),
  type: text('type').$type<ConversationType>().notNull(),
  status: text('status').$type<ConversationStatus>().notNull(),
  title: text('title'),
  avatar: text('avatar'),
  description: text('description'),
  context: json<Context>('context'),
  data: json<Data>('data'),
  purge: flag('purge'),
  slowSeconds: maybeCount('slow_seconds'),
  history: text('history').$type<'all'>(),
  /** The two users of a direct conversation as JSON: unique. */
  pair: json<[string, string]>('pair'),
  blocked: count('blocked'),
  createdAt: count('created_at'),
  createdBy: text('created_by').notNull(),
  seq: count('seq'),
  memberRev: count('member_rev'),
  metaRev: count('meta_rev'),
  members: count('members'),
  k: count('k'),
  lastSeq: count('last_seq'),
  lastActivity: count('last_activity'),
  lastTs: count('last_ts'),
  x: count('x'),
});

export const members = pgTable('member', {
  conversation: text('conversation').notNull(),
  user: text('user').notNull(),
  state: text('state').$type<MembershipState>().notNull(),
  role: text('role').$type<Role>().notNull(),
  rev: count('rev'),
  joinedSeq: count('joined_seq'),
  joinedAs: count('joined_as'),
  visibleFrom: count('visible_from'),
  leftAt: maybeCount('left_at'),
  farewell: json<{meta: ConversationMeta; lastActivity: number}>('farewell'),
  read: count('read'),
  readPrivate: count('read_private'),
  delivered: count('delivered'),
  cleared: count('cleared'),
  ownRev: count('own_rev'),
  markedUnread: flag('marked_unread'),
  mutedUntil: count('muted_until'),
  pinned: flag('pinned'),
  archived: flag('archived'),
  readK: count('read_k'),
  ownReadK: count('own_read_k'),
  /** How many countable messages this user wrote here: the `own` of the newest. Moved by `insertMessage` alone. */
  ownK: count('own_k'),
  later: json<{waiting: number; failed: number}>('later'),
  lastSent: maybeCount('last_sent'),
  /** Where an ended membership stays in the inbox: the activity of its farewell. */
  activity: maybeCount('activity'),
  x: count('x'),
});

export const messages = pgTable('message', {
  conversation: text('conversation').notNull(),
  seq: count('seq'),
  id: text('id').notNull(),
  rev: count('rev'),
  touched: count('touched'),
  sender: text('sender').notNull(),
  ts: count('ts'),
  clientTs: maybeCount('client_ts'),
  content: json<Content>('content').notNull(),
  countable: flag('countable'),
  k: count('k'),
  own: count('own'),
  replyTo: text('reply_to'),
  hasReactions: flag('has_reactions'),
  editedAt: maybeCount('edited_at'),
  edits: count('edits'),
  deleted: text('deleted'),
  pinRev: maybeCount('pin_rev'),
  pinnedBy: text('pinned_by'),
  pinnedAt: maybeCount('pinned_at'),
  opId: text('op_id'),
  fingerprint: text('fingerprint').notNull(),
});

export const reactions = pgTable('reaction', {
  conversation: text('conversation').notNull(),
  message: text('message').notNull(),
  key: text('key').notNull(),
  user: text('user').notNull(),
  on: flag('is_on'),
  rev: count('rev'),
});

export const operations = pgTable('operation', {
  user: text('user').notNull(),
  opId: text('op_id').notNull(),
  fingerprint: text('fingerprint').notNull(),
  conversation: text('conversation'),
  code: text('code'),
  detail: text('detail'),
  at: count('at'),
});

export const uploads = pgTable('upload', {
  id: text('id').primaryKey(),
  user: text('user').notNull(),
  conversation: text('conversation').notNull(),
  name: text('name').notNull(),
  size: count('size'),
  state: text('state').$type<UploadRecord['state']>().notNull(),
  file: json<StoredFile>('file'),
  bytes: count('bytes'),
  message: text('message'),
  createdAt: count('created_at'),
});

export const reports = pgTable('report', {
  id: text('id').primaryKey(),
  reporter: text('reporter').notNull(),
  subject: text('subject').notNull(),
  conversation: text('conversation'),
  message: text('message'),
  reason: text('reason').$type<ReportRecord['reason']>().notNull(),
  text: text('text'),
  evidence: json<Evidence>('evidence'),
  state: text('state').$type<ReportRecord['state']>().notNull(),
  note: text('note'),
  since: maybeCount('since'),
  assignee: text('assignee'),
  outcome: text('outcome').$type<ReportRecord['outcome']>(),
  createdAt: count('created_at'),
});

export const users = pgTable('user', {
  user: text('user').primaryKey(),
  kind: text('kind').$type<UserRecord['kind']>().notNull(),
  name: text('name').notNull(),
  avatar: text('avatar'),
  locale: text('locale'),
  status: json<Status>('status'),
  data: json<Data>('data'),
  rev: count('rev'),
  guest: flag('guest'),
  claims: text('claims').notNull(),
  chosen: text('chosen').$type<UserRecord['chosen']>().notNull(),
  quiet: json<QuietHours>('quiet'),
  lastSeen: count('last_seen'),
  since: count('since'),
  /** Lower case, for looking people up. */
  nameKey: text('name_key').notNull(),
  userKey: text('user_key').notNull(),
  /** The name whose words are in the index (name-index.ts). */
  foundAs: text('found_as'),
  x: count('x'),
});

export const webhooks = pgTable('webhook', {
  id: text('id').primaryKey(),
  url: text('url').notNull(),
  secret: text('secret').notNull(),
  formerSecret: text('former_secret'),
  formerUntil: count('former_until'),
  types: json<WebhookRecord['types']>('types').notNull(),
  createdAt: count('created_at'),
  deliveredAt: count('delivered_at'),
  failure: json<WebhookFailure>('failure'),
});

export const events = pgTable('webhook_event', {
  n: count('n').primaryKey(),
  webhook: text('webhook').notNull(),
  id: text('id').notNull(),
  lane: text('lane').notNull(),
  type: text('type').notNull(),
  conversation: text('conversation'),
  message: text('message'),
  quoted: text('quoted'),
  body: text('body').notNull(),
  at: count('at'),
  attempts: count('attempts'),
  dueAt: count('due_at'),
  triedSince: count('tried_since'),
  dead: flag('dead'),
  failure: json<WebhookFailure>('failure'),
  x: count('x'),
});
