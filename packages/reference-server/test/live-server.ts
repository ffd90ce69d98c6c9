/** A running server with clients that speak to it over real sockets. Its time is the fake clock's; its port is free. */
import assert from 'node:assert/strict';
import type {EphemeralFrame, Failure, HelloFrame, Reply, ServerFrame} from '@parlor/sdk/protocol';
import {type JWTPayload, SignJWT} from 'jose';
import {io, type Socket} from 'socket.io-client';
import {createServer, type ParlorServer} from '../src/app/create-server.js';
import type {ServerOptions} from '../src/app/options.js';
import type {Domain} from '../src/domain/domain.js';
import {createLog} from '../src/log.js';
import {type FakeClock, fakeClock} from './fake-clock.js';
import {type FakeDomain, fakeDomain} from './fake-domain.js';

export const secret = 'a secret for tests that is long enough';
export const origin = 'https://app.example.com';

export type Claims = JWTPayload & {lifeMs?: number; key?: string};

type FrameOf<Type extends ServerFrame['type']> = Extract<ServerFrame, {type: Type}>;

export interface Client {
  readonly user: string;
  readonly socket: Socket;
  /** Every `ev` frame in the order it came. */
  readonly frames: ServerFrame[];
  readonly ephemeral: EphemeralFrame[];
  hello(): Promise<HelloFrame>;
  /** The first frame of this type that has not been asked for yet. */
  next<Type extends ServerFrame['type']>(type: Type): Promise<FrameOf<Type>>;
  nextEphemeral(): Promise<EphemeralFrame>;
  request(op: string, input?: unknown): Promise<Reply>;
  /** Everything sent to this client so far has arrived. */
  settled(): Promise<void>;
  /** Why the connection ended; rejects when it has not within 5 s. */
  readonly closed: Promise<string>;
}

/** The world with the domain it runs on. */
export type World<Given extends Domain = FakeDomain> = Awaited<ReturnType<typeof startWorld<Given>>>;

type WorldOptions<Given> = Partial<ServerOptions> & {
  domain?: Given;
  clock?: FakeClock;
  write?: (line: string) => void;
};

export async function startWorld<Given extends Domain = FakeDomain>(options: WorldOptions<Given> = {}) {
  const clock = options.clock ?? fakeClock();
  const domain = (options.domain ?? fakeDomain(() => clock.now())) as Given;
  const log = createLog(options.write ? 'trace' : 'silent', options.write && {write: options.write});
  const server: ParlorServer = await createServer({
    auth: {keys: {secret}},
    origins: [origin],
    log,
    ...options,
    // everybody is new here
    rates: {newcomer: {perSecond: Number.POSITIVE_INFINITY, burst: 1}, ...options.rates},
    domain,
    clock,
  });
  const {url, port} = await server.listen(0);
  const clients = new Set<Client>();

  /** A token signed as a host would: for `parlor`, 15 minutes. Every claim can be set otherwise. */
  const token = (user: string, {lifeMs = 15 * 60_000, key = secret, ...claims}: Claims = {}): Promise<string> => {
    const now = Math.floor(clock.now() / 1000);
    return new SignJWT({sub: user, aud: 'parlor', iat: now, exp: now + Math.floor(lifeMs / 1000), ...claims})
      .setProtectedHeader({alg: 'HS256'})
      .sign(new TextEncoder().encode(key));
  };

  type Handshake = {
    claims?: Claims;
    auth?: Record<string, unknown>;
    /** `null` sends none. */
    origin?: string | null;
    transports?: string[];
    query?: Record<string, string>;
    /** Beside the origin. */
    headers?: Record<string, string>;
  };

  /** A client whose handshake has begun. */
  const open = async (user: string, handshake: Handshake = {}): Promise<Client> => {
    const from = handshake.origin === undefined ? origin : handshake.origin;
    const socket = io(url, {
      autoConnect: false,
      forceNew: true,
      reconnection: false,
      transports: handshake.transports ?? ['websocket'],
      ...(handshake.query && {query: handshake.query}),
      extraHeaders: {...(from !== null && {origin: from}), ...handshake.headers},
      auth: {token: await token(user, handshake.claims), device: 'device-1', proto: [1], ...handshake.auth},
    });
    const client = clientOf(user, socket);
    clients.add(client);
    socket.connect();
    return client;
  };

  type RestRequest = {body?: unknown; headers?: Record<string, string>};

  return {
    server,
    domain,
    clock,
    url,
    port,
    token,
    open,
    /** A client that has its hello. */
    async connect(user: string, handshake: Handshake = {}): Promise<Client> {
      const client = await open(user, handshake);
      await client.hello();
      return client;
    },
    /** The failure a handshake is refused with. */
    async refused(user: string, handshake: Handshake = {}): Promise<Failure | string> {
      const {socket} = await open(user, handshake);
      return new Promise((resolve, reject) => {
        socket.on('connect', () => reject(new Error('it was let in')));
        socket.on('connect_error', (error) => resolve((error as Error & {data?: Failure}).data ?? error.message));
      });
    },
    fetch: (path: string, init: RequestInit = {}): Promise<Response> => fetch(url + path, init),
    /** A REST request with a token of this user. */
    async rest(user: string, method: string, path: string, {body, headers = {}}: RestRequest = {}) {
      const response = await fetch(url + path, {
        method,
        headers: {
          authorization: `Bearer ${await token(user)}`,
          origin,
          ...(body !== undefined && {'content-type': 'application/json'}),
          ...headers,
        },
        ...(body !== undefined && {body: typeof body === 'string' ? body : JSON.stringify(body)}),
      });
      return {
        status: response.status,
        headers: response.headers,
        body: (await response.json().catch(() => ({}))) as Record<string, unknown>,
      };
    },
    async close(): Promise<void> {
      for (const {socket} of clients) socket.disconnect();
      await server.close({windowMs: 0});
    },
  };
}

