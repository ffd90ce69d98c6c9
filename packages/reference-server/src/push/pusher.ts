/**
 * Tells who is not here of what they miss: on one node at a time, whoever has the lease. It looks who is to be told, and delivers what
 * waits for browsers, with the courier of webhooks. A node that dies leaves its lease to run out, and another one goes on.
 */
import type {Clock} from '../clock.js';
import {laneOfDue} from '../domain/dues.js';
import {lanesOf} from '../domain/lanes.js';
import type {NoticeDesk, Push} from '../domain/notice-access.js';
import type {Poster} from '../egress/post.js';
import type {Log} from '../log.js';
import {attempt} from '../webhooks/attempt.js';
import {Courier, type Outcome, type Posted} from '../webhooks/courier.js';
import type {RetryRules} from '../webhooks/retry.js';
import {type Encoded, encode, type VapidKeys} from './encode.js';

export type Pusher = {
  /** Notices that are known here to wait for browsers. */
  waiting(): number;
  /** Gives up what is under way. What was not delivered is in the queue. */
  stop(): Promise<void>;
};

export type PushOutcome = Outcome | 'gone';

type Options = {
  desk: NoticeDesk;
  poster: Poster;
  clock: Clock;
  log: Log;
  /** Without them only the host is told. */
  keys: VapidKeys | undefined;
  /** Who of these sits before the app now. */
  atScreen: (users: readonly string[]) => Promise<ReadonlySet<string>>;
  chance?: (() => number) | undefined;
  /** Told of every attempt to push, and of how many people were to be told. */
  attempted?: ((outcome: PushOutcome) => void) | undefined;
  told?: ((people: number) => void) | undefined;
};

/** A notice that is a day late is of no use. */
export const retries: RetryRules = {firstMs: 5_000, longestMs: 60 * 60_000, giveUpMs: 24 * 60 * 60_000};
const timeoutMs = 10_000;
/** Browsers at a time, each with one notice; a push service that hangs takes no more than its own. */
const atOnce = 64;
/** Looked through at a time: each waits for the database for most of its time. */
const conversationsAtOnce = 4;
const leaseMs = 30_000;
const renewEveryMs = 10_000;
const lookEveryMs = 1_000;
/** While nobody could be told. */
const idleMs = 5_000;
/** The browser ended its subscription, or never made it. */
const gone = new Set([404, 410]);
/** What is wrong with the request is so the next time as well. */
const isFinal = (status: number): boolean => status >= 400 && status < 500 && status !== 429 && status !== 408;

export function startPusher({desk, poster, clock, log, keys, atScreen, ...options}: Options): Pusher {
  const {chance = Math.random, attempted, told} = options;
  const owner = `${clock.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
  const report = (error: unknown): void => log.warn({error}, 'push: the database did not answer');
  let isStopping = false;
  let cancel: (() => void) | undefined;
  let leasedAt: number | undefined;
  let courier: Courier<Push> | undefined;

  const post = async (push: Push, signal: AbortSignal): Promise<Posted> => {
    const outgoing = keys && (await desk.outgoing(push));
    if (!keys || !outgoing) return {is: 'nothing'};
    let encoded: Encoded;
    try {
      encoded = encode(outgoing, keys);
    } catch (error) {
      log.info({error, subscription: push.subscription}, 'push: a browser gave keys that are none');
      await desk.forget(push.subscription);
      return {is: 'nothing'};
    }
    const {url, ...sent} = encoded;
    const {status = 0, ...outcome} = await attempt(poster, url, {...sent, timeoutMs, signal}, clock);
    if (outcome.is === 'taken') return outcome;
    if (gone.has(status)) {
      attempted?.('gone');
      await desk.forget(push.subscription);
      return {is: 'nothing'};
    }
    return isFinal(status) ? {is: 'dead', failure: outcome.failure} : outcome;
  };

  const newCourier = (): Courier<Push> =>
    new Courier({
      ...{queue: desk, post, clock, chance, report, retries, atOnce, fewest: atOnce},
      maySend: () => leasedAt !== undefined && clock.now() + timeoutMs < leasedAt + leaseMs,
      attempted(outcome, isDead) {
        attempted?.(outcome);
        if (isDead) log.warn({outcome}, 'push: a notice was given up');
        else if (outcome !== 'delivered') log.info({outcome}, 'push: an attempt failed');
      },
    });

  const hasLease = async (): Promise<boolean> => {
    const asked = clock.now();
    // of a clock that was set back nothing can be told: the lease is taken anew
    if (leasedAt !== undefined && asked >= leasedAt && asked - leasedAt < renewEveryMs) return true;
    leasedAt = (await desk.takeLease(owner, leaseMs)) ? asked : undefined;
    return leasedAt !== undefined;
  };

  const goRound = async (): Promise<void> => {
    if (!(await desk.isBusy())) return;
    if (!(await hasLease())) {
      const before = courier;
      courier = undefined;
      return before?.stop();
    }
    const lanes = lanesOf(await desk.dues(), laneOfDue);
    const tellAll = async (): Promise<void> => {
      for (let lane = lanes.shift(); lane; lane = lanes.shift())
        for (const due of lane) {
          if (isStopping || !(await hasLease())) return;
          // not within the call: where nobody counts it would not be made
          const people = await desk.handle(due, atScreen);
          told?.(people);
        }
    };
    const ends = await Promise.allSettled(Array.from({length: conversationsAtOnce}, tellAll));
    for (const end of ends) if (end.status === 'rejected') report(end.reason);
    if (isStopping || leasedAt === undefined) return;
    courier ??= newCourier();
    courier.look();
  };

  const run = async (): Promise<void> => {
    let isWanted = true;
    try {
      isWanted = keys !== undefined || (await desk.isWanted());
      if (isWanted) await goRound();
    } catch (error) {
      report(error);
    }
    if (!isStopping) cancel = clock.after(isWanted ? lookEveryMs : idleMs, begin);
  };
  let running = Promise.resolve();
  const begin = (): void => void (running = run());
  begin();

  return {
    waiting: () => courier?.waiting ?? 0,
    async stop() {
      isStopping = true;
      cancel?.();
      await running;
      await courier?.stop();
      if (leasedAt !== undefined) await desk.endLease(owner).catch(report);
    },
  };
}
