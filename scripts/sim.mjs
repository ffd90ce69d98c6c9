// `npm run sim -- --seeds 2000 [--from 1]`: simulates so many worlds, on every core, and ends with one line: seeds, messages,
// violations. `--seed 7 --trace` prints all that happens in one. `--without kill,late` leaves faults out, `--with wipe,restore,storageFull,aborts`
// puts disasters in, `--off NAME` takes a mechanism away: see docs/simulation.md.
import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {availableParallelism} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {ensureDependencies, runScript} from './setup.mjs';
import {root} from './test-files.mjs';

const worker = join(root, 'packages/sdk/test/simulation/worker.ts');

await runScript(async () => {
  const {values} = parseArgs({
    options: {
      seeds: {type: 'string', default: '200'},
      from: {type: 'string', default: '1'},
      seed: {type: 'string'},
      trace: {type: 'boolean', default: false},
      without: {type: 'string', default: ''},
      with: {type: 'string', default: ''},
      off: {type: 'string', default: ''},
      jobs: {type: 'string', default: String(availableParallelism())},
    },
  });
  ensureDependencies();
  const first = number(values.seed ?? values.from, 'from');
  const count = values.seed === undefined ? number(values.seeds, 'seeds') : 1;
  const jobs = Math.min(count, number(values.jobs, 'jobs'));
  const began = performance.now();
  const sum = {seeds: 0, messages: 0, events: 0, violations: 0, failing: []};
  const folder = mkdtempSync(join(root, 'node_modules/.sim-'));
  try {
    const file = await bundle(folder);
    const shards = Array.from({length: jobs}, (_, at) =>
      run(file, {first: first + at, step: jobs, end: first + count, ...values}),
    );
    for (const shard of await Promise.all(shards)) {
      for (const name of ['seeds', 'messages', 'events', 'violations']) sum[name] += shard[name];
      sum.failing.push(...shard.failing);
    }
  } finally {
    rmSync(folder, {recursive: true});
  }
  if (sum.seeds !== count) throw new Error(`Only ${sum.seeds} of ${count} seeds came to their end.`);
  if (sum.failing.length)
    console.log(`\nAgain, with all that happens: npm run sim -- --seed ${sum.failing[0]} --trace`);
  console.log(`${sum.events} events in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  console.log(`${sum.seeds} seeds, ${sum.messages} messages, ${sum.violations} violations`);
  process.exitCode = sum.violations ? 1 : 0;
});

function number(text, name) {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} takes a whole number, not ${text}.`);
  return value;
}

/** One file of all that is simulated: without the helper that keeps the names of functions it is a third faster. */
async function bundle(folder) {
  // the one that tsx brings
  const {build} = createRequire(fileURLToPath(import.meta.resolve('tsx')))('esbuild');
  const outfile = join(folder, 'worker.mjs');
  await build({
    ...{entryPoints: [worker], outfile, bundle: true, packages: 'bundle', platform: 'node', target: 'node20'},
    ...{format: 'esm', conditions: ['source'], sourcemap: 'inline', logLevel: 'error', ignoreAnnotations: true},
    banner: {js: "import {createRequire} from 'node:module'; const require = createRequire(import.meta.url);"},
  });
  return outfile;
}

/** A process of its own for every so-manieth seed; the last line it prints is its sum. */
function run(file, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['--enable-source-maps', '--max-semi-space-size=64', file, JSON.stringify(options)],
      {
        cwd: root,
        // by the last one they hear that this process is gone
        stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      },
    );
    let rest = '';
    let sum;
    child.stdout.setEncoding('utf8').on('data', (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        if (line.startsWith('SUM ')) sum = JSON.parse(line.slice(4));
        else console.log(line);
      }
    });
    child.on('close', (code) => {
      if (sum) resolve(sum);
      else reject(new Error(`A process of the simulation ended with ${code} before its time.`));
    });
  });
}
