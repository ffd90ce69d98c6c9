/** Puts the domain together: every operation of the table behind one door, over one store. */
import {
  defaultLimits,
  type HostName,
  type InputOf,
  isOperationName,
  type Limits,
  type OutputOf,
  operations,
  type UserId,
} from '@parlor/sdk/protocol';
import {nanoid} from 'nanoid';
import type {ReadTransaction, Store, WriteTransaction} from '../store/store.js';
import type {Ages, SweepOptions, Swept} from './ages.js';
import {Screen} from './ask-before.js';
import {note, noteStep} from './audit.js';
import {apart} from './blocks.js';
import {check} from './check.js';
import {setCommands} from './commands.js';
import type {Actor, Delivery, Domain, DomainOperation, Others, Touched} from './domain.js';
import {conversationOf} from './durable.js';
import {keepRemoval} from './events.js';
import type {FileDesk} from './file-access.js';
import {StoredFiles} from './file-desk.js';
import {createUpload} from './files.js';
import {findConversations} from './find-conversations.js';
import {firstSyncPage, sealCursor} from './inbox.js';
import {StoredNotices} from './notice-desk.js';
import {noticesWith} from './notice-settings.js';
import type {DomainOptions} from './options.js';
import {pause} from './pause.js';
import {ownAndShared, profileFromClaims, renewProfile} from './people.js';
import {checkOpId, checkWrite, type End, laneOf, perform, performBatch, prepareBatch} from './perform.js';
import {assertHost, type HostDoor, isHostOperation, isSharedRead, performForHost, readForHost} from './perform-host.js';
import {refusalToWrite} from './permissions.js';
import {PostOffice} from './post-office.js';
import {StoredPreviews} from './previews.js';
import {isPushWrite, pushWrites} from './push.js';
import {isRead, reads} from './reads.js';
import {Refusal} from './refusal.js';
import {ReminderDesk} from './reminder-desk.js';
import {createReport} from './reports.js';
import {Retention} from './retention.js';
import {lookFor} from './search.js';
import {ofMember} from './search-scope.js';
import {takeAway} from './take-away.js';
import {Transactions} from './transactions.js';
import {isHost, joinedMember} from './visibility.js';
import {StoredWebhooks} from './webhook-desk.js';
import {toProfile} from './wire.js';
import type {Settings, Work} from './work.js';

/** A node that has not caught up with the others for so long is not ready. */
const mostBehindMs = 5_000;
/** Messages of a removed conversation that go in one commit: what others wait for meanwhile. */
const purgeAtOnce = 500;

export async function createDomain(options: DomainOptions): Promise<Domain> {
  const domain = new StoredDomain(options);
  await domain.start();
  return domain;
}

class StoredDomain implements Domain {
  readonly epoch: string;
  readonly limits: Limits;
  readonly #store: Store;
  readonly #options: DomainOptions;
  readonly #settings: Settings;
  readonly #transactions: Transactions;
  readonly files: FileDesk | undefined;
  readonly webhooks: StoredWebhooks | undefined;
  readonly notices: StoredNotices;
  readonly #retention: Retention;
  readonly #postOffice: PostOffice;
  readonly #reminders: ReminderDesk;
  readonly previews: StoredPreviews | undefined;
  readonly #screen: Screen | undefined;

