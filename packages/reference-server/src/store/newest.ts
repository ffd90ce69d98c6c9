import type {MessagePlace} from './store.js';

/** The newest so many, and whatever is of the same time as the last of them (`NeedleQuery.most`). */
export function newestOf(places: readonly MessagePlace[], most: number): MessagePlace[] {
  const sorted = places.toSorted((a, b) => b.ts - a.ts || b.seq - a.seq);
  const last = sorted[most - 1];
  return last === undefined ? sorted : sorted.filter(({ts}) => ts >= last.ts);
}

/** The order of `MessagePlace`: newest first; of one time by the conversation's id, then by the position. */
export const newestFirst = (a: MessagePlace, b: MessagePlace): number =>
  b.ts - a.ts || (a.conversation < b.conversation ? 1 : a.conversation > b.conversation ? -1 : b.seq - a.seq);

/** Behind every message in that order. */
export const endOfAll: MessagePlace = {ts: Number.MAX_SAFE_INTEGER, conversation: '', seq: 0};
