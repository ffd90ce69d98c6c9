import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Draft} from '../src/domain/screen.js';
import {codeOf, messageIn, newId, type Person, text, World} from './world.js';

const passedOn = (words: string) => ({text: words, forwarded: true as const});

async function talk(options: Parameters<typeof World.open>[0] = {}) {
  const world = await World.open(options);
  const [ann, bob] = [world.as('ann'), world.as('bob')];
  const here = await ann.group(['bob']);
  const there = await bob.group(['cid']);
  const forward = async (person: Person, words: string, id = newId()) =>
    messageIn(await person.run('message.send', {conversation: there, id, content: passedOn(words)}));
  return {world, ann, bob, cid: world.as('cid'), here, there, forward};
}

test('it says that its words are another’s and of nobody whose: to its reader, in the page and in the frame (PWP-FORWARD-001)', async () => {
  const {world, ann, bob, cid, here, there, forward} = await talk();
  const secret = await ann.send(here, 'we meet at ten');
  world.forget();
  const {id, content, sender} = await forward(bob, secret.content.text);
  assert.deepEqual([sender, content], ['bob', {kind: 'text', ...passedOn('we meet at ten')}]);
  const {messages} = await cid.run('history.page', {conversation: there});
  assert.deepEqual(messages.find((message) => message.id === id)?.content, content);
  const told = JSON.stringify([messages, world.framesTo('cid')]);
  assert.ok(told.includes('"forwarded":true'));
  for (const word of [secret.id, here, '"ann"']) assert.ok(!told.includes(word), `${word} is not told`);
});

test('the same again is the same message, without the mark it is another content (PWP-FORWARD-002, PWP-SEND-005)', async () => {
  const {bob, there, forward} = await talk();
  const first = await forward(bob, 'ten');
  assert.deepEqual(await forward(bob, 'ten', first.id), first);
  const plain = bob.run('message.send', {conversation: there, id: first.id, content: text('ten')});
  assert.equal(await codeOf(plain), 'IDEMPOTENCY_MISMATCH');
  assert.deepEqual(await bob.words(there), ['ten']);
});

test('what becomes of the other message and its author changes nothing, and leaves no name of theirs (PWP-FORWARD-002, PWP-HOST-005)', async () => {
  const {world, ann, bob, cid, here, there, forward} = await talk();
  const {id} = await ann.send(here, 'ten');
  await forward(bob, 'ten');
  await ann.run('message.edit', {conversation: here, id, content: text('eleven')});
  await ann.run('message.delete', {conversation: here, id});
  await world.asHost().run('user.erase', {user: 'ann'});
  const {messages, people} = await cid.run('history.page', {conversation: there});
  assert.deepEqual(messages.at(-1)?.content, {kind: 'text', ...passedOn('ten')});
  assert.ok(!JSON.stringify([messages, people]).includes('ann'));
});

test('it is sent as every message is: nobody writes where they may not, and it counts, is found and makes the preview (PWP-FORWARD-002)', async () => {
  const {ann, bob, cid, there, forward} = await talk();
  assert.equal(await codeOf(forward(ann, 'ten')), 'NOT_FOUND');
  await bob.run('member.role', {conversation: there, user: 'cid', role: 'observer'});
  assert.equal(await codeOf(forward(cid, 'ten')), 'READ_ONLY');
  const {id} = await forward(bob, 'the umbrella');
  const {unread, preview} = await cid.row(there);
  assert.deepEqual([unread, preview?.text], [1, 'the umbrella']);
  assert.deepEqual(
    (await cid.run('messages.search', {query: 'umbrella'})).hits.map(({message}) => message.id),
    [id],
  );
  await bob.run('conversation.update', {conversation: there, slowSeconds: 60});
  await bob.run('member.role', {conversation: there, user: 'cid', role: 'member'});
  await forward(cid, 'one');
  assert.equal(await codeOf(forward(cid, 'two')), 'SLOW_MODE');
});

test('it mentions nobody: neither whom its words named nor anybody here (PWP-FORWARD-003)', async () => {
  const {bob, there} = await talk();
  const ranges = [
    {type: 'bold' as const, start: 0, end: 2},
    {type: 'mention' as const, start: 3, end: 6, user: 'cid'},
  ];
  const send = (given: typeof ranges) =>
    bob.run('message.send', {
      conversation: there,
      id: newId(),
      content: {...passedOn('hi Cid'), ranges: given},
    });
  assert.equal(await codeOf(send(ranges)), 'SCHEMA');
  assert.deepEqual(messageIn(await send(ranges.slice(0, 1))).content.ranges, ranges.slice(0, 1));
});

test('an edit is its author’s own words, and the mark goes with it (PWP-FORWARD-004)', async () => {
  const {bob, there, forward} = await talk();
  const {id} = await forward(bob, 'ten');
  const edit = (content: object) =>
    bob.run('message.edit', {conversation: there, id, content: content as {text: string}});
  assert.equal(await codeOf(edit(passedOn('eleven'))), 'SCHEMA');
  assert.deepEqual(messageIn(await edit(text('eleven'))).content, {kind: 'text', text: 'eleven'});
});

test('who is asked before sees that it is one, and other words in its place keep the mark (PWP-SCREEN-001, PWP-FORWARD-002)', async () => {
  const drafts: Draft[] = [];
  const {bob, forward} = await talk({
    beforeSend: {
      ask(draft) {
        drafts.push(draft);
        return {do: 'replace', text: '***'};
      },
    },
  });
  const {content} = await forward(bob, 'damn');
  assert.deepEqual(content, {kind: 'text', ...passedOn('***')});
  assert.deepEqual(drafts.at(-1)?.content, passedOn('damn'));
});

test('it may be sent later (PWP-LATER-003, PWP-FORWARD-002)', async () => {
  const {world, bob, cid, there} = await talk();
  const at = world.clock.now() + 60_000;
  await bob.run('later.set', {conversation: there, id: newId(), at, content: passedOn('ten')});
  world.clock.pass(60_000);
  await world.domain.sendDue();
  const {messages} = await cid.run('history.page', {conversation: there});
  assert.deepEqual(messages.at(-1)?.content, {kind: 'text', ...passedOn('ten')});
});
