// What a page has to load: minified and compressed with brotli, all dependencies included, built from dist in memory.
// Fails above a budget: one for what the page waits for, one for everything there is, so that code moved from one chunk to
// another is no code saved. With --why it also lists the modules that weigh most. docs/decisions/size.md says what counts.
import {SourceMap} from 'node:module';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {brotliCompressSync, constants} from 'node:zlib';
import {rollup} from 'rollup';
import {ensureBuilt} from './build.mjs';
import {inputOptions, minChunkOfElements, outputOptions} from './bundles.mjs';
import {runScript} from './setup.mjs';

/**
 * Bytes: `initial` of the JavaScript that the page waits for, `total` of all chunks, which is what it was when last looked at
 * and a little more.
 */
const budgets = [
  {name: 'the SDK', initial: 22 * 1024, total: 55_200, entry: `export * from '@parlor/sdk';`},
  {
    name: 'the whole drop-in',
    initial: 45 * 1024,
    total: 253_400,
    minChunk: minChunkOfElements,
    entry: `export {createChat} from '@parlor/sdk';\nimport '@parlor/elements/define.js';`,
  },
];

/**
 * What the emoji are called in one language: data, of which a page loads one file at most and whose sum nobody pays. No file of it may
 * weigh more than this.
 */
const namesBudget = 31_000;
const isNames = ({facadeModuleId}) => facadeModuleId?.includes('/emoji-names/') ?? false;

/** Modules that `createChat` loads by itself, without anybody's doing, beside the first requests. */
const loadedByItself = ['transport/socket.js', 'client/essentials.js', 'client/shared-tabs.js'];

/**
 * `{initial, after, onDemand}`: the chunks of a bundle, parted by when a page loads them: those the entry imports, those that
 * `createChat` loads by itself right after, and those that somebody's doing loads.
 */
export function part(chunks) {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const parted = new Map();
  const need = (name, kind) => {
    if (!byName.has(name) || parted.has(name)) return;
    parted.set(name, kind);
    for (const imported of byName.get(name).imports) need(imported, kind);
  };
  for (const chunk of chunks) if (chunk.isEntry) need(chunk.fileName, 'initial');
  for (const {fileName, facadeModuleId} of chunks) {
    if (loadedByItself.some((module) => facadeModuleId?.endsWith(`/sdk/dist/${module}`))) need(fileName, 'after');
  }
  const of = (kind) => chunks.filter(({fileName}) => (parted.get(fileName) ?? 'onDemand') === kind);
  return {initial: of('initial'), after: of('after'), onDemand: of('onDemand')};
}

export function brotliBytes(code) {
  return brotliCompressSync(code, {params: {[constants.BROTLI_PARAM_QUALITY]: 11}}).length;
}

async function weigh({name, initial: budget, total: totalBudget, minChunk, entry}, why) {
  const bundle = await rollup(inputOptions(entry));
  const {output} = await bundle.generate(outputOptions('bundle', minChunk));
  await bundle.close();
  const chunks = output.filter(({type}) => type === 'chunk');
  const {initial, after, onDemand} = part(chunks.filter((chunk) => !isNames(chunk)));
  const names = chunks.filter(isNames);
  const total = weightOf([...initial, ...after, ...onDemand]);
  console.log(`${name}, min + brotli:`);
  const isFirstSmall = compare('initial', weightOf(initial), budget);
  listChunks('at once after', after);
  listChunks('on demand', onDemand);
  const isAllSmall = compare('total', total, totalBudget);
  listChunks('names of emoji, one of them', names);
  const areNamesSmall = names.every((chunk) => compare(`emoji in ${chunk.name}`, brotliBytes(chunk.code), namesBudget));
  if (why) explain(initial);
  return isFirstSmall && isAllSmall && areNamesSmall;
}

const weightOf = (chunks) => chunks.reduce((sum, {code}) => sum + brotliBytes(code), 0);

/** Says whether it fits. */
function compare(what, bytes, budget) {
  const fits = bytes <= budget;
  const excess = fits ? '' : `, ${number(bytes - budget)} too many`;
  console.log(`${fits ? '✔' : '✖'} ${what}: ${number(bytes)} of ${number(budget)} bytes${excess}`);
  return fits;
}

function listChunks(when, chunks) {
  if (chunks.length === 0) return;
  const names = chunks.map(({name, code}) => `${nameOf(name)} ${number(brotliBytes(code))}`);
  console.log(`    ${when}: ${number(weightOf(chunks))} bytes (${names.join(', ')})`);
}

const nameOf = (name) => ({'shared-tabs': 'tabs'})[name] ?? name;

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
