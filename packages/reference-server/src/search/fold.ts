/**
 * What of a text is compared in a search: without case, without diacritics, compatibility forms as their plain ones, whatever
 * the language. Marks that make another letter (a voiced kana, a vowel of an Indic script) stay.
 */

/** A letter with what belongs to it: its marks, the jamo of one syllable, what has no width. */
const cluster = /[\u1100-\u11ff]+|[^\p{M}\p{Cf}\uff9e\uff9f][\p{M}\p{Cf}\uff9e\uff9f]*|[\p{M}\p{Cf}\uff9e\uff9f]+/gu;

/** Marks that are only diacritics: of Latin, Greek, Cyrillic, Hebrew and Arabic, with the Arabic tatweel. First and last. */
const diacritics: readonly (readonly [number, number])[] = [
  [0x300, 0x36f],
  [0x483, 0x487],
  [0x591, 0x5c7],
  [0x610, 0x61a],
  [0x640, 0x640],
  [0x64b, 0x65f],
  [0x670, 0x670],
  [0x6d6, 0x6ed],
  [0x8d3, 0x8ff],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x20d0, 0x20ff],
  [0xfe20, 0xfe2f],
];
const droppable = /[\p{M}\p{Cf}\u0640]/gu;
const isWithout = (mark: string): boolean => {
  const code = mark.codePointAt(0) ?? 0;
  return /\p{Cf}/u.test(mark) || diacritics.some(([first, last]) => code >= first && code <= last);
};
const bare = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(droppable, (mark) => (isWithout(mark) ? '' : mark))
    .normalize('NFC');

/** Letters that are plain ones with something through or beside them, and that Unicode does not take apart. */
const plain: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  þ: 'th',
  ς: 'σ',
};
const isPlainOne = /[ßæœøđðłħıþς]/g;

/** Nothing above ASCII: most of what is written with Latin letters. */
export const isAscii = (text: string): boolean => {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) return false;
  return true;
};

const known = new Map<string, string>();

function foldCluster(letter: string): string {
  const before = known.get(letter);
  if (before !== undefined) return before;
  // what becomes lower case may be taken apart once more (İ)
  const folded = bare(bare(letter).toLowerCase()).replace(isPlainOne, (one) => plain[one] ?? one);
  if (letter.length <= 4 && known.size < 20_000) known.set(letter, folded);
  return folded;
}

/** `starts` and `ends`: for each UTF-16 unit of `text` where it begins and ends in the original; none where both are alike. */
export type Folded = {text: string; starts?: number[]; ends?: number[]};

export function fold(original: string): Folded {
  if (isAscii(original)) return {text: original.toLowerCase()};
  let text = '';
  const starts: number[] = [];
  const ends: number[] = [];
  for (const {0: letter, index} of original.matchAll(cluster)) {
    const folded = foldCluster(letter);
    text += folded;
    for (let at = 0; at < folded.length; at++) {
      starts.push(index);
      ends.push(index + letter.length);
    }
  }
  return {text, starts, ends};
}