  constructor(options: DomainOptions) {
    const {
      store,
      clock,
      ids = nanoid,
      limits = {},
      directory = 'shared',
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
      keepsEdits,
      makesPreviews,
      epoch: store.epoch,
      ids: () => ids(),
      files,
      isAsked: options.beforeSend !== undefined,
      notices: noticesWith(options.notices),
    };
    this.#transactions = new Transactions({
      store,
      clock,
      settings: this.#settings,
      receiptDelayMs: options.receiptDelayMs ?? 500,
      onWebhookNews: options.webhooks ? (news) => this.webhooks?.tell(news) : undefined,
      afterCommit: options.faults?.afterCommit,
      onError: options.onError,
    });
    if (files) this.files = new StoredFiles(store, clock);
    const read = <Result>(actor: Actor, ask: (tx: ReadTransaction) => Promise<Result>): Promise<Result> =>
      this.#transactions.read(actor, ({tx}) => ask(tx));
    if (options.beforeSend) this.#screen = new Screen(options.beforeSend, {clock, limits: this.limits, read});
    if (options.webhooks) this.webhooks = new StoredWebhooks(store, clock, this.#settings.ids);
    const {notices: settings} = this.#settings;
    this.notices = new StoredNotices({
      store,
      clock,
      ids: this.#settings.ids,
      settings,
      kept: () => this.webhooks?.tell('events'),
    });
    /** Of those who come back to their work by the clock: each with a name of its own, for what is leased. */
    const deskOf = () => ({
      now: () => clock.now(),
      owner: ids(),
      read: <Result>(ask: (tx: ReadTransaction) => Promise<Result>) => store.read(ask),
      write: <Result>(actor: Actor, write: (work: Work) => Promise<Result>, lane?: string) =>
        this.#transactions.write(actor, write, lane),
      writeStore: <Result>(write: (tx: WriteTransaction) => Promise<Result>) => store.write(write),
    });
    this.#retention = new Retention(deskOf());
    this.#postOffice = new PostOffice({
      ...deskOf(),
      ask: async (actor, write) => this.#screen?.of(actor, write, undefined),
    });
    this.#reminders = new ReminderDesk(deskOf());
    if (makesPreviews) this.previews = new StoredPreviews({...deskOf(), settings: this.#settings});
  }

  start(): Promise<void> {
    return this.#transactions.start();
  }

  get others(): Others | undefined {
    return this.#transactions.others;
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
      if (isHost(actor) && isSharedRead(name)) return readForHost(this.#hostDoor(), actor, name, checked as never);
      return this.#transactions.read<unknown>(actor, (look) => reads[name](look, checked as never));
    }
    if (name === 'messages.search') {
      const checked = check(operations[name].input, input ?? {});
      const around = {input: checked, scope: ofMember, settings: this.#settings, user: actor.user, pause};
      const page = await lookFor((look) => this.#transactions.read(actor, look), around);
      return this.#transactions.read(actor, (look) => page.answer(look));
    }
    if (name === 'inbox.find') {
      const checked = check(operations[name].input, input ?? {});
      const around = {input: checked, settings: this.#settings, user: actor.user, pause};
      return findConversations((look) => this.#transactions.read(actor, look), around);
    }
    if (name === 'ops.push') {
      const checked = prepareBatch(check(operations[name].input, input).ops, this.#settings.limits.batchOps);
      const prepared = this.#screen ? await this.#screen.all(actor, checked) : checked;
      return {results: await this.#transactions.act(actor, (work) => performBatch(work, prepared), laneOf(prepared))};
    }
    if (name === 'upload.create') {
      const checked = check(operations[name].input, input ?? {});
      return this.#transactions.write(actor, (work) => createUpload(work, checked), checked.conversation);
    }
    if (name === 'report.create') {
      const checked = check(operations[name].input, input ?? {});
      return this.#transactions.write(actor, (work) => createReport(work, checked));
    }
    if (name === 'commands.set') {
      const checked = check(operations[name].input, input ?? {});
      return this.#transactions.write(actor, (work) => setCommands(work, checked));
    }
    if (isPushWrite(name)) {
      const checked = check(operations[name].input, input ?? {});
      return this.#transactions.write(actor, (work) => pushWrites[name](work, checked as never));
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
    const end: End = await this.#transactions.act(
      actor,
      (work) => perform(work, write, opId, verdict),
      conversationOf(write),
    );
    if ('refusal' in end) throw end.refusal;
    return end.answer;
  }

  #hostDoor(): HostDoor {
    return {
      now: this.#options.clock.now(),
      read: (read) => this.#store.read(read),
      look: (actor, read) => this.#transactions.read(actor, read),
      write: (actor, write, lane) => this.#transactions.write(actor, write, lane),
      endSessions: (user, by) => this.endSessions(user, by),
      removeConversation: (id, by) => this.removeConversation(id, by),
      settings: this.#settings,
      endpoints: this.#options.webhooks,
      purgeEvents: async (webhook) => this.webhooks?.purge(webhook),
    };
  }

  async hello(
    actor: Actor,
    resume: {cursor?: string | undefined; epoch?: string | undefined},
  ): ReturnType<Domain['hello']> {
    const record = await this.#profile(actor);
    const {notifications, ...page} = await this.#transactions.read(actor, (look) =>
      firstSyncPage(look, resume, look.settings.limits.inboxPage),
    );
    const profile = toProfile(record, this.#options.clock.now());
    return {profile, sync: page, ...(notifications && {notifications})};
  }

  /** A hello or sync with known claims writes nothing. */
  async #profile(actor: Actor): ReturnType<typeof renewProfile> {
    const known = await this.#transactions.read(actor, ({tx}) => tx.user(actor.user));
    const about = {nameLength: this.#settings.limits.nameLength, now: this.#options.clock.now()};
    if (known && profileFromClaims(actor, known, about) === known) return known;
    return this.#transactions.write(actor, renewProfile).catch((error: unknown) => {
      // Reading goes on while nothing can be stored (F49).
      if (known && error instanceof Refusal && error.code === 'STORAGE_FULL') return known;
      throw error;
    });
  }

  endSessions(user: UserId, by?: string): Promise<void> {
    return this.#transactions.endSessions(user, by);
  }

  async noteExport(user: UserId | undefined, by: string): Promise<void> {
    const targets = user === undefined ? {} : {user};
    const entry = {at: this.#options.clock.now(), actor: by, operation: 'export', targets, result: {}};
    await this.#store.write((tx) => note(tx, entry));
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
    const isTold = await this.#transactions.writeBeside(async (tx) => {
      const touched = await takeAway(tx, id);
      const gone = touched.length > 0 && this.webhooks ? await tx.conversation(id) : undefined;
      const around = {
        endpoints: await this.#transactions.endpointsIn(tx),
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
      this.#transactions.lostFiles.call(undefined);
      return all;
    }
  }

  onSessionsEnded(listener: (user: UserId, until: number) => void): () => void {
    return this.#transactions.ended.add(({user, until}) => listener(user, until));
  }

  assertLives(actor: Actor): Promise<void> {
    return this.#transactions.read(actor, async () => undefined);
  }

  onDeliveries(listener: (deliveries: readonly Delivery[]) => void): () => void {
    return this.#transactions.deliveries.add(listener);
  }

  writeBeside<Result>(
    work: (tx: WriteTransaction) => Promise<{result: Result; touched: readonly Touched[]}>,
  ): Promise<Result> {
    return this.#transactions.writeBeside(work);
  }

  onLostFiles(listener: () => void): () => void {
    return this.#transactions.lostFiles.add(listener);
  }

  onTouched(listener: (touched: readonly Touched[]) => void): () => void {
    return this.#transactions.touched.add(listener);
  }

  tickCursor(user: UserId): string {
    return sealCursor({user, epoch: this.epoch}, this.#transactions.horizon);
  }

  typingAudience(actor: Actor, conversation: string): Promise<readonly UserId[]> {
    return this.#transactions.read(actor, async (look) => {
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
    return this.#transactions.read(actor, async (look) => {
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
    await this.#transactions.write(actor, async (work) => {
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
    this.#transactions.flush();
    await this.#postOffice.close();
    await this.#reminders.close();
    await this.previews?.close();
    await this.#store.close();
  }
}
