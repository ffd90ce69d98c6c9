/** Servers for the kit to run against: the honest one, and ones with a mechanism bent or switched off from outside. */
import {createServer as createHttpServer, type IncomingMessage} from 'node:http';
import type {AddressInfo} from 'node:net';
import {createServer} from '../../src/app/create-server.js';
import {systemClock} from '../../src/clock.js';
import type {Case} from '../../src/conformance/case.js';
import {cases} from '../../src/conformance/cases/all.js';
import {type Report, runConformance} from '../../src/conformance/run.js';
import type {Transport} from '../../src/conformance/transport.js';
import {createDomain} from '../../src/domain/create-domain.js';
import type {Domain} from '../../src/domain/domain.js';
import {createGuard} from '../../src/egress/guard.js';
import {createTickets} from '../../src/files/tickets.js';
import {createLog} from '../../src/log.js';
import {newKeys} from '../../src/push/encode.js';
import {memoryStore} from '../../src/store/memory/store.js';
import type {Store, WriteTransaction} from '../../src/store/store.js';

const vapid = {subject: 'mailto:ops@example.com', ...newKeys()};
export const secret = 'a secret of the conformance tests, long enough';
export const origin = 'https://app.example.com';

type Method = (...args: never[]) => unknown;
/** For a name of the transaction, what stands in its place; it is given the real transaction. */
export type BentTransaction = (tx: WriteTransaction) => Partial<Record<keyof WriteTransaction, Method>>;
export type BentDomain = (domain: Domain) => Partial<Record<keyof Domain, Method>>;
/** What of a request is changed on its way, and of the answer on its way back. */
export type Proxied = {
  headers?(headers: Record<string, string>): void;
  answer?(answer: {status: number; body: string}): void;
};

/** How a server is bent. Everything left out is as it should be. `over`: a store other than one in memory. */
export type Bend = {store?: BentTransaction; domain?: BentDomain; proxy?: Proxied; over?: Store};

/** A server on a free port; calls `use`, and stops it. */
export async function withServer<Result>(bend: Bend, use: (url: string) => Promise<Result>): Promise<Result> {
  const over = bend.over ?? memoryStore();
  const store = bend.store === undefined ? over : bentStore(over, bend.store);
  const tickets = createTickets(store.secret);
  const egressAllow = ['127.0.0.1'];
  const webhooks = createGuard({allow: egressAllow});
  const notices = {key: vapid.publicKey, rules: webhooks, delayMs: 500};
  const kept = {keepsEdits: true, makesPreviews: true};
  const domain = await createDomain({store, clock: systemClock, files: tickets, webhooks, notices, ...kept});
  const server = await createServer({
    auth: {keys: {secret}},
    origins: [origin],
    log: createLog('silent'),
    egressAllow,
    notices: {keys: vapid},
    // everybody is new here
    rates: {newcomer: {perSecond: Number.POSITIVE_INFINITY, burst: 1}},
    tickets,
    domain: bend.domain === undefined ? domain : bent(domain, bend.domain(domain)),
  });
  const {url} = await server.listen(0);
  try {
    return await (bend.proxy === undefined ? use(url) : withProxy(url, bend.proxy, use));
  } finally {
    await server.close({windowMs: 0});
  }
}

export const casesOf = (ids: readonly string[]): Case[] => cases.filter(({id}) => ids.includes(id));

/** A machine with much else to do answers late, which is no one's fault here. */
const patient = {timeoutMs: 30_000, caseMs: 120_000};

export const check = (url: string, chosen: readonly Case[], transports: readonly Transport[]): Promise<Report> =>
  runConformance({url, secret, origin, cases: chosen, transports, ...patient});

/** The same object with other methods in places. */
function bent<Value extends object>(value: Value, methods: Partial<Record<keyof Value, Method>>): Value {
  return new Proxy(value, {
    get(target, name) {
      const method = Object.hasOwn(methods, name) ? methods[name as keyof Value] : undefined;
      if (method !== undefined) return method;
      const own: unknown = Reflect.get(target, name, target);
      return typeof own === 'function' ? (own as Method).bind(target) : own;
    },
  });
}

function bentStore(store: Store, methods: BentTransaction): Store {
  return {
    epoch: store.epoch,
    secret: store.secret,
    write: (work, committed, lane) => store.write((tx) => work(bent(tx, methods(tx))), committed, lane),
    read: (work) => store.read((tx) => work(bent(tx, methods(tx as WriteTransaction) as object))),
    close: () => store.close(),
  };
}

/** Stands before a server and changes what goes through, over HTTP alone. */
async function withProxy<Result>(
  url: string,
  proxied: Proxied,
  use: (url: string) => Promise<Result>,
): Promise<Result> {
  const proxy = createHttpServer((request, response) => {
    void forward(url, request, proxied).then(({status, type, body}) => {
      response.writeHead(status, {'content-type': type});
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  } finally {
    proxy.closeAllConnections();
    proxy.close();
  }
}

async function forward(url: string, request: IncomingMessage, {headers: change, answer: changeBack}: Proxied) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === 'string' && !['host', 'connection', 'content-length', 'transfer-encoding'].includes(name))
      headers[name] = value;
  }
  change?.(headers);
  const response = await fetch(url + (request.url ?? ''), {
    method: request.method ?? 'GET',
    headers,
    ...(chunks.length > 0 && {body: Buffer.concat(chunks)}),
  });
  const answer = {status: response.status, body: await response.text()};
  changeBack?.(answer);
  return {...answer, type: response.headers.get('content-type') ?? 'text/plain'};
}
