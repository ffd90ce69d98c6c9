/**
 * The command line of the import: reads the file twice, first to know what is in it, then to write it.
 * Exit codes: 0 everything is in, 1 some lines were left out or it went wrong on the way, 2 nothing to begin with.
 */
import {createReadStream, existsSync, statSync} from 'node:fs';
import {createInterface} from 'node:readline';
import {UserId} from '@parlor/sdk/protocol';
import * as v from 'valibot';
import {ControlError} from '../control/address.js';
import {importInto} from './import.js';
import {type ImportLine, readLine} from './line.js';
import {help, readOptions, type Settings} from './options.js';
import {makePlan, type Plan, planLine} from './plan.js';
import {createProgress} from './progress.js';
import {openTarget, type Target} from './target.js';

/** Complaints printed one by one. */
const complaints = 20;

async function main(args: string[]): Promise<number> {
  const settings = readOptions(args);
  if (typeof settings === 'string') {
    console.error(settings);
    return 2;
  }
  if (settings.help) {
    console.log(help);
    return 0;
  }
  const {file, database} = settings;
  if (!existsSync(file) || !statSync(file).isFile()) {
    console.error(`There is no file ${file}.`);
    return 2;
  }
  let target: Target;
  try {
    target = await openTarget(database);
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    console.error(error.message);
    return 2;
  }
  try {
    const bad = await bringIn(settings, target);
    if (bad > complaints) console.error(`… and ${number(bad - complaints)} more.`);
    if (bad > 0) console.error(`${counted(bad, 'line')} left out.`);
    return bad > 0 ? 1 : 0;
  } finally {
    await target.close();
  }
}

/** Answers how many lines were left out. */
async function bringIn({file, join, unread, members, prefix}: Settings, {writer, atOnce}: Target): Promise<number> {
  const plan = makePlan();
  const bad = new Set<number>();
  const complain = (line: number, sentence: string): void => {
    bad.add(line);
    if (bad.size <= complaints) console.error(`Line ${line} is left out: ${sentence}.`);
  };
  for await (const [line, message] of messagesOf(file, complain)) {
    if (!v.is(UserId, prefix + message.author)) complain(line, '"author", with the prefix, is longer than 64 bytes');
    else if (!planLine(plan, message)) complain(line, `"${message.id}" was there before in "${message.channel}"`);
  }

  const importer = importInto(writer, {plan, join, unread: () => unread, prefix, members});
  const progress = createProgress(plan.count);
  let added = 0;
  let batch: ImportLine[] = [];
  const flush = async (): Promise<void> => {
    added += await importer.write(batch);
    progress.step(batch.length);
    batch = [];
  };
  try {
    for await (const [line, message] of messagesOf(file, () => {})) {
      if (bad.has(line)) continue;
      if (batch.push(message) === atOnce) await flush();
    }
    if (batch.length > 0) await flush();
    await importer.finish();
  } finally {
    progress.end();
  }
  console.log(summary(plan, added, progress.elapsedMs()));
  return bad.size;
}

function summary({channels, count}: Plan, added: number, ms: number): string {
  const authors = new Set([...channels.values()].flatMap((channel) => [...channel.authors.keys()])).size;
  const words = [
    `${counted(added, 'message')} added`,
    ...(count > added ? [`${number(count - added)} were there already`] : []),
    `${counted(channels.size, 'group')}, ${counted(authors, 'author')}`,
    `${(ms / 1000).toFixed(1)} s`,
  ];
  return `${words.join('; ')}.`;
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

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});
