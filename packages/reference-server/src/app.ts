/** The whole server as one value: what it is made of comes in, a door to listen on comes out, nothing is global. */
import {randomBytes} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {createServer as createHttpServer} from 'node:http';
import type {AddressInfo, Socket} from 'node:net';
import {fileURLToPath} from 'node:url';
import {getRequestListener} from '@hono/node-server';
import {rememberTokens} from './auth/known-tokens.js';
import {createOrigins} from './auth/origins.js';
import {type Audience, createTokenVerifier, type TokenKeys} from './auth/tokens.js';
import {type Clock, systemClock} from './clock.js';
import type {Claim} from './control/claim.js';
import {demoRoutes} from './dev/demo-files.js';
import {devTokenRoutes} from './dev/dev-tokens.js';
import type {Ages} from './domain/ages.js';
import {createDomain} from './domain/create-domain.js';
import type {Domain} from './domain/domain.js';
import type {NoticeSettings} from './domain/notice-settings.js';
import type {DomainOptions, Rates} from './domain/options.js';
import {createRateLimiter, defaultRates, isBounded} from './domain/rate.js';
import type {BeforeSend, ScreenOptions} from './domain/screen.js';
import {forgetEndpoints} from './domain/webhook-desk.js';
import {createGetter} from './egress/get.js';
import {createGuard, type Guard} from './egress/guard.js';
import {createPoster, type Poster} from './egress/post.js';
import {createLocalFanout} from './fanout/local.js';
import {watchLoss} from './fanout/loss.js';
import type {Peers} from './fanout/peers.js';
import {createSharedRates} from './fanout/shared-rates.js';
import type {FileDriver} from './files/driver.js';
import {memoryFiles} from './files/memory.js';
import {createFileService} from './files/service.js';
import {createTickets, type Tickets} from './files/tickets.js';
import {fileRoutes} from './http/files.js';
import {createHttp} from './http/http.js';
import {uploadRoutes} from './http/uploads.js';
import {type Imports, serveImports} from './import/session.js';
import {type Postman, startPostman} from './later/postman.js';
import {createLog, type Log} from './log.js';
import {type MetricsDoor, openMetricsDoor} from './metrics/door.js';
import {createMetrics} from './metrics/metrics.js';
import {createLooker} from './previews/look.js';
import {type Previewer, startPreviewer} from './previews/previewer.js';
import {assertKeys, type VapidKeys} from './push/encode.js';
import {type Pusher, startPusher} from './push/pusher.js';
import {createBucket} from './realtime/bucket.js';
import {createConnections} from './realtime/connections.js';
import {createNewcomers} from './realtime/newcomers.js';
import {createOperations} from './realtime/operations.js';
import {createPendingHandshakes} from './realtime/pending-handshakes.js';
import {createPresences} from './realtime/presences.js';
import {createRealtime} from './realtime/realtime.js';
import {createTyping} from './realtime/typing.js';
import {type Keeper, startKeeper} from './retention/keeper.js';
import {createHttpScreen, inTurn} from './screening/http.js';
import type {Store} from './store/store.js';
import {type Couriers, startCouriers, type WebhookRules} from './webhooks/couriers.js';

