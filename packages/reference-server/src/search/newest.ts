/** As `MessagePlace` of the store. */
type Place = {ts: number; conversation: string; seq: number};

/** The newest so many, and whatever is of the same time as the last of them (`NeedleQuery.most`). */
export function newestOf(places: readonly Place[], most: number): Place[] {
  const sorted = places.toSorted((a, b) => b.ts - a.ts || b.seq - a.seq);
  const last = sorted[most - 1];
  return last === undefined ? sorted : sorted.filter(({ts}) => ts >= last.ts);
}

/** The order of `MessagePlace`: newest first; of one time by the conversation's id, then by the position. */
export const newestFirst = (a: Place, b: Place): number =>
  b.ts - a.ts || (a.conversation < b.conversation ? 1 : a.conversation > b.conversation ? -1 : b.seq - a.seq);

/** Behind every message in that order. */
export const endOfAll: Place = {ts: Number.MAX_SAFE_INTEGER, conversation: '', seq: 0};
