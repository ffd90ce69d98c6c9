/** Redis as nodes use it: what is wrong with it is said at the start, what it forgets is told again, what is strange is passed over. */
import assert from 'node:assert/strict';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {after, before, test} from 'node:test';
import {Redis} from 'ioredis';
import {until} from '../../../e2e/until.js';
import {type OwnServer, startRedis} from '../../../scripts/own-servers.mjs';
import {PeersError, type Word} from '../src/fanout/peers.js';
import {openRedis, type RedisPeers} from '../src/fanout/redis/peers.js';

let server: OwnServer;
before(async () => {
  server = await startRedis();
});
after(() => server[Symbol.asyncDispose]());

const says =
  (pattern: RegExp) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof PeersError, String(error));
    assert.match(error.message, pattern);
    assert.ok(!error.message.includes('hush'), 'no password');
    return true;
  };

async function withServer(use: (client: Redis) => Promise<void>): Promise<void> {
  const client = new Redis(server.url);
  try {
    await use(client);
  } finally {
    client.disconnect();
  }
}

const join = async (epoch: string): Promise<RedisPeers> => (await openRedis(server.url)).peersOf(epoch);
const well = (...all: RedisPeers[]): Promise<unknown> =>
  until(() => all.every(({isWell}) => isWell), Boolean, 'all are well');

test('nothing that answers, no such host, something else than Redis: each says what to set', async () => {
  const {port} = server;
  await assert.rejects(
    openRedis('redis://:hush@127.0.0.1:1'),
    says(/^Redis at 127.0.0.1:1 cannot be reached: nothing answers.*set REDIS_URL/),
  );
  await assert.rejects(openRedis('redis://nowhere.invalid'), says(/there is no such host; set REDIS_URL/));
  const web = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
  await new Promise((resolve) => web.once('listening', resolve));
  await assert.rejects(openRedis(`redis://127.0.0.1:${(web.address() as AddressInfo).port}`), says(/is no Redis/));
  web.close();
  await assert.rejects(
    openRedis(`redis://nobody:hush@127.0.0.1:${port}`),
    says(/refuses this user or password; set them in REDIS_URL/),
  );
});

test('a Redis that needs a password, and one that only follows another, say so', () =>
  withServer(async (client) => {
    await client.config('SET', 'requirepass', 'secret');
    await assert.rejects(openRedis(server.url), says(/needs a password; set it in REDIS_URL/));
    await assert.rejects(openRedis(`redis://:hush@127.0.0.1:${server.port}`), says(/refuses this user or password/));
    await client.config('SET', 'requirepass', '');
    await client.replicaof('127.0.0.1', 1);
    await assert.rejects(openRedis(server.url), says(/is a read-only replica; REDIS_URL must name the primary/));
    await client.replicaof('NO', 'ONE');
  }));

test('a user with the rights that the guide names is enough', () =>
  withServer(async (client) => {
    const commands =
      'ping info publish subscribe evalsha eval set del hset hdel hlen hmget pexpire sadd smembers srem exists time client hello';
    const rights = commands.split(' ').map((command) => `+${command}`);
    await client.acl('SETUSER', 'parlor', 'on', '>pw', '~{parlor*', '&parlor*', ...rights);
    const peers = (await openRedis(`redis://parlor:pw@127.0.0.1:${server.port}`)).peersOf('rights');
    const other = await join('rights');
    await well(peers, other);
    peers.keep('ann', 'active');
    await until(async () => (await other.whereabouts(['ann'])).of('ann').size, Boolean, 'ann is seen');
    assert.deepEqual((await peers.whereabouts(['ann'])).of('ann').size, 0);
    assert.deepEqual(await peers.draw([{bucket: 'send:ann', amount: 3, perSecond: 0.001, burst: 20}]), [17]);
    await Promise.all([peers.close(), other.close()]);
  }));

test('words reach the others of the same database, and nobody else; what is no word is passed over', async () => {
  const [one, two, foreign] = [await join('here'), await join('here'), await join('elsewhere')];
  await well(one, two, foreign);
  const heard: Word[] = [];
  const astray: Word[] = [];
  two.onWord((word) => void heard.push(word));
  for (const other of [one, foreign]) other.onWord((word) => void astray.push(word));
  await withServer(async (client) => {
    for (const text of [
      'nonsense',
      '[]',
      '["x",{"is":"typing"}]',
      '["x",{"is":"presence","user":"ann","chosen":"king"}]',
    ])
      await client.publish('parlor:here', text);
  });
  one.tell({is: 'typing', conversation: 'c_1', user: 'ann', on: true, to: ['ben']});
  await until(() => heard.length, Boolean, 'it is heard');
  assert.deepEqual([heard, astray], [[{is: 'typing', conversation: 'c_1', user: 'ann', on: true, to: ['ben']}], []]);
  await Promise.all([one, two, foreign].map((peers) => peers.close()));
});

test('a Redis that was killed and came back empty is told again who is here (F56)', async () => {
  const [one, two] = [await join('empty'), await join('empty')];
  await well(one, two);
  const people = Array.from({length: 1_200}, (_, at) => `user-${at}`);
  for (const user of people) one.keep(user, 'idle');
  one.keep('user-7', undefined);
  await server.kill();
  await until(
    () => one.isWell || two.isWell,
    (isWell) => !isWell,
    'both notice',
  );
  one.keep('late', 'active');
  await assert.rejects(two.whereabouts(['late']));
  await server.start();
  await well(one, two);
  const on = async (user: string): Promise<string[]> => [...(await two.whereabouts([user])).of(user).values()];
  await until(
    () => on('late'),
    (found) => found.join() === 'active',
    'who came meanwhile is seen',
  );
  await until(
    () => on('user-1199'),
    (found) => found.join() === 'idle',
    'and all the others',
  );
  assert.deepEqual(await on('user-7'), []);
  await one.close();
  await two.close();
});

test('buckets are shared, fill with time, may stand below zero, and are gone when they are full', async () => {
  const [one, two] = [await join('rates'), await join('rates')];
  await well(one, two);
  const draw = (peers: RedisPeers, amount: number): Promise<readonly number[]> =>
    peers.draw([{bucket: 'send:ann', amount, perSecond: 0.000_1, burst: 20}]);
  assert.deepEqual((await draw(one, 15)).map(Math.round), [5]);
  assert.deepEqual((await draw(two, 15)).map(Math.round), [-10]);
  await one.draw([{bucket: 'quick', amount: 1, perSecond: 1_000, burst: 1}]);
  await withServer(async (client) => {
    await until(
      () => client.exists('{parlor:rates}:rate:quick'),
      (there) => there === 0,
      'a full bucket is forgotten',
    );
    assert.equal(await client.exists('{parlor:rates}:rate:send:ann'), 1);
  });
  await Promise.all([one.close(), two.close()]);
});
