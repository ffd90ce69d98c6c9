/** Deletes what has become too old, while the server runs. */
import type {Clock} from '../clock.js';
import type {Ages} from '../domain/ages.js';
import type {Domain} from '../domain/domain.js';
import {Refusal} from '../domain/refusal.js';
import type {Log} from '../log.js';

/** Behind the start, when everybody is connecting, and behind the end of each time. */
const firstMs = 60_000;
const everyMs = 60 * 60 * 1000;

/** After a step the time is everybody else's: so many times as long as it took, and never longer than this in milliseconds. */
const times = 3;
const longestRestMs = 50;

export const resting =
  (clock: Clock) =>
  (tookMs: number): Promise<void> =>
    new Promise((resolve) => void clock.after(Math.min(longestRestMs, times * tookMs), resolve));

export type Keeper = {
  /** Resolves when the step under way is done. */
  stop(): Promise<void>;
};

export function startKeeper({
  domain,
  ages,
  clock,
  log,
}: {
  domain: Pick<Domain, 'deleteOld'>;
  ages: Ages;
  clock: Clock;
  log: Log;
}): Keeper {
  const signal = {aborted: false};
  let running: Promise<void> = Promise.resolve();
  let cancel = (): void => undefined;

  const sweep = async (): Promise<void> => {
    try {
      const {messages, notifications} = await domain.deleteOld(ages, {signal, rest: resting(clock)});
      if (messages + notifications > 0) log.info({messages, notifications}, 'what was old is deleted');
    } catch (error) {
      // another one is at it, or the database is not to be had: what is left goes the next time
      if (error instanceof Refusal) log.debug({error}, 'old messages not deleted now');
      else log.error({error}, 'old messages not deleted');
    }
    if (!signal.aborted) cancel = clock.after(everyMs, begin);
  };
  const begin = (): void => void (running = sweep());
  cancel = clock.after(firstMs, begin);

  return {
    async stop() {
      signal.aborted = true;
      cancel();
      await running;
    },
  };
}
