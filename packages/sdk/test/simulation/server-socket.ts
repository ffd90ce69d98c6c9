/** The server's end of a line: as much of a socket.io socket as the reference server uses of one. */
import type {Socket} from 'socket.io';

export type ServerEnd = {
  /** To the client. */
  emit(event: 'ev' | 'eph', body: unknown): void;
  refused(data: object): void;
  /** The server hung up, or is gone. */
  closed(): void;
};

type Listener = (...args: unknown[]) => unknown;

export class ServerSocket {
  readonly id: string;
  readonly handshake: {auth: object; query: object; headers: object};
  isClosed = false;
  /** What has not left: a reader that seems too slow to the server. */
  readonly conn: {
    writeBuffer: {data: string}[];
    transport: {socket: {bufferedAmount: number}};
    once(event: string, run: () => void): void;
    off(event: string, run: () => void): void;
    close(): void;
  };
  readonly #end: ServerEnd;
  readonly #listeners = new Map<string, Listener[]>();
  readonly #closing = new Set<() => void>();

  constructor(id: string, auth: object, origin: string, end: ServerEnd) {
    this.id = id;
    this.handshake = {auth, query: {}, headers: {origin}};
    this.#end = end;
    this.conn = {
      writeBuffer: [],
      transport: {socket: {bufferedAmount: 0}},
      once: (_event, run) => void this.#closing.add(run),
      off: (_event, run) => void this.#closing.delete(run),
      close: () => this.disconnect(),
    };
  }

  asSocket(): Socket {
    return this as unknown as Socket;
  }

  on(event: string, listener: Listener): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }

  emit(event: string, body: unknown): void {
    if (!this.isClosed) this.#end.emit(event as 'ev' | 'eph', body);
  }

  join(): void {}
  leave(): void {}

  /** Something of the client arrives. */
  receive(event: 'req' | 'eph', body: unknown, acknowledge?: (reply: unknown) => void): void {
    if (this.isClosed) return;
    for (const listener of this.#listeners.get(event) ?? []) listener(body, ...(acknowledge ? [acknowledge] : []));
  }

  refuse(data: object): void {
    if (this.isClosed) return;
    this.#end.refused(data);
    this.#close();
  }

  /** The server hangs up. */
  disconnect(): void {
    if (this.isClosed) return;
    this.#close();
    this.#end.closed();
  }

  /** The server hears that the line is gone. */
  lost(): void {
    this.#close();
  }

  /** The server's process is gone: nothing more runs in it. */
  vanish(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#end.closed();
  }

  #close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const run of this.#closing) run();
    for (const listener of this.#listeners.get('disconnect') ?? []) listener();
  }
}
