/** Polls: asked, voted on, closed, and what becomes of the votes (PWP-POLL-001 …). */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {InputOf} from '@parlor/sdk/protocol';
import {codeOf, newId, type Person, text, World} from './world.js';

const minute = 60_000;
const options = [
  {id: 'a', text: 'Pizza'},
  {id: 'b', text: 'Soup'},
  {id: 'c', text: 'Nothing'},
];
type Poll = NonNullable<InputOf<'message.send'>['content']['poll']>;

async function place(poll: Partial<Poll> = {}, world?: World) {
  const here = world ?? (await World.open({keepsEdits: true, limits: {editWindowMs: minute}}));
  const [ann, bob, cid] = [here.as('ann'), here.as('bob'), here.as('cid')];
  for (const person of [ann, bob, cid]) await person.hello();
  const conversation = await ann.group(['bob', 'cid']);
  const asked = {text: 'Lunch?', poll: {options, ...poll}};
  const {id} = await ann.send(conversation, '', {content: asked});
  const vote = (person: Person, option: string, on = true, message = id) =>
    person.run('reaction.set', {conversation, id: message, key: `vote:${option}`, on});
  const edit = (content: InputOf<'message.edit'>['content'], person: Person = ann) =>
    person.run('message.edit', {conversation, id, content});
  const message = async (person: Person = ann) =>
    (await person.run('history.page', {conversation})).messages.find((one) => one.id === id) ?? assert.fail('no poll');
  const votes = async (person: Person = ann) =>
    Object.fromEntries(
      ((await message(person)).reactions ?? []).filter(({count}) => count > 0).map(({key, count}) => [key, count]),
    );
  return {world: here, ann, bob, cid, conversation, id, asked, vote, edit, message, votes};
}

test('a vote is a reaction, and of a single choice the one before goes in the same step, told to everybody (PWP-POLL-003)', async () => {
  const {world, bob, cid, conversation, id, vote, votes, message} = await place();
  assert.deepEqual((await message()).content.poll, {options});
  await vote(bob, 'a');
  await vote(cid, 'a');
  world.forget();
  const {changes} = await vote(bob, 'b');
  assert.deepEqual(await votes(), {'vote:a': 1, 'vote:b': 1});
  const told = world.framesTo('ann').flatMap((frame) => (frame.type === 'changes' ? frame.changes : []));
  assert.deepEqual(
    told.map((change) => (change.type === 'reaction' ? [change.message, change.summary.key, change.on] : change)),
    [
      [id, 'vote:a', false],
      [id, 'vote:b', true],
    ],
  );
  assert.equal(changes.length, 1);
  world.forget();
  await vote(bob, 'b');
  assert.deepEqual(world.deliveries, [], 'the same again is no vote');
  await vote(bob, 'b', false);
  assert.deepEqual(await votes(), {'vote:a': 1});
  assert.equal((await bob.row(conversation)).unread, 1, 'the poll counts, and no vote');
});

test('of several choices each is a vote of its own (PWP-POLL-003)', async () => {
  const {bob, cid, vote, votes} = await place({multiple: true});
  for (const option of ['a', 'b']) await vote(bob, option);
  await vote(cid, 'b');
  assert.deepEqual(await votes(), {'vote:a': 1, 'vote:b': 2});
  await vote(bob, 'b', false);
  assert.deepEqual(await votes(), {'vote:a': 1, 'vote:b': 1});
});

test('only what is an option of this poll is voted for (PWP-POLL-003)', async () => {
  const {ann, bob, conversation, vote} = await place();
  assert.equal(await codeOf(vote(bob, 'z')), 'SCHEMA');
  const {id} = await ann.send(conversation, 'no poll');
  assert.equal(await codeOf(vote(bob, 'a', true, id)), 'SCHEMA');
  assert.equal(await codeOf(vote(bob, 'a', false, id)), 'none', 'there is nothing to be taken back');
});

