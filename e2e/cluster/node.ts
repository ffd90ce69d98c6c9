/** One node of several: a process of its own, with a line to PostgreSQL and one to Redis that can be made bad. */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {freePort} from '../../scripts/own-servers.mjs';
import {BadLine} from '../kit/line.js';

const main = fileURLToPath(new URL('../../packages/reference-server/dist/main.js', import.meta.url));

export type NodeOptions = {postgres: number; redis: number | undefined; secret: string};

export class Node implements AsyncDisposable {
  readonly name: string;
  readonly port: number;
  readonly postgres: BadLine;
  readonly redis: BadLine;
  readonly #environment: Record<string, string>;
  #child: ChildProcess | undefined;
  /** What it complained of. */
  readonly complaints: string[] = [];

  private constructor(name: string, port: number, lines: {postgres: BadLine; redis: BadLine}, options: NodeOptions) {
    this.name = name;
    this.port = port;
    this.postgres = lines.postgres;
    this.redis = lines.redis;
    const at = (line: BadLine): string => new URL(line.url).host;
    this.#environment = {
      DATABASE_URL: `postgres://postgres@${at(lines.postgres)}/postgres`,
      ...(options.redis !== undefined && {REDIS_URL: `redis://${at(lines.redis)}`}),
      PARLOR_JWT_SECRET: options.secret,
      // everybody is new here
      PARLOR_NEWCOMER_RATE: '0',
      LOG_LEVEL: 'warn',
    };
  }

  static async begin(name: string, options: NodeOptions): Promise<Node> {
    const lines = {postgres: await BadLine.to(options.postgres), redis: await BadLine.to(options.redis ?? 0)};
    const node = new Node(name, await freePort(), lines, options);
    try {
      await node.start();
      return node;
    } catch (error) {
      await node[Symbol.asyncDispose]();
      throw error;
    }
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Resolves when it is ready for clients. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [main, '--host', '127.0.0.1', '--port', String(this.port)], {
      env: {PATH: process.env['PATH'], ...this.#environment},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr])
      createInterface({input: stream}).on('line', (line) => void this.complaints.push(line));
    process.once('exit', () => child.kill('SIGKILL'));
    for (const late = Date.now() + 90_000; (await this.readiness()).status !== 200; ) {
      if (child.exitCode !== null || Date.now() > late)
        throw new Error(`${this.name} did not start: ${this.complaints.slice(-3).join(' ')}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async readiness(): Promise<{status: number; body: string}> {
    try {
      const answer = await fetch(`${this.url}/readyz`, {signal: AbortSignal.timeout(2_000)});
      return {status: answer.status, body: await answer.text()};
    } catch {
      return {status: 0, body: ''};
    }
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.postgres[Symbol.asyncDispose]();
    await this.redis[Symbol.asyncDispose]();
  }
}
