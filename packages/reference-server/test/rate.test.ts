import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createRateLimiter} from '../src/domain/rate.js';
import {Refusal} from '../src/domain/refusal.js';
import {HandClock} from './world.js';

const waitOf = (run: () => void): number => {
  try {
    run();
    return 0;
  } catch (error) {
    assert.ok(error instanceof Refusal && error.code === 'RATE_LIMITED');
    return error.retryAfterMs ?? Number.NaN;
  }
};
const batch = (op: string, count: number) => ({ops: Array.from({length: count}, () => ({op}))});

test('a burst passes, then what refills; the refusal says when there is enough (S30)', () => {
  const clock = new HandClock();
  const limiter = createRateLimiter({clock});
  for (let n = 0; n < 20; n += 1) limiter.draw('ann', 'message.send', {});
  assert.equal(
    waitOf(() => limiter.draw('ann', 'message.send', {})),
    200,
  );
  assert.equal(
    waitOf(() => limiter.draw('bob', 'message.send', {})),
    0,
  );
  assert.equal(
    waitOf(() => limiter.draw('ann', 'reaction.set', {})),
    0,
  );
  clock.pass(200);
  assert.equal(
    waitOf(() => limiter.draw('ann', 'message.send', {})),
    0,
  );
  assert.equal(
    waitOf(() => limiter.draw('ann', 'message.send', {})),
    200,
  );
});

test('a batch draws for everything in it, or for nothing', () => {
  const clock = new HandClock();
  const limiter = createRateLimiter({clock});
  assert.equal(
    waitOf(() => limiter.draw('ann', 'ops.push', batch('message.send', 15))),
    0,
  );
  assert.equal(
    waitOf(() => limiter.draw('ann', 'ops.push', batch('message.send', 10))),
    1000,
  );
  assert.equal(
    waitOf(() => limiter.draw('ann', 'ops.push', batch('message.send', 5))),
    0,
  );
  // More than the bucket ever holds passes when it is full, and is paid back after.
  clock.pass(60_000);
  assert.equal(
    waitOf(() => limiter.draw('ann', 'ops.push', batch('message.send', 50))),
    0,
  );
  assert.equal(
    waitOf(() => limiter.draw('ann', 'message.send', {})),
    6200,
  );
});

test('buckets can be set, turned off, and do not go wrong with the clock (F15)', () => {
  const clock = new HandClock();
  const limiter = createRateLimiter({
    clock,
    rates: {
      send: {perSecond: Number.POSITIVE_INFINITY, burst: Number.POSITIVE_INFINITY},
      write: {perSecond: 1, burst: 1},
    },
  });
  for (let n = 0; n < 1000; n += 1) limiter.draw('ann', 'message.send', {});
  limiter.draw('ann', 'message.edit', {});
  clock.time -= 3600_000;
  assert.equal(
    waitOf(() => limiter.draw('ann', 'message.edit', {})),
    1000,
  );
  clock.pass(1000);
  assert.equal(
    waitOf(() => limiter.draw('ann', 'message.edit', {})),
    0,
  );
  clock.pass(120_000);
  assert.equal(
    waitOf(() => limiter.draw('bob', 'no.such.operation', {})),
    0,
  );
  assert.equal(
    waitOf(() => limiter.draw('bob', 'auth.refresh', {})),
    0,
  );
  assert.equal(
    waitOf(() => limiter.draw('bob', 'ops.push', 'nonsense')),
    0,
  );
});
