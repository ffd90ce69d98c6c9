/**
 * A PostgreSQL database, recounted: its rows are laid down in an SQLite file, over which the same checks go, of the same state as
 * those that are about what only PostgreSQL keeps. docs/decisions/doctor.md says why so.
 */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {openCopy} from '../rows/copy.js';
import {openPostgresSource, type PostgresSource} from '../rows/postgres-source.js';
import {CannotLook} from '../rows/snapshot.js';
import {batchesOf} from '../rows/source.js';
import {tables} from '../rows/tables.js';
import {wordIn} from '../store/sqlite/search-index.js';
import {type Counts, examine} from './examine.js';
import {instead, type Report} from './look.js';
import {checkName, type Named, namesInPostgres, reportStray, wordsOfNobody} from './names.js';
import {summing, type WordIndex} from './search.js';

/**
 * `scratch`: the folder for the file, which is taken away again. `isMove`: also a database into which a move is not finished.
 * @throws {CannotLook}
 */
export async function examinePostgres(
  url: string,
  report: Report,
  scratch: string = tmpdir(),
  {isMove = false} = {},
): Promise<Counts> {
  const source = await openPostgresSource(url, {isMove});
  let folder: string | undefined;
  try {
    folder = makeFolder(scratch);
    const file = join(folder, 'rows.db');
    await layDown(source, file);
    let own = 0;
    const say: Report = (place, sentence) => {
      own++;
      report(place, sentence);
    };
    await checkDatabase(source, say);
    await checkStamps(source, say);
    await checkFiling(source, say);
    await checkNames(source, say);
    const index = await readIndex(source, say);
    const counts = examine(file, report, index);
    return {...counts, differences: counts.differences + own};
  } finally {
    await source.close();
    if (folder !== undefined) rmSync(folder, {recursive: true, force: true});
  }
}

function makeFolder(scratch: string): string {
  try {
    return mkdtempSync(join(scratch, 'parlor-doctor-'));
  } catch (error) {
    throw new CannotLook(
      `${scratch} cannot be written to (${(error as Error).message}); --scratch names another one.`,
      {
        cause: error,
      },
    );
  }
}

async function layDown(source: PostgresSource, file: string): Promise<void> {
  const copy = openCopy(file, {epoch: 'copy'});
  try {
    for (const table of tables) for await (const rows of batchesOf(source, table)) copy.add(table, rows);
  } catch (error) {
    if ((error as {code?: unknown}).code !== 'SQLITE_FULL') throw error;
    throw new CannotLook(`${file} cannot grow: the disk is full; --scratch names another folder.`, {cause: error});
  } finally {
    copy.close();
  }
}

/** What PostgreSQL itself says that it does not hold to. */
async function checkDatabase({ask}: PostgresSource, report: Report): Promise<void> {
  const found = await ask<{place: string; sentence: string}>(`
    select conrelid::regclass::text as place, 'the rule ' || conname || ' was never held against its rows' as sentence
      from pg_constraint where connamespace = 'parlor'::regnamespace and not convalidated
    union all
    select indrelid::regclass::text, 'the index ' || indexrelid::regclass::text || ' is not valid'
      from pg_index join pg_class on pg_class.oid = indrelid
      where relnamespace = 'parlor'::regnamespace and not (indisvalid and indisready)
    union all
    select 'webhook_event', 'the next event would be ' || s.last_value + 1 || ', and there is ' || e.n
      from webhook_event_n_seq as s, (select max(n) as n from webhook_event) as e where s.last_value < e.n
    union all
    select 'push_job', 'the next notice would be ' || s.last_value + 1 || ', and there is ' || e.n
      from push_job_n_seq as s, (select max(n) as n from push_job) as e where s.last_value < e.n`);
  for (const {place, sentence} of found) report(place, sentence);
}

const stamped = [
  ['conversation', 'id'],
  ['member', `conversation || ', member ' || "user"`],
  ['"user"', `'user ' || "user"`],
  ['ended', `'the end of ' || "user"`],
  ['webhook_event', `'event ' || id`],
  ['push_job', `'notice ' || n`],
] as const;

/** Stamps are ids of transactions: none is of one that has not begun. */
async function checkStamps({ask}: PostgresSource, report: Report): Promise<void> {
  const [row] = await ask<{next: number}>('select pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next');
  const last = (row?.next ?? 0) - 1;
  for (const [table, place] of stamped) {
    const found = await ask<{place: string; x: number}>(
      `select ${place} as place, x from ${table} where x < 0 or x > $1`,
      [last],
    );
    for (const {place, x} of found) report(place, `its stamp ${x} is outside 0…${last}`);
  }
  const before = await ask<{id: string; x: number; before: number; seq: number; beforeSeq: number}>(`
    select id, x, before_x as before, seq, before_seq as "beforeSeq" from conversation
    where before_x > x or before_x < 0 or before_seq > seq or before_seq < 0`);
  for (const {id, x, before: b, seq, beforeSeq} of before)
    report(id, `before its last change it had the stamp ${b} at ${beforeSeq}, outside of 0…${x} and 0…${seq}`);
}

/** An ended membership is filed under the activity of its farewell, any other one under that of its conversation. */
async function checkFiling({each}: PostgresSource, report: Report): Promise<void> {
  type Filed = {conversation: string; user: string; activity: number | null; farewell: string | null};
  const rows = each<Filed>(`
    select conversation, "user", activity, farewell from member where activity is not null or farewell is not null`);
  for await (const batch of rows)
    for (const {conversation, user, activity, farewell} of batch) {
      const meant = activityOf(farewell);
      if (activity !== meant) report(conversation, `member ${user}: filed under ${instead(activity, meant)}`);
    }
}

async function checkNames({ask, each}: PostgresSource, report: Report): Promise<void> {
  for await (const people of each<Named>(namesInPostgres)) for (const person of people) checkName(person, report);
  for (const stray of await ask<{user: string; words: number}>(wordsOfNobody)) reportStray(stray, report);
}

function activityOf(farewell: string | null): number | null {
  try {
    return (JSON.parse(farewell ?? '{}') as {lastActivity?: number}).lastActivity ?? null;
  } catch {
    return null;
  }
}

async function readIndex({ask, each}: PostgresSource, report: Report): Promise<WordIndex> {
  const places = await ask<{conversation: string; place: number; pending: number}>(
    'select conversation, place, pending from search_place',
  );
  const {add, sums} = summing(new Map(places.map(({place, pending}) => [place, pending])));
  for await (const words of each<{place: number; word: string; seq: number}>(
    'select place, word, seq from search_word',
  ))
    for (const {place, word, seq} of words) add(wordIn(place, word), place, seq);
  const stray = await ask<{conversation: string | null; words: number}>(`
    select p.conversation, count(*) as words from search_word as w
      left join search_place as p on p.place = w.place
      left join message as m on m.conversation = p.conversation and m.seq = w.seq
    where m.ts is distinct from w.ts group by p.conversation`);
  for (const {conversation, words} of stray)
    report(conversation ?? 'search', `the index has ${words} words of no message, or of another time`);
  const known = new Map(places.map(({conversation, ...place}) => [conversation, place]));
  return {placeOf: (conversation) => known.get(conversation), sums: () => sums};
}
