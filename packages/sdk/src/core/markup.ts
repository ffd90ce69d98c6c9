/**
 * The markup people type in a composer, and back. On the wire and in every view a message is text with ranges; only the
 * composer knows this syntax: `**bold**`, `*italic*` or `_italic_`, `~~strike~~`, `` `code` ``, fenced code blocks, `> quote`,
 * `- item`, `1. item`, bare links. A backslash takes a marker's meaning away. Anything else stays as typed. Marks work within
 * a line. Linear time (S32).
 */
import type {TextRange} from '../protocol/model.js';
import {
  escapable,
  isLinkStart,
  isWord,
  type Line,
  linesOf,
  linkFrom,
  type Marked,
  shrug,
  sorted,
} from './markup-syntax.js';
import {parseMarkup} from './parse-markup.js';

export {type Marked, parseMarkup};

/**
 * What to put into a composer to edit a text: `parseMarkup` of it gives the text again, and the formatting as far as the
 * syntax can say it. `ranges`: those without syntax, to be handed to `parseMarkup` as `given`.
 */
export function toMarkup(text: string, ranges: readonly TextRange[]): Marked {
  const wanted = JSON.stringify(sorted(ranges));
  const plain = withMarks(text, ranges, false);
  const read = parseMarkup(plain.text, plain.ranges);
  if (read.text === text && JSON.stringify(read.ranges) === wanted) return plain;
  const escaped = withMarks(text, ranges, true);
  if (parseMarkup(escaped.text, escaped.ranges).text === text) return escaped;
  return withMarks(text, ranges.filter(hasNoSyntax(text)), true);
}

const hasNoSyntax =
  (text: string) =>
  ({type, start, end, url}: TextRange): boolean =>
    type === 'mention' || (type === 'link' && text.slice(start, end) !== url);

const marksOf: Partial<Record<TextRange['type'], string>> = {bold: '**', italic: '*', strike: '~~', code: '`'};

function withMarks(text: string, all: readonly TextRange[], isEscaped: boolean): Marked {
  const ranges = sorted(all);
  const kept = ranges.filter(hasNoSyntax(text));
  const inserts = new Map<number, string>();
  const raw = [...kept];
  const insert = (at: number, mark: string, isFirst = false): void => {
    const there = inserts.get(at) ?? '';
    inserts.set(at, isFirst ? mark + there : there + mark);
  };
  const lines = linesOf(text);
  let first = 0;
  let number = 0;
  let lastItem = -2;
  for (const range of ranges) {
    const {type, start, end, language = '', level = 0, ordered} = range;
    if (type === 'code-block') {
      insert(start, `\`\`\`${language}\n`);
      insert(end, '\n```');
      raw.push(range);
    } else if (type === 'quote' || type === 'list-item') {
      while (first < lines.length && (lines[first] as Line).start < start) first++;
      for (let index = first; index < lines.length; index++) {
        const line = lines[index] as Line;
        if (line.end > end) break;
        if (type === 'quote') insert(line.start, line.start === line.end ? '>' : '> ');
        else {
          number = ordered && lastItem === index - 1 ? number + 1 : 1;
          lastItem = ordered ? index : -2;
          insert(line.start, `${'  '.repeat(level)}${ordered ? `${number}.` : '-'} `);
        }
      }
    } else if (type === 'link' || type === 'code') raw.push(range);
  }
  // what is opened last is closed first; ranges that cross another one's end are left out
  const open: TextRange[] = [];
  for (const range of ranges) {
    const mark = marksOf[range.type];
    while (open.length && (open.at(-1) as TextRange).end <= range.start) open.pop();
    if (!mark || open.some((outer) => outer.end < range.end)) continue;
    open.push(range);
    insert(range.start, mark);
    insert(range.end, mark, true);
  }
  return assemble(text, kept, inserts, isEscaped ? escapesOf(text, raw, lines) : new Set());
}

/** Offsets of characters that would be read as markup: not in links, code and what has no syntax. */
function escapesOf(text: string, raw: readonly TextRange[], lines: readonly Line[]): Set<number> {
  const escapes = new Set<number>();
  const inside = sorted(raw);
  let next = 0;
  let reached = 0;
  for (let at = 0; at < text.length; at++) {
    while (next < inside.length && (inside[next] as TextRange).start <= at)
      reached = Math.max(reached, (inside[next++] as TextRange).end);
    if (at < reached) continue;
    if (text.startsWith(shrug, at)) at += shrug.length - 1;
    else if (escapable.test(text[at] as string)) escapes.add(at);
    else if (isLinkStart(text[at]) && !isWord(text[at - 1])) at += linkFrom(text, at, text.length).length - 1;
  }
  for (const {start, end} of lines) {
    const marker = /^ *(?:\d{1,9}\.|[->])/.exec(text.slice(start, end))?.[0].length;
    const isOpen = inside.every((range) => range.start >= start + (marker ?? 0) || range.end <= start);
    if (marker && isOpen) escapes.add(start + marker - 1);
  }
  return escapes;
}

function assemble(
  text: string,
  kept: readonly TextRange[],
  inserts: ReadonlyMap<number, string>,
  escapes: ReadonlySet<number>,
): Marked {
  const stops = [...new Set([...inserts.keys(), ...escapes, ...kept.flatMap(({start, end}) => [start, end])])].sort(
    (a, b) => a - b,
  );
  const places = new Map<number, {start: number; end: number}>();
  let made = '';
  let from = 0;
  for (const at of stops) {
    made += text.slice(from, at);
    from = at;
    const end = made.length;
    made += (inserts.get(at) ?? '') + (escapes.has(at) ? '\\' : '');
    places.set(at, {start: made.length, end});
  }
  made += text.slice(from);
  const ranges = kept.map((range) => ({
    ...range,
    start: places.get(range.start)?.start ?? range.start,
    end: places.get(range.end)?.end ?? range.end,
  }));
  return {text: made, ranges};
}
