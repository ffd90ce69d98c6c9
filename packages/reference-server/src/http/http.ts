/** The REST side: every operation of the table as routes under /v1, and nothing else (PWP-REST-001). */
import type {IncomingMessage} from 'node:http';
import {
  failure,
  type Limits,
  type Operation,
  type OperationName,
  OpId,
  operations,
  type Route,
} from '@parlor/sdk/protocol';
import {type Context, Hono, type HonoRequest} from 'hono';
import * as v from 'valibot';
import type {AddressRates} from '../auth/address-rates.js';
import type {Call, Caller} from '../auth/caller.js';
import type {NetworkOf} from '../auth/network.js';
import {comesFromPage, type Origins} from '../auth/origins.js';
import type {TokenVerifier} from '../auth/tokens.js';
import {traceOf} from '../auth/trace.js';
import type {Clock} from '../clock.js';
import {textOf} from '../domain/answer-text.js';
import type {Trace} from '../domain/domain.js';
import {Refusal} from '../domain/refusal.js';
import type {Fanout} from '../fanout/local.js';
import type {Log} from '../log.js';
import {failureOf, failureResponse, refusalResponse} from './answer.js';
import {readBody} from './body.js';
import {cors, headersFor, securityHeaders} from './headers.js';
import {fieldsOf, inputOf, takesBody} from './input.js';
import {longPoll} from './long-poll.js';

export type HttpOptions = {
  call: Call;
  limits: Limits;
  tokens: TokenVerifier;
  origins: Origins;
  addresses: AddressRates;
  networkOf: NetworkOf;
  fanout: Fanout;
  clock: Clock;
  log: Log;
  /** Rejects when the server should get no traffic. */
  ready(): Promise<void>;
  /** What is missing that the server can do without. */
  degraded(): readonly string[];
  /** No new requests any more; those that wait come back. */
  stopping: AbortSignal;
  /** The OpenAPI document as text. */
  openapi: string;
  /** Doors of files, under the same base. */
  files?: readonly Hono[] | undefined;
  /** Routes beside the protocol's: development's own. */
  extra?: readonly Hono[] | undefined;
};

export const base = '/v1';

/** `{name}` of the table is `:name` of the router. */
export const routePath = ({path}: Route): string => base + path.replaceAll(/\{(\w+)\}/g, ':$1');

export function createHttp(options: HttpOptions): Hono {
  const {origins, log, stopping} = options;
  const answering = {...options, polls: createPolls(options.limits.connections)};
  const app = new Hono();

  // before the handlers that look after all other responses: these answers say everything themselves
  for (const [name, operation] of Object.entries(operations) as [OperationName, Operation][]) {
    for (const route of operation.rest) {
      app.on(route.method, routePath(route), (context) => answer(context, {name, operation, route}, answering));
    }
  }

  app.use(securityHeaders);
  app.use(async (context, next) => {
    await next();
    // a line kept open would keep a stopping server from its end
    if (stopping.aborted) context.res.headers.set('connection', 'close');
  });
  app.get('/healthz', (context) => context.json({ok: true}));
  app.get('/readyz', async (context) => {
    try {
      await options.ready();
      const degraded = options.degraded();
      return context.json(degraded.length > 0 ? {ok: true, degraded} : {ok: true});
    } catch (error) {
      log.warn({error, ...tracedBy(context)}, 'not ready');
      return failureResponse(failure('UNAVAILABLE', {retryAfterMs: 1_000}));
    }
  });
  app.get('/openapi.json', () => new Response(options.openapi, {headers: {'content-type': 'application/json'}}));

  app.use(`${base}/*`, cors(origins));
  app.use(`${base}/*`, async (_context, next) => {
    if (stopping.aborted) return failureResponse(failure('DRAINING', {retryAfterMs: 1_000}));
    await next();
    return undefined;
  });
  app.use(`${base}/*`, async (context, next) => {
    drawFor(context, options);
    await next();
  });
  for (const routes of options.files ?? []) app.route(base, routes);
  app.all(`${base}/*`, () => failureResponse(failure('UNKNOWN_OPERATION')));
  for (const routes of options.extra ?? []) app.route('/', routes);
  app.notFound(() => failureResponse(failure('UNKNOWN_OPERATION')));
  app.onError((error, context) => {
    if (!(error instanceof Refusal))
      log.error({error, method: context.req.method, route: context.req.routePath, ...tracedBy(context)}, failed);
    return refusalResponse(error);
  });
  return app;
}

/** Of Node's HTTP; there is none where the routes are called without a line. */
type Line = {incoming?: IncomingMessage} | undefined;

/** Before anything is looked at that costs more. */
function drawFor({env}: Context, {addresses, networkOf}: HttpOptions): void {
  const request = (env as Line)?.incoming;
  if (request) addresses.draw(networkOf(request));
}

const failed = 'request failed';

