import assert from 'node:assert/strict';
import {test} from 'node:test';
import {contentOf} from './content.js';
import {conversationIdOf, messageIdOf} from './ids.js';
import {readLine} from './line.js';
import {busiestAuthors, makePlan, planLine} from './plan.js';

const line = {id: 'm-1', channel: 'rust', author: 'ferris', ts: '2019-01-05T05:42:11.000Z', text: 'Hello'};
const read = (change: Record<string, unknown>): unknown => readLine(JSON.stringify({...line, ...change}));

test('a line is a message with its time in milliseconds', () => {
  assert.deepEqual(read({}), {id: 'm-1', channel: 'rust', author: 'ferris', at: 1546666931000, text: 'Hello'});
});

test('a reply and an action are taken, what else is there is passed over', () => {
  const message = read({reply_to: 'm-0', reply_to_all: ['m-0', 'x'], type: 'action', topic: 3}) as Record<
    string,
    unknown
  >;
  assert.equal(message['replyTo'], 'm-0');
  assert.equal(message['action'], true);
  assert.deepEqual(Object.keys(message).sort(), ['action', 'at', 'author', 'channel', 'id', 'replyTo', 'text']);
});

test('what is wrong with a line is said in words', () => {
  assert.equal(readLine('{"id": '), 'it is not JSON');
  assert.equal(readLine('3'), 'it is not a JSON object');
  assert.equal(read({text: undefined}), '"text" is missing');
  assert.equal(read({text: ' '}), '"text" is empty');
  assert.equal(read({ts: 'yesterday'}), '"ts" is not a time like 2019-01-05T05:42:11.000Z');
  assert.equal(read({text: 'x'.repeat(8001)}), '"text" is longer than 8000 characters');
  assert.equal(read({type: 'join'}), '"type" is neither "action" nor "message"');
  assert.equal(read({author: ''}), '"author" is empty');
  assert.equal(
    readLine(`{"id":"1","channel":"c","author":"a","ts":"${line.ts}","text":"\\ud800"}`),
    '"text" holds half a character or a NUL',
  );
});

test('an address becomes a link, without the punctuation of its sentence', () => {
  const text = 'see https://a.example/x_(y), (https://b.example/?q=1) and http://c.example.';
  const links = contentOf({text}, () => undefined).ranges?.map(({start, end}) => text.slice(start, end));
  assert.deepEqual(links, ['https://a.example/x_(y)', 'https://b.example/?q=1', 'http://c.example']);
});

test('who is addressed at the beginning is mentioned, if it is somebody', () => {
  const userOf = (name: string): string | undefined => (name === 'ann' ? 'import:ann' : undefined);
  const mention = (text: string): unknown =>
    contentOf({text}, userOf).ranges?.map(({type, start, end, user}) => [type, text.slice(start, end), user]);
  assert.deepEqual(mention('ann: look'), [['mention', 'ann', 'import:ann']]);
  assert.deepEqual(mention('@ann look'), [['mention', '@ann', 'import:ann']]);
  assert.equal(mention('ann looks'), undefined, "a word that is only somebody's name");
  assert.equal(mention('note: look'), undefined);
});

test('an action stands in italics from end to end', () => {
  assert.deepEqual(
    contentOf({text: 'waves', action: true}, () => undefined),
    {kind: 'text', text: 'waves', ranges: [{type: 'italic', start: 0, end: 5}]},
  );
});

test("the same line always makes the same ids, and they are of the protocol's shape (PWP-ID-003, PWP-ID-004)", () => {
  assert.match(messageIdOf('rust', 'm-1'), /^[A-Za-z0-9_-]{21}$/);
  assert.match(conversationIdOf('rust'), /^c_[A-Za-z0-9_-]{21}$/);
  assert.equal(messageIdOf('rust', 'm-1'), messageIdOf('rust', 'm-1'));
  assert.notEqual(messageIdOf('rust', 'm-1'), messageIdOf('rust', 'm-2'));
  assert.notEqual(messageIdOf('a', 'bc'), messageIdOf('ab', 'c'), 'where one part ends is part of it');
});

test('the plan counts authors and refuses an id that comes twice in a channel', () => {
  const plan = makePlan();
  const add = (id: string, author: string, channel = 'rust'): boolean =>
    planLine(plan, {id, channel, author, at: 1, text: 'x'});
  assert.deepEqual(
    [add('1', 'b'), add('2', 'a'), add('3', 'c'), add('4', 'c'), add('4', 'c'), add('4', 'c', 'go')],
    [true, true, true, true, false, true],
  );
  assert.equal(plan.count, 5);
  assert.deepEqual(busiestAuthors(plan.channels.get('rust')!, 2), ['c', 'a']);
});
