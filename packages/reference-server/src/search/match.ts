/** Whether a text is what somebody looks for, and where the words stand: the definition that every index answers to. */
import {fold} from './fold.js';
import type {Query} from './query.js';
import {runsOf} from './words.js';

/** Offsets in UTF-16 units over the text, the end exclusive. */
export type Found = {start: number; end: number};

/** So many places are told of one text. */
const mostFound = 50;

/** Where the words of the query stand, in the order of the text; nothing unless all of them do. */
export function find(text: string, {whole, begun, runs}: Query): Found[] | undefined {
  const folded = fold(text);
  const missing = new Set<string>([...whole.map(exact), ...begun.map(beginning), ...runs.map(row)]);
  const found: {at: number; length: number}[] = [];
  for (const run of runsOf(folded)) {
    if (run.isDense) {
      for (const sought of runs) {
        for (let at = run.text.indexOf(sought); at >= 0; at = run.text.indexOf(sought, at + 1)) {
          missing.delete(row(sought));
          found.push({at: run.at + at, length: sought.length});
        }
      }
      continue;
    }
    if (whole.includes(run.text)) {
      missing.delete(exact(run.text));
      found.push({at: run.at, length: run.text.length});
    }
    for (const sought of begun) {
      if (!run.text.startsWith(sought)) continue;
      missing.delete(beginning(sought));
      found.push({at: run.at, length: sought.length});
    }
  }
  if (missing.size > 0) return undefined;
  const {starts, ends} = folded;
  const places = found.map(({at, length}) => ({
    start: starts?.[at] ?? at,
    end: ends?.[at + length - 1] ?? at + length,
  }));
  return joined(places).slice(0, mostFound);
}

const exact = (word: string): string => `=${word}`;
const beginning = (word: string): string => `^${word}`;
const row = (run: string): string => `~${run}`;

/** In order, and none over another. */
function joined(places: readonly Found[]): Found[] {
  const all: Found[] = [];
  for (const place of [...places].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = all.at(-1);
    if (last && place.start < last.end) last.end = Math.max(last.end, place.end);
    else all.push({...place});
  }
  return all;
}
