/** One socket.io connection: everything it was sent, in order, and requests on it (PWP-FRAME-001). */
import {
  EphemeralFrame,
  Failure,
  type HelloFrame,
  type OperationName,
  type OutputOf,
  type Reply,
  ServerFrame,
} from '@parlor/sdk/protocol';
import {io, type Socket} from 'socket.io-client';
import * as v from 'valibot';
import {Broken, Late, show} from './expect.js';
import {checkReply} from './reply.js';

export type FrameOf<Type extends ServerFrame['type']> = Extract<ServerFrame, {type: Type}>;
export type EphemeralOf<Type extends EphemeralFrame['type']> = Extract<EphemeralFrame, {type: Type}>;

export type Handshake = {
  /** The handshake's `auth` as it is sent. */
  auth: Record<string, unknown>;
  headers?: Record<string, string> | undefined;
  query?: Record<string, string> | undefined;
  transports?: string[] | undefined;
  timeoutMs: number;
};

export class Connection {
  readonly socket: Socket;
  /** Every `ev` frame in the order it came. */
  readonly frames: ServerFrame[] = [];
  readonly ephemeral: EphemeralFrame[] = [];
  /** Names of events the protocol does not know. */
  readonly strangers: string[] = [];
  /** What came and was no frame of the protocol's shape. */
  readonly malformed: string[] = [];
  readonly ended: Promise<string>;
  hello!: HelloFrame;
  isEnded = false;

  readonly #timeoutMs: number;
  readonly #taken = new Set<ServerFrame | EphemeralFrame>();
  readonly #waiting = new Set<() => void>();

  constructor(url: string, {auth, headers, query, transports = ['websocket'], timeoutMs}: Handshake) {
    this.#timeoutMs = timeoutMs;
    const {origin, pathname} = new URL(url);
    this.socket = io(origin, {
      path: `${pathname.replace(/\/$/, '')}/socket.io`,
      autoConnect: false,
      forceNew: true,
      reconnection: false,
      timeout: timeoutMs,
      transports,
      auth,
      ...(query && {query}),
      ...(headers && {extraHeaders: headers}),
    });
    this.socket.onAny((event: string, value: unknown) => this.#arrived(event, value));
    this.ended = new Promise((resolve) => {
      this.socket.on('disconnect', (reason) => {
        this.isEnded = true;
        resolve(reason);
      });
    });
  }

  /** Resolves with the failure the handshake was refused with, or undefined when the hello is there. */
  async open(): Promise<Failure | undefined> {
    const refusal = new Promise<Failure | undefined>((resolve, reject) => {
      this.socket.on('connect_error', (error) => {
        const {data} = error as Error & {data?: unknown};
        const failure = v.safeParse(Failure, data);
        if (failure.success) resolve(failure.output as Failure);
        else reject(new Broken(`the handshake ended with ${show(data ?? error.message)}, which is no failure`));
      });
      this.socket.on('connect', () => resolve(undefined));
    });
    this.socket.connect();
    const failure = await this.#within(refusal, 'the handshake was not answered');
    if (failure !== undefined) {
      this.close();
      return failure;
    }
    this.hello = await this.next('hello');
    return undefined;
  }

  /** The first frame of this type that fits and was not asked for yet. */
  next<Type extends ServerFrame['type']>(
    type: Type,
    fits: (frame: FrameOf<Type>) => boolean = () => true,
    timeoutMs = this.#timeoutMs,
  ): Promise<FrameOf<Type>> {
    return this.#take(
      this.frames,
      (frame) => frame.type === type && fits(frame as FrameOf<Type>),
      type,
      timeoutMs,
    ) as Promise<FrameOf<Type>>;
  }

