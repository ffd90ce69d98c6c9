import assert from 'node:assert/strict';
import {request} from 'node:http';
import {connect as connectLine} from 'node:net';
import {afterEach, test} from 'node:test';
import {origin, startWorld, until, type World} from './live-server.js';

let world: World;
afterEach(() => world.close());

const codeOf = (failure: unknown): unknown => (failure as {code?: unknown}).code ?? failure;

/** A handshake as a browser or a program makes it, below socket.io-client: the HTTP status it gets. */
function handshakeStatus(
  port: number,
  headers: Record<string, string>,
  transport: 'polling' | 'websocket',
): Promise<number | undefined> {
  const upgrade = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
  };
  return new Promise((resolve, reject) => {
    const path = `/socket.io/?EIO=4&transport=${transport}`;
    const asked = request(
      {port, host: '127.0.0.1', path, headers: {...headers, ...(transport === 'websocket' && upgrade)}},
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    );
    asked.on('upgrade', (response, line) => {
      line.destroy();
      resolve(response.statusCode);
    });
    asked.on('error', reject);
    asked.end();
  });
}

const letIn = {polling: 200, websocket: 101};
/** engine.io answers every upgrade it refuses with 400. */
const keptOut = {polling: 403, websocket: 400};

test('another web origin is refused on both transports, whatever cookies it brings (S01)', async () => {
  world = await startWorld();
  for (const transport of ['polling', 'websocket'] as const) {
    assert.equal(await handshakeStatus(world.port, {origin}, transport), letIn[transport]);
    assert.equal(
      await handshakeStatus(world.port, {origin: 'https://evil.example', cookie: 'session=ann'}, transport),
      keptOut[transport],
    );
  }
});

test('an origin that only looks like a listed one is refused (S02)', async () => {
  world = await startWorld();
  const lookalikes = [
    'https://app.example.com.evil.io',
    'https://evil.io/https://app.example.com',
    'https://APP.example.com',
    'https://app.example.com:8443',
    'https://app.example.com/',
    'http://app.example.com',
    'https://xapp.example.com',
    'null',
    '*',
    '',
  ];
  for (const lookalike of lookalikes) {
    for (const transport of ['polling', 'websocket'] as const) {
      assert.equal(
        await handshakeStatus(world.port, {origin: lookalike}, transport),
        keptOut[transport],
        `${lookalike} ${transport}`,
      );
    }
    const response = await world.rest('ann', 'GET', '/v1/me/totals', {headers: {origin: lookalike}});
    assert.equal(response.status, 403, lookalike);
    assert.equal(response.headers.get('access-control-allow-origin'), null);
  }
});

test('without an origin only programs come in, never a browser token (S02)', async () => {
  world = await startWorld();
  assert.equal(codeOf(await world.refused('ann', {origin: null})), 'ORIGIN_REFUSED');
  const bot = await world.connect('bot', {origin: null, claims: {aud: 'parlor-bot'}});
  assert.equal((await bot.request('totals', {})).ok, true);
});

test('a token in the address is refused, even a good one (S03)', async () => {
  world = await startWorld();
  assert.equal(codeOf(await world.refused('ann', {query: {token: await world.token('ann')}})), 'BAD_REQUEST');
  const response = await world.fetch(`/v1/me/totals?token=${await world.token('ann')}`, {headers: {origin}});
  assert.equal(response.status, 401);
});

test('no token, a forged one, an old one and a misshapen handshake are told apart (S05)', async () => {
  world = await startWorld();
  assert.equal(codeOf(await world.refused('ann', {auth: {token: undefined}})), 'UNAUTHENTICATED');
  assert.equal(
    codeOf(await world.refused('ann', {claims: {key: 'another secret, just as long as the first'}})),
    'TOKEN_INVALID',
  );
  assert.equal(codeOf(await world.refused('ann', {claims: {lifeMs: -1_000}})), 'TOKEN_EXPIRED');
  const misshapen = await world.refused('ann', {auth: {device: 'no spaces allowed'}});
  assert.deepEqual(misshapen, {ok: false, code: 'SCHEMA', retry: 'no', detail: 'auth.device'});
  assert.equal(codeOf(await world.refused('ann', {auth: {proto: ['1']}})), 'SCHEMA');
});

