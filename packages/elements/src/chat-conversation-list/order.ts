/** Which conversations are on view, and in which order. */
import type {Conversation} from '@parlor/sdk';

/**
 * `now` in the order of `before`, what is new last: rows stay under the hand that is on them (UX-I2). Gives `now` itself
 * where the order is the same.
 */
export function heldOrder(before: readonly string[], now: readonly Conversation[]): readonly Conversation[] {
  const places = new Map(before.map((id, place) => [id, place]));
  const placeOf = ({id}: Conversation) => places.get(id) ?? before.length;
  const held = [...now].sort((a, b) => placeOf(a) - placeOf(b));
  return held.every((conversation, at) => conversation === now[at]) ? now : held;
}

/** The rows to draw for a view: from `first` up to but not `end`, with some more at both sides. */
export function rowsInView(
  top: number,
  height: number,
  rowHeight: number,
  count: number,
): {first: number; end: number} {
  const spare = 5;
  const first = Math.max(0, Math.min(Math.floor(top / rowHeight), count - 1) - spare);
  return {first, end: Math.min(count, Math.ceil((top + height) / rowHeight) + spare)};
}

/** Rows do not move under a hand for longer than this (UX-I2). */
const holdMs = 2_000;

/** The order of the rows on view: the list's own, or for a while the one they had. */
export class RowOrder {
  #ids: readonly string[] = [];
  #since: number | undefined;

  /** Rows wait for the hand to leave. */
  get isHeld(): boolean {
    return this.#since !== undefined;
  }

  /** Another list: nothing of the old order counts. */
  reset(): void {
    this.#ids = [];
  }

  /**
   * The rows of `list` in the order to draw them. `isUnderHand`: they should stay where they are; `later` is called with the
   * time, in ms, after which they may move all the same. `now` is any steady clock.
   */
  of(
    list: readonly Conversation[],
    isUnderHand: boolean,
    now: number,
    later: (ms: number) => void,
  ): readonly Conversation[] {
    let rows = isUnderHand && this.#ids.length > 0 ? heldOrder(this.#ids, list) : list;
    if (rows === list) this.#since = undefined;
    else {
      this.#since ??= now;
      const left = this.#since + holdMs - now;
      if (left > 0) later(left);
      else {
        rows = list;
        this.#since = undefined;
      }
    }
    this.#ids = rows.map(({id}) => id);
    return rows;
  }
}

/** How many rows a key moves on; undefined for other keys. `inView`: rows that fit into the view. */
export function stepOf(key: string, inView: number): number | undefined {
  const page = Math.max(1, Math.floor(inView) - 1);
  return {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  }[key];
}
