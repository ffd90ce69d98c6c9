/** Works of one lane, one lot after the other; lanes beside each other. */

/** Most of a lot: the first of them waits for the last. */
const mostTogether = 64;

export class Lanes<Item> {
  readonly #waiting = new Map<string, Item[]>();
  readonly #runAll: (items: Item[]) => Promise<void>;

  /** `runAll` gets what came in while the lot before it was running. It does not throw. */
  constructor(runAll: (items: Item[]) => Promise<void>) {
    this.#runAll = runAll;
  }

  add(lane: string, item: Item): void {
    const waiting = this.#waiting.get(lane);
    if (waiting) return void waiting.push(item);
    this.#waiting.set(lane, [item]);
    void this.#run(lane);
  }

  async #run(lane: string): Promise<void> {
    // everything that is asked in one turn of the event loop goes together
    await new Promise<void>((resolve) => void setImmediate(resolve));
    for (let waiting = this.#waiting.get(lane); waiting && waiting.length > 0; waiting = this.#waiting.get(lane)) {
      this.#waiting.set(lane, waiting.slice(mostTogether));
      await this.#runAll(waiting.slice(0, mostTogether));
    }
    this.#waiting.delete(lane);
  }
}
