import assert from 'node:assert/strict';
import {test} from 'node:test';
import {codeOf, World} from './world.js';

async function talk(options: Parameters<typeof World.open>[0] = {}) {
  const world = await World.open(options);
  const people = ['ann', 'bob', 'cid', 'dan', 'eve'].map((user) => world.as(user));
  const ann = world.as('ann');
  const place = await ann.group(['bob', 'cid', 'dan', 'eve']);
  const {id} = await ann.send(place, 'hi');
  const react = (user: string, key: string, on = true) =>
    world.as(user).run('reaction.set', {conversation: place, id, key, on});
  return {world, people, ann, bob: world.as('bob'), place, id, react};
}

test('a reaction is on or off: a repetition uses no seq and tells nobody', async () => {
  const {world, ann, place, react} = await talk();
  await react('bob', '👍');
  const {seq} = await ann.row(place);
  world.forget();
  const {changes} = await react('bob', '👍');
  assert.deepEqual(changes, [
    {
      type: 'reaction',
      message: changes[0]?.type === 'reaction' ? changes[0].message : '',
      summary: {key: '👍', count: 1, own: true, users: ['bob'], rev: seq},
      user: 'bob',
      on: true,
      rev: seq,
    },
  ]);
  await react('cid', '👍', false);
  assert.equal((await ann.row(place)).seq, seq);
  assert.deepEqual(world.deliveries, []);
});

test('live frames carry the count and the newest names, for everybody the same', async () => {
  const {world, react} = await talk();
  for (const user of ['ann', 'bob', 'cid', 'dan']) await react(user, '👍');
  world.forget();
  await react('dan', '👍', false);
  await react('cid', '👍', false);
  const summaries = world
    .framesTo('eve')
    .flatMap((frame) => (frame.type === 'changes' ? frame.changes : []))
    .map((change) => (change.type === 'reaction' ? [change.user, change.on, change.summary] : []));
  assert.deepEqual(summaries, [
    ['dan', false, {key: '👍', count: 3, users: ['cid', 'bob', 'ann'], rev: 8}],
    ['cid', false, {key: '👍', count: 2, users: ['bob', 'ann'], rev: 9}],
  ]);
});

test('pages and deltas know the reader’s own; the last one taken back is told as 0', async () => {
  const {ann, bob, place, id, react} = await talk();
  await react('bob', '👍');
  await react('cid', '👍');
  await react('ann', '🎉');
  const reactions = async (person: typeof ann) =>
    (await person.run('history.page', {conversation: place})).messages
      .at(-1)
      ?.reactions?.map(({key, count, own}) => [key, count, own])
      .sort();
  assert.deepEqual(
    await reactions(bob),
    [
      ['🎉', 1, false],
      ['👍', 2, true],
    ].sort(),
  );
  const {seq} = await ann.row(place);
  await react('ann', '🎉', false);
  const delta = await bob.run('conversation.delta', {conversation: place, since: seq});
  assert.deepEqual(delta.changes, [
    {type: 'reaction', message: id, summary: {key: '🎉', count: 0, own: false, users: [], rev: seq + 1}, rev: seq + 1},
  ]);
  const {messages} = await bob.run('history.revalidate', {conversation: place, from: 1, to: seq, asOf: seq});
  assert.deepEqual(
    messages.map((message) => message.id),
    [id],
  );
});

test('who reacted comes by pages, newest first, with one key or any', async () => {
  const {bob, place, id, react} = await talk();
  for (const user of ['ann', 'bob', 'cid']) await react(user, '👍');
  await react('dan', '🎉');
  const first = await bob.run('reaction.list', {conversation: place, id, limit: 3});
  const second = await bob.run('reaction.list', {conversation: place, id, limit: 3, after: first.next ?? ''});
  assert.deepEqual(
    [...first.reactions, ...second.reactions].map(({user}) => user),
    ['dan', 'cid', 'bob', 'ann'],
  );
  const one = await bob.run('reaction.list', {conversation: place, id, key: '🎉'});
  assert.deepEqual([one.reactions.map(({user}) => user), one.next], [['dan'], undefined]);
});

test('a deleted message takes no reactions and shows none (F68)', async () => {
  const {world, ann, bob, place, id, react} = await talk();
  await react('bob', '👍');
  await ann.run('message.delete', {conversation: place, id});
  const kept = await world.store.read((tx) => tx.reaction(place, id, '👍', 'bob'));
  assert.equal(kept, undefined, 'nothing but the tombstone remains (PWP-MODEL-001)');
  assert.equal(await codeOf(react('cid', '👍')), 'MESSAGE_DELETED');
  const page = await bob.run('history.page', {conversation: place});
  assert.equal(page.messages.at(-1)?.reactions, undefined);
  assert.deepEqual((await bob.run('reaction.list', {conversation: place, id})).reactions, []);
});

test('keys are short, and few on one message; a flip-flop does not pile them up (S30)', async () => {
  const {react} = await talk({limits: {reactionKeys: 2}});
  assert.equal(await codeOf(react('bob', '👩‍👩‍👧‍👧👩‍👩‍👧‍👧')), 'TOO_LARGE');
  assert.equal(await codeOf(react('bob', ' ')), 'SCHEMA');
  await react('bob', 'a');
  await react('bob', 'b');
  assert.equal(await codeOf(react('bob', 'c')), 'TOO_LARGE');
  assert.equal(await codeOf(react('cid', 'a')), 'none');
  await react('bob', 'b', false);
  for (let n = 0; n < 8; n += 1) {
    await react('bob', `k${n}`);
    await react('bob', `k${n}`, false);
  }
  assert.equal(await codeOf(react('bob', 'one more')), 'TOO_LARGE');
  assert.equal(await codeOf(react('bob', 'b')), 'none');
});
