/** A few worlds at every run of the tests; `npm run sim -- --seeds 2000` simulates many. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {simulate} from './run.js';

const seeds = Array.from({length: 8}, (_, at) => at + 1);

for (const seed of seeds) {
  test(`world ${seed} keeps every promise (I1–I17)`, async () => {
    const {violations} = await simulate(seed);
    assert.deepEqual(violations, []);
  });
}

const onceBroken = [
  [26, 'a second tab shows what another tab has stored before the frame came (I4)'],
  [79, 'who is let in again has no count from before they left, not for a moment (I9, F71)'],
] as const;

for (const [seed, promise] of onceBroken) {
  test(`world ${seed}: ${promise}`, async () => {
    const {violations} = await simulate(seed);
    assert.deepEqual(violations, []);
  });
}

test('the same seed is the same history, message by message', async () => {
  const [first, second] = [await simulate(5), await simulate(5)];
  assert.equal(first.events, second.events);
  assert.equal(first.hash, second.hash);
  assert.notEqual((await simulate(6)).hash, first.hash);
});
