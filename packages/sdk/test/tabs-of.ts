import type {Channel} from '../src/client/tabs.js';
import {memoryStorage} from '../src/storage/memory.js';
import type {Storage} from '../src/storage/storage.js';
import type {Device, World} from './chats.js';
import {FakeLocks} from './fake-locks.js';

/** Tabs of one user: one storage, one lock, one channel. */
export function tabsOf(
  world: World,
  user: string,
  {storage = memoryStorage(), ...options}: {storage?: Storage; line?: Device['line']; tabParts?: undefined} = {},
) {
  const locks = new FakeLocks();
  const name = `tabs ${user} ${Math.random()}`;
  const channels: BroadcastChannel[] = [];
  return {
    storage,
    locks,
    /** As any script of the page could. */
    say(message: unknown): void {
      const channel = new BroadcastChannel(name);
      channel.postMessage(message);
      channel.close();
    },
    open: (): Device & {freeze(): void} => {
      const channel = new BroadcastChannel(name);
      channels.push(channel);
      let isFrozen = false;
      const half: Channel = {
        postMessage: (message) => void (isFrozen || channel.postMessage(message)),
        get onmessage(): Channel['onmessage'] {
          return null;
        },
        set onmessage(listener: Channel['onmessage']) {
          channel.onmessage = (event: unknown) => void (isFrozen || listener?.(event as MessageEvent));
        },
        close: () => channel.close(),
      };
      const device = world.device(user, {on: storage, sharing: () => ({locks, channel: half}), ...options});
      return {
        ...device,
        freeze: () => {
          isFrozen = true;
          device.line.isDown = true;
        },
      };
    },
  };
}

export const leads = ({chat}: Device): boolean => chat.connection.get().leading;
