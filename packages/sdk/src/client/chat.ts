/** `createChat`: what a chat is made of, and how long it lives. No rule of the product is here. */
import {sleep} from '../base/clock.js';
import {newId} from '../base/id.js';
import {backoffMs} from '../core/backoff.js';
import {canRequest, viewConnection} from '../core/connection.js';
import {ChatError} from '../core/failure.js';
import type {Connection, Draft} from '../core/view.js';
import type {EphemeralFrame, InputOf, OperationName, OutputOf, ServerFrame, Written} from '../protocol/index.js';
import type {StorageState} from '../storage/storage.js';
import {relayTransport, serveRelay} from '../transport/relay.js';
import type {TransportConnection} from '../transport/transport.js';
import type {Chat, ChatOptions} from './api.js';
import {createConversations} from './conversation.js';
import {createEngine} from './engine.js';
import {createInbox} from './inbox.js';
import {type Surroundings, sharedName, surroundingsOf} from './options.js';
import {createOutbox} from './outbox.js';
import {createPeople} from './people.js';
import {nameChat} from './registry.js';
import {createRuns} from './run.js';
import {createSender, type NewWrite, ownLane} from './sender.js';
import {createSession} from './session.js';
import {createStore, createView} from './store.js';
import {createSyncer} from './syncer.js';
import {createTabs, type TabMessage, type Tabs} from './tabs.js';
import {createTyping} from './typing.js';

const mostTries = 3;
const mostWatched = 200;
const draftItem = 'draft/';

/** Makes a chat and connects it. It lives until `close()`; elements on the page find it by its name. */
export const createChat = (options: ChatOptions): Chat => startChat(options, surroundingsOf(options));

