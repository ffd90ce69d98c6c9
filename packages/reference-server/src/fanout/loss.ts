/**
 * A node that has not reached its database for long, or has reached one that may not be written, gives its people to the others, who
 * may (F58), and takes them again when it is back. Counted in looks, not read off a clock: a process that stood still has not lost anything.
 */
import type {Clock} from '../clock.js';
import type {Others} from '../domain/domain.js';
import {Refusal} from '../domain/refusal.js';

const everyMs = 1_000;
/** Behind by so much it has not just been busy. */
const behindMs = 3_000;
/** So many looks in a row. Together with the above: a restart of the database that takes 10 s moves nobody. */
export const looksUntilLost = 10;

/** Returns how to stop. */
export function watchLoss({
  others,
  probe,
  clock,
  lost,
  found,
}: {
  others: Pick<Others, 'behindMs'>;
  /** Tries to write. */
  probe(): Promise<void>;
  clock: Pick<Clock, 'after'>;
  lost(): void;
  found(): void;
}): () => void {
  let failed = 0;
  let isProbing = false;
  let cannotWrite = false;
  const look = (): void => {
    const isLost = others.behindMs() > behindMs || cannotWrite;
    if (!isLost && failed >= looksUntilLost) found();
    failed = isLost ? failed + 1 : 0;
    if (failed === looksUntilLost) lost();
    void tryToWrite();
    cancel = clock.after(everyMs, look);
  };
  const tryToWrite = async (): Promise<void> => {
    if (isProbing) return;
    isProbing = true;
    try {
      await probe();
      cannotWrite = false;
    } catch (error) {
      // a full disk is full for all nodes, and reading goes on (F49)
      cannotWrite = !(error instanceof Refusal && error.code === 'STORAGE_FULL');
    }
    isProbing = false;
  };
  let cancel: () => void = () => undefined;
  cancel = clock.after(everyMs, look);
  return () => cancel();
}
