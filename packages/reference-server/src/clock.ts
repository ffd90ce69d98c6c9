/** Time as an argument: everything here that waits takes a clock, so that tests turn the hands themselves. */
export interface Clock {
  /** Wall clock, milliseconds since 1970. */
  now(): number;
  /** Calls once after `ms`; the returned function cancels. */
  after(ms: number, run: () => void): () => void;
}

/** The real one. Its timers do not keep a process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    // in a browser, where the memory store runs too, a timer is a number
    (timer as {unref?(): void}).unref?.();
    return () => clearTimeout(timer);
  },
};
