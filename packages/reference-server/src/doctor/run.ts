/** `parlor-server doctor`: exit code 0 where everything is as counted, 1 where something is not, 2 where it cannot look. */
import {parseArgs} from 'node:util';
import Database from 'better-sqlite3';
import {CannotLook} from '../rows/snapshot.js';
import {examine} from './examine.js';
import type {Report} from './look.js';
import {examinePostgres} from './postgres.js';

export const doctorHelp = `parlor-server doctor: recounts a database from its messages and says what does not add up

Usage: parlor-server doctor [--database NAME] [--scratch FOLDER]

  --database NAME     SQLite file, or postgres://USER:PASSWORD@HOST/DATABASE
                                               (DATABASE_URL; parlor.db)
  --scratch FOLDER    where the rows of a PostgreSQL database are laid down to be recounted, and taken away again:
                      about as much as they take there     (the system's, TMPDIR)
  --help

It only reads, one snapshot, and may run beside the server. One line for each difference, then what was counted.
Exit codes: 0 no difference, 1 at least one, 2 it could not look.
`;

type Output = {out(text: string): void; err(text: string): void};

export async function doctor(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  {out, err}: Output,
): Promise<number> {
  try {
    const {help, scratch, database = environment['DATABASE_URL']?.trim() || 'parlor.db'} = read(args);
    if (help) {
      out(doctorHelp);
      return 0;
    }
    const report: Report = (place, sentence) => out(`${place}: ${sentence}\n`);
    const counts = /^postgres(ql)?:\/\//i.test(database)
      ? await examinePostgres(database, report, scratch)
      : examine(database, report);
    const {conversations, messages, members, differences} = counts;
    out(
      `${[
        counted(conversations, 'conversation'),
        counted(messages, 'message'),
        counted(members, 'member'),
        counted(differences, 'difference'),
      ].join(', ')}.\n`,
    );
    return differences > 0 ? 1 : 0;
  } catch (error) {
    if (error instanceof Database.SqliteError) {
      // it was opened and is ours: that it cannot be read to the end is itself what was looked for
      out(`file: ${error.message}\n`);
      return 1;
    }
    if (!(error instanceof CannotLook)) throw error;
    err(`parlor-server doctor: ${error.message}\n`);
    return 2;
  }
}

function read(args: readonly string[]): {
  help: boolean;
  database: string | undefined;
  scratch: string | undefined;
} {
  try {
    const options = {
      database: {type: 'string'},
      scratch: {type: 'string'},
      help: {type: 'boolean', short: 'h', default: false},
    } as const;
    const {values} = parseArgs({args: [...args], options});
    return {help: values.help, database: values.database, scratch: values.scratch};
  } catch (error) {
    throw new CannotLook(`${(error as Error).message}. --help lists the options.`, {cause: error});
  }
}

const counted = (value: number, noun: string): string =>
  `${value.toLocaleString('en-US')} ${noun}${value === 1 ? '' : 's'}`;
