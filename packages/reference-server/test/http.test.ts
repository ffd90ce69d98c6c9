import assert from 'node:assert/strict';
import {afterEach, test} from 'node:test';
import {failures, type Operation, type OperationName, operations} from '@parlor/sdk/protocol';
import * as v from 'valibot';
import {Refusal} from '../src/domain/refusal.js';
import {readQueryValue} from '../src/http/input.js';
import {origin, startWorld, until, type World} from './live-server.js';

let world: World;
afterEach(() => world?.close());

const message = 'm'.repeat(21);
const live: readonly string[] = ['presence.set', 'presence.watch', 'typing.set', 'auth.refresh', 'session.revoke'];

/** A value for each path field, hard to carry in a path. */
const values: Record<string, string> = {
  conversation: 'c_1',
  id: message,
  user: 'a/b ü%2F?&#',
  other: 'o/ü',
  key: '👍🏽',
  report: 'r_1',
  webhook: 'w',
};

test('every route of the table reaches its operation with the fields of its path, decoded once (PWP-REST-001)', async () => {
  world = await startWorld();
  for (const [name, operation] of Object.entries(operations) as [OperationName, Operation][]) {
    for (const route of operation.rest) {
      const fields = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, field]) => field as string);
      const path = route.path.replaceAll(/\{(\w+)\}/g, (_, field: string) =>
        encodeURIComponent(values[field] as string),
      );
      const {status, body} = await world.rest('ann', route.method, `/v1${path}`);
      const asked = world.domain.asked.splice(0);
      if (live.includes(name)) {
        assert.deepEqual(asked, []);
        assert.notEqual(body.code, 'UNKNOWN_OPERATION', `${route.method} ${route.path}`);
        continue;
      }
      assert.equal(status, 200, `${route.method} ${route.path}`);
      const expected = {...Object.fromEntries(fields.map((field) => [field, values[field]])), ...route.fixed};
      assert.deepEqual(
        asked.map(({name: ran, input}) => ({ran, input})),
        [{ran: name, input: expected}],
      );
    }
  }
});

test('what is not in the table does not exist: other paths, other methods, admin, rooms (S13, S23)', async () => {
  world = await startWorld();
  const asks = [
    ['GET', '/v1'],
    ['GET', '/v1/'],
    ['GET', '/v1/admin'],
    ['POST', '/v1/admin/users'],
    ['POST', '/v1/rooms/c_1/join'],
    ['DELETE', '/v1/sync'],
    ['POST', '/v1/sync'],
    ['PUT', '/v1/conversations'],
    ['DELETE', '/v1/conversations/c_1'],
    ['GET', '/v1/conversations/c_1/messages/x/y'],
    ['POST', '/dev/token'],
    ['GET', '/dev/token'],
    ['GET', '/parlor/parlor.min.js'],
    ['GET', '/index.html'],
    ['GET', '/'],
    ['GET', '/v2/sync'],
    ['PROPFIND', '/v1/sync'],
  ] as const;
  for (const [method, path] of asks) {
    const {status, body} = await world.rest('ann', method, path);
    assert.deepEqual([status, body?.code], [404, 'UNKNOWN_OPERATION'], `${method} ${path}`);
  }
  assert.deepEqual(world.domain.asked, []);
});

test('every route refuses who brings no token, and who brings a bad one (PWP-AUTHZ-001)', async () => {
  world = await startWorld();
  for (const {rest} of Object.values(operations) as Operation[]) {
    for (const {method, path} of rest) {
      for (const authorization of [
        undefined,
        'Bearer',
        'Bearer x',
        'Basic YTpi',
        `Token ${await world.token('ann')}`,
      ]) {
        const response = await world.fetch(`/v1${path}`, {
          method,
          headers: {origin, ...(authorization !== undefined && {authorization})},
        });
        assert.equal(response.status, 401, `${method} ${path} ${authorization}`);
        assert.equal(response.headers.get('www-authenticate'), 'Bearer');
      }
    }
  }
  assert.deepEqual(world.domain.asked, []);
});

