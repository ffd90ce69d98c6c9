/** What the couriers of webhooks ask of the database: which endpoints there are, what waits for them, and what became of it. */
import type {WebhookEvent} from '@parlor/sdk/protocol';
import type {Clock} from '../clock.js';
import type {EventRecord, WaitingEvent, WebhookRecord} from '../store/records.js';
import type {ReadTransaction, Store, WriteTransaction} from '../store/store.js';
import {type Digest, withWords} from './digest.js';
import {laneOfMissed} from './events.js';
import type {Keeping, LookedAt, Settled, WebhookDesk, WebhookNews} from './webhook-access.js';

/** Events read, and deleted, in one step. */
const stretch = 1_000;
const noPlace = Number.MAX_SAFE_INTEGER;

export class StoredWebhooks implements WebhookDesk {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #ids: () => string;
  readonly #listeners = new Set<(what: WebhookNews) => void>();

  constructor(store: Store, clock: Clock, ids: () => string) {
    this.#store = store;
    this.#clock = clock;
    this.#ids = ids;
  }

  endpoints(): Promise<WebhookRecord[]> {
    return this.#store.read((tx) => tx.webhooks());
  }

  look(webhook: string, after: LookedAt): ReturnType<WebhookDesk['look']> {
    return this.#store.read((tx) => lookAt(tx, (query) => tx.eventsWaiting(webhook, query), after));
  }

