/** Reads and writes of blocks and reports. */
import type {Database} from 'better-sqlite3';
import {and, eq, type SQL, sql} from 'drizzle-orm';
import {drizzle} from 'drizzle-orm/better-sqlite3';
import type {BlockRecord} from '../records.js';
import {atTop, conditionsOf, valuesOf} from '../report-rows.js';
import {bound, excluded, maybe, present, slots} from '../rows.js';
import type {ReadTransaction, ReportCounts, ReportQuery, WriteTransaction} from '../store.js';
import type {KeptConversations} from './kept-conversations.js';
import {reports} from './schema.js';

type Reads = Pick<
  ReadTransaction,
  | 'blocksBetween'
  | 'blocksOf'
  | 'countBlocks'
  | 'blocksAround'
  | 'report'
  | 'openReport'
  | 'countOpenReports'
  | 'countReports'
  | 'otherReports'
  | 'reportsSaying'
  | 'reports'
>;
export type SafetyWrites = Pick<
  WriteTransaction,
  'lockName' | 'putBlock' | 'removeBlock' | 'setBlocked' | 'putReport' | 'forgetInReports'
>;

const given = sql.placeholder;
/** As it stands in the evidence. */
const sayerOf = (user: string): string => `"sender":${JSON.stringify(user)}`;

export function safetyReads(client: Database): Reads {
  const database = drizzle(client);
  const between = client.prepare<{user: string; others: string}, BlockRecord>(`
    select user, other, at from block where user = @user and other in (select value from json_each(@others))
    union all
    select user, other, at from block where other = @user and user in (select value from json_each(@others))`);
  const blocksOf = client.prepare<{user: string; at: number; id: string; limit: number}, BlockRecord>(`
    select user, other, at from block where user = @user and (at, other) < (@at, @id)
    order by at desc, other desc limit @limit`);
  const countBlocks = client.prepare<[string], number>('select count(*) from block where user = ?').pluck();
  const around = client.prepare<{user: string; limit: number}, BlockRecord>(`
    select user, other, at from block where user = @user
    union all
    select user, other, at from block where other = @user limit @limit`);
  const one = database
    .select()
    .from(reports)
    .where(eq(reports.id, given('id')))
    .prepare();
  const open = database
    .select()
    .from(reports)
    .where(
      sql`${reports.state} <> 'resolved' and ${reports.reporter} = ${given('reporter')} and ${reports.subject} = ${given('subject')}
        and ${reports.conversation} is ${given('conversation')} and ${reports.message} is ${given('message')}`,
    )
    .limit(1)
    .prepare();
  const countOpen = client
    .prepare<[string], number>("select count(*) from report where reporter = ? and state <> 'resolved'")
    .pluck();
  const saying = client.prepare<[string], string>('select id from report where instr(evidence, ?) > 0').pluck();
  const ofState = client.prepare<[], {state: keyof ReportCounts; n: number}>(
    'select state, count(*) as n from report group by state',
  );
  const others = client.prepare<{ids: string; most: number}, {id: string; n: number}>(`
    select r.id, (select count(*) from (select 1 from report as o where o.subject = r.subject
        and coalesce(o.conversation, '') = coalesce(r.conversation, '') and coalesce(o.message, '') = coalesce(r.message, '')
        and o.id <> r.id limit @most)) as n
    from report as r where r.id in (select value from json_each(@ids))`);
  const page = (conditions: SQL[]) =>
    database
      .select()
      .from(reports)
      .where(and(...conditions, sql`(${reports.createdAt}, ${reports.id}) < (${given('at')}, ${given('id')})`))
      .orderBy(sql`${reports.createdAt} desc, ${reports.id} desc`)
      .limit(given('limit'))
      .prepare();
  const pages = new Map<string, ReturnType<typeof page>>();
  const pageOf = (query: ReportQuery): ReturnType<typeof page> => {
    const {key, conditions} = conditionsOf(query);
    let found = pages.get(key);
    if (!found) pages.set(key, (found = page(conditions)));
    return found;
  };
  return {
    blocksBetween: async (user, others) =>
      others.length === 0 ? [] : between.all({user, others: JSON.stringify([...new Set(others)])}),
    blocksOf: async (user, {after, limit}) => {
      const {at, id} = after ? {at: after.at, id: after.other} : atTop;
      return blocksOf.all({user, at, id, limit});
    },
    countBlocks: async (user) => countBlocks.get(user) ?? 0,
    blocksAround: async (user, limit) => around.all({user, limit}),
    report: async (id) => maybe(one.get({id})),
    openReport: async ({reporter, subject, conversation = null, message = null}) =>
      maybe(open.get({reporter, subject, conversation, message})),
    countOpenReports: async (reporter) => countOpen.get(reporter) ?? 0,
    reportsSaying: async (user) => saying.all(sayerOf(user)),
    countReports: async () => {
      const counts: ReportCounts = {open: 0, taken: 0, resolved: 0};
      for (const {state, n} of ofState.all()) counts[state] = n;
      return counts;
    },
    otherReports: async (ids, most) => new Map(others.all({ids: JSON.stringify(ids), most}).map(({id, n}) => [id, n])),
    reports: async (query) => pageOf(query).all(valuesOf(query)).map(present),
  };
}

export function safetyWrites(client: Database, kept: KeptConversations): SafetyWrites {
  const put = client.prepare<BlockRecord>(
    'insert into block (user, other, at) values (@user, @other, @at) on conflict do nothing',
  );
  const remove = client.prepare<[string, string]>('delete from block where user = ? and other = ?');
  const setBlocked = client.prepare<[number, string]>('update conversation set blocked = ? where id = ?');
  const putReport = drizzle(client)
    .insert(reports)
    .values(slots(reports) as unknown as typeof reports.$inferInsert)
    .onConflictDoUpdate({target: reports.id, set: excluded(reports, ['id'])})
    .prepare();
  const forget = ['evidence = null where subject', 'text = null where reporter'].map((part) =>
    client.prepare<[string]>(`update report set ${part} = ?`),
  );
  return {
    // works run one after the other
    lockName: async () => undefined,
    putBlock: async (record) => void put.run(record),
    removeBlock: async (user, other) => void remove.run(user, other),
    setBlocked: async (conversation, blocked) => {
      setBlocked.run(blocked, conversation);
      kept.forget(conversation);
    },
    putReport: async (record) => void putReport.run(bound(record)),
    forgetInReports: async (user) => {
      for (const statement of forget) statement.run(user);
    },
  };
}
