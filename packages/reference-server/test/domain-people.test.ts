import assert from 'node:assert/strict';
import {test} from 'node:test';
import {actorOf, codeOf, newId, World} from './world.js';

test('the first hello makes the profile from the claims; new claims renew it, old ones leave what the user chose', async () => {
  const world = await World.open();
  const as = (claims: object) => world.domain.hello({...actorOf('ann'), claims}, {});
  assert.deepEqual((await as({name: 'Ann', picture: 'a.png', locale: 'de'})).profile, {
    user: 'ann',
    name: 'Ann',
    avatar: 'a.png',
    locale: 'de',
    rev: 1,
  });
  await world.domain.run({...actorOf('ann'), claims: {name: 'Ann', picture: 'a.png', locale: 'de'}}, 'profile.set', {
    name: 'Annie',
  });
  assert.equal((await as({name: 'Ann', picture: 'a.png', locale: 'de'})).profile.name, 'Annie');
  world.forget();
  assert.equal((await as({name: 'Anna'})).profile.name, 'Anna');
  assert.deepEqual(
    world.framesTo('ann').map(({type}) => type),
    ['profile'],
  );
  assert.equal((await world.domain.hello({...actorOf('bob'), claims: {}}, {})).profile.name, 'bob');
});

test('who comes over REST alone has no hello: a sync makes and renews the profile (PWP-AUTH-007)', async () => {
  const world = await World.open();
  const sync = (claims: object) => world.domain.run({...actorOf('ann'), claims}, 'sync', {});
  const name = async () =>
    (await world.as('ann').run('person.get', {users: ['ann']})).people.map((person) => person.name);
  await sync({name: 'Ann'});
  assert.deepEqual(await name(), ['Ann']);
  await sync({name: 'Anna'});
  assert.deepEqual(await name(), ['Anna']);
});

test('changing the profile tells oneself; the same again changes nothing; a status ends', async () => {
  const world = await World.open();
  const ann = world.as('ann');
  await ann.hello();
  world.forget();
  const {profile} = await ann.run('profile.set', {status: {text: 'lunch', until: world.clock.now() + 1000}});
  assert.deepEqual(world.framesTo('ann'), [{type: 'profile', profile}]);
  await ann.run('profile.set', {status: {text: 'lunch', until: world.clock.now() + 1000}});
  assert.equal(world.deliveries.length, 1);
  world.clock.pass(1001);
  assert.equal((await ann.hello()).profile.status, undefined);
  assert.equal((await ann.run('profile.set', {status: null, name: 'Ann'})).profile.name, 'Ann');
  assert.equal(await codeOf(ann.run('profile.set', {data: {big: 'x'.repeat(5000)}})), 'TOO_LARGE');
  assert.equal(await codeOf(ann.run('profile.set', {name: ' '})), 'SCHEMA');
});

test('people are looked up among those one shares a conversation with, unless the directory is open (S21)', async () => {
  const world = await World.open();
  const open = await World.open({directory: 'everybody'});
  for (const each of [world, open]) for (const user of ['ann', 'bob', 'bea', 'cid']) await each.as(user).hello();
  const place = await world.as('ann').group(['bob', 'cid']);
  await world.as('ann').run('member.remove', {conversation: place, user: 'cid'});
  const find = async (each: World, query: string) =>
    (await each.as('ann').run('person.find', {query})).people.map(({user}) => user);
  const get = async (each: World) =>
    (await each.as('ann').run('person.get', {users: ['cid', 'bob', 'bea', 'ann', 'who']})).people
      .map(({user}) => user)
      .sort();
  assert.deepEqual([await find(world, 'B'), await find(world, ''), await find(world, 'cid')], [['bob'], ['bob'], []]);
  assert.deepEqual(await find(open, 'b'), ['bea', 'bob']);
  // Who was in a conversation still has words in it.
  assert.deepEqual(await get(world), ['ann', 'bob', 'cid']);
  assert.deepEqual(await get(open), ['ann', 'bea', 'bob', 'cid']);
  assert.deepEqual(
    (await open.domain.visiblePeople(actorOf('ann'), ['bob', 'ann'])).map(({user}) => user),
    ['ann'],
  );
  assert.deepEqual(
    (await world.domain.visiblePeople(actorOf('ann'), ['bob', 'cid', 'bea'])).map(({user}) => user),
    ['bob'],
  );
});

test('how somebody chose to appear, and when they were last seen, is kept', async () => {
  const world = await World.open();
  await world.as('ann').hello();
  await world.domain.choosePresence(actorOf('ann'), 'dnd');
  await world.domain.seen('ann');
  await world.domain.seen('nobody');
  assert.deepEqual(
    [...(await world.domain.presence(['ann', 'nobody']))],
    [['ann', {chosen: 'dnd', lastSeen: world.clock.now()}]],
  );
});

test('who is told of typing: the joined others, where the actor may write and the place is not too large (S21)', async () => {
  const world = await World.open({limits: {typingMembers: 3}});
  const ann = world.as('ann');
  const place = await ann.group(['bob', 'cid']);
  const audience = (user: string) => world.domain.typingAudience(actorOf(user), place);
  assert.deepEqual(await audience('bob'), ['ann', 'cid']);
  assert.deepEqual(await audience('zoe'), []);
  await ann.run('member.role', {conversation: place, user: 'bob', role: 'observer'});
  assert.deepEqual(await audience('bob'), []);
  await ann.run('member.add', {conversation: place, user: 'dan'});
  assert.deepEqual(await audience('ann'), []);
});

test('a listener that throws is reported, and the others still hear', async () => {
  const errors: unknown[] = [];
  const world = await World.open({onError: (error) => errors.push(error)});
  const heard: string[] = [];
  world.domain.onDeliveries(() => {
    throw new Error('broken');
  });
  const stop = world.domain.onDeliveries((deliveries) => heard.push(...deliveries.map(({frame}) => frame.type)));
  await world.as('ann').direct('bob');
  assert.deepEqual([errors.length, heard.length], [1, 3]);
  stop();
  await world.as('ann').direct('cid');
  assert.equal(heard.length, 3);
});

test('closing gives out the receipts that wait, then refuses', async () => {
  const world = await World.open();
  const place = await world.as('ann').direct('bob');
  await world.as('bob').run('own.set', {conversation: place, read: 1});
  world.forget();
  await world.domain.close();
  assert.deepEqual(
    world.framesTo('ann').map(({type}) => type),
    ['receipt'],
  );
  assert.equal(await codeOf(world.as('ann').send(place, 'x', {id: newId()})), 'DRAINING');
});
