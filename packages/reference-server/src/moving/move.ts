/** Moves every row, and then believes nothing: what the target holds is read back, hashed, and recounted by the doctor. */
import {existsSync, rmSync} from 'node:fs';
import {examine} from '../doctor/examine.js';
import {connect, migrate} from '../store/sqlite/connection.js';
import {pendAll} from '../store/sqlite/search-filler.js';
import type {Source} from './source.js';
import {
  type Column,
  columnsOf,
  listOf,
  placesOf,
  quoted,
  type Row,
  type Table,
  tables,
  toSqlite,
  type Value,
} from './tables.js';
import {type Tally, tally} from './tally.js';
import type {Target} from './target.js';

export type Told = {
  /** `done` of `all` rows of a table are there. */
  step(table: Table['name'], done: number, all: number): void;
  difference(sentence: string): void;
};

/** Rows in one transaction. */
export const rowsAtOnce = 1_000;

type Sides = {source: Source; target: Target};

export async function moveRows({source, target}: Sides, told: Told, atOnce = rowsAtOnce): Promise<void> {
  for (const table of tables) {
    const columns = columnsOf(table, source.columns(table), await target.columns(table));
    const all = source.count(table);
    let at = target.at(table);
    if (at === 'done') continue;
    let done = at === undefined ? 0 : await target.count(table);
    for (;;) {
      const rows = source.rows(table, columns, at, atOnce);
      if (rows.length === 0) break;
      await target.add(table, columns, rows);
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
  const back = openCopy(copy);
  try {
    for (const table of tables) {
      const columns = columnsOf(table, source.columns(table), await target.columns(table));
      const here = await tallyOf((after, limit) => source.rows(table, columns, after, limit), table, columns);
      const there = await tallyOf(
        async (after, limit) => {
          const rows = await target.rows(table, columns, after, limit);
          back.add(table, columns, rows);
          return rows;
        },
        table,
        columns,
      );
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
    remove(copy);
  }
}

type Read = (after: readonly Value[] | undefined, limit: number) => readonly Row[] | Promise<readonly Row[]>;

async function tallyOf(read: Read, table: Table, columns: readonly Column[]): Promise<Tally> {
  const sum = tally();
  let after: Value[] | undefined;
  for (;;) {
    const rows = await read(after, rowsAtOnce);
    for (const row of rows) sum.add(row);
    const last = rows.at(-1);
    if (last === undefined) return sum.end();
    after = table.key.map((name) => last[columns.findIndex((column) => column.name === name)] ?? null);
  }
}

/** An SQLite file of what the target holds, for the doctor: it reads those, and believes no store. */
function openCopy(path: string) {
  remove(path);
  const client = connect(path, 'writer');
  migrate(client, path, 0);
  client.pragma('synchronous = OFF');
  client.exec("insert into meta (key, value) values ('epoch', 'copy'), ('x', '1')");
  let isOpen = true;
  return {
    add(table: Table, columns: readonly Column[], rows: readonly Row[]): void {
      const own = filledIn[table.name] ?? {};
      const names = [...columns.map(({name}) => name), ...Object.keys(own)];
      const values = [placesOf(columns.length), ...Object.values(own)].join(', ');
      const add = client.prepare(`insert into ${quoted(table.name)} (${listOf(names)}) values (${values})`);
      client.transaction(() => {
        for (const row of rows) add.run(...toSqlite(row));
      })();
      if (table.name === 'member') client.exec(fileMembers);
      if (table.name === 'conversation') client.exec(pendAll);
    },
    close(): void {
      if (isOpen) client.close();
      isOpen = false;
    },
  };
}

/** What SQLite keeps besides. */
const filledIn: Partial<Record<Table['name'], Record<string, string>>> = {
  conversation: {x: '1'},
  member: {x: '1', activity: '-1'},
};
const fileMembers = `
  update member set activity = coalesce(farewell ->> 'lastActivity',
    (select last_activity from conversation as c where c.id = member.conversation)) where activity = -1`;

function remove(path: string): void {
  for (const file of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(file)) rmSync(file);
}
