// Builds what is published: every package's dist with tsc, then the script-tag bundles with rollup.
import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {ensureDependencies, runScript} from './setup.mjs';
import {filesUnder, root} from './test-files.mjs';

const packages = ['sdk', 'elements', 'reference-server'];
const stamp = join(root, '.cache/built.json');

/** Builds unless the last build saw the very same sources. */
export function ensureBuilt() {
  const now = sources();
  const before = existsSync(stamp) ? JSON.parse(readFileSync(stamp, 'utf8')) : {};
  if (before.digest === now.digest && outputs().every((path) => existsSync(path))) return;
  build(now, before, 'typescript7');
}

/**
 * `compiler` is the package that holds tsc. Both write the same JavaScript. What is published comes from `typescript`, whose
 * declarations every tool understands; what is only run here comes from `typescript7`, which needs a fifth of the time.
 */
function build(now, before, compiler) {
  console.log('Building packages and bundles …');
  rmSync(stamp, {force: true});
  // tsc leaves the output of a file that is gone or renamed, and rollup its old chunks
  for (const name of packages) {
    if (before.names !== now.names) rmSync(join(root, 'packages', name, 'dist'), {recursive: true, force: true});
    rmSync(join(root, 'packages', name, 'cdn'), {recursive: true, force: true});
  }
  run(`node_modules/${compiler}/bin/tsc`, ['-b', 'tsconfig.build.json']);
  run('node_modules/rollup/dist/bin/rollup', ['-c', '--silent']);
  mkdirSync(join(root, '.cache'), {recursive: true});
  writeFileSync(stamp, JSON.stringify(now));
}

function run(path, args) {
  const {status} = spawnSync(process.execPath, [path, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: 300_000,
  });
  if (status !== 0) throw new Error(`The build failed in ${path.split('/')[1]}.`);
}

function outputs() {
  return [
    ...packages.map((name) => `packages/${name}/dist/.tsbuildinfo`),
    'packages/sdk/cdn/parlor-sdk.min.js',
    'packages/elements/cdn/parlor.min.js',
  ].map((path) => join(root, path));
}

/** Digests of the names of all sources, and of their names, sizes and times. */
function sources() {
  const files = packages
    .flatMap((name) => [
      ...filesUnder(join(root, 'packages', name, 'src')).map((file) => `packages/${name}/src/${file}`),
      `packages/${name}/package.json`,
      `packages/${name}/tsconfig.build.json`,
    ])
    .filter((file) => !file.includes('.test.'))
    .concat(
      'package-lock.json',
      'tsconfig.base.json',
      'tsconfig.build.json',
      'rollup.config.mjs',
      'scripts/bundles.mjs',
    );
  const digest = (lines) => createHash('sha256').update(lines.join('\n')).digest('hex');
  const times = files.map((file) => {
    const {size, mtimeMs} = statSync(join(root, file));
    return `${file} ${size} ${mtimeMs}`;
  });
  return {names: digest(files), digest: digest(times)};
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runScript(() => {
    ensureDependencies();
    if (process.argv.includes('--if-stale')) ensureBuilt();
    else build(sources(), {}, 'typescript');
  });
}
