/** `parlor-server load`: exit code 0 when everything is there, 1 when it is not, 2 when it could not begin. */
import {existsSync, statSync} from 'node:fs';
import {BackupError} from '../backup/backup.js';
import {ControlError} from '../control/address.js';
import {isPostgres} from '../open-store.js';
import {CannotLook} from '../rows/snapshot.js';
import {StoreError} from '../store/store.js';
import {loadIntoFile, loadIntoPostgres} from './load.js';
import {type Asked, loadHelp, readOptions, WrongUsage} from './options.js';
import {look} from './read.js';
import type {Output} from './run.js';

/** Complaints printed one by one. */
const complaints = 20;

export async function load(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  output: Output,
): Promise<number> {
  const {out, err} = output;
  try {
    const asked = readOptions('load', args, environment);
    if (asked === 'help') {
      out(loadHelp);
      return 0;
    }
    out(await bringIn(asked, output));
    return 0;
  } catch (error) {
    const hasNotBegun = [WrongUsage, ControlError, StoreError].some((kind) => error instanceof kind);
    if (!hasNotBegun && !(error instanceof BackupError) && !(error instanceof CannotLook)) throw error;
    err(`parlor-server load: ${(error as Error).message}\n`);
    return hasNotBegun ? 2 : 1;
  }
}

async function bringIn(asked: Asked, {err}: Output): Promise<string> {
  const {file: from, database, files, isWithout, despite, scratch} = asked;
  if (!existsSync(from) || !statSync(from).isFile()) throw new WrongUsage(`There is no file ${from}.`);
  const kept = `${from}-files`;
  const hasFiles = existsSync(kept) && !isWithout;
  if (hasFiles && files === undefined)
    throw new WrongUsage(
      `There are files in ${kept}: --files says where they shall lie, --no-files leaves them behind.`,
    );

  let bad = 0;
  const found = await look(from, (line, sentence) => {
    if (++bad <= complaints) err(`Line ${line}: ${sentence}.\n`);
  });
  if (bad > complaints) err(`… and ${(bad - complaints).toLocaleString('en-US')} more.\n`);
  if (bad > 0) throw new BackupError(`${counted(bad, 'line')} not right; nothing was made of ${from}.`);
  if (found === undefined) throw new BackupError(`${from} has no end: it is not whole, and nothing was made of it.`);
  if (!found.isAsWritten && !despite)
    throw new BackupError(
      `${from} was changed since it was written; --despite-differences loads it as it is. Nothing was made of it.`,
    );

  let isCopied = false;
  const beside = async (): Promise<void> => {
    if (hasFiles && files !== undefined && (await files.copyIn(kept))) isCopied = true;
  };
  const difference = (place: string, sentence: string): void => err(`${place}: ${sentence}\n`);
  const load = {from, database, ...found, despite, difference, beside, scratch};
  try {
    await (isPostgres(database) ? loadIntoPostgres(load) : loadIntoFile(load));
  } catch (error) {
    if (isCopied) await files?.takeBack();
    throw error;
  }
  const rows = Object.values(found.end.rows).reduce((sum, count) => sum + count, 0);
  return `${counted(rows, 'row')} loaded and compared.\n`;
}

const counted = (value: number, noun: string): string =>
  `${value.toLocaleString('en-US')} ${noun}${value === 1 ? '' : 's'}${noun === 'line' ? (value === 1 ? ' is' : ' are') : ''}`;
