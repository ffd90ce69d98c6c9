// `npm run bench [-- sends|open|resume|paint|mounts|swaps|peers] [-- --json FILE]`: see README.md beside this file.
import {writeFileSync} from 'node:fs';
import {cpus, loadavg} from 'node:os';
import {parseArgs} from 'node:util';
import {ensureBuilt} from '../scripts/build.mjs';
import {ensureDependencies, runScript} from '../scripts/setup.mjs';

const usual = ['sends', 'open', 'resume', 'paint'];
/** The others take longer, or install other libraries: only where they are asked for. */
const names = [
  ...usual,
  'deliveries',
  'xmpp',
  'latency',
  'durability',
  'idle',
  'together',
  'herd',
  'groups',
  'million',
  'search',
  'growth',
  'inbox',
  'bytes',
  'scenes',
  'adapter',
  'thread',
  'nodes',
  'peers',
  'mounts',
  'swaps',
];

await runScript(async () => {
  const {values, positionals} = parseArgs({allowPositionals: true, options: {json: {type: 'string'}}});
  const stranger = positionals.find((name) => !names.includes(name));
  if (stranger !== undefined) throw new Error(`There is no measurement "${stranger}"; there are ${names.join(', ')}.`);
  ensureDependencies();
  ensureBuilt();
  const [load] = loadavg();
  if (load > cpus().length / 2) {
    console.log(
      `This machine is busy (load ${load.toFixed(1)}, ${cpus().length} cores): ratios of times mean little today.`,
    );
  }
  const results = {};
  for (const name of positionals.length === 0 ? usual : positionals) {
    const module = await import(`./${name}.mjs`);
    results[name] = await module[name]();
    print(results[name]);
    // each time, so that a run that is broken off leaves what it had
    if (values.json !== undefined) writeFileSync(values.json, jsonOf(results));
  }
  console.log('Rate limits and the admission of hellos were off.');
  const missed = Object.values(results)
    .flatMap(({targets}) => targets)
    .filter((target) => !isMet(target));
  process.exitCode = missed.length === 0 ? 0 : 1;
});

function jsonOf(results) {
  const machine = {node: process.version, cpu: cpus()[0]?.model, cores: cpus().length};
  return `${JSON.stringify({at: new Date().toISOString(), machine, results}, null, 2)}\n`;
}

function print({title, rows, targets}) {
  console.log(`\n${title}`);
  const width = Math.max(...[...rows, ...targets].map(({what}) => what.length));
  for (const {what, value, more} of rows) console.log(`  ${what.padEnd(width)}  ${value.padStart(18)}   ${more}`);
  for (const target of targets) {
    const {what, value, atLeast, atMost} = target;
    const shown = value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(2);
    const wanted = atLeast === undefined ? `at most ${atMost.toLocaleString('en-US')}` : `at least ${atLeast}`;
    console.log(`  ${what.padEnd(width)}  ${shown.padStart(18)}   ${isMet(target) ? '✔' : '✖'} ${wanted}`);
  }
  console.log('');
}

function isMet({value, atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY}) {
  return value >= atLeast && value <= atMost;
}
