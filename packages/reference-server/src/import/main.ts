/**
 * The command line of the import: reads the file twice, first to know what is in it, then to write it.
 * Exit codes: 0 everything is in, 1 some lines were left out or it went wrong on the way, 2 nothing to begin with.
 */
import {createReadStream, existsSync, statSync} from 'node:fs';
import {createInterface} from 'node:readline';
import {parseArgs} from 'node:util';
import {openStore} from '../open-store.js';
import {createImporter} from './import.js';
import {isInUse} from './in-use.js';
import {type ImportLine, readLine} from './line.js';
import {makePlan, planLine} from './plan.js';
import {createProgress} from './progress.js';

/** Lines in one transaction: big enough that the disk is not what is waited for, small enough to lose little when stopped. */
const batchLines = 1_000;
/** Complaints printed one by one. */
const complaints = 20;

const help = `Imports a chat log into a Parlor database.

  npm run import -- FILE.jsonl [options]

  --database FILE   the database, made if it is not there   (data/parlor.db)
  --join LIST       people who join every imported group     (ann,ben)
  --unread NUMBER   messages unread for them at the end      (7)
  --members NUMBER  at most so many members of one group     (100)
  --prefix TEXT     before each author's name, as user id    (import:)

One JSON object a line: {"id", "channel", "author", "ts", "text", "reply_to"?, "type"?: "action"}.
Stop a server that uses the database first.
`;

async function main(args: string[]): Promise<number> {
  const settings = read(args);
  if (typeof settings === 'string') {
    console.error(settings);
    return 2;
  }
  if (settings.help) {
    console.log(help);
    return 0;
  }
  const {file, database, join, unread, members, prefix} = settings;
  if (!existsSync(file) || !statSync(file).isFile()) {
    console.error(`There is no file ${file}.`);
    return 2;
  }

  if (isInUse(database)) {
    console.error(
      `${database} is in use: stop the server first. It would not tell its clients of what is written behind its back.`,
    );
    return 2;
  }

  const plan = makePlan();
  const bad = new Set<number>();
  const complain = (line: number, sentence: string): void => {
    bad.add(line);
    if (bad.size <= complaints) console.error(`Line ${line} is left out: ${sentence}.`);
  };
  for await (const [line, message] of messagesOf(file, complain)) {
    if (!planLine(plan, message)) complain(line, `"${message.id}" was there before in "${message.channel}"`);
  }

  const store = await openStore(database);
  try {
    const importer = createImporter({store, plan, join, unread: () => unread, prefix, members});
    const progress = createProgress(plan.count);
    let added = 0;
    let batch: ImportLine[] = [];
    const flush = async (): Promise<void> => {
      added += await importer.write(batch);
      progress.step(batch.length);
      batch = [];
    };
    for await (const [line, message] of messagesOf(file, () => {})) {
      if (bad.has(line)) continue;
      if (batch.push(message) === batchLines) await flush();
    }
    if (batch.length > 0) await flush();
    await importer.finish();
    progress.end();
    const authors = new Set([...plan.channels.values()].flatMap((channel) => [...channel.authors.keys()])).size;
    const words = [
      `${counted(added, 'message')} added`,
      ...(plan.count > added ? [`${number(plan.count - added)} were there already`] : []),
      `${counted(plan.channels.size, 'group')}, ${counted(authors, 'author')}`,
      `${(progress.elapsedMs() / 1000).toFixed(1)} s`,
    ];
    console.log(`${words.join('; ')}.`);
  } finally {
    await store.close();
  }
  if (bad.size > complaints) console.error(`… and ${number(bad.size - complaints)} more.`);
  if (bad.size > 0) console.error(`${counted(bad.size, 'line')} left out.`);
  return bad.size > 0 ? 1 : 0;
}

const number = (value: number): string => value.toLocaleString('en-US');
const counted = (value: number, noun: string): string => `${number(value)} ${noun}${value === 1 ? '' : 's'}`;

/** The file's messages with their line numbers, from 1. Empty lines are passed over. */
async function* messagesOf(
  file: string,
  complain: (line: number, sentence: string) => void,
): AsyncGenerator<[number, ImportLine]> {
  let line = 0;
  for await (const text of createInterface({
    input: createReadStream(file, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    line++;
    if (text.trim() === '') continue;
    const message = readLine(line === 1 ? text.replace(/^\uFEFF/, '') : text);
    if (typeof message === 'string') complain(line, message);
    else yield [line, message];
  }
}

type Settings = {
  help: boolean;
  file: string;
  database: string;
  join: {user: string; name: string}[];
  unread: number;
  members: number;
  prefix: string;
};

function read(args: string[]): Settings | string {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    return `${(error as Error).message}. --help lists the options.`;
  }
  const {values, positionals} = parsed;
  const file = positionals[0];
  if (!values.help && (file === undefined || positionals.length > 1))
    return 'Name one file to import; --help tells the rest.';
  const unread = Number(values.unread);
  const members = Number(values.members);
  if (!Number.isInteger(unread) || unread < 0 || unread > 1000) return '--unread is a whole number up to 1000.';
  if (!Number.isInteger(members) || members < 1 || members > 10_000)
    return '--members is a whole number from 1 to 10000.';
  const join = values.join
    .split(',')
    .map((user) => user.trim())
    .filter((user) => user !== '');
  return {
    help: values.help,
    file: file ?? '',
    database: values.database,
    join: join.map((user) => ({user, name: user[0]?.toUpperCase() + user.slice(1)})),
    unread,
    members,
    prefix: values.prefix,
  };
}

const parse = (args: string[]) =>
  parseArgs({
    args,
    allowPositionals: true,
    options: {
      database: {type: 'string', default: 'data/parlor.db'},
      join: {type: 'string', default: 'ann,ben'},
      unread: {type: 'string', default: '7'},
      members: {type: 'string', default: '100'},
      prefix: {type: 'string', default: 'import:'},
      help: {type: 'boolean', short: 'h', default: false},
    },
  });

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});
