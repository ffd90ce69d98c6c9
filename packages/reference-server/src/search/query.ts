/** What somebody looks for: words that all must occur, the last one maybe only begun. Signs mean nothing (S31). */
import {fold} from './fold.js';
import {type Needle, pairsOf, type Run, runsOf, senderWord} from './words.js';

/** Words of one query. */
export const mostQueryWords = 10;

/**
 * `whole`: words that must be there. `begun`: how words begin that must be there. `runs`: what must stand in a row where letters
 * have no spaces between them.
 */
export type Query = {whole: string[]; begun: string[]; runs: string[]};

/** One letter of an alphabet begins too much to be looked for. */
const isBegun = (word: string): boolean => Array.from(word).length >= 2;

export function parseQuery(text: string): Query {
  const runs = runsOf(fold(text));
  const query: Query = {whole: [], begun: [], runs: []};
  const add = (list: string[], word: string): void => {
    if (!list.includes(word)) list.push(word);
  };
  for (const [at, run] of runs.entries()) add(listFor(query, run, at === runs.length - 1), run.text);
  return query;
}

const listFor = (query: Query, {text, isDense}: Run, isLast: boolean): string[] =>
  isDense ? query.runs : isLast && isBegun(text) ? query.begun : query.whole;

export const wordCount = ({whole, begun, runs}: Query): number => whole.length + begun.length + runs.length;

/** Never empty where there is a word. Of a run only its pairs are looked up: that they stand in a row is for `find` to see. */
export function needleOf({whole, begun, runs}: Query, from?: string): Needle {
  const pairs = runs.flatMap((run) => pairsOf(run).slice(0, -1));
  const single = runs.filter((run) => pairsOf(run).length === 1);
  const words = [...new Set([...whole, ...pairs])].sort(longestFirst);
  if (from !== undefined) words.push(senderWord(from));
  return {words, beginnings: [...new Set([...begun, ...single])].sort(longestFirst)};
}

/** The rarest first, as far as a word says so itself. */
const longestFirst = (a: string, b: string): number => b.length - a.length || (a < b ? -1 : 1);
