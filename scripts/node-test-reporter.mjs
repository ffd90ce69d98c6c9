// A reporter for one file of node:test: failures in full, and every result as JSON in the file named by TEST_RESULTS. The
// results go by TEST_FILE, because node:test names the file where a test is written, which may be a contract that many run.
import {writeFileSync} from 'node:fs';
import {inspect} from 'node:util';

export default async function* report(source) {
  const results = [];
  let path = [];
  for await (const {type, data} of source) {
    if (type === 'test:start') path = [...path.slice(0, data.nesting), data.name];
    // what a test has measured; the runner's own sums come the same way
    if (
      type === 'test:diagnostic' &&
      !/^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /.test(data.message)
    )
      yield `ℹ ${data.message}\n`;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const error = data.details?.error;
    // a suite, or a test around tests, fails with its parts: those are counted; one whose hook fails has failed itself
    if (error?.failureType === 'subtestsFailed') continue;
    if (data.details?.type === 'suite' && type === 'test:pass') continue;
    // a suite that ends names itself again, after its tests
    path = [...path.slice(0, data.nesting), data.name];
    const name = path.join(' > ');
    const isSkipped = data.todo !== undefined || data.skip !== undefined;
    const outcome = isSkipped ? 'skipped' : type === 'test:fail' ? 'failed' : 'passed';
    results.push({file: process.env.TEST_FILE, name, outcome});
    if (outcome === 'failed') yield failure(name, error);
  }
  if (process.env.TEST_RESULTS) writeFileSync(process.env.TEST_RESULTS, JSON.stringify(results));
}

function failure(name, error) {
  const cause = error?.cause ?? error;
  const words =
    cause instanceof Error ? (cause.stack ?? String(cause)) : typeof cause === 'string' ? cause : inspect(cause);
  return `\n✖ ${name}\n${words.replace(/^(?=.)/gm, '    ')}\n\n`;
}
