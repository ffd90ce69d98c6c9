/** The part of a text in which something was found, in pieces that are found or not. */
export type Piece = {text: string; isFound: boolean};

/** So much stands before the first find, and so much is shown at most, in UTF-16 units. */
const before = 40;
const most = 240;

export function snippetOf(text: string, found: readonly {start: number; end: number}[]): Piece[] {
  const first = found[0]?.start ?? 0;
  const from = beginningAt(text, first);
  const to = Math.min(text.length, from + most);
  const pieces: Piece[] = from > 0 ? [{text: '…', isFound: false}] : [];
  const add = (start: number, end: number, isFound: boolean): void => {
    if (end > start) pieces.push({text: text.slice(start, end).replace(/\s+/g, ' '), isFound});
  };
  let at = from;
  for (const {start, end} of found) {
    if (start < at || start >= to) continue;
    add(at, start, false);
    add(start, end, true);
    at = end;
  }
  add(at, Math.max(at, isPairAt(text, to) ? to - 1 : to), false);
  if (to < text.length) pieces.push({text: '…', isFound: false});
  return pieces;
}

/** At a word that is near before the find; between letters where there is none. */
function beginningAt(text: string, first: number): number {
  if (first <= before) return 0;
  const at = first - before;
  const space = text.slice(at, first).search(/\s\S/);
  if (space >= 0) return at + space + 1;
  return isPairAt(text, at) ? at + 1 : at;
}

/** Two units there are one character. */
const isPairAt = (text: string, at: number): boolean => (text.codePointAt(at - 1) ?? 0) > 0xffff;
