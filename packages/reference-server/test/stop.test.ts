import assert from 'node:assert/strict';
import {connect as connectLine} from 'node:net';
import {test} from 'node:test';
import {startWorld, until} from './live-server.js';

test('a stop tells everybody to move, refuses newcomers, answers what was begun, and closes the store', async () => {
  const world = await startWorld();
  const [ann, ben] = [await world.connect('ann'), await world.connect('ben')];
  let commit: (value: unknown) => void = () => undefined;
  world.domain.answer = () => new Promise((resolve) => (commit = resolve));
  const begun = ann.request('totals', {});
  await until(() => world.domain.asked.length === 1);

  const stopped = world.server.close({windowMs: 5_000});
  for (const client of [ann, ben]) {
    const {windowMs, reconnectInMs} = await client.next('draining');
    assert.equal(windowMs, 5_000);
    assert.ok(reconnectInMs >= 0 && reconnectInMs < 5_000);
  }
  assert.equal((await world.fetch('/readyz')).status, 503);
  assert.equal((await world.fetch('/healthz')).status, 200);
  assert.equal((await world.rest('ann', 'GET', '/v1/me/totals')).body.code, 'DRAINING');
  const refused = await world.refused('cem');
  assert.deepEqual(refused, {ok: false, code: 'DRAINING', retry: 'after', retryAfterMs: 1_000});

  // ben moves; ann stays until the window is over, and is still answered
  ben.socket.disconnect();
  world.clock.advance(5_000);
  assert.equal((await ann.request('totals', {})).ok, false, 'nothing new is begun after the window');
  commit({unread: 1, mentions: 0, conversations: 1});
  assert.deepEqual(await begun, {ok: true, result: {unread: 1, mentions: 0, conversations: 1}});
  await ann.closed;
  await stopped;
  assert.equal(world.domain.isClosed, true);
  await assert.rejects(world.fetch('/healthz'));
});

test('a stop does not wait for ever: for windows nobody leaves, answers that never come', async () => {
  const world = await startWorld();
  const ann = await world.connect('ann');
  world.domain.answer = () => new Promise(() => undefined);
  void ann.request('totals', {}).catch(() => undefined);
  await until(() => world.domain.asked.length === 1);
  const began = world.clock.now();
  let isStopped = false;
  const stopped = world.server.close({windowMs: 5_000}).then(() => {
    isStopped = true;
  });
  await until(() => {
    if (!isStopped) world.clock.advance(10);
    return isStopped;
  });
  await stopped;
  assert.ok(world.clock.now() - began <= 10_100, `${world.clock.now() - began} ms`);
  assert.equal(world.domain.isClosed, true);
});

test('a stop ends long polls at once and keeps when everybody was last here', async () => {
  const world = await startWorld();
  await world.connect('ann');
  const waiting = world.rest('ben', 'GET', '/v1/sync?wait=25');
  await until(() => world.domain.asked.length === 1);
  await world.close();
  assert.equal((await waiting).status, 200);
  assert.equal(world.domain.kept.get('ann')?.lastSeen, world.clock.now());
});

test('lines that hang in the middle of a request are cut', async () => {
  const world = await startWorld();
  const line = connectLine(world.port, '127.0.0.1', () => line.write('GET /v1/sync HTTP/1.1\r\nHost:'));
  await new Promise((resolve) => line.on('connect', resolve));
  await world.fetch('/healthz');
  const cut = new Promise((resolve) => line.on('close', resolve));
  let isStopped = false;
  const stopped = world.server.close({windowMs: 0}).then(() => {
    isStopped = true;
  });
  await until(() => {
    world.clock.advance(isStopped ? 0 : 10);
    return isStopped;
  });
  await Promise.all([cut, stopped]);
});

test('stopping twice is stopping once', async () => {
  const world = await startWorld();
  await Promise.all([world.server.close({windowMs: 0}), world.server.close({windowMs: 0})]);
  await world.close();
});

test('readiness follows the store, and many who ask cost one probe a second', async () => {
  const world = await startWorld();
  let probes = 0;
  let isWell = true;
  world.domain.probe = async () => {
    probes++;
    if (!isWell) throw new Error('the disk is full');
  };
  assert.deepEqual(
    await Promise.all(Array.from({length: 10}, async () => (await world.fetch('/readyz')).status)),
    Array(10).fill(200),
  );
  assert.equal(probes, 1);
  isWell = false;
  world.clock.advance(1_000);
  assert.equal((await world.fetch('/readyz')).status, 503);
  isWell = true;
  world.clock.advance(1_000);
  assert.equal((await world.fetch('/readyz')).status, 200);
  await world.close();
});
