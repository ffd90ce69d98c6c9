/** An SQLite file of rows that came from elsewhere: what the doctor looks at, and what becomes a database. */
import {existsSync, rmSync} from 'node:fs';
import type Database from 'better-sqlite3';
import {connect, migrate} from '../store/sqlite/connection.js';
import {pendAll} from '../store/sqlite/search-filler.js';
import {columnsOf, listOf, placesOf, quoted, type Row, type Table, toSqlite} from './tables.js';

export type Copy = {
  /** Rows of a table, their values in the order of `columnsOf`. Tables are filled in the order of `tables`. */
  add(table: Table, rows: readonly Row[]): void;
  close(): void;
  /** The file itself, closed or not. */
  remove(): void;
};

/** What SQLite keeps besides. */
const filledIn: Partial<Record<Table['name'], Record<string, string>>> = {
  conversation: {x: '1'},
  member: {x: '1', activity: '-1'},
  notified: {x: '1'},
  webhook_event: {x: '1'},
  push_job: {x: '1'},
};
const fileMembers = `
  update member set activity = coalesce(farewell ->> 'lastActivity',
    (select last_activity from conversation as c where c.id = member.conversation)) where activity = -1`;

/**
 * Makes it anew. Nothing is waited for on the way, nor refused that belongs to nothing: whoever makes a database of it looks it through and
 * brings it to the disk. `epoch`: none is a file for which a server begins one.
 */
export function openCopy(path: string, {epoch}: {epoch?: string} = {}): Copy {
  removeFile(path);
  const client = connect(path, 'writer');
  try {
    migrate(client, path, 0);
    client.pragma('synchronous = OFF');
    client.pragma('foreign_keys = OFF');
    client.prepare("insert into meta (key, value) values ('x', '1')").run();
    if (epoch !== undefined) client.prepare("insert into meta (key, value) values ('epoch', ?)").run(epoch);
  } catch (error) {
    client.close();
    removeFile(path);
    throw error;
  }
  let isOpen = true;
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    // one file: who only reads could not take away what a log would leave beside it
    client.pragma('journal_mode = DELETE');
    client.close();
  };
  return {
    add: (table, rows) => addTo(client, table, rows),
    close,
    remove(): void {
      if (isOpen) client.close();
      isOpen = false;
      removeFile(path);
    },
  };
}

function addTo(client: Database.Database, table: Table, rows: readonly Row[]): void {
  const columns = columnsOf(table);
  const own = filledIn[table.name] ?? {};
  const names = [...columns.map(({name}) => name), ...Object.keys(own)];
  const values = [placesOf(columns.length), ...Object.values(own)].join(', ');
  const add = client.prepare(`insert into ${quoted(table.name)} (${listOf(names)}) values (${values})`);
  client.transaction(() => {
    for (const row of rows) add.run(...toSqlite(row));
  })();
  if (table.name === 'member') client.exec(fileMembers);
  if (table.name === 'conversation') client.exec(pendAll);
}

function removeFile(path: string): void {
  for (const file of [path, `${path}-wal`, `${path}-shm`, `${path}-journal`]) if (existsSync(file)) rmSync(file);
}
