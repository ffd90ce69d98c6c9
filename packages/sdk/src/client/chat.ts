/** `createChat`: what a chat is made of, and how long it lives. No rule of the product is here. */
import {ChatError, notLoaded} from '../core/failure.js';
import type {Written} from '../protocol/written.js';
import type {Storage, StorageState} from '../storage/storage.js';
import type {Chat, ChatOptions, ConversationHandle} from './api.js';
import {createConversations} from './conversation.js';
import {createDrafts} from './drafts.js';
import {createEngine} from './engine.js';
import type {Files} from './file-parts.js';
import {createInbox} from './inbox.js';
import {createLanes, ownLane} from './lanes.js';
import type {AskLater, Later} from './later.js';
import {createLink} from './link.js';
import type {MoreParts} from './more.js';
import {type Surroundings, sharedName, surroundingsOf} from './options.js';
import {createOutbox} from './outbox.js';
import {createPeople} from './people.js';
import {nameChat} from './registry.js';
import {createRuns} from './run.js';
import {createSender, type NewWrite} from './sender.js';
import {createStore} from './store.js';
import {createSyncer} from './syncer.js';
import {createTyping} from './typing.js';

/** Makes a chat and connects it. It lives until `close()`; elements on the page find it by its name. */
export const createChat = (options: ChatOptions): Chat => startChat(options, surroundingsOf(options));

