/** Buckets that several nodes draw from. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createRateLimiter} from '../src/domain/rate.js';
import {Refusal} from '../src/domain/refusal.js';
import {createSharedRates, tellMs} from '../src/fanout/shared-rates.js';
import {fakeClock} from './fake-clock.js';
import {FakeHub} from './fake-peers.js';

function nodes(count: number) {
  const clock = fakeClock();
  const hub = new FakeHub();
  const all = Array.from({length: count}, (_, at) => {
    const line = hub.join(`node ${at}`);
    const shared = createSharedRates({peers: line, clock});
    const limiter = createRateLimiter({clock, rates: {send: {perSecond: 5, burst: 20}}, drawn: shared.drawn});
    /** How many of so many sends pass. */
    const send = (times: number): number => {
      let passed = 0;
      for (let n = 0; n < times; n++) {
        try {
          limiter.draw('ann', 'message.send', {});
          passed++;
        } catch (error) {
          assert.ok(error instanceof Refusal && error.code === 'RATE_LIMITED');
        }
      }
      return passed;
    };
    return {line, shared, limiter, send};
  });
  const told = async (): Promise<void> => {
    clock.advance(tellMs);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return {clock, all, told};
}

test('what was drawn on one node is gone on the others, as soon as they draw (S30)', async () => {
  const {all, told} = nodes(3);
  assert.equal(all[0]?.send(20), 20);
  await told();
  assert.equal(all[1]?.send(1), 1, 'one may pass before it is known');
  await told();
  assert.equal(all[1]?.send(20), 0);
  assert.equal(all[2]?.send(1), 1);
  await told();
  assert.equal(all[2]?.send(20), 0);
});

test('somebody who goes round the nodes has each one’s burst once, and pays it back', async () => {
  const {clock, all, told} = nodes(2);
  assert.deepEqual([all[0]?.send(30), all[1]?.send(30)], [20, 20]);
  await told();
  // below zero by 20, which 5 a second fill in 4 s; these buckets fill by the nodes' own clocks
  clock.advance(3_000);
  assert.equal(all[1]?.send(1), 0);
  clock.advance(1_300);
  assert.equal(all[1]?.send(1), 1);
});

test('what is drawn while the others are asked is not given back', async () => {
  const {all, told} = nodes(1);
  const [node] = all;
  assert.equal(node?.send(10), 10);
  const telling = told();
  assert.equal(node?.send(10), 10);
  await telling;
  assert.equal(node?.send(1), 0);
});

test('where the others cannot be asked the own bucket holds, and answers that give do not (F55)', async () => {
  const {all, told} = nodes(2);
  for (const {line} of all) line.isWell = false;
  assert.equal(all[0]?.send(30), 20);
  await told();
  assert.equal(all[0]?.send(30), 0);
  // a Redis that has forgotten everything says that the bucket is full
  for (const {line} of all) {
    line.isWell = true;
    line.draw = async () => [20];
  }
  assert.equal(all[0]?.send(30), 0);
  await told();
  assert.equal(all[0]?.send(30), 1, 'what 200 ms fill');
});

test('many draws are one question', async () => {
  const {all, told} = nodes(1);
  const [node] = all;
  let questions = 0;
  if (node)
    node.line.draw = async (draws) => {
      questions++;
      return draws.map(({burst, amount}) => burst - amount);
    };
  node?.send(20);
  await told();
  assert.equal(questions, 1);
});
