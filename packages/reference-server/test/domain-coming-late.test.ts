/** What whoever comes in late sees of before: nothing, or all of it (PWP-MEMBER-010). */
import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import type {ChangesFrame} from '@parlor/sdk/protocol';
import {codeOf, idOf, text, World} from './world.js';

/** Ann and bob talk; dan comes in when `join` is called. */
async function talk(history?: 'all' | 'joined') {
  const world = await World.open();
  const [ann, bob, dan] = [world.as('ann'), world.as('bob'), world.as('dan')];
  for (const person of [ann, bob, dan]) await person.hello();
  const made = await ann.run('conversation.create', {title: 'Group', members: ['bob'], ...(history && {history})});
  const place = idOf(made);
  const first = await ann.send(place, 'the first word');
  await bob.send(place, 'an answer', {replyTo: first.id});
  const add = (user = 'dan') => ann.run('member.add', {conversation: place, user});
  return {world, ann, bob, dan, place, first, add};
}

const changesTo = (world: World, user: string): ChangesFrame[] =>
  world.framesTo(user).filter((frame) => frame.type === 'changes');

test('what whoever comes in sees is a setting of admins and the host; nothing is said where it is what everybody begins with (PWP-MEMBER-010)', async () => {
  const {world, ann, bob, place} = await talk();
  const set = (history: 'all' | 'joined') => ann.run('conversation.update', {conversation: place, history});
  const told = async () => (await bob.row(place)).conversation.history;
  assert.equal(await told(), undefined);
  assert.equal(await codeOf(bob.run('conversation.update', {conversation: place, history: 'all'})), 'FORBIDDEN');
  assert.equal(await codeOf(ann.run('conversation.update', {conversation: place, history: 'some' as never})), 'SCHEMA');
  const {seq} = await bob.row(place);
  await set('joined');
  assert.equal((await bob.row(place)).seq, seq, 'what changes nothing uses no seq');
  await set('all');
  assert.deepEqual([await told(), (await bob.row(place)).seq], ['all', seq + 1]);
  await set('joined');
  assert.equal(await told(), undefined);

  const host = world.asHost();
  await host.run('conversation.put', {conversation: place, history: 'all'});
  assert.equal(await told(), 'all');
  await host.run('conversation.put', {conversation: place, title: 'Other'});
  assert.equal(await told(), 'all', 'what is not named stays');
  await host.run('conversation.put', {conversation: 'c_news', type: 'announcement', title: 'News', history: 'all'});
  assert.equal((await world.store.read((tx) => tx.conversation('c_news')))?.history, 'all');
  const direct = await ann.direct('bob');
  assert.equal(await codeOf(ann.run('conversation.update', {conversation: direct, history: 'all'})), 'FORBIDDEN');
});

