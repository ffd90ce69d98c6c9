import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ServerFrame} from '@parlor/sdk/protocol';
import {codeOf, type Person, World} from './world.js';

async function talk(members = ['bob', 'cid'], options: Parameters<typeof World.open>[0] = {}) {
  const world = await World.open(options);
  const [ann, bob, cid] = [world.as('ann'), world.as('bob'), world.as('cid')];
  const place = await ann.group(members);
  for (const words of ['one', 'two', 'three']) await ann.send(place, words);
  world.forget();
  return {world, ann, bob, cid, place};
}

const receipts = (world: World, user: string): ServerFrame[] =>
  world.framesTo(user).filter(({type}) => type === 'receipt');

test('registers only rise, never above the head, and delivered is at least read (I8, F79, S22)', async () => {
  const {bob, place} = await talk();
  await bob.run('own.set', {conversation: place, read: 4});
  await bob.run('own.set', {conversation: place, read: 3, delivered: 2});
  assert.deepEqual([(await bob.row(place)).own.read, (await bob.row(place)).own.delivered], [4, 4]);
  await bob.run('own.set', {conversation: place, read: 2 ** 53 - 1, readPrivate: 999, cleared: 1});
  const {own, seq} = await bob.row(place);
  assert.deepEqual([own.read, own.readPrivate, own.delivered, own.cleared], [seq, seq, seq, 1]);
  for (const read of [-1, 1.5, Number.NaN, 2 ** 53, '4'] as never[])
    assert.equal(await codeOf(bob.run('own.set', {conversation: place, read})), 'SCHEMA');
});

test('reading on one device shows on the others: the row goes to oneself, once per change (F78)', async () => {
  const {world, bob, place} = await talk();
  const {row} = await bob.run('own.set', {conversation: place, read: 4});
  assert.deepEqual(world.framesTo('bob'), [{type: 'inbox', rows: [row]}]);
  assert.deepEqual([row?.unread, row?.readAt, row?.asOf], [1, 4, 5]);
  await bob.run('own.set', {conversation: place, read: 4});
  assert.equal(world.framesTo('bob').length, 1);
});

test('the others hear how far somebody is, folded within half a second, by name (PWP-RECEIPT-003)', async () => {
  const {world, bob, cid, place} = await talk();
  await bob.run('own.set', {conversation: place, delivered: 3});
  await bob.run('own.set', {conversation: place, read: 4});
  await cid.run('own.set', {conversation: place, read: 5});
  assert.deepEqual(receipts(world, 'ann'), []);
  world.clock.pass(500);
  assert.deepEqual(receipts(world, 'ann'), [
    {type: 'receipt', conversation: place, user: 'bob', read: 4, delivered: 4},
    {type: 'receipt', conversation: place, user: 'cid', read: 5, delivered: 5},
  ]);
  assert.deepEqual(receipts(world, 'bob'), [
    {type: 'receipt', conversation: place, user: 'cid', read: 5, delivered: 5},
  ]);
});

test('a private read is nobody else’s business, but counts as read', async () => {
  const {world, bob, place} = await talk();
  await bob.run('own.set', {conversation: place, readPrivate: 5});
  world.clock.pass(1000);
  assert.deepEqual(receipts(world, 'ann'), []);
  assert.equal((await bob.row(place)).unread, 0);
});

test('in a large conversation receipts carry no names: the furthest of anybody else', async () => {
  const {world, bob, cid, place} = await talk(['bob', 'cid'], {limits: {namedReceipts: 2}});
  await bob.run('own.set', {conversation: place, read: 4});
  await cid.run('own.set', {conversation: place, read: 3, delivered: 5});
  world.clock.pass(500);
  assert.deepEqual(receipts(world, 'ann'), [{type: 'receipt', conversation: place, read: 4, delivered: 5}]);
  assert.deepEqual(receipts(world, 'bob'), [{type: 'receipt', conversation: place, read: 3, delivered: 5}]);
  const {members} = await bob.run('member.list', {conversation: place});
  assert.ok(members.every((member) => !('read' in member)));
});

test('nobody hears of receipts after leaving: what waits goes out before the leaving (S18)', async () => {
  const {world, ann, bob, place} = await talk();
  await bob.run('own.set', {conversation: place, read: 4});
  await ann.run('member.remove', {conversation: place, user: 'cid'});
  const types = world.framesTo('cid').map(({type}) => type);
  assert.deepEqual(types, ['receipt', 'changes', 'inbox']);
  await bob.run('own.set', {conversation: place, read: 5});
  world.clock.pass(500);
  assert.equal(receipts(world, 'cid').length, 1);
});

