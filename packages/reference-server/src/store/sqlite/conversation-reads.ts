/** Reads of conversations and who is in them. */
import type {Database} from 'better-sqlite3';
import {and, asc, count, desc, eq, gt, gte, lte, sql} from 'drizzle-orm';
import {type BetterSQLite3Database, drizzle} from 'drizzle-orm/better-sqlite3';
import type {MemberRecord, OperationRecord} from '../records.js';
import {maybe, present, type Stored} from '../rows.js';
import type {ReadTransaction} from '../store.js';
import type {KeptConversations} from './kept-conversations.js';
import {conversations, members} from './schema.js';
import {
  type ConversationRow,
  conversationColumns,
  conversationFrom,
  json,
  type MemberRow,
  memberColumns,
  memberFrom,
} from './send-path.js';

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
  | 'joinedOwners'
  | 'joinedBy'
  | 'received'
  | 'isReserved'
  | 'operation'
  | 'horizon'
>;

/** `kept`: for reads inside the transactions of the writer. */
export function conversationReads(client: Database, kept?: KeptConversations): Part {
  const database: BetterSQLite3Database = drizzle(client);
  const inPlace = eq(members.conversation, given('conversation'));
  const joined = and(inPlace, eq(members.state, sql.raw(`'joined'`)));

  const stamp = client.prepare<[], {value: string}>("select value from meta where key = 'x'");
  const conversation = client
    .prepare<[string], ConversationRow>(`select ${conversationColumns} from conversation where id = ?`)
    .raw();
  const direct = database
    .select()
    .from(conversations)
    .where(eq(conversations.pair, given('pair')))
    .prepare();
  const member = client
    .prepare<[string, string], MemberRow>(`select ${memberColumns} from member where conversation = ? and user = ?`)
    .raw();
  const standing = client
    .prepare<[string, string], [MemberRecord['state'], number, number | null, string | null, number, number]>(`
      select m.state, m.visible_from, m.left_at, m.farewell, m.cleared, c.seq
      from member as m cross join conversation as c on c.id = m.conversation where m.conversation = ? and m.user = ?`)
    .raw();
  const seats = database
    .select({user: members.user, role: members.role, visibleFrom: members.visibleFrom})
    .from(members)
    .where(joined)
    .orderBy(asc(members.joinedSeq), asc(members.joinedAs))
    .prepare();
  const page = database
    .select()
    .from(members)
    .where(and(joined, sql`(${members.joinedSeq}, ${members.joinedAs}) > (${given('seq')}, ${given('as')})`))
    .orderBy(asc(members.joinedSeq), asc(members.joinedAs))
    .limit(given('limit'))
    .prepare();
  const changed = database
    .select()
    .from(members)
    .where(and(inPlace, gt(members.rev, given('since')), lte(members.rev, given('upTo'))))
    .orderBy(desc(members.rev), asc(members.joinedSeq), asc(members.joinedAs))
    .limit(given('limit'))
    .prepare();
  const owners = database
    .select({owners: count()})
    .from(members)
    .where(and(joined, eq(members.role, 'owner')))
    .prepare();
  const received = database
    .select({user: members.user, read: members.read, delivered: members.delivered})
    .from(members)
    .where(and(joined, gte(members.delivered, given('seq')), lte(members.visibleFrom, given('seq'))))
    .orderBy(asc(members.joinedSeq), asc(members.joinedAs))
    .limit(given('limit'))
    .prepare();
  const reservation = client
    .prepare<[string, string, string], number>(
      'select 1 from reservation where conversation = ? and id = ? and user = ?',
    )
    .pluck();
  const operation = client.prepare<[string, string], Stored<OperationRecord>>(
    'select user, op_id as opId, fingerprint, conversation, code, detail, at from operation where user = ? and op_id = ?',
  );

  const joinedBy = client.prepare<[string, number], {joined: number}>(`
    select count(*) as joined from (select 1 from member where user = ? and state = 'joined' limit ?)`);

  return {
    horizon: async () => Number(stamp.get()?.value ?? 0),
    conversation: async (id) => {
      const known = kept?.get(id);
      if (known) return known;
      const row = conversation.get(id);
      const record = row && conversationFrom(row);
      if (record) kept?.keep(record);
      return record;
    },
    directConversation: async (pair) => maybe(direct.get({pair: JSON.stringify(pair)})),
    member: async (place, user) => {
      const row = member.get(place, user);
      return row && memberFrom(row);
    },
    standing: async (place, user) => {
      const row = standing.get(place, user);
      if (!row) return undefined;
      const [state, visibleFrom, leftAt, farewell, cleared, seq] = row;
      return {state, visibleFrom, leftAt: leftAt ?? undefined, farewell: json(farewell), cleared, seq};
    },
    seats: async (place) => seats.all({conversation: place}),
    membersPage: async (place, {after: [seq, as] = [0, -1], limit}) =>
      page.all({conversation: place, seq, as, limit}).map(present),
    membersChanged: async (place, query) => changed.all({conversation: place, ...query}).map(present),
    joinedOwners: async (place) => owners.get({conversation: place})?.owners ?? 0,
    joinedBy: async (user, most) => joinedBy.get(user, most)?.joined ?? 0,
    received: async (place, seq, limit) => received.all({conversation: place, seq, limit}),
    isReserved: async (place, id, user) => reservation.get(place, id, user) !== undefined,
    operation: async (user, opId) => maybe(operation.get(user, opId)),
  };
}
