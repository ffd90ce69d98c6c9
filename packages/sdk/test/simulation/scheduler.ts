/**
 * The one that decides what happens next. Every timer, delivery and effect of storage waits here for its moment; between two of
 * them everything runs that waits for nothing but its turn. So one seed gives one history.
 */

type Happening = {at: number; n: number; run: (() => void) | undefined};

/** What Node runs between two things that happen: all that waits for nothing but its turn. It is the loop's own, and far dearer from there. */
const settle = (process as unknown as {_tickCallback(): void})._tickCallback;

/** Node's own makes a resource for async hooks of each: a tenth of all the time. The order is the same. */
globalThis.queueMicrotask = (run: () => void): void => void Promise.resolve().then(run);

export class Scheduler {
  /** Milliseconds since the beginning. */
  now = 0;
  /** How much has happened. */
  count = 0;
  #heap: Happening[] = [];
  #last = 0;

  /** Calls `run` in `ms`; returns how to call it off. */
  after(ms: number, run: () => void): () => void {
    const happening: Happening = {at: this.now + Math.max(0, ms), n: ++this.#last, run};
    this.#push(happening);
    return () => {
      happening.run = undefined;
    };
  }

  /** Goes on for `ms`. */
  async pass(ms: number): Promise<void> {
    await this.until(() => false, ms);
  }

  /** Goes on until `isSo`, at most `ms`. Answers whether it came to be so. */
  until(isSo: () => boolean, ms: number): Promise<boolean> {
    const end = this.now + ms;
    return new Promise((resolve, reject) => {
      // not from within a promise, where no other would be run
      setImmediate(() => {
        try {
          while (!isSo()) {
            if (this.#step(end)) continue;
            this.now = end;
            break;
          }
          resolve(isSo());
        } catch (error) {
          reject(error as Error);
        }
      });
    });
  }

  /** The next thing happens. False: nothing is left to happen before `end`. */
  #step(end: number): boolean {
    for (;;) {
      const [first] = this.#heap;
      if (!first || first.at > end) return false;
      this.#pop();
      if (!first.run) continue;
      this.now = first.at;
      this.count++;
      first.run();
      settle();
      return true;
    }
  }

  #push(item: Happening): void {
    const heap = this.#heap;
    let at = heap.push(item) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (isBefore(heap[up] as Happening, item)) break;
      heap[at] = heap[up] as Happening;
      at = up;
    }
    heap[at] = item;
  }

  #pop(): void {
    const heap = this.#heap;
    const item = heap.pop() as Happening;
    if (!heap.length) return;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      if (down >= heap.length) break;
      if (down + 1 < heap.length && isBefore(heap[down + 1] as Happening, heap[down] as Happening)) down++;
      if (isBefore(item, heap[down] as Happening)) break;
      heap[at] = heap[down] as Happening;
      at = down;
    }
    heap[at] = item;
  }
}

const isBefore = (a: Happening, b: Happening): boolean => a.at < b.at || (a.at === b.at && a.n < b.n);
