import assert from 'node:assert/strict';
import {test} from 'node:test';
import {shortCount} from './short-count.js';

test('UX-M6a: how many reacted takes little room however many they are, in the words of the language', () => {
  assert.deepEqual(
    [0, 1, 999, 1000, 1333, 13_358, 1_250_000].map((count) => shortCount(count, 'en')),
    ['0', '1', '999', '1K', '1.3K', '13.4K', '1.3M'],
  );
  assert.equal(shortCount(13_358, 'ja'), '1.3万');
});
