/** Works of one turn, run together. */

/**
 * Collects what is added until `schedule` calls back, then hands it to `runAll`, one lot after the other. `idle` resolves
 * when nothing is queued or running.
 */
export class Turns<Item> {
  #queued: Item[] = [];
  #running: Promise<void> | undefined;
  readonly #schedule: (run: () => void) => void;
  readonly #runAll: (items: Item[]) => Promise<void>;

  constructor(schedule: (run: () => void) => void, runAll: (items: Item[]) => Promise<void>) {
    this.#schedule = schedule;
    this.#runAll = runAll;
  }

  add(item: Item): void {
    this.#queued.push(item);
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    while (this.#queued.length > 0) {
      await new Promise<void>((resolve) => this.#schedule(resolve));
      const items = this.#queued;
      this.#queued = [];
      await this.#runAll(items);
    }
    this.#running = undefined;
  }

  idle(): Promise<void> {
    return this.#running ?? Promise.resolve();
  }
}
