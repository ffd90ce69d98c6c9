import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {check, readPage, samplesIn} from './check-samples.mjs';
import {root} from './test-files.mjs';

/** The problems of one document whose lines are `lines`. The files lie in the tree, where `node_modules` is found. */
function problemsOf(...lines) {
  mkdirSync(join(root, '.cache'), {recursive: true});
  const directory = mkdtempSync(join(root, '.cache/samples-test-'));
  try {
    return check(new Map([['docs/x.md', lines.join('\n')]]), {directory, knownTags: new Set(['chat-thread'])}).problems;
  } finally {
    rmSync(directory, {recursive: true});
  }
}

test('a sample that does not compile is a problem, with the line of the document', () => {
  const problems = problemsOf('# Title', '', '```ts', 'const one = 1;', 'const two: string = one;', '```');
  assert.equal(problems.length, 1);
  assert.match(problems[0], /^docs\/x\.md:5: error TS2322/);
});

test('a sample of JavaScript is checked too, its parameters need no types', () => {
  const problems = problemsOf(
    '```js',
    'const half = (n) => n / 2;',
    'half(1).toUpperCas();',
    '"x".toUpperCas();',
    '```',
  );
  assert.equal(problems.length, 1 + 1);
  assert.match(problems[0], /^docs\/x\.md:3: /);
});

test('each block is a module of its own, unless it continues the one before', () => {
  const two = (info) => [
    '```ts',
    'const one: number = 1;',
    '```',
    'and then',
    `\`\`\`${info}`,
    'one.toFixed();',
    '```',
  ];
  assert.match(problemsOf(...two('ts'))[0], /^docs\/x\.md:6: error TS2304/);
  assert.deepEqual(problemsOf(...two('ts continues')), []);
});

test('code that is given in a comment above belongs to the block', () => {
  const block = ['```ts', 'one.toFixed();', '```'];
  assert.deepEqual(problemsOf('<!-- given: declare const one: number; -->', ...block), []);
  assert.equal(problemsOf('<!-- a comment -->', ...block).length, 1);
});

test('a block is left out only with a reason', () => {
  assert.deepEqual(problemsOf('```ts no-check', '// no-check: shows the error', 'nonsense!', '```'), []);
  assert.match(problemsOf('```ts no-check', 'nonsense!', '```')[0], /begins with its reason/);
  assert.match(problemsOf('```ts nocheck', 'const one = 1;', '```')[0], /no such mark/);
});

test('the scripts and the elements of a page are checked', () => {
  const page = (...inner) => problemsOf('```html', ...inner, '```');
  assert.deepEqual(
    page('<chat-thread></chat-thread>', '<script type="module">', "document.title = 'x';", '</script>'),
    [],
  );
  assert.match(page('<script type="module">', 'document.titel();', '</script>')[0], /^docs\/x\.md:3: error TS2/);
  assert.match(page('<p>', '<chat-thred></chat-thred>')[0], /^docs\/x\.md:3: there is no element <chat-thred>/);
  assert.match(page('<script type="importmap">{"imports": }</script>')[0], /import map is no JSON/);
});

test('other languages, and code that is indented in a longer fence, are left alone', () => {
  assert.deepEqual(samplesIn('x.md', '```sh\nnpm start\n```\n````md\n```ts\nnonsense!\n```\n````').samples, []);
  assert.match(samplesIn('x.md', '```ts\nconst one = 1;').problems[0], /does not end/);
});

test('a script element that only names a file holds nothing to check', () => {
  assert.deepEqual(readPage(['<script type="module" src="x.js"></script>']).scripts, []);
});