/** The same with other surroundings: for tests. */
export function startChat(options: ChatOptions, around: Surroundings): Chat {
  const {user, getToken, readReceipts = true} = options;
  const {clock, random, page} = around;
  const life = new AbortController();
  const {signal} = life;
  const limits: Record<string, number> = {};
  let stopPage = (): void => undefined;
  let opened: Storage | undefined;

  const report = (error: unknown): void => {
    if (signal.aborted) return;
    const known = error instanceof ChatError ? error : new ChatError('INTERNAL', {cause: error, detail: String(error)});
    around.onError(known);
  };
  const background = (work: Promise<unknown>): void => void work.catch(report);

  const storageState = createStore<StorageState>({kind: options.storage === 'memory' ? 'memory' : 'best-effort'});
  const storage = around.openStorage(
    {
      onState: storageState.set,
      onError: report,
      onEvicted: (ids) => background(syncer.forget(ids)),
      onWiped() {
        syncer.wiped();
        lanes.setAdrift();
        link.resync();
        background(sender.restore());
      },
    },
    signal,
  );

  let filesMade: Promise<Files> | undefined;
  const files = (): Promise<Files> =>
    (filesMade ??= around.files().then(
      ({createFiles}) => createFiles(engine, {url: options.url, fetch: around.fetch, connection, lanes}),
      (cause: unknown) => {
        filesMade = undefined;
        throw notLoaded('files', cause);
      },
    ));

  // each calls the others only later, when all of them are there
  const link = createLink({
    name: sharedName(options),
    user,
    around,
    signal,
    getToken,
    report,
    onAsking: () => syncer.asking(),
    onPage: (rows, epoch) => syncer.page(rows, epoch),
    onReset: () => syncer.reset(true),
    onCaughtUp: (cursor, epoch) => syncer.caughtUp(cursor, epoch),
    limits,
    onFrame: (frame) => syncer.take(frame),
    onEphemeral(frame) {
      if (frame.type === 'typing') typing.heard(frame.conversation, frame.user, frame.on);
      else people.told([frame.presence]);
    },
    onReady() {
      syncer.ready();
      sender.drain(true);
      background(searchVanished());
      people.ready();
      inbox.ready();
      showAll();
    },
    learn: (op, input, output) => syncer.learn(op, input, output),
    reload,
    onMessage(message) {
      if (message.is === 'outbox') background(sender.reload(message));
      else if (message.is === 'reset')
        // one who leads as well has a connection of its own, and only the cache to forget (F20)
        background(isLeading() ? syncer.forget([...engine.entries.keys()]) : syncer.reset(message.other));
      else if (message.is === 'draft') drafts.heard(message.id, message.draft);
      else if (message.is === 'logout') stop();
    },
  });
  const {connection, isLeading, isStopped, canAsk, post} = link;

  const engine = createEngine({
    ...link,
    ...{user, clock, random, signal, storage, report, background},
    files,
    more: around.more,
    rows: (conversation) => lanes.rows(conversation),
    shown: (conversation) => lanes.shown(conversation),
  });
  const syncer = createSyncer(engine, {
    onTyping: (conversation, who) => typing.heard(conversation, who, false),
    onFetched: (entry) => runs.fetched(entry),
    async onRestored(storage) {
      await (await around.vanished()).keepOwn(storage, user);
    },
    onReset(isWhole, isKnowing, isOther) {
      if (isKnowing && isLeading()) post({is: 'reset', other: isOther});
      inbox.reset(isWhole);
      // another tab may fetch it all before this one asks
      showAll();
    },
  });
  const lanes = createLanes(engine);
  const sender = createSender(engine, lanes, syncer, around.rules);
  const runs = createRuns(engine, syncer);
  const typing = createTyping(engine);
  const people = createPeople(engine, syncer);
  lanes.onChange(({name}) => name === ownLane && people.person(user).changed());
  const inbox = createInbox(engine, syncer);
  const outbox = createOutbox(engine, lanes, sender, around.rules);
  const drafts = createDrafts(engine);
  const parts: MoreParts = {engine, lanes, sender, know: syncer.know, inbox: inbox.inbox, told: people.told};
  const later = ((names: string, ...first: unknown[]) =>
    Object.fromEntries(
      names
        .split(' ')
        .map((name) => [
          name,
          async (...asked: unknown[]) => (await around.rules()).later(parts, name as keyof Later, [...first, ...asked]),
        ]),
    )) as AskLater;
  const conversations = createConversations({
    ...{engine, syncer, sender, outbox, runs, typing, drafts, readReceipts, write, later},
    limits,
  });

  /** Unsent words that only this tab has would go with it (F06, F12). */
  const guard = (): void =>
    page.guard(!isStopped() && sender.rows().length > 0 && (storageState.get().kind === 'memory' || lanes.isAdrift()));
  lanes.onChange(guard);
  storageState.subscribe(({kind}) => {
    guard();
    if (opened && kind !== 'memory') background(sender.restore());
  });

  async function start(): Promise<void> {
    opened = await storage;
    storageState.set(opened.state());
    if (isStopped()) return;
    // listening begins before the cache is read, so that nothing falls between
    await link.open(opened);
    if (isStopped()) return;
    await Promise.all([inbox.load(), sender.reload()]);
    if (isStopped()) return;
    if (!page.isOnline()) link.network(false);
    stopPage = page.listen((event) => {
      if (event === 'hidden' || event === 'suspend') background(conversations.flush());
      if (event === 'online' || event === 'offline') link.network(event === 'online');
      else if (event === 'suspend') link.suspend();
      else if (event === 'resume') {
        background(reload());
        link.start();
      } else {
        link.visible(event === 'visible');
        // a tab that nobody tells of the others learns now what they have left (F20)
        background(sender.reload());
      }
    });
    link.start();
  }

  const showAll = (): void =>
    engine.entries.forEach((entry) => {
      if (entry.holders) background(runs.show(entry));
    });

  /** What a restored server no longer has of mine (F50). */
  async function searchVanished(): Promise<void> {
    if (isLeading() && (await engine.read((storage) => storage.item('kept'), undefined)))
      await (await around.vanished()).findVanished(engine, sender);
  }

  /** Other tabs may have written meanwhile. */
  async function reload(): Promise<void> {
    // another tab may have met conversations that this one does not know
    await inbox.load();
    await syncer.reload();
    await sender.reload();
  }

  /** The session of this user is over, in this tab. */
  function stop(): void {
    link.stop();
    stopPage();
    guard();
  }

  /** One that does not wait in the outbox: somebody waits for its answer. */
  async function write(op: NewWrite['op'], input: object, lane?: string): Promise<Written> {
    await storage;
    const {directWrite} = await around.rules();
    const {emptied} = sender;
    return directWrite({canAsk, connection, emptied, know: syncer.know, clock, random, signal}, op, input, lane);
  }

  async function made(writing: Promise<Written>): Promise<ConversationHandle> {
    return conversations.handle((await writing).conversation as string);
  }

  const chat: Chat = {
    user,
    connection,
    storage: storageState,
    inbox: {...inbox.inbox, ...later('about find')},
    outbox,
    people: {
      ...people.people,
      ...later('block unblock blocked'),
    },
    ...later('mentions notifications report search setPresence updateProfile'),
    me: people.person(user),

    conversation: conversations.handle,
    send: (conversation, content) => conversations.handle(conversation).send(content),
    fileUrl: async (conversation, file) => (await files()).url(conversation, file),
    direct: (other) => made(write('conversation.direct', {user: other})),
    createGroup: (group) => made(write('conversation.create', group)),

    connect: () => link.want(true),
    disconnect: () => link.want(false),
    async logout({outbox: what = 'keep', wipe, everywhere} = {}) {
      const pending = sender.rows().length;
      if (what === 'fail-if-pending' && pending) throw new ChatError('OUTBOX_PENDING');
      // with the sessions of a person their subscriptions end by themselves
      await (everywhere ? link.ask('session.revoke', {}) : later('leave').leave().catch(report));
      post({is: 'logout'});
      stop();
      if (what === 'discard') await sender.clear();
      if (wipe) await (await storage).clear(what === 'keep' && pending ? 'cache' : 'everything');
    },
    async close() {
      if (signal.aborted) return;
      if (opened) await conversations.flush().catch(report);
      stop();
      life.abort(new ChatError('STOPPED'));
      unname();
      await storage.then(
        (there) => there.close(),
        () => {}, // its code never came
      );
    },
  };
  const unname = nameChat(options.name ?? 'default', chat);
  background(start());
  return chat;
}
