import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createRateLimiter} from '../src/domain/rate.js';
import {Refusal} from '../src/domain/refusal.js';
import {createNewcomers} from '../src/realtime/newcomers.js';
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

test('ten reports pass at once, then one a minute; nothing else draws from that bucket (PWP-REPORT-002)', () => {
  const clock = new HandClock();
  const limiter = createRateLimiter({clock});
  for (let n = 0; n < 10; n += 1) limiter.draw('ann', 'report.create', {});
  assert.equal(
    waitOf(() => limiter.draw('ann', 'report.create', {})),
    60_000,
  );
  assert.equal(
    waitOf(() => limiter.draw('ann', 'block.set', {})),
    0,
  );
  clock.pass(60_000);
  assert.equal(
    waitOf(() => limiter.draw('ann', 'report.create', {})),
    0,
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

test('a newcomer sends 20 messages at once and then 20 a minute, and does not get around that by an old clientTs (PWP-LIMIT-005)', () => {
  const clock = new HandClock();
  const limiter = createRateLimiter({clock});
  const send = (clientTs = clock.now()): number =>
    waitOf(() => limiter.draw('ann', 'message.send', {clientTs}, {isNew: true}));
  for (let n = 0; n < 20; n += 1) assert.equal(send(), 0);
  assert.equal(send(), 3000);
  assert.equal(send(clock.now() - 3_600_000), 3000);
  clock.pass(60_000);
  for (let n = 0; n < 20; n += 1) assert.equal(send(), 0);
  assert.equal(send(), 3000);
  assert.equal(
    waitOf(() => limiter.draw('ann', 'reaction.set', {}, {isNew: true})),
    0,
  );
});

test('an outbox that was filled offline has a larger bucket of its own, beside what is written now (PWP-LIMIT-006)', () => {
  const clock = new HandClock();
  const limiter = createRateLimiter({clock});
  const before = clock.now() - 61_000;
  const written = (clientTs: number, count: number): unknown => ({
    ops: Array.from({length: count}, () => ({op: 'message.send', input: {clientTs}})),
  });
  const push = (input: unknown): number => waitOf(() => limiter.draw('ann', 'ops.push', input));
  assert.equal(push(written(before, 50)), 0);
  assert.equal(push(written(before, 50)), 0);
  assert.equal(push(written(before, 50)), 2500);
  assert.equal(push(written(clock.now(), 20)), 0);
  assert.equal(push(written(clock.now(), 1)), 200);
  clock.pass(2500);
  assert.equal(push(written(before, 50)), 0);
  // a clock that is ahead opens nothing
  assert.equal(push(written(clock.now() + 3_600_000, 20)), 1500);
});

test('steps of a message that grows hold up no other edit, and hold back one another (PWP-GROW-004)', () => {
  const clock = new HandClock();
  const limiter = createRateLimiter({clock});
  const edit = (growing?: true): number =>
    waitOf(() => limiter.draw('bot', 'message.edit', {content: {text: 'a', ...(growing && {growing})}}));
  const batched = (count: number): number =>
    waitOf(() =>
      limiter.draw('bot', 'ops.push', {
        ops: Array.from({length: count}, () => ({op: 'message.edit', input: {content: {growing: true}}})),
      }),
    );
  for (let n = 0; n < 20; n += 1) assert.equal(edit(true), 0);
  assert.equal(batched(20), 0);
  assert.equal(edit(true), 100);
  for (let n = 0; n < 40; n += 1) assert.equal(edit(), 0);
  assert.equal(edit(), 100);
  // five answers at once, two steps a second of each
  for (let second = 0; second < 60; second += 1) {
    clock.pass(1000);
    assert.equal(batched(10), 0);
  }
  assert.equal(
    waitOf(() => limiter.draw('bot', 'message.edit', {content: 'nonsense'})),
    0,
  );
});

test('somebody is a newcomer for the first day, imported people and those from before never (PWP-LIMIT-005)', async () => {
  const clock = new HandClock();
  const asked: string[] = [];
  const since: Record<string, number> = {ann: clock.now(), old: 0};
  const newcomers = createNewcomers(clock, async (user) => {
    asked.push(user);
    return since[user];
  });
  assert.equal(await newcomers.has('ann'), true);
  assert.equal(await newcomers.has('old'), false);
  assert.equal(await newcomers.has('nobody'), true);
  clock.pass(24 * 60 * 60 * 1000 - 1);
  assert.equal(newcomers.has('ann'), true);
  clock.pass(1);
  assert.equal(newcomers.has('ann'), false);
  assert.deepEqual(asked, ['ann', 'old', 'nobody']);
});
