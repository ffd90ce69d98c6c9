/** Reads of messages and reactions. Every one that serves a reader clamps to the reader's window here, in the query (I11). */
import type {Database, Statement} from 'better-sqlite3';
import {and, asc, desc, eq, gt, inArray, isNull, lt, lte, ne, type SQL, sql} from 'drizzle-orm';
import {drizzle} from 'drizzle-orm/better-sqlite3';
import type {ReactionTally, Window} from '../records.js';
import {maybe, present} from '../rows.js';
import type {ReadTransaction, Tally} from '../store.js';
import {mentions, messages, reactions} from './schema.js';
import {type MessageRow, messageColumns, messageFrom} from './send-path.js';
import {type ShownRow, shownColumns, shownFrom} from './shown-message.js';

const given = sql.placeholder;

type Part = Pick<
  ReadTransaction,
  | 'message'
  | 'messages'
  | 'messagesAt'
  | 'messagesBefore'
  | 'messagesAfter'
  | 'messagesTouched'
  | 'pinnedMessages'
  | 'newestCountable'
  | 'countedUpTo'
  | 'lastOwn'
  | 'lastSent'
  | 'tallies'
  | 'countUnread'
  | 'reaction'
  | 'reactionTallies'
  | 'reactionsPage'
>;

/** A stretch so short is looked through by position; of a longer one the changes are looked up. */
const shortStretch = 1000;

/** One bound on each side: of two, SQLite would take one and look through everything up to the other. */
const below = (window: Window, seq: number): Window => ({...window, to: Math.min(window.to, seq - 1)});
const above = (window: Window, seq: number): Window => ({...window, from: Math.max(window.from, seq + 1)});

