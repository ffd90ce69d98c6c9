/**
 * Time as an argument. Everything that waits takes a Clock, so that tests turn the hands themselves.
 */
export interface Clock {
  /** Wall clock, milliseconds since 1970: for showing and for advisory stamps only. */
  now(): number;
  /** Milliseconds that never jump: for durations, time-outs and backoff (F15). */
  monotonic(): number;
  /** Calls once, not before `ms` have passed by `monotonic()`; the returned function cancels. */
  after(ms: number, run: () => void): () => void;
}

/** Longer timers fire at once. */
const longestMs = 2 ** 31 - 1;

/** The real clock of a browser or of Node. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, run) {
    const due = performance.now() + ms;
    // a browser's timer may fire a fraction of a millisecond early: whoever asks the clock then would find it is not time
    const arm = (): ReturnType<typeof setTimeout> =>
      setTimeout(
        () => {
          if (performance.now() < due) timer = arm();
          else run();
        },
        Math.min(longestMs, Math.max(0, Math.ceil(due - performance.now()))),
      );
    let timer = arm();
    return () => clearTimeout(timer);
  },
};

/** What `work` comes to, or undefined when that takes longer than `ms`. */
export function within<Result>(clock: Clock, ms: number, work: Promise<Result>): Promise<Result | undefined> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => resolve(undefined));
    work.then(resolve, reject).finally(cancel);
  });
}

/** Runs `run` once, `ms` after the first of the calls that ask for it. */
export function gather(clock: Clock, ms: number, run: () => void): () => void {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    clock.after(ms, () => {
      isWaiting = false;
      run();
    });
  };
}
