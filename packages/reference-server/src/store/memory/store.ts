/**
 * A store that keeps nothing beyond its process: for tests, demos and the browser. It keeps every other promise of the port,
 * being all or nothing included.
 */
import {nanoid} from 'nanoid';
import {Refusal} from '../../domain/refusal.js';
import type {ReadTransaction, Store, WriteTransaction} from '../store.js';
import {Turns} from '../turns.js';
import {MemoryReader} from './reader.js';
import {Tables} from './tables.js';
import {MemoryWriter} from './writer.js';

export function memoryStore(): Store {
  return new MemoryStore();
}

class MemoryStore implements Store {
  readonly epoch = nanoid(16);
  readonly secret = nanoid(43);
  readonly #tables = new Tables();
  /** Reads wait behind writes: a work in the middle of its steps shows nothing. */
  readonly #works = new Turns<() => Promise<void>>(
    (run) => queueMicrotask(run),
    async (works) => {
      for (const work of works) await work();
    },
  );
  #isClosed = false;

  write<Result>(
    work: (tx: WriteTransaction) => Promise<Result>,
    committed: (result: Result) => void = () => undefined,
  ): Promise<Result> {
    return this.#queue(async () => {
      const tables = this.#tables;
      const before = tables.x;
      let result: Result;
      try {
        tables.x += 1;
        result = await work(new MemoryWriter(tables, tables.x));
      } catch (error) {
        tables.undo();
        tables.x = before;
        throw error;
      }
      tables.keep();
      committed(result);
      return result;
    });
  }

  read<Result>(work: (tx: ReadTransaction) => Promise<Result>): Promise<Result> {
    return this.#queue(() => work(new MemoryReader(this.#tables)));
  }

  #queue<Result>(run: () => Promise<Result>): Promise<Result> {
    if (this.#isClosed) return Promise.reject(new Refusal('DRAINING'));
    return new Promise<Result>((resolve, reject) => {
      this.#works.add(() => run().then(resolve, reject));
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#works.idle();
  }
}
