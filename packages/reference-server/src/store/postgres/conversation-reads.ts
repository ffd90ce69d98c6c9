/** Reads of conversations and who is in them. */
import {and, asc, count, desc, eq, gt, gte, lte, sql} from 'drizzle-orm';
import type {NodePgDatabase} from 'drizzle-orm/node-postgres';
import type {Standing} from '../records.js';
import {maybe, present} from '../rows.js';
import type {ReadTransaction} from '../store.js';
import {type Line, statement} from './line.js';
import {conversations, members, operations} from './schema.js';
import {type ConversationRow, conversationColumns, conversationFrom, json} from './send-path.js';

const given = sql.placeholder;

type Part = Pick<
  ReadTransaction,
  | 'conversation'
  | 'directConversation'
  | 'member'
  | 'standing'
  | 'seats'
  | 'membersPage'
  | 'membersChanged'
  | 'joinedBy'
  | 'joinedOwners'
  | 'received'
  | 'isReserved'
  | 'operation'
  | 'horizon'
>;

/** `locked` hears of each conversation that was read with its row lock. */
export function conversationReads(
  line: Line,
  database: NodePgDatabase,
  locked: (conversation: string, x: number) => void,
): Part {
  const inPlace = eq(members.conversation, given('conversation'));
  const joined = and(inPlace, eq(members.state, sql.raw(`'joined'`)));

  // no transaction in flight has a lower id than the snapshot's xmin, and none to come either
  const horizon = statement<{xmin: string}>(
    line,
    'horizon',
    'select pg_snapshot_xmin(pg_current_snapshot())::text as xmin',
  );
  const conversation = `select ${conversationColumns} from conversation where id = $1`;
  const plain = statement<ConversationRow>(line, 'conversation', conversation);
  // nobody changes its key, so rows that refer to it may be written meanwhile
  const forChange = statement<ConversationRow>(line, 'conversation_lock', `${conversation} for no key update`);
  const direct = database
    .select()
    .from(conversations)
    .where(eq(conversations.pair, given('pair')))
    .prepare('direct');
  const member = database
    .select()
    .from(members)
    .where(and(inPlace, eq(members.user, given('user'))))
    .prepare('member');
  const standing = statement<{[Name in keyof Standing]: Name extends 'farewell' ? string | null : Standing[Name]}>(
    line,
    'standing',
    `select m.state, m.visible_from as "visibleFrom", m.left_at as "leftAt", m.farewell, m.cleared, c.seq
     from member as m join conversation as c on c.id = m.conversation where m.conversation = $1 and m."user" = $2`,
  );
  const seats = database
    .select({user: members.user, role: members.role, visibleFrom: members.visibleFrom})
    .from(members)
    .where(joined)
    .orderBy(asc(members.joinedSeq), asc(members.joinedAs))
    .prepare('seats');
  const page = database
    .select()
    .from(members)
    .where(and(joined, sql`(${members.joinedSeq}, ${members.joinedAs}) > (${given('seq')}, ${given('as')})`))
    .orderBy(asc(members.joinedSeq), asc(members.joinedAs))
    .limit(given('limit'))
    .prepare('members_page');
  const changed = database
    .select()
    .from(members)
    .where(and(inPlace, gt(members.rev, given('since')), lte(members.rev, given('upTo'))))
    .orderBy(desc(members.rev), asc(members.joinedSeq), asc(members.joinedAs))
    .limit(given('limit'))
    .prepare('members_changed');
  const owners = database
    .select({owners: count()})
    .from(members)
    .where(and(joined, eq(members.role, 'owner')))
    .prepare('owners');
  const joinedBy = statement<{joined: number}>(
    line,
    'joined_by',
    `select count(*) as joined from (select 1 from member where "user" = $1 and state = 'joined' limit $2) as m`,
  );
  const received = database
    .select({user: members.user, read: members.read, delivered: members.delivered})
    .from(members)
    .where(and(joined, gte(members.delivered, given('seq')), lte(members.visibleFrom, given('seq'))))
    .orderBy(asc(members.joinedSeq), asc(members.joinedAs))
    .limit(given('limit'))
    .prepare('received');
  const reservation = statement(
    line,
    'reservation',
    'select 1 from reservation where conversation = $1 and id = $2 and "user" = $3',
  );
  const operation = database
    .select()
    .from(operations)
    .where(and(eq(operations.user, given('user')), eq(operations.opId, given('opId'))))
    .prepare('operation');

  return {
    horizon: async () => Number((await horizon())[0]?.xmin) - 1,
    conversation: async (id, lock) => {
      const [row] = await (lock ? forChange : plain)(id);
      if (!row) return undefined;
      if (lock) locked(id, row.x);
      return conversationFrom(row);
    },
    directConversation: async (pair) => {
      const [row] = await direct.execute({pair: JSON.stringify(pair)});
      if (!row) return undefined;
      const {x: _, ...record} = row;
      return present(record);
    },
    member: async (place, user) => maybe((await member.execute({conversation: place, user}))[0]),
    standing: async (place, user) => {
      const [row] = await standing(place, user);
      return row && {...row, leftAt: row.leftAt ?? undefined, farewell: json(row.farewell)};
    },
    seats: async (place) => seats.execute({conversation: place}),
    membersPage: async (place, {after: [seq, as] = [0, -1], limit}) =>
      (await page.execute({conversation: place, seq, as, limit})).map(present),
    membersChanged: async (place, query) => (await changed.execute({conversation: place, ...query})).map(present),
    joinedOwners: async (place) => (await owners.execute({conversation: place}))[0]?.owners ?? 0,
    joinedBy: async (user, most) => (await joinedBy(user, most))[0]?.joined ?? 0,
    received: async (place, seq, limit) => received.execute({conversation: place, seq, limit}),
    isReserved: async (place, id, user) => (await reservation(place, id, user)).length > 0,
    operation: async (user, opId) => maybe((await operation.execute({user, opId}))[0]),
  };
}