const tracedBy = ({req}: Pick<Context, 'req'>): Trace | undefined => traceOf(req.header('traceparent'));

type Reply = Awaited<ReturnType<Call>>;
type Target = {name: OperationName; operation: Operation; route: Route};

async function answer(context: Context, target: Target, options: Answering): Promise<Response> {
  const {origins, stopping, log} = options;
  const origin = context.req.header('origin');
  const isListed = origin === undefined || origins.has(origin);
  let reply: Reply;
  try {
    if (!isListed) throw new Refusal('ORIGIN_REFUSED');
    if (stopping.aborted) throw new Refusal('DRAINING', undefined, {retryAfterMs: 1_000});
    drawFor(context, options);
    reply = await replyTo(context, target, options);
  } catch (error) {
    if (!(error instanceof Refusal))
      log.error({error, method: context.req.method, route: routePath(target.route), ...tracedBy(context)}, failed);
    reply = failureOf(error);
  }
  const common = headersFor(isListed ? origin : undefined);
  // a line kept open would keep a stopping server from its end
  const headers = stopping.aborted ? {...common, connection: 'close'} : common;
  return reply.ok ? new Response(textOf(reply.result as object), {headers}) : failureResponse(reply, headers);
}

async function replyTo({req}: Context, {name, operation, route}: Target, options: Answering): Promise<Reply> {
  const caller = await authenticate(req, options);
  const opId = idempotencyKey(req.header('idempotency-key'), operation);
  const body = takesBody(route) ? await readBody(req.raw, options.limits.frameBytes) : undefined;
  const input = inputOf(operation, route, {path: req.param(), query: queryOf(req.url), body});
  const ifMatch = req.header('if-match');
  if (ifMatch !== undefined && 'ifRev' in fieldsOf(operation.input)) input.ifRev = revOf(ifMatch);
  return name === 'sync' ? syncWith(caller, input, req.raw.signal, options) : options.call(caller, name, input, {opId});
}

/** Without a `URL` of the whole address, which the router has taken apart already. */
const queryOf = (address: string): URLSearchParams => new URLSearchParams(/\?[^#]*/.exec(address)?.[0] ?? '');

/** Only `sync` waits; the domain knows nothing of that. A `wait` that is no number of seconds is left for the schema to refuse. */
function syncWith(
  caller: Caller,
  {wait, ...rest}: Record<string, unknown>,
  gone: AbortSignal,
  {call, fanout, clock, stopping, polls}: Answering,
) {
  const isWait = v.is(fieldsOf(operations.sync.input).wait as v.GenericSchema, wait);
  const input = isWait ? rest : {wait, ...rest};
  const ask = () => call(caller, 'sync', input);
  const waitMs = isWait && typeof wait === 'number' ? wait * 1000 : 0;
  if (waitMs === 0) return ask();
  const {user} = caller.actor;
  if (!polls.begin(user)) throw new Refusal('BUSY', 'this user has too many polls open', {retryAfterMs: 10_000});
  return longPoll({user, waitMs, fanout, clock, signals: [gone, stopping], ask}).finally(() => polls.end(user));
}

/** Polls that wait are connections, and as many of one person may be open (S29). */
function createPolls(most: number) {
  const open = new Map<string, number>();
  return {
    begin(user: string): boolean {
      const count = (open.get(user) ?? 0) + 1;
      if (count > most) return false;
      open.set(user, count);
      return true;
    },
    end(user: string): void {
      const count = (open.get(user) ?? 1) - 1;
      if (count > 0) open.set(user, count);
      else open.delete(user);
    },
  };
}

type Answering = HttpOptions & {polls: ReturnType<typeof createPolls>};

async function authenticate(req: HonoRequest, {tokens, origins}: HttpOptions): Promise<Caller> {
  const token = /^Bearer (\S+)$/i.exec(req.header('authorization') ?? '')?.[1];
  if (token === undefined) throw new Refusal('UNAUTHENTICATED');
  const {expiresAt: _, ...identity} = await tokens.verify(token);
  if (identity.audience === 'parlor' && !comesFromPage((name) => req.header(name), origins)) {
    throw new Refusal('ORIGIN_REFUSED');
  }
  const trace = tracedBy({req});
  return {actor: {...identity, device: 'rest', ...(trace && {trace})}};
}

function idempotencyKey(key: string | undefined, {durable}: Operation): string | undefined {
  if (key === undefined || !durable) return undefined;
  if (!v.is(OpId, key)) throw new Refusal('SCHEMA', 'Idempotency-Key has 21 characters of A-Z a-z 0-9 _ -');
  return key;
}

function revOf(ifMatch: string): number {
  const rev = /^"?(\d{1,15})"?$/.exec(ifMatch)?.[1];
  if (rev === undefined) throw new Refusal('SCHEMA', 'If-Match holds the rev');
  return Number(rev);
}
