/** Puts the domain together: every operation of the table behind one door, over one store. */
import {
  defaultLimits,
  type HostName,
  type InputOf,
  isOperationName,
  type Limits,
  type OperationName,
  type OutputOf,
  operations,
  type UserId,
} from '@parlor/sdk/protocol';
import {nanoid} from 'nanoid';
import {dayOf} from '../store/admin.js';
import type {WebhookRecord} from '../store/records.js';
import type {ReadTransaction, Store, WriteTransaction} from '../store/store.js';
import {ActiveToday} from './active.js';
import type {Ages, SweepOptions, Swept} from './ages.js';
import {Screen} from './ask-before.js';
import {note, noteStep} from './audit.js';
import {apart, listBlocks} from './blocks.js';
import {check} from './check.js';
import {listCommands, setCommands} from './commands.js';
import {getConversation} from './conversations.js';
import type {Actor, Delivery, Domain, DomainOperation, Others, Touched} from './domain.js';
import {areTold, keepDues} from './dues.js';
import {conversationOf} from './durable.js';
import {Endpoints, keepEvents, keepRemoval} from './events.js';
import type {FileDesk} from './file-access.js';
import {StoredFiles} from './file-desk.js';
import {createUpload, fileUrls} from './files.js';
import {type Caught, Follower} from './follower.js';
import {readDelta, readPage, revalidate} from './history.js';
import {firstSyncPage, inboxPage, inboxRowsOf, sealCursor, sync, totals} from './inbox.js';
import {listLater} from './later.js';
import {listMembers} from './members.js';
import {StoredNotices} from './notice-desk.js';
import {noticesWith} from './notice-settings.js';
import {listNotifications} from './notification-list.js';
import type {DomainOptions} from './options.js';
import {pause} from './pause.js';
import {findPeople, getPeople, ownAndShared, profileFromClaims, renewProfile} from './people.js';
import {checkOpId, checkWrite, type End, laneOf, perform, performBatch, prepareBatch, rememberedMs} from './perform.js';
import {assertHost, type HostDoor, isHostOperation, performForHost} from './perform-host.js';
import {refusalToWrite} from './permissions.js';
import {listPins} from './pins.js';
import {PostOffice} from './post-office.js';
import {StoredPreviews} from './previews.js';
import {describePush, isPushWrite, pushWrites} from './push.js';
import {listReactions} from './reactions.js';
import {ReceiptCoalescer} from './receipt-coalescer.js';
import {Refusal} from './refusal.js';
import {listReceipts} from './registers.js';
import {ReminderDesk} from './reminder-desk.js';
import {listReminders} from './reminders.js';
import {createReport} from './reports.js';
import {Retention} from './retention.js';
import {lookFor} from './search.js';
import {ofMember} from './search-scope.js';
import {SeatCache} from './seats.js';
import {takeAway} from './take-away.js';
import {isHost, joinedMember} from './visibility.js';
import {StoredWebhooks} from './webhook-desk.js';
import {toProfile} from './wire.js';
import {type Look, lookWith, type Settings, type Work, workWith} from './work.js';

type ReadName = Exclude<
  DomainOperation,
  | 'ops.push'
  | 'messages.search'
  | 'upload.create'
  | 'report.create'
  | 'commands.set'
  | keyof typeof pushWrites
  | HostName
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
  'pin.list': listPins,
  'receipt.list': listReceipts,
  'file.urls': fileUrls,
  'person.get': getPeople,
  'person.find': findPeople,
  'block.list': listBlocks,
  'commands.list': listCommands,
  'push.get': describePush,
  'later.list': listLater,
  'reminder.list': listReminders,
  'notifications.list': listNotifications,
};
const isRead = (name: string): name is ReadName => Object.hasOwn(reads, name);

const none: readonly WebhookRecord[] = [];
/** A node that has not caught up with the others for so long is not ready. */
const mostBehindMs = 5_000;
/** How often, at most, old ends of operations are forgotten, and how many at once. */
const pruneEveryMs = 60 * 60 * 1000;
const pruneAtOnce = 5000;
/** Messages of a removed conversation that go in one commit: what others wait for meanwhile. */
const purgeAtOnce = 500;

export async function createDomain(options: DomainOptions): Promise<Domain> {
  const domain = new StoredDomain(options);
  await domain.start();
  return domain;
}

