/** Writes. Whatever touches a conversation or a member stamps it with the work's `x`. */
import type {Database} from 'better-sqlite3';
import {and, eq, lt, ne, sql} from 'drizzle-orm';
import {drizzle} from 'drizzle-orm/better-sqlite3';
import {type AuditWrites, dayOf, type StatsWrites, type VersionWrites} from '../admin.js';
import type {BanWrites} from '../bans.js';
import type {CommandWrites} from '../commands.js';
import type {LaterWrites} from '../later.js';
import type {LinkWrites} from '../links.js';
import type {NotificationWrites} from '../notifications.js';
import type {MemberRecord} from '../records.js';
import type {ReminderWrites} from '../reminders.js';
import {bound, excluded, slots} from '../rows.js';
import type {PushWrites, ReadTransaction, WebhookWrites, WriteTransaction} from '../store.js';
import type {KeptConversations} from './kept-conversations.js';
import {nameIndex} from './name-index.js';
import type {SafetyWrites} from './safety.js';
import {conversations, members, mentions, messages, operations, reactions, reservations, users} from './schema.js';
import {searchIndex} from './search-index.js';
import * as send from './send-path.js';
import type {Counts} from './stats.js';
import type {UploadWrites} from './uploads.js';

const given = sql.placeholder;

/** Of the work that runs now. */
export type Stamp = {x: number};

type Part = Omit<
  WriteTransaction,
  | keyof ReadTransaction
  | keyof UploadWrites
  | keyof SafetyWrites
  | keyof WebhookWrites
  | keyof PushWrites
  | 'setQuiet'
  | keyof AuditWrites
  | keyof StatsWrites
  | keyof VersionWrites
  | keyof LaterWrites
  | keyof NotificationWrites
  | keyof ReminderWrites
  | keyof LinkWrites
  | keyof CommandWrites
  | keyof BanWrites
  | 'x'
>;

/** Told of each message that the index has yet to follow. */
export type Late = {add(): void};

type Around = {counts: Counts; late: Late; kept: KeptConversations};

