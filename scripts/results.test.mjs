import assert from 'node:assert/strict';
import {test} from 'node:test';
import {count, toTryAgain, without} from './results.mjs';
import {testFiles} from './test-files.mjs';

const run = (results, more = {}) =>
  count({results, files: ['a.test.ts'], exitCode: 0, acceptSkip: () => undefined, ...more});
const passed = {file: 'a.test.ts', name: 'adds', outcome: 'passed'};

test('a file that reports no test is a failure', () => {
  assert.deepEqual(run([]).counts, {passed: 0, failed: 1, skipped: 0});
  assert.deepEqual(run([passed]).counts, {passed: 1, failed: 0, skipped: 0});
});

test('a runner that breaks without a failed test is a failure', () => {
  assert.deepEqual(run([passed], {exitCode: 1}).counts, {passed: 1, failed: 1, skipped: 0});
  assert.deepEqual(run([passed], {exitCode: 'a timeout'}).counts, {passed: 1, failed: 1, skipped: 0});
});

test('a skipped test is a failure unless its reason is accepted', () => {
  const skipped = {...passed, outcome: 'skipped'};
  assert.deepEqual(run([skipped]).counts, {passed: 0, failed: 1, skipped: 0});
  assert.deepEqual(run([skipped], {acceptSkip: () => 'no Postgres'}).counts, {passed: 0, failed: 0, skipped: 1});
});

test('a failure that a limit of the engine expects is counted as skipped, another is not', () => {
  const failed = {...passed, outcome: 'failed', error: 'no such command: emulate-media'};
  const limits = [{error: 'emulate-media', reason: 'no media emulation'}];
  assert.deepEqual(run([failed], {limits, exitCode: 1}).counts, {passed: 0, failed: 0, skipped: 1});
  assert.deepEqual(run([{...failed, error: 'other'}], {limits, exitCode: 1}).counts, {
    passed: 0,
    failed: 1,
    skipped: 0,
  });
});

test('files that failed or told nothing get a second try, where they are few', () => {
  const failed = {...passed, outcome: 'failed'};
  const other = {...passed, file: 'b.test.ts'};
  const first = run([failed, other], {files: ['a.test.ts', 'b.test.ts', 'c.test.ts'], exitCode: 1});
  assert.deepEqual(toTryAgain([first]), ['a.test.ts', 'c.test.ts']);
  assert.deepEqual(toTryAgain([first, first]), [], 'this is no accident');
  assert.deepEqual(without({files: ['a.test.ts', 'b.test.ts'], results: [failed, other]}, ['a.test.ts']), {
    files: ['b.test.ts'],
    results: [other],
  });
});

test('every test file has one runner, and a name that no runner knows is an orphan', () => {
  const groups = testFiles([
    'packages/sdk/src/core/outbox.test.ts',
    'packages/elements/src/chat-thread/chat-thread.browser.test.ts',
    'packages/elements/src/chat-thread/chat-thread.ts',
    'e2e/offline.e2e.test.ts',
    'scripts/check-layers.test.mjs',
    'packages/sdk/src/core/outbox.spec.ts',
    'packages/sdk/src/core/view.test.tsx',
    'e2e/offline.test.ts',
    'docs/x.test.ts',
  ]);
  assert.deepEqual(groups.node, ['packages/sdk/src/core/outbox.test.ts', 'scripts/check-layers.test.mjs']);
  assert.deepEqual(groups.browser, ['packages/elements/src/chat-thread/chat-thread.browser.test.ts']);
  assert.deepEqual(groups.e2e, ['e2e/offline.e2e.test.ts']);
  assert.deepEqual(groups.orphans.length, 4);
});
