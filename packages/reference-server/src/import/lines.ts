/** Brings a log of JSON lines in: read once to know what is in it, then to write it. */
import {createReadStream} from 'node:fs';
import {createInterface} from 'node:readline';
import {UserId} from '@parlor/sdk/protocol';
import * as v from 'valibot';
import {type Complaints, counted, number} from './complaints.js';
import {importInto} from './import.js';
import {type ImportLine, readLine} from './line.js';
import {makePlan, type Plan, planLine} from './plan.js';
import type {Arrangement} from './prepared.js';
import {createProgress} from './progress.js';
import type {Target} from './target.js';

/** Answers what is to be said at the end. */
export async function bringInLines(
  {file, ...arrangement}: {file: string} & Arrangement,
  {writer, atOnce}: Target,
  {complain, has}: Pick<Complaints, 'complain' | 'has'>,
): Promise<string> {
  const plan = makePlan();
  for await (const [where, message] of messagesOf(file, complain)) {
    if (!v.is(UserId, arrangement.prefix + message.author))
      complain(where, '"author", with the prefix, is longer than 64 bytes');
    else if (!planLine(plan, message)) complain(where, `"${message.id}" was there before in "${message.channel}"`);
  }

  const importer = importInto(writer, {plan, ...arrangement});
  const progress = createProgress(plan.count);
  let added = 0;
  let batch: ImportLine[] = [];
  const flush = async (): Promise<void> => {
    added += await importer.write(batch);
    progress.step(batch.length);
    batch = [];
  };
  try {
    for await (const [where, message] of messagesOf(file, () => {})) {
      if (has(where)) continue;
      if (batch.push(message) === atOnce) await flush();
    }
    if (batch.length > 0) await flush();
    await importer.finish();
  } finally {
    progress.end();
  }
  return summary(plan, added, progress.elapsedMs());
}

function summary({channels, count}: Plan, added: number, ms: number): string {
  const authors = new Set([...channels.values()].flatMap((channel) => [...channel.authors.keys()])).size;
  const words = [
    `${counted(added, 'message')} added`,
    ...(count > added ? [`${number(count - added)} were there already, or are of people who were erased`] : []),
    `${counted(channels.size, 'group')}, ${counted(authors, 'author')}`,
    `${(ms / 1000).toFixed(1)} s`,
  ];
  return `${words.join('; ')}.`;
}

/** The file's messages with their line numbers, from 1. Empty lines are passed over. */
async function* messagesOf(
  file: string,
  complain: Complaints['complain'],
): AsyncGenerator<[where: string, message: ImportLine]> {
  let line = 0;
  for await (const text of createInterface({
    input: createReadStream(file, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    line++;
    if (text.trim() === '') continue;
    const where = `Line ${line}`;
    const message = readLine(line === 1 ? text.replace(/^\uFEFF/, '') : text);
    if (typeof message === 'string') complain(where, message);
    else yield [where, message];
  }
}
