/**
 * Words that are not to be said, from a list: compared as in a search, without case, diacritics and signs, in any script. A word stands
 * for itself and not for a part of another one; `word*` for all that begin so; of scripts without spaces any run of letters is found.
 */
import type {BeforeSend} from '../domain/screen.js';
import {fold} from '../search/fold.js';
import {type Run, runsOf} from '../search/words.js';

export type WordFilterOptions = {
  words: readonly string[];
  /**
   * `refuse`: the message is not stored. `mask`: each such word becomes as many `*`; in an option of a poll, in what is said of a picture and
   * in the name of a file it is refused all the same.
   */
  action: 'refuse' | 'mask';
  /** Shown to the sender of what is refused. */
  reason?: string | undefined;
};

/** Words or runs in a row; `isBegun`: the last one may go on. */
type Entry = {parts: readonly string[]; isBegun: boolean};
export type Place = {start: number; end: number};

/** One entry a line; what is empty or begins with `#` is none. */
export const wordsIn = (list: string): string[] =>
  list
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

export function createWordFilter({words, action, reason}: WordFilterOptions): BeforeSend {
  const find = finderOf(words);
  return ({content: {text, ranges, poll, attachments = []}, files = []}) => {
    const beside = [
      ...(poll?.options.map((option) => option.text) ?? []),
      ...attachments.map(({alt = ''}) => alt),
      // words stand between dashes and dots as well
      ...files.map(({name}) => name.replaceAll('_', ' ')),
    ];
    // a verdict has other words for the text alone
    if (beside.some((words) => find(words).length > 0)) return {do: 'refuse', reason};
    const places = find(text);
    if (places.length === 0) return {do: 'allow'};
    if (action === 'refuse') return {do: 'refuse', reason};
    return {do: 'replace', text: masked(text, places), ranges};
  };
}

/** As long as before in UTF-16 units, so that ranges still fit. */
function masked(text: string, places: readonly Place[]): string {
  let result = '';
  let at = 0;
  for (const {start, end} of places) {
    if (start > at) result += text.slice(at, start);
    if (end > at) result += '*'.repeat(end - Math.max(at, start));
    at = Math.max(at, end);
  }
  return result + text.slice(at);
}

/** Where words of the list stand in a text, by where they begin. */
export function finderOf(words: readonly string[]): (text: string) => Place[] {
  const byFirst = new Map<string, Entry[]>();
  const byBeginning = new Map<string, true>();
  const lengths = new Set<number>();
  const dense = new Set<string>();
  for (const word of words) {
    const runs = runsOf(fold(word));
    const [first] = runs;
    if (!first) continue;
    if (runs.length === 1 && first.isDense) {
      dense.add(first.text);
      continue;
    }
    const isBegun = word.endsWith('*');
    if (runs.length === 1 && isBegun) {
      byBeginning.set(first.text, true);
      lengths.add(first.text.length);
      continue;
    }
    const entry = {parts: runs.map(({text}) => text), isBegun};
    byFirst.set(first.text, [...(byFirst.get(first.text) ?? []), entry]);
  }

  return (text) => {
    const folded = fold(text);
    const runs = runsOf(folded);
    const found: {at: number; end: number}[] = [];
    for (const [index, run] of runs.entries()) {
      const end = run.at + run.text.length;
      if (run.isDense)
        for (const sought of dense)
          for (let at = run.text.indexOf(sought); at >= 0; at = run.text.indexOf(sought, at + 1))
            found.push({at: run.at + at, end: run.at + at + sought.length});
      else if ([...lengths].some((length) => byBeginning.has(run.text.slice(0, length)))) found.push({at: run.at, end});
      for (const entry of byFirst.get(run.text) ?? []) {
        const last = runs[index + entry.parts.length - 1];
        if (last && isRow(runs, index, entry)) found.push({at: run.at, end: last.at + last.text.length});
      }
    }
    const {starts, ends} = folded;
    return found
      .map(({at, end}) => ({start: starts?.[at] ?? at, end: ends?.[end - 1] ?? end}))
      .sort((a, b) => a.start - b.start || b.end - a.end);
  };
}

const isRow = (runs: readonly Run[], from: number, {parts, isBegun}: Entry): boolean =>
  parts.every((part, at) => {
    const text = runs[from + at]?.text;
    return text === part || (isBegun && at === parts.length - 1 && text?.startsWith(part) === true);
  });