export function messageReads(client: Database): Part {
  const database = drizzle(client);
  const inPlace = eq(messages.conversation, given('conversation'));
  const seen = and(
    inPlace,
    sql`${messages.seq} between ${given('from')} and ${given('to')}`,
    lte(messages.rev, given('upTo')),
  );

  const whole = <Values>(rest: string) =>
    client.prepare<[Values], MessageRow>(`select ${messageColumns} from message where ${rest}`).raw();
  type Stretch = [conversation: string, from: number, to: number, upTo: number, limit: number];
  const shown = (rest: string) =>
    client
      .prepare<Stretch, ShownRow>(`select ${shownColumns} from message where conversation = ? and ${rest} limit ?`)
      .raw();
  const shownIn = (
    stretch: Statement<Stretch, ShownRow>,
    conversation: string,
    {from, to, upTo}: Window,
    limit: number,
  ) => stretch.all(conversation, from, to, upTo, limit).map((row) => shownFrom(conversation, row));

  const message = whole<{conversation: string; id: string}>('conversation = @conversation and id = @id');
  // Pairs, so that both columns of the index are used: by the conversation alone all of it would be looked through.
  const several = whole<{conversation: string; ids: string}>(
    '(conversation, id) in (select @conversation, value from json_each(@ids))',
  );
  const at = client
    .prepare<[string], [...ShownRow, conversation: string]>(`
      select ${shownColumns}, conversation from message
      where (conversation, seq) in (select value ->> 0, value ->> 1 from json_each(?))`)
    .raw();
  const before = shown('seq between ? and ? and rev <= ? order by seq desc');
  const after = shown('seq between ? and ? and rev <= ? order by seq');
  const touched = (condition: SQL | undefined, order = messages.touched) =>
    database.select().from(messages).where(condition).orderBy(asc(order)).limit(given('limit')).prepare();
  // The unary plus keeps the planner from the index that does not serve the case.
  const isWithin = and(
    sql`+${messages.seq} between ${given('from')} and ${given('to')}`,
    lte(messages.rev, given('upTo')),
  );
  const touchedInStretch = touched(and(seen, sql`+${messages.touched} > ${given('since')}`));
  // A new message is touched by nothing but itself: only the others are in the index over `touched`.
  const madeIn = touched(seen, messages.seq);
  const touchedLater = touched(
    and(
      inPlace,
      sql`${messages.touched} > ${messages.seq}`,
      gt(messages.touched, given('since')),
      sql`+${messages.seq} <= ${given('since')}`,
      isWithin,
    ),
  );
  const pinned = shown(
    '+seq between ? and ? and max(rev, pin_rev) <= ? and pinned_by is not null order by pin_rev desc',
  );
  const newest = shown('seq between ? and ? and rev <= ? and countable = 1 order by seq desc');
  const counted = database
    .select({k: messages.k})
    .from(messages)
    .where(and(inPlace, lte(messages.seq, given('seq'))))
    .orderBy(desc(messages.seq))
    .limit(1)
    .prepare();
  const lastOwn = client
    .prepare<[string, string], number>('select own_k from member where conversation = ? and user = ?')
    .pluck();
  const lastSent = client
    .prepare<[string, string], number | null>('select last_sent from member where conversation = ? and user = ?')
    .pluck();
  const newestOwn = client
    .prepare<{conversation: string; sender: string; from: number; to: number}, number>(`
    select own from message where conversation = @conversation and seq between @from and @to and sender = @sender
    order by seq desc limit 1`)
    .pluck();
  const tallies = client.prepare<{user: string; queries: string}, Tally>(`
    with q as materialized (select key, value ->> 0 as conversation, value ->> 1 as after from json_each(@queries))
    select
      coalesce((select own_k from member where conversation = q.conversation and user = @user), 0) as own,
      (select count(*) from message indexed by message_deleted
        where conversation = q.conversation and seq > q.after and deleted is not null and countable = 1
          and sender <> @user) as deletedForeign,
      (select count(*) from mention where user = @user and conversation = q.conversation and seq > q.after
        and silent = 0) as mentions
    from q order by q.key`);
  const foreign = and(
    seen,
    eq(messages.countable, sql.raw('1')),
    ne(messages.sender, given('user')),
    isNull(messages.deleted),
  );
  const unread = database.select({unread: sql<number>`count(*)`}).from(messages).where(foreign).prepare();
  const mentioned = database
    .select({mentions: sql<number>`count(*)`})
    .from(messages)
    .where(
      and(
        foreign,
        inArray(
          messages.seq,
          database
            .select({seq: mentions.seq})
            .from(mentions)
            .where(
              and(
                eq(mentions.user, given('user')),
                eq(mentions.conversation, given('conversation')),
                eq(mentions.silent, sql.raw('0')),
              ),
            ),
        ),
      ),
    )
    .prepare();

  const onMessage = and(eq(reactions.conversation, given('conversation')), eq(reactions.message, given('message')));
  const reaction = database
    .select()
    .from(reactions)
    .where(and(onMessage, eq(reactions.key, given('key')), eq(reactions.user, given('user'))))
    .prepare();
  type TallyRow = Omit<ReactionTally, 'users' | 'own'> & {users: string; own: number};
  const reactionTallies = client.prepare<
    {conversation: string; ids: string; reader: string; upTo: number; users: number},
    TallyRow
  >(`
    select r.message, r.key, sum(r.is_on) as count, max(r.rev) as rev,
      max(r.is_on = 1 and r.user = @reader) as own,
      (select json_group_array(user) from (
        select n.user from reaction as n
        where n.conversation = @conversation and n.message = r.message and n.key = r.key and n.is_on = 1 and n.rev <= @upTo
        order by n.rev desc limit @users)) as users
    from reaction as r
    where (r.conversation, r.message) in (select @conversation, value from json_each(@ids)) and r.rev <= @upTo
    group by r.message, r.key`);
  const reactionsPage = database
    .select()
    .from(reactions)
    .where(
      and(
        onMessage,
        eq(reactions.on, sql.raw('1')),
        lt(reactions.rev, given('before')),
        lte(reactions.rev, given('upTo')),
        sql`(${given('key')} is null or ${reactions.key} = ${given('key')})`,
      ),
    )
    .orderBy(desc(reactions.rev))
    .limit(given('limit'))
    .prepare();

  return {
    message: async (conversation, id) => {
      const row = message.get({conversation, id});
      return row && messageFrom(row);
    },
    messages: async (conversation, ids) => several.all({conversation, ids: JSON.stringify(ids)}).map(messageFrom),
    messagesAt: async (places) =>
      at
        .all(JSON.stringify(places.map(({conversation, seq}) => [conversation, seq])))
        .map((row) => shownFrom(row[7], row)),
    messagesBefore: async (conversation, window, edge, limit) =>
      shownIn(before, conversation, below(window, edge), limit),
    messagesAfter: async (conversation, window, edge, limit) =>
      shownIn(after, conversation, above(window, edge), limit),
    messagesTouched: async (conversation, window, since, limit) => {
      const query = {conversation, ...window, since, limit};
      if (window.to - window.from < shortStretch) return touchedInStretch.all(query).map(present);
      const found = [...madeIn.all({...query, ...above(window, since)}), ...touchedLater.all(query)].map(present);
      return found.sort((a, b) => a.touched - b.touched).slice(0, limit);
    },
    pinnedMessages: async (conversation, window, limit) => shownIn(pinned, conversation, window, limit),
    newestCountable: async (conversation, window) => shownIn(newest, conversation, window, 1)[0],
    countedUpTo: async (conversation, sender, seq, known = {seq: 0, own: 0}) => ({
      k: counted.get({conversation, seq})?.k ?? 0,
      own: newestOwn.get({conversation, sender, from: known.seq + 1, to: seq}) ?? known.own,
    }),
    lastOwn: async (conversation, sender) => lastOwn.get(conversation, sender) ?? 0,
    lastSent: async (conversation, sender) => lastSent.get(conversation, sender) ?? undefined,
    tallies: async (user, queries) =>
      tallies.all({user, queries: JSON.stringify(queries.map(({conversation, after: edge}) => [conversation, edge]))}),
    countUnread: async (conversation, user, window, edge) => {
      const query = {conversation, user, ...above(window, edge)};
      return {unread: unread.get(query)?.unread ?? 0, mentions: mentioned.get(query)?.mentions ?? 0};
    },
    reaction: async (conversation, id, key, user) => maybe(reaction.get({conversation, message: id, key, user})),
    reactionTallies: async (conversation, ids, query) =>
      reactionTallies
        .all({conversation, ids: JSON.stringify(ids), ...query})
        .map(({users, own, ...tally}) => ({...tally, own: own === 1, users: JSON.parse(users) as string[]})),
    reactionsPage: async (conversation, id, {key, ...query}) =>
      reactionsPage.all({conversation, message: id, key: key ?? null, ...query}).map(present),
  };
}
