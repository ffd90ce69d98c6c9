/**
 * Which stretches of a conversation's history are cached. A range says: every message with a seq in from…to, as it was when
 * the conversation stood at `asOf`. Sets of ranges are sorted, and two of them neither overlap nor touch.
 */
import type {HistoryRange} from '../protocol/history.js';

export type Ranges = readonly HistoryRange[];

/** The set with `range` in it. Ranges that touch become one, as of the older of both (protocol 2.9 E). */
export function addRange(ranges: Ranges, range: HistoryRange): Ranges {
  if (range.to < range.from) return ranges;
  let {from, to, asOf} = range;
  const kept: HistoryRange[] = [];
  for (const old of ranges) {
    if (old.to + 1 < range.from || old.from > range.to + 1) {
      kept.push(old);
      continue;
    }
    // what is wholly covered by the fresher one of both is known as of that
    if (old.asOf >= range.asOf && old.from <= range.from && old.to >= range.to) return ranges;
    if (!(range.asOf >= old.asOf && range.from <= old.from && range.to >= old.to)) asOf = Math.min(asOf, old.asOf);
    from = Math.min(from, old.from);
    to = Math.max(to, old.to);
  }
  return [...kept, {from, to, asOf}].sort((a, b) => a.from - b.from);
}

/** The set without from…to. */
export function cutRange(ranges: Ranges, from: number, to: number): Ranges {
  const isApart = (range: HistoryRange): boolean => range.to < from || range.from > to;
  if (ranges.every(isApart)) return ranges;
  return ranges.flatMap((range) =>
    isApart(range)
      ? range
      : [
          {...range, to: from - 1},
          {...range, from: to + 1},
        ].filter((part) => part.from <= part.to && part.from >= range.from && part.to <= range.to),
  );
}

/** The range that holds `seq`. */
export const rangeAt = (ranges: Ranges, seq: number): HistoryRange | undefined =>
  ranges.find((range) => range.from <= seq && range.to >= seq);

/** Whether one range holds all of from…to. */
export const covers = (ranges: Ranges, from: number, to: number): boolean =>
  from > to || ranges.some((range) => range.from <= from && range.to >= to);

/** Parts of from…to that no range holds, oldest first. */
export function gaps(ranges: Ranges, from: number, to: number): readonly {from: number; to: number}[] {
  const missing: {from: number; to: number}[] = [];
  let next = from;
  for (const range of ranges) {
    if (range.to < next || range.from > to) continue;
    if (range.from > next) missing.push({from: next, to: range.from - 1});
    next = range.to + 1;
  }
  if (next <= to) missing.push({from: next, to});
  return missing;
}

/** Ranges that may hold old content, now that the conversation stands at `head`: to be revalidated before they are shown. */
export const staleRanges = (ranges: Ranges, head: number): Ranges => ranges.filter((range) => range.asOf < head);

/**
 * The set after what changed in from…to since `since` was merged, as of `asOf`. The answer may be another tab's, which knew more: of a
 * stretch that is older than `since` it says too little.
 */
export function revalidated(ranges: Ranges, {from, to, asOf: since}: HistoryRange, asOf: number): Ranges {
  return ranges.map((range) =>
    range.from >= from && range.to <= to && range.asOf >= since && range.asOf < asOf ? {...range, asOf} : range,
  );
}

/**
 * The set after every change with a rev in from…to was merged. Ranges that were true just before are now true as of `to`,
 * and the one that reached the head reaches it again. Others stay as they are: stale, not wrong. The same set if nothing moved.
 */
export function advance(ranges: Ranges, from: number, to: number): Ranges {
  let moved = false;
  const now = ranges.map((range) => {
    const next = {
      from: range.from,
      to: range.to >= from - 1 ? Math.max(range.to, to) : range.to,
      asOf: range.asOf >= from - 1 ? Math.max(range.asOf, to) : range.asOf,
    };
    if (next.to === range.to && next.asOf === range.asOf) return range;
    moved = true;
    return next;
  });
  return moved ? now : ranges;
}

/** What a history page covers: to the beginning of all if nothing older can be seen, to the head if nothing newer exists. */
export const rangeOfPage = ({
  range,
  start,
  end,
}: {
  range: HistoryRange;
  start: boolean;
  end: boolean;
}): HistoryRange => ({
  from: start ? Math.min(1, range.from) : range.from,
  to: end ? Math.max(range.to, range.asOf) : range.to,
  asOf: range.asOf,
});