type Done<Result> = {result: Result; work: Work; deliveries: Delivery[]};

/** Asked in every transaction: nothing that is kept in memory may outlive a commit (PWP-AUTHZ-002). */
async function isOver(tx: ReadTransaction, {user, issuedAt}: Actor): Promise<boolean> {
  return issuedAt !== undefined && issuedAt <= (await tx.endedUntil(user));
}

class StoredDomain implements Domain {
  readonly epoch: string;
  readonly limits: Limits;
  others: Others | undefined;
  readonly #store: Store;
  readonly #options: DomainOptions;
  readonly #settings: Settings;
  readonly #seats = new SeatCache();
  readonly #receipts: ReceiptCoalescer;
  readonly #listeners = new Set<(deliveries: readonly Delivery[]) => void>();
  readonly #touchedListeners = new Set<(touched: readonly Touched[]) => void>();
  readonly #endedListeners = new Set<(ended: Caught['ended'][number]) => void>();
  /** Everything with a stamp up to here was given to the listeners. */
  #given = 0;
  readonly #lostFilesListeners = new Set<() => void>();
  readonly files: FileDesk | undefined;
  readonly webhooks: StoredWebhooks | undefined;
  readonly notices: StoredNotices;
  readonly #retention: Retention;
  readonly #postOffice: PostOffice;
  readonly #reminders: ReminderDesk;
  readonly previews: StoredPreviews | undefined;
  readonly #endpoints = new Endpoints();
  readonly #screen: Screen | undefined;
  readonly #active = new ActiveToday();
  #prunedAt = 0;
  #follower: Follower | undefined;
  #caughtUpAt = 0;

