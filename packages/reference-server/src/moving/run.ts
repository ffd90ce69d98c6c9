/** `parlor-server migrate`: exit code 0 when everything is there, 1 when it went wrong on the way, 2 when it could not begin. */
import {parseArgs} from 'node:util';
import {ControlError} from '../control/address.js';
import {reach} from '../control/reach.js';
import {examine} from '../doctor/examine.js';
import {CannotLook} from '../rows/snapshot.js';
import {openSource, type SqliteSource} from '../rows/sqlite-source.js';
import {StoreError} from '../store/store.js';
import {moveRows, type Told, verify} from './move.js';
import {openTarget, type Target} from './target.js';

export const moveHelp = `parlor-server migrate: moves a database from an SQLite file to PostgreSQL

Usage: parlor-server migrate --from FILE --to postgres://USER:PASSWORD@HOST/DATABASE

  --from FILE         the SQLite file, also as file:FILE; no server may have it open
  --to URL            an empty PostgreSQL database
  --despite-differences
                      moves also what the doctor finds something wrong with
  --help

Stopped on the way, it goes on when it is run again. At the end everything is read back and compared, and the doctor looks at both sides;
that needs as much free disk beside FILE as FILE has. No server opens the new database before. FILE itself is not changed.
Exit codes: 0 everything is there, 1 it went wrong on the way, 2 it could not begin.
`;

type Output = {out(text: string): void; err(text: string): void};
type Settings = {from: string; to: string; despite: boolean};
type Ends = {atOnce?: number; now?: () => number};

/** What the caller got wrong. */
class WrongUsage extends Error {}
/** What is wrong with what is to be moved, or with what came of it. */
class Unsound extends Error {}

export async function moveUp(args: readonly string[], {out, err}: Output, ends: Ends = {}): Promise<number> {
  let hasBegun = false;
  try {
    const settings = read(args);
    if (settings === 'help') {
      out(moveHelp);
      return 0;
    }
    const {from, to} = settings;
    const held = await reach(from, {
      waiting: 'The database is being moved: start the server with the new one.',
      served,
      alone: hold,
    });
    let source: SqliteSource | undefined;
    let target: Target | undefined;
    try {
      source = openSource(from);
      const told = telling({out, err}, ends.now);
      const before = look(from, settings.despite, told);
      target = await openTarget(to, source.identity());
      hasBegun = true;
      await moveRows({source, target}, told, ends.atOnce);
      out('Reading back and comparing …\n');
      const found = await verify({source, target}, `${from}.moved`, told);
      if (!found) throw new Unsound('What was moved is not what was there; the new database stays closed to servers.');
      if (found.differences > before)
        throw new Unsound('The doctor finds differences on the new side; it stays closed to servers.');
      await target.prepare();
      await target.release();
      out(
        `${found.rows.toLocaleString('en-US')} rows moved and compared. Start the server with the new database from now on, never again with ${from}.\n`,
      );
      return 0;
    } finally {
      source?.close();
      await target?.close();
      await held.close();
    }
  } catch (error) {
    err(`parlor-server migrate: ${error instanceof Error ? error.message : String(error)}\n`);
    const isKnown = [WrongUsage, ControlError, StoreError, CannotLook].some((kind) => error instanceof kind);
    return isKnown && !hasBegun ? 2 : 1;
  }
}

/** Answers how many differences the source has. */
function look(from: string, despite: boolean, told: Told): number {
  const {differences} = examine(from, (place, sentence) => told.difference(`${place}: ${sentence}`));
  if (differences > 0 && !despite)
    throw new Unsound(`The doctor finds ${differences} in ${from}; --despite-differences moves it as it is.`);
  return differences;
}

function read(args: readonly string[]): Settings | 'help' {
  const options = {
    from: {type: 'string'},
    to: {type: 'string'},
    'despite-differences': {type: 'boolean', default: false},
    help: {type: 'boolean', short: 'h', default: false},
  } as const;
  try {
    const {values} = parseArgs({args: [...args], options});
    if (values.help) return 'help';
    const {from, to, 'despite-differences': despite} = values;
    if (from === undefined) throw new Error('--from is missing');
    if (to === undefined) throw new Error('--to is missing');
    if (/^[a-z]+:\/\//i.test(from) && !/^file:/i.test(from))
      throw new Error(`--from takes an SQLite file, not "${schemeOf(from)}"`);
    if (!/^postgres(ql)?:\/\//i.test(to) || !URL.canParse(to))
      throw new Error('--to takes postgres://USER:PASSWORD@HOST/DATABASE');
    return {from: from.replace(/^file:(\/\/)?/i, ''), to, despite};
  } catch (error) {
    throw new WrongUsage(`${(error as Error).message}. --help lists the options.`, {cause: error});
  }
}

/** An address may have a password in it. */
const schemeOf = (address: string): string => `${address.slice(0, address.indexOf(':'))}:`;

/** The claim is all that is wanted: no server may begin with it while it is moved. */
const hold = async () => ({close: async () => undefined});
const served = async (database: string): Promise<never> => {
  throw new ControlError('taken', `${database} is open in a running server; stop it first.`);
};

/** Progress of big tables every second, and at their ends. */
function telling({out, err}: Output, now = Date.now): Told {
  let saidAt = now();
  return {
    step(table, done, all) {
      if (done < all && now() - saidAt < 1_000) return;
      saidAt = now();
      out(
        `${table}: ${done.toLocaleString('en-US')} of ${all.toLocaleString('en-US')} (${Math.floor((done / all) * 100)} %)\n`,
      );
    },
    difference: (sentence) => err(`${sentence}\n`),
  };
}
