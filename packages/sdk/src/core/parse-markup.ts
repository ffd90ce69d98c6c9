import {defaultLimits} from '../protocol/limits.js';
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

const types = {'**': 'bold', '*': 'italic', _: 'italic', '~~': 'strike'} as const;
type Mark = keyof typeof types;

/** The marks a run of one character stands for, outermost first; longer runs are just characters. */
const marksOfRun: Record<string, readonly Mark[]> = {
  '*': ['*'],
  '**': ['**'],
  '***': ['**', '*'],
  _: ['_'],
  '~~': ['~~'],
};

const runAt = /\*+|_+|~+/y;
const listAt = /^( *)(?:-|(\d{1,9})\.) (?=\S)/;
const escapedBlock = /^ *(?:\d{1,9})?\\[>.-]/;
const fenceAt = /^```([\w+#.-]{0,32})\s*$/;

const isInk = (char: string | undefined): boolean => !!char && !/\s/.test(char);

/**
 * Reads what was typed. `given`: ranges over `typed` that have no syntax (mentions, links with a text of their own); they are
 * carried over, and nothing inside them is read as markup.
 */
export function parseMarkup(typed: string, given: readonly TextRange[] = []): Marked {
  const ranges: TextRange[] = [...given];
  const cuts: {at: number; length: number}[] = [];
  const fixed = [...given].sort((a, b) => a.start - b.start);
  const cut = (at: number, length: number): void => void cuts.push({at, length});
  let nextFixed = 0;

  const readLine = (start: number, end: number): void => {
    let open: {mark: Mark; at: number}[] = [];
    let hasTick = true;
    for (let at = start; at < end; ) {
      while ((fixed[nextFixed]?.end ?? Number.POSITIVE_INFINITY) <= at) nextFixed++;
      const {start: from = end, end: to = end} = fixed[nextFixed] ?? {};
      if (at >= from) {
        at = Math.max(to, at + 1);
        continue;
      }
      const char = typed[at] as string;
      const before = at > start ? typed[at - 1] : undefined;
      if (char === '\\' && at + 1 < end && escapable.test(typed[at + 1] as string)) {
        cut(at, 1);
        at += 2;
      } else if (char === '¯' && typed.startsWith(shrug, at)) {
        at += shrug.length;
      } else if (char === '`' && hasTick) {
        const close = typed.indexOf('`', at + 1);
        hasTick = close > 0 && close < end;
        if (hasTick && close > at + 1) {
          ranges.push({type: 'code', start: at + 1, end: close});
          cut(at, 1);
          cut(close, 1);
          at = close;
        }
        at++;
      } else if (isLinkStart(char) && !isWord(before)) {
        const {url, length} = linkFrom(typed, at, Math.min(end, from));
        if (url) ranges.push({type: 'link', start: at, end: at + length, url});
        at += length;
      } else if (char === '*' || char === '_' || char === '~') {
        runAt.lastIndex = at;
        const run = runAt.exec(typed)?.[0] as string;
        let left = marksOfRun[run] ?? [];
        const after = at + run.length < end ? typed[at + run.length] : undefined;
        let here = at;
        if (isInk(before) && !isWord(after)) {
          for (let top = open.length - 1; top >= 0 && left.length; top--) {
            const {mark, at: opened} = open[top] as (typeof open)[number];
            if (!left.includes(mark) || opened + mark.length === here) continue;
            ranges.push({type: types[mark], start: opened + mark.length, end: here});
            cut(opened, mark.length);
            cut(here, mark.length);
            here += mark.length;
            left = left.filter((other) => other !== mark);
            open = open.slice(0, top);
          }
        }
        if (isInk(after) && !isWord(before)) {
          for (const mark of left) {
            open = [...open.filter((other) => other.mark !== mark), {mark, at: here}];
            here += mark.length;
          }
        }
        at += run.length;
      } else at++;
    }
  };

  const lines = linesOf(typed);
  const textOf = ({start, end}: Line): string => typed.slice(start, end);
  /** No range without syntax reaches into from…to: what is written there may be a marker. */
  const isFree = (from: number, to: number): boolean => given.every(({start, end}) => start >= to || end <= from);
  const lastFence = lines.findLastIndex((line) => /^```\s*$/.test(textOf(line)));
  let quote: TextRange | undefined;
  let number = 0;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as Line;
    let {start} = line;
    const text = textOf(line);
    const fence = index < lastFence && isFree(start, line.end) ? fenceAt.exec(text) : null;
    if (fence) {
      let close = index + 1;
      while (!/^```\s*$/.test(textOf(lines[close] as Line))) close++;
      if (close > index + 1) {
        const [first, last] = [lines[index + 1] as Line, lines[close - 1] as Line];
        const language = fence[1];
        ranges.push({type: 'code-block', start: first.start, end: last.end, ...(language && {language})});
        cut(start, first.start - start);
        cut(last.end, (lines[close] as Line).end - last.end);
      }
      index = close;
      quote = undefined;
      number = 0;
      continue;
    }
    if (isFree(start, start + 2) && (/^> \s*\S/.test(text) || (quote && /^>\s*$/.test(text)))) {
      const length = text[1] === ' ' ? 2 : 1;
      cut(start, length);
      start += length;
      if (quote) quote.end = line.end;
      else ranges.push((quote = {type: 'quote', start, end: line.end}));
    } else quote = undefined;
    const rest = typed.slice(start, line.end);
    const item = listAt.exec(rest);
    const ordered = item?.[2] !== undefined;
    // a number goes on with a list or begins one; "1984. What a year" is no list
    if (
      item &&
      isFree(start, start + item[0].length) &&
      (!ordered || Number(item[2]) === 1 || Number(item[2]) === number + 1)
    ) {
      number = ordered ? Number(item[2]) : 0;
      const level = Math.min(8, (item[1] as string).length >> 1);
      cut(start, item[0].length);
      start += item[0].length;
      ranges.push({type: 'list-item', start, end: line.end, ...(level && {level}), ...(ordered && {ordered})});
    } else {
      number = 0;
      const escaped = escapedBlock.exec(rest)?.[0].length;
      if (escaped && isFree(start, start + escaped)) cut(start + escaped - 2, 1);
    }
    readLine(start, line.end);
  }
  return carryOut(typed, ranges, cuts);
}

/** The text without the markers, the ranges at their places in it. */
function carryOut(typed: string, ranges: readonly TextRange[], cuts: {at: number; length: number}[]): Marked {
  cuts.sort((a, b) => a.at - b.at);
  let text = '';
  let from = 0;
  const lost: number[] = [];
  let sum = 0;
  for (const {at, length} of cuts) {
    text += typed.slice(from, at);
    from = at + length;
    lost.push(sum);
    sum += length;
  }
  text += typed.slice(from);
  const place = (offset: number): number => {
    let [low, high] = [0, cuts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cuts[middle] as {at: number}).at < offset) low = middle + 1;
      else high = middle;
    }
    const last = cuts[low - 1];
    return last ? offset - (lost[low - 1] as number) - Math.min(last.length, offset - last.at) : offset;
  };
  const placed = ranges.map((range) => ({...range, start: place(range.start), end: place(range.end)}));
  return {text, ranges: sorted(placed.filter(({start, end}) => start < end)).slice(0, defaultLimits.ranges)};
}
