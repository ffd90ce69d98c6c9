// What a fresh clone needs before anything else can run. Needs no package itself.
import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {root} from './test-files.mjs';

const lock = join(root, 'package-lock.json');
const installed = join(root, 'node_modules/.package-lock.json');
/** Holds the digest of the lock file that was installed, so that a checkout that only touches files installs nothing. */
const stamp = join(root, 'node_modules/.parlor-installed');

/**
 * Installs where node_modules is missing or belongs to another lock file: only what differs where that is possible, for
 * `npm ci` begins anew and compiles better-sqlite3 again.
 */
export function ensureDependencies() {
  ensureNode();
  const digest = createHash('sha256').update(readFileSync(lock)).digest('hex');
  if (isInstalled(digest)) return;
  if (existsSync(installed)) {
    console.log('Installing what has changed in package-lock.json …');
    if (npm('install', '--no-save').status === 0) return void writeFileSync(stamp, digest);
  }
  console.log('Installing dependencies with npm ci (one to three minutes, more where better-sqlite3 is compiled) …');
  const {status, error} = npm('ci');
  if (status !== 0) {
    throw new Error(
      `npm ci failed${error ? ` (${error.message})` : ''}. Where no ready-made better-sqlite3 fits this machine it is compiled, ` +
        'which needs python3, make and g++ (Debian: apt-get install python3 build-essential).',
    );
  }
  writeFileSync(stamp, digest);
}

function npm(...args) {
  return spawnSync(process.platform === 'win32' ? 'npm.cmd' : 'npm', [...args, '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: 15 * 60_000,
    shell: process.platform === 'win32',
  });
}

function isInstalled(digest) {
  if (!existsSync(installed)) return false;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return true;
  // installed by hand, after the lock file was written
  if (statSync(installed).mtimeMs < statSync(lock).mtimeMs) return false;
  writeFileSync(stamp, digest);
  return true;
}

function ensureNode() {
  const wanted = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node.replace('>=', '');
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [wantedMajor, wantedMinor] = wanted.split('.').map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new Error(`Parlor needs Node ${wanted} or newer; this is ${process.version}.`);
}

/** Runs `main` and prints a failure as its sentence alone, with exit code 1. */
export async function runScript(main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
