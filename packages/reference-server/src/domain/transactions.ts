/**
 * Reads and writes of the store, with the rules that hold for all of them: whose sessions were ended does nothing any more, and what a commit
 * gives out goes to the listeners in the order of the commits, also what other nodes committed.
 */
import type {UserId} from '@parlor/sdk/protocol';
import type {Clock} from '../clock.js';
import {dayOf} from '../store/admin.js';
import type {WebhookRecord} from '../store/records.js';
import type {ReadTransaction, Store, WriteTransaction} from '../store/store.js';
import {ActiveToday} from './active.js';
import {note} from './audit.js';
import type {Actor, Delivery, Others, Touched} from './domain.js';
import {areTold, keepDues} from './dues.js';
import {Endpoints, keepEvents} from './events.js';
import {type Caught, Follower} from './follower.js';
import {rememberedMs} from './perform.js';
import {ReceiptCoalescer} from './receipt-coalescer.js';
import {Refusal} from './refusal.js';
import {SeatCache} from './seats.js';
import {isHost} from './visibility.js';
import type {WebhookNews} from './webhook-access.js';
import {type Look, lookWith, type Settings, type Work, workWith} from './work.js';

const noEndpoints: readonly WebhookRecord[] = [];
/** How often, at most, old ends of operations are forgotten, and how many at once. */
const pruneEveryMs = 60 * 60 * 1000;
const pruneAtOnce = 5000;

export type SessionsEnded = Caught['ended'][number];
type Done<Result> = {result: Result; work: Work; deliveries: Delivery[]};

type Options = {
  store: Store;
  clock: Pick<Clock, 'now' | 'after'>;
  settings: Settings;
  receiptDelayMs: number;
  /** What is done with the events of a commit; where it is left out, none are kept. */
  onWebhookNews?: ((news: WebhookNews) => void) | undefined;
  afterCommit?: (() => void) | undefined;
  onError?: ((error: unknown) => void) | undefined;
};

/** Asked in every transaction: nothing that is kept in memory may outlive a commit (PWP-AUTHZ-002). */
async function isOver(tx: ReadTransaction, {user, issuedAt}: Actor): Promise<boolean> {
  return issuedAt !== undefined && issuedAt <= (await tx.endedUntil(user));
}

class Listeners<News> {
  readonly #all = new Set<(news: News) => void>();
  readonly #onError: ((error: unknown) => void) | undefined;

  constructor(onError: ((error: unknown) => void) | undefined) {
    this.#onError = onError;
  }

  /** Returns how to stop. */
  add(listener: (news: News) => void): () => void {
    this.#all.add(listener);
    return () => void this.#all.delete(listener);
  }

