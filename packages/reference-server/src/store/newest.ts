import type {MessagePlace} from './store.js';

/** The newest so many, and whatever is of the same time as the last of them (`NeedleQuery.most`). */
export function newestOf(places: readonly MessagePlace[], most: number): MessagePlace[] {
  const sorted = places.toSorted((a, b) => b.ts - a.ts || b.seq - a.seq);
  const last = sorted[most - 1];
  return last === undefined ? sorted : sorted.filter(({ts}) => ts >= last.ts);
}
