import assert from 'node:assert/strict';
import {test} from 'node:test';
import {inWorld, type World} from '../../test/chats.js';

/** The code for it is loaded in real time, which the hands of the clock do not wait for. */
async function looked<Result>(world: World, searching: Promise<Result>): Promise<Result> {
  let isOver = false;
  const over = (): void => {
    isOver = true;
  };
  searching.then(over, over);
  while (!isOver) {
    await new Promise<void>((resolve) => setTimeout(resolve, 1));
    await world.pass(1);
  }
  return searching;
}

test(
  'messages are searched page by page, and those who wrote them are known (PWP-SEARCH-004)',
  inWorld(async (world) => {
    const [ann, bob] = [world.device('ann'), world.device('bob')];
    await world.online(ann);
    await world.online(bob);
    const {id} = await world.wait(ann.chat.createGroup({title: 'Fruit', members: ['bob']}));
    for (const text of ['Äpfel', 'apfel und Birnen', 'Birnen']) await world.wait(ann.chat.send(id, text).sent);
    const first = await looked(world, bob.chat.search('apfel', {limit: 1}));
    assert.deepEqual(
      first.messages.map(({conversation, sender, text, found}) => ({conversation, sender, text, found})),
      [{conversation: id, sender: 'ann', text: 'apfel und Birnen', found: [{start: 0, end: 5}]}],
    );
    assert.ok(first.next);
    const second = await looked(world, bob.chat.search('apfel', {limit: 1, cursor: first.next}));
    assert.deepEqual([second.messages.map(({text}) => text), second.next], [['Äpfel'], undefined]);
    const inGroup = await looked(world, bob.chat.search('apf', {conversation: id}));
    assert.equal(inGroup.messages.length, 2);
    await assert.rejects(looked(world, bob.chat.search('%')), {code: 'SCHEMA'});
  }),
);

test(
  'messages that mention the user come page by page, read or not (PWP-SEARCH-007)',
  inWorld(async (world) => {
    const [ann, bob] = [world.device('ann'), world.device('bob')];
    await world.online(ann);
    await world.online(bob);
    const {id} = await world.wait(ann.chat.createGroup({title: 'Fruit', members: ['bob']}));
    const ranges = [{type: 'mention' as const, start: 0, end: 4, user: 'bob'}];
    for (const text of ['@bob one', '@bob two']) await world.wait(ann.chat.send(id, {text, ranges}).sent);
    await world.wait(ann.chat.send(id, 'bob').sent);
    const first = await looked(world, bob.chat.mentions({limit: 1}));
    assert.deepEqual(
      first.messages.map(({conversation, sender, text, found}) => ({conversation, sender, text, found})),
      [{conversation: id, sender: 'ann', text: '@bob two', found: [{start: 0, end: 4}]}],
    );
    assert.ok(first.next);
    const second = await looked(world, bob.chat.mentions({limit: 1, cursor: first.next}));
    assert.deepEqual([second.messages.map(({text}) => text), second.next], [['@bob one'], undefined]);
    const newest = first.messages[0];
    assert.deepEqual(
      [first, second].map(({messages}) => messages[0]?.isUnread),
      [true, true],
    );
    bob.chat.conversation(id).markRead(newest?.seq ?? 0);
    const {messages} = await looked(world, bob.chat.mentions());
    assert.deepEqual(
      messages.map(({isUnread}) => isUnread),
      [false, false],
    );
    assert.deepEqual((await looked(world, ann.chat.mentions())).messages, []);
    bob.chat.disconnect();
    await assert.rejects(bob.chat.mentions(), {code: 'OFFLINE'});
  }),
);

test(
  'conversations that no list has loaded are found by their words, and are in their lists from then on (PWP-SEARCH-009)',
  inWorld(async (world) => {
    const ann = world.device('ann');
    await world.online(ann);
    const [open, archived] = await Promise.all(
      ['Nädel im Heu', 'Nadelbaum'].map((title) => world.wait(ann.chat.createGroup({title, members: ['bob']}))),
    );
    assert.ok(open && archived);
    for (let at = 0; at < 110; at += 1) await world.wait(ann.chat.createGroup({title: `Hay ${at}`, members: ['bob']}));
    await world.wait(archived.archive(true));
    const fresh = world.device('ann');
    await world.online(fresh);
    const {inbox} = fresh.chat;
    assert.ok(inbox.list().get().more, 'only the first ones are there');
    assert.equal(fresh.chat.conversation(open.id).state.get(), undefined);
    const {conversations, next} = await looked(world, inbox.find('nadel'));
    assert.deepEqual(
      conversations.map(({id, title}) => [id, title]).sort(),
      [
        [open.id, 'Nädel im Heu'],
        [archived.id, 'Nadelbaum'],
      ].sort(),
    );
    assert.equal(next, undefined);
    const listed = (filter: 'all' | 'archived') =>
      inbox
        .list(filter)
        .get()
        .conversations.filter(({title}) => title?.startsWith('N'))
        .map(({id}) => id);
    assert.deepEqual([listed('all'), listed('archived')], [[open.id], [archived.id]]);
    const first = await looked(world, inbox.find('hay', {limit: 50}));
    assert.ok(first.next);
    const second = await looked(world, inbox.find('hay', {limit: 50, cursor: first.next}));
    assert.equal(new Set([...first.conversations, ...second.conversations].map(({id}) => id)).size, 100);
    await assert.rejects(looked(world, inbox.find('%')), {code: 'SCHEMA'});
    const typing = new AbortController();
    const asked = inbox.find('hay', {signal: typing.signal});
    typing.abort();
    await assert.rejects(asked, {name: 'AbortError'});
  }),
);

test(
  'a search is ended by its signal, and offline it is refused',
  inWorld(async (world) => {
    const ann = world.device('ann');
    await world.online(ann);
    const before = AbortSignal.abort(new Error('not wanted'));
    await assert.rejects(ann.chat.search('word', {signal: before}), /not wanted/);
    const end = new AbortController();
    const searching = ann.chat.search('word', {signal: end.signal});
    end.abort(new Error('typed on'));
    await assert.rejects(looked(world, searching), /typed on/);
    assert.deepEqual(
      (await looked(world, ann.chat.search('word', {signal: new AbortController().signal}))).messages,
      [],
    );
    ann.chat.disconnect();
    await assert.rejects(ann.chat.search('word'), {code: 'OFFLINE'});
  }),
);
