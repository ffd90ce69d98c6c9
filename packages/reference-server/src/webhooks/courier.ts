/**
 * Delivers the events of one endpoint: those of a lane one after the other, lanes beside each other. It keeps in memory which events
 * wait and when; what is true is in the database, written before and after each attempt. At least once: what was answered and could not
 * be written down goes again (PWP-HOOK-004).
 */
import type {WebhookFailure} from '@parlor/sdk/protocol';
import type {Clock} from '../clock.js';
import {beginning, type LookedAt, type Settled, type WebhookDesk} from '../domain/webhook-access.js';
import {EgressError} from '../egress/guard.js';
import type {Poster} from '../egress/post.js';
import {sign} from '../egress/sign.js';
import type {EventRecord, WaitingEvent, WebhookRecord} from '../store/records.js';
import {WaitingLanes} from './lanes.js';
import {askedFor, dueAfter, type RetryRules} from './retry.js';

export type Outcome = 'delivered' | WebhookFailure['reason'];

export type CourierOptions = {
  desk: WebhookDesk;
  poster: Poster;
  clock: Clock;
  /** From 0 to 1, without 1. */
  chance: () => number;
  retries: RetryRules;
  timeoutMs: number;
  /** Requests to one endpoint at a time. */
  atOnce: number;
  /** Whether an attempt that begins now ends before another node may take over. */
  maySend: () => boolean;
  attempted: (outcome: Outcome, isDead: boolean) => void;
  report: (error: unknown) => void;
};

/** While every attempt fails, so many are made at a time: one lane that hangs still lets another one by. */
const fewest = 2;
/** How often an endpoint's row says how it goes. */
const notedEveryMs = 5_000;
/** After the database did not answer. */
const restMs = 2_000;

export class Courier {
  readonly #options: CourierOptions;
  readonly #lanes = new WaitingLanes();
  readonly #ending = new AbortController();
  readonly #running = new Set<Promise<void>>();
  #endpoint: WebhookRecord;
  #after: LookedAt = beginning;
  #looking: Promise<void> | undefined;
  #isToLook = false;
  /** Rises with what is taken, falls with what is not. */
  #allowed: number;
  #cancelNext: (() => void) | undefined;
  #noted: {at: number; isWell: boolean} | undefined;

  constructor(endpoint: WebhookRecord, options: CourierOptions) {
    this.#endpoint = endpoint;
    this.#options = options;
    this.#allowed = options.atOnce;
  }

  /** How many events are known to wait. */
  get waiting(): number {
    return this.#lanes.size;
  }

  /** From the next attempt on. */
  renew(endpoint: WebhookRecord): void {
    this.#endpoint = endpoint;
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
        const {events, at, isMore} = await this.#options.desk.look(this.#endpoint.id, this.#after);
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
    const {desk, clock, report} = this.#options;
    try {
      const event = await desk.event(waiting.n);
      if (!event || event.webhook !== this.#endpoint.id) return this.#lanes.done(waiting);
      const settled = await this.#attempt(event);
      // stopped on the way: it goes again
      if (!settled) return;
      await desk.settle(this.#endpoint.id, settled, this.#isToNote(settled.is === 'taken'));
      if (settled.is === 'failed') this.#lanes.again(waiting, settled.dueAt);
      else this.#lanes.done(waiting);
    } catch (error) {
      report(error);
      this.#lanes.again(waiting, clock.now() + restMs);
    }
  }

  async #attempt({n, id, body, attempts, triedSince}: EventRecord): Promise<Settled | undefined> {
    const {clock, retries, chance, attempted, atOnce} = this.#options;
    const outcome = await this.#post(id, body);
    if (this.#ending.signal.aborted && outcome.is !== 'taken') return undefined;
    if (outcome.is === 'taken') {
      this.#allowed = Math.min(atOnce, this.#allowed + 1);
      attempted('delivered', false);
      return {is: 'taken', n};
    }
    this.#allowed = Math.max(Math.min(fewest, atOnce), Math.floor(this.#allowed / 2));
    const {failure, askedMs} = outcome;
    const dueAt = dueAfter(retries, {now: clock.now(), attempts, triedSince, askedMs, chance: chance()});
    attempted(failure.reason, dueAt === undefined);
    return dueAt === undefined ? {is: 'dead', n, failure} : {is: 'failed', n, failure, dueAt};
  }

  async #post(id: string, body: string): Promise<Posted> {
    const {poster, clock, timeoutMs} = this.#options;
    const at = clock.now();
    const {url, secret, formerSecret, formerUntil} = this.#endpoint;
    const secrets = formerSecret !== undefined && at < formerUntil ? [secret, formerSecret] : [secret];
    const headers = {'content-type': 'application/json', 'user-agent': 'Parlor', ...sign(body, {id, at, secrets})};
    try {
      const {status, headers: answer} = await poster.post(url, {
        ...{body, headers, timeoutMs},
        signal: this.#ending.signal,
      });
      if (status >= 200 && status < 300) return {is: 'taken'};
      const reason = status >= 300 && status < 400 ? 'redirect' : 'http';
      return {is: 'failed', failure: {at, reason, status}, askedMs: askedFor(status, answer['retry-after'], at)};
    } catch (error) {
      if (!(error instanceof EgressError)) throw error;
      return {is: 'failed', failure: {at, reason: error.reason}, askedMs: undefined};
    }
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

type Posted = {is: 'taken'} | {is: 'failed'; failure: WebhookFailure; askedMs: number | undefined};