  /** What one of them throws is nobody else's trouble. */
  call(news: News): void {
    for (const listener of this.#all) {
      try {
        listener(news);
      } catch (error) {
        if (this.#onError) this.#onError(error);
        else {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    }
  }
}

export class Transactions {
  others: Others | undefined;
  readonly deliveries: Listeners<readonly Delivery[]>;
  readonly touched: Listeners<readonly Touched[]>;
  readonly ended: Listeners<SessionsEnded>;
  readonly lostFiles: Listeners<undefined>;
  /** Who has webhooks, as the commits of this node know it. */
  readonly endpoints = new Endpoints();
  readonly #store: Store;
  readonly #clock: Options['clock'];
  readonly #settings: Settings;
  readonly #options: Options;
  readonly #seats = new SeatCache();
  readonly #active = new ActiveToday();
  readonly #receipts: ReceiptCoalescer;
  /** Everything with a stamp up to here was given to the listeners. */
  #given = 0;
  #prunedAt = 0;
  #follower: Follower | undefined;
  #caughtUpAt = 0;

  constructor(options: Options) {
    const {store, clock, settings, receiptDelayMs, onError} = options;
    this.#store = store;
    this.#clock = clock;
    this.#settings = settings;
    this.#options = options;
    this.deliveries = new Listeners(onError);
    this.touched = new Listeners(onError);
    this.ended = new Listeners(onError);
    this.lostFiles = new Listeners(onError);
    this.#receipts = new ReceiptCoalescer({
      clock,
      delayMs: receiptDelayMs,
      named: settings.limits.namedReceipts,
      give: (deliveries) => this.#give(deliveries),
    });
  }

  /** What was committed before this process is for syncs to find: nobody was connected. */
  async start(): Promise<void> {
    const horizon = await this.#store.read((tx) => tx.horizon());
    this.#given = horizon;
    this.#caughtUpAt = this.#clock.now();
    const {tail} = this.#store;
    if (tail === undefined) return;
    const follower = new Follower(tail, {seats: this.#seats, settings: this.#settings, horizon});
    this.#follower = follower;
    this.others = {
      catchUp: async (isHere) => {
        await follower.catchUp(isHere, this.#clock.now(), (caught) => this.#caught(caught));
        this.#caughtUpAt = this.#clock.now();
      },
      onHint: (listener) => {
        follower.onMissed = listener;
        return tail.onHint(listener);
      },
      hintBy: (say) => tail.hintBy(say),
      behindMs: () => this.#clock.now() - this.#caughtUpAt,
    };
  }

  /** Up to where everything was given; of a database that others write too, only what was read of all of them is known to be. */
  get horizon(): number {
    return this.#follower?.horizon ?? this.#given;
  }

  /** @throws {Refusal} SESSION_REVOKED, and what `read` throws */
  read<Result>(actor: Actor, read: (look: Look) => Promise<Result>): Promise<Result> {
    const around = {actor, now: this.#clock.now(), settings: this.#settings};
    return this.#store.read(async (tx) => {
      if (await isOver(tx, actor)) throw new Refusal('SESSION_REVOKED');
      return read(lookWith(around, tx, this.#seats));
    });
  }

  /** For what a person does: once a day they are counted with it. */
  async act<Result>(actor: Actor, act: (work: Work) => Promise<Result>, lane?: string): Promise<Result> {
    const now = this.#clock.now();
    if (isHost(actor) || this.#active.isKnown(now, actor.user)) return this.write(actor, act, lane);
    const mark = async (work: Work): Promise<Result> => {
      const result = await act(work);
      await work.tx.markActive(dayOf(now), actor.user);
      return result;
    };
    const result = await this.write(actor, mark, lane);
    this.#active.add(now, actor.user);
    return result;
  }

  /** @throws {Refusal} SESSION_REVOKED, and what `write` throws */
  async write<Result>(actor: Actor, write: (work: Work) => Promise<Result>, lane?: string): Promise<Result> {
    const now = this.#clock.now();
    const prune = now - this.#prunedAt >= pruneEveryMs;
    if (prune) this.#prunedAt = now;
    const run = async (tx: WriteTransaction): Promise<Done<Result> | undefined> => {
      if (await isOver(tx, actor)) return undefined;
      const work = workWith({actor, now, settings: this.#settings}, tx, this.#seats);
      const result = await write(work);
      const endpoints = await this.endpointsIn(tx);
      if (endpoints.length > 0 && (await keepEvents(work, endpoints))) work.out.webhookNews ??= 'events';
      if (areTold(this.#settings.notices, endpoints)) await keepDues(work, endpoints);
      if (prune) {
        await tx.pruneOperations(now - rememberedMs, pruneAtOnce);
        await tx.pruneActive(dayOf(now) - 1, pruneAtOnce);
      }
      return {result, work, deliveries: work.out.take()};
    };
    try {
      const done = await this.#store.write(run, (ready) => ready && this.#committed(ready), lane);
      if (done) return done.result;
    } catch (error) {
      // Seats loaded behind a write that is undone by a failing commit would be of a state that never was.
      this.#seats.clear();
      this.endpoints.forget();
      throw error;
    }
    throw new Refusal('SESSION_REVOKED');
  }

  /** Where events of this transaction are kept for. */
  async endpointsIn(tx: WriteTransaction): Promise<readonly WebhookRecord[]> {
    return this.#options.onWebhookNews ? this.endpoints.in(tx) : noEndpoints;
  }

  /** See `Domain.writeBeside`. */
  async writeBeside<Result>(
    work: (tx: WriteTransaction) => Promise<{result: Result; touched: readonly Touched[]}>,
  ): Promise<Result> {
    const run = async (tx: WriteTransaction) => ({...(await work(tx)), x: tx.x});
    try {
      const {result} = await this.#store.write(run, ({touched, x}) => {
        if (touched.length === 0) return;
        // told before the touched rows are, for nobody hears of a conversation after its end
        for (const {conversation} of touched) this.#receipts.flush(conversation);
        this.touched.call(touched);
        this.#given = Math.max(this.#given, x);
      });
      return result;
    } catch (error) {
      this.#seats.clear();
      throw error;
    }
  }

  /** `by`: whose order it is, for the audit; left out where it is their own. */
  async endSessions(user: UserId, by?: string): Promise<void> {
    const until = this.#clock.now();
    const entry = {at: until, operation: 'session.end', targets: {user}, result: {}};
    await this.#store.write(
      async (tx) => {
        await tx.endUntil(user, until);
        await tx.removeSubscriptions(user);
        if (by !== undefined) await note(tx, {...entry, actor: by});
      },
      () => this.ended.call({user, until}),
    );
  }

  /** In the order of the commits, before the writer hears of its own. */
  #committed({work, deliveries}: Done<unknown>): void {
    this.#options.afterCommit?.();
    for (const conversation of work.out.reseated ?? []) this.#receipts.flush(conversation);
    const {x, before = new Map<string, number>()} = work.tx;
    this.#give(this.#follower?.passOn({x, before, deliveries}) ?? deliveries);
    for (const risen of work.out.risen) this.#receipts.add(risen);
    for (const one of work.out.ended) this.ended.call(one);
    if (work.out.hasLostFiles) this.lostFiles.call(undefined);
    if (work.out.webhookNews) this.#options.onWebhookNews?.(work.out.webhookNews);
    // A work that gave nothing out stamped nothing, and its stamp may come again.
    if (deliveries.length > 0) this.#given = Math.max(this.#given, work.tx.x);
  }

  /** What others committed, in the order in which this node would have told it of its own. */
  #caught({deliveries, touched, risen, reseated, ended}: Caught): void {
    for (const conversation of reseated) this.#receipts.flush(conversation);
    this.#give(deliveries);
    if (touched.length > 0) this.touched.call(touched);
    for (const one of risen) this.#receipts.add(one);
    for (const one of ended) this.ended.call(one);
  }

  #give(deliveries: readonly Delivery[]): void {
    if (deliveries.length > 0) this.deliveries.call(deliveries);
  }

  /** Receipts that wait are told now. */
  flush(): void {
    this.#receipts.flushAll();
  }
}
