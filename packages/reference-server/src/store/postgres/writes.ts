/** Writes. Whatever touches a conversation or a member stamps it with the transaction's id. */
import type {Content} from '@parlor/sdk/protocol';
import {and, eq, lt, ne, sql} from 'drizzle-orm';
import type {NodePgDatabase} from 'drizzle-orm/node-postgres';
import {type AuditWrites, dayOf, type StatsWrites, type VersionWrites} from '../admin.js';
import type {BanWrites} from '../bans.js';
import type {CommandWrites} from '../commands.js';
import type {LaterWrites} from '../later.js';
import type {LinkWrites} from '../links.js';
import type {NotificationWrites} from '../notifications.js';
import type {MessageRecord} from '../records.js';
import type {ReminderWrites} from '../reminders.js';
import {bound, excluded, slots} from '../rows.js';
import type {PushWrites, ReadTransaction, WebhookWrites, WriteTransaction} from '../store.js';
import {change, type Line, statement} from './line.js';
import {nameIndex} from './name-index.js';
import type {SafetyWrites} from './safety.js';
import {conversations, members, messages, operations, reactions, users} from './schema.js';
import {searchIndex} from './search-writes.js';
import * as send from './send-path.js';
import {tallies} from './stats.js';
import type {UploadWrites} from './uploads.js';

const given = sql.placeholder;

/** Of the transaction that runs now. `webhooks`: how often endpoints were changed before it. */
export type Stamp = {x: number; webhooks: number};

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
  | 'before'
>;

