/** A line between clients and a server, in TCP, that can be made as bad as real ones are. */
import {once} from 'node:events';
import {type AddressInfo, connect, createServer, type Server, type Socket} from 'node:net';
import {setTimeout as pause} from 'node:timers/promises';
import type {Dice} from './chance.js';

export type Faults = {
  /** One way. */
  latencyMs: number;
  /** Every byte in a piece of its own. */
  slices: boolean;
  /** Nothing goes either way, and nobody is told: not even of an end (F34). */
  stalls: boolean;
  /** Nobody gets through: every attempt is refused. */
  refuses: boolean;
  /** Every request is answered by a page that asks for a password (F35). */
  portal: boolean;
  /** No WebSockets (F36). */
  noSockets: boolean;
  /** A connection ends after so many bytes, wherever that is. */
  cutAfter: number;
  /** Everything a client says is said to the server twice, on a second connection (F30, F33). */
  echoes: boolean;
};

const good: Faults = {
  ...{latencyMs: 0, slices: false, stalls: false, refuses: false, portal: false, noSockets: false},
  ...{cutAfter: Number.POSITIVE_INFINITY, echoes: false},
};
const page = '<html><title>Welcome to our network</title></html>';

type Connection = {client: Socket; server: Socket; isWebSocket: boolean};

export class BadLine implements AsyncDisposable {
  faults: Faults = {...good};
  /** What happened, for the figures. */
  readonly counts = {connections: 0, cuts: 0, refused: 0};
  #port = 0;
  readonly #door: Server;
  readonly #open = new Set<Connection>();
  #thaw: () => void = () => undefined;
  #thawed: Promise<void> = Promise.resolve();

  private constructor() {
    this.#door = createServer({noDelay: true}, (client) => this.#take(client));
  }

  /** To a port of this machine, which may be told later. */
  static async to(port = 0): Promise<BadLine> {
    const line = new BadLine();
    line.lead(port);
    line.#door.listen(0, '127.0.0.1');
    await once(line.#door, 'listening');
    return line;
  }

  lead(port: number): void {
    this.#port = port;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#door.address() as AddressInfo).port}`;
  }

  /** Living WebSockets. */
  get sockets(): number {
    return [...this.#open].filter(({isWebSocket}) => isWebSocket).length;
  }

  make(faults: Partial<Faults>): void {
    this.faults = {...this.faults, ...faults};
    if (faults.stalls)
      this.#thawed = new Promise((resolve) => {
        this.#thaw = resolve;
      });
    if (faults.stalls === false) this.#thaw();
  }

  /** From now on it is a good line; what was held back arrives. */
  mend(): void {
    this.make(good);
  }

  /** Ends every connection on the spot. */
  cut(): void {
    this.counts.cuts += this.#open.size;
    for (const connection of this.#open) end(connection);
  }

  /** One bad thing after the other until `signal`. */
  async storm(dice: Dice, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.mend();
      const roll = dice.below(8);
      if (roll === 0) this.make({latencyMs: 20 + dice.below(200)});
      if (roll === 1) this.make({slices: true});
      if (roll === 2) this.make({stalls: true});
      if (roll === 3) this.make({refuses: true});
      if (roll === 4) this.make({cutAfter: 200 + dice.below(4_000)});
      if (roll === 5) this.make({echoes: true});
      if (roll === 6) this.make({portal: true});
      if (roll === 3 || roll >= 5 || dice.next() < 0.3) this.cut();
      await pause(50 + dice.below(350));
    }
    this.mend();
  }

  #take(client: Socket): void {
    client.on('error', ignore);
    this.counts.connections++;
    if (this.faults.refuses) {
      this.counts.refused++;
      client.resetAndDestroy();
      return;
    }
    if (this.faults.portal) {
      this.counts.refused++;
      // what is not read keeps a socket open
      client.resume();
      client.end(`HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: ${page.length}\r\n\r\n${page}`);
      return;
    }
    const connection: Connection = {client, server: this.#dial(), isWebSocket: false};
    this.#open.add(connection);
    client.once('close', () => this.#open.delete(connection));
    const echo = this.faults.echoes ? this.#dial() : undefined;
    echo?.resume();
    let bytes = 0;
    let isFirst = true;
    this.#pipe(client, connection.server, (data) => {
      if (isFirst) connection.isWebSocket = /upgrade: websocket/i.test(data.toString('latin1'));
      isFirst = false;
      echo?.write(data);
      if (connection.isWebSocket && this.faults.noSockets) end(connection);
      bytes += data.length;
      if (bytes > this.faults.cutAfter) this.#cutOne(connection);
    });
    this.#pipe(connection.server, client, (data) => {
      bytes += data.length;
      if (bytes > this.faults.cutAfter) this.#cutOne(connection);
    });
    client.once('close', () => echo?.destroy());
  }

  #cutOne(connection: Connection): void {
    this.counts.cuts++;
    end(connection);
  }

  #dial(): Socket {
    const socket = connect({port: this.#port, host: '127.0.0.1', noDelay: true});
    socket.on('error', ignore);
    return socket;
  }

  /** Everything in order, as late and in such pieces as the faults say; the end, too. */
  #pipe(from: Socket, to: Socket, seen: (data: Buffer) => void): void {
    let last: Promise<void> = Promise.resolve();
    const later = (work: () => void | Promise<void>): void => {
      const due = performance.now() + this.faults.latencyMs;
      last = last.then(async () => {
        const waitMs = due - performance.now();
        if (waitMs > 0) await pause(waitMs);
        await this.#thawed;
        await work();
      });
    };
    from.on('data', (data: Buffer) =>
      later(async () => {
        // a cut in the middle: the beginning of it arrives
        to.write(this.faults.slices ? data.subarray(0, 1) : data);
        if (this.faults.slices) {
          for (let at = 1; at < data.length; at++) {
            await new Promise((resolve) => setImmediate(resolve));
            to.write(data.subarray(at, at + 1));
          }
        }
        seen(data);
      }),
    );
    from.once('close', () => later(() => void to.destroySoon()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.mend();
    this.cut();
    this.#door.close();
    await once(this.#door, 'close');
  }
}

const ignore = (): void => undefined;

function end({client, server}: Connection): void {
  client.destroy();
  server.destroy();
}
