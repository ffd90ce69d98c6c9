/** Moves every row, and then believes nothing: what the target holds is read back, hashed, and recounted by the doctor. */
import {examine} from '../doctor/examine.js';
import {openCopy} from '../rows/copy.js';
import {batchesOf, rowsAtOnce} from '../rows/source.js';
import type {SqliteSource} from '../rows/sqlite-source.js';
import {type Row, type Table, tables, type Value} from '../rows/tables.js';
import {type Tally, tally} from '../rows/tally.js';
import type {Target} from './target.js';

export type Told = {
  /** `done` of `all` rows of a table are there. */
  step(table: Table['name'], done: number, all: number): void;
  difference(sentence: string): void;
};

type Sides = {source: SqliteSource; target: Target};

export async function moveRows({source, target}: Sides, told: Told, atOnce = rowsAtOnce): Promise<void> {
  for (const table of tables) {
    const all = source.count(table);
    let at = target.at(table);
    if (at === 'done') continue;
    let done = at === undefined ? 0 : await target.count(table);
    for (;;) {
      const rows = source.rows(table, at, atOnce);
      if (rows.length === 0) break;
      await target.add(table, rows);
      at = target.at(table) as Value[];
      done += rows.length;
      told.step(table.name, done, all);
    }
    await target.finish(table);
  }
}

/** Answers what was moved, or nothing if the sides differ. `copy`: a file that is made and deleted again. */
export async function verify(
  {source, target}: Sides,
  copy: string,
  told: Told,
): Promise<{rows: number; differences: number} | undefined> {
  let isSame = true;
  let moved = 0;
  const back = openCopy(copy, {epoch: 'copy'});
  try {
    for (const table of tables) {
      const here = await tallyOf(batchesOf(source, table));
      const there = await tallyOf(batchesOf(target, table), (rows) => back.add(table, rows));
      moved += there.rows;
      if (here.rows === there.rows && here.hash === there.hash) continue;
      isSame = false;
      told.difference(
        here.rows === there.rows
          ? `${table.name}: the rows are not the same on both sides`
          : `${table.name}: ${there.rows} rows instead of ${here.rows}`,
      );
    }
    back.close();
    const {differences} = examine(copy, (place, sentence) => told.difference(`${place}: ${sentence}`));
    return isSame ? {rows: moved, differences} : undefined;
  } finally {
    back.close();
    back.remove();
  }
}

async function tallyOf(
  batches: AsyncIterable<readonly Row[]>,
  see: (rows: readonly Row[]) => void = () => undefined,
): Promise<Tally> {
  const sum = tally();
  for await (const rows of batches) {
    for (const row of rows) sum.add(row);
    see(rows);
  }
  return sum.end();
}
