// A reporter for @web/test-runner: every result as JSON in the file named by TEST_RESULTS, or else one plain line.
import {writeFileSync} from 'node:fs';
import {relative, sep} from 'node:path';
import {root} from './test-files.mjs';

export function resultsReporter() {
  return {
    onTestRunFinished({sessions}) {
      const results = sessions.flatMap(resultsOf);
      // what a test measured is printed also when it passed
      for (const [line] of sessions.flatMap(({logs}) => logs)) if (/^measured: /.test(line)) console.log(line);
      if (process.env.TEST_RESULTS) {
        writeFileSync(process.env.TEST_RESULTS, JSON.stringify(results));
        return;
      }
      const count = (outcome) => results.filter((result) => result.outcome === outcome).length;
      // the default reporter leaves the cursor behind control codes: start on a line of our own
      console.log(`\n${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`);
    },
  };
}

/** The tests of one file in one browser. A file that could not be loaded has no tests: it counts as one failure. */
function resultsOf(session) {
  const file = relative(root, session.testFile).split(sep).join('/');
  const results = [];
  const walk = (suite, path) => {
    for (const test of suite.tests) {
      const outcome = test.skipped ? 'skipped' : test.passed ? 'passed' : 'failed';
      results.push({file, name: [...path, test.name].join(' > '), outcome, error: test.error?.message});
    }
    for (const inner of suite.suites) walk(inner, [...path, inner.name]);
  };
  if (session.testResults) walk(session.testResults, []);
  const failed = results.some(({outcome}) => outcome === 'failed');
  if (!session.passed && !failed) results.push({file, name: '(the file itself)', outcome: 'failed'});
  else if (results.length === 0) results.push({file, name: '(the file holds no test)', outcome: 'failed'});
  return results;
}
