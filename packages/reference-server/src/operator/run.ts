/** The orders on the command line: exit code 0 when it is done, 1 when it went wrong, 2 when it could not begin. */
import {parseArgs} from 'node:util';
import * as v from 'valibot';
import {ControlError} from '../control/address.js';
import {readAges} from '../retention/ages.js';
import {StoreError} from '../store/store.js';
import {Order} from './order.js';
import {openTarget, type Target} from './target.js';

/** An export is asked for by its own command. */
export type Command = Exclude<Order['do'], 'export'>;

const helps: Record<Command, string> = {
  revoke: `parlor-server revoke: ends all sessions of a person

Usage: parlor-server revoke --user ID [--database NAME]

  --user ID           the person, by the id in their tokens
  --database NAME     SQLite file, or postgres://USER:PASSWORD@HOST/DATABASE
                                               (DATABASE_URL; parlor.db)
  --help

Connections are cut, and tokens made until now are refused. Whether new ones are made is up to your own application.
It works beside the running server, and on a database that no server has open.
Exit codes: 0 done, 1 it went wrong, 2 it could not begin.
`,
  remove: `parlor-server remove: takes a conversation away from everybody, with all its messages

Usage: parlor-server remove --conversation ID [--database NAME]

  --conversation ID   c_ and so on
  --database NAME     SQLite file, or postgres://USER:PASSWORD@HOST/DATABASE
                                               (DATABASE_URL; parlor.db)
  --help

It cannot be undone. Its members see that it was removed; devices delete what they hold of it as soon as they hear of it.
Stopped on the way, it goes on when it is run again.
It works beside the running server, and on a database that no server has open.
Exit codes: 0 done, 1 it went wrong, 2 it could not begin.
`,
  expire: `parlor-server expire: deletes messages and notifications that are older than they may become

Usage: parlor-server expire --retention DAYS [--dry-run] [--database NAME]

  --retention DAYS    how old they may become, or TYPE=DAYS for direct, group, announcement or notifications; 0: for
                      ever; repeat it for more (PARLOR_RETENTION, separated by commas)
  --dry-run           only says how many there are
  --database NAME     SQLite file, or postgres://USER:PASSWORD@HOST/DATABASE
                                               (DATABASE_URL; parlor.db)
  --help

It cannot be undone. Each leaves its place, as when a person deletes it: devices delete what they hold of it, and the
bytes of its files are deleted by the server. A server with the same setting does all of it by itself, every hour.
Stopped on the way, it goes on when it is run again.
It works beside the running server, and on a database that no server has open.
Exit codes: 0 done, 1 it went wrong, 2 it could not begin.
`,
};

type Output = {out(text: string): void; err(text: string): void};

class WrongUsage extends Error {}

export async function operate(
  command: Command,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  {out, err}: Output,
): Promise<number> {
  let target: Target | undefined;
  try {
    const {database, order} = read(command, args, environment);
    if (order === 'help') {
      out(helps[command]);
      return 0;
    }
    target = await openTarget(database);
    const {messages, notifications} = await target.order(order);
    const all = [
      counted(messages, 'message'),
      ...(notifications === undefined ? [] : [counted(notifications, 'notification')]),
    ].join(' and ');
    if (order.do !== 'revoke')
      out(`${all} ${order.do === 'expire' && order.isDry ? 'would be deleted' : 'deleted'}.\n`);
    return 0;
  } catch (error) {
    const isKnown = error instanceof WrongUsage || error instanceof ControlError || error instanceof StoreError;
    err(`parlor-server ${command}: ${error instanceof Error ? error.message : String(error)}\n`);
    return isKnown && target === undefined ? 2 : 1;
  } finally {
    await target?.close();
  }
}

const counted = (count: number, what: string): string =>
  `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;

/** What an order is about: the name of the option, and what it is called in a sentence. */
const subjects: Record<Exclude<Command, 'expire'>, ['user' | 'conversation', string]> = {
  revoke: ['user', 'user id'],
  remove: ['conversation', 'id of a conversation'],
};

function read(
  command: Command,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): {database: string; order: Order | 'help'} {
  if (command === 'expire') return readExpire(args, environment);
  const [name, words] = subjects[command];
  const options = {
    [name]: {type: 'string'},
    database: {type: 'string'},
    help: {type: 'boolean', short: 'h', default: false},
  } as const;
  try {
    const {values} = parseArgs({args: [...args], options});
    const {help, database = environment['DATABASE_URL']?.trim() || 'parlor.db'} = values;
    const subject = (values as Record<string, string | undefined>)[name];
    if (help) return {database, order: 'help'};
    const order = v.safeParse(Order, {do: command, [name]: subject});
    if (!order.success) throw new Error(subject === undefined ? `--${name} is missing` : `"${subject}" is no ${words}`);
    return {database, order: order.output};
  } catch (error) {
    throw new WrongUsage(`${(error as Error).message}. --help lists the options.`, {cause: error});
  }
}

function readExpire(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): {database: string; order: Order | 'help'} {
  const options = {
    retention: {type: 'string', multiple: true},
    'dry-run': {type: 'boolean', default: false},
    database: {type: 'string'},
    help: {type: 'boolean', short: 'h', default: false},
  } as const;
  try {
    const {values} = parseArgs({args: [...args], options});
    const {help, database = environment['DATABASE_URL']?.trim() || 'parlor.db', 'dry-run': isDry} = values;
    if (help) return {database, order: 'help'};
    const said = environment['PARLOR_RETENTION']?.split(',').map((rule) => rule.trim()) ?? [];
    const ages = readAges(values.retention ?? said.filter((rule) => rule !== ''));
    if (ages === undefined) throw new Error('--retention is missing');
    if (typeof ages === 'string') throw new Error(ages.replace(/\.$/, ''));
    return {database, order: {do: 'expire', ages: {...ages}, isDry}};
  } catch (error) {
    throw new WrongUsage(`${(error as Error).message}. --help lists the options.`, {cause: error});
  }
}