test('other reactions go on as on any message, and leave the votes their room (PWP-POLL-003, PWP-EDIT-005)', async () => {
  const {bob, conversation, id, vote, votes} = await place();
  for (let n = 0; n < 20; n++) await bob.run('reaction.set', {conversation, id, key: `k${n}`, on: true});
  assert.equal(await codeOf(bob.run('reaction.set', {conversation, id, key: 'one more', on: true})), 'TOO_LARGE');
  await vote(bob, 'a');
  assert.equal((await votes())['vote:a'], 1);
});

test('what is no poll is refused; how it closes is asked when it is sent (PWP-POLL-002)', async () => {
  const {world, ann, conversation} = await place();
  const code = (poll: unknown, more: object = {}) =>
    codeOf(ann.run('message.send', {conversation, id: newId(), content: {text: 'x', poll, ...more}} as never));
  const many = Array.from({length: 13}, (_, at) => ({id: `o${at}`, text: 'x'}));
  const wrong = [
    ...[options.slice(0, 1), many, [options[0], options[0]], [{id: 'A', text: 'x'}, options[0]]],
    ...[
      [{id: 'a', text: ' '}, options[1]],
      [{id: 'a', text: 'x'.repeat(101)}, options[1]],
    ],
    [{id: 'a', text: 'one\ntwo'}, options[1]],
  ];
  for (const list of wrong) assert.equal(await code({options: list}), 'SCHEMA', JSON.stringify(list));
  for (const more of [{text: ' '}, {growing: true}, {forwarded: true}])
    assert.equal(await code({options}, more), 'SCHEMA', JSON.stringify(more));
  assert.equal(await code({options, closed: true}), 'SCHEMA');
  assert.equal(await code({options, closesAt: world.clock.now()}), 'SCHEMA');
  assert.equal(await code({options, closesAt: world.clock.now() + 367 * 24 * 60 * minute}), 'TOO_LARGE');
  assert.equal(await code({options, closesAt: world.clock.now() + minute}), 'none');
});

test('the same poll again is the same message, also when it is over (PWP-SEND-005)', async () => {
  const {world, ann, conversation} = await place();
  const input = {
    ...{conversation, id: newId()},
    content: {text: 'x', poll: {options, closesAt: world.clock.now() + minute}},
  };
  await ann.run('message.send', input);
  world.clock.pass(2 * minute);
  assert.equal(await codeOf(ann.run('message.send', input)), 'none');
});

test('its author closes it, at any time and only that; from then on no vote comes or goes (PWP-POLL-004)', async () => {
  const {world, ann, bob, asked, vote, votes, edit, message} = await place();
  await vote(bob, 'a');
  world.clock.pass(60 * minute);
  const changed = [
    {...asked, text: 'Dinner?'},
    {...asked, poll: {options: options.slice(0, 2)}},
    {...asked, poll: {options, multiple: true as const}},
    {...asked, text: 'Dinner?', poll: {options, closed: true as const}},
  ];
  for (const content of changed) assert.equal(await codeOf(edit(content)), 'FORBIDDEN');
  assert.equal(await codeOf(edit({...asked, poll: {options, closed: true}}, bob)), 'FORBIDDEN', 'not somebody else');
  world.forget();
  await edit({...asked, poll: {options, closed: true}});
  const {content, editedAt, rev} = await message();
  assert.deepEqual([content.poll, editedAt], [{options, closed: true}, undefined]);
  assert.equal(world.framesTo('bob').filter(({type}) => type === 'changes').length, 1);
  for (const [option, on] of [
    ['b', true],
    ['a', false],
  ] as const)
    assert.equal(await codeOf(vote(bob, option, on)), 'CLOSED');
  assert.equal(await codeOf(vote(bob, 'a')), 'none', 'what is so already is ok');
  assert.deepEqual(await votes(), {'vote:a': 1});
  await edit({...asked, poll: {options, closed: true}});
  assert.equal((await message()).rev, rev, 'closed once');
  assert.equal(await codeOf(edit(asked)), 'FORBIDDEN', 'and for good');
  assert.equal(await codeOf(edit({text: 'Lunch?'})), 'none', 'who does not know of polls changes nothing');
  assert.deepEqual((await message(ann)).content.poll, {options, closed: true});
});

