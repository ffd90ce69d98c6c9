/** Puts the domain together: every operation of the table behind one door, over one store. */
import {
  defaultLimits,
  isOperationName,
  type Limits,
  type OperationName,
  type OutputOf,
  operations,
  type UserId,
} from '@parlor/sdk/protocol';
import {nanoid} from 'nanoid';
import type {Store, WriteTransaction} from '../store/store.js';
import {check} from './check.js';
import {getConversation} from './conversations.js';
import type {Actor, Delivery, Domain, DomainOperation, Touched} from './domain.js';
import {readDelta, readPage, revalidate} from './history.js';
import {firstSyncPage, inboxPage, inboxRowsOf, sealCursor, sync, totals} from './inbox.js';
import {listMembers} from './members.js';
import type {DomainOptions} from './options.js';
import {findPeople, getPeople, ownAndShared, profileFromClaims, renewProfile} from './people.js';
import {checkOpId, checkWrite, type End, perform, performBatch, prepareBatch, rememberedMs} from './perform.js';
import {refusalToWrite} from './permissions.js';
import {listReactions} from './reactions.js';
import {ReceiptCoalescer} from './receipt-coalescer.js';
import {Refusal} from './refusal.js';
import {listReceipts} from './registers.js';
import {SeatCache} from './seats.js';
import {joinedMember} from './visibility.js';
import {toProfile} from './wire.js';
import {type Look, lookWith, type Settings, type Work, workWith} from './work.js';

type ReadName = Exclude<
  DomainOperation,
  | 'ops.push'
  | {[Name in OperationName]: (typeof operations)[Name]['durable'] extends true ? Name : never}[OperationName]
>;
type Reads = {[Name in ReadName]: (look: Look, input: never) => Promise<OutputOf<Name>>};

const reads: Reads = {
  sync,
  'inbox.page': inboxPage,
  'inbox.rows': inboxRowsOf,
  totals,
  'conversation.get': getConversation,
  'conversation.delta': readDelta,
  'history.page': readPage,
  'history.revalidate': revalidate,
  'member.list': listMembers,
  'reaction.list': listReactions,
  'receipt.list': listReceipts,
  'person.get': getPeople,
  'person.find': findPeople,
};
const isRead = (name: string): name is ReadName => Object.hasOwn(reads, name);

/** How often, at most, old ends of operations are forgotten, and how many at once. */
const pruneEveryMs = 60 * 60 * 1000;
const pruneAtOnce = 5000;

export async function createDomain(options: DomainOptions): Promise<Domain> {
  const domain = new StoredDomain(options);
  await domain.start();
  return domain;
}

type Done<Result> = {result: Result; work: Work; deliveries: Delivery[]};

class StoredDomain implements Domain {
  readonly epoch: string;
  readonly limits: Limits;
  readonly #store: Store;
  readonly #options: DomainOptions;
  readonly #settings: Settings;
  readonly #seats = new SeatCache();
  readonly #receipts: ReceiptCoalescer;
  readonly #listeners = new Set<(deliveries: readonly Delivery[]) => void>();
  readonly #touchedListeners = new Set<(touched: readonly Touched[]) => void>();
  /** Everything with a stamp up to here was given to the listeners. */
  #given = 0;
  #prunedAt = 0;

