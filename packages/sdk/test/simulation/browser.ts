/** What the tabs of one device share: locks and channels (the storage is in model-disk). Tabs may die or freeze at any moment. */
import type {Channel, Locks} from '../../src/client/tabs.js';
import type {Dice} from './dice.js';
import type {Process} from './process.js';

type Request = {
  process: Process;
  run(): Promise<void>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
  isOver: boolean;
};

export class Browser {
  readonly #dice: Dice;
  readonly #held = new Map<string, Request>();
  readonly #line = new Map<string, Request[]>();
  readonly #channels = new Map<string, Set<{process: Process; channel: Channel}>>();
  /** When the last message from one tab to another arrives. */
  readonly #arrivals = new WeakMap<object, WeakMap<object, number>>();
  readonly #now: () => number;

  constructor(dice: Dice, now: () => number) {
    this.#dice = dice;
    this.#now = now;
  }

  locks(process: Process): Locks {
    return {
      request: (name, {signal, steal}, run) =>
        new Promise((resolve, reject) => {
          const request: Request = {process, run, resolve, reject, isOver: false};
          const refuse = (): void => reject(new DOMException('the request was aborted', 'AbortError'));
          if (signal?.aborted) return refuse();
          if (steal) {
            const before = this.#held.get(name);
            if (before) this.#take(before);
            return this.#grant(name, request);
          }
          const line = this.#line.get(name) ?? [];
          this.#line.set(name, [...line, request]);
          signal?.addEventListener('abort', () => {
            if (this.#held.get(name) === request) return;
            request.isOver = true;
            refuse();
          });
          this.#next(name);
        }),
    };
  }

  channel(name: string, process: Process): Channel {
    const all = this.#channels.get(name) ?? new Set();
    this.#channels.set(name, all);
    const channel: Channel = {
      onmessage: null,
      postMessage: (message) => {
        let text: string | undefined;
        for (const other of all) {
          if (other.channel === channel || other.process.isDead) continue;
          // what tabs tell each other is plain data; JSON copies it in a fraction of the time of structuredClone
          text ??= JSON.stringify(message);
          const data: unknown = JSON.parse(text);
          const from = this.#arrivals.get(channel) ?? new WeakMap<object, number>();
          this.#arrivals.set(channel, from);
          const at = Math.max(this.#now() + this.#dice.next() * 3, from.get(other) ?? 0);
          from.set(other, at);
          other.process.after(at - this.#now(), () => {
            if (all.has(other)) other.channel.onmessage?.({data} as MessageEvent);
          });
        }
      },
      close: () => void all.delete(own),
    };
    const own = {process, channel};
    all.add(own);
    return channel;
  }

  /** The tab is gone: what it held falls to the next. */
  gone(process: Process): void {
    for (const [name, request] of this.#held) {
      if (request.process !== process) continue;
      this.#held.delete(name);
      this.#next(name);
    }
    for (const all of this.#channels.values()) for (const one of all) if (one.process === process) all.delete(one);
  }

  #take(holder: Request): void {
    holder.process.after(0, () => holder.reject(new DOMException('the lock was stolen', 'AbortError')));
  }

  #grant(name: string, request: Request): void {
    this.#held.set(name, request);
    request.process.after(this.#dice.next() * 2, () => {
      request
        .run()
        .then(request.resolve, request.reject)
        .finally(() => {
          if (this.#held.get(name) !== request) return;
          this.#held.delete(name);
          this.#next(name);
        });
    });
  }

  #next(name: string): void {
    if (this.#held.has(name)) return;
    const line = (this.#line.get(name) ?? []).filter(({isOver, process}) => !isOver && !process.isDead);
    const first = line.shift();
    this.#line.set(name, line);
    if (first) this.#grant(name, first);
  }
}
