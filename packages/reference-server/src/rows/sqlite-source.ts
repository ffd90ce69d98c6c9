/** The rows of an SQLite file: one state of it, read in the order of the keys. */
import type Database from 'better-sqlite3';
import {openSnapshot} from './snapshot.js';
import type {Identity, Only} from './source.js';
import {
  assertColumns,
  columnsOf,
  fromSqlite,
  isIndex,
  listOf,
  ownTables,
  placesOf,
  quoted,
  type Row,
  type Table,
  tables,
  type Value,
} from './tables.js';

/** A `Source` that answers at once. */
export type SqliteSource = {
  identity(): Identity;
  count(table: Table): number;
  rows(table: Table, after: readonly Value[] | undefined, limit: number, only?: Only): Row[];
  close(): void;
};

/**
 * @throws {CannotLook} with the sentence that says why
 */
export function openSource(path: string): SqliteSource {
  const client = openSnapshot(path);
  try {
    assertWhole(client);
  } catch (error) {
    client.close();
    throw error;
  }
  const meta = client.prepare<[string], string>('select value from meta where key = ?').pluck();
  return {
    identity: (): Identity => ({epoch: meta.get('epoch') ?? '', x: meta.get('x') ?? ''}),
    count: (table: Table): number =>
      client
        .prepare<[], number>(`select count(*) from ${quoted(table.name)}`)
        .pluck()
        .get() ?? 0,
    rows(table: Table, after: readonly Value[] | undefined, limit: number, only?: Only): Row[] {
      const columns = columnsOf(table);
      const names = listOf(columns.map(({name}) => name));
      const keys = listOf(table.key);
      const conditions = [
        ...(only ? [`${quoted(only.column)} = ?`] : []),
        ...(after ? [`(${keys}) > (${placesOf(after.length)})`] : []),
      ];
      const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
      const query = client
        .prepare<unknown[], Value[]>(`select ${names} from ${quoted(table.name)} ${where} order by ${keys} limit ?`)
        .raw();
      return query.all(...(only ? [only.value] : []), ...(after ?? []), limit).map((row) => fromSqlite(row, columns));
    },
    close: (): void => void client.close(),
  };
}

/** A table that nobody has said how to move would stay behind. */
function assertWhole(client: Database.Database): void {
  const known = new Set([...tables.map(({name}) => name as string), ...ownTables]);
  const found = client.prepare<[], string>("select name from sqlite_master where type = 'table'").pluck().all();
  const strange = found.filter((name) => !known.has(name) && !isIndex(name) && !name.startsWith('sqlite_'));
  if (strange.length > 0) throw new Error(`It is not known what becomes of ${strange.join(', ')}.`);
  for (const table of tables) {
    const columns = client.pragma(`table_info(${quoted(table.name)})`) as {name: string}[];
    assertColumns(
      table,
      columns.map(({name}) => name),
      table.left,
    );
  }
}
