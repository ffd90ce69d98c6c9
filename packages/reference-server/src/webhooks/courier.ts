/**
 * Delivers what waits in one queue: of a lane one after the other, lanes beside each other. It keeps in memory what waits and when; what is
 * true is in the database, written before and after each attempt. At least once: what was answered and could not be written down goes
 * again (PWP-HOOK-004).
 */
import type {WebhookFailure} from '@parlor/sdk/protocol';
import type {Clock} from '../clock.js';
import {beginning, type LookedAt, type Queue, type Settled} from '../domain/webhook-access.js';
import type {EventRecord, WaitingEvent} from '../store/records.js';
import {WaitingLanes} from './lanes.js';
import {dueAfter, type RetryRules} from './retry.js';

export type Outcome = 'delivered' | WebhookFailure['reason'];

/** What a courier has to know of what it delivers. */
export type Tried = Pick<EventRecord, 'n' | 'attempts' | 'triedSince'>;

/** What came of one attempt. `nothing`: there was nothing to say any more. `dead`: trying again is of no use. */
export type Posted =
  | {is: 'taken'}
  | {is: 'nothing'}
  | {is: 'failed'; failure: WebhookFailure; askedMs?: number | undefined}
  | {is: 'dead'; failure: WebhookFailure};

export type CourierOptions<Job extends Tried> = {
  queue: Queue<Job>;
  /** One attempt. Rejects for a mistake of ours alone: then it is made again a little later. */
  post: (job: Job, signal: AbortSignal) => Promise<Posted>;
  clock: Clock;
  /** From 0 to 1, without 1. */
  chance: () => number;
  retries: RetryRules;
  /** Attempts at a time; and so many while every one fails: one lane that hangs still lets another one by. */
  atOnce: number;
  fewest: number;
  /** Whether an attempt that begins now ends before another node may take over. */
  maySend: () => boolean;
  attempted: (outcome: Outcome, isDead: boolean) => void;
  report: (error: unknown) => void;
};

/** How often is noted how it goes. */
const notedEveryMs = 5_000;
/** After the database did not answer. */
const restMs = 2_000;

export class Courier<Job extends Tried> {
  readonly #options: CourierOptions<Job>;
  readonly #lanes = new WaitingLanes();
  readonly #ending = new AbortController();
  readonly #running = new Set<Promise<void>>();
  #after: LookedAt = beginning;
  #looking: Promise<void> | undefined;
  #isToLook = false;
  /** Rises with what is taken, falls with what is not. */
  #allowed: number;
  #cancelNext: (() => void) | undefined;
  #noted: {at: number; isWell: boolean} | undefined;

  constructor(options: CourierOptions<Job>) {
    this.#options = options;
    this.#allowed = options.atOnce;
  }

  /** How many are known to wait. */
  get waiting(): number {
    return this.#lanes.size;
  }

  /** Reads what is new, and begins what may go. Never throws. */
  look(): void {
    this.#isToLook = true;
    this.#looking ??= this.#lookAll().finally(() => {
      this.#looking = undefined;
    });
  }

  async #lookAll(): Promise<void> {
    while (this.#isToLook && !this.#ending.signal.aborted) {
      this.#isToLook = false;
      try {
        const {events, at, isMore} = await this.#options.queue.look(this.#after);
        this.#after = at;
        this.#isToLook ||= isMore;
        this.#lanes.add(events);
      } catch (error) {
        // the next look, a second later, goes on from the same place
        this.#options.report(error);
      }
      this.#pump();
    }
  }

  #pump(): void {
    const {clock, maySend} = this.#options;
    if (this.#ending.signal.aborted) return;
    const now = clock.now();
    while (this.#running.size < this.#allowed && maySend()) {
      const event = this.#lanes.take(now);
      if (!event) break;
      const run = this.#deliver(event).finally(() => {
        this.#running.delete(run);
        this.#pump();
      });
      this.#running.add(run);
    }
    this.#cancelNext?.();
    const next = this.#lanes.nextAt();
    this.#cancelNext = next === undefined ? undefined : clock.after(Math.max(1, next - now), () => this.#pump());
  }

  async #deliver(waiting: WaitingEvent): Promise<void> {
    const {queue, clock, report} = this.#options;
    try {
      const job = await queue.job(waiting.n);
      if (!job) return this.#lanes.done(waiting);
      const settled = await this.#attempt(job);
      // stopped on the way: it goes again
      if (!settled) return;
      await queue.settle(settled, this.#isToNote(settled.is === 'taken'));
      if (settled.is === 'failed') this.#lanes.again(waiting, settled.dueAt);
      else this.#lanes.done(waiting);
    } catch (error) {
      report(error);
      this.#lanes.again(waiting, clock.now() + restMs);
    }
  }

  async #attempt(job: Job): Promise<Settled | undefined> {
    const {post, clock, retries, chance, attempted, atOnce, fewest} = this.#options;
    const {n, attempts, triedSince} = job;
    const outcome = await post(job, this.#ending.signal);
    if (outcome.is === 'nothing') return {is: 'taken', n};
    if (this.#ending.signal.aborted && outcome.is !== 'taken') return undefined;
    if (outcome.is === 'taken') {
      this.#allowed = Math.min(atOnce, this.#allowed + 1);
      attempted('delivered', false);
      return {is: 'taken', n};
    }
    this.#allowed = Math.max(Math.min(fewest, atOnce), Math.floor(this.#allowed / 2));
    const {failure} = outcome;
    const dueAt =
      outcome.is === 'dead'
        ? undefined
        : dueAfter(retries, {now: clock.now(), attempts, triedSince, askedMs: outcome.askedMs, chance: chance()});
    attempted(failure.reason, dueAt === undefined);
    return dueAt === undefined ? {is: 'dead', n, failure} : {is: 'failed', n, failure, dueAt};
  }

  /** Not at every event: each time it turns, and from time to time. */
  #isToNote(isWell: boolean): boolean {
    const now = this.#options.clock.now();
    if (this.#noted?.isWell === isWell && now - this.#noted.at < notedEveryMs) return false;
    this.#noted = {at: now, isWell};
    return true;
  }

  /** Begins nothing more, gives up what is under way, and is done when that is written down. */
  async stop(): Promise<void> {
    this.#cancelNext?.();
    this.#ending.abort();
    await this.#looking;
    await Promise.all(this.#running);
  }
}
