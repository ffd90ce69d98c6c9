/**
 * The handshake: from what a client says of itself to a connection that has its hello ready (PWP-HELLO-002). Refusals
 * reach the client as the `data` of socket.io's `connect_error`.
 */
import {
  countedLimits,
  defaultLimits,
  failure,
  features,
  Handshake,
  type HelloFrame,
  type Limits,
  protocolVersions,
  type ServerFrame,
} from '@parlor/sdk/protocol';
import type {Socket} from 'socket.io';
import * as v from 'valibot';
import type {AddressRates} from '../auth/address-rates.js';
import type {NetworkOf} from '../auth/network.js';
import {comesFromPage, type Origins} from '../auth/origins.js';
import type {TokenVerifier} from '../auth/tokens.js';
import {traceOf} from '../auth/trace.js';
import type {Clock} from '../clock.js';
import type {Actor, Domain} from '../domain/domain.js';
import {Refusal} from '../domain/refusal.js';
import type {Fanout} from '../fanout/local.js';
import {Connection, tickMs} from './connection.js';
import type {Connections} from './connections.js';
import type {Presences} from './presences.js';

export type HandshakeOptions = {
  domain: Domain;
  tokens: TokenVerifier;
  origins: Origins;
  clock: Clock;
  connections: Connections;
  presences: Presences;
  fanout: Fanout;
  /** Milliseconds to wait before the next hello may come, 0 for now: spreads a herd before it reaches the store. */
  admit(): number;
  addresses: AddressRates;
  networkOf: NetworkOf;
  isDraining(): boolean;
};

/** `behind`: frames that go out behind the hello, before any other. */
export type Greeting = {connection: Connection; hello: HelloFrame; behind: readonly ServerFrame[]; present(): void};

/** @throws {Refusal} for the client to see. */
export async function shakeHands(socket: Socket, options: HandshakeOptions): Promise<Greeting> {
  const {domain, tokens, clock, connections, presences, fanout} = options;
  if (options.isDraining()) throw new Refusal('DRAINING', undefined, {retryAfterMs: 1_000});
  const address = options.networkOf(socket.request);
  options.addresses.draw(address);
  const {token, device, proto, cursor, epoch} = readHandshake(socket);
  const version = protocolVersions.find((known) => proto.includes(known));
  if (version === undefined) {
    throw new Refusal('PROTO_UNSUPPORTED', `this server speaks ${protocolVersions.join(', ')}`);
  }

  const {expiresAt, ...identity} = await tokens.verify(token);
  const header = (name: string): string | undefined => socket.handshake.headers[name]?.toString();
  if (identity.audience === 'parlor' && !comesFromPage(header, options.origins)) throw new Refusal('ORIGIN_REFUSED');
  const waitMs = options.admit();
  if (waitMs > 0) throw new Refusal('BUSY', 'too many connections begin at once', {retryAfterMs: waitMs});
  const most = domain.limits.connections;
  if (connections.of(identity.user).size >= most) {
    throw new Refusal('BUSY', `this user has ${most} connections already`, {retryAfterMs: 10_000});
  }

  const trace = traceOf(socket.handshake.headers['traceparent']);
  const actor: Actor = {...identity, device, ...(trace && {trace})};
  const tickCursor = (): string | undefined => (fanout.owes(actor.user) ? undefined : domain.tickCursor(actor.user));
  const connection = new Connection({socket, address, clock, actor, expiresAt, tickCursor});
  // from here on frames are held; only then is the snapshot read (PWP-HELLO-003)
  connections.add(connection);
  const end = (): void => {
    connections.remove(connection);
    connection.ended();
    presences.disconnected(connection);
  };
  socket.conn.once('close', end);
  try {
    const [{sync, notifications}, before] = await Promise.all([
      domain.hello(actor, {cursor, epoch}),
      presences.before(actor.user),
    ]);
    // ended while the snapshot was read
    if (connection.refusal) throw new Refusal(connection.refusal.code);
    const hello = helloFrame({connection, version, sync, domain, now: clock.now()});
    const behind: ServerFrame[] = notifications ? [{type: 'notifications', ...notifications}] : [];
    return {connection, hello, behind, present: () => presences.connected(connection, before)};
  } catch (error) {
    socket.conn.off('close', end);
    end();
    throw error;
  }
}

function readHandshake(socket: Socket): Handshake {
  const {query, auth} = socket.handshake;
  if (Object.hasOwn(query, 'token') || Object.hasOwn(query, 'access_token')) {
    throw new Refusal('BAD_REQUEST', 'a token never travels in the address: put it into auth');
  }
  if (auth.token === undefined || auth.token === '') throw new Refusal('UNAUTHENTICATED');
  const parsed = v.safeParse(Handshake, auth);
  if (parsed.success) return parsed.output;
  // the field's name only: an issue of the schema quotes the value, and that may be the token
  throw new Refusal('SCHEMA', `auth.${v.getDotPath(parsed.issues[0]) ?? ''}`);
}

type HelloParts = {connection: Connection; version: number; sync: HelloFrame['sync']; domain: Domain; now: number};

const helloFrame = ({connection, version, sync, domain, now}: HelloParts): HelloFrame => ({
  type: 'hello',
  // enough to find it in the logs: a quiet reconnect has few bytes to spare
  connection: connection.id.slice(0, 6),
  user: connection.user,
  proto: version,
  features: features.filter(
    (feature) => (feature !== 'files' && feature !== 'previews') || domain[feature] !== undefined,
  ),
  epoch: domain.epoch,
  serverTime: now,
  heartbeatMs: tickMs,
  expiresAt: connection.expiresAt,
  limits: told(domain.limits),
  sync,
});

/** Without what only the server counts, where that is as everywhere: a quiet reconnect has few bytes to spare (PWP-LIMIT-001). */
function told(limits: Limits): HelloFrame['limits'] {
  const kept = {...limits};
  for (const name of countedLimits) if (kept[name] === defaultLimits[name]) Reflect.deleteProperty(kept, name);
  return kept;
}

/** What goes to the client instead of a connection. */
export function asConnectError(reason: unknown): Error & {data: unknown} {
  const refusal = reason instanceof Refusal ? reason.toFailure() : failure('INTERNAL');
  return Object.assign(new Error(refusal.code), {data: refusal});
}
