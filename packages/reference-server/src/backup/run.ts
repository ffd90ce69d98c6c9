/** `parlor-server backup` and `restore`: exit code 0 when the copy is there, 1 when it is not, 2 when what was asked makes no sense. */
import {rm} from 'node:fs/promises';
import {parseArgs} from 'node:util';
import {ControlError} from '../control/address.js';
import {isPostgres} from '../open-store.js';
import {BackupError, backUp, restore} from './backup.js';
import type {Copied} from './files.js';
import {type FilesPlace, placeOf} from './places.js';

export type Command = 'backup' | 'restore';

const helps: Record<Command, string> = {
  backup: `parlor-server backup: copies a database and its files as of now, also while a server writes them

Usage: parlor-server backup --to FILE [--database FILE] [--files FOLDER]

  --to FILE           the copy; there is no such file yet. Files in messages come into the folder FILE-files
  --database FILE     SQLite file              (DATABASE_URL; parlor.db)
  --files FOLDER      where files in messages lie, or s3://BUCKET/PREFIX with S3_… as for the server
                                               (PARLOR_FILES; beside the database, as parlor.db-files)
  --help

The copy is there when it is whole, looked through and on the disk; until then it is called FILE.part. On the same file
system files cost no room: they never change, so the copy is a second name for the same bytes.
PostgreSQL has a tool of its own: pg_dump.
Exit codes: 0 done, 1 it went wrong, 2 wrong options.
`,
  restore: `parlor-server restore: puts a copy where the server will open it

Usage: parlor-server restore --from FILE [--database FILE] [--files FOLDER]

  --from FILE         the copy, with its folder FILE-files where there is one; it stays as it is
  --database FILE     SQLite file              (DATABASE_URL; parlor.db); there is no such file yet
  --files FOLDER      where files in messages shall lie: a folder that is not there yet, or s3://BUCKET/PREFIX
                      with no other files in it and S3_… as for the server
                                               (PARLOR_FILES; beside the database, as parlor.db-files)
  --help

For its clients it is another database, which may know less than they do: each starts anew with what the server has, and
what waits in its outbox is sent.
Exit codes: 0 done, 1 it went wrong, 2 wrong options.
`,
};

type Output = {out(text: string): void; err(text: string): void};

class WrongUsage extends Error {}

export async function copy(
  command: Command,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  {out, err}: Output,
): Promise<number> {
  try {
    const asked = read(command, args, environment);
    if (asked === 'help') {
      out(helps[command]);
      return 0;
    }
    const {database, file, files, isNamed} = asked;
    const kept = `${file}-files`;
    if (command === 'backup') {
      // the server makes its folder when it starts: a copy without it would only look whole
      if (isNamed && !files.isThere()) throw new BackupError(`There is no folder ${files.name}.`);
      // the files after the database: whatever it names was there before
      const bytes = backUp(database, file);
      const copied = await orNothing(files.copyOut(kept), () => rm(file, {force: true}));
      out(sentence(bytes, file, copied, kept));
    } else {
      const copied = await files.copyIn(kept);
      const bytes = await orNothing(restore(file, database), async () => {
        if (copied) await files.takeBack();
      });
      out(sentence(bytes, database, copied, files.name));
    }
    return 0;
  } catch (error) {
    if (!(error instanceof WrongUsage || error instanceof BackupError || error instanceof ControlError)) throw error;
    err(`parlor-server ${command}: ${error.message}\n`);
    return error instanceof WrongUsage ? 2 : 1;
  }
}

/** One without the other is no copy: where the second fails the first goes as well. */
async function orNothing<Result>(second: Promise<Result>, undo: () => Promise<void>): Promise<Result> {
  try {
    return await second;
  } catch (error) {
    await undo();
    throw error;
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toLocaleString('en-US', {maximumFractionDigits: 1})} MB`;

function sentence(bytes: number, place: string, copied: Copied | undefined, folder: string): string {
  const files = copied ? `, and ${megabytes(copied.bytes)} in ${copied.files} files in ${folder}` : '';
  return `${megabytes(bytes)} in ${place}${files}.\n`;
}

function read(
  command: Command,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): {database: string; file: string; files: FilesPlace; isNamed: boolean} | 'help' {
  const name = command === 'backup' ? 'to' : 'from';
  const options = {
    [name]: {type: 'string'},
    database: {type: 'string'},
    files: {type: 'string'},
    help: {type: 'boolean', short: 'h', default: false},
  } as const;
  let values: Record<string, string | boolean | undefined>;
  try {
    ({values} = parseArgs({args: [...args], options}));
  } catch (error) {
    throw new WrongUsage(`${(error as Error).message}. --help lists the options.`, {cause: error});
  }
  if (values['help']) return 'help';
  const database = (values['database'] as string | undefined) ?? (environment['DATABASE_URL']?.trim() || 'parlor.db');
  const file = values[name] as string | undefined;
  if (file === undefined || file === '') throw new WrongUsage(`--${name} is missing. --help lists the options.`);
  if (isPostgres(database))
    throw new WrongUsage('a PostgreSQL database is copied with pg_dump and put back with pg_restore.');
  if (database === ':memory:') throw new WrongUsage('a database in memory is nowhere to be copied.');
  const named = (values['files'] as string | undefined) || environment['PARLOR_FILES']?.trim();
  const files = placeOf(named || `${database}-files`, environment);
  if ('length' in files) throw new WrongUsage(files.join(' '));
  return {database, file, files, isNamed: !!named};
}
