import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createDomain} from '../src/domain/create-domain.js';
import {codeOf, newId, type Person, text, World} from './world.js';

const minute = 60_000;

async function talk(options: Parameters<typeof World.open>[0] = {}) {
  const world = await World.open(options);
  const [ann, bob] = [world.as('ann'), world.as('bob')];
  const place = await ann.group(['bob', 'cid']);
  const later = async (person: Person, words: string, inMs: number, id = newId()) => {
    await person.run('later.set', {conversation: place, id, at: world.clock.now() + inMs, content: text(words)});
    return id;
  };
  const waiting = async (person: Person) => (await person.run('later.list', {})).messages;
  const counts = async (person: Person) => (await person.row(place)).own.later;
  return {world, ann, bob, place, later, waiting, counts};
}

test('a message waits for its time, is sent once by its author, and is the message it was to be (PWP-LATER-001, PWP-LATER-003)', async () => {
  const {world, ann, bob, place, later, waiting} = await talk();
  const id = await later(bob, 'good morning', 10 * minute);
  assert.deepEqual(await waiting(bob), [
    {id, conversation: place, at: world.clock.now() + 10 * minute, content: text('good morning')},
  ]);
  assert.deepEqual(await waiting(ann), [], 'it is nobody else’s to see');
  world.clock.pass(10 * minute - 1);
  assert.equal(await world.domain.sendDue(), 0);
  world.clock.pass(1);
  world.forget();
  assert.equal(await world.domain.sendDue(), 1);
  assert.equal(await world.domain.sendDue(), 0);
  const {messages} = await ann.run('history.page', {conversation: place});
  const message = messages.at(-1);
  assert.deepEqual([message?.id, message?.sender, message?.ts], [id, 'bob', world.clock.now()]);
  assert.ok(world.framesTo('ann').some(({type}) => type === 'changes'));
  assert.deepEqual(await waiting(bob), []);
  assert.equal((await ann.row(place)).unread, 1);
});

test('it is changed and taken back until then, and a change that changes nothing tells nobody (PWP-LATER-001)', async () => {
  const {world, bob, place, later, waiting} = await talk();
  const id = await later(bob, 'one', minute);
  world.forget();
  await later(bob, 'one', minute, id);
  assert.deepEqual(world.deliveries, []);
  await later(bob, 'two', 2 * minute, id);
  assert.deepEqual(
    (await waiting(bob)).map(({content, at}) => [content.text, at - world.clock.now()]),
    [['two', 2 * minute]],
  );
  world.clock.pass(minute);
  assert.equal(await world.domain.sendDue(), 0);
  await bob.run('later.remove', {conversation: place, id});
  await bob.run('later.remove', {conversation: place, id});
  world.clock.pass(minute);
  assert.equal(await world.domain.sendDue(), 0);
  assert.deepEqual(await bob.words(place), []);
});

test('what is sent is no longer there to be changed (PWP-LATER-001)', async () => {
  const {world, bob, place, later} = await talk();
  const id = await later(bob, 'one', minute);
  world.clock.pass(minute);
  await world.domain.sendDue();
  assert.equal(await codeOf(later(bob, 'two', minute, id)), 'ID_TAKEN');
  await bob.run('later.remove', {conversation: place, id});
  assert.deepEqual(await bob.words(place), ['one']);
});

test('times and numbers have bounds, and files are not for later (PWP-LATER-002)', async () => {
  const {world, bob, place, later} = await talk();
  for (const inMs of [0, -minute]) assert.equal(await codeOf(later(bob, 'x', inMs)), 'SCHEMA');
  assert.equal(await codeOf(later(bob, 'x', 367 * 24 * 60 * minute)), 'TOO_LARGE');
  assert.equal(await codeOf(later(bob, ' ', minute)), 'SCHEMA');
  const content = {text: 'x', attachments: [{id: 'f_1'}]} as never;
  const at = world.clock.now() + minute;
  assert.equal(await codeOf(bob.run('later.set', {conversation: place, id: newId(), at, content})), 'SCHEMA');
  for (let n = 0; n < 100; n++) await later(bob, `${n}`, minute);
  assert.equal(await codeOf(later(bob, 'one more', minute)), 'TOO_LARGE');
});

test('they go in the order of their times, also when all are late (PWP-LATER-003)', async () => {
  const {world, ann, bob, later} = await talk();
  await later(bob, 'third', 3 * minute);
  await later(ann, 'second', 2 * minute);
  await later(bob, 'first', minute);
  world.clock.pass(60 * minute);
  assert.equal(await world.domain.sendDue(), 3);
  const {place} = {place: (await ann.run('inbox.page', {})).rows[0]?.conversation.id ?? ''};
  const words = await ann.words(place);
  assert.deepEqual(
    words.filter((word) => word !== 'second'),
    ['first', 'third'],
  );
});

