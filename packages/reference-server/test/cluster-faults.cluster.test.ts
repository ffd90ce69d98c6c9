/**
 * Three nodes on a PostgreSQL and a Redis of their own, behind a balancer; six people with the SDK, who write into one
 * conversation while something breaks. Afterwards the recorded history is checked (e2e/cluster/history.ts).
 */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {Cluster} from '../../../e2e/cluster/cluster.js';
import {Guest} from '../../../e2e/cluster/guest.js';
import {Talk} from '../../../e2e/cluster/talk.js';
import {until} from '../../../e2e/until.js';

let cluster: Cluster;
before(async () => {
  cluster = await Cluster.begin();
});
after(() => cluster[Symbol.asyncDispose]());

const at = (delays: readonly number[], part: number): number =>
  Math.round(delays[Math.min(delays.length - 1, Math.floor(delays.length * part))] ?? 0);

/** Writes, breaks something, writes on, and checks. */
async function through(
  t: {diagnostic(message: string): void},
  name: string,
  trouble: (talk: Talk) => Promise<void>,
): Promise<Talk> {
  using talk = await Talk.of(cluster, name);
  talk.begin();
  await talk.acknowledged(30, 'before anything happens');
  await trouble(talk);
  await talk.acknowledged(30, 'when it is over');
  assert.deepEqual((await talk.end()).slice(0, 10), []);
  const delays = talk.delays();
  t.diagnostic(
    `${talk.begun} messages, ${delays.length} deliveries, half of them ${at(delays, 0.5)} ms behind their answer, 99 % ${at(delays, 0.99)} ms, the last ${at(delays, 1)} ms`,
  );
  return talk;
}

/** The slowest delivery of all since then, beside the slowest one before: a second is the time between two looks of a node that hears nothing. */
function assertAddsASecond(talk: Talk, since: number): void {
  const usual = at(talk.delays({until: since}), 1);
  const slowest = at(talk.delays({since}), 1);
  assert.ok(slowest <= usual + 1_000, `${slowest} ms, and ${usual} ms before`);
}

const ready = (index: number, status: number): Promise<unknown> =>
  until(
    () => cluster.node(index).readiness(),
    (found) => found.status === status,
    `node ${index} answers ${status}`,
    30_000,
  );

test('nothing breaks: messages cross the nodes, in one order, each once (I1, I2, I3, I7, F47)', async (t) => {
  const talk = await through(t, 'calm', (talk) => talk.acknowledged(60, 'in peace'));
  assert.ok(at(talk.delays(), 0.5) < 1_000, 'hints are what brings them, not the look of every second');
});

test('a node is killed and comes back (F41, F42, F43)', async (t) => {
  await through(t, 'killed', async (talk) => {
    await cluster.node(1).kill();
    await talk.acknowledged(40, 'without it');
    await cluster.node(1).start();
  });
});

test('all nodes are replaced, one after the other (F45)', async (t) => {
  await through(t, 'rolling', async (talk) => {
    for (const [index, node] of cluster.nodes.entries()) {
      await node.stop();
      await talk.acknowledged(20, `without ${node.name}`);
      await node.start();
      await ready(index, 200);
    }
  });
});

test('a node stands still for 30 s (F61)', async (t) => {
  await through(t, 'paused', async (talk) => {
    const node = cluster.node(2);
    node.pause();
    try {
      const woken = new Promise((resolve) => setTimeout(resolve, 30_000));
      await talk.acknowledged(40, 'while it stands still');
      await woken;
    } finally {
      node.resume();
    }
    await ready(2, 200);
  });
});

test('Redis is killed and comes back empty: nothing is lost, and no delivery takes more than a second longer (F55, F56)', async (t) => {
  let killedAt = 0;
  const talk = await through(t, 'redis', async (talk) => {
    killedAt = performance.now();
    await cluster.redis.kill();
    for (const node of cluster.nodes)
      await until(
        () => node.readiness(),
        ({body}) => body.includes('redis'),
        `${node.name} says that Redis is lost`,
      );
    for (const index of cluster.nodes.keys()) await ready(index, 200);
    await talk.acknowledged(60, 'without Redis');
    await cluster.redis.start();
    for (const node of cluster.nodes)
      await until(
        () => node.readiness(),
        ({body}) => !body.includes('redis'),
        `${node.name} has Redis again`,
      );
  });
  assertAddsASecond(talk, killedAt);
});

test('one node is cut off from Redis alone, by a line that is dead and does not say so (F57)', async (t) => {
  let cutAt = 0;
  const talk = await through(t, 'no-redis', async (talk) => {
    cutAt = performance.now();
    cluster.node(0).redis.make({stalls: true});
    await until(
      () => cluster.node(0).readiness(),
      ({body}) => body.includes('redis'),
      'it says that Redis is lost',
    );
    await talk.acknowledged(60, 'with one node that hears no hints');
    cluster.node(0).redis.mend();
    cluster.node(0).redis.cut();
    await until(
      () => cluster.node(0).readiness(),
      ({body}) => !body.includes('redis'),
      'it has Redis again',
    );
  });
  assertAddsASecond(talk, cutAt);
});

test('one node is cut off from PostgreSQL alone: it says so, its people move, nothing is acknowledged that is not stored (F58)', async (t) => {
  await through(t, 'no-postgres', async (talk) => {
    const node = cluster.node(0);
    using guest = await Guest.on(node, cluster, 'guest');
    const behindBalancer = cluster.balancer.linesTo(node);
    assert.ok(behindBalancer > 0, 'some of those who write are on it');
    node.postgres.make({stalls: true});
    await ready(0, 503);
    const [told] = await until(
      () => guest.frames.filter((frame) => frame.type === 'draining'),
      ({length}) => length > 0,
      'its people are told',
      40_000,
    );
    assert.ok(told?.type === 'draining' && told.reconnectInMs <= told.windowMs && told.windowMs === 5_000);
    await until(
      () => cluster.balancer.linesTo(node),
      (lines) => lines === 0,
      'everybody has left it',
    );
    assert.deepEqual(
      talk.connections().filter((connection) => connection !== 'online'),
      [],
      'and is on another one',
    );
    await talk.acknowledged(60, 'on the other two');
    node.postgres.mend();
    node.postgres.cut();
    await ready(0, 200);
  });
});

test('PostgreSQL is restarted (F46)', async (t) => {
  await through(t, 'restart', async (talk) => {
    await cluster.postgres.stop();
    for (const index of cluster.nodes.keys()) await ready(index, 503);
    await cluster.postgres.start();
    for (const index of cluster.nodes.keys()) await ready(index, 200);
    await talk.acknowledged(30, 'with the database back');
  });
});

test('PostgreSQL is killed and recovers: what was acknowledged is there (I1, F41)', async (t) => {
  await through(t, 'crash', async (talk) => {
    await cluster.postgres.kill();
    await cluster.postgres.start();
    await talk.acknowledged(30, 'with the database back');
  });
});
