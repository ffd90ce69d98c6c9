/**
 * Buckets that several nodes draw from. A node decides by its own buckets, at once; what was drawn is told every 100 ms, and
 * where others have drawn too the own bucket is lowered to what is left for all. So somebody who goes round the nodes has
 * each one's burst once, and pays it back. Where the others cannot be asked, the own buckets hold.
 */
import type {Clock} from '../clock.js';
import type {Draw, Peers} from './peers.js';

export const tellMs = 100;
/** In one question. */
const mostTold = 200;

export type SharedRates = {
  /** To be called after each draw; `lower` is called when less is left than the node thought, with how much. */
  drawn(bucket: string, drawn: Omit<Draw, 'bucket'>, lower: (left: number) => void): void;
  stop(): void;
};

type Pending = Draw & {lower(left: number): void};

export function createSharedRates({peers, clock}: {peers: Peers; clock: Pick<Clock, 'after'>}): SharedRates {
  const pending = new Map<string, Pending>();
  let cancel: (() => void) | undefined;

  const tell = async (): Promise<void> => {
    cancel = undefined;
    const told = [...pending.values()].slice(0, mostTold);
    for (const {bucket} of told) pending.delete(bucket);
    if (pending.size > 0) tellLater();
    if (!peers.isWell) return;
    try {
      const lefts = await peers.draw(told.map(({lower: _, ...draw}) => draw));
      for (const [at, {bucket, lower}] of told.entries()) {
        const left = lefts[at];
        // what was drawn meanwhile is not in it
        if (left !== undefined) lower(left - (pending.get(bucket)?.amount ?? 0));
      }
    } catch {
      // the own buckets hold
    }
  };
  const tellLater = (): void => {
    cancel ??= clock.after(tellMs, () => void tell());
  };

  return {
    drawn(bucket, {amount, perSecond, burst}, lower) {
      const before = pending.get(bucket)?.amount ?? 0;
      pending.set(bucket, {bucket, amount: before + amount, perSecond, burst, lower});
      tellLater();
    },
    stop() {
      cancel?.();
      pending.clear();
    },
  };
}
