/** What a conversation leaves behind with those who are no longer in it. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {codeOf, newId, text, World} from './world.js';

test('a conversation that keeps nothing: who is removed or leaves reads nothing more, who stays reads on (PWP-MEMBER-007, I11)', async () => {
  const world = await World.open();
  const [ann, bob, cid] = [world.as('ann'), world.as('bob'), world.as('cid')];
  const {conversation: place = ''} = await ann.run('conversation.create', {
    title: 'Group',
    members: ['bob', 'cid'],
    purge: true,
  });
  assert.equal((await bob.row(place)).conversation.purge, true);
  const {id} = await ann.send(place, 'canary');
  await ann.run('member.remove', {conversation: place, user: 'bob'});
  await cid.run('member.leave', {conversation: place});
  for (const gone of [bob, cid]) {
    const row = await gone.row(place);
    assert.deepEqual([row.unread, row.preview, row.conversation.purge], [0, undefined, true]);
    assert.deepEqual(await gone.words(place), []);
    const {members} = await gone.run('conversation.get', {conversation: place});
    assert.deepEqual(
      members.map(({user}) => user),
      [gone.user],
    );
    const {changes, to} = await gone.run('conversation.delta', {conversation: place, since: 0});
    assert.deepEqual([...new Set(changes.map(({type}) => type))].sort(), ['conversation', 'member']);
    assert.equal(to, row.seq);
    assert.equal(await codeOf(gone.run('history.page', {conversation: place, around: id})), 'NOT_FOUND');
    assert.equal(await codeOf(gone.run('reaction.list', {conversation: place, id})), 'NOT_FOUND');
  }
  assert.deepEqual(await ann.words(place), ['canary']);

  // it is as it was when they went
  await ann.run('conversation.update', {conversation: place, purge: false});
  assert.deepEqual(await bob.words(place), []);
  await ann.run('member.add', {conversation: place, user: 'bob'});
  await ann.run('member.remove', {conversation: place, user: 'bob'});
  assert.equal((await bob.row(place)).conversation.purge, undefined);
});

test('a conversation that is taken away: nobody is in it, nothing of it is read, on any path (PWP-MEMBER-008, F73)', async () => {
  const world = await World.open();
  const [ann, bob, cid] = [world.as('ann'), world.as('bob'), world.as('cid')];
  for (const person of [ann, bob, cid]) await person.hello();
  const place = await ann.group(['bob', 'cid'], 'Known title');
  await ann.run('conversation.update', {conversation: place, description: 'canary', data: {canary: 1}});
  const {id} = await ann.send(place, '', {
    content: {text: '@bob canary', ranges: [{type: 'mention', start: 0, end: 4, user: 'bob'}]},
  });
  await bob.run('reaction.set', {conversation: place, id, key: '👍', on: true});
  await cid.run('member.leave', {conversation: place});
  const left = await cid.row(place);
  await ann.run('conversation.update', {conversation: place, title: 'Another title'});
  const {cursor} = (await bob.hello()).sync;
  const late = {conversation: place, id: newId(), content: text('written meanwhile')};
  const touched: string[] = [];
  world.domain.onTouched((news) => touched.push(...news.flatMap(({users}) => users)));
  world.forget();

  // created, renamed, left and what ann said
  assert.equal(await world.domain.removeConversation(place, 'shop'), 4);
  assert.deepEqual(touched.sort(), ['ann', 'bob', 'cid']);
  assert.deepEqual(world.deliveries, [], 'no frame of it goes out any more');
  assert.deepEqual(await bob.run('totals', {}), {unread: 0, mentions: 0, conversations: 0});
  const {rows} = await bob.run('sync', {cursor});
  assert.equal(rows.length, 1, 'a sync brings the row');
  for (const person of [ann, bob, cid]) {
    const row = await person.row(place);
    assert.deepEqual(
      [row.conversation.status, row.conversation.purge, row.unread, row.mentions],
      ['removed', true, 0, 0],
    );
    assert.equal(row.membership.state, person === cid ? 'left' : 'removed');
    assert.equal(row.conversation.title, person === cid ? 'Known title' : 'Another title');
    assert.deepEqual(await person.words(place), []);
    const answers = JSON.stringify([
      row,
      await person.run('conversation.get', {conversation: place}),
      await person.run('conversation.delta', {conversation: place, since: 0}),
      await person.run('inbox.page', {}),
    ]);
    assert.ok(!answers.includes('canary'), answers);
    assert.equal(await codeOf(person.run('message.send', late)), 'NOT_A_MEMBER');
  }
  const gone = await cid.row(place);
  assert.ok(gone.conversation.rev > left.conversation.rev, 'it is news to who had left');
  assert.equal(gone.seq, left.seq);
  assert.equal(await codeOf(ann.run('member.add', {conversation: place, user: 'dan'})), 'NOT_A_MEMBER');
  assert.equal(await codeOf(world.as('dan').run('conversation.get', {conversation: place})), 'NOT_FOUND');
  assert.equal(await world.domain.removeConversation(place, 'shop'), 0, 'again');
  assert.equal(await codeOf(world.domain.removeConversation('c_none', 'shop')), 'NOT_FOUND');
});

test('two whose direct conversation was taken away may begin anew (PWP-MEMBER-008)', async () => {
  const world = await World.open();
  const [ann, bob] = [world.as('ann'), world.as('bob')];
  const first = await ann.direct('bob');
  await ann.send(first, 'hello');
  await world.domain.removeConversation(first, 'shop');
  assert.deepEqual((await ann.row(first)).conversation.pair, ['ann', 'bob'], 'the row says whose it was');
  const second = await bob.direct('ann');
  assert.notEqual(second, first);
  await bob.send(second, 'hello again');
  assert.deepEqual(await ann.words(second), ['hello again']);
});
