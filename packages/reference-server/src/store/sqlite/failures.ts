/** What SQLite says, as a refusal of the protocol. */
import Database from 'better-sqlite3';
import {Refusal} from '../../domain/refusal.js';

/** Errors that say nothing about the work itself: the same may succeed later. Others stay as they are. */
export function asRefusal(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const {code} = error;
  if (code === 'SQLITE_FULL') return new Refusal('STORAGE_FULL', undefined, {retryAfterMs: 10_000, cause: error});
  if (/^SQLITE_(BUSY|LOCKED|IOERR|READONLY|CANTOPEN|NOMEM)/.test(code))
    return new Refusal('UNAVAILABLE', undefined, {retryAfterMs: 1000, cause: error});
  return error;
}
