/** The messages of one conversation: the files of its folder, one a day, in the order they were said. */
import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import type {Complain} from '../complaints.js';
import {jsonIn} from './json.js';
import {type Read, readMessage} from './message.js';
import type {Place} from './workspace.js';

/** `where` names the file and the place in it, for whoever looks for it. */
export type Found = {where: string; read: Exclude<Read, {is: 'bad'}>};

/** A file that is no list, and a message that is none, are told and passed over. */
export function* messagesOf(root: string, {folder}: Place, now: number, complain: Complain): Generator<Found> {
  const path = join(root, folder);
  if (!existsSync(path)) return;
  for (const file of readdirSync(path).sort()) {
    if (!/^\d{4}-\d\d-\d\d\.json$/.test(file)) continue;
    const values = jsonIn(join(path, file));
    if (!Array.isArray(values)) {
      complain(`${folder}/${file}`, 'it is not a JSON list');
      continue;
    }
    const day: Found[] = [];
    for (const [index, value] of values.entries()) {
      const where = `${folder}/${file}, message ${index + 1},`;
      const read = readMessage(value, now);
      if (read.is === 'bad') complain(where, read.sentence);
      else day.push({where, read});
    }
    yield* day.sort((a, b) => timeOf(a) - timeOf(b));
  }
}

const timeOf = ({read}: Found): number => (read.is === 'said' ? Number(read.message.ts) : 0);
