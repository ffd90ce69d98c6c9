/** What surrounds a chat, completed once at the door: inside, nothing is optional and nothing is global. */
import {type Clock, systemClock, within} from '../base/clock.js';
import {until} from '../base/until.js';
import {backoffMs} from '../core/backoff.js';
import {type ChatError, notLoaded} from '../core/failure.js';
import type {Storage} from '../storage/storage.js';
import {preferSocket} from '../transport/prefer-socket.js';
import type {Transport} from '../transport/transport.js';
import type {ChatOptions} from './api.js';
import {browserPage, type Page} from './page.js';
import type {Session, SessionOptions} from './session.js';
import {reportError} from './store.js';
import type {Channel, Locks} from './tabs.js';

type Essentials = typeof import('./essentials.js');
type StorageReports = NonNullable<Parameters<Essentials['openStorage']>[1]>;

export type Surroundings = {
  clock: Clock;
  random(): number;
  page: Page;
  /** Rejects only when `signal` is aborted. */
  openStorage(reports: StorageReports, signal: AbortSignal): Promise<Storage>;
  /** Not before the storage was opened. */
  session(options: SessionOptions): Promise<Session>;
  /** The rules for what is sent, now or from the outbox, and what failed. Not before the storage was opened. */
  rules(): Promise<typeof import('./rules.js')>;
  transport(): Transport | Promise<Transport>;
  /** What tabs share, for a storage that they share; undefined: this tab stands alone. */
  sharing(storage: Storage): {locks: Locks; channel: Channel} | undefined;
  /** The code for it; undefined where it did not load, or not in time: then this tab stands alone. */
  tabParts(): Promise<typeof import('./shared-tabs.js') | undefined>;
  /** The code for after a restore, when it is needed. */
  vanished(): Promise<typeof import('./vanished.js')>;
  /** The code for what is asked for seldom, when it is. */
  more(): Promise<typeof import('./on-demand.js')>;
  /** The code for files, when it is needed. */
  files(): Promise<typeof import('./files.js')>;
  fetch: typeof fetch;
  onError(error: ChatError): void;
};

/** How long a tab waits for what it needs to share, once its storage is there. */
const partsMs = 3_000;

/**
 * The same name for all tabs of one user of one server, and for no others (F24). The number is of what tabs say to each other:
 * versions of this package that speak otherwise do not hear each other (F95).
 */
export const sharedName = ({url, user}: Pick<ChatOptions, 'url' | 'user'>): string =>
  `parlor/1:${new URL(url).origin}:${user}`;

export function surroundingsOf(options: ChatOptions): Surroundings {
  const {url, user, clock = systemClock, onError = reportError, storage = 'auto', tabs = 'shared'} = options;
  const name = sharedName(options);
  const http = async () => (await import('../transport/http.js')).httpTransport({url, clock});
  const socket = preferSocket({
    ...{http, clock, report: onError},
    socket: async () => (await import('../transport/socket.js')).socketTransport({url, clock, report: onError}),
  });
  const isShared =
    tabs === 'shared' && storage === 'auto' && globalThis.navigator?.locks && globalThis.BroadcastChannel;
  const loadTabs = () => import('./shared-tabs.js');
  let essentials: Promise<Essentials> | undefined;
  const parts = isShared ? loadTabs().catch(loadTabs).catch(withoutTabs) : undefined;
  if (options.transport !== 'http') preload();
  return {
    clock,
    random: Math.random,
    page: browserPage,
    onError,
    async openStorage(reports, signal) {
      essentials = loadAgain(() => import('./essentials.js'), {clock, signal, report: onError});
      return (await essentials).openStorage({url, user, storage, clock}, reports);
    },
    session: async (given) => (await (essentials as Promise<Essentials>)).createSession(given),
    rules: () => essentials as Promise<Essentials>,
    tabParts: async () => parts && within(clock, partsMs, parts),
    vanished: () => import('./vanished.js'),
    more: async () => (await (essentials as Promise<Essentials>)).loadMore(),
    files: () => import('./files.js'),
    fetch: (...given) => fetch(...given),
    transport: options.transport === 'http' ? http : socket.ready,
    sharing(opened) {
      // what is in memory belongs to this tab alone
      if (!isShared || opened.state().kind === 'memory') return undefined;
      return {locks: navigator.locks as Locks, channel: new BroadcastChannel(name)};
    },
  };

  function withoutTabs(cause: unknown): undefined {
    onError(notLoaded('tabs', cause));
  }

  /** The socket's code comes at the same time as the storage's, if this tab is likely to lead. */
  function preload(): void {
    if (!isShared) return socket.load();
    navigator.locks.query().then(({held}) => held?.some((lock) => lock.name === name) || socket.load(), socket.load);
  }
}

/** Code that nothing works without: asked for until it comes, `report` is told once. Rejects when `signal` is aborted. */
export async function loadAgain<Parts>(
  load: () => Promise<Parts>,
  {clock, signal, report}: {clock: Clock; signal: AbortSignal; report(error: ChatError): void},
): Promise<Parts> {
  for (let tries = 1; ; tries++) {
    try {
      return await load();
    } catch (cause) {
      if (tries === 1) report(notLoaded('storage', cause));
      const waitMs = backoffMs(tries, Math.random());
      await until((done) => clock.after(waitMs, done), signal);
    }
  }
}
