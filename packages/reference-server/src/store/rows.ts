/** Between rows and records: NULL in a table is `undefined` in a record. */
import {type Table as AnyTable, getTableColumns, type Placeholder, type SQL, sql} from 'drizzle-orm';

type Present<Row> = {[K in keyof Row]: null extends Row[K] ? Exclude<Row[K], null> | undefined : Row[K]};

/** A record as it lies in the table: NULL where it says undefined. */
export type Stored<Row> = {[K in keyof Row]: undefined extends Row[K] ? Exclude<Row[K], undefined> | null : Row[K]};

/** The row itself, with `undefined` for NULL. Rows come fresh from the driver, so they may be changed. */
export function present<Row extends object>(row: Row): Present<Row> {
  for (const key in row) if (row[key] === null) row[key] = undefined as Row[typeof key];
  return row as Present<Row>;
}

export const maybe = <Row extends object>(row: Row | undefined): Present<Row> | undefined =>
  row === undefined ? undefined : present(row);

/** The record with NULL for `undefined`, as the driver wants it. */
export function bound<Row extends object>(record: Row): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const key in record) values[key] = record[key] === undefined ? null : record[key];
  return values;
}

/** A placeholder of its own name for every column: the values of a prepared insert. */
export function slots<Table extends AnyTable>(table: Table, but: readonly string[] = []): Record<string, Placeholder> {
  const names = Object.keys(getTableColumns(table)).filter((name) => !but.includes(name));
  return Object.fromEntries(names.map((name) => [name, sql.placeholder(name)]));
}

/** For an upsert: every column takes the value that was to be inserted. */
export function excluded<Table extends AnyTable>(table: Table, but: readonly string[]): Record<string, SQL> {
  const columns = Object.entries(getTableColumns(table)).filter(([name]) => !but.includes(name));
  return Object.fromEntries(columns.map(([name, column]) => [name, sql.raw(`excluded."${column.name}"`)]));
}
