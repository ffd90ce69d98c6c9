/**
 * A node that has not reached its database for long gives its people to the others, who may (F58), and takes them again when
 * it is back. Counted in looks, not read off a clock: a process that stood still has not lost anything.
 */
import type {Clock} from '../clock.js';
import type {Others} from '../domain/domain.js';

const everyMs = 1_000;
/** Behind by so much it has not just been busy. */
const behindMs = 3_000;
/** So many looks in a row. Together with the above: a restart of the database that takes 10 s moves nobody. */
export const looksUntilLost = 10;

/** Returns how to stop. */
export function watchLoss({
  others,
  clock,
  lost,
  found,
}: {
  others: Pick<Others, 'behindMs'>;
  clock: Pick<Clock, 'after'>;
  lost(): void;
  found(): void;
}): () => void {
  let failed = 0;
  let cancel: () => void = () => undefined;
  const look = (): void => {
    const isBehind = others.behindMs() > behindMs;
    if (!isBehind && failed >= looksUntilLost) found();
    failed = isBehind ? failed + 1 : 0;
    if (failed === looksUntilLost) lost();
    cancel = clock.after(everyMs, look);
  };
  cancel = clock.after(everyMs, look);
  return () => cancel();
}