test('no edit makes a poll of a message (PWP-POLL-004)', async () => {
  const {ann, conversation} = await place();
  const {id} = await ann.send(conversation, 'Lunch?');
  const made = ann.run('message.edit', {conversation, id, content: {text: 'Lunch?', poll: {options}}});
  assert.equal(await codeOf(made), 'SCHEMA');
});

test('at its time it closes by itself, and nobody need say so (PWP-POLL-004)', async () => {
  const world = await World.open();
  const {bob, vote} = await place({closesAt: world.clock.now() + minute}, world);
  await vote(bob, 'a');
  world.clock.pass(minute - 1);
  await vote(bob, 'b');
  world.clock.pass(1);
  assert.equal(await codeOf(vote(bob, 'a')), 'CLOSED');
});

test('who is erased takes their votes along, also from one that is closed; a deleted poll has none (PWP-POLL-005)', async () => {
  const {world, ann, bob, cid, conversation, id, asked, vote, votes, edit, message} = await place();
  await vote(bob, 'a');
  await vote(cid, 'a');
  await edit({...asked, poll: {options, closed: true}});
  await world.asHost().run('user.erase', {user: 'bob'});
  assert.deepEqual(await votes(), {'vote:a': 1});
  await ann.run('message.delete', {conversation, id});
  const {content, reactions} = await message();
  assert.deepEqual([content, reactions], [{kind: 'text', text: ''}, undefined]);
});

test('many votes are counts and a few names, and all of them a list that is asked for (PWP-MODEL-009)', async () => {
  const world = await World.open();
  const ann = world.as('ann');
  const voters = Array.from({length: 60}, (_, at) => `voter-${at}`);
  const conversation = await ann.group(voters);
  const {id} = await ann.send(conversation, '', {content: {text: 'Lunch?', poll: {options}}});
  for (const [at, user] of voters.entries())
    await world.as(user).run('reaction.set', {conversation, id, key: `vote:${at % 2 ? 'a' : 'b'}`, on: true});
  const {messages} = await ann.run('history.page', {conversation});
  const {reactions = []} = messages.find((one) => one.id === id) ?? assert.fail('no poll');
  assert.deepEqual(reactions.map(({key, count, users}) => [key, count, users.length]).sort(), [
    ['vote:a', 30, 3],
    ['vote:b', 30, 3],
  ]);
  const page = await ann.run('reaction.list', {conversation, id, key: 'vote:a', limit: 20});
  assert.deepEqual([page.reactions.length, page.next !== undefined], [20, true]);
});

test('a poll may be sent later, while it has not closed by then (PWP-LATER-001)', async () => {
  const {world, bob, conversation} = await place();
  const at = world.clock.now() + 10 * minute;
  const set = (closesAt: number, id = newId()) =>
    bob.run('later.set', {conversation, id, at, content: {text: 'Dinner?', poll: {options, closesAt}}});
  assert.equal(await codeOf(set(at)), 'SCHEMA');
  const id = newId();
  await set(at + minute, id);
  world.clock.pass(10 * minute);
  await world.domain.sendDue();
  const {messages} = await bob.run('history.page', {conversation});
  assert.deepEqual(messages.find((one) => one.id === id)?.content.poll, {options, closesAt: at + minute});
});

test('it is found by its question, and its link has no preview (PWP-POLL-006)', async () => {
  const world = await World.open({makesPreviews: true});
  const {ann, bob, conversation} = await place({}, world);
  const {hits} = await bob.run('messages.search', {query: 'lunch'});
  assert.equal(hits.length, 1);
  const url = 'https://example.com';
  const ranges = [{type: 'link' as const, start: 0, end: url.length, url}];
  await ann.send(conversation, '', {content: {...text(url), ranges, poll: {options}}});
  assert.deepEqual(await world.domain.previews?.due(1), []);
});
