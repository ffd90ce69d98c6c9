/** What reading markup and writing it have in common. */
import type {TextRange} from '../protocol/model.js';

/** Text and what is formatted in it; offsets are UTF-16 code units. */
export type Marked = {text: string; ranges: TextRange[]};

/** Offsets of a line, without its end. */
export type Line = {start: number; end: number};

/** Marks that a backslash takes the meaning from. */
export const escapable = /[\\*_~`]/;
const linkAt = /(https?:\/\/|mailto:)[^\s<>"`\\]+/iy;
/** Its arm is no escape. */
export const shrug = '¯\\_(ツ)_/¯';

/** Letters and digits of scripts that put spaces between words: marks do not begin or end inside a word. */
export const isWord = (char: string | undefined): boolean =>
  !!char && /[A-Za-z0-9\u00c0-\u02af\u0370-\u0dff]/.test(char);
/** Where a link may begin. */
export const isLinkStart = (char: string | undefined): boolean => !!char && /[hm]/i.test(char);

export function linesOf(text: string): Line[] {
  let start = 0;
  return text.split('\n').map(({length}) => {
    const line = {start, end: start + length};
    start = line.end + 1;
    return line;
  });
}

/**
 * The link at `at`, without the punctuation that ends a sentence or a bracket around it, and how much was looked at: nothing
 * in there begins another one.
 */
export function linkFrom(text: string, at: number, end: number): {url: string; length: number} {
  linkAt.lastIndex = at;
  const found = linkAt.exec(text);
  if (!found) return {url: '', length: 1};
  const [all, scheme] = found as unknown as [string, string];
  let length = Math.min(all.length, end - at);
  let open = all.split('(').length - all.split(')').length;
  for (; length > 0; length--) {
    const last = all[length - 1] as string;
    if (last === ')' && open < 0) open++;
    else if (!'.,;:!?\'"]}*_~'.includes(last)) break;
  }
  const isLink = length > scheme.length && length <= 2000;
  return isLink ? {url: all.slice(0, length), length} : {url: '', length: Math.max(length, scheme.length)};
}

/** By place, the outer before the inner. */
export const sorted = (ranges: readonly TextRange[]): TextRange[] =>
  [...ranges].sort((a, b) => a.start - b.start || b.end - a.end || depth(a) - depth(b));
const depths: TextRange['type'][] = ['quote', 'list-item', 'bold', 'italic', 'strike', 'code'];
const depth = ({type}: TextRange): number => (depths.indexOf(type) + 10) % 10;
