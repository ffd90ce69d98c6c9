/** Where the rows of a whole database are read from: one state of it, whichever store it is in. */
import {keyOf, type Row, type Table, type Value} from './tables.js';

/** Tells one state of one database from every other: its epoch, and the stamp of its last change. */
export type Identity = {epoch: string; x: string};

/** Only rows with this value in this column. */
export type Only = {column: string; value: Value};

export type Source = {
  /** How many rows a table has. */
  count(table: Table): number | Promise<number>;
  /** At most `limit` rows with a key above `after`, in the order of the keys, their values in the order of `columnsOf`. */
  rows(table: Table, after: readonly Value[] | undefined, limit: number, only?: Only): Row[] | Promise<Row[]>;
  close(): void | Promise<void>;
};

/** Rows held at once. */
export const rowsAtOnce = 1_000;

/** All rows of a table, or some, in the order of the keys, a batch at a time. */
export async function* batchesOf(
  source: Pick<Source, 'rows'>,
  table: Table,
  {atOnce = rowsAtOnce, only}: {atOnce?: number; only?: Only} = {},
): AsyncGenerator<readonly Row[]> {
  let after: Value[] | undefined;
  for (;;) {
    const rows = await source.rows(table, after, atOnce, only);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = keyOf(table, last);
  }
}
