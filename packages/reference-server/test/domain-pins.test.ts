import assert from 'node:assert/strict';
import {test} from 'node:test';
import {codeOf, World} from './world.js';

async function talk(options: Parameters<typeof World.open>[0] = {}) {
  const world = await World.open(options);
  const [ann, bob] = [world.as('ann'), world.as('bob')];
  const place = await ann.group(['bob', 'cid']);
  const {id, seq} = await ann.send(place, 'hi');
  const pin = (on = true, user = 'ann', message = id) =>
    world.as(user).run('message.pin', {conversation: place, id: message, on});
  return {world, ann, bob, place, id, seq, pin};
}

test('a pin is told to everybody as the message with a new rev; a repetition uses no seq and tells nobody (PWP-PIN-001)', async () => {
  const {world, bob, place, id, seq, pin} = await talk();
  world.forget();
  const {changes} = await pin();
  const [change] = changes;
  assert.ok(change?.type === 'message');
  assert.deepEqual(
    [change.message.id, change.message.seq, change.message.rev, change.message.content.text, change.message.editedAt],
    [id, seq, seq + 1, 'hi', undefined],
  );
  assert.deepEqual([change.message.pinned?.by, change.message.pinned?.rev], ['ann', seq + 1]);
  assert.deepEqual(world.framesTo('cid'), [
    {type: 'changes', conversation: place, from: seq + 1, to: seq + 1, changes},
  ]);
  world.forget();
  assert.deepEqual((await pin()).changes, changes);
  assert.equal((await bob.row(place)).seq, seq + 1);
  assert.deepEqual(world.deliveries, []);
});

test('what was pinned counts for nobody’s unread and makes no preview (PWP-MODEL-010)', async () => {
  const {ann, bob, place, id, pin} = await talk();
  const last = await ann.send(place, 'last');
  await bob.run('own.set', {conversation: place, read: last.seq});
  const before = await bob.row(place);
  await pin();
  const {seq, unread, preview, lastActivity} = await bob.row(place);
  assert.deepEqual([seq, unread, preview?.id, lastActivity], [before.seq + 1, 0, last.id, before.lastActivity]);
  assert.notEqual(preview?.id, id);
});

test('who pinned something that answers gives the quote along, and not to those who came behind it (S19)', async () => {
  const {world, ann, place, id, pin} = await talk();
  await ann.run('member.add', {conversation: place, user: 'dan'});
  const answer = await ann.send(place, 'yes', {replyTo: id});
  world.forget();
  await pin(true, 'ann', answer.id);
  const quotes = ['bob', 'dan'].map((user) =>
    world
      .framesTo(user)
      .flatMap((frame) => (frame.type === 'changes' ? frame.changes : []))
      .map((change) => change.type === 'message' && change.message.replyTo?.text),
  );
  assert.deepEqual(quotes, [['hi'], ['']]);
});

test('in a closed conversation nothing is pinned or unpinned; the host’s backend pins in every one (PWP-PIN-002, PWP-HOST-002)', async () => {
  const {world, place, id, pin} = await talk();
  const host = world.asHost();
  await host.run('message.pin', {conversation: place, id, on: true});
  await host.run('conversation.put', {conversation: place, status: 'closed'});
  assert.equal(await codeOf(pin(false)), 'CLOSED');
});

test('the limit counts what is pinned now, also what its pinner cannot see (PWP-PIN-004)', async () => {
  const {world, ann, place, id, pin} = await talk({limits: {pins: 1}});
  await pin();
  await ann.run('member.add', {conversation: place, user: 'dan', role: 'admin'});
  const {id: other} = await ann.send(place, 'other');
  assert.equal(await codeOf(pin(true, 'dan', other)), 'TOO_LARGE');
  await ann.run('message.delete', {conversation: place, id});
  assert.equal(await codeOf(pin(true, 'dan', other)), 'none');
  assert.equal((await world.as('bob').run('pin.list', {conversation: place})).messages.length, 1);
});

test('who was removed sees nothing of later pins, and all of the messages (PWP-PIN-006, I11)', async () => {
  const {world, ann, bob, place, id, seq, pin} = await talk();
  await ann.run('member.remove', {conversation: place, user: 'bob'});
  const before = await bob.run('history.page', {conversation: place});
  world.forget();
  await pin();
  assert.deepEqual(world.framesTo('bob'), []);
  assert.deepEqual(await bob.run('history.page', {conversation: place}), before);
  assert.equal(before.messages.find((message) => message.id === id)?.rev, seq);
  assert.deepEqual((await bob.run('pin.list', {conversation: place})).messages, []);
});

test('a message that was edited after the pin of somebody who is gone is still gone for them (I11)', async () => {
  const {ann, bob, place, id, pin} = await talk();
  await pin();
  await ann.run('member.remove', {conversation: place, user: 'bob'});
  await ann.run('message.edit', {conversation: place, id, content: {text: 'secret'}});
  assert.deepEqual((await bob.run('pin.list', {conversation: place})).messages, []);
});

test('a search finds pinned messages with their pins', async () => {
  const {bob, place, pin} = await talk();
  await pin();
  const {hits} = await bob.run('messages.search', {query: 'hi', conversation: place});
  assert.deepEqual(
    hits.map(({message}) => message.pinned?.by),
    ['ann'],
  );
});
