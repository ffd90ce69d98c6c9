/** The whole server as one value: what it is made of comes in, a door to listen on comes out, nothing is global. */
import {randomBytes} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {createServer as createHttpServer} from 'node:http';
import type {AddressInfo, Socket} from 'node:net';
import {fileURLToPath} from 'node:url';
import {getRequestListener} from '@hono/node-server';
import {createOrigins} from './auth/origins.js';
import {type Audience, createTokenVerifier, type TokenKeys} from './auth/tokens.js';
import {type Clock, systemClock} from './clock.js';
import type {Claim} from './control/claim.js';
import {demoRoutes} from './dev/demo-files.js';
import {devTokenRoutes} from './dev/dev-tokens.js';
import {createDomain} from './domain/create-domain.js';
import type {Domain} from './domain/domain.js';
import type {DomainOptions, Rates} from './domain/options.js';
import {createRateLimiter} from './domain/rate.js';
import {createLocalFanout} from './fanout/local.js';
import {createHttp} from './http/http.js';
import {type Imports, serveImports} from './import/session.js';
import {createLog, type Log} from './log.js';
import {createBucket} from './realtime/bucket.js';
import {createConnections} from './realtime/connections.js';
import {createOperations} from './realtime/operations.js';
import {createPendingHandshakes} from './realtime/pending-handshakes.js';
import {createPresences} from './realtime/presences.js';
import {createRealtime} from './realtime/realtime.js';
import {createTyping} from './realtime/typing.js';
import type {Store} from './store/store.js';

export type ServerOptions = {
  /** Who may come in. Without keys (in development only) a secret is made. */
  auth: {keys?: TokenKeys | undefined; issuer?: string | undefined; audiences?: readonly Audience[] | undefined};
  /** Web origins that may connect, as `https://app.example.com`. */
  origins?: readonly string[] | undefined;
  clock?: Clock | undefined;
  log?: Log | undefined;
  /** Hands out tokens to anybody who asks, and lets pages of this server itself connect. */
  dev?: boolean | undefined;
  /** The folder of the demo page. */
  demo?: string | undefined;
  rates?: Partial<Rates> | undefined;
  /** The database's control socket, claimed before the store was opened: imports come in by it. Ends with the server. */
  control?: Claim | undefined;
  /** How many hellos a second this node takes, and how many at once. */
  hellos?: {perSecond: number; burst: number} | undefined;
  /** Handshakes of one address that may be under way at a time (20). */
  handshakesPerAddress?: number | undefined;
  /** Milliseconds from the opening of a line to its hello, or it is closed (5,000). */
  handshakeMs?: number | undefined;
  /** Reverse proxies in front of this server, each adding to `X-Forwarded-For` (0): whose addresses are counted. */
  proxies?: number | undefined;
} & ({domain: Domain} | StoreOptions);

type StoreOptions = {
  store: Store;
  domainOptions?: Omit<DomainOptions, 'store' | 'clock' | 'onError'> | undefined;
  /** Runs once, before the server listens: to fill a database. */
  seed?: ((domain: Domain, store: Store) => Promise<void>) | undefined;
};

export interface ParlorServer {
  readonly domain: Domain;
  /** Rejects with the system's error, `EADDRINUSE` among them. Port 0 takes any free one. */
  listen(port: number, host?: string): Promise<{port: number; url: string}>;
  /**
   * Stops gracefully: takes nobody new, asks everybody to move within `windowMs`, finishes and answers what was begun,
   * closes the store. Takes at most `windowMs` and 5 s.
   */
  close(options?: {windowMs?: number}): Promise<void>;
}

const defaultHellos = {perSecond: 500, burst: 2_000};
const answersWithinMs = 4_000;
const goodbyeMs = 1_000;

