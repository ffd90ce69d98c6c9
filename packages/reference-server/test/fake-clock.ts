import type {Clock} from '../src/clock.js';

export interface FakeClock extends Clock {
  /** Turns the hands on; timers run in their order, each at its own time. */
  advance(ms: number): void;
}

export function fakeClock(start = Date.UTC(2026, 0, 5, 9)): FakeClock {
  let now = start;
  let timers: {at: number; run: () => void}[] = [];
  return {
    now: () => now,
    after(ms, run) {
      const timer = {at: now + Math.max(0, ms), run};
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const [next] = timers.filter(({at}) => at <= end).sort((left, right) => left.at - right.at);
        if (next === undefined) break;
        timers = timers.filter((other) => other !== next);
        now = Math.max(now, next.at);
        next.run();
      }
      now = end;
    },
  };
}
