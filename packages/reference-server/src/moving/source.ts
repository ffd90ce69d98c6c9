/** The SQLite file that is moved away from: one snapshot of it, read in the order of the keys. */
import type Database from 'better-sqlite3';
import {openSnapshot} from '../doctor/look.js';
import {
  type Column,
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

/** Tells one state of one database from every other: its epoch, and the stamp of its last change. */
export type Identity = {epoch: string; x: string};

export type Source = ReturnType<typeof openSource>;

/**
 * @throws {CannotLook} with the sentence that says why
 */
export function openSource(path: string) {
  const client = openSnapshot(path);
  assertWhole(client);
  const meta = client.prepare<[string], string>('select value from meta where key = ?').pluck();
  return {
    identity: (): Identity => ({epoch: meta.get('epoch') ?? '', x: meta.get('x') ?? ''}),
    columns: (table: Table): string[] =>
      (client.pragma(`table_info(${quoted(table.name)})`) as {name: string}[]).map(({name}) => name),
    count: (table: Table): number =>
      client
        .prepare<[], number>(`select count(*) from ${quoted(table.name)}`)
        .pluck()
        .get() ?? 0,
    /** At most `limit` rows with a key above `after`, in the order of the keys. */
    rows(table: Table, columns: readonly Column[], after: readonly Value[] | undefined, limit: number): Row[] {
      const names = listOf(columns.map(({name}) => name));
      const keys = listOf(table.key);
      const behind = after ? `where (${keys}) > (${placesOf(after.length)})` : '';
      const query = client
        .prepare<unknown[], Value[]>(`select ${names} from ${quoted(table.name)} ${behind} order by ${keys} limit ?`)
        .raw();
      return query.all(...(after ?? []), limit).map((row) => fromSqlite(row, columns));
    },
    close: (): void => void client.close(),
  };
}

/** A table that nobody has said how to move would stay behind. */
function assertWhole(client: Database.Database): void {
  const known = new Set([...tables.map(({name}) => name as string), ...ownTables]);
  const found = client.prepare<[], string>("select name from sqlite_master where type = 'table'").pluck().all();
  const strange = found.filter((name) => !known.has(name) && !isIndex(name) && !name.startsWith('sqlite_'));
  if (strange.length > 0) throw new Error(`It is not known how to move ${strange.join(', ')}.`);
}
