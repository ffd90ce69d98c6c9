/** A page of messages as text and as an object: whatever is told of a message, both say the same. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {textOf} from '../src/domain/answer-text.js';
import {memoryStore} from '../src/store/memory/store.js';
import {openSqliteStore} from '../src/store/sqlite/store.js';
import type {Store} from '../src/store/store.js';
import {temporaryFile} from './temporary-files.js';
import {newId, text, World} from './world.js';

const odd = 'be"n\\ü\u2028';
const stores: [string, () => Promise<Store>][] = [
  ['memory', async () => memoryStore()],
  ['SQLite', () => openSqliteStore(temporaryFile())],
];

for (const [name, open] of stores) {
  test(`the text of a page says what the page says, of usual messages and of those with more on them (${name})`, async () => {
    const world = await World.open({store: await open()});
    const [ann, ben] = [world.as('ann'), world.as(odd)];
    await ben.hello({});
    const conversation = await ann.group([odd]);
    const usual = await ann.send(conversation, 'a "quoted"\n\\ word, 👋🏽 "content":0');
    await ben.send(conversation, 'with its time', {clientTs: 1_699_999_999_000});
    await ben.send(conversation, 'an answer', {replyTo: usual.id});
    const edited = await ben.send(conversation, 'before');
    await ben.run('message.edit', {conversation, id: edited.id, content: text('after')});
    const deleted = await ben.send(conversation, 'gone', {replyTo: usual.id});
    await ben.run('message.delete', {conversation, id: deleted.id});
    const liked = await ann.send(conversation, 'liked');
    await ben.run('reaction.set', {conversation, id: liked.id, key: '👍', on: true});
    const pinned = await ann.send(conversation, 'pinned');
    await ann.run('message.pin', {conversation, id: pinned.id, on: true});
    const id = newId();
    await ben.run('message.send', {
      conversation,
      id,
      content: {kind: 'x-card', text: 'card', data: {content: [0, {}]}},
    });

    const page = await ann.run('history.page', {conversation, limit: 20});
    const said: unknown = JSON.parse(textOf(page));
    assert.deepEqual(said, JSON.parse(JSON.stringify(page)));
    const {messages} = said as typeof page;
    assert.ok(messages.some(({replyTo}) => replyTo?.id === usual.id));
    for (const what of ['clientTs', 'editedAt', 'deleted', 'reactions', 'pinned'] as const)
      assert.ok(
        messages.some((message) => message[what] !== undefined),
        what,
      );
    assert.ok(page.people.some(({user}) => user === odd));
    await world.domain.close();
  });
}

test('an answer without a text of its own is written as any object is', () => {
  assert.equal(textOf({a: [1, 'ü']}), '{"a":[1,"ü"]}');
});