  constructor(options: DomainOptions) {
    const {
      store,
      clock,
      ids = nanoid,
      limits = {},
      directory = 'shared',
      editWindowMs = Number.POSITIVE_INFINITY,
    } = options;
    this.#store = store;
    this.#options = options;
    this.epoch = store.epoch;
    this.limits = {...defaultLimits, ...limits};
    this.#settings = {limits: this.limits, directory, editWindowMs, epoch: store.epoch, ids: () => ids()};
    this.#receipts = new ReceiptCoalescer({
      clock,
      delayMs: options.receiptDelayMs ?? 500,
      named: this.limits.namedReceipts,
      give: (deliveries) => this.#give(deliveries),
    });
  }

  /** What was committed before this process is for syncs to find: nobody was connected. */
  async start(): Promise<void> {
    this.#given = await this.#store.read((tx) => tx.head());
  }

  async run<Name extends DomainOperation>(
    actor: Actor,
    name: Name,
    input: unknown,
    options: {opId?: string | undefined} = {},
  ): Promise<OutputOf<Name>> {
    return (await this.#run(actor, name, input, options.opId)) as OutputOf<Name>;
  }

  async #run(actor: Actor, name: string, input: unknown, opId: string | undefined): Promise<unknown> {
    if (!isOperationName(name)) throw new Refusal('UNKNOWN_OPERATION');
    if (isRead(name)) {
      const checked = check(operations[name].input, input ?? {});
      // who comes over REST alone gets no hello: their first sync is it (PWP-AUTH-007)
      if (name === 'sync') await this.#profile(actor);
      return this.#read<unknown>(actor, (look) => reads[name](look, checked as never));
    }
    if (name === 'ops.push') {
      const prepared = prepareBatch(check(operations[name].input, input).ops, this.#settings.limits.batchOps);
      return {results: await this.#write(actor, (work) => performBatch(work, prepared))};
    }
    const write = checkWrite(name, input ?? {});
    checkOpId(opId);
    const end: End = await this.#write(actor, (work) => perform(work, write, opId));
    if ('refusal' in end) throw end.refusal;
    return end.answer;
  }

  #read<Result>(actor: Actor, read: (look: Look) => Promise<Result>): Promise<Result> {
    const around = {actor, now: this.#options.clock.now(), settings: this.#settings};
    return this.#store.read((tx) => read(lookWith(around, tx, this.#seats)));
  }

  async #write<Result>(actor: Actor, write: (work: Work) => Promise<Result>): Promise<Result> {
    const now = this.#options.clock.now();
    const prune = now - this.#prunedAt >= pruneEveryMs;
    if (prune) this.#prunedAt = now;
    const run = async (tx: WriteTransaction): Promise<Done<Result>> => {
      const work = workWith({actor, now, settings: this.#settings}, tx, this.#seats);
      const result = await write(work);
      if (prune) await tx.pruneOperations(now - rememberedMs, pruneAtOnce);
      return {result, work, deliveries: work.out.take()};
    };
    try {
      return (await this.#store.write(run, (done) => this.#committed(done))).result;
    } catch (error) {
      // Seats loaded behind a write that is undone by a failing commit would be of a state that never was.
      this.#seats.clear();
      throw error;
    }
  }

  /** In the order of the commits, before the writer hears of its own. */
  #committed({work, deliveries}: Done<unknown>): void {
    this.#options.faults?.afterCommit?.();
    for (const conversation of work.out.reseated) this.#receipts.flush(conversation);
    this.#give(deliveries);
    for (const risen of work.out.risen) this.#receipts.add(risen);
    // A work that gave nothing out stamped nothing, and its stamp may come again.
    if (deliveries.length > 0) this.#given = Math.max(this.#given, work.tx.x);
  }

  #give(deliveries: readonly Delivery[]): void {
    if (deliveries.length > 0) this.#call(this.#listeners, deliveries);
  }

  #call<News>(listeners: Iterable<(news: News) => void>, news: News): void {
    for (const listener of listeners) {
      try {
        listener(news);
      } catch (error) {
        if (this.#options.onError) this.#options.onError(error);
        else {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    }
  }

  async hello(
    actor: Actor,
    resume: {cursor?: string | undefined; epoch?: string | undefined},
  ): ReturnType<Domain['hello']> {
    const record = await this.#profile(actor);
    const page = await this.#read(actor, (look) => firstSyncPage(look, resume, look.settings.limits.inboxPage));
    return {profile: toProfile(record, this.#options.clock.now()), sync: page};
  }

  /** A hello or sync with known claims writes nothing. */
  async #profile(actor: Actor): ReturnType<typeof renewProfile> {
    const known = await this.#read(actor, ({tx}) => tx.user(actor.user));
    if (known && profileFromClaims(actor, known, this.#settings.limits.nameLength) === known) return known;
    return this.#write(actor, renewProfile).catch((error: unknown) => {
      // Reading goes on while nothing can be stored (F49).
      if (known && error instanceof Refusal && error.code === 'STORAGE_FULL') return known;
      throw error;
    });
  }

  onDeliveries(listener: (deliveries: readonly Delivery[]) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async writeBeside<Result>(
    work: (tx: WriteTransaction) => Promise<{result: Result; touched: readonly Touched[]}>,
  ): Promise<Result> {
    const run = async (tx: WriteTransaction) => ({...(await work(tx)), x: tx.x});
    try {
      const {result} = await this.#store.write(run, ({touched, x}) => {
        if (touched.length === 0) return;
        this.#call(this.#touchedListeners, touched);
        this.#given = Math.max(this.#given, x);
      });
      return result;
    } catch (error) {
      this.#seats.clear();
      throw error;
    }
  }

  onTouched(listener: (touched: readonly Touched[]) => void): () => void {
    this.#touchedListeners.add(listener);
    return () => void this.#touchedListeners.delete(listener);
  }

  tickCursor(user: UserId): string {
    return sealCursor({user, epoch: this.epoch}, this.#given);
  }

  typingAudience(actor: Actor, conversation: string): Promise<readonly UserId[]> {
    return this.#read(actor, async (look) => {
      const place = await joinedMember(look, conversation).catch((error: unknown) => {
        if (error instanceof Refusal) return undefined;
        throw error;
      });
      if (!place || place.conversation.members > this.#settings.limits.typingMembers) return [];
      if (refusalToWrite(place.conversation, place.member.role)) return [];
      const {users} = await look.seatsOf(place.conversation);
      return users.filter((user) => user !== actor.user);
    });
  }

  visiblePeople(actor: Actor, users: readonly UserId[]): ReturnType<Domain['visiblePeople']> {
    return this.#read(actor, async (look) => {
      const visible = await ownAndShared(look, users);
      const known = new Map((await look.tx.users(visible)).map((record) => [record.user, toProfile(record, look.now)]));
      return visible.map((user) => known.get(user) ?? {user, name: user, rev: 0});
    });
  }

  presence(users: readonly UserId[]): ReturnType<Domain['presence']> {
    return this.#store.read(async (tx) => {
      const records = await tx.users(users);
      return new Map(records.map(({user, chosen, lastSeen}) => [user, {chosen, lastSeen}]));
    });
  }

  async choosePresence(actor: Actor, chosen: Parameters<Domain['choosePresence']>[1]): Promise<void> {
    await this.#write(actor, async (work) => {
      await renewProfile(work);
      await work.tx.setChosen(actor.user, chosen);
    });
  }

  async seen(user: UserId): Promise<void> {
    const at = this.#options.clock.now();
    await this.#store.write((tx) => tx.setSeen(user, at));
  }

  async probe(): Promise<void> {
    const at = this.#options.clock.now();
    await this.#store.write((tx) => tx.probe(at));
  }

  async close(): Promise<void> {
    this.#receipts.flushAll();
    await this.#store.close();
  }
}
