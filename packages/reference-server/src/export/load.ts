/** Makes a database of an export, and then believes nothing: what is there is written down again and compared, and the doctor looks. */
import {closeSync, existsSync, fsyncSync, openSync, renameSync} from 'node:fs';
import {dirname} from 'node:path';
import {BackupError} from '../backup/backup.js';
import {claimDatabase} from '../control/claim.js';
import {examine} from '../doctor/examine.js';
import {examinePostgres} from '../doctor/postgres.js';
import {openTarget} from '../moving/target.js';
import {openCopy} from '../rows/copy.js';
import {openPostgresSource} from '../rows/postgres-source.js';
import type {Source} from '../rows/source.js';
import {openSource} from '../rows/sqlite-source.js';
import {compareKeys, keyOf, type Row, type Table, tables, type Value} from '../rows/tables.js';
import {StoreError} from '../store/store.js';
import type {End} from './format.js';
import {rowsOf} from './read.js';
import {writeExport} from './write.js';

export type Load = {
  from: string;
  database: string;
  end: End;
  /** Whether the file is what was written: else nothing is compared with it. */
  isAsWritten: boolean;
  /** Also where the doctor finds something. */
  despite: boolean;
  difference: (place: string, sentence: string) => void;
  /** What belongs to the database and comes before anybody may open it. */
  beside: () => Promise<void>;
  scratch?: string | undefined;
};

/**
 * A new file, there when all of it is. Its epoch begins with the first server: for clients it is another database (PWP-SYNC-007).
 * @throws {BackupError}
 * @throws {ControlError} where a server has the name
 */
export async function loadIntoFile(load: Load): Promise<void> {
  const {from, database} = load;
  for (const path of [database, `${database}-wal`, `${database}-shm`])
    if (existsSync(path)) throw new BackupError(`There is a file ${path} already: move it away, or name another one.`);
  const claim = await claimDatabase(database, 'The database is being loaded: try again in a moment.');
  const part = `${database}.part`;
  let copy: ReturnType<typeof openCopy> | undefined;
  try {
    copy = openCopy(part);
    for await (const {table, rows} of rowsOf(from)) copy.add(table, rows);
    copy.close();
    const source = openSource(part);
    try {
      await compare(source, load);
    } finally {
      source.close();
    }
    assertSound(examine(part, load.difference).differences, load);
    sync(part);
    await load.beside();
    renameSync(part, database);
    sync(dirname(database));
  } catch (error) {
    copy?.remove();
    throw asBackupError(error, database);
  } finally {
    claim.close();
  }
}

/**
 * An empty database; stopped on the way, the next run goes on. No server opens it before it was found right.
 * @throws {BackupError}
 * @throws {StoreError}
 */
export async function loadIntoPostgres(load: Load): Promise<void> {
  const {from, database, end} = load;
  const target = await openTarget(database, {epoch: `export ${end.sha256}`, x: ''});
  try {
    for await (const {table, rows} of rowsOf(from)) {
      const left = behind(target.at(table), table, rows);
      if (left.length > 0) await target.add(table, left);
    }
    for (const table of tables) await target.finish(table);
    await target.prepare();
    const source = await openPostgresSource(database, {isMove: true});
    try {
      await compare(source, load);
    } finally {
      await source.close();
    }
    const {differences} = await examinePostgres(database, load.difference, load.scratch, {isMove: true});
    assertSound(differences, load);
    await load.beside();
    await target.release();
  } finally {
    await target.close();
  }
}

/** The rows that are not there yet: all come in the order of their keys. */
function behind(at: Value[] | 'done' | undefined, table: Table, rows: readonly Row[]): readonly Row[] {
  if (at === 'done') return [];
  return at === undefined ? rows : rows.filter((row) => compareKeys(keyOf(table, row), at) > 0);
}

/** What was made is written down again: it has to be the file's bytes. */
async function compare(source: Source, {end, isAsWritten}: Load): Promise<void> {
  if (!isAsWritten) return;
  const {sha256} = await writeExport(source, () => undefined);
  if (sha256 !== end.sha256)
    throw new BackupError('What was loaded is not what the export says; nothing was made of it.');
}

function assertSound(differences: number, {despite}: Load): void {
  if (differences > 0 && !despite)
    throw new BackupError(
      `The doctor finds ${differences} in what was loaded, so nothing was made of it; --despite-differences loads it as it is.`,
    );
}

function asBackupError(error: unknown, database: string): unknown {
  if (error instanceof StoreError) return new BackupError(error.message, {cause: error});
  const {code, message} = error as {code?: unknown; message?: unknown};
  if (error instanceof BackupError || typeof code !== 'string') return error;
  const isFull = code === 'SQLITE_FULL' || code === 'ENOSPC';
  return new BackupError(
    isFull ? `${database} cannot be written: the disk is full.` : `${database} cannot be written: ${String(message)}.`,
    {cause: error},
  );
}

function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