test('query values mean what the schema says; unknown, doubled and path fields are refused', async () => {
  world = await startWorld();
  const ask = async (path: string) => {
    const {status, body} = await world.rest('ann', 'GET', path);
    return status === 200 ? world.domain.asked.pop()?.input : body.code;
  };
  const page = '/v1/conversations/c_1/messages';
  assert.deepEqual(await ask(`${page}?before=120&limit=50`), {conversation: 'c_1', before: 120, limit: 50});
  assert.deepEqual(await ask(`${page}?around=77`), {conversation: 'c_1', around: 77});
  assert.deepEqual(await ask(`${page}?around=${message}`), {conversation: 'c_1', around: message});
  assert.deepEqual(await ask(`${page}?around=123456789012345678901`), {
    conversation: 'c_1',
    around: '123456789012345678901',
  });
  assert.deepEqual(await ask(`${page}?before=1e3`), {conversation: 'c_1', before: '1e3'});
  assert.deepEqual(await ask('/v1/people?query=007'), {query: '007'});
  for (const path of [
    `${page}?user=ben`,
    `${page}?before=1&before=2`,
    `${page}?conversation=c_2`,
    `${page}?__proto__=1`,
    '/v1/me/totals?x',
  ]) {
    assert.equal(await ask(path), 'SCHEMA', path);
  }
  const removed = await world.rest('ann', 'DELETE', '/v1/conversations/c_1/members/ben?ban=true');
  assert.deepEqual(
    [removed.status, world.domain.asked.pop()?.input],
    [200, {conversation: 'c_1', user: 'ben', ban: true}],
  );
});

test('a query value that is none stays text, for the schema to refuse', () => {
  const number = v.optional(v.pipe(v.number(), v.safeInteger()));
  assert.deepEqual(
    ['5', '-5', '05', '1.5', '', ' 5', '0x10', 'NaN', 'Infinity'].map((text) => readQueryValue(number, text)),
    [5, -5, 5, 1.5, '', ' 5', '0x10', 'NaN', 'Infinity'],
  );
  assert.deepEqual(
    ['true', 'false', '1', 'TRUE'].map((text) => readQueryValue(v.boolean(), text)),
    [true, false, '1', 'TRUE'],
  );
});

test('a body is one JSON object, adds to the path and contradicts neither it nor the route', async () => {
  world = await startWorld();
  const path = `/v1/conversations/c_1/messages/${message}`;
  const content = {text: 'hello'};
  assert.equal((await world.rest('ann', 'PUT', path, {body: {content}})).status, 200);
  assert.deepEqual(world.domain.asked.pop()?.input, {conversation: 'c_1', id: message, content});
  for (const body of [{content, id: 'x'.repeat(21)}, {content, conversation: 'c_2'}, [1], 'null ', '"text"', '5']) {
    assert.equal((await world.rest('ann', 'PUT', path, {body})).body.code, 'SCHEMA', JSON.stringify(body));
  }
  assert.equal((await world.rest('ann', 'PUT', `${path}?content=x`, {body: {content}})).body.code, 'SCHEMA');
  assert.equal((await world.rest('ann', 'PUT', `${path}/reactions/x`, {body: {on: false}})).body.code, 'SCHEMA');
  assert.equal((await world.rest('ann', 'PUT', path, {body: '{"content":'})).body.code, 'BAD_REQUEST');
  assert.equal(
    (await world.rest('ann', 'PUT', path, {body: {content}, headers: {'content-type': 'text/plain'}})).body.code,
    'BAD_REQUEST',
  );
  assert.deepEqual(world.domain.asked, []);
});

test('a body above 256 KB is refused, with its length told or not', async () => {
  world = await startWorld();
  const path = `/v1/conversations/c_1/messages/${message}`;
  const text = JSON.stringify({content: {text: 'x'.repeat(300 * 1024)}});
  const told = await world.rest('ann', 'PUT', path, {body: text});
  assert.deepEqual([told.status, told.body.code], [413, 'TOO_LARGE']);
  const stream = new Blob([text]).stream();
  const headers = {authorization: `Bearer ${await world.token('ann')}`, origin, 'content-type': 'application/json'};
  const untold = await world.fetch(path, {method: 'PUT', body: stream, headers, duplex: 'half'} as RequestInit);
  assert.equal(untold.status, 413);
  assert.deepEqual(world.domain.asked, []);
});

test('Idempotency-Key is the opId of a durable write, If-Match its rev', async () => {
  world = await startWorld();
  const path = `/v1/conversations/c_1/messages/${message}`;
  const key = 'k'.repeat(21);
  await world.rest('ann', 'PATCH', path, {
    body: {content: {text: 'x'}},
    headers: {'idempotency-key': key, 'if-match': '"12"'},
  });
  const {opId, input} = world.domain.asked.pop() ?? {};
  assert.deepEqual([opId, (input as {ifRev?: number}).ifRev], [key, 12]);
  const bad = await world.rest('ann', 'PATCH', path, {
    body: {content: {text: 'x'}},
    headers: {'idempotency-key': 'short'},
  });
  assert.equal(bad.body.code, 'SCHEMA');
  assert.equal((await world.rest('ann', 'PATCH', path, {body: {}, headers: {'if-match': '*'}})).body.code, 'SCHEMA');
  await world.rest('ann', 'GET', '/v1/me/totals', {headers: {'idempotency-key': key}});
  assert.equal(world.domain.asked.pop()?.opId, undefined);
});