export type ServerOptions = {
  /** How old messages may become, in milliseconds by the type of their conversation; for ever where left out. */
  retention?: Ages | undefined;
  /** Who may come in. Without keys (in development only) a secret is made. */
  auth: {keys?: TokenKeys | undefined; issuer?: string | undefined; audiences?: readonly Audience[] | undefined};
  /** Web origins that may connect, as `https://app.example.com`. */
  origins?: readonly string[] | undefined;
  clock?: Clock | undefined;
  log?: Log | undefined;
  /** Hands out tokens to anybody who asks, and lets pages of this server itself connect. */
  dev?: boolean | undefined;
  /**
   * Nothing else runs in this process: answers over HTTP may then be made of a `Response` that costs less than Node's, which takes the
   * place of the global one.
   */
  ownProcess?: boolean | undefined;
  /** The folder of the demo page. */
  demo?: string | undefined;
  /**
   * Other token buckets than the usual ones. `newcomer` (20 messages a minute in somebody's first day) is off with `dev`, where
   * everybody is new.
   */
  rates?: Partial<Rates> | undefined;
  /** The database's control socket, claimed before the store was opened: imports come in by it. Ends with the server. */
  control?: Claim | undefined;
  /** Where several nodes tell each other what may get lost; ends with the server. */
  peers?: Peers | undefined;
  /** How many hellos a second this node takes, and how many at once. */
  hellos?: {perSecond: number; burst: number} | undefined;
  /** Handshakes of one address that may be under way at a time (20). */
  handshakesPerAddress?: number | undefined;
  /** Milliseconds from the opening of a line to its hello, or it is closed (5,000). */
  handshakeMs?: number | undefined;
  /** Where Prometheus reads what this server counts of itself, beside its own door. Port 0 takes any free one. */
  metrics?: Address | undefined;
  /** Reverse proxies in front of this server, each adding to `X-Forwarded-For` (0): whose addresses are counted. */
  proxies?: number | undefined;
  /** Where files are kept (in memory, for as long as the process lives); `false`: none are taken. */
  files?: FileDriver | false | undefined;
  /**
   * Where this server may post besides public addresses over https: names or addresses, with a port or without
   * (`hooks.internal`, `127.0.0.1:8080`).
   */
  egressAllow?: readonly string[] | undefined;
  /**
   * Whether the first link of a message is looked at, for a preview of its page (not where left out). Pages are fetched from public
   * addresses alone: `egressAllow` does not count, for the address is one that anybody wrote. `allow` is for tests.
   */
  linkPreviews?: boolean | {allow?: readonly string[]} | undefined;
  /**
   * What is asked before a message is stored or changed: a function, an address of the host's backend (signed as webhooks are), or the one
   * and then the other. Without an answer it is `UNAVAILABLE` for the sender, or stored as it is with `failOpen`.
   */
  beforeSend?: BeforeSendOptions | undefined;
  /** How events are posted to the host's endpoints, where it is not to be as usual; `false`: none are, and endpoints of before are removed. */
  webhooks?: Partial<WebhookRules> | false | undefined;
  /**
   * How people are told of what they miss: browsers by Web Push where there are keys (`parlor-server push-keys` makes them), the host by
   * the webhooks `notification.due` and `digest.due`.
   */
  notices?: {keys?: VapidKeys | undefined} & Partial<Pick<NoticeSettings, 'preview' | 'delayMs' | 'digestAfterMs'>>;
} & (DomainGiven | StoreOptions);

export type BeforeSendOptions = Omit<ScreenOptions, 'ask' | 'decided' | 'failed'> & {
  ask?: BeforeSend | undefined;
  http?: {url: string; secret: string} | undefined;
};

/** `tickets`: what the domain makes addresses of files with; without it none are taken. */
type DomainGiven = {domain: Domain; tickets?: Tickets | undefined};

export type Address = {host: string; port: number};

type StoreOptions = {
  store: Store;
  domainOptions?:
    | Omit<
        DomainOptions,
        'store' | 'clock' | 'onError' | 'files' | 'webhooks' | 'beforeSend' | 'notices' | 'makesPreviews'
      >
    | undefined;
  /** Where addresses of files begin, as `https://files.example.com`: a name of its own for this same server. */
  filesUrl?: string | undefined;
  /** Runs once, before the server listens: to fill a database. */
  seed?: ((domain: Domain, store: Store) => Promise<void>) | undefined;
};

export interface ParlorServer {
  readonly domain: Domain;
  /** Rejects with the system's error, `EADDRINUSE` among them. Port 0 takes any free one. */
  listen(port: number, host?: string): Promise<{port: number; url: string; metricsUrl?: string | undefined}>;
  /**
   * Stops gracefully: takes nobody new, asks everybody to move within `windowMs`, finishes and answers what was begun,
   * closes the store. Takes at most `windowMs` and 5 s.
   */
  close(options?: {windowMs?: number}): Promise<void>;
}

const unbounded = {perSecond: Number.POSITIVE_INFINITY, burst: 1};
const defaultHellos = {perSecond: 500, burst: 2_000};
const answersWithinMs = 4_000;
const goodbyeMs = 1_000;
/** In which people move whose node has lost the database. */
const lostWindowMs = 5_000;
/**
 * Lines that the system may hold while this process is busy, where the system allows so many. Of a herd beyond it, some would
 * try again a second later and some give up.
 */
const waitingLines = 4_096;

