/**
 * The words of a text, as a search knows them. Of scripts that put spaces between words it is their words; of those that do not
 * (Chinese, Japanese, Korean with its endings, Thai …) any run of letters can be found, so what is kept is each pair of
 * neighbours. All stores keep the same, and the contract of the stores is held to the same.
 */
import {type Folded, fold, isAscii} from './fold.js';

/** Code points of a word that count: what is longer is known by its beginning. */
const wordLength = 32;
/** Different words of one message that can be found. */
export const mostWords = 1_000;

const letters = /[\p{L}\p{N}\p{M}]+/gu;
const dense =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Bopomofo}\p{scx=Hangul}\p{scx=Yi}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]+/gu;
/** Beyond it are all scripts without spaces: nothing below needs to be looked at twice. */
const mayBeDense = /[\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u2e80-\uffff]/;

/** What a store looks up: messages that have all of `words`, and of each of `beginnings` a word that begins so. */
export type Needle = {words: string[]; beginnings: string[]};

/** A word, or a run of letters of a script without spaces; `at` in the folded text. */
export type Run = {text: string; at: number; isDense: boolean};

export function runsOf({text}: Pick<Folded, 'text'>): Run[] {
  const runs: Run[] = [];
  const word = (from: number, to: number): void => {
    if (to > from) runs.push({text: beginning(text.slice(from, to)), at: from, isDense: false});
  };
  for (const {0: found, index} of text.matchAll(letters)) {
    if (!mayBeDense.test(found)) {
      word(index, index + found.length);
      continue;
    }
    let from = 0;
    for (const {0: run, index: at} of found.matchAll(dense)) {
      word(index + from, index + at);
      runs.push({text: run, at: index + at, isDense: true});
      from = at + run.length;
    }
    word(index + from, index + found.length);
  }
  return runs;
}

function beginning(word: string): string {
  if (word.length <= wordLength) return word;
  return Array.from(word).slice(0, wordLength).join('');
}

/** Each letter of a run with its neighbour, and the last one alone. */
export function pairsOf(run: string): string[] {
  const all = Array.from(run);
  return all.map((letter, at) => letter + (all[at + 1] ?? ''));
}

const asciiWords = /[a-z0-9]+/g;

/** What is kept of a text to find it by: different words, the first `mostWords`. */
export function wordsOf(text: string): string[] {
  const words = new Set<string>();
  // most of what is written with Latin letters, in a fifth of the time
  if (isAscii(text)) {
    for (const word of text.toLowerCase().match(asciiWords) ?? []) {
      words.add(beginning(word));
      if (words.size >= mostWords) break;
    }
    return [...words];
  }
  for (const run of runsOf(fold(text))) {
    if (run.isDense) for (const pair of pairsOf(run.text)) words.add(pair);
    else words.add(run.text);
    if (words.size >= mostWords) break;
  }
  return [...words].slice(0, mostWords);
}

type Findable = {content: {text: string}; sender: string; countable: boolean; deleted: string | undefined | null};

/** By what a message is found: the words somebody wrote and did not delete, and who it was. */
export function findable({content, sender, countable, deleted}: Findable): string[] {
  if (!countable || (deleted !== undefined && deleted !== null)) return [];
  const words = wordsOf(content.text);
  return words.length === 0 ? [] : [...words, senderWord(sender)];
}

/** Whether these words are what is looked up. */
export const answers = (words: readonly string[], {words: whole, beginnings}: Needle): boolean =>
  whole.every((word) => words.includes(word)) &&
  beginnings.every((beginning) => words.some((word) => word.startsWith(beginning)));

/** Stands for a person among the words; no word of a text begins so. Two people may share one (FNV-1a, 32 bits). */
export function senderWord(user: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < user.length; at++) hash = Math.imul(hash ^ user.charCodeAt(at), 0x01000193);
  return `_${(hash >>> 0).toString(36)}`;
}
