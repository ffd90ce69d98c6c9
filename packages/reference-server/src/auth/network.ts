/** Where somebody comes from, as far as it counts: the network that one household or one attacker has. */
import type {IncomingMessage} from 'node:http';
import {isIP} from 'node:net';

/** Nothing where it cannot be told apart, and for this machine's own addresses: behind them is a proxy, or nobody. */
export type NetworkOf = (request: Pick<IncomingMessage, 'socket' | 'headers'>) => string | undefined;

/** `proxies`: reverse proxies in front of this server, each of which adds to `X-Forwarded-For`; the nearest of them are believed. */
export function networksBehind(proxies: number): NetworkOf {
  return (request) => {
    const network = networkOf(addressBehind(request, proxies));
    return network === undefined || isOwn(network) ? undefined : network;
  };
}

/** What a proxy did not write cannot be believed: only the last `proxies` entries count, and the farthest of them is the client. */
function addressBehind({socket, headers}: Parameters<NetworkOf>[0], proxies: number): string {
  if (proxies === 0) return socket.remoteAddress ?? '';
  const told = String(headers['x-forwarded-for'] ?? '').split(',');
  return (told.at(-Math.min(proxies, told.length)) ?? '').trim();
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
