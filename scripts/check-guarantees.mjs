// Holds docs/guarantees.md to the tests: every invariant I1–I17 and every failure F01–F97 is in it once, and names the test
// files whose tests, quoting the number, passed in the last whole `npm test`, or says why there is none. `npm test` calls it at its end.
//   --write   fills the last column of the tables from those results
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {runScript} from './setup.mjs';
import {root} from './test-files.mjs';

const document = join(root, 'docs/guarantees.md');
const lastRun = join(root, '.cache/test-results.json');

const numbers = [
  ...Array.from({length: 17}, (_, at) => `I${at + 1}`),
  ...Array.from({length: 97}, (_, at) => `F${String(at + 1).padStart(2, '0')}`),
];

/** Begins the last column of a row that no test shows. */
const unshown = /^not shown: \S.{10,}/;

/** Keeps what every test of a whole run came to: `{file, name, outcome}`. */
export function keepResults(results) {
  mkdirSync(dirname(lastRun), {recursive: true});
  writeFileSync(lastRun, JSON.stringify(results));
}

/** The files with tests that quote a number, by number, each file once. Only `outcome` "passed" counts. */
export function showing(results) {
  const files = new Map();
  for (const {file, name, outcome} of results) {
    if (outcome !== 'passed') continue;
    for (const number of new Set(quoted(name))) files.set(number, (files.get(number) ?? new Set()).add(file));
  }
  return files;
}

/** The numbers in a test's name: `F07`, `I3`; `F02–F04` and `I1-I3` stand for all between. */
export function quoted(name) {
  return [...name.matchAll(/(?<![+\w])([FI])(\d{1,2})(?:[-–]\1(\d{1,2}))?\b/g)].flatMap(
    ([, letter, first, last = first]) =>
      Array.from({length: Math.max(0, last - first) + 1}, (_, at) => {
        const number = String(Number(first) + at);
        return letter + (letter === 'F' ? number.padStart(2, '0') : number);
      }),
  );
}

/** The document's rows by number: `{cells, line}`, with `line` from 0. A number that stands twice is a problem. */
function rowsOf(lines, problems) {
  const rows = new Map();
  for (const [line, text] of lines.entries()) {
    const number = /^\| ([FI]\d{1,2}) \|/.exec(text)?.[1];
    if (number === undefined) continue;
    if (rows.has(number)) problems.push(`${number} stands twice`);
    rows.set(number, {cells: text.slice(2, -2).split(' | '), line});
  }
  return rows;
}

const linksTo = (files) =>
  [...files]
    .sort()
    .map(
      (file) =>
        `[${file
          .split('/')
          .at(-1)
          .replace(/\.test\.m?[jt]s$/, '')}](../${file})`,
    )
    .join(', ');

/** What is wrong with the document, a sentence each, given the results of a whole run. */
export function problemsOf(markdown, results) {
  const problems = [];
  const rows = rowsOf(markdown.split('\n'), problems);
  const files = showing(results);
  for (const number of numbers) {
    const row = rows.get(number);
    if (row === undefined) {
      problems.push(`${number} is missing`);
      continue;
    }
    const shown = row.cells.at(-1);
    const tests = files.get(number);
    if (tests === undefined) {
      if (!unshown.test(shown)) problems.push(`${number}: no test that passed quotes it, and the row does not say why`);
    } else if (shown !== linksTo(tests)) problems.push(`${number}: the tests are ${[...tests].sort().join(', ')}`);
  }
  return problems;
}

/** The document with its last columns written from the results. Reasons stay where there is no test. */
export function filled(markdown, results) {
  const lines = markdown.split('\n');
  const files = showing(results);
  for (const [number, {cells, line}] of rowsOf(lines, [])) {
    const tests = files.get(number);
    if (tests) lines[line] = `| ${[...cells.slice(0, -1), linksTo(tests)].join(' | ')} |`;
  }
  return lines.join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runScript(() => {
    const {values} = parseArgs({options: {write: {type: 'boolean', default: false}}});
    if (!existsSync(lastRun)) throw new Error('There are no results to compare with: run `npm test` first.');
    const results = JSON.parse(readFileSync(lastRun, 'utf8'));
    if (values.write) writeFileSync(document, filled(readFileSync(document, 'utf8'), results));
    const problems = problemsOf(readFileSync(document, 'utf8'), results);
    for (const problem of problems) console.log(`✖ docs/guarantees.md: ${problem}`);
    if (problems.length > 0) throw new Error('`npm run guarantees -- --write` fills in the tests.');
    console.log(
      `✔ docs/guarantees.md: ${numbers.length} promises and failures, each with the tests that show it or the reason why not`,
    );
  });
}