test('two nodes at once send it once (PWP-LATER-003)', async () => {
  const {world, ann, bob, place, later} = await talk();
  for (const words of ['one', 'two', 'three']) await later(bob, words, minute);
  world.clock.pass(minute);
  const other = await createDomain({store: world.store, clock: world.clock});
  const sent = await Promise.all([world.domain.sendDue(), other.sendDue(), world.domain.sendDue(), other.sendDue()]);
  assert.equal(
    sent.reduce((sum, n) => sum + n),
    3,
  );
  assert.equal((await ann.words(place)).length, 3);
});

test('what is refused when its time has come is kept for its author with the reason, and told (PWP-LATER-004)', async () => {
  const reasons: [code: string, (place: Awaited<ReturnType<typeof talk>>) => Promise<unknown>][] = [
    ['NOT_A_MEMBER', ({ann, place}) => ann.run('member.remove', {conversation: place, user: 'bob'})],
    ['BANNED', ({ann, place}) => ann.run('member.remove', {conversation: place, user: 'bob', ban: true})],
    ['READ_ONLY', ({ann, place}) => ann.run('member.role', {conversation: place, user: 'bob', role: 'observer'})],
    ['CLOSED', ({world, place}) => world.asHost().run('conversation.put', {conversation: place, status: 'closed'})],
    ['SESSION_REVOKED', ({world}) => world.asHost().run('user.put', {user: 'bob', active: false})],
  ];
  for (const [code, happen] of reasons) {
    const here = await talk();
    const {world, bob, later, waiting, counts} = here;
    const id = await later(bob, 'too late', minute);
    assert.deepEqual(await counts(bob), {waiting: 1, failed: 0});
    await happen(here);
    world.clock.pass(minute);
    world.forget();
    assert.equal(await world.domain.sendDue(), 1, code);
    assert.equal(await world.domain.sendDue(), 0, code);
    assert.deepEqual(
      (await waiting(bob)).map((one) => [one.id, one.failure]),
      [[id, {code, at: world.clock.now()}]],
    );
    assert.deepEqual(await counts(bob), {waiting: 0, failed: 1});
    assert.ok(
      world.framesTo('bob').some(({type}) => type === 'inbox'),
      code,
    );
  }
});

test('a refused one is tried again at another time, or taken back (PWP-LATER-004)', async () => {
  const {world, ann, bob, place, later, waiting, counts} = await talk();
  const id = await later(bob, 'words', minute);
  await ann.run('member.role', {conversation: place, user: 'bob', role: 'observer'});
  world.clock.pass(minute);
  await world.domain.sendDue();
  await ann.run('member.role', {conversation: place, user: 'bob', role: 'member'});
  await later(bob, 'words', minute, id);
  assert.equal((await waiting(bob))[0]?.failure, undefined);
  world.clock.pass(minute);
  assert.equal(await world.domain.sendDue(), 1);
  assert.deepEqual(await ann.words(place), ['words']);
  assert.deepEqual(await counts(bob), {waiting: 0, failed: 0});
});

test('what may pass is waited for, and nothing overtakes it (PWP-LATER-003, PWP-SLOW-002)', async () => {
  const {world, ann, bob, place, later} = await talk();
  await ann.run('conversation.update', {conversation: place, slowSeconds: 30});
  for (const [at, words] of ['one', 'two', 'three'].entries()) await later(bob, words, minute + at);
  world.clock.pass(2 * minute);
  const said: number[] = [];
  for (let second = 0; second <= 61; second++) {
    if ((await world.domain.sendDue()) > 0) said.push(second);
    world.clock.pass(1_000);
  }
  assert.deepEqual(said, [0, 30, 60]);
  assert.deepEqual(await ann.words(place), ['one', 'two', 'three']);
});

test('what the host refuses is refused in its words; without an answer it waits (PWP-SCREEN-002, PWP-LATER-004)', async () => {
  let answer: (() => Promise<{do: 'refuse'; reason: string} | {do: 'allow'}>) | undefined;
  const ask = () => (answer ? answer() : Promise.reject(new Error('away')));
  const {world, ann, bob, place, later, waiting} = await talk({beforeSend: {ask}});
  await later(bob, 'one', minute);
  world.clock.pass(minute);
  assert.equal(await world.domain.sendDue(), 0);
  answer = async () => ({do: 'refuse', reason: 'not here'});
  world.clock.pass(minute);
  assert.equal(await world.domain.sendDue(), 1);
  const [refused] = await waiting(bob);
  assert.deepEqual([refused?.failure?.code, refused?.failure?.reason], ['CONTENT_REFUSED', 'not here']);
  answer = async () => ({do: 'allow'});
  await later(bob, 'two', minute);
  world.clock.pass(minute);
  assert.equal(await world.domain.sendDue(), 1);
  assert.deepEqual(await ann.words(place), ['two']);
});

test('an erased person has nothing to say any more (PWP-HOST-005)', async () => {
  const {world, ann, bob, place, later} = await talk();
  await bob.hello();
  await later(bob, 'one', minute);
  await world.asHost().run('user.erase', {user: 'bob'});
  world.clock.pass(minute);
  assert.equal(await world.domain.sendDue(), 0);
  assert.deepEqual(await ann.words(place), []);
  assert.deepEqual(await world.store.read((tx) => tx.laterOf('bob')), []);
});
