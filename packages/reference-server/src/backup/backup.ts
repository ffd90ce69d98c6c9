/** Copies of a database file: made while a server writes it, and put back under a new epoch. */
import {closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync} from 'node:fs';
import {dirname} from 'node:path';
import Database from 'better-sqlite3';
import {claimDatabase} from '../control/claim.js';
import {applicationId} from '../store/sqlite/connection.js';

/** Why there is no copy, in one sentence. */
export class BackupError extends Error {
  constructor(sentence: string, options: {cause?: unknown} = {}) {
    super(sentence, options);
    this.name = 'BackupError';
  }
}

/**
 * The database as of one moment, in a file that is there when it is whole and not before. Others may write meanwhile. Answers its bytes.
 * @throws {BackupError}
 */
export function backUp(database: string, to: string): number {
  assertFree(to);
  const source = openOurs(database);
  try {
    return arrive(to, (part) => {
      // one read transaction: unlike a copy of pages it never begins again because somebody wrote
      source.prepare('vacuum into ?').run(part);
    });
  } finally {
    source.close();
  }
}

/**
 * Puts a copy where a server will open it. The copy's epoch stays behind: for its clients it is another database, which
 * knows less than they do (PWP-SYNC-007). Answers its bytes.
 * @throws {BackupError}
 * @throws {ControlError} where a server has the name
 */
export async function restore(from: string, database: string): Promise<number> {
  const source = openOurs(from);
  try {
    for (const path of [database, `${database}-wal`, `${database}-shm`]) assertFree(path);
    const claim = await claimDatabase(database, 'The database is being restored: try again in a moment.');
    try {
      return arrive(database, (part) => {
        // not a copy of the file: what was committed last may still lie beside it
        source.prepare('vacuum into ?').run(part);
        const copy = new Database(part, {fileMustExist: true});
        copy.prepare("delete from meta where key = 'epoch'").run();
        copy.close();
      });
    } finally {
      claim.close();
    }
  } finally {
    source.close();
  }
}

/** Made beside its place, looked through, on the disk, and only then given its name. */
function arrive(path: string, make: (part: string) => void): number {
  const part = `${path}.part`;
  const clear = (): void => {
    for (const left of [part, `${part}-journal`, `${part}-wal`, `${part}-shm`]) rmSync(left, {force: true});
  };
  try {
    // of a run that was killed
    clear();
    make(part);
    openOurs(part).close();
    sync(part);
    renameSync(part, path);
    sync(dirname(path));
    return statSync(path).size;
  } catch (error) {
    clear();
    if (error instanceof BackupError) throw error;
    const isFull = (error as {code?: unknown}).code === 'SQLITE_FULL' || (error as {code?: unknown}).code === 'ENOSPC';
    throw new BackupError(
      isFull
        ? `${path} cannot be written: the disk is full.`
        : `${path} cannot be written: ${(error as Error).message}.`,
      {cause: error},
    );
  }
}

function assertFree(path: string): void {
  if (existsSync(path)) throw new BackupError(`There is a file ${path} already: move it away, or name another one.`);
}

/** Reading alone. A file that is not whole is refused here. */
function openOurs(path: string): Database.Database {
  if (!existsSync(path) || !statSync(path).isFile()) throw new BackupError(`There is no database ${path}.`);
  let database: Database.Database | undefined;
  try {
    database = new Database(path, {readonly: true, fileMustExist: true, timeout: 5_000});
    if (database.pragma('application_id', {simple: true}) !== applicationId)
      throw new BackupError(`${path} is not a database of this program.`);
    const found = database.pragma('quick_check(1)', {simple: true});
    if (found !== 'ok') throw new BackupError(`${path} is damaged: ${String(found)}.`);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof BackupError) throw error;
    const isNone = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_NOTADB');
    throw new BackupError(
      isNone ? `${path} is not a database.` : `${path} cannot be read: ${(error as Error).message}.`,
      {cause: error},
    );
  }
}

function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
