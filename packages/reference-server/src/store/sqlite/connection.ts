/** Opening a database file as it must be opened, and bringing it up to date. */
import Database from 'better-sqlite3';
import type {Migration} from '../migration.js';
import {StoreError} from '../store.js';
import {migrations} from './migrations.js';

/** "Parl" in ASCII: tells our files from other programs' (`pragma application_id`). */
export const applicationId = 0x5061726c;
const busyTimeoutMs = 1000;

/**
 * A connection with every setting the promises rest on, read back: a commit that was answered survives a power cut (F44).
 * @throws {StoreError}
 */
export function connect(path: string, role: 'writer' | 'reader'): Database.Database {
  let database: Database.Database | undefined;
  try {
    database = new Database(path, {timeout: busyTimeoutMs});
    assertOurs(database, path);
    const isFile = path !== ':memory:';
    if (isFile) database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    database.pragma(`journal_size_limit = ${64 * 1024 * 1024}`);
    database.pragma('cache_size = -32000');
    // Busy pages are written into the log at every commit, but only once at each checkpoint: so these come seldom (16 MB).
    database.pragma('wal_autocheckpoint = 4000');
    // The words of the search index. It belongs to the connection: of a file with such a table, `integrity_check` may say less.
    database.exec("create virtual table temp.search_term using fts5vocab ('main', 'search', 'instance')");
    if (role === 'reader') database.pragma('query_only = ON');
    assertSetting(database, 'synchronous', 2);
    assertSetting(database, 'foreign_keys', 1);
    assertSetting(database, 'busy_timeout', busyTimeoutMs);
    if (isFile) assertSetting(database, 'journal_mode', 'wal');
    return database;
  } catch (error) {
    database?.close();
    throw asStoreError(error, path);
  }
}

function assertSetting(database: Database.Database, name: string, wanted: number | string): void {
  const found = database.pragma(name, {simple: true});
  if (found !== wanted)
    throw new StoreError(`SQLite does not accept ${name} = ${wanted} here (it says ${String(found)}).`);
}

function assertOurs(database: Database.Database, path: string): void {
  const id = database.pragma('application_id', {simple: true});
  const {tables} = database.prepare('select count(*) as tables from sqlite_master').get() as {tables: number};
  if (id !== applicationId && tables > 0) throw new StoreError(`${path} is a database of another program.`);
}

/**
 * Runs what the database has not had yet.
 * @throws {StoreError} also for a database that a newer version of this program wrote
 */
export function migrate(
  database: Database.Database,
  path: string,
  now: number,
  steps: readonly Migration[] = migrations,
): void {
  try {
    database.pragma(`application_id = ${applicationId}`);
    database.exec(
      'create table if not exists migration (version integer primary key, name text not null, at integer not null)',
    );
    const {version} = database.prepare('select coalesce(max(version), 0) as version from migration').get() as {
      version: number;
    };
    if (version > steps.length) {
      throw new StoreError(
        `${path} was written by a newer version of this program (schema ${version}, this one knows ${steps.length}); start that version.`,
      );
    }
    for (const [at, {name, sql}] of steps.entries()) {
      if (at < version) continue;
      database
        .transaction(() => {
          database.exec(sql);
          database.prepare('insert into migration (version, name, at) values (?, ?, ?)').run(at + 1, name, now);
        })
        .immediate();
    }
  } catch (error) {
    throw asStoreError(error, path);
  }
}

const sentences: Record<string, string> = {
  SQLITE_NOTADB: 'is not a database',
  SQLITE_CORRUPT: 'is damaged',
  SQLITE_CANTOPEN: 'cannot be opened',
  SQLITE_READONLY: 'cannot be written to',
  SQLITE_BUSY: 'is in use by another program',
  SQLITE_FULL: 'cannot grow: the disk is full',
};

function asStoreError(error: unknown, path: string): StoreError {
  if (error instanceof StoreError) return error;
  if (error instanceof Database.SqliteError) {
    const known = Object.entries(sentences).find(([code]) => error.code.startsWith(code));
    return new StoreError(known ? `${path} ${known[1]}.` : `${path}: ${error.message}.`, {cause: error});
  }
  // better-sqlite3 throws a TypeError when the folder is missing.
  return new StoreError(`${path} cannot be opened: ${error instanceof Error ? error.message : String(error)}.`, {
    cause: error,
  });
}