test('marked unread is a flag: it lowers no register, and reading to the end takes it back (F83)', async () => {
  const {ann, bob, place} = await talk();
  await bob.run('own.set', {conversation: place, read: 5});
  const {row: marked} = await bob.run('own.set', {conversation: place, markedUnread: true});
  assert.deepEqual([marked?.own.markedUnread, marked?.own.read, marked?.own.rev, marked?.unread], [true, 5, 1, 0]);
  await bob.run('own.set', {conversation: place, read: 5});
  assert.equal((await bob.row(place)).own.markedUnread, true);
  await ann.send(place, 'four');
  await ann.send(place, 'five');
  await bob.run('own.set', {conversation: place, read: 6});
  assert.equal((await bob.row(place)).own.markedUnread, true);
  const {row} = await bob.run('own.set', {conversation: place, read: 7});
  assert.deepEqual([row?.own.markedUnread, row?.own.rev], [false, 2]);
});

test('flags are the reader’s own and counted by a rev', async () => {
  const {ann, bob, place} = await talk();
  const {row} = await bob.run('own.set', {conversation: place, mutedUntil: 2 ** 53 - 1, pinned: true, archived: true});
  assert.deepEqual(
    [row?.own.mutedUntil, row?.own.pinned, row?.own.archived, row?.own.rev],
    [2 ** 53 - 1, true, true, 1],
  );
  assert.equal((await ann.row(place)).own.pinned, false);
  assert.deepEqual(await bob.run('totals', {}), {unread: 0, mentions: 0, conversations: 0});
});

test('clearing hides what was there from every read, for oneself alone', async () => {
  const {ann, bob, place} = await talk();
  const {seq} = await bob.row(place);
  await bob.run('own.set', {conversation: place, cleared: seq});
  const row = await bob.row(place);
  assert.deepEqual([row.unread, row.preview], [0, undefined]);
  assert.deepEqual(await bob.words(place), []);
  assert.deepEqual((await bob.run('inbox.page', {})).rows, []);
  assert.ok(
    !/one|two|three/.test(JSON.stringify(await bob.run('conversation.delta', {conversation: place, since: 2}))),
  );
  assert.deepEqual(await ann.words(place), ['one', 'two', 'three']);
  await ann.send(place, 'four');
  assert.deepEqual(await bob.words(place), ['four']);
  assert.deepEqual(
    (await bob.run('inbox.page', {})).rows.map(({unread, preview}) => [unread, preview?.text]),
    [[1, 'four']],
  );
});

test('a direct conversation is listed for the other person with its first message, whoever writes it (PWP-REG-010)', async () => {
  const world = await World.open();
  const [ann, bob] = [world.as('ann'), world.as('bob')];
  const listed = async (person: Person): Promise<string[]> =>
    (await person.run('inbox.page', {})).rows.map(({conversation}) => conversation.id);
  const before = (await bob.run('sync', {})).cursor;
  const place = await ann.direct('bob');
  assert.deepEqual([await listed(ann), await listed(bob)], [[place], []]);
  // known all the same: the next change of it comes without a hole
  assert.deepEqual(
    (await bob.run('sync', {cursor: before})).rows.map(({conversation, own}) => [conversation.id, own.cleared]),
    [[place, 1]],
  );
  assert.equal(await bob.direct('ann'), place);
  assert.deepEqual(await listed(bob), []);
  await ann.send(place, 'hello');
  assert.deepEqual(await listed(bob), [place]);
  assert.deepEqual(await bob.words(place), ['hello']);
  assert.deepEqual(
    [(await bob.row(place)).unread, await bob.run('totals', {})],
    [1, {unread: 1, mentions: 0, conversations: 1}],
  );

  const other = await ann.direct('cid');
  await world.as('cid').send(other, 'I am first');
  assert.deepEqual(await listed(world.as('cid')), [other]);
  const group = await ann.group(['bob']);
  assert.deepEqual(new Set(await listed(bob)), new Set([place, group]));
});

test('who has read and received a message, without its sender and without those who cannot see it', async () => {
  const {ann, bob, cid, place} = await talk(['bob', 'cid', 'dan']);
  const {id, seq} = await ann.send(place, 'four');
  await ann.run('member.add', {conversation: place, user: 'eve'});
  for (const [person, own] of [
    [bob, {read: seq}],
    [cid, {delivered: seq}],
    [ann, {read: seq}],
  ] as const)
    await person.run('own.set', {conversation: place, ...own});
  const {seq: head} = await ann.row(place);
  await ann.world.as('eve').run('own.set', {conversation: place, read: head});
  const {read, delivered} = await bob.run('receipt.list', {conversation: place, id});
  assert.deepEqual([read, delivered], [['bob'], ['bob', 'cid']]);
});

test('sending does not read: what came before stays unread (F84)', async () => {
  const {bob, place} = await talk();
  await bob.send(place, 'mine');
  const row = await bob.row(place);
  assert.deepEqual([row.unread, row.own.read], [3, 0]);
});

test('deleting an unread message takes it from everybody’s count (F81)', async () => {
  const {ann, bob, place} = await talk();
  const {id} = await ann.send(place, 'four');
  await bob.run('own.set', {conversation: place, read: 4});
  assert.equal((await bob.row(place)).unread, 2);
  await ann.run('message.delete', {conversation: place, id});
  assert.equal((await bob.row(place)).unread, 1);
  assert.deepEqual(await bob.run('totals', {}), {unread: 1, mentions: 0, conversations: 1});
});