export async function createServer(options: ServerOptions): Promise<ParlorServer> {
  const {auth, clock = systemClock, log = createLog()} = options;
  const report = (error: unknown): void => log.error({error}, 'unexpected error');
  const keys = keysOf(options);
  const domain = 'domain' in options ? options.domain : await openDomain(options, clock, report);

  const origins = createOrigins(options.origins);
  const tokens = createTokenVerifier({keys, clock, issuer: auth.issuer, audiences: auth.audiences});
  const connections = createConnections();
  const isConnected = (user: string): boolean => connections.of(user).size > 0;
  const fanout = createLocalFanout({domain, clock, report, isConnected});
  const presences = createPresences({domain, connections, clock, report});
  const typing = createTyping({domain, connections, clock, report});
  const rates = createRateLimiter({clock, rates: options.rates ?? {}});
  const operations = createOperations({domain, presences, typing, tokens, rates, log});
  const {call} = operations;
  const hellos = createBucket(clock, options.hellos ?? defaultHellos);

  const stopping = new AbortController();
  const readiness = createReadiness(domain, clock, stopping.signal);
  const app = createHttp({
    call,
    limits: domain.limits,
    tokens,
    origins,
    fanout,
    clock,
    log,
    ready: readiness,
    stopping: stopping.signal,
    openapi: readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'),
    extra: [
      ...(options.dev && 'secret' in keys
        ? [devTokenRoutes({secret: keys.secret, issuer: auth.issuer, clock, origins})]
        : []),
      ...(options.demo === undefined ? [] : [demoRoutes({folder: options.demo, bundles: builtBundles()})]),
    ],
  });
  // an attacker who sends a header a minute holds nothing for long
  const answer = getRequestListener(app.fetch, {overrideGlobalObjects: false});
  const http = createHttpServer({headersTimeout: 15_000, requestTimeout: 30_000}, (request, response) => {
    void answer(request, response);
  });
  const lines = new Set<Socket>();
  http.on('connection', (line) => {
    lines.add(line);
    line.once('close', () => lines.delete(line));
  });
  const realtime = createRealtime({
    http,
    domain,
    fanout,
    tokens,
    origins,
    clock,
    connections,
    presences,
    typing,
    call,
    log,
    admit: () => hellos.draw(),
    pending: createPendingHandshakes({perAddress: options.handshakesPerAddress ?? 20, proxies: options.proxies ?? 0}),
    handshakeMs: options.handshakeMs ?? 5_000,
  });

  const imports: Imports | undefined = options.control && serveImports({claim: options.control, domain, clock, log});

  const stop = async (windowMs: number): Promise<void> => {
    log.info({connections: connections.size, windowMs}, 'stopping');
    stopping.abort();
    const imported = imports?.stop() ?? Promise.resolve();
    realtime.drain(windowMs);
    await within(clock, windowMs, connections.empty());
    await within(clock, answersWithinMs, operations.stop());
    typing.stop();
    realtime.close();
    const closed = new Promise<void>((resolve) => void http.close(() => resolve()));
    http.closeIdleConnections();
    await within(clock, goodbyeMs, closed);
    for (const line of lines) line.destroy();
    await within(clock, answersWithinMs, imported);
    await presences.stop();
    fanout.close();
    await domain.close();
    log.info('stopped');
  };
  let stopped: Promise<void> | undefined;

  return {
    domain,
    async listen(port, host = '127.0.0.1') {
      await new Promise<void>((resolve, reject) => {
        http.once('error', reject);
        http.listen(port, host, () => {
          http.off('error', reject);
          resolve();
        });
      });
      const bound = (http.address() as AddressInfo).port;
      const url = `http://${host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? 'localhost' : host}:${bound}`;
      if (options.dev) for (const name of ['localhost', '127.0.0.1', '[::1]']) origins.add(`http://${name}:${bound}`);
      log.info({url, origins: origins.list()}, 'listening');
      if (options.dev)
        log.warn(
          'DEVELOPMENT MODE: anybody who can reach this server can be any user. Never run it like this in public.',
        );
      return {port: bound, url};
    },
    close: ({windowMs = 5_000} = {}) => (stopped ??= stop(windowMs)),
  };
}

async function openDomain(
  {store, domainOptions, seed}: StoreOptions,
  clock: Clock,
  onError: (error: unknown) => void,
): Promise<Domain> {
  const domain = await createDomain({...domainOptions, store, clock, onError});
  await seed?.(domain, store);
  return domain;
}

function keysOf({auth, dev}: ServerOptions): TokenKeys {
  if (auth.keys !== undefined && !(dev && 'jwksUrl' in auth.keys)) return auth.keys;
  if (dev && auth.keys === undefined) return {secret: randomBytes(48).toString('base64url')};
  throw new TypeError(dev ? 'dev signs its own tokens and cannot with a JWKS address' : 'auth.keys is needed');
}

/** One probe of the store answers everybody who asks within a second: readiness is open to all. */
function createReadiness(domain: Domain, clock: Clock, stopping: AbortSignal): () => Promise<void> {
  let probe: {at: number; done: Promise<void>} | undefined;
  return async () => {
    if (stopping.aborted) throw new Error('stopping');
    const now = clock.now();
    if (probe === undefined || now - probe.at >= 1_000) probe = {at: now, done: domain.probe()};
    await probe.done;
  };
}

/** Resolves with the promise or after `ms`, whichever comes first. */
function within(clock: Clock, ms: number, promise: Promise<void>): Promise<void> {
  if (ms <= 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, resolve);
    promise.then(resolve, reject).finally(cancel);
  });
}

/** The script-tag bundles of the packages beside this one; where they were not built, the page's scripts are missing. */
const builtBundles = (): string[] =>
  ['elements', 'sdk'].map((name) => fileURLToPath(new URL(`../../${name}/cdn`, import.meta.url)));
