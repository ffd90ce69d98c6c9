// Holds the two tables of promises to the tests: docs/guarantees.md (invariants I1–I17, failures F01–F97) and docs/interface.md
// (UX-L1a …, WCAG 1.4.3 …). Every number is in its table once, and names the test files whose tests, quoting it, passed in the last
// whole `npm test`, or says why there is none. What needs PostgreSQL and Redis is run by `npm run test:cluster`: of those tests it
// is known that they are there. A test may quote no number that is in no table. `npm test` calls it at its end.
//   --write   fills the last column of the tables from those results
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {runScript} from './setup.mjs';
import {root, testFiles} from './test-files.mjs';

const lastRun = join(root, '.cache/test-results.json');

const upTo = (count, letter, width = 1) =>
  Array.from({length: count}, (_, at) => letter + String(at + 1).padStart(width, '0'));

/** The tables: where they stand, how their rows begin, which numbers must be there, and which ones a test's name quotes. */
export const tables = {
  guarantees: {
    path: 'docs/guarantees.md',
    row: /^\| ([FI]\d{1,2}) \|/,
    rules: [...upTo(17, 'I'), ...upTo(97, 'F', 2)],
    ruleOf: (number) => number,
    quoted: quotedGuarantees,
  },
  interface: {
    path: 'docs/interface.md',
    row: /^\| ((?:[A-Z]\d+[a-z]?)|(?:WCAG \d\.\d\.\d+)) \|/,
    // a rule of several sentences has a row for each: a, b, c …
    rules: [
      ...[upTo(16, 'L'), upTo(20, 'M'), upTo(17, 'C'), upTo(6, 'I'), upTo(2, 'P'), upTo(4, 'S'), upTo(5, 'N')],
      ...[upTo(19, 'K'), upTo(9, 'R'), upTo(6, 'A'), upTo(17, 'E'), upTo(12, 'V'), upTo(10, 'T')],
    ].flat(),
    ruleOf: (number) => number.replace(/[a-z]$/, ''),
    quoted: quotedInterface,
  },
};

/** Begins the last column of a row that no test shows. */
const unshown = /^not shown: \S.{10,}/;

/** Keeps what every test of a whole run came to: `{file, name, outcome}`. */
export function keepResults(results) {
  mkdirSync(dirname(lastRun), {recursive: true});
  writeFileSync(lastRun, JSON.stringify(results));
}

/** The tests that are run where there is PostgreSQL: a row may name them, and they fail by themselves. */
export function testsOfCluster(files = testFiles().cluster) {
  return files.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/^test\(\s*'((?:[^'\\]|\\.)+)'/gm)].map(([, name]) => ({
      file,
      name,
      outcome: 'passed',
    })),
  );
}

/** The files with tests that quote a number, by number, each file once. Only `outcome` "passed" counts. */
export function showing(results, {quoted}) {
  const files = new Map();
  for (const {file, name, outcome} of results) {
    if (outcome !== 'passed') continue;
    for (const number of new Set(quoted(name))) files.set(number, (files.get(number) ?? new Set()).add(file));
  }
  return files;
}

/** The guarantees in a test's name: `F07`, `I3`; `F02–F04` and `I1-I3` stand for all between. */
function quotedGuarantees(name) {
  return [...name.matchAll(/(?<!UX-)(?<![+\w])([FI])(\d{1,2})(?:[-–]\1(\d{1,2}))?\b/g)].flatMap(
    ([, letter, first, last = first]) =>
      Array.from({length: Math.max(0, last - first) + 1}, (_, at) => {
        const number = String(Number(first) + at);
        return letter + (letter === 'F' ? number.padStart(2, '0') : number);
      }),
  );
}

/** The rules of the interface in a test's name: `UX-L2`; `UX-L4ac` is L4a and L4c; `WCAG 2.2.2, 2.3.3` is both. */
function quotedInterface(name) {
  const rules = [...name.matchAll(/\bUX-([A-Z]\d+)([a-z]*)\b/g)].flatMap(([, rule, letters]) =>
    letters ? [...letters].map((letter) => rule + letter) : [rule],
  );
  const criteria = [...name.matchAll(/\bWCAG ((?:\d\.\d\.\d+(?:, (?=\d))?)+)/g)].flatMap(([, list]) =>
    list.split(', ').map((number) => `WCAG ${number}`),
  );
  return [...rules, ...criteria];
}

