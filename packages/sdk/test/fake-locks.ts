import type {Locks} from '../src/client/tabs.js';

type Holder = {stolen(): void};

/** Web Locks as the specification has them, as far as they are used: a line of waiters, abort, and steal. */
export class FakeLocks implements Locks {
  #held = new Map<string, Holder>();
  #line: {name: string; grant(): void}[] = [];

  request(
    name: string,
    {signal, steal}: {signal?: AbortSignal; steal?: boolean},
    run: () => Promise<void>,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const refuse = (): void => reject(new DOMException('the request was aborted', 'AbortError'));
      const grant = (): void => {
        const holder: Holder = {stolen: refuse};
        this.#held.set(name, holder);
        run()
          .then(resolve, reject)
          .finally(() => {
            if (this.#held.get(name) !== holder) return;
            this.#held.delete(name);
            this.#next(name);
          });
      };
      if (signal?.aborted) return refuse();
      if (steal) {
        this.#held.get(name)?.stolen();
        return grant();
      }
      if (!this.#held.has(name)) return grant();
      const waiter = {name, grant};
      this.#line.push(waiter);
      signal?.addEventListener('abort', () => {
        this.#line = this.#line.filter((other) => other !== waiter);
        refuse();
      });
    });
  }

  /** The tab that holds it has gone, as when it is closed. */
  drop(name: string): void {
    this.#held.delete(name);
    this.#next(name);
  }

  #next(name: string): void {
    const next = this.#line.find((waiter) => waiter.name === name);
    if (!next) return;
    this.#line = this.#line.filter((waiter) => waiter !== next);
    next.grant();
  }
}
