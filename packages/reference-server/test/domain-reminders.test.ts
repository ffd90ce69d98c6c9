/** Reminders of messages: set, moved, taken back, and told once (PWP-REMIND-001 …). */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createDomain} from '../src/domain/create-domain.js';
import {codeOf, newId, type Person, World} from './world.js';

const minute = 60_000;

async function talk(options: Parameters<typeof World.open>[0] = {}) {
  const world = await World.open(options);
  const [ann, bob] = [world.as('ann'), world.as('bob')];
  for (const person of [ann, bob]) await person.hello();
  const place = await ann.group(['bob', 'cid']);
  const {id} = await ann.send(place, 'call me');
  const set = (inMs: number, message = id, person: Person = bob) =>
    person.run('reminder.set', {conversation: place, id: message, at: world.clock.now() + inMs});
  const waiting = async (person: Person = bob) => (await person.run('reminder.list', {})).reminders;
  const told = async (person: Person = bob) => (await person.run('notifications.list', {})).notifications;
  return {world, ann, bob, place, id, set, waiting, told};
}

test('a reminder waits for its time, comes once, and says which message it is about (PWP-REMIND-001, PWP-REMIND-003)', async () => {
  const {world, ann, place, id, set, waiting, told} = await talk();
  await set(10 * minute);
  assert.deepEqual(await waiting(), [
    {conversation: place, id, at: world.clock.now() + 10 * minute, body: 'ann: call me'},
  ]);
  assert.deepEqual(await waiting(ann), [], 'it is nobody else’s to see');
  world.clock.pass(10 * minute - 1);
  assert.equal(await world.domain.sendDue(), 0);
  world.clock.pass(1);
  world.forget();
  assert.equal(await world.domain.sendDue(), 1);
  assert.equal(await world.domain.sendDue(), 0);
  const [{id: name, ...found} = assert.fail('nothing was told')] = await told();
  assert.match(name, /^reminder:./);
  const about = {conversation: place, message: id};
  assert.deepEqual(found, {
    ...{seq: 1, at: world.clock.now(), kind: 'reminder', title: 'Reminder', body: 'ann: call me', about},
  });
  assert.deepEqual(
    world.framesTo('bob').map(({type}) => type),
    ['notifications'],
  );
  assert.deepEqual([await waiting(), await told(ann)], [[], []]);
});

test('another time moves it, the same changes nothing, and it is taken back (PWP-REMIND-001)', async () => {
  const {world, bob, place, id, set, waiting, told} = await talk();
  await set(minute);
  await set(minute);
  await set(3 * minute);
  assert.deepEqual(
    (await waiting()).map(({at}) => at - world.clock.now()),
    [3 * minute],
  );
  world.clock.pass(2 * minute);
  assert.equal(await world.domain.sendDue(), 0);
  await bob.run('reminder.remove', {conversation: place, id});
  await bob.run('reminder.remove', {conversation: place, id});
  world.clock.pass(2 * minute);
  assert.equal(await world.domain.sendDue(), 0);
  assert.deepEqual([await waiting(), await told()], [[], []]);
});

test('times and numbers have bounds (PWP-REMIND-002)', async () => {
  const {ann, place, set, waiting} = await talk();
  for (const inMs of [0, -minute]) assert.equal(await codeOf(set(inMs)), 'SCHEMA');
  assert.equal(await codeOf(set(367 * 24 * 60 * minute)), 'TOO_LARGE');
  assert.equal(await codeOf(set(minute, newId())), 'NOT_FOUND');
  for (let n = 0; n < 50; n++) await set(minute + n, (await ann.send(place, `${n}`)).id);
  assert.equal(await codeOf(set(minute)), 'TOO_LARGE');
  const [first] = await waiting();
  await set(2 * minute, first?.id);
  assert.equal((await waiting()).length, 50, 'one that waits is moved all the same');
});

