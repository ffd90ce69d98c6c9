import assert from 'node:assert/strict';
import {test} from 'node:test';
import {filled, problemsOf, showing, tables, testsOfCluster} from './check-guarantees.mjs';

const passed = (file, name) => ({file, name, outcome: 'passed'});
const only = (problems, number) => problems.filter((problem) => problem.startsWith(`${number}:`));

test('a name quotes guarantees one by one and as stretches', () => {
  const {quoted} = tables.guarantees;
  assert.deepEqual(quoted('killed after queued (F02–F04, I1, I2)'), ['F02', 'F03', 'F04', 'I1', 'I2']);
  assert.deepEqual(quoted('UX-L7, UX-I2 and S12 and PWP-SEND-007 are other things, and so are F2x and Shift+F10'), []);
});

test('a name quotes rules of the interface, several sentences of one, and criteria of WCAG', () => {
  const {quoted} = tables.interface;
  assert.deepEqual(quoted('UX-L4ac, UX-M3: stays (UX-K7)'), ['L4a', 'L4c', 'M3', 'K7']);
  assert.deepEqual(quoted('nothing moves (WCAG 2.2.2, 2.3.3), ever'), ['WCAG 2.2.2', 'WCAG 2.3.3']);
  assert.deepEqual(quoted('I3 and F07 are guarantees, PWP-MODEL-002 is a rule of the protocol'), []);
});

test('only tests that passed show anything', () => {
  const results = [passed('a.test.ts', 'lost (F26)'), {...passed('b.test.ts', 'lost (F26)'), outcome: 'failed'}];
  assert.deepEqual([...showing(results, tables.guarantees).get('F26')], ['a.test.ts']);
});

test('a row without a test or a reason is a problem, and so is one whose tests are others', () => {
  const rows = (shown) => `| F26 | An answer is lost | once | ${shown} |`;
  const problems = (shown, results) => only(problemsOf(rows(shown), results, tables.guarantees), 'F26').length;
  const results = [passed('packages/x/a.test.ts', 'an answer is lost (F26)')];
  assert.equal(problems('[a](../packages/x/a.test.ts)', results), 0);
  assert.equal(problems('[b](../packages/x/b.test.ts)', results), 1);
  assert.equal(problems('–', []), 1);
  assert.equal(problems('not shown: needs two nodes on PostgreSQL', []), 0);
});

test('a number that is missing, stands twice, or is quoted without a row is a problem', () => {
  const row = '| I3 | in order | not shown: because of this test |';
  const problems = problemsOf(`${row}\n${row}`, [passed('a.test.ts', 'F98')], tables.guarantees);
  assert.ok(problems.includes('I3 stands twice'));
  assert.ok(problems.includes('I4 is missing'));
  assert.ok(problems.includes('F98 is in no row, but a.test.ts quotes it'));
});

test('the sentences of a rule are numbered without a hole', () => {
  const row = (number) => `| ${number} | sentence | not shown: because of this test |`;
  const problems = problemsOf([row('L4a'), row('L4c'), row('L5')].join('\n'), [], tables.interface);
  assert.ok(problems.includes('L4b is missing'));
  assert.ok(problems.includes('L6 is missing'));
  assert.ok(!problems.includes('L5 is missing') && !problems.includes('L4a is missing'));
});

test('writing fills in the tests and keeps reasons', () => {
  const before = '| F26 | lost | once | – |\n| F47 | two nodes | row lock | not shown: needs PostgreSQL |';
  const results = [passed('e2e/z.e2e.test.ts', 'F26'), passed('a.test.ts', 'F26')];
  assert.equal(
    filled(before, results, tables.guarantees),
    '| F26 | lost | once | [a](../a.test.ts), [z.e2e](../e2e/z.e2e.test.ts) |\n| F47 | two nodes | row lock | not shown: needs PostgreSQL |',
  );
});

test('writing fills in a cell that is empty, and no other', () => {
  const results = [passed('a.test.ts', 'lost (F26)')];
  assert.equal(
    filled('| F26 | lost | once | |', results, tables.guarantees),
    '| F26 | lost | once | [a](../a.test.ts) |',
  );
});

test('what needs PostgreSQL is known by its name', () => {
  const files = showing(testsOfCluster(), tables.guarantees);
  assert.ok([...(files.get('F47') ?? [])].some((file) => file.endsWith('.cluster.test.ts')));
});
