/** Ranges over the text in the box that have no syntax of their own, mentions above all, and how they live through edits. */
import type {TextRange} from './draft-box.js';

type Edited = {
  text: string;
  ranges: TextRange[];
  /** Where the edit began. */
  at: number;
};

/**
 * The ranges after the text was edited, found by comparing before and after. What was deleted from goes as a whole, so the
 * text may become shorter still; what was typed into is plain text from then on (UX-C8).
 */
export function editRanges(ranges: readonly TextRange[], before: string, after: string): Edited {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const removed = {from: head, to: before.length - tail};
  const isInside = ({start, end}: TextRange) => start < removed.to && end > removed.from;
  let text = after;
  if (after.length - tail === head) {
    for (const {start, end} of ranges.filter(isInside)) {
      removed.from = Math.min(removed.from, start);
      removed.to = Math.max(removed.to, end);
    }
    text = before.slice(0, removed.from) + before.slice(removed.to);
  }
  const moved = text.length - before.length;
  const kept = ranges.filter(({start, end}) => end <= removed.from || start >= removed.to);
  return {
    text,
    at: removed.from,
    ranges: kept.map((range) =>
      range.start < removed.to ? range : {...range, start: range.start + moved, end: range.end + moved},
    ),
  };
}

/** The text without white space around it, with its ranges. */
export function trimmed(text: string, ranges: readonly TextRange[]): {text: string; ranges: TextRange[]} {
  const short = text.trim();
  const cut = text.length - text.trimStart().length;
  return {
    text: short,
    ranges: ranges
      .map((range) => ({...range, start: range.start - cut, end: range.end - cut}))
      .filter(({start, end}) => start >= 0 && end <= short.length),
  };
}