describe('where whoever comes in sees all (PWP-MEMBER-010)', () => {
  test('pages, deltas, search, pins, quotes, reactions and the preview reach back to the beginning', async () => {
    const {ann, dan, place, first, add} = await talk('all');
    await ann.run('message.pin', {conversation: place, id: first.id, on: true});
    await add();
    assert.deepEqual(await dan.words(place), ['the first word', 'an answer']);
    const page = await dan.run('history.page', {conversation: place, limit: 100});
    assert.deepEqual([page.start, page.range.from], [true, 1]);
    assert.equal(page.messages.find(({replyTo}) => replyTo)?.replyTo?.text, 'the first word');
    const delta = await dan.run('conversation.delta', {conversation: place, since: 0});
    assert.ok(JSON.stringify(delta).includes('the first word'));
    const {hits} = await dan.run('messages.search', {query: 'first'});
    assert.deepEqual(
      hits.map(({message}) => message.id),
      [first.id],
    );
    const {messages} = await dan.run('pin.list', {conversation: place});
    assert.deepEqual(
      messages.map(({id}) => id),
      [first.id],
    );
    assert.equal((await dan.row(place)).preview?.text, 'an answer');
    await dan.run('reaction.set', {conversation: place, id: first.id, key: '+', on: true});
    const {replyTo} = await dan.send(place, 'I have read it', {replyTo: first.id});
    assert.equal(replyTo?.text, 'the first word');
  });

  test('nothing of before is unread, and nobody is told that it was read (PWP-UNREAD-001, PWP-RECEIPT-002)', async () => {
    const {world, ann, bob, dan, place, first, add} = await talk('all');
    await add();
    const row = await dan.row(place);
    assert.deepEqual([row.unread, row.mentions, row.own.read, row.own.delivered, row.own.cleared], [0, 0, 0, 0, 0]);
    assert.equal(row.own.readPrivate, row.membership.rev - 1);
    assert.equal(row.readAt, row.membership.rev - 1);
    const {members} = await ann.run('conversation.get', {conversation: place});
    assert.deepEqual(
      members.filter(({user}) => user === 'dan').map(({read, delivered}) => [read, delivered]),
      [[0, 0]],
    );
    const receipts = await ann.run('receipt.list', {conversation: place, id: first.id});
    assert.ok(!JSON.stringify(receipts).includes('dan'));
    await bob.send(place, 'welcome');
    assert.equal((await dan.row(place)).unread, 1);
    await ann.run('message.delete', {conversation: place, id: first.id});
    assert.equal((await dan.row(place)).unread, 1, 'what happens to what was before changes no count');
    world.forget();
  });

  test('a frame about what was before is whole for them, and tells nothing to who came while it was otherwise (I11)', async () => {
    const {world, ann, place, first, add} = await talk('joined');
    await add('cid');
    await ann.run('conversation.update', {conversation: place, history: 'all'});
    await add();
    world.forget();
    const content = text('the first word, corrected');
    await ann.run('message.edit', {conversation: place, id: first.id, content});
    const shown = (user: string) => changesTo(world, user).map(({changes}) => changes.length);
    assert.deepEqual([shown('dan'), shown('bob'), shown('cid')], [[1], [1], [0]]);
  });

  test('setting it changes nothing for who is in already, in either way', async () => {
    const {ann, bob, dan, place, add} = await talk('joined');
    const cid = ann.world.as('cid');
    await add();
    await ann.run('conversation.update', {conversation: place, history: 'all'});
    assert.deepEqual(await dan.words(place), []);
    await add('cid');
    await ann.run('conversation.update', {conversation: place, history: 'joined'});
    const all = ['the first word', 'an answer'];
    assert.deepEqual([await cid.words(place), await bob.words(place), await dan.words(place)], [all, all, []]);
  });

  test('who comes back sees what was said while they were away, after a ban too; what they cleared stays cleared', async () => {
    const {ann, bob, place, first, add} = await talk('all');
    await bob.run('own.set', {conversation: place, cleared: first.seq, pinned: true});
    await bob.run('own.set', {conversation: place, read: first.seq + 1});
    await ann.run('member.remove', {conversation: place, user: 'bob', ban: true});
    await ann.send(place, 'meanwhile');
    assert.deepEqual(await bob.words(place), ['an answer'], 'whoever is out sees what was up to then');
    assert.equal(await codeOf(bob.send(place, 'x')), 'BANNED');
    const before = (await bob.row(place)).own;
    await ann.run('member.unban', {conversation: place, user: 'bob'});
    await add('bob');
    assert.deepEqual(await bob.words(place), ['an answer', 'meanwhile']);
    const row = await bob.row(place);
    assert.equal(row.unread, 0);
    assert.deepEqual(row.own, {...before, readPrivate: row.membership.rev - 1});
  });

  test('who comes back after a stay that did not show what was before sees it now: `cleared` falls, under a newer rev', async () => {
    const {ann, dan, place, add} = await talk('joined');
    await add();
    await ann.send(place, 'hello dan');
    const {own} = await dan.row(place);
    await dan.run('member.leave', {conversation: place});
    await ann.send(place, 'meanwhile');
    await ann.run('conversation.update', {conversation: place, history: 'all'});
    assert.deepEqual(await dan.words(place), ['hello dan']);
    await add();
    assert.deepEqual(await dan.words(place), ['the first word', 'an answer', 'hello dan', 'meanwhile']);
    const now = await dan.row(place);
    assert.ok(own.cleared > 0);
    assert.deepEqual([now.own.cleared, now.own.rev, now.unread], [0, own.rev + 1, 0]);
    const readAt = now.readAt;
    await ann.run('member.remove', {conversation: place, user: 'dan'});
    await ann.run('conversation.update', {conversation: place, history: 'joined'});
    await add();
    const again = await dan.row(place);
    assert.ok(again.own.cleared > readAt, 'and a stay that shows nothing of before hides it again (PWP-MEMBER-009)');
    assert.deepEqual(await dan.words(place), []);
  });
});
