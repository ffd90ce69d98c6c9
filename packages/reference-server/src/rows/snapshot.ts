/** Opening an SQLite database to read it and nothing else: one state of it, beside whoever else has it open. */
import {existsSync, statSync} from 'node:fs';
import Database from 'better-sqlite3';
import {applicationId} from '../store/sqlite/connection.js';
import {migrations} from '../store/sqlite/migrations.js';

/** Why nothing can be looked at, in one sentence. */
export class CannotLook extends Error {
  constructor(sentence: string, options: {cause?: unknown} = {}) {
    super(sentence, options);
    this.name = 'CannotLook';
  }
}

/**
 * A connection that only reads, in the middle of a transaction: all of it sees one state.
 * @throws {CannotLook}
 */
export function openSnapshot(path: string): Database.Database {
  if (!existsSync(path) || !statSync(path).isFile()) throw new CannotLook(`There is no database ${path}.`);
  let client: Database.Database | undefined;
  try {
    client = new Database(path, {readonly: true, fileMustExist: true, timeout: 5_000});
    assertKnown(client, path);
    // what is sorted on the way may be more than memory should hold
    client.pragma('temp_store = FILE');
    client.exec('begin');
    client.prepare('select 1 from meta').get();
    return client;
  } catch (error) {
    client?.close();
    if (error instanceof CannotLook) throw error;
    const isNone = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_NOTADB');
    throw new CannotLook(
      isNone ? `${path} is not a database.` : `${path} cannot be read: ${(error as Error).message}.`,
      {
        cause: error,
      },
    );
  }
}

function assertKnown(client: Database.Database, path: string): void {
  if (client.pragma('application_id', {simple: true}) !== applicationId)
    throw new CannotLook(`${path} is not a database of this program.`);
  const version = client.prepare<[], number>('select coalesce(max(version), 0) from migration').pluck().get() ?? 0;
  if (version > migrations.length)
    throw new CannotLook(
      `${path} was written by a newer version of this program (schema ${version}, this one knows ${migrations.length}).`,
    );
  if (version < migrations.length)
    throw new CannotLook(
      `${path} was written by an older version of this program (schema ${version} of ${migrations.length}): start the server with it once.`,
    );
}