  nextEphemeral<Type extends EphemeralFrame['type']>(
    type: Type,
    fits: (frame: EphemeralOf<Type>) => boolean = () => true,
    timeoutMs = this.#timeoutMs,
  ): Promise<EphemeralOf<Type>> {
    return this.#take(
      this.ephemeral,
      (frame) => frame.type === type && fits(frame as EphemeralOf<Type>),
      type,
      timeoutMs,
    ) as Promise<EphemeralOf<Type>>;
  }

  /** The changes of a conversation that came so far. */
  changesOf(conversation: string): FrameOf<'changes'>[] {
    return this.frames.filter(
      (frame) => frame.type === 'changes' && frame.conversation === conversation,
    ) as FrameOf<'changes'>[];
  }

  /** Waits until the changes of a conversation reach up to `seq`. */
  async reaches(conversation: string, seq: number): Promise<void> {
    await this.#until(
      () => this.changesOf(conversation).some(({to}) => to >= seq),
      `no changes of the conversation up to ${seq} came`,
    );
  }

  /** One request and its answer. Its rate limits are for the caller to wait for. */
  async ask(op: string, input?: unknown): Promise<Reply> {
    return checkReply(op, await this.raw(input === undefined ? {op} : {op, input}));
  }

  async call<Name extends OperationName>(name: Name, input: object = {}): Promise<OutputOf<Name>> {
    const reply = await this.ask(name, input);
    if (!reply.ok)
      throw new Broken(`${name} was refused with ${reply.code}${reply.detail ? ` (${reply.detail})` : ''}`);
    return reply.result as OutputOf<Name>;
  }

  /** A `req` event with any arguments, and whatever acknowledges it. */
  raw(...args: unknown[]): Promise<unknown> {
    if (this.isEnded) throw new Broken('the connection has ended');
    const answer = new Promise<unknown>((resolve) => this.socket.emit('req', ...args, resolve));
    const lost = this.ended.then((reason) => {
      throw new Broken(`the connection ended before its request was answered: ${reason}`);
    });
    return this.#within(Promise.race([answer, lost]), () => `the request ${show(args[0])} was not answered`);
  }

  /** Everything this server had sent to the connection has arrived: answers come behind what was sent before. */
  async settled(): Promise<void> {
    await this.call('totals');
  }

  /** Resolves with the reason when the server ends the connection. */
  async end(timeoutMs = this.#timeoutMs): Promise<string> {
    return this.#within(this.ended, 'the server did not end the connection', timeoutMs);
  }

  close(): void {
    this.socket.disconnect();
  }

  #arrived(event: string, value: unknown): void {
    const schema = event === 'ev' ? ServerFrame : event === 'eph' ? EphemeralFrame : undefined;
    if (schema === undefined) {
      this.strangers.push(event);
    } else if (!isOfALaterVersion(schema, value)) {
      const parsed = v.safeParse(schema as v.GenericSchema, value);
      if (!parsed.success) {
        const [issue] = parsed.issues;
        const type = (value as {type?: unknown} | null)?.type;
        this.malformed.push(`${event} ${show(type)}: ${v.getDotPath(issue) ?? 'frame'}: ${issue.message}`);
      } else if (event === 'ev') this.frames.push(value as ServerFrame);
      else this.ephemeral.push(value as EphemeralFrame);
    }
    for (const look of [...this.#waiting]) look();
  }

  async #take<Frame extends ServerFrame | EphemeralFrame>(
    from: readonly Frame[],
    fits: (frame: Frame) => boolean,
    what: string,
    timeoutMs: number,
  ): Promise<Frame> {
    const find = (): Frame | undefined => from.find((frame) => !this.#taken.has(frame) && fits(frame));
    await this.#until(() => find() !== undefined, `no frame ${what} came as it should`, timeoutMs, from);
    const frame = find() as Frame;
    this.#taken.add(frame);
    return frame;
  }

  async #until(
    isSo: () => boolean,
    otherwise: string,
    timeoutMs = this.#timeoutMs,
    seen: readonly {type: string}[] = this.frames,
  ): Promise<void> {
    if (isSo()) return;
    let look: () => void = () => undefined;
    const so = new Promise<void>((resolve) => {
      look = () => {
        if (isSo()) resolve();
      };
      this.#waiting.add(look);
    });
    try {
      await this.#within(
        so,
        () => `${otherwise}; there was ${show(seen.map(({type}) => type))}${this.#complaints()}`,
        timeoutMs,
      );
    } finally {
      this.#waiting.delete(look);
    }
  }

  #complaints(): string {
    return this.malformed.length === 0 ? '' : `, and malformed: ${this.malformed[0]}`;
  }

  /** @throws {Late} */
  async #within<Value>(
    promise: Promise<Value>,
    otherwise: string | (() => string),
    timeoutMs = this.#timeoutMs,
  ): Promise<Value> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Late(`${typeof otherwise === 'string' ? otherwise : otherwise()} within ${timeoutMs} ms`));
      }, timeoutMs);
    });
    try {
      return await Promise.race([promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Readers ignore the types they do not know (PWP-VERSION-003). */
function isOfALaterVersion(schema: typeof ServerFrame | typeof EphemeralFrame, value: unknown): boolean {
  const type = (value as {type?: unknown} | null)?.type;
  return typeof type === 'string' && !schema.options.some(({entries}) => v.is(entries.type, type));
}
