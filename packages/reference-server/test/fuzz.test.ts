/**
 * Requests of every wrong shape, made from the schemas themselves, over REST and sockets: each gets a typed refusal, and a refused
 * one changes nothing in the database. `FUZZ=<seed>` runs another series.
 */
import assert from 'node:assert/strict';
import {afterEach, test} from 'node:test';
import * as protocol from '@parlor/sdk/protocol';
import {type Failure, failures, operations, type Reply} from '@parlor/sdk/protocol';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import * as v from 'valibot';
import {fitting, isPolluted, type Known, rubbish, spoilt} from '../../sdk/test/rubbish.js';
import {createDomain} from '../src/domain/create-domain.js';
import type {Actor, Domain} from '../src/domain/domain.js';
import {openSqliteStore} from '../src/store/sqlite/store.js';
import {fakeClock} from './fake-clock.js';
import {type Client, startWorld, type World} from './live-server.js';
import {temporaryFile} from './temporary-files.js';

const seed = Number(process.env['FUZZ'] ?? 1);
const runs = {seed, numRuns: 400, endOnFailure: true};

type Name = keyof typeof operations;
/** All but the one that ends the session of the caller, after which nobody would ask anything more. */
const names = (Object.keys(operations) as Name[]).filter((name) => name !== 'session.revoke');

let world: World<Domain>;
let database: Database.Database;
afterEach(async () => {
  database.close();
  await world.close();
});

const unlimited = {perSecond: Number.POSITIVE_INFINITY, burst: 1};
const costs = ['send', 'write', 'register', 'page', 'read', 'create', 'presence'];
const message = 'm'.padEnd(21, '0');

/** A group of three with a message, and what a request may know of it. */
async function room(): Promise<Known> {
  const file = temporaryFile();
  const clock = fakeClock();
  const domain = await createDomain({store: await openSqliteStore(file), clock});
  const actor: Actor = {user: 'ann', device: 'd', audience: 'parlor', claims: {}};
  const made = await domain.run(actor, 'conversation.create', {title: 'Room', members: ['ben', 'cem']});
  const conversation = made.conversation as string;
  await domain.run(actor, 'message.send', {conversation, id: message, content: {text: 'hello'}});
  world = await startWorld<Domain>({domain, clock, rates: Object.fromEntries(costs.map((cost) => [cost, unlimited]))});
  database = new Database(file, {readonly: true});
  const {ConversationId, MessageId, OpId, UserId, ReactionKey, Cursor} = protocol as unknown as Record<string, object>;
  return new Map<unknown, fc.Arbitrary<unknown>>([
    [ConversationId, fc.constantFrom(conversation, conversation, 'c_nowhere')],
    [
      MessageId,
      fc.oneof(
        fc.constant(message),
        fc.nat({max: 99}).map((n) => `x${n}`.padEnd(21, '-')),
      ),
    ],
    [OpId, fc.nat({max: 1_000_000}).map((n) => `o${n}`.padEnd(21, '-'))],
    [UserId, fc.constantFrom('ann', 'ben', 'cem', 'dora')],
    [ReactionKey, fc.constantFrom('👍', ':wave:')],
    [Cursor, fc.constantFrom('0~x', 'x')],
  ]);
}

/**
 * Every row there is; `operation` holds the ends of refused writes too, and is looked at where there can be none. Not what follows the
 * messages in its own time: the search index, how far it is, and the stamp of its commits.
 */
function dump(withOperations: boolean): string {
  const tables = database
    .prepare(
      "select name from sqlite_master where type = 'table' and name not like 'sqlite%' and name not like 'search%' order by name",
    )
    .pluck()
    .all() as string[];
  const shown = tables.filter((table) => withOperations || !table.startsWith('operation'));
  assert.ok(shown.length >= 6, tables.join());
  const rowsOf = (table: string): unknown[] =>
    database
      .prepare(`select * from "${table}" ${table === 'meta' ? "where key not in ('x', 'search_x')" : ''}`)
      .raw()
      .all();
  return JSON.stringify(shown.map((table) => [table, rowsOf(table)]));
}

const asks = (known: Known): fc.Arbitrary<{name: Name; input: unknown}> =>
  fc
    .constantFrom(...names)
    .chain((name) =>
      fc.record({name: fc.constant(name), input: spoilt(fitting(operations[name].input as v.GenericSchema, known))}),
    );

/** What the server was given, as JSON makes it. */
const travelled = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

function assertTyped(reply: unknown, what: string): asserts reply is Reply {
  const {ok, code, retry, result} = reply as Partial<Failure> & {ok: boolean; result?: unknown};
  if (ok) return assert.equal(typeof result, 'object', what);
  assert.ok(code !== undefined && Object.hasOwn(failures, code), what);
  assert.equal(retry, failures[code as keyof typeof failures].retry, what);
  assert.notEqual(code, 'INTERNAL', what);
}

function assertRefusedWhole({name, input}: {name: Name; input: unknown}, reply: Reply, before: string): void {
  const what = `${name} ${JSON.stringify(input)?.slice(0, 300)} → ${JSON.stringify(reply).slice(0, 300)}`;
  assertTyped(reply, what);
  assert.ok(!isPolluted(), what);
  const isSound = v.safeParse(operations[name].input as v.GenericSchema, travelled(input) ?? {}).success;
  if (!isSound) assert.equal(reply.ok, false, what);
  if (!reply.ok) assert.equal(dump(name !== 'ops.push'), before, what);
}

