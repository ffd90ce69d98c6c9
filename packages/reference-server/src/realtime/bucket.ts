import type {Clock} from '../clock.js';

/**
 * A token bucket of its own: for what belongs to one connection or to the whole node; users have theirs in
 * domain/rate.ts. `perSecond: Infinity` turns it off.
 */
export type Bucket = {
  /** Draws one; milliseconds to wait for it, 0 when it was drawn. */
  draw(): number;
};

export function createBucket(
  clock: Pick<Clock, 'now'>,
  {perSecond, burst}: {perSecond: number; burst: number},
): Bucket {
  let left = burst;
  let at = clock.now();
  return {
    draw() {
      // off: nothing to count, and Infinity × 0 would be no number
      if (perSecond === Number.POSITIVE_INFINITY) return 0;
      const now = clock.now();
      left = Math.min(burst, left + (Math.max(0, now - at) * perSecond) / 1000);
      at = now;
      if (left < 1) return Math.ceil(((1 - left) * 1000) / perSecond);
      left--;
      return 0;
    },
  };
}
