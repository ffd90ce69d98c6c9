// Runs test files in processes of their own and counts what they report.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {root} from './test-files.mjs';

/** @typedef {{passed: number, failed: number, skipped: number, results?: {file: string, name: string, outcome: string}[]}} Counts */

const minute = 60_000;

/**
 * In CI files that fail get a second try, by themselves: on two cores that many processes share, a wait may be over before what
 * it waits for. The first failure is printed, and so is every second try, again at the end of it all: a test that needs one is
 * to be looked at. More files than this are no accident.
 */
const mostTriedAgain = 3;

/**
 * Runs `node …args` once for all `files` and prints a line with the counts. `acceptSkip(result)` gives the reason why a test
 * may be skipped, or undefined: a skip without a reason counts as failed. A failure that one of `limits` expects
 * (`{file?, test?, error?, reason}`: the file, the beginning of the name, a part of the error) counts as skipped.
 * A quiet one prints at its end, so that several can run side by side.
 */
export async function runTogether({name, args, files, env, timeoutMinutes, acceptSkip, limits, isQuiet, triesAgain}) {
  const finish = begin(name, files);
  const attempt = async (some) => {
    const {exitCode, results, output} = await run([...args, ...some], {
      env,
      timeoutMs: timeoutMinutes * minute,
      isQuiet,
    });
    process.stdout.write(output);
    return {files: some, results, exitCode, ...count({results, files: some, exitCode, acceptSkip, limits})};
  };
  const first = await attempt(files);
  printed(first);
  const again = triesAgain ? toTryAgain([first]) : [];
  if (again.length === 0) return finish([first.counts], first.results);
  const rest = without(first, again);
  const second = await tryAgain(again, attempt);
  const {counts} = count({...rest, exitCode: 0, acceptSkip, limits});
  return finish([counts, printed(second)], [...rest.results, ...second.results]);
}

/** Runs `node …args FILE` for each file, `concurrency` at a time, and prints what each says when it is done. */
export async function runEach({name, args, files, concurrency, timeoutMinutes, acceptSkip, triesAgain}) {
  const finish = begin(name, files);
  const attempt = async (some) => {
    const [file] = some;
    const started = Date.now();
    const {exitCode, results, output} = await run([...args, file], {
      env: {TEST_FILE: file},
      timeoutMs: timeoutMinutes * minute,
      isQuiet: true,
    });
    const outcome = {files: some, results, ...count({results, files: some, exitCode, acceptSkip})};
    const {passed, failed, skipped} = outcome.counts;
    const others = `${failed > 0 ? `, ${failed} failed` : ''}${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    process.stdout.write(output);
    console.log(`${failed > 0 ? '✖' : '✔'} ${file}: ${passed} passed${others}, in ${secondsSince(started)} s`);
    printed(outcome);
    return outcome;
  };
  const all = [];
  const waiting = [...files];
  const work = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) all.push(await attempt([file]));
  };
  await Promise.all(Array.from({length: concurrency}, work));
  const again = triesAgain ? toTryAgain(all) : [];
  const kept = all.filter((outcome) => !again.includes(outcome.files[0]));
  for (const file of again) kept.push(await tryAgain([file], attempt));
  return finish(
    kept.map(({counts}) => counts),
    kept.flatMap(({results}) => results),
  );
}

/** The files that failed, where they are few. */
export function toTryAgain(outcomes) {
  const failed = outcomes.flatMap(({failedFiles}) => failedFiles);
  return failed.length <= mostTriedAgain ? failed : [];
}

/** What a run of several files says of the others. */
export function without({files, results}, again) {
  return {
    files: files.filter((file) => !again.includes(file)),
    results: results.filter(({file}) => !again.includes(file)),
  };
}

async function tryAgain(files, attempt) {
  console.log(`\n↻ once more, by ${files.length === 1 ? 'itself' : 'themselves'}: ${files.join(', ')}`);
  const outcome = await attempt(files);
  console.log(outcome.counts.failed > 0 ? '↻ failed again' : `↻ passed at the second try only: ${files.join(', ')}`);
  return outcome;
}

function begin(name, files) {
  const started = Date.now();
  console.log(`\n── ${name}: ${files.length} file${files.length === 1 ? '' : 's'}`);
  return (all, results) => {
    const {passed, failed, skipped} = total(all);
    console.log(`── ${name}: ${passed} passed, ${failed} failed, ${skipped} skipped, in ${secondsSince(started)} s`);
    return {passed, failed, skipped, results};
  };
}

const secondsSince = (started) => ((Date.now() - started) / 1000).toFixed(1);

function printed({counts, complaints, notes}) {
  for (const note of notes) console.log(`– ${note}`);
  for (const complaint of complaints) console.log(`✖ ${complaint}`);
  return counts;
}

/** The counts of one run, and a sentence for every failure that the runner itself did not print. */
export function count({results, files, exitCode, acceptSkip, limits = []}) {
  const counts = {passed: 0, failed: 0, skipped: 0};
  const complaints = [];
  const notes = [];
  const failedFiles = new Set();
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
    } else {
      counts[result.outcome]++;
      if (result.outcome === 'failed') failedFiles.add(result.file);
    }
  }
  const seen = new Set(results.map(({file}) => file));
  for (const file of files) {
    if (seen.has(file)) continue;
    failedFiles.add(file);
    fail(`reported no test: ${file}${typeof exitCode === 'string' ? ` (${exitCode})` : ''}`);
  }
  const anyFailed = results.some(({outcome}) => outcome === 'failed') || counts.failed > 0;
  if (exitCode !== 0 && !anyFailed) fail(`the runner ended with ${exitCode} although no test failed`);
  return {counts, complaints, notes, failedFiles: [...failedFiles]};
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

/**
 * Runs `node …args`, which writes its results to the file named by TEST_RESULTS. The exit code is a word when the process was
 * stopped. What it starts is stopped with it. A quiet one's output is kept and given back.
 */
async function run(args, {env = {}, timeoutMs, isQuiet = false}) {
  const directory = mkdtempSync(join(tmpdir(), 'parlor-tests-'));
  const path = join(directory, 'results.json');
  const output = [];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: {...process.env, ...env, TEST_RESULTS: path},
    stdio: ['ignore', isQuiet ? 'pipe' : 'inherit', isQuiet ? 'pipe' : 'inherit'],
    detached: process.platform !== 'win32',
  });
  child.stdout?.on('data', (data) => output.push(data));
  child.stderr?.on('data', (data) => output.push(data));
  const closed = once(child, 'close');
  const exitCode = await new Promise((resolve) => {
    let isTooLate = false;
    const timer = setTimeout(() => {
      isTooLate = true;
      stop(child, 'SIGKILL');
    }, timeoutMs);
    running.add(child);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      running.delete(child);
      resolve(isTooLate ? `a timeout after ${timeoutMs / minute} minutes` : (code ?? signal));
    });
  });
  // its last words may still be in the pipes, which a process that it left behind would hold open
  if (isQuiet) await Promise.race([closed, sleep(1000)]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  const results = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];
  rmSync(directory, {recursive: true});
  return {exitCode, results, output: Buffer.concat(output).toString()};
}

const running = new Set();

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    for (const child of running) stop(child, 'SIGTERM');
    process.exit(130);
  });
}

/** Stops a process and, where the system has process groups, all that it has started. */
function stop(child, signal) {
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error; // it has ended already
  }
}
