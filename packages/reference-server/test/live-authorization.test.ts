/**
 * What domain-authorization.test.ts leaves out of its matrix (S12): the operations that live in the connection layer, by everybody who might
 * try them; and whoever's token is over, at every door of every operation.
 */
import assert from 'node:assert/strict';
import {afterEach, describe, test} from 'node:test';
import {type OperationName, operations, type Role} from '@parlor/sdk/protocol';
import {createDomain} from '../src/domain/create-domain.js';
import type {Domain, LiveOperation} from '../src/domain/domain.js';
import {memoryStore} from '../src/store/memory/store.js';
import {fakeClock} from './fake-clock.js';
import {type Client, origin, startWorld, type World} from './live-server.js';
import {actorOf} from './world.js';

const roles = ['observer', 'member', 'moderator', 'admin', 'owner'] as const;
const outsiders = ['stranger', 'left', 'removed', 'banned'] as const;
type Somebody = Role | (typeof outsiders)[number];
type PlaceType = 'group' | 'announcement';

const isOutside = (who: Somebody): boolean => (outsiders as readonly string[]).includes(who);
const mayWrite = (who: Somebody, type: PlaceType): boolean =>
  type === 'announcement' ? who === 'admin' || who === 'owner' : !isOutside(who) && who !== 'observer';

type Scene = {world: World<Domain>; conversation: string; actor: Client; target: Client};

async function setUp(somebody: Somebody, type: PlaceType): Promise<Scene> {
  const clock = fakeClock();
  const domain = await createDomain({store: memoryStore(), clock});
  const [founder, actor, target] = [actorOf('founder'), actorOf('actor'), actorOf('target')];
  for (const person of [founder, actor, target]) await domain.hello(person, {});
  const members = ['target', ...(somebody === 'stranger' ? [] : ['actor'])];
  const {conversation = ''} = await domain.run(founder, 'conversation.create', {type, title: 'Place', members});
  if (somebody === 'left') await domain.run(actor, 'member.leave', {conversation});
  else if (somebody === 'removed' || somebody === 'banned')
    await domain.run(founder, 'member.remove', {conversation, user: 'actor', ban: somebody === 'banned'});
  else if (somebody !== 'stranger')
    await domain.run(founder, 'member.role', {conversation, user: 'actor', role: somebody as Role});
  const world = await startWorld({clock, domain});
  return {world, conversation, actor: await world.connect('actor'), target: await world.connect('target')};
}

/** Each says what becomes of it where this somebody tries it. */
const live: Record<LiveOperation, (scene: Scene, who: {somebody: Somebody; type: PlaceType}) => Promise<void>> = {
  // who may not write types for nobody, and is not told so (PWP-EPH-005)
  async 'typing.set'({world, conversation, actor, target}, {somebody, type}) {
    const seen = mayWrite(somebody, type) ? [{type: 'typing', conversation, user: 'actor', on: true}] : [];
    const heard = async (): Promise<unknown[]> => {
      await actor.settled();
      await target.settled();
      return target.ephemeral.splice(0);
    };
    assert.deepEqual(await actor.request('typing.set', {conversation, on: true}), {ok: true, result: {}});
    assert.deepEqual(await heard(), seen, 'asked');
    actor.socket.emit('eph', {type: 'typing', conversation, on: true});
    assert.deepEqual(await heard(), seen, 'as a frame');
    const path = `/v1/conversations/${conversation}/typing`;
    const {status, body} = await world.rest('actor', 'PUT', path, {body: {on: true}});
    assert.deepEqual([status, body], [200, {}]);
    assert.deepEqual(await heard(), seen, 'over REST');
  },
  async 'presence.watch'({actor}, {somebody}) {
    const reply = await actor.request('presence.watch', {users: ['target', 'founder']});
    assert.ok(reply.ok);
    const {presences, people} = reply.result as {presences: {user: string}[]; people: {user: string}[]};
    const seen = isOutside(somebody) ? [] : ['founder', 'target'];
    assert.deepEqual(presences.map(({user}) => user).sort(), seen);
    assert.deepEqual(people.map(({user}) => user).sort(), seen);
  },
  async 'presence.set'({actor, target}, {somebody}) {
    assert.ok((await target.request('presence.watch', {users: ['actor']})).ok);
    const reply = await actor.request('presence.set', {chosen: 'dnd'});
    assert.ok(reply.ok);
    await target.settled();
    const told = target.ephemeral.flatMap((frame) => (frame.type === 'presence' ? [frame.presence.user] : []));
    assert.deepEqual([...new Set(told)], isOutside(somebody) ? [] : ['actor']);
  },
  async 'auth.refresh'({world, actor, target}) {
    assert.ok((await actor.request('auth.refresh', {token: await world.token('actor')})).ok);
    const other = await actor.request('auth.refresh', {token: await world.token('target')});
    assert.equal(!other.ok && other.code, 'AUTH_USER_MISMATCH');
    await actor.closed;
    await target.settled();
  },
  async 'session.revoke'({actor, target}) {
    assert.deepEqual(await actor.request('session.revoke', {}), {ok: true, result: {}});
    assert.equal((await target.request('totals', {})).ok, true, 'one’s own sessions, and nobody else’s');
    const after = await actor.request('totals', {});
    assert.equal(!after.ok && after.code, 'SESSION_REVOKED');
  },
};

let world: World | World<Domain>;
afterEach(() => world.close());

for (const type of ['group', 'announcement'] as const) {
  describe(`in a ${type} (S12, S18)`, () => {
    for (const somebody of [...outsiders, ...roles]) {
      for (const [name, tries] of Object.entries(live)) {
        test(`${somebody} × ${name}`, async () => {
          const scene = await setUp(somebody, type);
          world = scene.world;
          await tries(scene, {somebody, type});
        });
      }
    }
  });
}

const names = Object.keys(operations) as OperationName[];

describe('whose token is over', () => {
  test('is refused by every route, also where the same token was believed a moment ago (PWP-AUTH-002)', async () => {
    world = await startWorld();
    const over = await world.token('ann', {lifeMs: -1_000});
    const believed = await world.token('ann', {lifeMs: 30_000});
    const ask = (token: string, method: string, path: string): Promise<Response> =>
      world.fetch(`/v1${path}`, {method, headers: {origin, authorization: `Bearer ${token}`}});
    assert.equal((await ask(believed, 'GET', '/me/totals')).status, 200);
    (world as World).domain.asked.length = 0;
    world.clock.advance(30_000);
    for (const name of names) {
      for (const {method, path} of operations[name].rest) {
        for (const token of [over, believed]) {
          const response = await ask(token, method, path);
          const {code} = (await response.json()) as {code: string};
          assert.deepEqual([response.status, code], [401, 'TOKEN_EXPIRED'], `${name}: ${method} ${path}`);
        }
      }
    }
    assert.deepEqual((world as World).domain.asked, []);
  });

  test('is refused every operation over a socket but a new token (PWP-AUTH-005)', async () => {
    world = await startWorld();
    const client = await world.connect('ann', {claims: {lifeMs: 30_000}});
    world.clock.advance(30_000);
    for (const name of names) {
      if (name === 'auth.refresh') continue;
      const reply = await client.request(name, {});
      assert.deepEqual(reply, {ok: false, code: 'TOKEN_EXPIRED', retry: 'auth'}, name);
    }
    assert.deepEqual((world as World).domain.asked, []);
    client.socket.emit('eph', {type: 'typing', conversation: 'c_1', on: true});
    assert.ok((await client.request('auth.refresh', {token: await world.token('ann')})).ok);
    assert.ok((await client.request('totals', {})).ok);
  });
});
