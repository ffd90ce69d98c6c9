/** The rows of a PostgreSQL database: one state of it, read in the order of the keys. */
import pg from 'pg';
import {type Address, asStoreError, nameOf, reach, schema} from '../store/postgres/connection.js';
import {movingKey} from '../store/postgres/migrate.js';
import {migrations} from '../store/postgres/migrations.js';
import {StoreError} from '../store/store.js';
import {CannotLook} from './snapshot.js';
import type {Only, Source} from './source.js';
import {assertColumns, columnsOf, listOf, quoted, type Row, type Table, tables, type Value} from './tables.js';

export type PostgresSource = Source & {
  /** What a query answers, of the same state. */
  ask<Answer extends object>(sql: string, values?: readonly unknown[]): Promise<Answer[]>;
  /** The same, some rows at a time. */
  each<Answer extends object>(sql: string): AsyncGenerator<Answer[]>;
  close(): Promise<void>;
};

/** What PostgreSQL has besides, and every store in its own way: bookkeeping, and the indexes that messages and people are found by. */
const ownTables = ['meta', 'migration', 'lease', 'search_place', 'search_word', 'search_name'];
const rowsOfCursor = 5_000;

/**
 * `isMove`: also one into which a move is not finished.
 * @throws {CannotLook} with the sentence that says why
 */
export async function openPostgresSource(url: string, {isMove = false} = {}): Promise<PostgresSource> {
  const address: Address = {url, connections: 1};
  let client: pg.Client | undefined;
  try {
    // what is read takes the time it takes
    client = new pg.Client({...(await reach(address)), query_timeout: 0});
    client.on('error', () => undefined);
    await client.connect();
    await client.query('set statement_timeout = 0; set idle_in_transaction_session_timeout = 0');
    await client.query('begin isolation level repeatable read read only');
    await assertKnown(client, address, isMove);
    await assertWhole(client);
    return source(client, address);
  } catch (error) {
    await client?.end().catch(() => undefined);
    if (error instanceof CannotLook) throw error;
    throw new CannotLook(asStoreError(error, address).message, {cause: error});
  }
}

function source(client: pg.Client, address: Address): PostgresSource {
  let cursors = 0;
  const said = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    try {
      return await answer;
    } catch (error) {
      throw new CannotLook(asStoreError(error, address).message, {cause: error});
    }
  };
  return {
    async count(table) {
      const query = `select count(*) as rows from ${quoted(table.name)}`;
      const {rows} = await said(client.query<{rows: number}>(query));
      return rows[0]?.rows ?? 0;
    },
    rows: (table, after, limit, only) => said(pageOf(client, table, after, limit, only)),
    ask: async <Answer extends object>(sql: string, values: readonly unknown[] = []) =>
      (await said(client.query<Answer>(sql, [...values]))).rows,
    async *each<Answer extends object>(sql: string) {
      const name = `each_${cursors++}`;
      await said(client.query(`declare ${name} no scroll cursor for ${sql}`));
      for (;;) {
        const {rows} = await said(client.query<Answer>(`fetch ${rowsOfCursor} from ${name}`));
        if (rows.length === 0) break;
        yield rows;
      }
      await client.query(`close ${name}`);
    },
    close: () => client.end().catch(() => undefined),
  };
}

/** At most `limit` rows with a key above `after`, in the order of the keys. */
export async function pageOf(
  client: pg.Client,
  table: Table,
  after: readonly Value[] | undefined,
  limit: number,
  only?: Only,
): Promise<Row[]> {
  const keys = listOf(table.key);
  const values: Value[] = [limit];
  const given = (value: Value): string => `$${values.push(value)}`;
  const conditions = [
    ...(only ? [`${quoted(only.column)} = ${given(only.value)}`] : []),
    ...(after ? [`(${keys}) > (${after.map(given).join(', ')})`] : []),
  ];
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
  const names = listOf(columnsOf(table).map(({name}) => name));
  const text = `select ${names} from ${quoted(table.name)} ${where} order by ${keys} limit $1`;
  return (await client.query<Value[]>({text, values, rowMode: 'array'})).rows;
}

/** A table or a column of which nobody has said what becomes of it would stay behind. */
export async function assertWhole(client: pg.Client): Promise<void> {
  const {rows} = await client.query<{table: string; name: string}>(
    'select table_name as "table", column_name as name from information_schema.columns where table_schema = $1',
    [schema],
  );
  const known = new Set<string>([...tables.map(({name}) => name), ...ownTables]);
  const strange = new Set(rows.map(({table}) => table).filter((table) => !known.has(table)));
  if (strange.size > 0) throw new StoreError(`It is not known what becomes of ${[...strange].join(', ')}.`);
  for (const table of tables) {
    const found = rows.filter((row) => row.table === table.name).map(({name}) => name);
    assertColumns(table, found, Object.keys(table.begun));
  }
}

async function assertKnown(client: pg.Client, address: Address, isMove: boolean): Promise<void> {
  const name = nameOf(address);
  const {rows: found} = await client.query<{tables: number}>(
    "select count(*) as tables from information_schema.tables where table_schema = $1 and table_name in ('meta', 'migration')",
    [schema],
  );
  if ((found[0]?.tables ?? 0) < 2) throw new CannotLook(`${name} holds no database of this program.`);
  const {rows} = await client.query<{version: number}>('select coalesce(max(version), 0) as version from migration');
  const version = rows[0]?.version ?? 0;
  if (version > migrations.length)
    throw new CannotLook(
      `${name} was written by a newer version of this program (schema ${version}, this one knows ${migrations.length}).`,
    );
  if (version < migrations.length)
    throw new CannotLook(
      `${name} was written by an older version of this program (schema ${version} of ${migrations.length}): start the server with it once.`,
    );
  const {rowCount} = await client.query('select 1 from meta where key = $1', [movingKey]);
  if (rowCount && !isMove) throw new CannotLook(`${name} holds an unfinished move; finish it first.`);
}