test('every failure code becomes its HTTP status (PWP-ERROR-001)', async () => {
  world = await startWorld({rates: {read: {perSecond: Number.POSITIVE_INFINITY, burst: 1}}});
  for (const [code, {http, retry}] of Object.entries(failures)) {
    world.domain.answer = () => {
      throw new Refusal(code as keyof typeof failures, undefined, {retryAfterMs: 1_500});
    };
    const response = await world.rest('ann', 'GET', '/v1/me/totals');
    assert.deepEqual(
      [response.status, response.body.code, response.body.retry, response.headers.get('retry-after')],
      [http, code, retry, '2'],
      code,
    );
  }
});

test('an error that is no refusal is INTERNAL without a word of it (S33)', async () => {
  world = await startWorld();
  world.domain.answer = () => {
    throw new Error('SELECT secret FROM message');
  };
  const {status, body} = await world.rest('ann', 'GET', '/v1/me/totals');
  assert.deepEqual([status, body], [500, {ok: false, code: 'INTERNAL', retry: 'after', retryAfterMs: 1_000}]);
});

test('listed origins get CORS and their preflights, others nothing; every answer has the security headers', async () => {
  world = await startWorld();
  const preflight = {
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'authorization, content-type',
  };
  const good = await world.fetch('/v1/sync', {method: 'OPTIONS', headers: {origin, ...preflight}});
  assert.equal(good.status, 204);
  assert.equal(good.headers.get('access-control-allow-origin'), origin);
  assert.match(good.headers.get('access-control-allow-headers') ?? '', /authorization.*idempotency-key/);
  assert.equal(good.headers.get('access-control-allow-credentials'), null);
  const bad = await world.fetch('/v1/sync', {
    method: 'OPTIONS',
    headers: {origin: 'https://evil.example', ...preflight},
  });
  assert.deepEqual([bad.status, bad.headers.get('access-control-allow-origin')], [403, null]);
  for (const path of ['/v1/me/totals', '/v1/nothing', '/healthz', '/openapi.json', '/nothing']) {
    const {headers} = await world.rest('ann', 'GET', path);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
    assert.equal(headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'", path);
    assert.equal(headers.get('cache-control'), 'no-store', path);
  }
  const answer = await world.rest('ann', 'GET', '/v1/me/totals');
  assert.deepEqual([answer.headers.get('access-control-allow-origin'), answer.headers.get('vary')], [origin, 'Origin']);
});

test('a browser token without an origin is for the page of the server itself only; a program needs none (S02)', async () => {
  world = await startWorld();
  const ask = async (aud: string, headers: Record<string, string> = {}) =>
    (
      await world.fetch('/v1/me/totals', {
        headers: {authorization: `Bearer ${await world.token('ann', {aud})}`, ...headers},
      })
    ).status;
  assert.equal(await ask('parlor'), 403);
  assert.equal(await ask('parlor', {'sec-fetch-site': 'cross-site'}), 403);
  assert.equal(await ask('parlor', {'sec-fetch-site': 'same-origin'}), 200);
  assert.equal(await ask('parlor', {referer: `${origin}/inbox`}), 200);
  assert.equal(await ask('parlor', {referer: 'https://evil.example/'}), 403);
  assert.equal(await ask('parlor', {'sec-fetch-site': 'cross-site', referer: `${origin}/`}), 403);
  assert.equal(await ask('parlor-bot'), 200);
});

test('sync waits until something was delivered to the user, and answers at once when there is something', async () => {
  world = await startWorld();
  let rows: unknown[] = [];
  world.domain.answer = () => ({rows, cursor: 'c2'});
  const waiting = world.rest('ann', 'GET', '/v1/sync?cursor=c1&wait=25');
  await until(() => world.domain.asked.length === 1);
  assert.deepEqual(world.domain.asked[0]?.input, {cursor: 'c1'});
  world.domain.commit({to: ['ben'], frame: {type: 'lag'}});
  world.domain.commit({to: ['ann'], frame: {type: 'lag'}});
  await until(() => world.domain.asked.length === 2);
  rows = [{seq: 5}];
  world.domain.commit({to: ['ann'], frame: {type: 'lag'}});
  assert.deepEqual((await waiting).body, {rows: [{seq: 5}], cursor: 'c2'});
  assert.deepEqual((await world.rest('ann', 'GET', '/v1/sync?wait=25')).body.rows, [{seq: 5}]);
});

test('what is committed while sync is being answered is not slept through', async () => {
  world = await startWorld();
  world.domain.answer = () => {
    if (world.domain.asked.length > 1) return {rows: [{seq: 5}], cursor: 'c2'};
    world.domain.commit({to: ['ann'], frame: {type: 'lag'}});
    return {rows: [], cursor: 'c1'};
  };
  assert.deepEqual((await world.rest('ann', 'GET', '/v1/sync?wait=25')).body.rows, [{seq: 5}]);
});

test('who goes away while waiting is waited for no longer', async () => {
  world = await startWorld();
  const gone = new AbortController();
  const headers = {authorization: `Bearer ${await world.token('ann')}`, origin};
  const waiting = world.fetch('/v1/sync?wait=25', {headers, signal: gone.signal});
  await until(() => world.domain.asked.length === 1);
  gone.abort();
  await assert.rejects(waiting);
  // as long as it waits, every delivery makes it ask again
  let before = -1;
  for (let round = 0; round < 50 && world.domain.asked.length !== before; round++) {
    before = world.domain.asked.length;
    world.domain.commit({to: ['ann'], frame: {type: 'lag'}});
    await world.fetch('/healthz');
  }
  assert.equal(world.domain.asked.length, before);
});

test('sync with nothing to tell answers when its time is over, and refuses a wait that is too long', async () => {
  world = await startWorld();
  let isAnswered = false;
  const waiting = world.rest('ann', 'GET', '/v1/sync?wait=10').then((answer) => {
    isAnswered = true;
    return answer;
  });
  await until(() => world.domain.asked.length === 1);
  world.clock.advance(9_999);
  await world.fetch('/healthz');
  assert.equal(isAnswered, false);
  await until(() => {
    world.clock.advance(1);
    return isAnswered;
  });
  assert.deepEqual((await waiting).body, {rows: [], cursor: 'c1'});
  world.domain.answer = (_name, input) => {
    if (!v.is(operations.sync.input, input)) throw new Refusal('SCHEMA');
    return {};
  };
  for (const wait of ['26', '-1', 'x'])
    assert.equal((await world.rest('ann', 'GET', `/v1/sync?wait=${wait}`)).body.code, 'SCHEMA', wait);
});

test('the live operations answer over REST: presence once, typing, a token checked', async () => {
  world = await startWorld();
  world.domain.people = ['ann', 'ben'];
  const ben = await world.connect('ben');
  assert.deepEqual((await world.rest('ann', 'POST', '/v1/presence/watch', {body: {users: ['ben']}})).body.presences, [
    {user: 'ben', state: 'online'},
  ]);
  assert.deepEqual((await world.rest('ann', 'PUT', '/v1/me/presence', {body: {chosen: 'dnd', idle: true}})).body, {
    presence: {user: 'ann', state: 'offline'},
  });
  assert.equal(world.domain.kept.get('ann')?.chosen, 'dnd');
  assert.deepEqual((await world.rest('ann', 'PUT', '/v1/conversations/c_1/typing', {body: {on: true}})).body, {});
  assert.deepEqual(await ben.nextEphemeral(), {type: 'typing', conversation: 'c_1', user: 'ann', on: true});
  const refreshed = await world.rest('ann', 'POST', '/v1/auth/refresh', {body: {token: await world.token('ann')}});
  assert.deepEqual(refreshed.body, {expiresAt: world.clock.now() + 15 * 60_000});
  assert.equal(
    (await world.rest('ann', 'POST', '/v1/auth/refresh', {body: {token: await world.token('ben')}})).body.code,
    'AUTH_USER_MISMATCH',
  );
  assert.equal((await world.rest('ann', 'PUT', '/v1/me/presence', {body: {chosen: 'asleep'}})).body.code, 'SCHEMA');
});

test('the OpenAPI document is handed out without a token', async () => {
  world = await startWorld();
  const response = await world.fetch('/openapi.json');
  assert.equal(((await response.json()) as {openapi: string}).openapi, '3.1.0');
});
