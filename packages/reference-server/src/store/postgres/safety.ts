/** Reads and writes of blocks and reports. */
import {and, eq, type SQL, sql} from 'drizzle-orm';
import type {NodePgDatabase} from 'drizzle-orm/node-postgres';
import type {BlockRecord} from '../records.js';
import {atTop, conditionsOf, valuesOf} from '../report-rows.js';
import {bound, excluded, maybe, present, slots} from '../rows.js';
import type {ReadTransaction, ReportCounts, ReportQuery, WriteTransaction} from '../store.js';
import {change, type Line, statement} from './line.js';
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

export function safetyReads(line: Line, database: NodePgDatabase): Reads {
  const between = statement<BlockRecord>(
    line,
    'blocks_between',
    `select "user", other, at from block where "user" = $1 and other = any($2::text[])
     union all
     select "user", other, at from block where other = $1 and "user" = any($2::text[])`,
  );
  const blocksOf = statement<BlockRecord>(
    line,
    'blocks_of',
    `select "user", other, at from block where "user" = $1 and (at, other) < ($2, $3::text)
     order by at desc, other desc limit $4`,
  );
  const countBlocks = statement<{all: number}>(
    line,
    'count_blocks',
    'select count(*) as all from block where "user" = $1',
  );
  const around = statement<BlockRecord>(
    line,
    'blocks_around',
    `select "user", other, at from block where "user" = $1
     union all
     select "user", other, at from block where other = $1 limit $2`,
  );
  const one = database
    .select()
    .from(reports)
    .where(eq(reports.id, given('id')))
    .prepare('report');
  const open = database
    .select()
    .from(reports)
    .where(
      sql`${reports.state} <> 'resolved' and ${reports.reporter} = ${given('reporter')} and ${reports.subject} = ${given('subject')}
        and ${reports.conversation} is not distinct from ${given('conversation')}::text
        and ${reports.message} is not distinct from ${given('message')}::text`,
    )
    .limit(1)
    .prepare('open_report');
  const countOpen = statement<{all: number}>(
    line,
    'count_open_reports',
    `select count(*) as all from report where reporter = $1 and state <> 'resolved'`,
  );
  const saying = statement<{id: string}>(
    line,
    'reports_saying',
    'select id from report where strpos(evidence, $1) > 0',
  );
  const ofState = statement<{state: keyof ReportCounts; n: number}>(
    line,
    'count_reports',
    'select state, count(*) as n from report group by state',
  );
  const others = statement<{id: string; n: number}>(
    line,
    'other_reports',
    `select r.id, (select count(*) from (select 1 from report as o where o.subject = r.subject
         and coalesce(o.conversation, '') = coalesce(r.conversation, '') and coalesce(o.message, '') = coalesce(r.message, '')
         and o.id <> r.id limit $2) as counted) as n
     from report as r where r.id = any($1::text[])`,
  );
  const page = (name: string, conditions: SQL[]) =>
    database
      .select()
      .from(reports)
      .where(
        and(...conditions, sql`(${reports.createdAt}, ${reports.id}) < (${given('at')}::bigint, ${given('id')}::text)`),
      )
      .orderBy(sql`${reports.createdAt} desc, ${reports.id} desc`)
      .limit(given('limit'))
      .prepare(name);
  const pages = new Map<string, ReturnType<typeof page>>();
  const pageOf = (query: ReportQuery): ReturnType<typeof page> => {
    const {key, conditions} = conditionsOf(query);
    let found = pages.get(key);
    if (!found) pages.set(key, (found = page(`reports_${key}`, conditions)));
    return found;
  };
  return {
    blocksBetween: async (user, others) => (others.length === 0 ? [] : between(user, [...new Set(others)])),
    blocksOf: async (user, {after, limit}) => {
      const {at, id} = after ? {at: after.at, id: after.other} : atTop;
      return blocksOf(user, at, id, limit);
    },
    countBlocks: async (user) => Number((await countBlocks(user))[0]?.all ?? 0),
    blocksAround: (user, limit) => around(user, limit),
    report: async (id) => maybe((await one.execute({id}))[0]),
    openReport: async ({reporter, subject, conversation = null, message = null}) =>
      maybe((await open.execute({reporter, subject, conversation, message}))[0]),
    countOpenReports: async (reporter) => Number((await countOpen(reporter))[0]?.all ?? 0),
    reportsSaying: async (user) => (await saying(sayerOf(user))).map(({id}) => id),
    countReports: async () => {
      const counts: ReportCounts = {open: 0, taken: 0, resolved: 0};
      for (const {state, n} of await ofState()) counts[state] = Number(n);
      return counts;
    },
    otherReports: async (ids, most) => new Map((await others([...ids], most)).map(({id, n}) => [id, Number(n)])),
    reports: async (query) => (await pageOf(query).execute(valuesOf(query))).map(present),
  };
}

export function safetyWrites(line: Line, database: NodePgDatabase): SafetyWrites {
  const lock = statement<object>(line, 'lock_name', 'select pg_advisory_xact_lock(hashtextextended($1, 0))');
  const put = change(
    line,
    'put_block',
    'insert into block ("user", other, at) values ($1, $2, $3) on conflict do nothing',
  );
  const remove = change(line, 'remove_block', 'delete from block where "user" = $1 and other = $2');
  const setBlocked = change(line, 'set_blocked', 'update conversation set blocked = $2 where id = $1');
  const putReport = database
    .insert(reports)
    .values(slots(reports) as unknown as typeof reports.$inferInsert)
    .onConflictDoUpdate({target: reports.id, set: excluded(reports, ['id'])})
    .prepare('put_report');
  const forget = ['evidence = null where subject', 'text = null where reporter'].map((part, at) =>
    change(line, `forget_in_reports_${at}`, `update report set ${part} = $1`),
  );
  return {
    lockName: async (name) => void (await lock(name)),
    putBlock: async ({user, other, at}) => void (await put(user, other, at)),
    removeBlock: async (user, other) => void (await remove(user, other)),
    setBlocked: async (conversation, blocked) => void (await setBlocked(conversation, blocked)),
    putReport: async (record) => void (await putReport.execute(bound(record))),
    forgetInReports: async (user) => {
      for (const one of forget) await one(user);
    },
  };
}