  constructor(options: DomainOptions) {
    const {
      store,
      clock,
      ids = nanoid,
      limits = {},
      directory = 'shared',
      editWindowMs = Number.POSITIVE_INFINITY,
      keepsEdits = false,
      makesPreviews = false,
      files,
    } = options;
    this.#store = store;
    this.#options = options;
    this.epoch = store.epoch;
    this.limits = {...defaultLimits, ...limits};
    this.#settings = {
      limits: this.limits,
      directory,
      editWindowMs,
      keepsEdits,
      makesPreviews,
      epoch: store.epoch,
      ids: () => ids(),
      files,
      isAsked: options.beforeSend !== undefined,
      notices: noticesWith(options.notices),
    };
    if (files) this.files = new StoredFiles(store, clock);
    const read = <Result>(actor: Actor, ask: (tx: ReadTransaction) => Promise<Result>): Promise<Result> =>
      this.#read(actor, ({tx}) => ask(tx));
    if (options.beforeSend) this.#screen = new Screen(options.beforeSend, {clock, limits: this.limits, read});
    if (options.webhooks) this.webhooks = new StoredWebhooks(store, clock, this.#settings.ids);
    const {notices: settings} = this.#settings;
    const kept = (): void => this.webhooks?.tell('events');
    this.notices = new StoredNotices({store, clock, ids: this.#settings.ids, settings, kept});
    this.#retention = new Retention({
      now: () => clock.now(),
      owner: ids(),
      read: (ask) => store.read(ask),
      write: (actor, write, lane) => this.#write(actor, write, lane),
      writeStore: (write) => store.write(write),
    });
    this.#postOffice = new PostOffice({
      now: () => clock.now(),
      owner: ids(),
      read: (ask) => store.read(ask),
      write: (actor, write, lane) => this.#write(actor, write, lane),
      writeStore: (write) => store.write(write),
      ask: async (actor, write) => this.#screen?.of(actor, write, undefined),
    });
    this.#reminders = new ReminderDesk({
      now: () => clock.now(),
      owner: ids(),
      read: (ask) => store.read(ask),
      write: (actor, write) => this.#write(actor, write),
      writeStore: (write) => store.write(write),
    });
    if (makesPreviews)
      this.previews = new StoredPreviews({
        now: () => clock.now(),
        owner: ids(),
        settings: this.#settings,
        read: (ask) => store.read(ask),
        write: (actor, write, lane) => this.#write(actor, write, lane),
        writeStore: (write) => store.write(write),
      });
    this.#receipts = new ReceiptCoalescer({
      clock,
      delayMs: options.receiptDelayMs ?? 500,
      named: this.limits.namedReceipts,
      give: (deliveries) => this.#give(deliveries),
    });
  }

  /** What was committed before this process is for syncs to find: nobody was connected. */
  async start(): Promise<void> {
    const horizon = await this.#store.read((tx) => tx.horizon());
    this.#given = horizon;
    const {clock} = this.#options;
    this.#caughtUpAt = clock.now();
    const {tail} = this.#store;
    if (tail === undefined) return;
    const follower = new Follower(tail, {seats: this.#seats, settings: this.#settings, horizon});
    this.#follower = follower;
    this.others = {
      catchUp: async (isHere) => {
        await follower.catchUp(isHere, clock.now(), (caught) => this.#caught(caught));
        this.#caughtUpAt = clock.now();
      },
      onHint: (listener) => {
        follower.onMissed = listener;
        return tail.onHint(listener);
      },
      hintBy: (say) => tail.hintBy(say),
      behindMs: () => clock.now() - this.#caughtUpAt,
    };
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
    if (name === 'messages.search') {
      const checked = check(operations[name].input, input ?? {});
      const around = {input: checked, scope: ofMember, settings: this.#settings, user: actor.user, pause};
      const page = await lookFor((look) => this.#read(actor, look), around);
      return this.#read(actor, (look) => page.answer(look));
    }
    if (name === 'ops.push') {
      const checked = prepareBatch(check(operations[name].input, input).ops, this.#settings.limits.batchOps);
      const prepared = this.#screen ? await this.#screen.all(actor, checked) : checked;
      return {results: await this.#act(actor, (work) => performBatch(work, prepared), laneOf(prepared))};
    }
    if (name === 'upload.create') {
      const checked = check(operations[name].input, input ?? {});
      return this.#write(actor, (work) => createUpload(work, checked), checked.conversation);
    }
    if (name === 'report.create') {
      const checked = check(operations[name].input, input ?? {});
      return this.#write(actor, (work) => createReport(work, checked));
    }
    if (name === 'commands.set') {
      const checked = check(operations[name].input, input ?? {});
      return this.#write(actor, (work) => setCommands(work, checked));
    }
    if (isPushWrite(name)) {
      const checked = check(operations[name].input, input ?? {});
      return this.#write(actor, (work) => pushWrites[name](work, checked as never));
    }
    if (isHostOperation(name)) {
      assertHost(actor);
      const checked = check(operations[name].input, input ?? {}) as InputOf<HostName>;
      await this.assertLives(actor);
      return performForHost(this.#hostDoor(), actor, name, checked as never);
    }
    const write = checkWrite(name, input ?? {});
    checkOpId(opId);
    // whom it adds or renames hears who did
    if (isHost(actor)) await this.#profile(actor);
    const verdict = await this.#screen?.of(actor, write, opId);
    const end: End = await this.#act(actor, (work) => perform(work, write, opId, verdict), conversationOf(write));
    if ('refusal' in end) throw end.refusal;
    return end.answer;
  }

  #hostDoor(): HostDoor {
    return {
      now: this.#options.clock.now(),
      read: (read) => this.#store.read(read),
      look: (actor, read) => this.#read(actor, read),
      write: (actor, write, lane) => this.#write(actor, write, lane),
      endSessions: (user, by) => this.endSessions(user, by),
      removeConversation: (id, by) => this.removeConversation(id, by),
      settings: this.#settings,
      endpoints: this.#options.webhooks,
      purgeEvents: async (webhook) => this.webhooks?.purge(webhook),
    };
  }

  #read<Result>(actor: Actor, read: (look: Look) => Promise<Result>): Promise<Result> {
    const around = {actor, now: this.#options.clock.now(), settings: this.#settings};
    return this.#store.read(async (tx) => {
      if (await isOver(tx, actor)) throw new Refusal('SESSION_REVOKED');
      return read(lookWith(around, tx, this.#seats));
    });
  }

  /** For what a person does: once a day they are counted with it. */
  async #act<Result>(actor: Actor, act: (work: Work) => Promise<Result>, lane?: string): Promise<Result> {
    const now = this.#options.clock.now();
    if (isHost(actor) || this.#active.isKnown(now, actor.user)) return this.#write(actor, act, lane);
    const mark = async (work: Work): Promise<Result> => {
      const result = await act(work);
      await work.tx.markActive(dayOf(now), actor.user);
      return result;
    };
    const result = await this.#write(actor, mark, lane);
    this.#active.add(now, actor.user);
    return result;
  }

  async #write<Result>(actor: Actor, write: (work: Work) => Promise<Result>, lane?: string): Promise<Result> {
    const now = this.#options.clock.now();
    const prune = now - this.#prunedAt >= pruneEveryMs;
    if (prune) this.#prunedAt = now;
    const run = async (tx: WriteTransaction): Promise<Done<Result> | undefined> => {
      if (await isOver(tx, actor)) return undefined;
      const work = workWith({actor, now, settings: this.#settings}, tx, this.#seats);
      const result = await write(work);
      const endpoints = this.webhooks ? await this.#endpoints.in(tx) : none;
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
      this.#endpoints.forget();
      throw error;
    }
    throw new Refusal('SESSION_REVOKED');
  }

  /** In the order of the commits, before the writer hears of its own. */
  #committed({work, deliveries}: Done<unknown>): void {
    this.#options.faults?.afterCommit?.();
    for (const conversation of work.out.reseated ?? []) this.#receipts.flush(conversation);
    const {x, before = new Map<string, number>()} = work.tx;
    this.#give(this.#follower?.passOn({x, before, deliveries}) ?? deliveries);
    for (const risen of work.out.risen) this.#receipts.add(risen);
    for (const one of work.out.ended) this.#call(this.#endedListeners, one);
    if (work.out.hasLostFiles) this.#call(this.#lostFilesListeners, undefined);
    if (work.out.webhookNews) this.webhooks?.tell(work.out.webhookNews);
    // A work that gave nothing out stamped nothing, and its stamp may come again.
    if (deliveries.length > 0) this.#given = Math.max(this.#given, work.tx.x);
  }

  /** What others committed, in the order in which this node would have told it of its own. */
  #caught({deliveries, touched, risen, reseated, ended}: Caught): void {
    for (const conversation of reseated) this.#receipts.flush(conversation);
    this.#give(deliveries);
    if (touched.length > 0) this.#call(this.#touchedListeners, touched);
    for (const one of risen) this.#receipts.add(one);
    for (const one of ended) this.#call(this.#endedListeners, one);
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
    const {notifications, ...page} = await this.#read(actor, (look) =>
      firstSyncPage(look, resume, look.settings.limits.inboxPage),
    );
    const profile = toProfile(record, this.#options.clock.now());
    return {profile, sync: page, ...(notifications && {notifications})};
  }

  /** A hello or sync with known claims writes nothing. */
  async #profile(actor: Actor): ReturnType<typeof renewProfile> {
    const known = await this.#read(actor, ({tx}) => tx.user(actor.user));
    const about = {nameLength: this.#settings.limits.nameLength, now: this.#options.clock.now()};
    if (known && profileFromClaims(actor, known, about) === known) return known;
    return this.#write(actor, renewProfile).catch((error: unknown) => {
      // Reading goes on while nothing can be stored (F49).
      if (known && error instanceof Refusal && error.code === 'STORAGE_FULL') return known;
      throw error;
    });
  }

  async endSessions(user: UserId, by?: string): Promise<void> {
    const until = this.#options.clock.now();
    const entry = {at: until, operation: 'session.end', targets: {user}, result: {}};
    await this.#store.write(
      async (tx) => {
        await tx.endUntil(user, until);
        await tx.removeSubscriptions(user);
        if (by !== undefined) await note(tx, {...entry, actor: by});
      },
      () => this.#call(this.#endedListeners, {user, until}),
    );
  }

  deleteOld(ages: Ages, options?: SweepOptions): Promise<Swept> {
    return this.#retention.sweep(ages, options);
  }

  async sendDue(): Promise<number> {
    const sent = await this.#postOffice.sendDue();
    return sent + (await this.#reminders.remindDue());
  }

  async removeConversation(id: string, by: string): Promise<number> {
    const {clock} = this.#options;
    const entry = {actor: by, operation: 'conversation.remove', targets: {conversation: id}};
    const isTold = await this.writeBeside(async (tx) => {
      const touched = await takeAway(tx, id);
      const gone = touched.length > 0 && this.webhooks ? await tx.conversation(id) : undefined;
      const around = {
        endpoints: this.webhooks ? await this.#endpoints.in(tx) : none,
        now: clock.now(),
        settings: this.#settings,
      };
      const result = gone !== undefined && (await keepRemoval(tx, gone, around));
      await noteStep(tx, {...entry, at: around.now}, {step: 'begun'});
      return {result, touched};
    });
    if (isTold) this.webhooks?.tell('events');
    for (let all = 0; ; ) {
      const removed = await this.#store.write((tx) => tx.purgeMessages(id, purgeAtOnce));
      all += removed;
      if (removed >= purgeAtOnce) continue;
      await this.#store.write((tx) => noteStep(tx, {...entry, at: clock.now()}, {step: 'done', messages: all}));
      this.#call(this.#lostFilesListeners, undefined);
      return all;
    }
  }

  onSessionsEnded(listener: (user: UserId, until: number) => void): () => void {
    const told = ({user, until}: Caught['ended'][number]): void => listener(user, until);
    this.#endedListeners.add(told);
    return () => void this.#endedListeners.delete(told);
  }

  assertLives(actor: Actor): Promise<void> {
    return this.#read(actor, async () => undefined);
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
        // told before the touched rows are, for nobody hears of a conversation after its end
        for (const {conversation} of touched) this.#receipts.flush(conversation);
        this.#call(this.#touchedListeners, touched);
        this.#given = Math.max(this.#given, x);
      });
      return result;
    } catch (error) {
      this.#seats.clear();
      throw error;
    }
  }

  onLostFiles(listener: () => void): () => void {
    this.#lostFilesListeners.add(listener);
    return () => void this.#lostFilesListeners.delete(listener);
  }

  onTouched(listener: (touched: readonly Touched[]) => void): () => void {
    this.#touchedListeners.add(listener);
    return () => void this.#touchedListeners.delete(listener);
  }

  tickCursor(user: UserId): string {
    // of a database that others write too, only what was read of all of them is known to be given
    return sealCursor({user, epoch: this.epoch}, this.#follower?.horizon ?? this.#given);
  }

  typingAudience(actor: Actor, conversation: string): Promise<readonly UserId[]> {
    return this.#read(actor, async (look) => {
      const place = await joinedMember(look, conversation).catch((error: unknown) => {
        if (error instanceof Refusal) return undefined;
        throw error;
      });
      if (!place || place.conversation.members > this.#settings.limits.typingMembers) return [];
      const {conversation: record, member} = place;
      if (refusalToWrite(record, {role: member.role, isHost: isHost(actor)})) return [];
      const {users} = await look.seatsOf(record);
      const others = users.filter((user) => user !== actor.user);
      const hidden = await apart(look.tx, actor.user, others);
      return others.filter((user) => !hidden.has(user));
    });
  }

  visiblePeople(actor: Actor, users: readonly UserId[]): ReturnType<Domain['visiblePeople']> {
    return this.#read(actor, async (look) => {
      const shared = await ownAndShared(look, users);
      const hidden = await apart(look.tx, actor.user, shared);
      const visible = shared.filter((user) => !hidden.has(user));
      const known = new Map((await look.tx.users(visible)).map((record) => [record.user, toProfile(record, look.now)]));
      return visible.map((user) => known.get(user) ?? {user, name: user, rev: 0});
    });
  }

  apart(user: UserId, others: readonly UserId[]): ReturnType<Domain['apart']> {
    return this.#store.read((tx) => apart(tx, user, others));
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

  async knownSince(user: UserId): Promise<number | undefined> {
    return (await this.#store.read((tx) => tx.user(user)))?.since;
  }

  async seen(user: UserId): Promise<void> {
    const at = this.#options.clock.now();
    await this.#store.write((tx) => tx.setSeen(user, at));
  }

  async probe(): Promise<void> {
    const at = this.#options.clock.now();
    // who does not hear of others serves what is old
    if (this.others && this.others.behindMs() > mostBehindMs) throw new Refusal('UNAVAILABLE');
    await this.#store.write((tx) => tx.probe(at));
  }

  async close(): Promise<void> {
    this.#receipts.flushAll();
    await this.#postOffice.close();
    await this.#reminders.close();
    await this.previews?.close();
    await this.#store.close();
  }
}