test('a client that speaks no version of ours is told so; one that speaks others too is let in (S11)', async () => {
  world = await startWorld();
  assert.equal(codeOf(await world.refused('ann', {auth: {proto: [2, 3]}})), 'PROTO_UNSUPPORTED');
  const client = await world.open('ann', {auth: {proto: [2, 1], features: ['nobody-knows']}});
  assert.equal((await client.hello()).proto, 1);
});

test('what the domain refuses at the hello is the answer to the handshake, and leaves nothing behind', async () => {
  world = await startWorld();
  world.domain.duringHello = () => Promise.reject(new Error('the disk is gone'));
  assert.deepEqual(await world.refused('ann'), {ok: false, code: 'INTERNAL', retry: 'after'});
  world.domain.duringHello = () => undefined;
  for (let times = 0; times < 20; times++) await world.connect('ann');
  const refused = await world.refused('ann');
  assert.deepEqual(codeOf(refused), 'BUSY', 'the 21st connection of one user (S29)');
});

test('a herd is spread before it reaches the store (S10, F60)', async () => {
  world = await startWorld({hellos: {perSecond: 2, burst: 3}});
  for (const user of ['ann', 'ben', 'cem']) await world.connect(user);
  const refused = await world.refused('dana');
  assert.deepEqual(refused, {
    ok: false,
    code: 'BUSY',
    retry: 'after',
    retryAfterMs: 500,
    detail: 'too many connections begin at once',
  });
  world.clock.advance(500);
  await world.connect('dana');
});

test('too many requests are refused with the time to wait, and pass after it (S30)', async () => {
  world = await startWorld({rates: {read: {perSecond: 1, burst: 2}}});
  const client = await world.connect('ann');
  const other = await world.connect('ann');
  assert.equal((await client.request('totals', {})).ok, true);
  assert.equal((await other.request('totals', {})).ok, true);
  assert.deepEqual(await client.request('totals', {}), {
    ok: false,
    code: 'RATE_LIMITED',
    retry: 'after',
    retryAfterMs: 1_000,
  });
  const overHttp = await world.rest('ann', 'GET', '/v1/me/totals');
  assert.deepEqual(
    [overHttp.status, overHttp.headers.get('retry-after'), overHttp.body.code],
    [429, '1', 'RATE_LIMITED'],
  );
  world.clock.advance(1_000);
  assert.equal((await client.request('totals', {})).ok, true);
});

test('one connection has a bounded number of requests unanswered (S29)', async () => {
  world = await startWorld();
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  world.domain.answer = () => held;
  const client = await world.connect('ann');
  const replies = Array.from({length: 40}, () => client.request('totals', {}));
  await until(() => world.domain.asked.length === 32);
  await client.settled();
  release();
  const codes = (await Promise.all(replies)).map((reply) => codeOf(reply));
  assert.equal(codes.filter((code) => code === 'RATE_LIMITED').length, 8);
});

