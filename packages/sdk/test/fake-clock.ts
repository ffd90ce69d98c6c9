import type {Clock} from '../src/base/clock.js';

type Timer = {at: number; run: () => void};

/** A clock whose hands the test turns. Wall and monotonic time go together unless `jump` parts them (F15). */
export class FakeClock implements Clock {
  #wall = 1_767_225_600_000;
  #mono = 0;
  #timers = new Set<Timer>();

  now(): number {
    return this.#wall;
  }

  monotonic(): number {
    return this.#mono;
  }

  after(ms: number, run: () => void): () => void {
    const timer = {at: this.#mono + ms, run};
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Somebody sets the device's clock. */
  jump(ms: number): void {
    this.#wall += ms;
  }

  /** When the next timer is due, in monotonic milliseconds. */
  next(): number | undefined {
    return this.#timers.size ? Math.min(...[...this.#timers].map(({at}) => at)) : undefined;
  }

  /** Goes on by `ms` and calls what is due, in order, waiting after each for what follows from it. */
  async advance(ms: number): Promise<void> {
    const end = this.#mono + ms;
    for (;;) {
      await turns();
      const due = [...this.#timers].filter(({at}) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#pass(Math.max(this.#mono, due.at));
      this.#timers.delete(due);
      due.run();
    }
    this.#pass(end);
    await turns();
  }

  /** Goes on until `isSo`, at most `ms`. @throws when it is never so. */
  async until(isSo: () => boolean, what: string, ms = 60_000): Promise<void> {
    const end = this.#mono + ms;
    for (;;) {
      await turns();
      if (isSo()) return;
      const next = this.next();
      if (next === undefined || next > end) throw new Error(`not within ${ms} ms: ${what}`);
      await this.advance(Math.max(0, next - this.#mono));
    }
  }

  #pass(to: number): void {
    this.#wall += to - this.#mono;
    this.#mono = to;
  }
}

/** Lets everything run that waits for nothing but its turn. */
export async function turns(count = 12): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
