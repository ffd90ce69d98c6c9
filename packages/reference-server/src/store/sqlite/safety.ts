/** Reads and writes of blocks and reports. */
import type {Database} from 'better-sqlite3';
import {eq, sql} from 'drizzle-orm';
import {drizzle} from 'drizzle-orm/better-sqlite3';
import type {BlockRecord} from '../records.js';
import {bound, excluded, maybe, present, slots} from '../rows.js';
import type {ReadTransaction, WriteTransaction} from '../store.js';
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
/** Behind everything. */
const atTop = {at: Number.MAX_SAFE_INTEGER, id: ''};

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
      sql`${reports.state} = 'open' and ${reports.reporter} = ${given('reporter')} and ${reports.subject} = ${given('subject')}
        and ${reports.conversation} is ${given('conversation')} and ${reports.message} is ${given('message')}`,
    )
    .limit(1)
    .prepare();
  const countOpen = client
    .prepare<[string], number>("select count(*) from report where reporter = ? and state = 'open'")
    .pluck();
  const saying = client.prepare<[string], string>('select id from report where instr(evidence, ?) > 0').pluck();
  const page = (isOfState: boolean) =>
    database
      .select()
      .from(reports)
      .where(
        sql`${isOfState ? sql`${reports.state} = ${given('state')} and` : sql``}
          (${reports.createdAt}, ${reports.id}) < (${given('at')}, ${given('id')})`,
      )
      .orderBy(sql`${reports.createdAt} desc, ${reports.id} desc`)
      .limit(given('limit'))
      .prepare();
  const [all, ofState] = [page(false), page(true)];
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
    reports: async ({state, after = atTop, limit}) =>
      (state === undefined ? all.all({...after, limit}) : ofState.all({...after, limit, state})).map(present),
  };
}

export function safetyWrites(client: Database): SafetyWrites {
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
    setBlocked: async (conversation, blocked) => void setBlocked.run(blocked, conversation),
    putReport: async (record) => void putReport.run(bound(record)),
    forgetInReports: async (user) => {
      for (const statement of forget) statement.run(user);
    },
  };
}
