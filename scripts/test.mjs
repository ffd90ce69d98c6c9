// `npm test`: on a fresh clone too. Installs what is missing, runs all tests and the checks that belong to them, and ends
// with one line: N passed, N failed.
//   --only node|browser|e2e   one kind of test       anything else   only the files whose path contains one of the words
//   --times N                 how often the loops of the e2e tests go round, and by how much more the model tests try; without a
//                             time limit worth the name
import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {ensureBuilt} from './build.mjs';
import {keepResults} from './check-guarantees.mjs';
import {ensureChromium} from './ensure-browser.mjs';
import {close, runEach, runTogether, total} from './results.mjs';
import {ensureDependencies, runScript} from './setup.mjs';
import {isWanted, root, testFiles} from './test-files.mjs';

const nodeTest = ['--conditions=source', '--import', 'tsx', '--test-reporter=./scripts/node-test-reporter.mjs'];

/** What becomes of a file that fails: see results.mjs. */
const triesAgain = Boolean(process.env.CI);

/** Loops that are asked to go on for long get the time for it. */
let isLong = false;

const suites = {
  node: {
    prepare() {},
    run: (files) =>
      runEach({
        ...{name: 'node tests', args: nodeTest, files, concurrency: 2, acceptSkip, triesAgain},
        timeoutMinutes: isLong ? 120 : 3,
      }),
  },
  browser: {
    prepare() {
      process.env.CHROME_PATH ??= ensureChromium();
    },
    run: (files) =>
      runTogether({
        name: 'browser tests',
        args: ['node_modules/@web/test-runner/dist/bin.js', '--files'],
        files,
        timeoutMinutes: 25,
        acceptSkip,
        triesAgain,
      }),
  },
  e2e: {
    prepare() {
      process.env.CHROME_PATH ??= ensureChromium();
      ensureBuilt();
    },
    // one at a time: they measure what a person sees, and each starts a server and browsers
    run: (files) =>
      runEach({
        ...{name: 'e2e tests', args: nodeTest, files, concurrency: 1, acceptSkip, triesAgain},
        timeoutMinutes: isLong ? 120 : 10,
      }),
  },
};

/** Checks that are as binding as a test, and count as one each. */
const checks = ['check-layers', 'check-samples', 'check-guarantees'];

await runScript(async () => {
  const options = {only: {type: 'string'}, times: {type: 'string'}};
  const {values, positionals} = parseArgs({options, allowPositionals: true});
  if (values.times !== undefined) process.env.PARLOR_TIMES = values.times;
  isLong = [process.env.PARLOR_TIMES, process.env.PARLOR_OPERATIONS].some(Boolean);
  if (values.only !== undefined && !Object.hasOwn(suites, values.only)) {
    throw new Error(`--only takes ${Object.keys(suites).join(', ')}, not ${values.only}.`);
  }
  const whole = values.only === undefined && positionals.length === 0;
  ensureDependencies();

  const groups = testFiles();
  const counts = [];
  for (const [name, suite] of Object.entries(suites)) {
    if (values.only !== undefined && values.only !== name) continue;
    const files = groups[name].filter((file) => isWanted(file, positionals));
    if (files.length === 0) continue;
    try {
      suite.prepare();
      counts.push(await suite.run(files));
    } catch (error) {
      // no browser, or a build that fails: the other tests still say what they can
      console.log(`\n✖ ${name} tests: ${error.message}`);
      counts.push({passed: 0, failed: 1, skipped: 0});
    }
  }
  if (whole) {
    keepResults(counts.flatMap(({results = []}) => results));
    for (const file of groups.orphans) {
      console.log(`✖ no runner picks up ${file}: see scripts/test-files.mjs for the names that are known`);
      counts.push({passed: 0, failed: 1, skipped: 0});
    }
    for (const check of checks) counts.push(runCheck(check));
  }
  close(total(counts));
});

function runCheck(check) {
  console.log(`\n── ${check}`);
  const {status} = spawnSync(process.execPath, [`scripts/${check}.mjs`], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: 180_000,
  });
  return {passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0};
}

/** Skipping is free at home. In CI it needs a line in allowed-skips.json: the file, the start of the test's name, a reason. */
function acceptSkip({file, name}) {
  if (!process.env.CI) return 'not in CI';
  const allowed = JSON.parse(readFileSync(join(root, 'scripts/allowed-skips.json'), 'utf8'));
  return allowed.find((entry) => entry.file === file && name.startsWith(entry.test))?.reason;
}