export function writes(line: Line, database: NodePgDatabase, stamp: Stamp): Part {
  const index = searchIndex(line);
  // Prepared statements take placeholders for values, which drizzle's types do not let through for every column.
  type Values<Table extends {$inferInsert: unknown}> = Table['$inferInsert'];
  const insertConversation = database
    .insert(conversations)
    .values(slots(conversations) as unknown as Values<typeof conversations>)
    .prepare('insert_conversation');
  // What was there before this transaction is told to other nodes: they know then what they miss.
  const before = ['x', 'seq'].map((name) => `before_${name} = case when x = $1 then before_${name} else ${name} end`);
  const stampConversation = change(
    line,
    'stamp_conversation',
    `update conversation set ${before.join(', ')}, x = $1 where id = $2`,
  );
  const updateConversation = database
    .update(conversations)
    .set(slots(conversations, ['id', 'x']) as unknown as Partial<Values<typeof conversations>>)
    .where(eq(conversations.id, given('id')))
    .prepare('update_conversation');
  const advanceConversation = change(
    line,
    'advance_conversation',
    `update conversation set ${before.join(', ')}, x = $1, seq = $3, member_rev = $4, meta_rev = $5, members = $6, k = $7,
       last_seq = $8, last_activity = $9, last_ts = $10 where id = $2`,
  );
  const putMember = database
    .insert(members)
    .values(slots(members) as unknown as Values<typeof members>)
    .onConflictDoUpdate({
      target: [members.conversation, members.user],
      set: excluded(members, ['conversation', 'user', 'ownK', 'lastSent']),
    })
    .prepare('put_member');
  const insertMessage = statement(line, 'insert_message', send.insertMessage);
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
    .prepare('update_message');
  const touchMessage = change(
    line,
    'touch_message',
    'update message set touched = $3, has_reactions = true where conversation = $1 and id = $2',
  );
  const clearMentions = change(line, 'clear_mentions', 'delete from mention where conversation = $1 and seq = $2');
  const insertMentions = change(
    line,
    'insert_mentions',
    `insert into mention ("user", conversation, seq, silent, ts)
     select distinct m, $1, $2::bigint, $4::boolean,
       coalesce((select ts from message where conversation = $1 and seq = $2::bigint), 0)
     from unnest($3::text[]) as m on conflict do nothing`,
  );
  const reserve = change(
    line,
    'reserve',
    'insert into reservation (conversation, id, "user", at) values ($1, $2, $3, $4) on conflict do nothing',
  );
  const putReaction = database
    .insert(reactions)
    .values(slots(reactions) as unknown as Values<typeof reactions>)
    .onConflictDoUpdate({
      target: [reactions.conversation, reactions.message, reactions.key, reactions.user],
      set: {on: sql`excluded.is_on`, rev: sql`excluded.rev`},
    })
    .prepare('put_reaction');
  const removeReactions = change(
    line,
    'remove_reactions',
    'delete from reaction where conversation = $1 and message = $2',
  );
  const insertOperation = database
    .insert(operations)
    .values(slots(operations) as unknown as Values<typeof operations>)
    .prepare('insert_operation');
  const pruneOperations = change(
    line,
    'prune_operations',
    `delete from operation where ("user", op_id) in (
       select "user", op_id from operation where at < $1 limit $2 for update skip locked)`,
  );
  const oldest = 'from message where conversation = $1 order by seq limit $2';
  type Oldest = Omit<MessageRecord, 'content' | 'deleted'> & {content: string; deleted: string | null};
  const oldestMessages = statement<Oldest>(
    line,
    'purge_oldest',
    `select conversation, seq, ts, content, sender, countable, deleted ${oldest}`,
  );
  const purges = [
    `delete from mention where conversation = $1 and seq in (select seq ${oldest})`,
    `delete from reaction where conversation = $1 and message in (select id ${oldest})`,
    `delete from version where conversation = $1 and seq in (select seq ${oldest})`,
    `delete from message where conversation = $1 and seq in (select seq ${oldest})`,
  ].map((text, at) => change(line, `purge_${at}`, text));
  const removeReservations = change(line, 'remove_reservations', 'delete from reservation where conversation = $1');
  const endUntil = change(
    line,
    'end_until',
    `insert into ended ("user", until, x) values ($1, $2, $3)
     on conflict ("user") do update set until = greatest(ended.until, excluded.until), x = excluded.x`,
  );
  const beginAnew = change(line, 'begin_anew', 'update ended set until = $2, x = $3 where "user" = $1');
  const tally = tallies(line);
  const names = nameIndex(line);
  const putUser = database
    .insert(users)
    .values(slots(users) as unknown as Values<typeof users>)
    .onConflictDoUpdate({
      target: users.user,
      set: excluded(users, ['user']),
      // whoever read the row before does not bring somebody back who was erased
      setWhere: ne(users.kind, 'erased'),
    })
    // no transaction wrote another version of a row that is new
    .returning({isNew: sql<boolean>`(xmax = 0)`})
    .prepare('put_user');
  const setChosen = database
    .update(users)
    .set({chosen: given('chosen') as never})
    .where(eq(users.user, given('user')))
    .prepare('set_chosen');
  const setSeen = database
    .update(users)
    .set({lastSeen: given('at') as never})
    .where(and(eq(users.user, given('user')), lt(users.lastSeen, given('at')), ne(users.kind, 'erased')))
    .prepare('set_seen');
  const probe = async (at: number): Promise<string | undefined> => {
    const {rows} = await line.query({
      name: 'probe',
      text: `insert into meta (key, value) values ('probe', $1) on conflict (key) do update set value = excluded.value
        returning value`,
      values: [String(at)],
    });
    return (rows[0] as {value: string} | undefined)?.value;
  };

  return {
    insertConversation: async (record) => {
      await insertConversation.execute({...bound(record), x: stamp.x});
      await index.addPlace(record.id);
      await tally('conversations', dayOf(record.createdAt));
    },
    updateConversation: async (record) => {
      await stampConversation(stamp.x, record.id);
      await updateConversation.execute(bound(record));
    },
    advanceConversation: async ({id, seq, memberRev, metaRev, members: all, k, lastSeq, lastActivity, lastTs}) =>
      void (await advanceConversation(stamp.x, id, seq, memberRev, metaRev, all, k, lastSeq, lastActivity, lastTs)),
    putMember: async (record) => {
      const activity = record.farewell?.lastActivity ?? null;
      await putMember.execute({...bound(record), ownK: 0, lastSent: null, activity, x: stamp.x});
    },
    insertMessage: async (record) => {
      if ((await insertMessage(...send.messageValues(record))).length === 0) return false;
      await index.add(record);
      return true;
    },
    updateMessage: async (record) => {
      await index.change(record);
      await updateMessage.execute(bound(record));
    },
    touchMessage: async (conversation, id, touched) => void (await touchMessage(conversation, id, touched)),
    setMentions: async (conversation, seq, mentioned, silent = []) => {
      await clearMentions(conversation, seq);
      if (mentioned.length > 0) await insertMentions(conversation, seq, mentioned, false);
      if (silent.length > 0) await insertMentions(conversation, seq, silent, true);
    },
    reserve: async (conversation, id, user, at) => void (await reserve(conversation, id, user, at)),
    purgeMessages: async (conversation, limit) => {
      let removed = 0;
      for (const {content, deleted, ...row} of await oldestMessages(conversation, limit))
        await index.remove({...row, content: JSON.parse(content) as Content, deleted: deleted ?? undefined});
      for (const purge of purges) removed = await purge(conversation, limit);
      if (removed < limit) await removeReservations(conversation);
      return removed;
    },
    putReaction: async (record) => void (await putReaction.execute(bound(record))),
    removeReactions: async (conversation, message) => void (await removeReactions(conversation, message)),
    insertOperation: async (record) => void (await insertOperation.execute(bound(record))),
    pruneOperations: async (until, limit) => void (await pruneOperations(until, limit)),
    endUntil: async (user, until) => void (await endUntil(user, until, stamp.x)),
    beginAnew: async (user, until) => void (await beginAnew(user, until, stamp.x)),
    putUser: async (record) => {
      const {name, user} = record;
      const keys = {nameKey: name.toLowerCase(), userKey: user.toLowerCase(), foundAs: name};
      const isFound = await names.isFound(record);
      const [row] = await putUser.execute({...bound(record), ...keys, x: stamp.x});
      if (row?.isNew) await tally('users', dayOf(record.since));
      // none where the row is of somebody who was erased, and stays so
      if (row && !isFound) await names.put(record);
    },
    setChosen: async (user, chosen) => void (await setChosen.execute({user, chosen})),
    setSeen: async (user, at) => void (await setSeen.execute({user, at})),
    probe: async (at) => {
      if ((await probe(at)) !== String(at)) throw new Error('the probe row is not what was written');
    },
  };
}
