import assert from 'node:assert/strict';
import {test} from 'node:test';
import {systemClock} from './clock.js';

test('the system clock never calls early, though the timers beneath it may', (t) => {
  let now = 0;
  const timers: (() => void)[] = [];
  t.mock.method(performance, 'now', () => now);
  t.mock.method(globalThis, 'setTimeout', (run: () => void) => timers.push(run));
  let calls = 0;
  systemClock.after(10.4, () => calls++);

  now = 10.3;
  timers[0]?.();
  assert.equal(calls, 0, 'fired a little early: it waits on');
  assert.equal(timers.length, 2);

  now = 10.5;
  timers[1]?.();
  assert.equal(calls, 1);
});
