/** Reads of messages and reactions. Every one that serves a reader clamps to the reader's window here, in the query (I11). */
import {and, asc, desc, eq, gt, isNotNull, isNull, lt, lte, ne, type SQL, sql} from 'drizzle-orm';
import type {NodePgDatabase} from 'drizzle-orm/node-postgres';
import type {ReactionTally, Window} from '../records.js';
import {maybe, present} from '../rows.js';
import type {ReadTransaction, Tally} from '../store.js';
import {type Line, statement} from './line.js';
import {messages, reactions} from './schema.js';

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

/** One bound on each side, for the index over positions. */
const below = (window: Window, seq: number): Window => ({...window, to: Math.min(window.to, seq - 1)});
const above = (window: Window, seq: number): Window => ({...window, from: Math.max(window.from, seq + 1)});

export function messageReads(line: Line, database: NodePgDatabase): Part {
  const inPlace = eq(messages.conversation, given('conversation'));
  const seen = and(
    inPlace,
    sql`${messages.seq} between ${given('from')} and ${given('to')}`,
    lte(messages.rev, given('upTo')),
  );

  const message = database
    .select()
    .from(messages)
    .where(and(inPlace, eq(messages.id, given('id'))))
    .prepare('message');
  const several = database
    .select()
    .from(messages)
    .where(and(inPlace, sql`${messages.id} = any(${given('ids')}::text[])`))
    .prepare('messages');
  const at = database
    .select()
    .from(messages)
    .where(
      sql`(${messages.conversation}, ${messages.seq}) in (
        select * from unnest(${given('conversations')}::text[], ${given('seqs')}::bigint[]))`,
    )
    .prepare('messages_at');
  const before = database
    .select()
    .from(messages)
    .where(seen)
    .orderBy(desc(messages.seq))
    .limit(given('limit'))
    .prepare('messages_before');
  const after = database
    .select()
    .from(messages)
    .where(seen)
    .orderBy(asc(messages.seq))
    .limit(given('limit'))
    .prepare('messages_after');
  const touched = (name: string, condition: SQL | undefined, order = messages.touched) =>
    database.select().from(messages).where(condition).orderBy(asc(order)).limit(given('limit')).prepare(name);
  // A new message is touched by nothing but itself: only the others are in the index over `touched`.
  const madeIn = touched('messages_made', seen, messages.seq);
  const touchedLater = touched(
    'messages_touched',
    and(
      seen,
      sql`${messages.touched} > ${messages.seq}`,
      gt(messages.touched, given('since')),
      lte(messages.seq, given('since')),
    ),
  );
  const pinned = database
    .select()
    .from(messages)
    .where(and(seen, isNotNull(messages.pinnedBy), lte(messages.pinRev, given('upTo'))))
    .orderBy(desc(messages.pinRev))
    .limit(given('limit'))
    .prepare('messages_pinned');
  const newest = database
    .select()
    .from(messages)
    .where(and(seen, eq(messages.countable, sql.raw('true'))))
    .orderBy(desc(messages.seq))
    .limit(1)
    .prepare('newest_countable');
  const counted = database
    .select({k: messages.k})
    .from(messages)
    .where(and(inPlace, lte(messages.seq, given('seq'))))
    .orderBy(desc(messages.seq))
    .limit(1)
    .prepare('counted');
  const lastOwn = statement<{own: number}>(
    line,
    'last_own',
    'select own_k as own from member where conversation = $1 and "user" = $2',
  );
  const lastSent = statement<{at: number | null}>(
    line,
    'last_sent',
    'select last_sent as at from member where conversation = $1 and "user" = $2',
  );
  const newestOwn = statement<{own: number}>(
    line,
    'newest_own',
    `select own from message where conversation = $1 and sender = $2 and seq between $3 and $4
     order by seq desc limit 1`,
  );
  const tallies = statement<Tally>(
    line,
    'tallies',
    `select
       coalesce((select own_k from member where conversation = q.conversation and "user" = $1), 0) as own,
       (select count(*) from message where conversation = q.conversation and seq > q.after and deleted is not null
         and countable and sender <> $1) as "deletedForeign",
       (select count(*) from mention where "user" = $1 and conversation = q.conversation and seq > q.after
         and not silent) as mentions
     from unnest($2::text[], $3::bigint[]) with ordinality as q (conversation, after, place) order by q.place`,
  );
  const foreign = and(
    seen,
    eq(messages.countable, sql.raw('true')),
    ne(messages.sender, given('user')),
    isNull(messages.deleted),
  );
  const unread = database
    .select({
      unread: sql<string>`count(*)`,
      mentions: sql<string>`count(*) filter (where exists (
        select 1 from mention as n
        where n."user" = ${given('user')} and n.conversation = message.conversation and n.seq = message.seq and not n.silent))`,
    })
    .from(messages)
    .where(foreign)
    .prepare('count_unread');

  const onMessage = and(eq(reactions.conversation, given('conversation')), eq(reactions.message, given('message')));
  const reaction = database
    .select()
    .from(reactions)
    .where(and(onMessage, eq(reactions.key, given('key')), eq(reactions.user, given('user'))))
    .prepare('reaction');
  const reactionTallies = statement<ReactionTally>(
    line,
    'reaction_tallies',
    `select r.message, r.key, count(*) filter (where r.is_on) as count, max(r.rev) as rev,
       bool_or(r.is_on and r."user" = $3) as own,
       array(
         select n."user" from reaction as n
         where n.conversation = $1 and n.message = r.message and n.key = r.key and n.is_on and n.rev <= $4
         order by n.rev desc limit $5) as users
     from reaction as r
     where r.conversation = $1 and r.message = any($2::text[]) and r.rev <= $4
     group by r.message, r.key order by r.message, r.key`,
  );
  const reactionsPage = database
    .select()
    .from(reactions)
    .where(
      and(
        onMessage,
        eq(reactions.on, sql.raw('true')),
        lt(reactions.rev, given('before')),
        lte(reactions.rev, given('upTo')),
        sql`(${given('key')}::text is null or ${reactions.key} = ${given('key')}::text)`,
      ),
    )
    .orderBy(desc(reactions.rev))
    .limit(given('limit'))
    .prepare('reactions_page');

  return {
    message: async (conversation, id) => maybe((await message.execute({conversation, id}))[0]),
    messages: async (conversation, ids) => (await several.execute({conversation, ids})).map(present),
    messagesAt: async (places) => {
      const query = {
        conversations: places.map(({conversation}) => conversation),
        seqs: places.map(({seq}) => seq),
      };
      return (await at.execute(query)).map(present);
    },
    messagesBefore: async (conversation, window, edge, limit) =>
      (await before.execute({conversation, ...below(window, edge), limit})).map(present),
    messagesAfter: async (conversation, window, edge, limit) =>
      (await after.execute({conversation, ...above(window, edge), limit})).map(present),
    messagesTouched: async (conversation, window, since, limit) => {
      const query = {conversation, ...window, since, limit};
      const made = await madeIn.execute({...query, ...above(window, since)});
      const found = [...made, ...(await touchedLater.execute(query))].map(present);
      return found.sort((a, b) => a.touched - b.touched).slice(0, limit);
    },
    pinnedMessages: async (conversation, window, limit) =>
      (await pinned.execute({conversation, ...window, limit})).map(present),
    newestCountable: async (conversation, window) => maybe((await newest.execute({conversation, ...window}))[0]),
    countedUpTo: async (conversation, sender, seq, known = {seq: 0, own: 0}) => ({
      k: (await counted.execute({conversation, seq}))[0]?.k ?? 0,
      own: (await newestOwn(conversation, sender, known.seq + 1, seq))[0]?.own ?? known.own,
    }),
    lastOwn: async (conversation, sender) => (await lastOwn(conversation, sender))[0]?.own ?? 0,
    lastSent: async (conversation, sender) => (await lastSent(conversation, sender))[0]?.at ?? undefined,
    tallies: async (user, queries) =>
      tallies(
        user,
        queries.map(({conversation}) => conversation),
        queries.map(({after: edge}) => edge),
      ),
    countUnread: async (conversation, user, window, edge) => {
      const [found] = await unread.execute({conversation, user, ...above(window, edge)});
      return {unread: Number(found?.unread ?? 0), mentions: Number(found?.mentions ?? 0)};
    },
    reaction: async (conversation, id, key, user) =>
      maybe((await reaction.execute({conversation, message: id, key, user}))[0]),
    reactionTallies: async (conversation, ids, {reader, upTo, users}) =>
      reactionTallies(conversation, ids, reader, upTo, users),
    reactionsPage: async (conversation, id, {key, ...query}) =>
      (await reactionsPage.execute({conversation, message: id, key: key ?? null, ...query})).map(present),
  };
}
