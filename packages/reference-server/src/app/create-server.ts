/** The whole server as one value: what it is made of comes in, a door to listen on comes out, nothing is global. */

import {readFileSync} from 'node:fs';
import {createServer as createHttpServer} from 'node:http';
import type {AddressInfo, Socket} from 'node:net';
import {fileURLToPath} from 'node:url';
import {getRequestListener} from '@hono/node-server';
import {createAddressRates} from '../auth/address-rates.js';
import {rememberTokens} from '../auth/known-tokens.js';
import {networksBehind} from '../auth/network.js';
import {createOrigins} from '../auth/origins.js';
import {createTokenVerifier} from '../auth/tokens.js';
import {type Clock, systemClock} from '../clock.js';
import {demoRoutes} from '../dev/demo-files.js';
import {devTokenRoutes} from '../dev/dev-tokens.js';
import type {Domain} from '../domain/domain.js';
import type {Rates} from '../domain/options.js';
import {createRateLimiter, defaultRates, isBounded} from '../domain/rate.js';
import {createGuard} from '../egress/guard.js';
import {createPoster} from '../egress/post.js';
import {createLocalFanout} from '../fanout/local.js';
import {watchLoss} from '../fanout/loss.js';
import {createSharedRates} from '../fanout/shared-rates.js';
import {memoryFiles} from '../files/memory.js';
import {createFileService} from '../files/service.js';
import {fileRoutes} from '../http/files.js';
import {createHttp} from '../http/http.js';
import {uploadRoutes} from '../http/uploads.js';
import {type Imports, serveImports} from '../import/session.js';
import {createLog} from '../log.js';
import {type MetricsDoor, openMetricsDoor} from '../metrics/door.js';
import {createMetrics} from '../metrics/metrics.js';
import {assertKeys} from '../push/encode.js';
import {createBucket} from '../realtime/bucket.js';
import {createConnections} from '../realtime/connections.js';
import {createNewcomers} from '../realtime/newcomers.js';
import {createOperations} from '../realtime/operations.js';
import {createPendingHandshakes} from '../realtime/pending-handshakes.js';
import {createPresences} from '../realtime/presences.js';
import {createRealtime} from '../realtime/realtime.js';
import {createTyping} from '../realtime/typing.js';
import {keysOf, openDomain, type Parts, screenOf, ticketsOf} from './opening.js';
import type {ServerOptions} from './options.js';
import {startWorkers, type Workers} from './workers.js';

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
  const networkOf = networksBehind(options.proxies ?? 0);
  const addresses = createAddressRates({
    ...{clock, rate: table.address, drawn: shared?.drawn},
    refused: (address) =>
      log.warn({address}, 'too much from one address; if that is a proxy, it is to be counted among --proxies'),
  });
  const newcomers = isBounded(table.newcomer) ? createNewcomers(clock, (user) => domain.knownSince(user)) : undefined;
  const metrics =
    options.metrics &&
    createMetrics({
      connections: () => connections.size,
      running: () => operations.running(),
      peers: peers && (() => peers.isWell),
      webhooks: domain.webhooks && (() => workers?.waiting().webhooks ?? 0),
      files: files && (() => files.desk.kept()),
      pushes: () => workers?.waiting().pushes ?? 0,
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
    addresses,
    networkOf,
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
    openapi: readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'),
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
    addresses,
    networkOf,
    pending: createPendingHandshakes({perAddress: options.handshakesPerAddress ?? 20, networkOf}),
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
      probe: readiness,
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

  let workers: Workers | undefined;
  let metricsDoor: MetricsDoor | undefined;
  const stop = async (windowMs: number): Promise<void> => {
    log.info({connections: connections.size, windowMs}, 'stopping');
    stopping.abort();
    stopWatching?.();
    const resting = workers?.rest();
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
    await workers?.stop();
    await resting;
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
      workers = startWorkers(options, {domain, poster, presences, files, metrics, clock, log});
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
  ['elements', 'sdk'].map((name) => fileURLToPath(new URL(`../../../${name}/cdn`, import.meta.url)));
