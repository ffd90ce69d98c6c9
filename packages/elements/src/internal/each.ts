/**
 * Lit's `repeat`, which since lit-html 3.3.1 leaves a comment behind for each item that goes (lit/lit#5298): in a list that
 * scrolls they become more and more. Here they go along. To be dropped when `repeat` does it itself.
 *
 * And what only stays is not moved: an element that is moved loses the focus, which then falls to the page (UX-V11).
 */
import type {ChildPart} from 'lit';
import {type Directive, directive, type PartInfo} from 'lit/directive.js';
import {getCommittedValue, getDirectiveClass} from 'lit/directive-helpers.js';
import {repeat} from 'lit/directives/repeat.js';

interface Repeating extends Directive {
  render(...given: unknown[]): unknown;
  update(part: ChildPart, given: unknown[]): unknown;
}

const Repeat = getDirectiveClass(repeat([], () => undefined)) as unknown as new (info: PartInfo) => Repeating;

const partsOf = (part: ChildPart): readonly ChildPart[] => {
  const parts = getCommittedValue(part);
  return Array.isArray(parts) ? parts : [];
};

/**
 * Whether `repeat` may move an item that only stays: one with items gone after it and new ones before it, or the other way
 * round, as a row that is kept while all around it goes.
 */
function isTorn(before: readonly unknown[], after: readonly unknown[]): boolean {
  const was = new Set(before);
  const places = new Map(after.map((key, at) => [key, at]));
  const isGone = (at: number): boolean => at >= 0 && at < before.length && !places.has(before[at]);
  const isNew = (at: number): boolean => at >= 0 && at < after.length && !was.has(after[at]);
  return before.some((key, at) => {
    const now = places.get(key);
    return now !== undefined && ((isGone(at + 1) && isNew(now - 1)) || (isGone(at - 1) && isNew(now + 1)));
  });
}

class Each extends Repeat {
  #keys: readonly unknown[] = [];

  override update(part: ChildPart, given: unknown[]): unknown {
    const [items, keyOf, draw] = given as [Iterable<unknown>, (item: unknown, index: number) => unknown, unknown];
    const all = [...items];
    const keys = all.map(keyOf);
    if (isTorn(this.#keys, keys)) {
      // first what goes, then what comes
      const was = new Set(this.#keys);
      this.#draw(part, [all.filter((_, at) => was.has(keys[at])), keyOf, draw]);
    }
    this.#keys = keys;
    return this.#draw(part, [all, keyOf, draw]);
  }

  #draw(part: ChildPart, given: unknown[]): unknown {
    const before = partsOf(part);
    const result = super.update(part, given);
    const after = new Set(partsOf(part));
    for (const gone of before) if (!after.has(gone)) gone.endNode?.parentNode?.removeChild(gone.endNode);
    return result;
  }
}

/** Draws each item, by its key: what stays keeps its nodes. */
export const each = directive(Each as never) as unknown as <Item>(
  items: Iterable<Item>,
  key: (item: Item, index: number) => unknown,
  draw: (item: Item, index: number) => unknown,
) => unknown;
