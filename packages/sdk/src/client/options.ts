/** What surrounds a chat, completed once at the door: inside, nothing is optional and nothing is global. */
import {type Clock, systemClock} from '../base/clock.js';
import type {ChatError} from '../core/failure.js';
import {openStorage} from '../storage/open-storage.js';
import type {Storage} from '../storage/storage.js';
import {socketTransport} from '../transport/socket.js';
import type {Transport} from '../transport/transport.js';
import type {ChatOptions} from './api.js';
import {browserPage, type Page} from './page.js';
import {reportError} from './store.js';
import type {Channel, Locks} from './tabs.js';

type StorageReports = NonNullable<Parameters<typeof openStorage>[1]>;

export type Surroundings = {
  clock: Clock;
  random(): number;
  page: Page;
  openStorage(reports: StorageReports): Promise<Storage>;
  transport(): Transport | Promise<Transport>;
  /** What tabs share, for a storage that they share; undefined: this tab stands alone. */
  sharing(storage: Storage): {locks: Locks; channel: Channel} | undefined;
  onError(error: ChatError): void;
};

/** The same name for all tabs of one user of one server, and for no others (F24). */
export const sharedName = ({url, user}: Pick<ChatOptions, 'url' | 'user'>): string =>
  `parlor:${new URL(url).origin}:${user}`;

export function surroundingsOf(options: ChatOptions): Surroundings {
  const {url, user, clock = systemClock, onError = reportError, storage = 'auto', tabs = 'shared'} = options;
  return {
    clock,
    random: Math.random,
    page: browserPage,
    onError,
    openStorage: (reports) => openStorage({url, user, storage, clock}, reports),
    async transport() {
      if (options.transport !== 'http') return socketTransport({url, clock, report: onError});
      const {httpTransport} = await import('../transport/http.js');
      return httpTransport({url, clock});
    },
    sharing(opened) {
      const locks = globalThis.navigator?.locks as Locks | undefined;
      // what is in memory belongs to this tab alone
      if (tabs === 'own' || opened.state().kind === 'memory' || !locks || !globalThis.BroadcastChannel)
        return undefined;
      return {locks, channel: new BroadcastChannel(sharedName(options))};
    },
  };
}
