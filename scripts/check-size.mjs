// What a page has to load: minified and compressed with brotli, all dependencies included, built from dist in memory.
// Fails above the budget. With --why it also lists the modules that weigh most.
import {SourceMap} from 'node:module';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {brotliCompressSync, constants} from 'node:zlib';
import {rollup} from 'rollup';
import {ensureBuilt} from './build.mjs';
import {inputOptions, outputOptions} from './bundles.mjs';
import {runScript} from './setup.mjs';

/** Bytes of the JavaScript that is loaded at once. What is loaded on demand is listed but has no budget. */
const budgets = [
  {name: 'the SDK', budget: 22 * 1024, entry: `export * from '@parlor/sdk';`},
  {
    name: 'the whole drop-in',
    budget: 45 * 1024,
    entry: `export {createChat} from '@parlor/sdk';\nimport '@parlor/elements/define.js';`,
  },
];

/** `{initial, onDemand}`: the chunks of a bundle with their size, parted by whether the entry needs them at once. */
export function part(chunks) {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const initial = new Set();
  const need = (name) => {
    if (!byName.has(name) || initial.has(name)) return;
    initial.add(name);
    for (const imported of byName.get(name).imports) need(imported);
  };
  for (const chunk of chunks) if (chunk.isEntry) need(chunk.fileName);
  return {
    initial: chunks.filter(({fileName}) => initial.has(fileName)),
    onDemand: chunks.filter(({fileName}) => !initial.has(fileName)),
  };
}

export function brotliBytes(code) {
  return brotliCompressSync(code, {params: {[constants.BROTLI_PARAM_QUALITY]: 11}}).length;
}

async function weigh({name, budget, entry}, why) {
  const bundle = await rollup(inputOptions(entry));
  const {output} = await bundle.generate(outputOptions('bundle'));
  await bundle.close();
  const {initial, onDemand} = part(output.filter(({type}) => type === 'chunk'));
  const bytes = initial.reduce((sum, {code}) => sum + brotliBytes(code), 0);
  const fits = bytes <= budget;
  console.log(
    `${fits ? '✔' : '✖'} ${name}: ${number(bytes)} of ${number(budget)} bytes${fits ? '' : `, ${number(bytes - budget)} too many`}`,
  );
  for (const chunk of onDemand) console.log(`    on demand: ${number(brotliBytes(chunk.code))} bytes, ${chunk.name}`);
  if (why) explain(initial);
  return fits;
}

/** Prints which module every minified character comes from, by the source map. */
function explain(chunks) {
  const modules = new Map();
  for (const {code, map} of chunks) {
    const origins = new SourceMap(map);
    for (const [line, text] of code.split('\n').entries()) {
      for (let column = 0; column < text.length; column++) {
        const path = shortName(origins.findEntry(line, column).originalSource ?? '(rollup)');
        modules.set(path, (modules.get(path) ?? 0) + 1);
      }
    }
  }
  const groups = new Map();
  for (const [path, characters] of modules) {
    const group =
      /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ??
      /^packages\/[^/]+\/dist\/(?:[^/]+\/)?/.exec(path)?.[0] ??
      path;
    groups.set(group, (groups.get(group) ?? 0) + characters);
  }
  list('by package or folder', groups);
  list('by module', modules);
}

function list(title, sizes) {
  console.log(`    ${title}, characters after minifying, before compressing:`);
  const heaviest = [...sizes].sort(([, a], [, b]) => b - a).slice(0, 25);
  for (const [name, characters] of heaviest) console.log(`      ${number(characters).padStart(8)}  ${name}`);
}

/** Source maps name their sources relative to the working directory. */
function shortName(path) {
  return path.replace(/^(\.\.\/)+/, '').replace('\0', '');
}

function number(bytes) {
  return bytes.toLocaleString('en-GB');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runScript(async () => {
    const {values} = parseArgs({options: {why: {type: 'boolean', default: false}}});
    ensureBuilt();
    for (const budget of budgets) if (!(await weigh(budget, values.why))) process.exitCode = 1;
  });
}
