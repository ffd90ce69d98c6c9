/** Which conversations are shown, and in which order. */
import type {Conversation} from '@parlor/sdk';
import type {ListFilter} from './list-frame.js';
import {isUnread} from './row.js';

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

  /** Where they were, and what is new behind them. */
  keep(list: readonly Conversation[]): readonly Conversation[] {
    const rows = heldOrder(this.#ids, list);
    this.#ids = rows.map(({id}) => id);
    return rows;
  }
}

/** What a filter shows of conversations that the host gives itself. */
export function filtered(conversations: readonly Conversation[], filter: ListFilter): readonly Conversation[] {
  return conversations.filter((one) => {
    if (filter === 'archived' || one.archived) return filter === 'archived' && one.archived;
    return filter === 'unread' ? isUnread(one) : filter !== 'groups' || one.type !== 'direct';
  });
}
