import assert from 'node:assert/strict';
import {mock, test} from 'node:test';
import {everyMinute} from './ticker.js';

test('one timer serves all who want to know of a new minute, and none is left without them (UX-M18b)', () => {
  mock.timers.enable({apis: ['setTimeout', 'Date'], now: Date.UTC(2026, 4, 3, 9, 5, 40)});
  const set = mock.method(globalThis, 'setTimeout');
  try {
    const calls = [0, 0, 0];
    const stops = calls.map((_, at) =>
      everyMinute(() => {
        calls[at] = (calls[at] ?? 0) + 1;
      }),
    );
    assert.equal(set.mock.callCount(), 1);
    mock.timers.tick(20_000);
    assert.deepEqual(calls, [1, 1, 1], 'at the beginning of the minute');
    mock.timers.tick(60_000);
    assert.deepEqual(calls, [2, 2, 2]);
    assert.equal(set.mock.callCount(), 3, 'one for each minute');
    for (const stop of stops) stop();
    mock.timers.tick(600_000);
    assert.deepEqual(calls, [2, 2, 2]);
    assert.equal(set.mock.callCount(), 3);
  } finally {
    mock.restoreAll();
    mock.timers.reset();
  }
});
