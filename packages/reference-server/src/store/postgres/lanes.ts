/** Works of one lane, one lot after the other; lanes beside each other. */

/** Most of a lot: the first of them waits for the last. */
const mostTogether = 64;

export class Lanes<Item> {
  readonly #waiting = new Map<string, Item[]>();
  readonly #runAll: (lot: Item[], grows: () => boolean) => Promise<void>;

  /**
   * `runAll` gets what came in while the lot before it was running. It does not throw. Whenever it is at the end of the lot, `grows` adds
   * one that came in meanwhile, and says whether there was any: while a lot waits for another node's lock, more come.
   */
  constructor(runAll: (lot: Item[], grows: () => boolean) => Promise<void>) {
    this.#runAll = runAll;
  }

  add(lane: string, item: Item): void {
    const waiting = this.#waiting.get(lane);
    if (waiting) return void waiting.push(item);
    const queue = [item];
    this.#waiting.set(lane, queue);
    void this.#run(lane, queue);
  }

  async #run(lane: string, queue: Item[]): Promise<void> {
    // everything that is asked in one turn of the event loop goes together
    await new Promise<void>((resolve) => void setImmediate(resolve));
    while (queue.length > 0) {
      const lot = queue.splice(0, mostTogether);
      await this.#runAll(lot, () => {
        const [next] = lot.length < mostTogether ? queue.splice(0, 1) : [];
        if (next !== undefined) lot.push(next);
        return next !== undefined;
      });
    }
    this.#waiting.delete(lane);
  }
}
