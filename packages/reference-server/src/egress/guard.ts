/**
 * Where this server may send requests of its own: to public addresses over https, and to whatever whoever runs it names. An address
 * that others write (a webhook, a link) must not become a way into the network the server stands in.
 */
import {lookup as systemLookup} from 'node:dns/promises';
import {isIP, type LookupFunction} from 'node:net';
import ipaddr from 'ipaddr.js';

/** Why a request did not get an answer. */
export type EgressReason = 'timeout' | 'network' | 'tls' | 'refused';

export class EgressError extends Error {
  readonly reason: EgressReason;

  constructor(reason: EgressReason, sentence: string, options: {cause?: unknown} = {}) {
    super(sentence, options);
    this.name = 'EgressError';
    this.reason = reason;
  }
}

export type Resolve = (host: string) => Promise<readonly {address: string; family: number}[]>;

export interface Guard {
  /** What is wrong with an address, in a sentence; nothing is looked up. */
  mistakeIn(url: string): string | undefined;
  /**
   * For `net.connect`: looks the name up, once, and answers with the addresses that were checked, so that no later look-up can
   * answer otherwise. One address that is not allowed refuses the name.
   */
  lookupFor(url: URL): LookupFunction;
}

export type GuardOptions = {
  /** Names or addresses, with a port or without, to which anything may go: also without TLS, also in a private network. */
  allow?: readonly string[] | undefined;
  /** For pages that anybody may name: http as well, and no other ports than those of the web. */
  pages?: boolean | undefined;
  /** For tests. */
  resolve?: Resolve | undefined;
};

/** `hooks.internal`, `127.0.0.1:8080`, `[::1]:8080`: what may be allowed. */
export const isAllowable = (text: string): boolean =>
  /^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.test(text) && URL.canParse(`http://${text}`);

/** As an address that was parsed has it: `[0::1]:080` is `[::1]:80`. */
function normal(text: string): string {
  if (!isAllowable(text)) throw new TypeError(`egress: "${text}" is no name or address, with a port or without`);
  const [, host = '', port] = /^(.+?)(?::(\d+))?$/.exec(text) ?? [];
  const {hostname} = new URL(`http://${host}`);
  return port === undefined ? hostname : `${hostname}:${Number(port)}`;
}

/** @throws {TypeError} for what cannot be allowed (`isAllowable`) */
export function createGuard({allow = [], pages = false, resolve = systemResolve}: GuardOptions = {}): Guard {
  const allowed = new Set(allow.map(normal));
  const isNamed = ({hostname, port, protocol}: URL): boolean =>
    allowed.has(hostname) || allowed.has(`${hostname}:${port || (protocol === 'http:' ? '80' : '443')}`);

  const mistakeIn = (text: string): string | undefined => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol)) return 'it is no address of the web (https://…)';
    if (url.username !== '' || url.password !== '') return 'it has a user or a password in it';
    if (url.hash !== '') return 'it has a part behind #';
    if (isNamed(url)) return undefined;
    if (!pages && url.protocol !== 'https:') return 'it does not begin with https://';
    if (pages && !webPorts.has(url.port)) return 'it has a port of its own';
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(literal) > 0 && !isPublic(literal)) return 'it is not a public address';
    return undefined;
  };

  const find = async (host: string, isAllowed: boolean): Promise<readonly {address: string; family: number}[]> => {
    const found = await resolve(host);
    if (found.length === 0) throw new EgressError('network', 'the name has no address');
    if (!isAllowed && !found.every(({address}) => isPublic(address)))
      throw new EgressError('refused', 'the name is one of a private network');
    return found;
  };

  return {
    mistakeIn,
    lookupFor(url) {
      const isAllowed = isNamed(url);
      return (host, options, done) => {
        find(host, isAllowed).then(
          (found) => {
            const [first] = found;
            if (options.all) done(null, [...found]);
            else done(null, first?.address ?? '', first?.family);
          },
          (error: NodeJS.ErrnoException) => done(error, ''),
        );
      };
    },
  };
}

/** As an address that was parsed has them: none where it is the one of the scheme. */
const webPorts = new Set(['', '80', '443']);

const systemResolve: Resolve = (host) => systemLookup(host, {all: true, verbatim: true});

/** Whether anybody in the world may be there: not this machine, not a network of one's own, not one for something else. */
export function isPublic(address: string): boolean {
  if (isIP(address) === 0) return false;
  // an IPv4 address written as one of IPv6 is the IPv4 address
  const read = ipaddr.process(address);
  if (read.range() !== 'unicast') return false;
  // what the world routes of IPv6 begins with the bits 001; whatever else has no name is not public either, `::7f00:1` least of all
  return read.kind() === 'ipv4' || (read.toByteArray()[0] ?? 0) >> 5 === 0b001;
}
