/** Which rule of docs/protocol.md is held to by what: a case of the kit, a test, a vector. No rule is held to by nothing. */
import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {coverage, uncovered, unseen} from '../../src/conformance/coverage.js';

/**
 * Rules that have cases, which ask what a server does, and that bind a client as well. A test of the SDK or a vector has to
 * be about them too.
 */
const forClients: readonly string[] = [
  'PWP-ID-002',
  'PWP-MODEL-002',
  'PWP-FRAME-001',
  'PWP-FRAME-002',
  'PWP-FRAME-004',
  'PWP-FRAME-006',
  'PWP-FRAME-007',
  'PWP-HELLO-002',
  'PWP-CONNECT-002',
  'PWP-SYNC-003',
  'PWP-SYNC-005',
  'PWP-SYNC-006',
  'PWP-SYNC-007',
  'PWP-SYNC-008',
  'PWP-HISTORY-004',
  'PWP-HISTORY-005',
  'PWP-SEND-007',
  'PWP-SEND-009',
  'PWP-REG-003',
  'PWP-REG-004',
  'PWP-REG-007',
  'PWP-UNREAD-002',
  'PWP-RECEIPT-003',
  'PWP-RECEIPT-004',
  'PWP-MEMBER-005',
  'PWP-EPH-002',
  'PWP-AUTH-004',
  'PWP-AUTH-005',
  'PWP-AUTH-008',
  'PWP-ERROR-004',
  'PWP-TIME-003',
  'PWP-VERSION-001',
  'PWP-VERSION-003',
];

/** Rules that nothing is about where a test should be, each with the reason. */
const untested: Readonly<Record<string, string>> = {};

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const rules = [...readFileSync(`${root}docs/protocol.md`, 'utf8').matchAll(/^- \*\*(PWP-[A-Z]+-\d{3})\*\*/gm)].map(
  ([, rule]) => rule as string,
);

/** Files under a folder, as paths from the root. */
const filesIn = (folder: string, pattern: RegExp): string[] =>
  readdirSync(root + folder, {recursive: true, encoding: 'utf8'})
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => pattern.test(path) && !/(^|\/)(node_modules|dist)\//.test(path));

/** The rules in the names of a file's tests. A vector is one test as a whole. */
function quoted(path: string): string[] {
  const source = readFileSync(root + path, 'utf8');
  const names = path.endsWith('.json')
    ? [source]
    : [...source.matchAll(/\b(?:test|it|describe)\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/gs)].map(
        ([, , name]) => name ?? '',
      );
  return names.flatMap((name) => name.match(/PWP-[A-Z]+-\d{3}/g) ?? []);
}

const isTest = /\.test\.m?[jt]s$/;
const ofClients = [
  ...['packages/sdk', 'packages/elements', 'e2e'].flatMap((folder) => filesIn(folder, isTest)),
  ...filesIn('docs/vectors', /\.json$/),
].flatMap(quoted);
const ofTests = new Set([
  ...ofClients,
  ...['packages/reference-server', 'scripts'].flatMap((folder) => filesIn(folder, isTest)).flatMap(quoted),
]);
const ofCases = new Set(coverage().flatMap(({rule, cases}) => (cases.length > 0 ? rule : [])));

/** Those that need something and have neither it nor a reason. */
const missing = (needed: readonly string[], has: (rule: string) => boolean): string[] =>
  needed.filter((rule) => !has(rule) && !Object.hasOwn(untested, rule));

test('every rule is held to by a case of the conformance kit or by a test or vector that quotes it', () => {
  assert.ok(rules.length > 100, 'the document is read');
  assert.deepEqual(
    missing(rules, (rule) => ofCases.has(rule) || ofTests.has(rule)),
    [],
  );
});

test('what the kit cannot look at, whole rules or parts of them, a test or vector quotes', () => {
  assert.deepEqual(
    missing([...Object.keys(uncovered), ...Object.keys(unseen)], (rule) => ofTests.has(rule)),
    [],
  );
});

test('what binds a client is quoted by a test of the client or by a vector', () => {
  const client = Object.keys(uncovered).filter((rule) => uncovered[rule]?.startsWith('what a client does'));
  const known = new Set(ofClients);
  assert.deepEqual(
    missing([...client, ...forClients], (rule) => known.has(rule)),
    [],
  );
});

test('nothing is quoted, excused or listed that is no rule', () => {
  const named = [...ofTests, ...Object.keys(untested), ...forClients, ...Object.keys(unseen)];
  assert.deepEqual(
    named.filter((rule) => !rules.includes(rule)),
    [],
  );
});
