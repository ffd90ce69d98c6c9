// A reporter for node:test: a line per file, failures in full, and every result as JSON in the file named by TEST_RESULTS.
import {writeFileSync} from 'node:fs';
import {relative, sep} from 'node:path';
import {inspect} from 'node:util';
import {root} from './test-files.mjs';

export default async function* report(source) {
  const results = [];
  const names = new Map();
  let current;
  for await (const {type, data} of source) {
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
    if (type === 'test:start') nameOf(names, data);
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (current !== undefined && current !== data.file) yield summary(results, current);
    current = data.file;
    const error = data.details?.error;
    // a suite, or a test around tests, fails with its parts: those are counted; one whose hook fails has failed itself
    if (error?.failureType === 'subtestsFailed') continue;
    if (data.details?.type === 'suite' && type === 'test:pass') continue;
    const result = resultOf(type, data, nameOf(names, data));
    results.push(result);
    if (result.outcome === 'failed') yield failure(result, error);
  }
  if (current !== undefined) yield summary(results, current);
  if (process.env.TEST_RESULTS) writeFileSync(process.env.TEST_RESULTS, JSON.stringify(results));
}

function resultOf(type, data, name) {
  const file = shortPath(data.file);
  // node:test reports a file that holds no test as one that passed, under its own path
  if (type === 'test:pass' && name === data.file) return {file, name: '(the file holds no test)', outcome: 'failed'};
  const outcome =
    data.todo !== undefined || data.skip !== undefined ? 'skipped' : type === 'test:fail' ? 'failed' : 'passed';
  return {file, name, outcome};
}

/** The names of the suites around a test and its own. A suite starts before its tests do, so the last one at each depth counts. */
function nameOf(names, {file, nesting, name}) {
  const path = [...(names.get(file) ?? []).slice(0, nesting), name];
  names.set(file, path);
  return path.join(' > ');
}

function shortPath(file) {
  return file ? relative(root, file).split(sep).join('/') : '(unknown file)';
}

function summary(results, path) {
  const file = shortPath(path);
  const own = results.filter((result) => result.file === file);
  const failed = own.filter(({outcome}) => outcome === 'failed').length;
  return `${failed > 0 ? '✖' : '✔'} ${file}: ${own.length} tests${failed > 0 ? `, ${failed} failed` : ''}\n`;
}

function failure({file, name}, error) {
  const cause = error?.cause ?? error ?? '';
  const words =
    cause instanceof Error ? (cause.stack ?? String(cause)) : typeof cause === 'string' ? cause : inspect(cause);
  return `\n✖ ${file}\n  ${name}\n${words.replace(/^(?=.)/gm, '    ')}\n\n`;
}