export function writes(client: Database, stamp: Stamp, {counts, late, kept}: Around): Part {
  const database = drizzle(client);
  const index = searchIndex(client);

  // Prepared statements take placeholders for values, which drizzle's types do not let through for every column.
  type Values<Table extends {$inferInsert: unknown}> = Table['$inferInsert'];
  const insertConversation = database
    .insert(conversations)
    .values(slots(conversations) as unknown as Values<typeof conversations>)
    .prepare();
  const updateConversation = database
    .update(conversations)
    .set(slots(conversations, ['id']) as unknown as Partial<Values<typeof conversations>>)
    .where(eq(conversations.id, given('id')))
    .prepare();
  // The three statements of every send are the driver's own (send-path.ts).
  const advanceConversation = client.prepare(send.advanceConversation);
  const insertMessage = client.prepare(send.insertMessage);
  const countOwn = client.prepare<[number, number, string, string]>(
    'update member set own_k = ?, last_sent = ? where conversation = ? and user = ?',
  );
  const putMember = database
    .insert(members)
    .values(slots(members) as unknown as Values<typeof members>)
    .onConflictDoUpdate({
      target: [members.conversation, members.user],
      set: excluded(members, ['conversation', 'user', 'ownK', 'lastSent']),
    })
    .prepare();
  const activityOf = database
    .select({activity: conversations.lastActivity})
    .from(conversations)
    .where(eq(conversations.id, given('id')))
    .prepare();
  const updateMessage = database
    .update(messages)
    .set({
      content: given('content') as never,
      rev: given('rev') as never,
      touched: given('touched') as never,
      hasReactions: given('hasReactions') as never,
      edits: given('edits') as never,
      editedAt: given('editedAt') as never,
      deleted: given('deleted') as never,
      pinRev: given('pinRev') as never,
      pinnedBy: given('pinnedBy') as never,
      pinnedAt: given('pinnedAt') as never,
    })
    .where(and(eq(messages.conversation, given('conversation')), eq(messages.seq, given('seq'))))
    .prepare();
  const touchMessage = database
    .update(messages)
    .set({touched: given('touched') as never, hasReactions: true})
    .where(and(eq(messages.conversation, given('conversation')), eq(messages.id, given('id'))))
    .prepare();
  const clearMentions = database
    .delete(mentions)
    .where(and(eq(mentions.conversation, given('conversation')), eq(mentions.seq, given('seq'))))
    .prepare();
  const insertMention = client.prepare<{user: string; conversation: string; seq: number; silent: number}>(`
    insert or ignore into mention (user, conversation, seq, silent, ts) values (@user, @conversation, @seq, @silent,
      coalesce((select ts from message where conversation = @conversation and seq = @seq), 0))`);
  const reserve = database
    .insert(reservations)
    .values(slots(reservations) as unknown as Values<typeof reservations>)
    .onConflictDoNothing()
    .prepare();
  const putReaction = database
    .insert(reactions)
    .values(slots(reactions) as unknown as Values<typeof reactions>)
    .onConflictDoUpdate({
      target: [reactions.conversation, reactions.message, reactions.key, reactions.user],
      set: {on: sql`excluded.is_on`, rev: sql`excluded.rev`},
    })
    .prepare();
  const removeReactions = client.prepare<[string, string]>(
    'delete from reaction where conversation = ? and message = ?',
  );
  const insertOperation = database
    .insert(operations)
    .values(slots(operations) as unknown as Values<typeof operations>)
    .prepare();
  const pruneOperations = client.prepare<[number, number]>(
    'delete from operation where (user, op_id) in (select user, op_id from operation where at < ? limit ?)',
  );
  const oldest = 'from message where conversation = @conversation order by seq limit @limit';
  const oldestMessages = client
    .prepare<{conversation: string; limit: number}, send.MessageRow>(`select ${send.messageColumns} ${oldest}`)
    .raw();
  const purges = [
    `delete from mention where conversation = @conversation and seq in (select seq ${oldest})`,
    `delete from reaction where conversation = @conversation and message in (select id ${oldest})`,
    `delete from version where conversation = @conversation and seq in (select seq ${oldest})`,
    `delete from message where conversation = @conversation and seq in (select seq ${oldest})`,
  ].map((sql) => client.prepare<{conversation: string; limit: number}>(sql));
  const removeReservations = client.prepare<[string]>('delete from reservation where conversation = ?');
  const endUntil = client.prepare<[string, number]>(
    'insert into ended (user, until) values (?, ?) on conflict (user) do update set until = max(until, excluded.until)',
  );
  const beginAnew = client.prepare<[number, string]>('update ended set until = ? where user = ?');
  const indexName = nameIndex(client);
  const known = client.prepare<[string], {kind: string; foundAs: string | null}>(
    'select kind, found_as as foundAs from user where user = ?',
  );
  const putUser = database
    .insert(users)
    .values(slots(users) as unknown as Values<typeof users>)
    .onConflictDoUpdate({
      target: users.user,
      set: excluded(users, ['user']),
      // whoever read the row before does not bring somebody back who was erased
      setWhere: ne(users.kind, 'erased'),
    })
    .prepare();
  const setChosen = database
    .update(users)
    .set({chosen: given('chosen') as never})
    .where(eq(users.user, given('user')))
    .prepare();
  const setSeen = database
    .update(users)
    .set({lastSeen: given('at') as never})
    .where(and(eq(users.user, given('user')), lt(users.lastSeen, given('at')), ne(users.kind, 'erased')))
    .prepare();
  const probe = client.prepare<[string]>(
    "insert into meta (key, value) values ('probe', ?) on conflict (key) do update set value = excluded.value",
  );
  const probed = client.prepare<[], {value: string}>("select value from meta where key = 'probe'");

  /** An ended membership stays where its farewell puts it; any other is filed under the truth of now. */
  const filedUnder = ({conversation, farewell}: MemberRecord): number =>
    farewell?.lastActivity ?? activityOf.get({id: conversation})?.activity ?? 0;

  return {
    insertConversation: async (record) => {
      insertConversation.run({...bound(record), x: stamp.x});
      index.addPlace(record.id);
      counts.add('conversations', dayOf(record.createdAt));
    },
    updateConversation: async (record) => {
      updateConversation.run({...bound(record), x: stamp.x});
      kept.forget(record.id);
    },
    advanceConversation: async (record) => {
      advanceConversation.run(send.advanceValues(record, stamp.x));
      kept.advance(record);
    },
    putMember: async (record) =>
      void putMember.run({...bound(record), ownK: 0, lastSent: null, activity: filedUnder(record), x: stamp.x}),
    insertMessage: async (record) => {
      const {conversation, sender, own, countable, ts} = record;
      if (insertMessage.run(send.messageValues(record)).changes === 0) return false;
      if (countable) {
        countOwn.run(own, ts, conversation, sender);
        counts.add('messages', dayOf(ts));
      }
      late.add();
      return true;
    },
    updateMessage: async (record) => {
      index.change(record);
      updateMessage.run(bound(record));
    },
    touchMessage: async (conversation, id, touched) => void touchMessage.run({conversation, id, touched}),
    setMentions: async (conversation, seq, mentioned, silent = []) => {
      clearMentions.run({conversation, seq});
      for (const user of mentioned) insertMention.run({user, conversation, seq, silent: 0});
      for (const user of silent) insertMention.run({user, conversation, seq, silent: 1});
    },
    reserve: async (conversation, id, user, at) => void reserve.run({conversation, id, user, at}),
    purgeMessages: async (conversation, limit) => {
      let removed = 0;
      for (const row of oldestMessages.all({conversation, limit})) index.remove(send.messageFrom(row));
      for (const purge of purges) removed = purge.run({conversation, limit}).changes;
      if (removed < limit) removeReservations.run(conversation);
      return removed;
    },
    putReaction: async (record) => void putReaction.run(bound(record)),
    removeReactions: async (conversation, message) => void removeReactions.run(conversation, message),
    insertOperation: async (record) => void insertOperation.run(bound(record)),
    pruneOperations: async (before, limit) => void pruneOperations.run(before, limit),
    endUntil: async (user, until) => void endUntil.run(user, until),
    beginAnew: async (user, until) => void beginAnew.run(until, user),
    putUser: async (record) => {
      const {user, name, kind, since} = record;
      const before = known.get(user);
      if (!before) counts.add('users', dayOf(since));
      putUser.run({...bound(record), nameKey: name.toLowerCase(), userKey: user.toLowerCase(), foundAs: name});
      if (before?.kind !== 'erased' && (before?.foundAs !== name || kind === 'erased')) indexName(record);
    },
    setChosen: async (user, chosen) => void setChosen.run({user, chosen}),
    setSeen: async (user, at) => void setSeen.run({user, at}),
    probe: async (at) => {
      probe.run(String(at));
      if (probed.get()?.value !== String(at)) throw new Error('the probe row is not what was written');
    },
  };
}