test('malformed packets cost their own connection at most; everybody else stays (S25, S27)', async () => {
  world = await startWorld();
  const witness = await world.connect('ben');
  const packets = [
    '2',
    '2[]',
    '2["req"]',
    '2["req",{"op":"totals"}]',
    '21["error","x"]',
    '21["connect"]',
    '21["disconnect"]',
    '21["newListener","x"]',
    '21[{"toString":"x"},1]',
    '21[5]',
    '21["__proto__",{}]',
    '21["req",{"__proto__":{"op":"totals"}}]',
    '21["req",{"op":"totals","input":{"__proto__":{"x":1}}}]',
    '21["req",{"op":"totals","input":{"op":1e400}}]',
    `21["req",{"op":"conversation.create","input":${'['.repeat(10_000)}${']'.repeat(10_000)}}]`,
    `2${'9'.repeat(400)}["req",{"op":"totals"}]`,
    '2/other,["req",{}]',
    '3["x"]',
    '4{"message":"x"}',
    '7',
    'x',
    '{',
    '2["req",',
    '2["req","\\ud800"]',
    '21["eph",{"type":"typing","conversation":"c_\\u0000","on":true}]',
    '0{"token":"x"}',
    '1',
  ];
  for (const packet of packets) {
    const client = await world.connect('ann');
    const line = client.socket.io.engine;
    line.write(packet);
    // either it is still there and answers, or the line was closed
    await Promise.race([client.settled(), client.closed]).catch(() => undefined);
    client.socket.disconnect();
  }
  assert.equal((await witness.request('totals', {})).ok, true);
  assert.equal(({} as {op?: unknown}).op, undefined);
});

test('deep nesting and fields of the prototype are refused by answer, the connection stays (S27)', async () => {
  world = await startWorld();
  const client = await world.connect('ann');
  let deep: unknown = 'bottom';
  for (let levels = 0; levels < 500; levels++) deep = [deep];
  assert.equal(codeOf(await client.request('conversation.create', {data: {deep}})), 'SCHEMA');
  assert.equal((await client.request('totals', {})).ok, true);
  const overHttp = await world.rest('ann', 'POST', '/v1/conversations', {
    body: {title: 'x', members: [], data: {deep}},
  });
  assert.deepEqual([overHttp.status, overHttp.body.code], [400, 'SCHEMA']);
});

test('binary packets, announced or not, close the connection and nothing else (S26)', async () => {
  world = await startWorld();
  const witness = await world.connect('ben');
  for (const send of [
    '51-["req",{"_placeholder":true,"num":0}]',
    '510-["req"]',
    '61-1[{"_placeholder":true,"num":0}]',
    Buffer.from([1, 2, 3]),
  ]) {
    const client = await world.connect('ann');
    client.socket.io.engine.write(send as string);
    await client.closed;
  }
  const client = await world.connect('ann');
  client.socket.emit('req', {op: 'totals', input: {bytes: Buffer.from('x')}}, () => undefined);
  await client.closed;
  assert.equal((await witness.request('totals', {})).ok, true);
  assert.equal(world.domain.asked.length, 1);
});

test('a frame above 256 KB closes its connection unread, one below passes (S27)', async () => {
  world = await startWorld();
  const witness = await world.connect('ben');
  for (const kilobytes of [300, 2_048]) {
    const client = await world.connect('ann');
    client.socket.emit('req', {op: 'totals', input: {text: 'x'.repeat(kilobytes * 1024)}}, () => undefined);
    await client.closed;
  }
  assert.equal(world.domain.asked.length, 0);
  const client = await world.connect('ann');
  assert.equal((await client.request('totals', {text: 'x'.repeat(250 * 1024)})).ok, true);
  assert.equal((await witness.request('totals', {})).ok, true);
});

test('rubbish below HTTP is answered with 400 or silence, and the server lives', async () => {
  world = await startWorld();
  for (const rubbish of [
    '\0\0\0\0\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    'GET /v1/%ZZ HTTP/1.1\r\nHost: x\r\n\r\n',
    'POST /socket.io/?EIO=3&transport=polling HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}',
  ]) {
    await new Promise<void>((resolve, reject) => {
      const line = connectLine(world.port, '127.0.0.1', () => line.write(rubbish));
      line.on('data', () => line.end());
      line.on('close', () => resolve());
      line.on('error', reject);
    });
  }
  assert.equal((await world.fetch('/healthz')).status, 200);
});

test('only the one namespace exists', async () => {
  world = await startWorld();
  const client = await world.connect('ann');
  const refused = new Promise((resolve) => client.socket.io.engine.on('data', resolve));
  client.socket.io.engine.write('0/admin,{}');
  assert.match(String(await refused), /Invalid namespace/);
});
