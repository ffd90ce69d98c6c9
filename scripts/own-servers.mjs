// A PostgreSQL and a Redis of the tests' own, on free ports and in folders that are gone afterwards: they may be stopped, killed
// and begun again. Installed where that is possible without asking.
import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {connect, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {canInstallDebianPackages, installDebianPackages} from './apt.mjs';

const debian = '/usr/lib/postgresql';

/** The folder with PostgreSQL's programs; empty where they are in the path. */
function postgresPrograms() {
  const versions = existsSync(debian)
    ? readdirSync(debian).filter((name) => existsSync(join(debian, name, 'bin/initdb')))
    : [];
  if (versions.length > 0) return join(debian, versions.sort((a, b) => Number(a) - Number(b)).at(-1), 'bin');
  return spawnSync('initdb', ['--version']).status === 0 ? '' : undefined;
}

const hasRedis = () => spawnSync('redis-server', ['--version']).status === 0;

/** Installs what is missing. Throws with a sentence where that cannot be. */
export function ensureServers() {
  const missing = [
    ...(postgresPrograms() === undefined ? ['postgresql'] : []),
    ...(hasRedis() ? [] : ['redis-server']),
  ];
  if (missing.length === 0) return;
  if (!canInstallDebianPackages())
    throw new Error(
      `These tests start ${missing.join(' and ')} themselves: install it (Debian: sudo apt-get install ${missing.join(' ')}).`,
    );
  installDebianPackages(missing, 'for the tests of several nodes');
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** PostgreSQL does not run as root. */
function otherUser() {
  if (process.getuid?.() !== 0) return {};
  const id = (flag) => Number(spawnSync('id', [flag, 'postgres'], {encoding: 'utf8'}).stdout);
  return {uid: id('-u'), gid: id('-g')};
}

const finish = async (child, signal) => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
};

/**
 * `fsync` is off: what these tests break is processes and lines, never the machine, and what a process wrote survives it.
 * With a `password` nobody is let in without it; with `follows`, another of these servers, it is that one's replica.
 * @returns {Promise<import('./own-servers.mjs').OwnServer>}
 */
export async function startPostgres({password, follows} = {}) {
  const programs = postgresPrograms();
  const user = otherUser();
  const folder = mkdtempSync(join(tmpdir(), 'parlor-postgres-'));
  const data = join(folder, 'data');
  const secret = join(folder, 'password');
  writeFileSync(secret, password ?? '');
  if (user.uid !== undefined) for (const path of [folder, secret]) chownSync(path, user.uid, user.gid);
  const run = (program, args) => {
    const made = spawnSync(join(programs, program), args, {...user, cwd: folder, encoding: 'utf8'});
    if (made.status !== 0) throw new Error(`${program} failed: ${made.stderr}`);
  };
  const access = password === undefined ? ['-A', 'trust'] : ['-A', 'scram-sha-256', `--pwfile=${secret}`];
  if (follows) run('pg_basebackup', ['-D', data, '-d', follows.url, '-R', '-c', 'fast', '--no-sync']);
  else run('initdb', ['-D', data, '-U', 'postgres', ...access, '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']);
  const port = await freePort();
  const url = `postgres://postgres${password === undefined ? '' : `:${password}`}@127.0.0.1:${port}/postgres`;
  const {default: pg} = await import('pg');
  const isUp = async () => {
    const client = new pg.Client({connectionString: url, connectionTimeoutMillis: 1_000});
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('select 1');
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  const settings = [
    ...['fsync=off', 'full_page_writes=off', 'max_connections=300', 'listen_addresses=127.0.0.1'],
    ...[`unix_socket_directories=${folder}`, 'shared_buffers=64MB', 'autovacuum_naptime=10s'],
  ].flatMap((setting) => ['-c', setting]);
  const begin = () =>
    spawn(join(programs, 'postgres'), ['-D', data, '-p', String(port), ...settings], {
      ...user,
      cwd: folder,
      stdio: 'ignore',
    });
  return own({url, port, folder, begin, isUp, gentle: 'SIGINT'});
}

/** Nothing is kept: begun again it is empty. */
export async function startRedis() {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-redis-'));
  const port = await freePort();
  const begin = () =>
    spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
      ...{cwd: folder, stdio: 'ignore'},
    });
  const isUp = () =>
    new Promise((resolve) => {
      const line = connect(port, '127.0.0.1', () => line.end('PING\r\n'));
      line.once('data', (answer) => resolve(String(answer).startsWith('+PONG')));
      line.once('error', () => resolve(false));
      line.once('close', () => resolve(false));
    });
  return own({url: `redis://127.0.0.1:${port}`, port, folder, begin, isUp, gentle: 'SIGTERM'});
}

async function own({url, port, folder, begin, isUp, gentle}) {
  let child;
  const start = async () => {
    child = begin();
    child.once('error', () => undefined);
    const late = Date.now() + 60_000;
    while (!(await isUp())) {
      if (child.exitCode !== null || Date.now() > late) throw new Error(`what should listen at ${url} does not`);
      await pause(50);
    }
  };
  await start();
  // whatever happens to the tests, it does not stay behind
  process.once('exit', () => child.kill('SIGKILL'));
  return {
    url,
    port,
    start,
    stop: () => finish(child, gentle),
    kill: () => finish(child, 'SIGKILL'),
    async [Symbol.asyncDispose ?? Symbol.for('nodejs.asyncDispose')]() {
      await finish(child, gentle);
      rmSync(folder, {recursive: true, force: true});
    },
  };
}
