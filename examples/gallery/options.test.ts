import assert from 'node:assert/strict';
import {test} from 'node:test';
import {read, write} from './options.js';

test('an address without words shows everything as it is by itself', () => {
  assert.deepEqual(read(''), {
    theme: 'none',
    scheme: 'light',
    dir: 'auto',
    width: 'full',
    look: 'bubbles',
    density: 'comfortable',
    lang: 'en',
    bare: false,
  });
});

test('what is chosen comes back from the address that was made of it', () => {
  const query =
    '?element=chat-log&state=unread&theme=ink&scheme=dark&dir=rtl&width=360&look=flat&density=compact&lang=ar';
  const options = read(query);
  assert.equal(options.state, 'unread');
  assert.deepEqual(read(write(options)), options);
});

test('nonsense in an address counts as nothing', () => {
  assert.deepEqual(read('?theme=../secret&width=1e9&state=of-nothing'), read(''));
});

test('an address says only what differs', () => {
  assert.equal(write(read('?element=chat-time&scheme=light')), '?element=chat-time');
});