  async event(n: number): Promise<EventRecord | undefined> {
    return this.#store.read(async (tx) => {
      const found = await tx.event(n);
      if (!found || found.dead) return undefined;
      if (found.type !== 'digest.due') return found;
      // of several messages: its words are never in the queue
      return {...found, body: JSON.stringify(await withWords(tx, JSON.parse(found.body) as Digest))};
    });
  }

  async settle(webhook: string, settled: Settled, isNoted: boolean): Promise<void> {
    const now = this.#clock.now();
    await this.#store.write(async (tx) => {
      if (settled.is === 'taken') {
        await tx.removeEvents([settled.n]);
        if (isNoted) await tx.noteWebhook(webhook, {deliveredAt: now});
        return;
      }
      const {n, failure} = settled;
      // read again: a deletion may have taken words out of it meanwhile
      const event = await tx.event(n);
      const next = settled.is === 'dead' ? {dead: true} : {dueAt: settled.dueAt};
      if (event) await tx.updateEvent({...event, attempts: event.attempts + 1, failure, ...next});
      if (isNoted) await tx.noteWebhook(webhook, {failure});
    });
  }

  async trim(webhook: string, keeping: Keeping): ReturnType<WebhookDesk['trim']> {
    const now = this.#clock.now();
    for (;;) {
      const most = Math.max(keeping.waiting, keeping.dead) + stretch;
      const {left, isMore} = await this.#store.write(async (tx) => {
        const counted = await tx.countEvents(webhook, most);
        const late = await tooMuch(tx, webhook, {dead: false, excess: counted.waiting - keeping.waiting});
        const old = await tooMuch(tx, webhook, {dead: true, excess: counted.dead - keeping.dead});
        const dead = old.length > 0 ? old : await outlived(tx, webhook, now - keeping.deadMs);
        await tx.removeEvents([...late, ...dead].map(({n}) => n));
        if (late.length > 0) await this.#tellMissed(tx, webhook, late, now);
        const waiting = counted.waiting - late.length;
        return {
          left: {waiting, dead: counted.dead - dead.length},
          isMore: late.length === stretch || dead.length === stretch,
        };
      });
      if (!isMore) return left;
    }
  }

  /** Of such events that are given up themselves, what they told is told in the new one. */
  async #tellMissed(tx: WriteTransaction, webhook: string, late: readonly EventRecord[], now: number): Promise<void> {
    const before = late.filter(({lane}) => lane === laneOfMissed).map(({body}) => JSON.parse(body) as Missed);
    const others = late.filter(({lane}) => lane !== laneOfMissed);
    const times = [...others.map(({at}) => at), ...before.flatMap(({from, until}) => [from, until])];
    const told: Missed = {
      type: 'webhook.missed',
      id: `evt_${this.#ids()}`,
      at: now,
      epoch: this.#store.epoch,
      count: others.length + before.reduce((sum, {count}) => sum + count, 0),
      from: Math.min(...times),
      until: Math.max(...times),
    };
    const nothing = {conversation: undefined, message: undefined, quoted: undefined};
    const {id, at, type} = told;
    await tx.addEvents([{webhook, id, lane: laneOfMissed, type, ...nothing, body: JSON.stringify(told), at}]);
  }

  async sweep(): Promise<void> {
    for (const webhook of await this.#store.read((tx) => tx.orphanedEvents())) await this.purge(webhook);
  }

  async purge(webhook: string): Promise<void> {
    while ((await this.#store.write((tx) => tx.purgeEvents(webhook, stretch))) === stretch);
  }

  takeLease(webhook: string, owner: string, ms: number): Promise<boolean> {
    return this.#store.write((tx) => tx.takeLease(`webhook ${webhook}`, owner, ms));
  }

  async endLease(webhook: string, owner: string): Promise<void> {
    await this.#store.write((tx) => tx.endLease(`webhook ${webhook}`, owner));
  }

  onNews(listener: (what: WebhookNews) => void): () => void {
    this.#listeners.add(listener);
    const stop = this.#store.tail?.onHint(() => listener('events'));
    return () => {
      this.#listeners.delete(listener);
      stop?.();
    };
  }

  /** Behind a commit with events or changed endpoints. */
  tell(what: WebhookNews): void {
    for (const listener of this.#listeners) listener(what);
  }
}

/** What waits behind a place, and from where to go on so that nothing is missed. */
export async function lookAt(
  tx: ReadTransaction,
  waiting: (query: {after: LookedAt; limit: number}) => Promise<WaitingEvent[]>,
  after: LookedAt,
): ReturnType<WebhookDesk['look']> {
  const horizon = await tx.horizon();
  const events = await waiting({after, limit: stretch});
  const last = events.at(-1);
  const isMore = events.length === stretch;
  // of what is stamped above the horizon, something may still come before it
  const at: LookedAt = isMore && last && last.x <= horizon ? [last.x, last.n] : [horizon, noPlace];
  if (!isMore || (last && last.x <= horizon)) return {events, at, isMore};
  // a whole stretch above it: the rest of it now
  const rest = await waiting({after: [last?.x ?? 0, last?.n ?? 0], limit: noPlace});
  return {events: [...events, ...rest], at, isMore: false};
}

/** Where nobody is to have events posted: no endpoint stays, and no word that waits for one. */
export async function forgetEndpoints(store: Store): Promise<void> {
  const all = await store.read((tx) => tx.webhooks());
  await store.write(async (tx) => {
    for (const {id} of all) await tx.removeWebhook(id);
  });
  for (const webhook of await store.read((tx) => tx.orphanedEvents()))
    while ((await store.write((tx) => tx.purgeEvents(webhook, stretch))) === stretch);
}

type Missed = Extract<WebhookEvent, {type: 'webhook.missed'}>;

async function tooMuch(
  tx: WriteTransaction,
  webhook: string,
  {dead, excess}: {dead: boolean; excess: number},
): Promise<EventRecord[]> {
  return excess > 0 ? tx.eventsOf(webhook, {dead, after: 0, limit: Math.min(excess, stretch)}) : [];
}

async function outlived(tx: WriteTransaction, webhook: string, before: number): Promise<EventRecord[]> {
  const oldest = await tx.eventsOf(webhook, {dead: true, after: 0, limit: stretch});
  return oldest.filter(({failure}) => (failure?.at ?? 0) < before);
}
