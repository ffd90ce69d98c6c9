import {existsSync} from 'node:fs';
import Database from 'better-sqlite3';

/**
 * Whether another process has this SQLite file open. In WAL mode every connection holds a shared lock on the file as long as
 * it lives, so an exclusive one is to be had only where there is none.
 */
export function isInUse(path: string): boolean {
  if (path === ':memory:' || !existsSync(path)) return false;
  const database = new Database(path, {timeout: 0});
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE; COMMIT');
    return false;
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return true;
    throw error;
  } finally {
    database.close();
  }
}
