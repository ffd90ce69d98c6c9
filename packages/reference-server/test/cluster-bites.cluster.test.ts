/**
 * What is decided on one of three nodes is felt on the others: removals, bans and ended sessions within a second, with Redis and
 * without it; and what is not stored, with Redis.
 */
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import type {MembershipState, Reply} from '@parlor/sdk/protocol';
import {nanoid} from 'nanoid';
import {Cluster} from '../../../e2e/cluster/cluster.js';
import {Guest} from '../../../e2e/cluster/guest.js';
import {group, rest} from '../../../e2e/kit/rooms.js';
import {until} from '../../../e2e/until.js';

/** What is promised. */
const withinMs = 1_000;

let cluster: Cluster;
before(async () => {
  cluster = await Cluster.begin();
});
after(() => cluster[Symbol.asyncDispose]());

const everywhere = (user: string): Promise<Guest[]> =>
  Promise.all(cluster.nodes.map((node) => Guest.on(node, cluster, user)));
const codeOf = (reply: Reply): string => (reply.ok ? 'none' : reply.code);
const on = (index: number) => ({url: cluster.node(index).url, token: cluster.token});
const send = (guest: Guest, conversation: string): Promise<Reply> =>
  guest.ask('message.send', {conversation, id: nanoid(), content: {text: 'word'}});

const areTold = (guests: readonly Guest[], state: MembershipState): Promise<unknown> =>
  until(
    () =>
      guests.every(({frames}) =>
        frames.some((frame) => frame.type === 'inbox' && frame.rows.some(({membership}) => membership.state === state)),
      ),
    Boolean,
    'all connections are told',
    withinMs,
  );

function bites(redis: string): void {
  // people of its own: whose sessions were ended a moment ago is not let in
  const own = redis.replace(' ', '-');
  test(`who is removed on one node is out on all of them, ${redis} (S07, S18)`, async (t) => {
    const [ann, ben] = [`ann-${own}`, `ben-${own}`];
    const conversation = await group(on(0), [ann, ben]);
    const guests = await everywhere(ben);
    for (const guest of guests) assert.equal(codeOf(await send(guest, conversation)), 'none');
    await rest(on(0), ann, ['DELETE', `/conversations/${conversation}/members/${ben}`]);
    const at = performance.now();
    // asked of the database, so from the answer on
    for (const guest of guests) assert.equal(codeOf(await send(guest, conversation)), 'NOT_A_MEMBER');
    await areTold(guests, 'removed');
    t.diagnostic(`told after ${Math.round(performance.now() - at)} ms`);
    for (const guest of guests) guest[Symbol.dispose]();
  });

  test(`who is banned on one node is kept out on all of them, ${redis} (S07, S18)`, async (t) => {
    const [kim, lea] = [`kim-${own}`, `lea-${own}`];
    const conversation = await group(on(0), [kim, lea]);
    const guests = await everywhere(lea);
    for (const guest of guests) assert.equal(codeOf(await send(guest, conversation)), 'none');
    await rest(on(1), kim, ['DELETE', `/conversations/${conversation}/members/${lea}?ban=true`]);
    const at = performance.now();
    for (const guest of guests) assert.equal(codeOf(await send(guest, conversation)), 'BANNED');
    await areTold(guests, 'banned');
    t.diagnostic(`told after ${Math.round(performance.now() - at)} ms`);
    for (const guest of guests) guest[Symbol.dispose]();
  });

  test(`sessions that are ended on one node end on all of them, ${redis} (S07, PWP-AUTH-010)`, async (t) => {
    const eve = `eve-${own}`;
    const guests = await everywhere(eve);
    const old = await cluster.token(eve);
    await rest(on(1), eve, ['DELETE', '/me/sessions']);
    const at = performance.now();
    for (const {url} of cluster.nodes) {
      const answer = await fetch(`${url}/v1/me/totals`, {headers: {authorization: `Bearer ${old}`}});
      assert.equal(answer.status, 401, 'the token is of no use from the answer on');
    }
    await until(() => guests.every(({isClosed}) => isClosed), Boolean, 'all connections are cut', withinMs);
    t.diagnostic(`cut after ${Math.round(performance.now() - at)} ms`);
  });
}

test('a token that ends ends on every node at its moment (S07, PWP-AUTH-005)', async () => {
  const exp = Math.floor(Date.now() / 1000) + 8;
  const guests = await Promise.all(cluster.nodes.map((node) => Guest.on(node, cluster, 'fay', {exp})));
  await until(
    () => guests.every(({frames}) => frames.some(({type}) => type === 'auth')),
    Boolean,
    'all are told',
    Math.max(0, exp * 1000 - Date.now()) + withinMs,
  );
  assert.ok(Date.now() >= exp * 1000 - 50);
  for (const guest of guests) assert.equal(codeOf(await guest.ask('totals', {})), 'TOKEN_EXPIRED');
  for (const guest of guests) guest[Symbol.dispose]();
});

test('who types on one node is seen on the others, and who is online too (PWP-EPH-002, PWP-EPH-003)', async () => {
  const conversation = await group(on(0), ['gus', 'hal']);
  using hal = await Guest.on(cluster.node(1), cluster, 'hal');
  const watched = await hal.ask('presence.watch', {users: ['gus']});
  assert.ok(watched.ok);
  const gus = await Guest.on(cluster.node(2), cluster, 'gus');
  const saw = (words: string): Promise<unknown> =>
    until(
      () =>
        hal.ephemeral.map((frame) =>
          frame.type === 'typing'
            ? `${frame.user} types ${frame.on}`
            : `${frame.presence.user} ${frame.presence.state}`,
        ),
      (all) => all.includes(words),
      words,
    );
  await saw('gus online');
  gus.types(conversation, true);
  await saw('gus types true');
  await gus.ask('presence.set', {chosen: 'dnd'});
  await saw('gus dnd');
  const later = await Guest.on(cluster.node(0), cluster, 'hal');
  const found = await later.ask('presence.watch', {users: ['gus']});
  assert.ok(found.ok && JSON.stringify(found.result).includes('"dnd"'), 'who looks later sees it too');
  later[Symbol.dispose]();
  gus[Symbol.dispose]();
  await saw('gus types false');
});

test('somebody who goes round the nodes has no more than one rate for long (S30)', async () => {
  const conversation = await group(on(0), ['ivy', 'jon']);
  const guests = await everywhere('ivy');
  const began = performance.now();
  let passed = 0;
  const flood = async (guest: Guest): Promise<void> => {
    for (let n = 0; n < 60; n++) if ((await send(guest, conversation)).ok) passed++;
  };
  await Promise.all(guests.map(flood));
  const seconds = (performance.now() - began) / 1000;
  // one burst each at the most, and what one bucket fills in the time
  assert.ok(passed <= 3 * 20 + 5 * seconds + 5, `${passed} in ${seconds} s`);
  for (const guest of guests) guest[Symbol.dispose]();
});

bites('with Redis');

describe('when Redis is gone (F55)', () => {
  before(async () => {
    await cluster.redis.kill();
    for (const node of cluster.nodes)
      await until(
        () => node.readiness(),
        ({body}) => body.includes('redis'),
        `${node.name} says so`,
      );
  });
  bites('without it');
});
