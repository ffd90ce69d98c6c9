/** `parlor-server export`: exit code 0 when it is there, 1 when it went wrong on the way, 2 when it could not begin. */
import {rm} from 'node:fs/promises';
import {BackupError} from '../backup/backup.js';
import type {Copied} from '../backup/files.js';
import {ControlError} from '../control/address.js';
import {isPostgres} from '../open-store.js';
import {openTarget} from '../operator/target.js';
import {openPostgresSource} from '../rows/postgres-source.js';
import {CannotLook} from '../rows/snapshot.js';
import {batchesOf, type Source} from '../rows/source.js';
import {openSource} from '../rows/sqlite-source.js';
import {columnsOf, tables} from '../rows/tables.js';
import {StoreError} from '../store/store.js';
import {type Asked, exportHelp, readOptions, WrongUsage} from './options.js';
import {isKnown} from './person.js';
import {wholeFile} from './whole-file.js';
import {writeExport, writePerson} from './write.js';

export type Output = {out(text: string): void; err(text: string): void};

export async function writeOut(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  {out, err}: Output,
): Promise<number> {
  try {
    const asked = readOptions('export', args, environment);
    if (asked === 'help') {
      out(exportHelp);
      return 0;
    }
    out(await write(asked));
    return 0;
  } catch (error) {
    const hasNotBegun = [WrongUsage, CannotLook, ControlError, StoreError].some((kind) => error instanceof kind);
    if (!hasNotBegun && !(error instanceof BackupError)) throw error;
    err(`parlor-server export: ${(error as Error).message}\n`);
    return hasNotBegun ? 2 : 1;
  }
}

async function write({database, file, files, isNamed, isWithout, user}: Asked): Promise<string> {
  if (isNamed && files?.isThere() === false) throw new WrongUsage(`There is no folder ${files.name}.`);
  // what cannot be read is not opened to be written to
  await (await openTo(database)).close();
  // before the state that is written is held: whoever reads it would look like somebody who has the database open
  const noting = await openNoting(database);
  let source: Source | undefined;
  try {
    const reading = (source = await openTo(database));
    if (user !== undefined && !(await isKnown(reading, user)))
      throw new CannotLook(`There is nobody in it by the id "${user}".`);
    const place = files?.isThere() ? files : undefined;
    if (place === undefined && !isWithout && (await hasFiles(reading, user)))
      throw new WrongUsage('There are files in messages: --files names their folder, --no-files leaves them behind.');
    // of one person only their own
    const own = new Set<string>();
    const {rows, bytes} = await wholeFile(file, async (sink) => {
      await noting.done(user);
      const end =
        user === undefined
          ? await writeExport(reading, sink.write)
          : await writePerson(reading, user, sink.write, (table, batch) => {
              if (table.name === 'upload') for (const row of batch) own.add(String(row[0]));
            });
      return {rows: Object.values(end.rows).reduce((sum, count) => sum + count, 0), bytes: sink.bytes()};
    });
    // the files after the database: whatever it names was there before
    const copied =
      place === undefined
        ? undefined
        : await orNothing(place.copyOut(`${file}-files`, user === undefined ? undefined : own), file);
    return sentence(rows, bytes, file, copied);
  } finally {
    await source?.close();
    await noting.close();
  }
}

const openTo = async (database: string): Promise<Source> =>
  isPostgres(database) ? openPostgresSource(database) : openSource(database);

/**
 * In the audit, before anything is written of it (PWP-AUDIT-005). What is written is the state of before: loaded elsewhere and exported
 * again it is the same bytes.
 */
async function openNoting(
  database: string,
): Promise<{done(user: string | undefined): Promise<void>; close(): Promise<void>}> {
  const target = await openTarget(database);
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (isOpen) await target.close();
    isOpen = false;
  };
  return {
    async done(user) {
      try {
        await target.order({do: 'export', ...(user !== undefined && {user})});
      } catch (error) {
        throw new BackupError(`It could not be written down in the audit: ${(error as Error).message}`, {cause: error});
      }
      // what follows takes its time, in which a server may be started
      await close();
    },
    close,
  };
}

async function hasFiles(source: Source, user: string | undefined): Promise<boolean> {
  const table = tables.find(({name}) => name === 'upload');
  if (!table) return false;
  const at = columnsOf(table).findIndex(({name}) => name === 'file');
  const only = user === undefined ? {} : {only: {column: 'user', value: user}};
  for await (const rows of batchesOf(source, table, only)) if (rows.some((row) => row[at] !== null)) return true;
  return false;
}

/** One without the other is no export. */
async function orNothing<Result>(second: Promise<Result>, first: string): Promise<Result> {
  try {
    return await second;
  } catch (error) {
    await rm(first, {force: true});
    throw error;
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toLocaleString('en-US', {maximumFractionDigits: 1})} MB`;

function sentence(rows: number, bytes: number, file: string, copied: Copied | undefined): string {
  const files = copied ? `, and ${megabytes(copied.bytes)} in ${copied.files} files in ${file}-files` : '';
  return `${rows.toLocaleString('en-US')} rows, ${megabytes(bytes)} in ${file}${files}.\n`;
}
