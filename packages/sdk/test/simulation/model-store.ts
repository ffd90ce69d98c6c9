/**
 * The server's database as a log: what was written, what of it was synced to the disk, and, only after that, what is seen and
 * answered. A crash of the process keeps what was written; a power cut what was synced; a restored backup is an older log with
 * a new epoch. The rows are those of the memory store, rebuilt from the log.
 */
import {Refusal} from '../../../reference-server/src/domain/refusal.js';
import {MemoryReader} from '../../../reference-server/src/store/memory/reader.js';
import {Tables} from '../../../reference-server/src/store/memory/tables.js';
import {MemoryWriter} from '../../../reference-server/src/store/memory/writer.js';
import type {ReadTransaction, Store, WriteTransaction} from '../../../reference-server/src/store/store.js';
import type {Dice} from './dice.js';
import type {Process} from './process.js';

/** Which request a transaction belongs to. */
export type Origin = {user: string; op: string; input: unknown};

type Call = [name: string, args: unknown[]];

/** One transaction. `result`: what the work came to. */
export type Commit = {x: number; origin: Origin | undefined; result: unknown; calls: readonly Call[]};

export type StoreWeather = {
  /** Milliseconds to wait for others to write, and to sync the disk. */
  commitMs: number;
  syncMs: number;
  readMs: number;
  /** Transactions that cannot be committed now: BUSY, or a full disk. */
  refuses: number;
  isFull: boolean;
};

/** What may be switched off, to see that it is needed. */
export type StoreTwist = {
  /** Answers before the disk is synced. */
  answersEarly?: boolean;
  reader?(reader: MemoryReader): MemoryReader;
};

/** The log on the disk of the server. It outlives every process. */
export class ServerDisk {
  log: Commit[] = [];
  /** How many of the log are synced. */
  synced = 0;
  epoch: string;

  constructor(epoch: string) {
    this.epoch = epoch;
  }

  /** What was not synced is lost. */
  cutPower(): void {
    this.log.length = this.synced;
  }

  /** An older log, in a database of another name. */
  restore(length: number, epoch: string): void {
    this.log.length = Math.min(length, this.log.length);
    this.synced = this.log.length;
    this.epoch = epoch;
  }
}

const isWrite = (name: string): boolean =>
  /^(insert|update|advance|put|touch|set|reserve|prune)/.test(name) && name !== 'constructor';

/** Writes to the tables and keeps what was called. */
function recorded(writer: MemoryWriter, calls: Call[]): MemoryWriter {
  return new Proxy(writer, {
    get(target, name: string) {
      const value = Reflect.get(target, name, target) as unknown;
      if (typeof value !== 'function') return value;
      if (!isWrite(name)) return value.bind(target) as unknown;
      return (...args: unknown[]): unknown => {
        calls.push([name, args]);
        return (value as (...given: unknown[]) => unknown).apply(target, args);
      };
    },
  });
}

type Waiting = {isWrite: boolean; run(): Promise<void>};

export class ModelStore implements Store {
  readonly epoch: string;
  readonly secret = 'the same in every run';
  readonly tables = new Tables();
  readonly #disk: ServerDisk;
  readonly #process: Process;
  readonly #dice: Dice;
  readonly #weather: StoreWeather;
  readonly #twist: StoreTwist;
  readonly #onCommit: (commit: Commit) => void;
  #queue: Waiting[] = [];
  #isBusy = false;
  /** Whose transaction the next `write` is; set right before it is called. */
  origin: Origin | undefined;

  constructor(options: {
    disk: ServerDisk;
    process: Process;
    dice: Dice;
    weather: StoreWeather;
    twist: StoreTwist;
    /** Called when a transaction is synced, before anybody hears of it. */
    onCommit(commit: Commit): void;
  }) {
    this.#disk = options.disk;
    this.#process = options.process;
    this.#dice = options.dice;
    this.#weather = options.weather;
    this.#twist = options.twist;
    this.#onCommit = options.onCommit;
    this.epoch = options.disk.epoch;
  }

  /** Reads the log. */
  async open(): Promise<void> {
    this.#disk.synced = this.#disk.log.length;
    for (const {x, calls} of this.#disk.log) {
      this.tables.x = x;
      const writer = this.#twisted(new MemoryWriter(this.tables, x)) as unknown as Record<
        string,
        (...args: unknown[]) => Promise<unknown>
      >;
      for (const [name, args] of calls) await writer[name]?.(...args);
      this.tables.keep();
    }
  }

  write<Result>(
    work: (tx: WriteTransaction) => Promise<Result>,
    committed: (result: Result) => void = () => undefined,
  ): Promise<Result> {
    const {origin} = this;
    this.origin = undefined;
    return new Promise((resolve, reject) => {
      this.#add({isWrite: true, run: () => this.#write(work, origin, committed, resolve, reject)});
    });
  }

  read<Result>(work: (tx: ReadTransaction) => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const run = (): Promise<void> => work(this.#twisted(new MemoryReader(this.tables))).then(resolve, reject);
      this.#add({isWrite: false, run});
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #twisted<Reader extends MemoryReader>(reader: Reader): Reader {
    return (this.#twist.reader?.(reader) ?? reader) as Reader;
  }

  #add(waiting: Waiting): void {
    this.#queue.push(waiting);
    this.#next();
  }

  #next(): void {
    const [first] = this.#queue;
    if (this.#isBusy || !first) return;
    this.#isBusy = true;
    const {commitMs, readMs} = this.#weather;
    this.#process.after(this.#dice.next() * (first.isWrite ? commitMs : readMs), () => {
      this.#queue.shift();
      const done = (): void => {
        this.#isBusy = false;
        this.#next();
      };
      first.run().then(done, done);
    });
  }

  async #write<Result>(
    work: (tx: WriteTransaction) => Promise<Result>,
    origin: Origin | undefined,
    committed: (result: Result) => void,
    resolve: (result: Result) => void,
    reject: (error: unknown) => void,
  ): Promise<void> {
    const {tables} = this;
    const before = tables.x;
    const calls: Call[] = [];
    let result: Result;
    try {
      if (this.#weather.isFull) throw new Refusal('STORAGE_FULL', undefined, {retryAfterMs: 2_000});
      if (this.#dice.chance(this.#weather.refuses)) throw new Refusal('UNAVAILABLE', undefined, {retryAfterMs: 200});
      tables.x += 1;
      const writer = this.#twisted(new MemoryWriter(tables, tables.x));
      result = await work(recorded(writer, calls));
    } catch (error) {
      tables.undo();
      tables.x = before;
      return reject(error);
    }
    if (this.#process.isDead) return;
    tables.keep();
    const commit: Commit = {x: tables.x, origin, result: (result as {result?: unknown} | undefined)?.result, calls};
    this.#disk.log.push(commit);
    const length = this.#disk.log.length;
    const answer = (): void => {
      this.#onCommit(commit);
      committed(result);
      // a crash may come between the commit's frames and its answer (F42, F43)
      this.#process.after(this.#dice.next() * 2, () => resolve(result));
    };
    const sync = (): void => {
      this.#disk.synced = Math.max(this.#disk.synced, length);
    };
    if (this.#twist.answersEarly) {
      answer();
      this.#process.after(this.#weather.syncMs * 200, sync);
      return;
    }
    // nothing is seen before it is synced
    await new Promise<void>((synced) => void this.#process.after(this.#dice.next() * this.#weather.syncMs, synced));
    sync();
    answer();
  }
}
