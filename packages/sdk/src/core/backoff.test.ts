import assert from 'node:assert/strict';
import {test} from 'node:test';
import {backoffMs} from './backoff.js';

test('the wait is drawn from nothing to a bound that doubles from half a second to thirty (PWP-CONNECT-003)', () => {
  assert.deepEqual(
    [1, 2, 3, 6, 7, 8, 1_000].map((failures) => backoffMs(failures, 1)),
    [500, 1_000, 2_000, 16_000, 30_000, 30_000, 30_000],
  );
  assert.deepEqual(
    [1, 5].map((failures) => backoffMs(failures, 0)),
    [0, 0],
  );
  assert.equal(backoffMs(3, 0.5), 1_000);
});

test('what the server asks for is waited for, and hardly more', () => {
  assert.equal(backoffMs(1, 0, 5_000), 5_000);
  assert.equal(backoffMs(9, 1, 5_000), 5_500);
  assert.equal(backoffMs(9, 1, 0), 0);
});
