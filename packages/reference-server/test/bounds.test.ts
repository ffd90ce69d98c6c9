/** What one address, one person and one line may hold, and that the hello says so. */
import assert from 'node:assert/strict';
import {request} from 'node:http';
import {afterEach, test} from 'node:test';
import {defaultLimits} from '@parlor/sdk/protocol';
import {fakeDomain} from './fake-domain.js';
import {origin, startWorld, until, type World} from './live-server.js';

let world: World;
afterEach(() => world.close());

const codeOf = (failure: unknown): unknown => (failure as {code?: unknown}).code ?? failure;

/** Opens a line as a client behind a proxy does, and never says who it is. Answers the HTTP status. */
function openLine(address: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        port: world.port,
        host: '127.0.0.1',
        path: '/socket.io/?EIO=4&transport=polling',
        headers: {origin, 'x-forwarded-for': address},
      },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

test('one address has a bounded number of handshakes under way; the others, and those with a hello, are not counted (S10, S29)', async () => {
  world = await startWorld({proxies: 1, handshakesPerAddress: 3});
  const statuses: (number | undefined)[] = [];
  for (let times = 0; times < 5; times++) statuses.push(await openLine('203.0.113.9'));
  assert.deepEqual(statuses, [200, 200, 200, 403, 403]);
  assert.equal(await openLine('203.0.113.10'), 200);
  for (let times = 0; times < 5; times++) await world.connect('ann');
});

test('a line that shows no token in time is closed, and makes room for the next (S10)', async () => {
  world = await startWorld({proxies: 1, handshakesPerAddress: 1});
  assert.equal(await openLine('203.0.113.9'), 200);
  assert.equal(await openLine('203.0.113.9'), 403);
  world.clock.advance(4_999);
  assert.equal(await openLine('203.0.113.9'), 403);
  world.clock.advance(1);
  assert.equal(await openLine('203.0.113.9'), 200);
});

test('the hello tells every limit as this server is set, and the server keeps to what it tells (PWP-LIMIT-001)', async () => {
  const domain = fakeDomain();
  const limits = {
    ...defaultLimits,
    connections: 2,
    frameBytes: 4_096,
    textLength: 10,
  } as unknown as typeof defaultLimits;
  world = await startWorld({domain: Object.assign(domain, {limits})});
  const client = await world.open('ann');
  const {dailyFiles, dailyFileBytes, keptFileBytes, conversations, reports, ...told} = limits;
  assert.deepEqual(
    (await client.hello()).limits,
    told,
    'what only the server counts is left out where it is as everywhere',
  );
  const other = await world.connect('ann');
  assert.equal(codeOf(await world.refused('ann')), 'BUSY');
  assert.equal((await client.request('totals', {text: 'x'.repeat(3_000)})).ok, true);
  other.socket.emit('req', {op: 'totals', input: {text: 'x'.repeat(8_000)}}, () => undefined);
  await other.closed;
  const body = {title: 'x'.repeat(8_000), members: []};
  const {status, body: answer} = await world.rest('ann', 'POST', '/v1/conversations', {body});
  assert.deepEqual([status, answer.code], [413, 'TOO_LARGE']);
});

test('a hello has room: a quiet one is some way below 1 KB, and tells the windows only where there are some (PWP-EDIT-002, PWP-LIMIT-001)', async () => {
  const domain = fakeDomain();
  world = await startWorld({domain});
  const quiet = await (await world.open('ann')).hello();
  const {size} = new Blob([JSON.stringify(quiet)]);
  assert.ok(size <= 760, `the hello has ${size} bytes`);
  assert.ok(!('editWindowMs' in quiet.limits) && !('deleteWindowMs' in quiet.limits));
  Object.assign(domain, {limits: {...defaultLimits, editWindowMs: 900_000, dailyFiles: 7}});
  const {limits} = await (await world.open('ben')).hello();
  assert.deepEqual([limits['editWindowMs'], limits['deleteWindowMs'], limits['dailyFiles']], [900_000, undefined, 7]);
});

test('one person has a bounded number of polls that wait (S29)', async () => {
  const domain = fakeDomain();
  const limits = {...defaultLimits, connections: 2} as unknown as typeof defaultLimits;
  world = await startWorld({domain: Object.assign(domain, {limits})});
  const poll = (user: string) => world.rest(user, 'GET', '/v1/sync?cursor=c1&wait=25');
  const open = [poll('ann'), poll('ann')];
  await until(() => domain.asked.length === 2);
  const refused = await poll('ann');
  assert.deepEqual([refused.status, refused.body.code], [503, 'BUSY']);
  const other = poll('ben');
  await until(() => domain.asked.length === 3);
  world.clock.advance(25_000);
  for (const {status} of await Promise.all([...open, other])) assert.equal(status, 200);
  const again = poll('ann');
  await until(() => domain.asked.length > 6);
  world.clock.advance(25_000);
  assert.equal((await again).status, 200, 'those that are over do not count');
});

test('connecting asks the same of the store for one conversation and for ten thousand, and joins nothing by conversation (F97, PWP-HELLO-006)', async () => {
  world = await startWorld();
  const client = await world.connect('ann');
  assert.deepEqual(world.domain.asked, []);
  const frame = {type: 'changes', conversation: 'c_never-heard-of', from: 1, to: 1, changes: []} as const;
  world.domain.commit({to: ['ann'], frame: {...frame, changes: []}});
  assert.equal((await client.next('changes')).conversation, 'c_never-heard-of');
});

test('nothing of socket.io’s own memory is offered: a session id and an offset bring nothing back (S08)', async () => {
  world = await startWorld();
  const first = await world.connect('ann');
  const {id: pid} = first.socket;
  first.socket.disconnect();
  await until(() => first.socket.disconnected);
  world.domain.commit({to: ['ann'], frame: {type: 'changes', conversation: 'c_1', from: 1, to: 1, changes: []}});
  const again = await world.open('ann', {auth: {pid, offset: '0'}});
  await again.hello();
  await again.settled();
  assert.ok(!again.socket.recovered);
  assert.deepEqual(
    again.frames.map(({type}) => type),
    ['hello'],
  );
});

test('compression is not offered: a small frame cannot become a large one (S28)', async () => {
  world = await startWorld();
  const extensions = await new Promise<unknown>((resolve, reject) => {
    const asked = request({
      port: world.port,
      host: '127.0.0.1',
      path: '/socket.io/?EIO=4&transport=websocket',
      headers: {
        origin,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
        'sec-websocket-extensions': 'permessage-deflate; client_max_window_bits',
      },
    });
    asked.on('upgrade', (response, line) => {
      line.destroy();
      resolve(response.headers['sec-websocket-extensions'] ?? 'none');
    });
    asked.on('error', reject);
    asked.end();
  });
  assert.equal(extensions, 'none');
});

test('a request captured on one connection is nothing on another’s: the token decides who asks (S09)', async () => {
  world = await startWorld();
  const [ann, ben] = [await world.connect('ann'), await world.connect('ben')];
  const captured = {op: 'own.set', input: {conversation: 'c_1', pinned: true}};
  await ann.request(captured.op, captured.input);
  await ben.request(captured.op, captured.input);
  assert.deepEqual(
    world.domain.asked.map(({actor}) => actor.user),
    ['ann', 'ben'],
  );
});