/** The last one may be empty, as in a row whose tests are still to be filled in. */
const cellsOf = (row) =>
  row
    .slice(2, -1)
    .split(' | ')
    .map((cell) => cell.trim());

/** A table's rows by number: `{cells, line}`, with `line` from 0. A number that stands twice is a problem. */
function rowsOf(lines, {row}, problems) {
  const rows = new Map();
  for (const [line, text] of lines.entries()) {
    const number = row.exec(text)?.[1];
    if (number === undefined) continue;
    if (rows.has(number)) problems.push(`${number} stands twice`);
    rows.set(number, {cells: cellsOf(text), line});
  }
  return rows;
}

/** Rules without a row, and sentences of a rule that are not numbered a, b, c … */
function missing(numbers, {rules, ruleOf}) {
  const problems = rules.filter((rule) => !numbers.some((number) => ruleOf(number) === rule));
  for (const rule of rules) {
    const letters = numbers
      .filter((number) => number !== rule && ruleOf(number) === rule)
      .map((number) => number.at(-1));
    const wanted = letters.map((_, at) => String.fromCharCode(97 + at));
    if (letters.sort().join('') !== wanted.join(''))
      problems.push(`${rule}${wanted.find((one) => !letters.includes(one))}`);
  }
  return problems.map((number) => `${number} is missing`);
}

/** The files a cell names. */
const linkedIn = (cell) => [...cell.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, file]) => file);

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

/** What is wrong with a table, a sentence each, given the results of a whole run. */
export function problemsOf(markdown, results, table) {
  const problems = [];
  const rows = rowsOf(markdown.split('\n'), table, problems);
  problems.push(...missing([...rows.keys()], table));
  const files = showing(results, table);
  for (const [number, {cells}] of rows) {
    const shown = cells.at(-1);
    const tests = files.get(number);
    if (tests === undefined) {
      if (!unshown.test(shown)) problems.push(`${number}: no test that passed quotes it, and the row does not say why`);
      continue;
    }
    // one more that shows it is no reason to fail: --write adds it
    const lost = linkedIn(shown).filter((file) => !tests.has(file));
    if (lost.length > 0 || linkedIn(shown).length === 0)
      problems.push(`${number}: the tests are ${[...tests].sort().join(', ')}`);
  }
  for (const [number, tests] of files)
    if (!rows.has(number)) problems.push(`${number} is in no row, but ${[...tests].join(', ')} quotes it`);
  return problems;
}

/** The document with its last columns written from the results. Reasons stay where there is no test. */
export function filled(markdown, results, table) {
  const lines = markdown.split('\n');
  const files = showing(results, table);
  for (const [number, {cells, line}] of rowsOf(lines, table, [])) {
    const tests = files.get(number);
    if (tests) lines[line] = `| ${[...cells.slice(0, -1), linksTo(tests)].join(' | ')} |`;
  }
  return lines.join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runScript(() => {
    const {values} = parseArgs({options: {write: {type: 'boolean', default: false}}});
    if (!existsSync(lastRun)) throw new Error('There are no results to compare with: run `npm test` first.');
    const results = [...JSON.parse(readFileSync(lastRun, 'utf8')), ...testsOfCluster()];
    let count = 0;
    for (const table of Object.values(tables)) {
      const path = join(root, table.path);
      if (values.write) writeFileSync(path, filled(readFileSync(path, 'utf8'), results, table));
      const markdown = readFileSync(path, 'utf8');
      const problems = problemsOf(markdown, results, table);
      for (const problem of problems) console.log(`✖ ${table.path}: ${problem}`);
      count += problems.length;
      const rows = [...rowsOf(markdown.split('\n'), table, []).values()];
      const reasons = rows.filter(({cells}) => unshown.test(cells.at(-1))).length;
      if (problems.length === 0)
        console.log(
          `✔ ${table.path}: ${rows.length} numbers, ${rows.length - reasons} shown by tests, ${reasons} with the reason why not`,
        );
    }
    if (count > 0) throw new Error('`npm run guarantees -- --write` fills in the tests.');
  });
}
