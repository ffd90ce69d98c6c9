/**
 * Token buckets per user and cost class (S30). The adapters ask before they run an operation; a batch draws for each
 * operation in it, from the buckets of those (PWP-LIMIT-002). Pure but for the clock it is given.
 */
import {isOperationName, operations} from '@parlor/sdk/protocol';
import type {Clock} from '../clock.js';
import type {Rate, Rates} from './options.js';
import {Refusal} from './refusal.js';

export const defaultRates: Rates = {
  send: {perSecond: 5, burst: 20},
  write: {perSecond: 10, burst: 40},
  register: {perSecond: 20, burst: 100},
  page: {perSecond: 30, burst: 120},
  read: {perSecond: 30, burst: 120},
  create: {perSecond: 1, burst: 20},
  presence: {perSecond: 5, burst: 30},
  report: {perSecond: 1 / 60, burst: 10},
  host: {perSecond: 200, burst: 2000},
  newcomer: {perSecond: 20 / 60, burst: 20},
  backlog: {perSecond: 20, burst: 100},
  grow: {perSecond: 10, burst: 40},
  address: {perSecond: 1_000, burst: 10_000},
};

/** How old a send is, by its sender's clock, that was written while there was no connection. */
const backlogMs = 60_000;

type Bucket = {left: number; at: number};
/** `address`: see auth/address-rates.ts. */
type Bucketed = Exclude<keyof Rates, 'address'>;
type Draw = {cost: Bucketed; amount: number};

export interface RateLimiter {
  /**
   * Draws what one request costs, all of it or nothing.
   * @throws {Refusal} RATE_LIMITED with `retryAfterMs`: when there will be enough.
   */
  draw(user: string, name: string, input: unknown, about?: {isNew: boolean}): void;
}

/** Where several nodes draw from the same buckets: is told of each draw, and may say that less is left. */
export type OnDrawn = (bucket: string, draw: Rate & {amount: number}, lower: (left: number) => void) => void;

/** Buckets of users who are full again are forgotten, so what is kept is bounded by who was active in the last seconds. */
export function createRateLimiter({
  clock,
  rates = {},
  drawn,
}: {
  clock: Pick<Clock, 'now'>;
  rates?: Partial<Rates>;
  drawn?: OnDrawn | undefined;
}): RateLimiter {
  const table: Rates = {...defaultRates, ...rates};
  const users = new Map<string, Map<keyof Rates, Bucket>>();
  let sweptAt = clock.now();

  const bucketOf = (user: string, cost: keyof Rates, now: number): Bucket => {
    let buckets = users.get(user);
    if (!buckets) users.set(user, (buckets = new Map()));
    let bucket = buckets.get(cost);
    if (!bucket) buckets.set(cost, (bucket = {left: table[cost].burst, at: now}));
    else refill(bucket, table[cost], now);
    return bucket;
  };

  const sweep = (now: number): void => {
    if (now - sweptAt < 60_000 && now >= sweptAt) return;
    sweptAt = now;
    for (const [user, buckets] of users) {
      for (const [cost, bucket] of buckets) {
        refill(bucket, table[cost], now);
        if (bucket.left >= table[cost].burst) buckets.delete(cost);
      }
      if (buckets.size === 0) users.delete(user);
    }
  };

  /** Never gives anything: what others say may be wrong. */
  const lower = (user: string, cost: keyof Rates, left: number): void => {
    const bucket = bucketOf(user, cost, clock.now());
    bucket.left = Math.min(bucket.left, left);
  };

  return {
    draw(user, name, input, {isNew} = {isNew: false}) {
      const now = clock.now();
      sweep(now);
      const draws = drawsOf(name, input, {now, isNew}).filter(({cost}) => isBounded(table[cost]));
      let waitMs = 0;
      for (const {cost, amount} of draws) {
        const {left} = bucketOf(user, cost, now);
        const {perSecond, burst} = table[cost];
        // A batch larger than the whole bucket passes when the bucket is full; it then stands below zero.
        const needed = Math.min(amount, burst);
        if (left < needed) waitMs = Math.max(waitMs, Math.ceil(((needed - left) / perSecond) * 1000));
      }
      if (waitMs > 0) throw new Refusal('RATE_LIMITED', undefined, {retryAfterMs: waitMs});
      for (const {cost, amount} of draws) {
        bucketOf(user, cost, now).left -= amount;
        drawn?.(`${cost}:${user}`, {amount, ...table[cost]}, (left) => lower(user, cost, left));
      }
    },
  };
}

export const isBounded = ({perSecond}: Rate): boolean => perSecond !== Number.POSITIVE_INFINITY;

/** A clock that was set back gives nothing and takes nothing (F15). */
export function refill(bucket: Bucket, {perSecond, burst}: Rate, now: number): void {
  const passed = Math.max(0, now - bucket.at);
  bucket.left = Math.min(burst, bucket.left + (passed * perSecond) / 1000);
  bucket.at = now;
}

/** Whether there may be a message in it. */
export const drawsSends = (name: string): boolean => name === 'ops.push' || name === 'message.send';

/** What a request draws. An unknown name costs as much as a read: guessing is not free. */
export function drawsOf(name: string, input: unknown, about: {now: number; isNew: boolean}): Draw[] {
  if (name !== 'ops.push') {
    if (!isOperationName(name)) return [{cost: 'read', amount: 1}];
    const {cost} = operations[name];
    if (cost === 'session') return [];
    if (name === 'message.edit' && isStep(input)) return [{cost: 'grow', amount: 1}];
    return [{cost: cost === 'send' ? bucketOfSend(input, about) : cost, amount: 1}];
  }
  const ops =
    typeof input === 'object' && input !== null && 'ops' in input && Array.isArray(input.ops) ? input.ops : [];
  const amounts = new Map<Bucketed, number>();
  for (const op of ops.slice(0, 50) as unknown[]) {
    const inner = typeof op === 'object' && op !== null && 'op' in op && typeof op.op === 'string' ? op.op : '';
    const given = typeof op === 'object' && op !== null && 'input' in op ? op.input : undefined;
    for (const {cost, amount} of inner === 'ops.push' ? [] : drawsOf(inner, given, about)) {
      amounts.set(cost, (amounts.get(cost) ?? 0) + amount);
    }
  }
  return [...amounts].map(([cost, amount]) => ({cost, amount}));
}

/** So an answer that is being written holds up nothing else its sender does (PWP-GROW-004). */
function isStep(input: unknown): boolean {
  const content = typeof input === 'object' && input !== null && 'content' in input ? input.content : undefined;
  return typeof content === 'object' && content !== null && 'growing' in content && content.growing === true;
}

/**
 * An outbox that was filled offline neither waits for what is written now nor holds it up. The clock is the sender's and may
 * say anything: what it opens is another bucket, bounded as well, and to newcomers not even that.
 */
function bucketOfSend(input: unknown, {now, isNew}: {now: number; isNew: boolean}): 'send' | 'newcomer' | 'backlog' {
  if (isNew) return 'newcomer';
  const at = typeof input === 'object' && input !== null && 'clientTs' in input ? input.clientTs : undefined;
  return typeof at === 'number' && at < now - backlogMs ? 'backlog' : 'send';
}
