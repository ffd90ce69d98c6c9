/** Looking for messages: who finds what, in which order, and what it costs nobody (PWP-SEARCH). */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {InputOf} from '@parlor/sdk/protocol';
import {codeOf, newId, type Person, text, World} from './world.js';

type Asked = Partial<InputOf<'messages.search'>>;
const search = (person: Person, query: string, more: Asked = {}) => person.run('messages.search', {query, ...more});
const texts = async (person: Person, query: string, more: Asked = {}): Promise<string[]> =>
  (await search(person, query, more)).hits.map(({message}) => message.content.text);

test('messages are found over all conversations, newest first, with their people and places (PWP-SEARCH-001, PWP-SEARCH-005)', async () => {
  const world = await World.open();
  const [ann, bob] = [world.as('ann'), world.as('bob')];
  for (const person of [ann, bob]) await person.hello();
  const [one, two] = [await ann.group(['bob'], 'One'), await ann.group(['bob'], 'Two')];
  await ann.send(one, 'Über Köln');
  world.clock.pass(10);
  await bob.send(two, 'nach Koln');
  world.clock.pass(10);
  await ann.send(one, 'Kölner Dom');
  const {hits, people, next} = await search(bob, 'koln');
  assert.deepEqual(
    hits.map(({conversation, message, found}) => [conversation, message.content.text, found]),
    [
      [one, 'Kölner Dom', [{start: 0, end: 4}]],
      [two, 'nach Koln', [{start: 5, end: 9}]],
      [one, 'Über Köln', [{start: 5, end: 9}]],
    ],
  );
  assert.deepEqual(people.map(({user}) => user).sort(), ['ann', 'bob']);
  assert.equal(next, undefined);
  assert.deepEqual(await texts(bob, 'koln', {conversation: two}), ['nach Koln']);
  assert.deepEqual(await texts(bob, 'koln', {from: 'ann'}), ['Kölner Dom', 'Über Köln']);
  const at = hits[1]?.message.ts ?? 0;
  assert.deepEqual(await texts(bob, 'koln', {before: at}), ['Über Köln']);
  assert.deepEqual(await texts(bob, 'koln', {after: at}), ['Kölner Dom', 'nach Koln']);
});

test('pages have every message once, whatever the limit, also of one time (PWP-SEARCH-004)', async () => {
  const world = await World.open();
  const ann = world.as('ann');
  const places = await Promise.all(Array.from({length: 12}, (_, at) => ann.group(['bob'], `Group ${at}`)));
  const sent: string[] = [];
  for (let at = 0; at < 90; at += 1) {
    if (at % 7 === 0) world.clock.pass(5);
    const words = `word number ${at}`;
    await ann.send(places[(at * at) % places.length] as string, words);
    sent.push(words);
  }
  for (const limit of [1, 7, 50]) {
    const found: string[] = [];
    const times: number[] = [];
    for (let cursor: string | undefined; ; ) {
      const {hits, next} = await search(ann, 'word', {limit, ...(cursor !== undefined && {cursor})});
      found.push(...hits.map(({message}) => message.content.text));
      times.push(...hits.map(({message}) => message.ts));
      if (next === undefined) break;
      assert.equal(hits.length, limit);
      cursor = next;
    }
    assert.deepEqual([...found].sort(), [...sent].sort(), `pages of ${limit}`);
    assert.deepEqual(
      times,
      [...times].sort((a, b) => b - a),
      'newest first',
    );
  }
});

test('a cursor is of one user and one search (PWP-SEARCH-004)', async () => {
  const world = await World.open();
  const [ann, bob] = [world.as('ann'), world.as('bob')];
  const place = await ann.group(['bob']);
  for (let at = 0; at < 3; at += 1) await ann.send(place, 'word again');
  const {next: cursor = ''} = await search(ann, 'word', {limit: 1});
  assert.equal((await search(ann, 'WORD!', {cursor})).hits.length, 2, 'the same words are the same search');
  assert.equal(await codeOf(search(bob, 'word', {cursor})), 'CURSOR_INVALID');
  assert.equal(await codeOf(search(ann, 'again', {cursor})), 'CURSOR_INVALID');
  assert.equal(await codeOf(search(ann, 'word', {cursor, conversation: place})), 'CURSOR_INVALID');
  assert.equal(await codeOf(search(ann, 'word', {cursor: `${cursor}x`})), 'CURSOR_INVALID');
});

