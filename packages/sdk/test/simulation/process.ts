/** One process: a tab, or the server. It lives on the scheduler's time; killed, it never runs again; frozen, it runs later. */
import type {Clock} from '../../src/base/clock.js';
import type {Scheduler} from './scheduler.js';

const begin = 1_767_225_600_000;

export class Process {
  isDead = false;
  isFrozen = false;
  /** By how much its wall clock is wrong (F15, F53). */
  wrongMs = 0;
  readonly #scheduler: Scheduler;
  #held: (() => void)[] = [];

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** Something reaches the process in `ms`. */
  after(ms: number, run: () => void): () => void {
    let isOff = false;
    const arrive = (): void => {
      if (isOff || this.isDead) return;
      if (this.isFrozen) this.#held.push(arrive);
      else run();
    };
    const cancel = this.#scheduler.after(ms, arrive);
    return () => {
      isOff = true;
      cancel();
    };
  }

  readonly clock: Clock = {
    now: () => Math.floor(begin + this.#scheduler.now + this.wrongMs),
    monotonic: () => this.#scheduler.now,
    after: (ms, run) => this.after(ms, run),
  };

  kill(): void {
    this.isDead = true;
    this.#held = [];
  }

  freeze(): void {
    this.isFrozen = true;
  }

  /** What waited arrives, in order. */
  thaw(): void {
    if (!this.isFrozen) return;
    this.isFrozen = false;
    const held = this.#held;
    this.#held = [];
    for (const run of held) this.#scheduler.after(0, run);
  }
}
