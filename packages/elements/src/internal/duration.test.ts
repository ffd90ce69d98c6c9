import assert from 'node:assert/strict';
import {test} from 'node:test';
import {duration, timeLeft} from './duration.js';

test('a length of time is said in the largest unit that fits', () => {
  const said = [1, 30, 60, 90, 300, 3_600, 5_400, 21_600].map((seconds) => duration(seconds, 'en'));
  assert.deepEqual(said, [
    '1 second',
    '30 seconds',
    '1 minute',
    '90 seconds',
    '5 minutes',
    '1 hour',
    '90 minutes',
    '6 hours',
  ]);
  assert.equal(duration(30, 'de'), '30 Sekunden');
  assert.equal(duration(2, 'ru'), '2 секунды');
});

test('what is left is told by the second near the end, and never as less than it is', () => {
  const said = [0.2, 59.5, 61, 119, 121, 7_201].map((seconds) => timeLeft(seconds, 'en'));
  assert.deepEqual(said, ['1 second', '1 minute', '61 seconds', '119 seconds', '3 minutes', '3 hours']);
});
