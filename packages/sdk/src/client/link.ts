/**
 * The way to the server: this tab's own connection while it leads, another tab's while it follows. The rest of the client does
 * not know which.
 */
import type {Clock} from '../base/clock.js';
import {newId} from '../base/id.js';
import {ChatError} from '../core/failure.js';
import type {Connection} from '../core/view.js';
import type {EphemeralFrame, ServerFrame} from '../protocol/frames.js';
import type {InputOf, OutputOf, RequestName} from '../protocol/operations.js';
import type {Storage} from '../storage/storage.js';
import type {RelayChannel} from '../transport/relay.js';
import type {TransportConnection} from '../transport/transport.js';
import {loneTab} from './lone-tab.js';
import type {Surroundings} from './options.js';
import type {Session, SessionOptions} from './session.js';
import {createView, type View} from './store.js';
import type {TabMessage, Tabs} from './tabs.js';

type TabParts = Awaited<ReturnType<Surroundings['tabParts']>>;

const mostWatched = 200;

export type LinkOptions = Pick<
  SessionOptions,
  'user' | 'signal' | 'getToken' | 'report' | 'onAsking' | 'onPage' | 'onReset' | 'onCaughtUp' | 'limits'
> & {
  /** Of lock and channel. */
  name: string;
  around: Surroundings;
  onFrame(frame: ServerFrame): void;
  onEphemeral(frame: EphemeralFrame): void;
  /** Requests may go out, again. */
  onReady(): void;
  /** Merges what another tab has asked for. */
  learn<Name extends RequestName>(op: Name, input: InputOf<Name>, output: OutputOf<Name>): Promise<void>;
  /** Other tabs may have written meanwhile: reads the storage again. */
  reload(): Promise<void>;
  /** What other tabs say that is not about the connection. */
  onMessage(message: TabMessage): void;
};

export type Ask = <Name extends RequestName>(op: Name, input: InputOf<Name>) => Promise<OutputOf<Name>>;

export interface Link {
  readonly connection: View<Connection>;
  isLeading(): boolean;
  /** Logged out, or closed. */
  isStopped(): boolean;
  /** Whether a request has a chance now. */
  canAsk(): boolean;
  /** To the server, or to the tab that speaks with it. */
  ask: Ask;
  /** Says something that may be lost. */
  say: TransportConnection['ephemeral'];
  /** Where the next connection goes on from. */
  resume(value: {cursor: string; epoch?: string}): void;
  /** To the other tabs. */
  post(message: TabMessage): void;
  /** A frame, once it is stored. Only the leading tab passes frames on. */
  share(frame: ServerFrame): void;
  /** Begins to listen to the other tabs. */
  open(storage: Storage): Promise<void>;
  /** Begins to stand for election, and to connect. */
  start(): void;
  want(isWanted: boolean): void;
  /** Asks the server again for what changed. */
  resync(): void;
  /** The page is put aside, or comes back. */
  suspend(): void;
  network(isOnline: boolean): void;
  visible(isVisible: boolean): void;
  /** For good. */
  stop(): void;
}

