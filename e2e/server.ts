/** The reference server in a process of its own, as it is published, with an SQLite file. */
import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {SignJWT} from 'jose';

const root = fileURLToPath(new URL('..', import.meta.url));
const secret = 'a secret for tests that is long enough';

const pages = {demo: ['examples/demo'], bare: ['e2e/kit/page'], none: []} as const;

export type ServerOptions = {
  /**
   * `published`: as anybody gets it. `faulty`: with the point where it can be made to die. `relaxed`: it answers before
   * what was written is synced to the disk; what a test of that must catch.
   */
  kind?: 'published' | 'faulty' | 'relaxed';
  /**
   * `demo`: the demo page with its people and their conversations. `bare`: a page with a chat and nothing to see, and an
   * empty database. `none`: the database alone.
   */
  page?: keyof typeof pages;
  env?: Readonly<Record<string, string>>;
  /** A command that gets the server's command line. */
  through?: readonly string[];
  /** Web origins beside its own. */
  origins?: readonly string[];
  /** Where the database lies; a folder of its own where left out. */
  database?: string;
};

export interface RunningServer {
  /** With 127.0.0.1, not localhost: clients take a lost network less seriously there. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly database: string;
  /** A token without web origin for this user: for programs. */
  token(user: string): Promise<string>;
  /** The same for the host's backend. */
  hostToken(): Promise<string>;
  /** SIGTERM and its end. */
  stop(): Promise<void>;
  /** SIGKILL and its end. */
  kill(): Promise<void>;
  /** Resolves when the process has ended by itself. */
  ended(): Promise<void>;
  /** Begins it again on the same database and the same port; one that dies while it begins is begun again. */
  restart(env?: Readonly<Record<string, string>>): Promise<void>;
  /** The same, but killed `afterMs` from its birth, before or while it listens. */
  stillbirth(afterMs: number): Promise<void>;
  /** The next commit is the last thing this process does: what is written is on the disk, and nobody was told (F42). */
  dieAfterNextCommit(): void;
}

const signed = (user: string, audience: string): Promise<string> =>
  new SignJWT({name: user})
    .setProtectedHeader({alg: 'HS256'})
    .setSubject(user)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('50m')
    .sign(new TextEncoder().encode(secret));

export async function startServer(options: ServerOptions = {}): Promise<RunningServer & AsyncDisposable> {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-e2e-'));
  const database = options.database ?? join(folder, 'parlor.db');
  const begin = (port: number, env = options.env) => begun({...options, ...(env && {env})}, database, port);
  let {child, url} = await begin(0);
  const portOf = (): number => Number(new URL(url).port);

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = exitOf(child);
    child.kill(signal);
    await ended;
  };
  return {
    get url() {
      return url;
    },
    get port() {
      return portOf();
    },
    get pid() {
      return child.pid as number;
    },
    database,
    token: (user) => signed(user, 'parlor-bot'),
    hostToken: () => signed('shop', 'parlor-admin'),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    ended: () => exitOf(child),
    async restart(env) {
      await end('SIGTERM');
      ({child, url} = await begin(portOf(), env));
    },
    async stillbirth(afterMs) {
      await end('SIGTERM');
      child = spawned(options, database, portOf());
      child.stdout?.resume();
      const timer = setTimeout(() => child.kill('SIGKILL'), afterMs);
      await exitOf(child);
      clearTimeout(timer);
    },
    dieAfterNextCommit() {
      child.kill('SIGUSR2');
    },
    async [Symbol.asyncDispose]() {
      await end('SIGKILL');
      rmSync(folder, {recursive: true, force: true});
    },
  };
}

async function begun(
  options: ServerOptions,
  database: string,
  port: number,
): Promise<{child: ChildProcess; url: string}> {
  const child = spawned(options, database, port);
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({input: child.stdout as NonNullable<ChildProcess['stdout']>}).on('line', (line) => {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
      if (found) resolve(found[0]);
    });
    child.once('exit', (code, signal) =>
      reject(new Error(`the server ended with ${code ?? signal} before it listened`)),
    );
  });
  return {child, url};
}

function spawned(
  {kind = 'published', page = 'demo', env, through = [], origins = []}: ServerOptions,
  database: string,
  port: number,
): ChildProcess {
  const folders = pages[page].map((folder) => join(root, folder));
  const published = [
    ...[join(root, 'packages/reference-server/dist/main.js'), '--dev', '--host', '127.0.0.1'],
    ...['--port', String(port), '--database', database, '--log-level', 'error'],
    ...folders.flatMap((folder) => ['--demo', folder]),
    ...origins.flatMap((origin) => ['--origin', origin]),
  ];
  const args =
    kind === 'published'
      ? published
      : [join(root, 'e2e/kit/faulty-server.mjs'), kind, database, String(port), ...folders];
  const [command = process.execPath, ...rest] = [...through, process.execPath, ...args];
  return spawn(command, rest, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {...process.env, PARLOR_JWT_SECRET: secret, ...env},
  });
}

function exitOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}
