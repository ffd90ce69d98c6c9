/**
 * A token bucket for each address (PWP-LIMIT-008): before anybody has said who they are there is nothing else to count by, and whoever has
 * many names has one line. Users have theirs in domain/rate.ts.
 */
import type {Clock} from '../clock.js';
import type {Rate} from '../domain/options.js';
import {isBounded, type OnDrawn, refill} from '../domain/rate.js';
import {Refusal} from '../domain/refusal.js';

/** Of so many addresses it is remembered at most; of those beyond, who came longest ago is forgotten. */
export const mostAddresses = 50_000;
/** An address draws often, so the other nodes hear of it in parts of this share of its burst. */
const toldShare = 0.01;
const sayAgainMs = 60_000;

export interface AddressRates {
  /**
   * Draws one. Nothing is counted without an address.
   * @throws {Refusal} RATE_LIMITED with `retryAfterMs`
   */
  draw(address: string | undefined): void;
  /** Addresses that are remembered. */
  readonly size: number;
}

type Bucket = {left: number; at: number; untold: number};

export function createAddressRates({
  clock,
  rate,
  drawn,
  refused,
}: {
  clock: Pick<Clock, 'now'>;
  rate: Rate;
  drawn?: OnDrawn | undefined;
  /** Told of one that is refused, at most once a minute. */
  refused?: ((address: string) => void) | undefined;
}): AddressRates {
  const {perSecond, burst} = rate;
  const toldAmount = Math.max(1, Math.floor(burst * toldShare));
  /** In the order of their last draws. */
  const buckets = new Map<string, Bucket>();
  let saidAt: number | undefined;

  const bucketOf = (address: string, now: number): Bucket => {
    const bucket = buckets.get(address) ?? {left: burst, at: now, untold: 0};
    refill(bucket, rate, now);
    buckets.delete(address);
    buckets.set(address, bucket);
    return bucket;
  };

  /** A few at each draw, so that nobody waits for a long look: those who came longest ago are full again first. */
  const sweep = (now: number): void => {
    let looks = 3;
    for (const [address, bucket] of buckets) {
      const isFull = now - bucket.at >= ((burst - bucket.left) / perSecond) * 1000;
      if (buckets.size < mostAddresses && (!isFull || looks-- === 0)) return;
      buckets.delete(address);
    }
  };

  /** Never gives anything: what others say may be wrong. What was forgotten is not made again for it. */
  const lower = (address: string, left: number): void => {
    const bucket = buckets.get(address);
    if (!bucket) return;
    refill(bucket, rate, clock.now());
    bucket.left = Math.min(bucket.left, left - bucket.untold);
  };

  const say = (address: string, now: number): void => {
    if (saidAt !== undefined && now >= saidAt && now - saidAt < sayAgainMs) return;
    saidAt = now;
    refused?.(address);
  };

  return {
    draw(address) {
      if (address === undefined || !isBounded(rate)) return;
      const now = clock.now();
      sweep(now);
      const bucket = bucketOf(address, now);
      if (bucket.left < 1) {
        say(address, now);
        throw new Refusal('RATE_LIMITED', 'too much from this address', {
          retryAfterMs: Math.ceil(((1 - bucket.left) / perSecond) * 1000),
        });
      }
      bucket.left--;
      bucket.untold++;
      if (bucket.untold < toldAmount) return;
      const amount = bucket.untold;
      bucket.untold = 0;
      drawn?.(`address:${address}`, {amount, perSecond, burst}, (left) => lower(address, left));
    },
    get size() {
      return buckets.size;
    },
  };
}
