import {ChatError} from '../src/core/failure.js';
import {memoryStorage} from '../src/storage/memory.js';
import type {Storage} from '../src/storage/storage.js';

const writing: readonly string[] = ['write', 'changeOutbox', 'clear'];

export type Fragile = Storage & {isBroken: boolean; isFull: boolean};

/** A storage that refuses while it is broken, or while it is full what is to be written. */
export function fragile(): Fragile {
  const whole = memoryStorage();
  const trouble = {isBroken: false, isFull: false};
  return new Proxy(whole, {
    get(target, name: keyof Fragile) {
      if (name === 'isBroken' || name === 'isFull') return trouble[name];
      const method = target[name];
      if (typeof method !== 'function' || name === 'state' || name === 'close') return method;
      return (...given: unknown[]) =>
        trouble.isBroken || (trouble.isFull && writing.includes(name))
          ? Promise.reject(new ChatError('STORAGE_UNAVAILABLE'))
          : (method as (...given: unknown[]) => unknown)(...given);
    },
    set: (_, name, value) => Reflect.set(trouble, name, value),
  }) as Fragile;
}