function clientOf(user: string, socket: Socket): Client {
  const frames: ServerFrame[] = [];
  const ephemeral: EphemeralFrame[] = [];
  const taken = new Set<ServerFrame | EphemeralFrame>();
  const changed = new EventTarget();
  const arrived = (): void => void changed.dispatchEvent(new Event('arrived'));
  socket.on('ev', (frame: ServerFrame) => {
    frames.push(frame);
    arrived();
  });
  socket.on('eph', (frame: EphemeralFrame) => {
    ephemeral.push(frame);
    arrived();
  });
  const closed = new Promise<string>((resolve) => {
    socket.on('disconnect', (reason) => resolve(reason));
  });

  const take = async <Frame extends ServerFrame | EphemeralFrame>(
    from: Frame[],
    fits: (frame: Frame) => boolean,
    what: string,
  ): Promise<Frame> => {
    const signal = AbortSignal.timeout(3_000);
    const late = new Promise((resolve) => signal.addEventListener('abort', resolve, {once: true}));
    for (;;) {
      const frame = from.find((candidate) => !taken.has(candidate) && fits(candidate));
      if (frame !== undefined) {
        taken.add(frame);
        return frame;
      }
      if (signal.aborted) assert.fail(`no ${what} came; there was ${JSON.stringify(from.map(({type}) => type))}`);
      await Promise.race([late, new Promise((resolve) => changed.addEventListener('arrived', resolve, {once: true}))]);
    }
  };

  const client: Client = {
    user,
    socket,
    frames,
    ephemeral,
    get closed() {
      return Promise.race([closed, lateAfter('the connection did not end')]);
    },
    hello: () => client.next('hello'),
    next: (type) => take(frames, (frame) => frame.type === type, `frame of type ${type}`) as Promise<never>,
    nextEphemeral: () => take(ephemeral, () => true, 'ephemeral frame'),
    request: (op, input) =>
      socket.timeout(3_000).emitWithAck('req', input === undefined ? {op} : {op, input}) as Promise<Reply>,
    // packets of one connection keep their order, so an answer comes behind all that was sent before it
    settled: async () => void (await client.request('no.such.operation')),
  };
  return client;
}

const lateAfter = (what: string): Promise<never> =>
  new Promise((_, reject) => {
    AbortSignal.timeout(5_000).addEventListener('abort', () => reject(new assert.AssertionError({message: what})));
  });

/** Waits for what this process does by itself, such as noticing that a line is gone. */
export async function until(isSo: () => boolean | undefined): Promise<void> {
  const signal = AbortSignal.timeout(3_000);
  while (!isSo()) {
    if (signal.aborted) assert.fail(`it never came true: ${isSo}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