export async function createServer(options: ServerOptions): Promise<ParlorServer> {
  const {auth, clock = systemClock, log = createLog(), peers} = options;
  const report = (error: unknown): void => log.error({error}, 'unexpected error');
  const keys = keysOf(options);
  const tickets = ticketsOf(options);
  const guard = createGuard({allow: options.egressAllow});
  const poster = createPoster(guard);
  const screen = screenOf(options, {clock, guard, poster, log, decided: (what, ms) => metrics?.decided(what, ms)});
  const vapid = options.notices?.keys;
  if (vapid) assertKeys(vapid);
  const parts: Parts = {clock, report, tickets, guard, screen};
  const domain = 'domain' in options ? options.domain : await openDomain(options, parts);
  const files =
    tickets && domain.files && options.files !== false
      ? createFileService({
          ...{domain, desk: domain.files, driver: options.files ?? memoryFiles(), clock, log},
          watch: {
            took: (bytes) => metrics?.uploads.took(bytes),
            ended: (code) => metrics?.uploads.ended(code),
            examined: (is, ms) => metrics?.uploads.examined(is, ms),
          },
        })
      : undefined;

  const origins = createOrigins(options.origins);
  const verifier = createTokenVerifier({keys, clock, issuer: auth.issuer, audiences: auth.audiences});
  const tokens = rememberTokens(verifier, clock);
  const connections = createConnections();
  const isConnected = (user: string): boolean => connections.of(user).size > 0;
  const fanout = createLocalFanout({domain, clock, report, isConnected, peers});
  const presences = createPresences({domain, connections, clock, report, peers});
  const typing = createTyping({domain, connections, clock, report, peers});
  const table: Rates = {...defaultRates, ...(options.dev && {newcomer: unbounded}), ...options.rates};
  const shared = peers && createSharedRates({peers, clock});
  const rates = createRateLimiter({clock, rates: table, drawn: shared?.drawn});
  const newcomers = isBounded(table.newcomer) ? createNewcomers(clock, (user) => domain.knownSince(user)) : undefined;
  const metrics =
    options.metrics &&
    createMetrics({
      connections: () => connections.size,
      running: () => operations.running(),
      peers: peers && (() => peers.isWell),
      webhooks: domain.webhooks && (() => couriers?.waiting() ?? 0),
      files: files && (() => files.desk.kept()),
      pushes: () => pusher?.waiting() ?? 0,
    });
  if (metrics && 'store' in options) options.store.onCommit = metrics.committed;
  const operations = createOperations({
    ...{domain, presences, typing, tokens, rates, newcomers, log},
    answered: metrics?.answered,
  });
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
    degraded: () => [
      ...(peers && !peers.isWell ? ['redis'] : []),
      ...(files?.driver.isWell?.() === false ? ['files'] : []),
    ],
    stopping: stopping.signal,
    files:
      files && tickets
        ? [
            uploadRoutes({uploads: files.uploads, tickets, limits: domain.limits}),
            fileRoutes({...files, tickets, clock, log}),
          ]
        : [],
    openapi: readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'),
    extra: [
      ...(options.dev && 'secret' in keys
        ? [devTokenRoutes({secret: keys.secret, issuer: auth.issuer, clock, origins})]
        : []),
      ...(options.demo === undefined ? [] : [demoRoutes({folder: options.demo, bundles: builtBundles()})]),
    ],
  });
  // an attacker who sends a header a minute holds nothing for long
  const answer = getRequestListener(app.fetch, {overrideGlobalObjects: options.ownProcess ?? false});
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

  peers?.onHealth(() => {
    if (peers.isWell) log.info('redis is back');
    else
      log.warn('redis is lost: who types and who is here is told on this node only, other nodes hear a little later');
  });
  const stopWatching =
    domain.others &&
    watchLoss({
      others: domain.others,
      clock,
      lost() {
        log.error({connections: connections.size, windowMs: lostWindowMs}, 'the database is lost: everybody moves');
        realtime.drain(lostWindowMs);
      },
      found() {
        log.warn('the database is back');
        realtime.resume();
      },
    });

  const imports: Imports | undefined = options.control && serveImports({claim: options.control, domain, clock, log});

  let couriers: Couriers | undefined;
  let pusher: Pusher | undefined;
  let keeper: Keeper | undefined;
  let postman: Postman | undefined;
  let previewer: Previewer | undefined;
  let metricsDoor: MetricsDoor | undefined;
  const stop = async (windowMs: number): Promise<void> => {
    log.info({connections: connections.size, windowMs}, 'stopping');
    stopping.abort();
    stopWatching?.();
    const kept = Promise.all([keeper?.stop(), postman?.stop(), previewer?.stop()]);
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
    shared?.stop();
    await peers?.close();
    await files?.stop();
    await couriers?.stop();
    await pusher?.stop();
    await kept;
    poster.close();
    await domain.close();
    await metricsDoor?.close();
    log.info('stopped');
  };
  let stopped: Promise<void> | undefined;

  return {
    domain,
    async listen(port, host = '127.0.0.1') {
      // first: where it cannot be opened, nobody has come in yet
      if (metrics && options.metrics) metricsDoor = await openMetricsDoor(metrics, options.metrics);
      await new Promise<void>((resolve, reject) => {
        http.once('error', reject);
        http.listen({port, host, backlog: waitingLines}, () => {
          http.off('error', reject);
          resolve();
        });
      }).catch(async (error: unknown) => {
        await metricsDoor?.close();
        metricsDoor = undefined;
        throw error;
      });
      if (domain.webhooks) {
        const rules = options.webhooks || undefined;
        couriers = startCouriers({desk: domain.webhooks, poster, clock, log, rules, attempted: metrics?.posted});
      }
      if (domain.notices) {
        pusher = startPusher({
          ...{desk: domain.notices, poster, clock, log, keys: vapid, atScreen: presences.atScreen},
          ...{attempted: metrics?.pushed, told: metrics?.told},
        });
      }
      postman = startPostman({domain, clock, log});
      if (domain.previews) {
        const allow = typeof options.linkPreviews === 'object' ? options.linkPreviews.allow : [];
        const look = createLooker({
          get: createGetter(createGuard({allow, pages: true})),
          pictures: files?.pictures,
          clock,
          looked: metrics?.looked,
        });
        previewer = startPreviewer({desk: domain.previews, look, driver: files?.driver, clock, log});
      }
      if (options.retention) keeper = startKeeper({domain, ages: options.retention, clock, log});
      const bound = (http.address() as AddressInfo).port;
      const url = `http://${host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? 'localhost' : host}:${bound}`;
      if (options.dev) for (const name of ['localhost', '127.0.0.1', '[::1]']) origins.add(`http://${name}:${bound}`);
      const metricsUrl = metricsDoor?.url;
      log.info({url, origins: origins.list(), metrics: metricsUrl}, 'listening');
      if (options.dev)
        log.warn(
          'DEVELOPMENT MODE: anybody who can reach this server can be any user. Never run it like this in public.',
        );
      return {port: bound, url, metricsUrl};
    },
    close: ({windowMs = 5_000} = {}) => (stopped ??= stop(windowMs)),
  };
}