test('nobody finds what they may not see: before they came, after they went, cleared, deleted, of strangers (I11, S18, PWP-SEARCH-003)', async () => {
  const world = await World.open();
  const [ann, bob, cid] = [world.as('ann'), world.as('bob'), world.as('cid')];
  const place = await ann.group(['bob']);
  await ann.send(place, 'word one');
  await ann.run('member.add', {conversation: place, user: 'cid'});
  const two = await ann.send(place, 'word two');
  const three = await ann.send(place, 'word three');
  await ann.send(place, 'word four');
  await bob.run('own.set', {conversation: place, cleared: two.seq});
  await ann.run('member.remove', {conversation: place, user: 'cid'});
  await ann.run('message.edit', {conversation: place, id: three.id, content: text('secret word')});
  await ann.send(place, 'word five');
  assert.deepEqual(await texts(ann, 'word'), ['word five', 'word four', 'secret word', 'word two', 'word one']);
  assert.deepEqual(await texts(bob, 'word'), ['word five', 'word four', 'secret word']);
  assert.deepEqual(await texts(cid, 'word'), ['word four', 'word two'], 'an edit behind the leaving hides the message');
  assert.deepEqual(await texts(world.as('dan'), 'word'), []);
  assert.equal(await codeOf(search(world.as('dan'), 'word', {conversation: place})), 'NOT_FOUND');
  assert.equal(await codeOf(search(world.as('dan'), 'word', {conversation: 'c_none'})), 'NOT_FOUND');
  await ann.run('message.delete', {conversation: place, id: two.id});
  assert.deepEqual(await texts(ann, 'two'), []);
  assert.deepEqual(await texts(ann, 'three'), [], 'what it said before is not there');
  assert.deepEqual(await texts(ann, 'group'), [], 'what the server says itself is not looked for');
});

test('of a conversation that leaves nothing behind, and of an erased person, nothing is found (PWP-MEMBER-007, PWP-HOST-005)', async () => {
  const world = await World.open();
  const [ann, bob, host] = [world.as('ann'), world.as('bob'), world.asHost()];
  const {conversation = ''} = await ann.run('conversation.create', {title: 'P', members: ['bob'], purge: true});
  await ann.send(conversation, 'word of ann');
  assert.deepEqual(await texts(bob, 'word'), ['word of ann']);
  await bob.run('member.leave', {conversation});
  assert.deepEqual(await texts(bob, 'word'), []);
  const place = await ann.group(['bob']);
  await bob.send(place, 'word of bob');
  await host.run('user.erase', {user: 'bob'});
  assert.deepEqual(await texts(ann, 'word'), ['word of ann']);
  await host.run('conversation.remove', {conversation});
  assert.deepEqual(await texts(ann, 'word'), []);
});

test('what is no search is refused with a code (PWP-SEARCH-002, S31)', async () => {
  const world = await World.open();
  const ann = world.as('ann');
  for (const query of ['', '   ', '%_"*()', '😀'] as const) assert.equal(await codeOf(search(ann, query)), 'SCHEMA');
  assert.equal(await codeOf(search(ann, 'x'.repeat(201))), 'TOO_LARGE');
  assert.equal(await codeOf(search(ann, 'a b c d e f g h i j k')), 'TOO_LARGE');
  assert.equal(await codeOf(search(ann, 'x', {limit: 51})), 'SCHEMA');
  const place = await ann.group([]);
  await ann.send(place, `x' OR 1=1; -- "quoted"* ^col:x AND NOT NEAR`);
  for (const query of [`x' OR 1=1; --`, '"quoted"*', '^col:x', 'AND NOT NEAR', 'NEAR'])
    assert.equal((await texts(ann, query)).length, 1, query);
});

test('a word that everybody says is found among many conversations, and a rare one too', async () => {
  const world = await World.open();
  const ann = world.as('ann');
  for (let at = 0; at < 100; at += 1) {
    world.clock.pass(1);
    const place = await ann.group([], `Group ${at}`);
    for (let nr = 0; nr < 3; nr += 1) await ann.send(place, at === 3 && nr === 1 ? 'hay needle' : 'hay');
  }
  const {hits, next} = await search(ann, 'hay', {limit: 10});
  assert.deepEqual([hits.length, next !== undefined], [10, true]);
  assert.deepEqual(await texts(ann, 'need'), ['hay needle']);
  assert.deepEqual(await texts(ann, newId()), []);
});