/** The same with other surroundings: for tests. */
export function startChat(options: ChatOptions, around: Surroundings): Chat {
  const {user, readReceipts = true} = options;
  const {clock, random, page} = around;
  const life = new AbortController();
  const tab = newId();
  const tabName = sharedName(options);
  let tabs: Tabs | undefined;
  let relay: TransportConnection | undefined;
  let stopServing = (): void => undefined;
  let stopPage = (): void => undefined;
  let meta = {device: '', cursor: '', epoch: ''};
  let limits: Record<string, number> = {};
  /** Whether the app wants a connection. */
  let isWanted = true;
  let isStopped = false;
  /** What the leading tab says of its connection. */
  let mirrored: Connection = {is: 'connecting', since: clock.now(), leading: false};
  const watchedByTab = new Map<string, readonly string[]>();

  const report = (error: unknown): void => {
    if (life.signal.aborted) return;
    around.onError(
      error instanceof ChatError ? error : new ChatError('INTERNAL', {cause: error, detail: String(error)}),
    );
  };
  const background = (work: Promise<unknown>): void => void work.catch(report);
  const isLeading = (): boolean => !!tabs?.isLeading();

  // ---- parts

  const storageState = createStore<StorageState>({kind: options.storage === 'memory' ? 'memory' : 'best-effort'});
  const opening = around.openStorage({
    onState: (state) => storageState.set(state),
    onError: report,
    onEvicted: (ids) => background(syncer.forget(ids)),
  });

  const engine = createEngine({
    user,
    clock,
    random,
    signal: life.signal,
    storage: opening,
    report,
    isLeading,
    isStopped: () => isStopped,
    canAsk: () =>
      !isStopped &&
      (isLeading() ? canRequest(session.state()) : mirrored.is === 'online' || mirrored.is === 'catching-up'),
    ask: async (op, input) => {
      if (isStopped) throw new ChatError('STOPPED');
      if (isLeading()) return request(op, input, tab);
      if (!relay || !engine.canAsk()) throw new ChatError('OFFLINE', {retry: 'after'});
      return relay.request(op, input);
    },
    say: (frame) => (isLeading() ? session.ephemeral(frame) : relay?.ephemeral(frame)),
    resume: (value) => {
      meta = {...meta, ...value};
    },
    rows: (conversation) => sender.rows(conversation),
    shown: (conversation) => sender.shown(conversation),
  });

  const share = (frame: ServerFrame): void => {
    if (isLeading()) tabs?.post({is: 'frame', frame});
  };
  const syncer = createSyncer(engine, {
    relay: share,
    onTyping: (conversation, who) => typing.heard(conversation, who, false),
    onFetched: (entry) => runs.fetched(entry),
    onReset(isWhole) {
      if (isLeading()) tabs?.post({is: 'reset'});
      inbox.reset(isWhole);
    },
  });
  const sender = createSender(engine, syncer, {tellTabs: () => tabs?.post({is: 'outbox'}), relay: share});
  const runs = createRuns(engine, syncer);
  const typing = createTyping(engine);
  const people = createPeople(engine, syncer);
  const inbox = createInbox(engine, syncer);
  const outbox = createOutbox(engine, sender);

  const drafts = new Map<string, Draft | undefined>();
  const conversations = createConversations({
    engine,
    syncer,
    sender,
    runs,
    typing,
    readReceipts,
    limits: () => limits,
    write,
    drafts: {
      get(id) {
        if (!drafts.has(id)) {
          drafts.set(id, undefined);
          background(
            opening.then(async (storage) => {
              const value = (await storage.item(draftItem + id)) as Draft | undefined;
              if (value && !drafts.get(id)) putDraft(id, value);
            }),
          );
        }
        return drafts.get(id);
      },
      set(id, draft) {
        drafts.set(id, draft);
        const key = draftItem + id;
        tabs?.post({is: 'item', key, value: draft});
        background(
          opening.then((storage) => storage.write([draft ? {put: 'item', key, value: draft} : {drop: 'item', key}])),
        );
      },
    },
  });

  function putDraft(id: string, draft: Draft | undefined): void {
    drafts.set(id, draft);
    engine.entries.get(id)?.changed();
  }

  const connection = createView<Connection>(() => {
    if (isStopped) return {is: 'stopped', since: clock.now(), code: 'STOPPED', leading: false};
    return isLeading() ? viewConnection(session.state(), true) : {...mirrored, leading: false};
  });

  const session = createSession({
    user,
    clock,
    random,
    signal: life.signal,
    transport: around.transport,
    getToken: options.getToken,
    resume: () => {
      const {device, cursor, epoch} = meta;
      return {device, ...(cursor && {cursor}), ...(epoch && {epoch})};
    },
    report,
    onState() {
      connection.changed();
      tabs?.beat();
    },
    onPage: syncer.page,
    onReset: syncer.reset,
    onCaughtUp: syncer.caughtUp,
    onReady: ready,
    onLimits(given) {
      limits = given;
    },
    onFrame: syncer.take,
    onEphemeral(frame) {
      hear(frame);
      tabs?.post({is: 'ephemeral', frame});
    },
  });

  // ---- connection

  /** Requests may go out. */
  function ready(): void {
    syncer.ready();
    sender.drain();
    people.ready();
    inbox.ready();
    for (const entry of engine.entries.values()) if (entry.holders) background(runs.show(entry));
  }

  function hear(frame: EphemeralFrame): void {
    if (frame.type === 'typing') typing.heard(frame.conversation, frame.user, frame.on);
    else people.told([frame.presence]);
  }

  /** To the server, for this tab or another one. One connection watches the people of all tabs. */
  async function request<Name extends OperationName>(
    op: Name,
    input: InputOf<Name>,
    from: string,
  ): Promise<OutputOf<Name>> {
    if (op !== 'presence.watch') return session.request(op, input);
    watchedByTab.set(from, (input as InputOf<'presence.watch'>).users);
    const users = [...new Set([...watchedByTab.values()].flat())].slice(0, mostWatched);
    return session.request(op, {users} as InputOf<Name>);
  }

  async function lead(): Promise<number> {
    relay?.close();
    relay = undefined;
    const storage = await opening;
    const stored = await engine.read(() => storage.meta(), undefined);
    const term = (stored?.term ?? 0) + 1;
    meta = {device: stored?.device ?? meta.device, cursor: stored?.cursor ?? '', epoch: stored?.epoch ?? ''};
    await engine.write([{put: 'meta', value: {term}}]);
    stopServing = serveRelay(tabs?.relay ?? noRelay, {
      say: (frame) => session.ephemeral(frame),
      async answer(op, input, from) {
        const output = await request(op, input as never, from);
        await syncer.learn(op, input as never, output);
        return output;
      },
    });
    await syncer.reload();
    await sender.reload();
    connection.changed();
    if (isWanted && !isStopped) session.dispatch({type: session.state().is === 'suspended' ? 'resume' : 'connect'});
    return term;
  }

  function follow(): void {
    stopServing();
    session.dispatch({type: 'suspend'});
    mirrored = {is: 'connecting', since: clock.now(), leading: false};
    connection.changed();
    listenToLeader();
  }

  function listenToLeader(): void {
    if (!tabs || isStopped) return;
    relay = relayTransport({channel: tabs.relay, tab, clock}).connect(
      {token: '', device: ''},
      {frame: syncer.take, ephemeral: hear, closed: () => undefined},
    );
  }

  function onMessage(message: TabMessage): void {
    switch (message.is) {
      case 'beat': {
        const before = mirrored;
        mirrored = message.connection;
        if (before.is === mirrored.is && before.since === mirrored.since) return;
        connection.changed();
        if (mirrored.is === 'online' && before.is !== 'online') ready();
        return;
      }
      case 'outbox':
        return background(sender.reload());
      case 'reset':
        return background(syncer.reset());
      case 'item': {
        const {key, value} = message;
        if (key.startsWith(draftItem)) putDraft(key.slice(draftItem.length), value as Draft | undefined);
        return;
      }
      case 'connect':
      case 'disconnect':
        return setWanted(message.is === 'connect');
      case 'logout':
        return stop();
    }
  }

  function setWanted(wanted: boolean): void {
    isWanted = wanted;
    if (isLeading()) session.dispatch({type: wanted ? 'connect' : 'disconnect'});
  }

  /** The session of this user is over, in this tab. */
  function stop(): void {
    isStopped = true;
    isWanted = false;
    session.dispatch({type: 'disconnect'});
    tabs?.close();
    stopPage();
    connection.changed();
  }

  async function start(): Promise<void> {
    const storage = await opening;
    if (life.signal.aborted) return;
    storageState.set(storage.state());
    const shared = around.sharing(storage);
    tabs = createTabs({
      name: tabName,
      tab,
      clock,
      locks: shared?.locks,
      channel: shared?.channel,
      isVisible: page.isVisible,
      connection: () => connection.get(),
      onLead: lead,
      onFollow: follow,
      onMessage,
    });
    // listening begins before the cache is read, so that nothing falls between
    if (shared) listenToLeader();
    await Promise.all([inbox.load(), sender.reload()]);
    if (life.signal.aborted || isStopped) return;
    if (!page.isOnline()) session.dispatch({type: 'network', online: false});
    stopPage = page.listen((event) => {
      if (event === 'online' || event === 'offline') session.dispatch({type: 'network', online: event === 'online'});
      else if (event === 'suspend') {
        conversations.flush();
        tabs?.stop();
      } else if (event === 'resume') {
        background(syncer.reload());
        background(sender.reload());
        tabs?.start();
      } else {
        if (event === 'visible') session.dispatch({type: 'visible'});
        else conversations.flush();
        tabs?.beat();
      }
    });
    tabs.start();
  }

  // ---- what the app does

  async function write(op: NewWrite['op'], input: object): Promise<Written> {
    const ops = [{opId: newId(), op, input}];
    let first: unknown;
    for (let tries = 1; ; tries++) {
      try {
        const {results} = await syncer.know('ops.push', {ops});
        const [reply] = results;
        if (reply?.ok) return reply.result as Written;
        throw reply ? new ChatError(reply.code, reply) : new ChatError('INTERNAL');
      } catch (error) {
        const {code, retry, retryAfterMs} = error as ChatError;
        first ??= error;
        // not known whether it was done: the same operation again does no harm
        if (retry !== 'after' || code === 'OFFLINE' || tries === mostTries) throw retry === 'after' ? first : error;
        await sleep(clock, backoffMs(tries, random(), retryAfterMs), life.signal);
      }
    }
  }

  async function handleOf({conversation}: Written): Promise<ReturnType<typeof conversations.handle>> {
    if (conversation === undefined) throw new ChatError('INTERNAL');
    return conversations.handle(conversation);
  }

  const chat: Chat = {
    user,
    connection,
    storage: storageState,
    inbox: inbox.inbox,
    outbox,
    people: people.people,
    me: people.person(user),

    conversation: conversations.handle,
    send: (conversation, content) => conversations.handle(conversation).send(content),
    direct: async (other) => handleOf(await write('conversation.direct', {user: other})),
    createGroup: async (group) => handleOf(await write('conversation.create', {...group, members: [...group.members]})),
    async setPresence(chosen) {
      const {presence} = await syncer.know('presence.set', {chosen});
      people.told([presence]);
    },
    async updateProfile(change) {
      await sender.enqueue({op: 'profile.set', lane: ownLane, input: change});
    },

    connect() {
      if (!isLeading()) tabs?.post({is: 'connect'});
      setWanted(true);
    },
    disconnect() {
      if (!isLeading()) tabs?.post({is: 'disconnect'});
      setWanted(false);
    },
    async logout({outbox: what = 'keep', wipe = false} = {}) {
      const pending = sender.all().length;
      if (what === 'fail-if-pending' && pending) throw new ChatError('OUTBOX_PENDING', {detail: `${pending} writes`});
      tabs?.post({is: 'logout'});
      stop();
      if (what === 'discard') await sender.clear();
      const storage = await opening;
      if (wipe) await storage.clear(what === 'keep' && pending ? 'cache' : 'everything');
    },
    async close() {
      if (life.signal.aborted) return;
      conversations.flush();
      stop();
      life.abort(new ChatError('STOPPED'));
      unname();
      await (await opening).close();
    },
  };
  const unname = nameChat(options.name ?? 'default', chat);
  background(start());
  return chat;
}

const noRelay = {post: () => undefined, onMessage: () => () => undefined};
