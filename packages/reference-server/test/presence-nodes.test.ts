/** Who is online where people sit on several nodes; between them a hub that forgets what it is told to forget. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {leaseMs, renewMs} from '../src/fanout/peers.js';
import {createElsewhere} from '../src/realtime/elsewhere.js';
import {createPresenceBook, graceMs, type Kept} from '../src/realtime/presence.js';
import {fakeClock} from './fake-clock.js';
import {FakeHub} from './fake-peers.js';

const unknown: Kept = {chosen: 'auto', lastSeen: 0};

function nodesOf(...names: string[]) {
  const clock = fakeClock();
  const hub = new FakeHub();
  const nodes = names.map((name) => {
    const line = hub.join(name);
    const told: string[] = [];
    const left: string[] = [];
    const watched = new Set<string>();
    const book = createPresenceBook({
      clock,
      changed: ({user, state}) => void told.push(`${user} ${state}`),
      left: (user) => void left.push(user),
      tell(user, activity, chosen) {
        line.keep(user, activity);
        line.tell({is: 'presence', user, activity, chosen});
      },
      isWatched: (user) => watched.has(user),
    });
    const elsewhere = createElsewhere({peers: line, book, clock});
    return {
      ...{book, left, line, elsewhere},
      /** What watchers here were told since the last time. */
      told: () => told.splice(0),
      /** Somebody connects here, or looks at somebody, as the connection layer does it. */
      async connect(user: string, connection = `${user}'s`): Promise<void> {
        let where: Parameters<typeof book.connect>[3];
        (await elsewhere.of([user]))(user, (found) => (where = found));
        book.connect(user, connection, unknown, where);
      },
      async watch(user: string): Promise<string> {
        watched.add(user);
        (await elsewhere.of([user]))(user, (found) => book.found(user, found, unknown));
        return book.of(user, unknown).state;
      },
      unwatch: (user: string) => void watched.delete(user),
    };
  });
  return {clock, hub, nodes: nodes as [(typeof nodes)[0], (typeof nodes)[0]]};
}

/** What was asked of the others is answered. */
const answered = () => new Promise((resolve) => setImmediate(resolve));

test('who is on another node is seen to come, to idle, to choose, and to go behind the grace (PWP-EPH-003)', async () => {
  const {clock, nodes} = nodesOf('here', 'there');
  const [here, there] = nodes;
  assert.equal(await here.watch('ben'), 'offline');
  await there.connect('ben');
  there.book.setIdle('ben', "ben's", true);
  there.book.choose('ben', 'dnd');
  there.line.tell({is: 'chosen', user: 'ben', chosen: 'dnd'});
  there.book.disconnect('ben', "ben's");
  clock.advance(graceMs - 1);
  assert.deepEqual(here.told(), ['ben online', 'ben away', 'ben dnd']);
  clock.advance(1);
  assert.deepEqual([here.told(), here.left, there.left], [['ben offline'], [], ['ben']]);
});

test('who looks later sees who is there, and who was unknown has the choice the store knows', async () => {
  const {nodes} = nodesOf('here', 'there');
  const [here, there] = nodes;
  await there.connect('ben');
  assert.equal(await here.watch('ben'), 'online');
  await there.connect('cem');
  assert.equal(await here.watch('cem'), 'online');
  assert.deepEqual(here.told().length, 2);
});

test('somebody on two nodes is there until both are left, and idle only where both are', async () => {
  const {clock, nodes} = nodesOf('here', 'there');
  const [here, there] = nodes;
  await there.connect('ben', 'phone');
  await here.connect('ben', 'laptop');
  here.told();
  there.told();
  there.book.setIdle('ben', 'phone', true);
  assert.deepEqual([here.told(), there.told()], [[], []]);
  here.book.setIdle('ben', 'laptop', true);
  assert.deepEqual([here.told(), there.told()], [['ben away'], ['ben away']]);
  here.book.disconnect('ben', 'laptop');
  clock.advance(graceMs);
  assert.deepEqual([here.told(), there.told(), here.left], [[], [], []]);
  there.book.disconnect('ben', 'phone');
  clock.advance(graceMs);
  assert.deepEqual([there.told(), there.left], [['ben offline'], ['ben']]);
});

test('a move from one node to another within the grace is not seen', async () => {
  const {clock, nodes} = nodesOf('here', 'there');
  const [here, there] = nodes;
  await here.watch('ben');
  await there.connect('ben');
  here.told();
  there.book.disconnect('ben', "ben's");
  await here.connect('ben');
  clock.advance(10 * graceMs);
  assert.deepEqual(here.told(), []);
});

test('of a node that died its people are gone with its lease, and the moment is kept', async () => {
  const {clock, hub, nodes} = nodesOf('here', 'there');
  const [here, there] = nodes;
  await there.connect('ben');
  await here.watch('ben');
  here.told();
  there.elsewhere.stop();
  hub.forget('there');
  clock.advance(renewMs);
  await answered();
  assert.deepEqual([here.told(), here.left], [['ben offline'], ['ben']]);
});

test('of a node that says farewell its people have the grace to come back elsewhere', async () => {
  const {clock, nodes} = nodesOf('here', 'there');
  const [here, there] = nodes;
  for (const user of ['ben', 'cem']) {
    await there.connect(user);
    await here.watch(user);
  }
  here.told();
  there.elsewhere.stop();
  await there.line.close();
  await here.connect('ben');
  clock.advance(graceMs);
  assert.deepEqual(here.told(), ['cem offline']);
});

test('a word that got lost is made up for within 20 s', async () => {
  const {clock, nodes} = nodesOf('here', 'there');
  const [here, there] = nodes;
  await here.watch('ben');
  await here.connect('ann');
  here.told();
  here.line.isWell = false;
  await there.connect('ann');
  await there.connect('ben');
  here.line.isWell = true;
  assert.deepEqual(here.told(), []);
  clock.advance(renewMs);
  await answered();
  assert.equal(here.book.of('ann', undefined).state, 'online');
  here.book.disconnect('ann', "ann's");
  clock.advance(graceMs);
  assert.equal(here.book.of('ann', undefined).state, 'online', 'she is on the other node');
});

test('while the others are out of sight for less than a lease nothing changes, then only who is here is (F55)', async () => {
  const {clock, nodes} = nodesOf('here', 'there');
  const [here, there] = nodes;
  await there.connect('ben');
  await here.watch('ben');
  await here.connect('ann');
  here.told();
  here.line.become(false);
  clock.advance(leaseMs - 1);
  assert.deepEqual(here.told(), []);
  here.line.become(true);
  await answered();
  clock.advance(leaseMs);
  await answered();
  assert.deepEqual(here.told(), [], 'it was back in time');
  here.line.become(false);
  clock.advance(leaseMs);
  assert.deepEqual(here.told(), ['ben offline']);
  here.line.become(true);
  await answered();
  assert.equal(await here.watch('ben'), 'online');
});

test('a word that comes while the others are asked is newer than the answer', async () => {
  const {nodes} = nodesOf('here', 'there');
  const [here, there] = nodes;
  await there.connect('ben', 'phone');
  here.line.duringQuestion = () => there.book.setIdle('ben', 'phone', true);
  assert.equal(await here.watch('ben'), 'away');
});

test('who is elsewhere and watched by nobody any more is not kept in memory', async () => {
  const {nodes} = nodesOf('here', 'there');
  const [here, there] = nodes;
  await there.connect('ben');
  await here.watch('ben');
  await here.connect('ann');
  assert.deepEqual(here.book.people(), ['ben', 'ann']);
  here.unwatch('ben');
  assert.deepEqual(here.book.people(), ['ann']);
});
