// Runs one suite in a process of its own and counts what it reported.
import {spawn} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {root} from './test-files.mjs';

/** @typedef {{passed: number, failed: number, skipped: number}} Counts */

/**
 * Runs `node …args`, which writes its results to the file named by TEST_RESULTS, and prints a line with the counts.
 * Every file in `files` must report at least one test, so that none is lost. `acceptSkip(result)` gives the reason why a
 * test may be skipped, or undefined; a skip without a reason counts as failed. A failure that one of `limits` expects
 * (`{file?, test?, error?, reason}`: the file, the beginning of the name, a part of the error) counts as skipped.
 */
export async function runSuite({name, args, files, env = {}, timeoutMinutes, acceptSkip, limits = []}) {
  const started = Date.now();
  const directory = mkdtempSync(join(tmpdir(), 'parlor-tests-'));
  const path = join(directory, 'results.json');
  console.log(`\n── ${name}: ${files.length} file${files.length === 1 ? '' : 's'}`);
  const exitCode = await run(name, args, {...env, TEST_RESULTS: path}, timeoutMinutes);
  const results = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];
  rmSync(directory, {recursive: true});

  const {counts, complaints, notes} = count({results, files, exitCode, acceptSkip, limits});
  for (const note of notes) console.log(`– ${note}`);
  for (const complaint of complaints) console.log(`✖ ${complaint}`);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(
    `── ${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped, in ${seconds} s`,
  );
  return counts;
}

/** The counts of one run, and a sentence for every failure that the runner itself did not print. */
export function count({results, files, exitCode, acceptSkip, limits = []}) {
  const counts = {passed: 0, failed: 0, skipped: 0};
  const complaints = [];
  const notes = [];
  const fail = (sentence) => {
    counts.failed++;
    complaints.push(sentence);
  };
  for (const result of results) {
    const limit = result.outcome === 'failed' ? limits.find((each) => expects(each, result)) : undefined;
    if (limit) {
      counts.skipped++;
      notes.push(`expected to fail: ${result.file}: ${result.name} (${limit.reason})`);
    } else if (result.outcome === 'skipped' && acceptSkip(result) === undefined) {
      fail(`skipped without an accepted reason: ${result.file}: ${result.name}`);
    } else counts[result.outcome]++;
  }
  const seen = new Set(results.map(({file}) => file));
  for (const file of files) if (!seen.has(file)) fail(`reported no test: ${file}`);
  const anyFailed = results.some(({outcome}) => outcome === 'failed') || counts.failed > 0;
  if (exitCode !== 0 && !anyFailed) fail(`the runner ended with ${exitCode} although no test failed`);
  return {counts, complaints, notes};
}

function expects({file, test, error}, result) {
  return (
    (file === undefined || file === result.file) &&
    (test === undefined || result.name.startsWith(test)) &&
    (error === undefined || (result.error ?? '').includes(error))
  );
}

/** @param {Counts[]} all */
export function total(all) {
  const sum = {passed: 0, failed: 0, skipped: 0};
  for (const counts of all) for (const key of Object.keys(sum)) sum[key] += counts[key];
  return sum;
}

/** The closing line, and the exit code that goes with it. A run of nothing is a failure. */
export function close({passed, failed, skipped}) {
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

/** Resolves with the exit code, or with a word when the process had to be stopped. Its children are stopped with it. */
function run(name, args, env, timeoutMinutes) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: {...process.env, ...env},
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: process.platform !== 'win32',
    });
    const stop = (signal) => {
      try {
        process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
      } catch (error) {
        if (error.code !== 'ESRCH') throw error; // it has ended already
      }
    };
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      console.log(`✖ ${name}: stopped after ${timeoutMinutes} minutes`);
      stop('SIGKILL');
    }, timeoutMinutes * 60_000);
    const interrupted = () => {
      stop('SIGTERM');
      process.exit(130);
    };
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
      resolve(timedOut ? 'a timeout' : (code ?? signal));
    });
  });
}
