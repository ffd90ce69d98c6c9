/**
 * A simulation that cannot fail proves nothing: with any of the mechanisms gone, a world must break one of the promises that it
 * holds. docs/simulation.md says how often.
 */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Ablation, ablations, focused, needless} from './ablations.js';
import {planOf, withDisasters} from './plan.js';
import {simulate} from './run.js';

/** Worlds that are tried at most until one fails. */
const most = 60;

for (const [name, {gone, holds, twist, focus}] of Object.entries(ablations)) {
  test(`it is seen when ${gone} (${name}: ${holds.join(', ')})`, async () => {
    for (let seed = 500; seed < 500 + most; seed++) {
      const {violations} = await simulate(seed, {plan: focused(planOf(seed), focus), twist: twist()});
      if (violations.some(({invariant}) => holds.includes(invariant))) return;
    }
    assert.fail(`${most} worlds kept ${holds.join(', ')} without it`);
  });
}

for (const disaster of ['storageFull', 'aborts', 'wipe', 'restore']) {
  test(`order is held in a world with ${disaster} too (one-batch, I3)`, async () => {
    const {focus, twist} = ablations['one-batch'] as Ablation;
    for (let seed = 500; seed < 500 + most; seed++) {
      const plan = withDisasters(focused(planOf(seed), focus), [disaster]);
      const {violations} = await simulate(seed, {plan, twist: twist()});
      if (violations.some(({invariant}) => invariant === 'I3')) return;
    }
    assert.fail(`${most} worlds kept I3 without it`);
  });
}

for (const [name, {gone, twist}] of Object.entries(needless)) {
  test(`nothing breaks though ${gone} (${name}, I17)`, async () => {
    for (let seed = 500; seed < 506; seed++) {
      const {violations} = await simulate(seed, {plan: focused(planOf(seed), {tabs: 2}), twist: twist()});
      assert.deepEqual(violations, []);
    }
  });
}
