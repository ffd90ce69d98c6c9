/** From the command lines of `export` and `load` to what they ask, or to one sentence about what is wrong with it. */
import {type ParseArgsConfig, parseArgs} from 'node:util';
import {UserId} from '@parlor/sdk/protocol';
import * as v from 'valibot';
import {type FilesPlace, placeOf} from '../backup/places.js';
import {isPostgres} from '../open-store.js';

export const exportHelp = `parlor-server export: writes a whole database as JSON lines, also while a server writes it

Usage: parlor-server export --to FILE [--database NAME] [--files FOLDER]

  --to FILE           such as parlor.ndjson; there is no such file yet. Files in messages come into FILE-files
  --user ID           only what there is of this person: profile, memberships with their receipts, messages, reactions,
                      files, blocks and reports of their own
  --database NAME     SQLite file, or postgres://USER:PASSWORD@HOST/DATABASE
                                               (DATABASE_URL; parlor.db)
  --files FOLDER      where files in messages lie, or s3://BUCKET/PREFIX with S3_… as for the server
                                               (PARLOR_FILES; beside the SQLite file, as parlor.db-files)
  --no-files          without them
  --help

One state of the database. The file is there when it is whole and on the disk; until then it is called FILE.part. It
holds what people wrote and the secrets of webhooks, and is its owner's alone to read; that it was made is in the
audit. docs/export.md has the lines.
Exit codes: 0 done, 1 it went wrong, 2 it could not begin.
`;

export const loadHelp = `parlor-server load: makes a database of an export

Usage: parlor-server load --from FILE [--database NAME] [--files FOLDER]

  --from FILE         what parlor-server export wrote, with its folder FILE-files where there is one
  --database NAME     an SQLite file that is not there yet, or an empty postgres://USER:PASSWORD@HOST/DATABASE
                                               (DATABASE_URL; parlor.db)
  --files FOLDER      where files in messages shall lie: a folder that is not there yet, or s3://BUCKET/PREFIX
                      with no other files in it and S3_… as for the server
                                               (PARLOR_FILES; beside the SQLite file, as parlor.db-files)
  --no-files          leaves them behind
  --scratch FOLDER    where the rows of a PostgreSQL database are laid down to be recounted  (the system's, TMPDIR)
  --despite-differences
                      also a file that was changed since, and what the doctor finds something wrong with
  --help

The file is looked through first. A line that is not right is told with its number, and then nothing is made. At the end
what is there is compared with the file, and the doctor looks at it; no server opens it before. For clients it is
another database: each starts anew with what the server has, and what waits in its outbox is sent.
Exit codes: 0 everything is there, 1 it is not, 2 it could not begin.
`;

/** What the caller got wrong. */
export class WrongUsage extends Error {}

export type Asked = {
  file: string;
  database: string;
  /** Where files lie; nothing: nowhere, or they are not wanted. */
  files: FilesPlace | undefined;
  /** Whether somebody named that folder, and whether somebody wants no files. */
  isNamed: boolean;
  isWithout: boolean;
  user: string | undefined;
  scratch: string | undefined;
  despite: boolean;
};

type Environment = Readonly<Record<string, string | undefined>>;

const common = {
  database: {type: 'string'},
  files: {type: 'string'},
  'no-files': {type: 'boolean', default: false},
  help: {type: 'boolean', short: 'h', default: false},
} as const;
const options = {
  export: {to: {type: 'string'}, user: {type: 'string'}, ...common},
  load: {
    from: {type: 'string'},
    scratch: {type: 'string'},
    'despite-differences': {type: 'boolean', default: false},
    ...common,
  },
} as const;

/**
 * @throws {WrongUsage}
 */
export function readOptions(
  command: 'export' | 'load',
  args: readonly string[],
  environment: Environment,
): Asked | 'help' {
  let values: Record<string, string | boolean | undefined>;
  try {
    const config: ParseArgsConfig = {args: [...args], options: options[command]};
    values = parseArgs(config).values as typeof values;
  } catch (error) {
    throw new WrongUsage(`${(error as Error).message}. --help lists the options.`, {cause: error});
  }
  if (values['help']) return 'help';
  const text = (name: string): string | undefined => (values[name] as string | undefined) || undefined;
  const name = command === 'export' ? 'to' : 'from';
  const file = text(name);
  if (file === undefined) throw new WrongUsage(`--${name} is missing. --help lists the options.`);
  const database = text('database') ?? (environment['DATABASE_URL']?.trim() || 'parlor.db');
  if (database === ':memory:') throw new WrongUsage('a database in memory is nowhere to be found.');
  const user = text('user');
  if (user !== undefined && !v.is(UserId, user)) throw new WrongUsage(`"${user}" is no user id.`);
  const named = text('files') ?? (environment['PARLOR_FILES']?.trim() || undefined);
  const isWithout = values['no-files'] === true;
  const beside = isPostgres(database) ? undefined : `${database}-files`;
  const where = isWithout ? undefined : (named ?? beside);
  const place = where === undefined ? undefined : placeOf(where, environment);
  if (place !== undefined && 'length' in place) throw new WrongUsage(place.join(' '));
  return {
    file,
    database,
    files: place,
    isNamed: named !== undefined && !isWithout,
    isWithout,
    user,
    scratch: text('scratch'),
    despite: values['despite-differences'] === true,
  };
}
