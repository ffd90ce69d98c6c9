/**
 * How many handshakes of one address may be under way: who opens lines and shows no token keeps only itself out (S10, S29).
 * Behind reverse proxies the address is the one that the nearest `proxies` of them saw.
 */
import type {IncomingMessage} from 'node:http';
import {isIP} from 'node:net';

export type PendingOptions = {
  /** Handshakes of one address at a time. Addresses of this machine are not counted: behind them is a proxy, or nobody. */
  perAddress: number;
  /** Reverse proxies in front of this server, each of which adds to `X-Forwarded-For`. */
  proxies: number;
};

export type PendingHandshakes = ReturnType<typeof createPendingHandshakes>;

export function createPendingHandshakes({perAddress, proxies}: PendingOptions) {
  const counts = new Map<string, number>();
  const addressOf = (request: IncomingMessage): string | undefined => {
    const address = addressBehind(request, proxies);
    return address === undefined || isOwn(address) ? undefined : address;
  };
  return {
    /** Whether one more may begin. */
    hasRoom(request: IncomingMessage): boolean {
      const address = addressOf(request);
      return address === undefined || (counts.get(address) ?? 0) < perAddress;
    },
    /** One has begun. Call what comes back when it has ended, well or not; a second call does nothing. */
    begin(request: IncomingMessage): () => void {
      const address = addressOf(request);
      if (address === undefined) return () => undefined;
      counts.set(address, (counts.get(address) ?? 0) + 1);
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        const left = (counts.get(address) ?? 1) - 1;
        if (left > 0) counts.set(address, left);
        else counts.delete(address);
      };
    },
    /** Addresses with a handshake under way. */
    get size(): number {
      return counts.size;
    },
  };
}

/** What a proxy did not write cannot be believed: only the last `proxies` entries count, and the farthest of them is the client. */
function addressBehind({socket, headers}: IncomingMessage, proxies: number): string | undefined {
  if (proxies === 0) return networkOf(socket.remoteAddress ?? '');
  const told = String(headers['x-forwarded-for'] ?? '').split(',');
  return networkOf((told.at(-Math.min(proxies, told.length)) ?? '').trim());
}

/** One household has one IPv4 address, or 2⁶⁴ of IPv6. */
function networkOf(address: string): string | undefined {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (isIP(plain) === 4) return plain;
  if (isIP(plain) !== 6) return undefined;
  if (plain === '::1') return plain;
  const [head = '', tail] = plain.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  while (tail !== undefined && groups.length + after.length < 8) groups.push('0');
  return `${[...groups, ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

const isOwn = (address: string): boolean => address === '::1' || address.startsWith('127.');
