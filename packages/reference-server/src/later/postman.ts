/** Has messages sent, and people reminded of some, when the time has come, while the server runs. */
import type {Clock} from '../clock.js';
import type {Domain} from '../domain/domain.js';
import {Refusal} from '../domain/refusal.js';
import type {Log} from '../log.js';

/** How late one may be, when all is well. */
const everyMs = 1_000;

export type Postman = {
  /** Resolves when what is under way is done. */
  stop(): Promise<void>;
};

export function startPostman({domain, clock, log}: {domain: Pick<Domain, 'sendDue'>; clock: Clock; log: Log}): Postman {
  let isStopped = false;
  let cancel = (): void => undefined;
  let running: Promise<void> = Promise.resolve();

  const send = async (): Promise<void> => {
    try {
      const ended = await domain.sendDue();
      if (ended > 0) log.debug({ended}, 'messages of before sent, people reminded');
    } catch (error) {
      // the database is not to be had: what is due goes the next time, late and once
      if (error instanceof Refusal) log.debug({error}, 'messages of before not sent now');
      else log.error({error}, 'messages of before not sent');
    }
    if (!isStopped) cancel = clock.after(everyMs, begin);
  };
  const begin = (): void => void (running = send());
  // what fell due while no server ran goes at once
  begin();

  return {
    async stop() {
      isStopped = true;
      cancel();
      await running;
    },
  };
}