test('two nodes at once remind once, and one that begins later does what is late (PWP-REMIND-003)', async () => {
  const {world, ann, place, set, told} = await talk();
  for (const words of ['one', 'two', 'three']) await set(minute, (await ann.send(place, words)).id);
  world.clock.pass(minute);
  const other = await createDomain({store: world.store, clock: world.clock});
  const ends = await Promise.all([world.domain.sendDue(), other.sendDue(), world.domain.sendDue(), other.sendDue()]);
  assert.equal(
    ends.reduce((sum, n) => sum + n),
    3,
  );
  assert.equal((await told()).length, 3);
  await set(minute);
  world.clock.pass(60 * minute);
  const afterwards = await createDomain({store: world.store, clock: world.clock});
  // whoever of them has the lease
  assert.equal((await afterwards.sendDue()) + (await world.domain.sendDue()), 1);
  assert.equal((await told()).length, 4);
});

test('of what is gone, out of sight or of somebody blocked nothing is told (PWP-REMIND-004)', async () => {
  type Here = Awaited<ReturnType<typeof talk>>;
  const reasons: [name: string, (here: Here) => Promise<unknown>][] = [
    ['deleted', ({ann, place, id}) => ann.run('message.delete', {conversation: place, id})],
    ['cleared', ({bob, place}) => bob.run('own.set', {conversation: place, cleared: 99})],
    ['blocked', ({bob}) => bob.run('block.set', {user: 'ann', on: true})],
    ['removed', ({world, place}) => world.asHost().run('conversation.remove', {conversation: place})],
  ];
  for (const [name, happen] of reasons) {
    const here = await talk();
    await here.set(minute);
    await happen(here);
    assert.equal((await here.waiting())[0]?.body, undefined, name);
    here.world.clock.pass(minute);
    here.world.forget();
    assert.equal(await here.world.domain.sendDue(), 1, name);
    assert.deepEqual(here.world.framesTo('bob'), [], name);
    assert.deepEqual([await here.waiting(), await here.told()], [[], []], name);
  }
});

test('who has left is still reminded of what they may see (PWP-REMIND-004)', async () => {
  const {world, bob, place, set, told} = await talk();
  await bob.run('member.leave', {conversation: place});
  await set(minute);
  world.clock.pass(minute);
  await world.domain.sendDue();
  assert.equal((await told())[0]?.body, 'ann: call me');
});

test('what was told says what the message says now, and nothing once it is deleted (PWP-REMIND-003)', async () => {
  const {world, ann, place, id, set, told} = await talk();
  await set(minute);
  world.clock.pass(minute);
  await world.domain.sendDue();
  await ann.run('message.edit', {conversation: place, id, content: {text: 'x'.repeat(300)}});
  assert.equal((await told())[0]?.body, `ann: ${'x'.repeat(115)}`);
  await ann.run('message.delete', {conversation: place, id});
  const [left] = await told();
  assert.deepEqual([left?.title, left && 'body' in left], ['Reminder', false]);
});

test('what was told is taken out as any notification, and nothing of it is left (PWP-NOTIFY-004)', async () => {
  const {world, bob, set, told} = await talk();
  await set(minute);
  world.clock.pass(minute);
  await world.domain.sendDue();
  const [{id} = assert.fail('nothing was told')] = await told();
  await bob.run('notifications.remove', {id});
  assert.deepEqual(await told(), []);
  const left = await world.store.read((tx) => tx.notification('bob', id));
  assert.deepEqual([left?.removed, left?.about, left?.kind], [true, undefined, '']);
});

test('an erasure takes along what waits (PWP-REMIND-005)', async () => {
  const {world, set} = await talk();
  await set(minute);
  await world.asHost().run('user.erase', {user: 'bob'});
  world.clock.pass(minute);
  assert.equal(await world.domain.sendDue(), 0);
  assert.deepEqual(await world.store.read((tx) => tx.remindersOf('bob')), []);
});
