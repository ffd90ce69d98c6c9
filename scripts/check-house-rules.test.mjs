import assert from 'node:assert/strict';
import {test} from 'node:test';
import {breaches, isLong} from './check-house-rules.mjs';

const lines = (path, ...text) => breaches(path, text.join('\n')).map(({line}) => line);

test('core touches no clock, no chance, no promise; elsewhere they are fine', () => {
  const words = [
    'Date.now()',
    'Math.random()',
    'setTimeout(f, 1)',
    'await x',
    'Promise.all([])',
    'indexedDB.open()',
    'fetch(url)',
  ];
  for (const word of words) {
    assert.deepEqual(lines('packages/sdk/src/core/outbox.ts', '', `const x = ${word};`), [2], word);
    assert.deepEqual(lines('packages/sdk/src/client/sender.ts', '', `const x = ${word};`), [], word);
    assert.deepEqual(lines('packages/sdk/src/core/outbox.test.ts', '', `const x = ${word};`), [], word);
  }
});

test('a word in a comment is no breach, one in a template is', () => {
  const path = 'packages/elements/src/chat-message/chat-message.ts';
  assert.deepEqual(lines(path, '// never innerHTML', '/* style="x" */', ' * unsafeHTML', ' */').length, 1);
  assert.deepEqual(lines(path, 'html`', '<p', ' style="color: red">`'), [3]);
  assert.deepEqual(lines(path, 'const url = "https://x/y"; el.innerHTML = url;'), [1]);
});

test('an exception needs its reason', () => {
  const path = 'packages/elements/src/chat-message/chat-message.ts';
  assert.deepEqual(lines(path, '// house-rule: a test page made by us', 'el.innerHTML = "";'), []);
  assert.deepEqual(lines(path, '// house-rule:', 'el.innerHTML = "";'), [2]);
});

test('styles are written for both directions (UX-M14c)', () => {
  const path = 'packages/elements/src/chat-thread/chat-thread.ts';
  const wrong = ['left: 0;', 'padding-right: 1px;', 'border-top-left-radius: 0;', 'text-align: right;', 'float:left;'];
  for (const line of wrong) assert.deepEqual(lines(path, 'css`', line, '`'), [2], line);
  const right = [
    'inset-inline-start: 0;',
    'padding-inline: 1px;',
    'text-align: end;',
    '--chat-left: 0;',
    'transform-origin: left;',
  ];
  for (const line of right) assert.deepEqual(lines(path, 'css`', line, '`'), [], line);
  assert.deepEqual(lines(path, 'const box = {left: 0};'), []);
});

test('no file names a machine or a registry', () => {
  assert.deepEqual(lines('README.md', `see /ho${'me'}/ann/x`), [1]);
  assert.deepEqual(lines('package-lock.json', `"resolved": "ht${'tps'}://x/y.tgz"`), [1]);
  assert.deepEqual(lines('package-lock.json', '"resolved": "packages/sdk"'), []);
  assert.deepEqual(lines('README.md', 'GET /api/home/x and https://x.org/root/y'), []);
});

test('a long file is noticed, a long test is not', () => {
  const text = Array(402).fill('const x = 1;').join('\n');
  assert.equal(isLong('packages/sdk/src/client/chat.ts', text), true);
  assert.equal(isLong('packages/sdk/src/client/chat.test.ts', text), false);
  assert.equal(isLong('packages/sdk/src/client/chat.ts', 'const x = 1;'), false);
});