type Parts = {
  clock: Clock;
  report: (error: unknown) => void;
  tickets: Tickets | undefined;
  guard: Guard;
  screen: ScreenOptions | undefined;
};

async function openDomain(
  {
    store,
    domainOptions,
    seed,
    webhooks,
    notices,
    linkPreviews = false,
  }: StoreOptions & Pick<ServerOptions, 'webhooks' | 'notices' | 'linkPreviews'>,
  {clock, report, tickets, guard, screen}: Parts,
): Promise<Domain> {
  if (webhooks === false) await forgetEndpoints(store);
  const domain = await createDomain({
    ...domainOptions,
    ...{store, clock, onError: report, files: tickets},
    webhooks: webhooks === false ? undefined : guard,
    beforeSend: screen,
    notices: noticesOf(notices, guard),
    makesPreviews: linkPreviews !== false,
  });
  await seed?.(domain, store);
  return domain;
}

function noticesOf(
  {keys, ...settings}: NonNullable<ServerOptions['notices']> = {},
  rules: Guard,
): Partial<NoticeSettings> {
  return {...settings, rules, key: keys?.publicKey};
}

/** @throws {TypeError} if the address is one that may not be posted to, the secret is none, or the domain was made without it */
function screenOf(
  options: ServerOptions,
  {
    clock,
    guard,
    poster,
    log,
    decided,
  }: {clock: Clock; guard: Guard; poster: Poster; log: Log} & Pick<ScreenOptions, 'decided'>,
): ScreenOptions | undefined {
  const {beforeSend} = options;
  if (!beforeSend) return undefined;
  const {ask, http, timeoutMs = 3_000, ...rules} = beforeSend;
  const mistake = http && guard.mistakeIn(http.url);
  if (mistake !== undefined) throw new TypeError(`beforeSend.http.url: ${mistake}`);
  const asked = [
    ...(ask ? [ask] : []),
    ...(http
      ? [createHttpScreen({...http, poster, clock, timeoutMs, ids: () => randomBytes(16).toString('base64url')})]
      : []),
  ];
  if (asked.length === 0) return undefined;
  // nobody would be asked, and nobody would notice
  if ('domain' in options) throw new TypeError('beforeSend is for createDomain where the domain is given');
  const failed = (error: unknown): void =>
    log.warn({error, reason: (error as {reason?: unknown}).reason}, 'nobody could say whether a message may be sent');
  return {...rules, ask: inTurn(asked), timeoutMs, decided, failed};
}

function ticketsOf(options: ServerOptions): Tickets | undefined {
  if (options.files === false) return undefined;
  return 'domain' in options ? options.tickets : createTickets(options.store.secret, options.filesUrl);
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