test('over a socket: every misshapen input is refused by name, and changes nothing (F89, S14, S27, PWP-WRITE-004)', async () => {
  const known = await room();
  const client = await world.connect('ann');
  await fc.assert(
    fc.asyncProperty(asks(known), async (ask) => {
      // somebody's presence is kept behind its answer
      await world.domain.probe();
      const before = dump(ask.name !== 'ops.push');
      const reply = await client.request(ask.name, travelled(ask.input));
      assertRefusedWhole(ask, reply, before);
    }),
    runs,
  );
  assert.equal((await client.request('totals', {})).ok, true);
});

test('over REST: the same, with the status of the code (F89, S14, S27, PWP-ERROR-001)', async () => {
  const known = await room();
  // the first sync makes the profile, whatever else becomes of it
  await world.rest('ann', 'GET', '/v1/sync');
  await fc.assert(
    fc.asyncProperty(asks(known), fc.nat(), async ({name, input}, which) => {
      const routes = operations[name].rest;
      if (routes.length === 0) return;
      const {method, path} = routes[which % routes.length] as (typeof routes)[number];
      const fields: Record<string, unknown> =
        typeof input === 'object' && input !== null && !Array.isArray(input) ? {...input} : {};
      // a poll would wait for a clock that nobody turns
      if (name === 'sync') Reflect.deleteProperty(fields, 'wait');
      const inPath = (text: string): string => encodeURIComponent(text.slice(0, 500).replaceAll(/\p{Cs}/gu, '\ufffd'));
      let address = path.replaceAll(/\{(\w+)\}/g, (_, field: string) => {
        const value = fields[field];
        Reflect.deleteProperty(fields, field);
        return inPath(typeof value === 'object' ? JSON.stringify(value) : String(value));
      });
      const hasBody = method !== 'GET' && method !== 'DELETE';
      const query = Object.entries(fields).map(
        ([field, value]) => `${inPath(field)}=${inPath(String(JSON.stringify(value)))}`,
      );
      if (!hasBody && query.length) address += `?${query.slice(0, 8).join('&')}`;
      const body = typeof input === 'object' && input !== null && !Array.isArray(input) ? fields : input;
      await world.domain.probe();
      const before = dump(name !== 'ops.push');
      const answer = await world.rest('ann', method, `/v1${address}`, {...(hasBody && {body: JSON.stringify(body)})});
      const what = `${method} ${address.slice(0, 200)} ${JSON.stringify(body)?.slice(0, 200)} → ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`;
      assert.ok(!isPolluted(), what);
      if (answer.status === 200) return;
      assertTyped(answer.body, what);
      assert.equal(
        answer.status,
        failures[(answer.body as unknown as Failure).code as keyof typeof failures].http,
        what,
      );
      assert.equal(dump(name !== 'ops.push'), before, what);
    }),
    runs,
  );
  assert.equal((await world.rest('ann', 'GET', '/v1/me/totals')).status, 200);
});

test('what is no request, and what is no frame, is refused or passed over, and the line lives (F89, S25, S27)', async () => {
  await room();
  let client = await world.connect('ann');
  const before = dump(true);
  await fc.assert(
    fc.asyncProperty(fc.array(rubbish, {maxLength: 3}), rubbish, async (args, frame) => {
      const sent = args.map(travelled);
      client.socket.emit('eph', travelled(frame));
      client.socket.emit('ev', travelled(frame));
      const reply: unknown = await client.socket.timeout(3_000).emitWithAck('req', ...sent);
      assertTyped(reply, JSON.stringify(sent).slice(0, 300));
      assert.equal((reply as Reply).ok, false);
    }),
    {...runs, numRuns: 150},
  );
  assert.ok(!isPolluted());
  assert.equal(dump(true), before);
  // what cannot be acknowledged is answered by nothing
  client.socket.emit('req', {op: 'totals'});
  assert.equal((await client.request('totals', {})).ok, true);
  client = await world.connect('ann');
  assert.equal((await client.request('totals', {})).ok, true);
});

test('a handshake of any shape is refused by name or let in, and never more than that (F89, S25, PWP-HELLO-004)', async () => {
  const known = await room();
  const {Handshake} = protocol;
  const witness: Client = await world.connect('ben');
  const token = await world.token('ann');
  await fc.assert(
    fc.asyncProperty(spoilt(fitting(Handshake, known)), fc.boolean(), async (auth, hasToken) => {
      const given = travelled(auth);
      const fields = typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {given};
      const {socket} = await world.open('ann', {auth: {...fields, ...(hasToken && {token})}});
      const failure = await new Promise<unknown>((resolve) => {
        socket.on('connect', () => resolve(undefined));
        socket.on('connect_error', (error) => resolve((error as Error & {data?: unknown}).data ?? {ok: false}));
      });
      socket.disconnect();
      if (failure) assertTyped(failure, JSON.stringify(given).slice(0, 300));
    }),
    {...runs, numRuns: 60},
  );
  assert.ok(!isPolluted());
  assert.equal((await witness.request('totals', {})).ok, true);
});
