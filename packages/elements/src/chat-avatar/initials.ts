/**
 * The first letters of the first and the last word, as a reader sees letters: "Zoë van Dam" → "ZD". One letter is enough
 * where letters have no case: two Arabic ones would join into a word, one Chinese one is a name.
 */
export function initials(name: string): string {
  // Most names are Latin, and the tables of all scripts take the first avatar of a page ten milliseconds.
  const plain = /^[a-z]+(?: [a-z]+)*$/i.test(name) && name.split(' ');
  if (plain)
    return [plain[0], plain.length > 1 ? plain.at(-1) : '']
      .map((word) => word?.[0] ?? '')
      .join('')
      .toUpperCase();
  const words = name.split(/[\s_-]+/u).filter((word) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(word));
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  const letters = ends.map((word) => firstLetter(word ?? '').toLocaleUpperCase());
  return /\p{Lo}/u.test(letters[0] ?? '') ? (letters[0] ?? '') : letters.join('');
}

let graphemes: Intl.Segmenter | undefined;
/** The longest emoji is shorter; of marks without end on one letter this many are enough. */
const longestLetter = 24;

/** One grapheme: an emoji of several parts and a letter with its marks stay whole. */
function firstLetter(word: string): string {
  graphemes ??= new Intl.Segmenter(undefined, {granularity: 'grapheme'});
  for (const {segment} of graphemes.segment(word))
    if (/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(segment)) return segment.slice(0, longestLetter);
  return '';
}

/** A number from 0 to `count - 1` that an id always gets again (FNV-1a). */
export function hueOf(id: string, count: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % count;
}
