/** The reference server in a process of its own, as it is published, with the demo page and an SQLite file. */
import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

export interface RunningServer {
  /** With 127.0.0.1, not localhost: clients take a lost network less seriously there. */
  readonly url: string;
  readonly database: string;
  /** SIGTERM and its end. */
  stop(): Promise<void>;
  /** SIGKILL and its end. */
  kill(): Promise<void>;
  /** Resolves when the process has ended by itself. */
  ended(): Promise<void>;
  /** Begins it again on the same database and the same port. */
  restart(): Promise<void>;
  /** The next commit is the last thing this process does: what is written is on the disk, and nobody was told (F42). */
  dieAfterNextCommit(): void;
}

type Kind = 'published' | 'faulty';

/** `faulty` is the same server with the point where it can be made to die. */
export async function startServer(kind: Kind = 'published'): Promise<RunningServer & AsyncDisposable> {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-e2e-'));
  const database = join(folder, 'parlor.db');
  const begin = (port: number) => begun(kind, database, port);
  let {child, url} = await begin(0);

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
    database,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    ended: () => exitOf(child),
    async restart() {
      await end('SIGTERM');
      ({child, url} = await begin(Number(new URL(url).port)));
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

async function begun(kind: Kind, database: string, port: number): Promise<{child: ChildProcess; url: string}> {
  const demo = join(root, 'examples/demo');
  const args =
    kind === 'faulty'
      ? [join(root, 'e2e/faulty-server.mjs'), database, String(port), demo]
      : [
          join(root, 'packages/reference-server/dist/main.js'),
          ...[
            '--dev',
            '--host',
            '127.0.0.1',
            '--port',
            String(port),
            '--database',
            database,
            '--demo',
            demo,
            '--log-level',
            'warn',
          ],
        ];
  const child = spawn(process.execPath, args, {stdio: ['ignore', 'pipe', 'inherit']});
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({input: child.stdout}).on('line', (line) => {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
      if (found) resolve(found[0]);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it listened`)));
  });
  return {child, url};
}

function exitOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}
