/**
 * Finding people by their names: by how the whole name begins, by how any of its words begin, by how the id begins. Folded and parted into words
 * as messages are (fold.ts, words.ts); all stores keep the same words of a name, and answer in the same order.
 */
import {fold} from './fold.js';
import {pairsOf, runsOf} from './words.js';

/** UTF-16 units of a folded name that count: some letters become many. */
const keyLength = 120;

/** What of a name is compared, and what people are sorted by. */
export function nameKey(name: string): string {
  const folded = fold(name).text.replace(/\s+/g, ' ').trim();
  return folded.length <= keyLength ? folded : folded.slice(0, keyLength).replace(/[\ud800-\udbff]$/, '');
}

/** Stands before a whole name among the words; no word begins so. */
const whole = (key: string): string => ` ${key}`;

/** What is kept of a person to find them by: the whole name, and its words. Of somebody who was erased nothing is. */
export function nameWords({name, kind}: {name: string; kind: string}): {key: string; words: string[]} {
  if (kind === 'erased') return {key: '', words: []};
  const key = nameKey(name);
  return {key, words: [...new Set([whole(key), ...wordsIn(key)])]};
}

/**
 * Whom somebody looks for. `whole`: how the whole name begins, as it stands among the words; left out where signs are all that is asked for. `key`:
 * the same of what people are sorted by. `words`: how words of the name begin, all of which must be there, the rarest first as far as it shows.
 * `runs`: what stands in a row besides, of scripts without spaces. `id`: how the id in lower case begins.
 */
export type NameQuery = {whole: string | undefined; key: string; words: string[]; runs: string[]; id: string};

export function nameQuery(text: string): NameQuery {
  const [key, id] = [nameKey(text), text.trim().toLowerCase()];
  const found = runsOf({text: key});
  const words = found.flatMap((run) => (run.isDense ? pairsIn(run.text) : [run.text]));
  return {
    whole: key === '' && id !== '' ? undefined : whole(key),
    key,
    words: [...new Set(words)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)),
    // two neighbours are a word of their own
    runs: found.filter(({text, isDense}) => isDense && Array.from(text).length > 2).map((run) => run.text),
    id,
  };
}

const pairsIn = (run: string): string[] => {
  const pairs = pairsOf(run);
  return pairs.length > 1 ? pairs.slice(0, -1) : pairs;
};

/** So many words that begin so are looked at in one look-up, and of one letter there may be more: everybody waits meanwhile. */
export const mostNamed = 20_000;

/** In which order people are found: by the whole name, by words of it, by the id. */
export const bands = {whole: 0, words: 1, id: 2} as const;

type Person = {user: string; name: string; kind: string};

/** The definition that every index answers to: in which band somebody is found, if at all, and by what they are sorted in it. */
export function findsPerson(query: NameQuery, {user, name, kind}: Person): {band: number; key: string} | undefined {
  const {key, words} = nameWords({name, kind});
  if (words.length === 0) return undefined;
  if (query.whole !== undefined && key.startsWith(query.key)) return {band: bands.whole, key};
  if (hasAll(query, key, words)) return {band: bands.words, key};
  const id = user.toLowerCase();
  return id.startsWith(query.id) ? {band: bands.id, key: id} : undefined;
}

const hasAll = ({words: sought, runs}: NameQuery, key: string, words: readonly string[]): boolean =>
  sought.length > 0 &&
  sought.every((word) => words.some((one) => one.startsWith(word))) &&
  runs.every((run) => key.includes(run));

/** Whether a title is found by its words, as a name is. */
export function findsTitle(query: NameQuery, title: string): boolean {
  const key = fold(title).text;
  // most titles have not even the letters
  return query.words.every((word) => key.includes(word)) && hasAll(query, key, wordsIn(key));
}

const wordsIn = (key: string): string[] =>
  runsOf({text: key}).flatMap(({text, isDense}) => (isDense ? pairsOf(text) : [text]));

/** The bands that may have somebody, from one on; `ids`: whether people are found by their ids as well. */
export function bandsOf(
  {whole, words}: Pick<NameQuery, 'whole' | 'words'>,
  {ids, from = 0}: {ids: boolean; from?: number | undefined},
): number[] {
  const some = [
    ...(whole === undefined ? [] : [bands.whole]),
    ...(words.length === 0 ? [] : [bands.words]),
    ...(ids ? [bands.id] : []),
  ];
  return some.filter((band) => band >= from);
}
