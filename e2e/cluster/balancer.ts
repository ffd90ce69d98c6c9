/** What stands before the nodes: gives each new connection to the next one that says it is ready. */
import {once} from 'node:events';
import {type AddressInfo, connect, createServer, type Server, type Socket} from 'node:net';

export type Target = {readonly port: number};

const lookEveryMs = 200;
const answerMs = 3_000;

export class Balancer implements AsyncDisposable {
  readonly #targets: readonly Target[];
  readonly #ready = new Set<Target>();
  readonly #open = new Set<Socket>();
  readonly #lines = new Map<Target, number>();
  readonly #door: Server;
  readonly #timer: NodeJS.Timeout;
  #next = 0;

  private constructor(targets: readonly Target[]) {
    this.#targets = targets;
    this.#door = createServer({noDelay: true}, (client) => this.#take(client));
    this.#timer = setInterval(() => void this.look(), lookEveryMs);
  }

  static async before(targets: readonly Target[]): Promise<Balancer> {
    const balancer = new Balancer(targets);
    await balancer.look();
    balancer.#door.listen(0, '127.0.0.1');
    await once(balancer.#door, 'listening');
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#door.address() as AddressInfo).port}`;
  }

  isReady(target: Target): boolean {
    return this.#ready.has(target);
  }

  /** How many are connected to it. */
  linesTo(target: Target): number {
    return this.#lines.get(target) ?? 0;
  }

  async look(): Promise<void> {
    await Promise.all(
      this.#targets.map(async (target) => {
        const answer = await fetch(`http://127.0.0.1:${target.port}/readyz`, {
          signal: AbortSignal.timeout(answerMs),
        }).catch(() => undefined);
        if (answer?.ok) this.#ready.add(target);
        else this.#ready.delete(target);
      }),
    );
  }

  #take(client: Socket): void {
    client.on('error', ignore);
    const ready = this.#targets.filter((target) => this.#ready.has(target));
    const target = ready[this.#next++ % Math.max(1, ready.length)];
    if (!target) return void client.resetAndDestroy();
    const server = connect({port: target.port, host: '127.0.0.1', noDelay: true});
    this.#lines.set(target, this.linesTo(target) + 1);
    server.once('close', () => this.#lines.set(target, this.linesTo(target) - 1));
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#open.add(from);
      from.on('error', ignore);
      from.pipe(to);
      from.once('close', () => {
        this.#open.delete(from);
        to.destroy();
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    for (const socket of this.#open) socket.destroy();
    this.#door.close();
    await once(this.#door, 'close');
  }
}

const ignore = (): void => undefined;
