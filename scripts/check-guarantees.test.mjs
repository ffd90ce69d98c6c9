import assert from 'node:assert/strict';
import {test} from 'node:test';
import {filled, problemsOf, quoted, showing} from './check-guarantees.mjs';

const passed = (file, name) => ({file, name, outcome: 'passed'});
const only = (problems, number) => problems.filter((problem) => problem.startsWith(`${number}:`));

test('a name quotes numbers one by one and as stretches', () => {
  assert.deepEqual(quoted('killed after queued (F02–F04, I1, I2)'), ['F02', 'F03', 'F04', 'I1', 'I2']);
  assert.deepEqual(quoted('UX-L7 and S12 and PWP-SEND-007 are other things, and so are F2x and Shift+F10'), []);
});

test('only tests that passed show anything', () => {
  const files = showing([passed('a.test.ts', 'lost (F26)'), {...passed('b.test.ts', 'lost (F26)'), outcome: 'failed'}]);
  assert.deepEqual([...files.get('F26')], ['a.test.ts']);
});

test('a row without a test or a reason is a problem, and so is one whose tests are others', () => {
  const rows = (shown) => `| F26 | An answer is lost | once | ${shown} |`;
  const results = [passed('packages/x/a.test.ts', 'an answer is lost (F26)')];
  assert.equal(only(problemsOf(rows('[a](../packages/x/a.test.ts)'), results), 'F26').length, 0);
  assert.equal(only(problemsOf(rows('[b](../packages/x/b.test.ts)'), results), 'F26').length, 1);
  assert.equal(only(problemsOf(rows('–'), []), 'F26').length, 1);
  assert.equal(only(problemsOf(rows('not shown: needs two nodes on PostgreSQL'), []), 'F26').length, 0);
});

test('a number that is missing or stands twice is a problem', () => {
  const row = '| I3 | in order | not shown: because of this test |';
  const problems = problemsOf(`${row}\n${row}`, []);
  assert.ok(problems.includes('I3 stands twice'));
  assert.ok(problems.includes('I4 is missing'));
});

test('writing fills in the tests and keeps reasons', () => {
  const before = '| F26 | lost | once | – |\n| F47 | two nodes | row lock | not shown: needs PostgreSQL |';
  const after = filled(before, [passed('e2e/z.e2e.test.ts', 'F26'), passed('a.test.ts', 'F26')]);
  assert.equal(
    after,
    '| F26 | lost | once | [a](../a.test.ts), [z.e2e](../e2e/z.e2e.test.ts) |\n| F47 | two nodes | row lock | not shown: needs PostgreSQL |',
  );
});