export function createLink(options: LinkOptions): Link {
  const {name, around, signal, report} = options;
  const {clock}: {clock: Clock} = around;
  const tab = newId();
  /** There as soon as the storage is. */
  let session: Session | undefined;
  let tabs: Tabs | undefined;
  let parts: TabParts | undefined;
  let relay: TransportConnection | undefined;
  let stopServing = (): void => undefined;
  let storage: Storage | undefined;
  let meta = {device: '', cursor: '', epoch: ''};
  /** Whether the app wants a connection. */
  let isWanted = true;
  let isStopped = false;
  /** What the leading tab says of its connection. */
  let mirrored: Connection = {is: 'connecting', since: clock.now(), leading: false};
  const watched = new Map<string, readonly string[]>();

  const isLeading = (): boolean => !!tabs?.isLeading();
  const post = (message: TabMessage): void => tabs?.post(message);

  const connection = createView<Connection>(() => {
    if (isStopped) return {is: 'stopped', since: clock.now(), code: 'STOPPED', leading: false};
    if (!isLeading()) return {...mirrored, leading: false};
    const seen = session?.view() ?? mirrored;
    // between being elected and the first attempt
    return seen.is === 'idle' && isWanted ? {...seen, is: 'connecting'} : seen;
  });

  const canAsk = (): boolean =>
    !isStopped && (isLeading() ? !!session?.canAsk() : mirrored.is === 'online' || mirrored.is === 'catching-up');

  /** To the server, for this tab or another one. One connection watches the people of all tabs. */
  async function request<Name extends RequestName>(
    op: Name,
    input: InputOf<Name>,
    from: string,
  ): Promise<OutputOf<Name>> {
    if (!session) throw new ChatError('OFFLINE');
    if (op !== 'presence.watch') return session.request(op, input);
    watched.set(from, (input as InputOf<'presence.watch'>).users);
    const users = [...new Set([...watched.values()].flat())].slice(0, mostWatched);
    return session.request(op, {users} as InputOf<Name>);
  }

  /** Prepares, then connects; another tab may take the lead meanwhile, and then this one does neither. */
  async function lead(channel?: RelayChannel): Promise<number> {
    relay?.close();
    relay = undefined;
    let term = 1;
    try {
      const {device, cursor = '', epoch = '', term: last = 0} = (await storage?.meta()) ?? {device: tab};
      term = last + 1;
      meta = {device, cursor, epoch};
      await storage?.write([{put: 'meta', value: {term}}]);
    } catch (error) {
      report(error);
      // nothing is stored: a device for as long as the tab lives
      meta.device ||= tab;
    }
    await options.reload();
    if (!isLeading()) return term;
    if (channel && parts) {
      stopServing();
      stopServing = parts.serveRelay(channel, {
        say: (frame) => session?.ephemeral(frame),
        async answer(op, input, from) {
          const output = await request(op, input as never, from);
          await options.learn(op, input as never, output);
          return output;
        },
      });
    }
    connection.changed();
    if (isWanted && !isStopped) session?.connect();
    return term;
  }

  function listen(): void {
    if (!tabs?.relay || !parts || isStopped) return;
    relay = parts
      .relayTransport({channel: tabs.relay, tab, clock})
      .connect(
        {token: '', device: ''},
        {frame: options.onFrame, ephemeral: options.onEphemeral, closed: () => undefined},
      );
  }

  function want(wanted: boolean): void {
    isWanted = wanted;
    if (isLeading()) session?.dispatch({type: wanted ? 'connect' : 'disconnect'});
  }

  function onMessage(message: TabMessage): void {
    if (message.is === 'connect' || message.is === 'disconnect') want(message.is === 'connect');
    else if (message.is === 'beat') {
      const before = mirrored.is;
      mirrored = message.connection;
      connection.changed();
      if (mirrored.is === 'online' && before !== 'online') options.onReady();
    } else options.onMessage(message);
  }

  return {
    connection,
    isLeading,
    isStopped: () => isStopped,
    canAsk,
    async ask(op, input) {
      if (isStopped) throw new ChatError('STOPPED');
      if (isLeading()) return request(op, input, tab);
      if (!relay || !canAsk()) throw new ChatError('OFFLINE');
      return relay.request(op, input);
    },
    say: (frame) => (isLeading() ? session?.ephemeral(frame) : relay?.ephemeral(frame)),
    resume(value) {
      meta = {...meta, ...value};
    },
    post,
    share(frame) {
      if (isLeading()) post({is: 'frame', frame});
    },
    async open(opened) {
      storage = opened;
      session = await around.session({
        ...options,
        storage: opened,
        resume: () => meta,
        onState() {
          connection.changed();
          tabs?.beat();
        },
        onEphemeral(frame) {
          options.onEphemeral(frame);
          post({is: 'ephemeral', frame});
        },
      });
      const shared = around.sharing(opened);
      if (shared) parts = await around.tabParts();
      if (isStopped) return shared?.channel.close();
      const own = {
        report,
        onLead: lead,
        onFollow() {
          stopServing();
          session?.dispatch({type: 'suspend'});
          mirrored = {is: 'connecting', since: clock.now(), leading: false};
          connection.changed();
          listen();
        },
      };
      if (!shared || !parts) {
        shared?.channel.close();
        tabs = loneTab(own);
        return;
      }
      const {isVisible} = around.page;
      tabs = parts.createTabs({...own, ...shared, name, tab, clock, isVisible, connection: connection.get, onMessage});
      listen();
    },
    start() {
      if (!signal.aborted && !isStopped) tabs?.start();
    },
    want(wanted) {
      if (!isLeading()) post({is: wanted ? 'connect' : 'disconnect'});
      want(wanted);
    },
    resync: () => session?.dispatch({type: 'lag'}),
    suspend: () => tabs?.stop(),
    network: (online) => session?.dispatch({type: 'network', online}),
    visible(isVisible) {
      if (isVisible) session?.dispatch({type: 'visible'});
      tabs?.beat();
    },
    stop() {
      isStopped = true;
      isWanted = false;
      session?.dispatch({type: 'disconnect'});
      tabs?.close();
      connection.changed();
    },
  };
}
