/** The readable stores behind the public state. */
import type {Readable} from '../base/readable.js';

/** A view over what the client knows: computed when somebody looks, told when somebody listens. */
export interface View<Value> extends Readable<Value> {
  /** What it is made from has changed. Listeners are told soon, once for many changes. */
  changed(): void;
}

/** Where an error goes that nobody waits for: the browser's own report, or the console. */
export function reportError(error: unknown): void {
  if (globalThis.reportError) globalThis.reportError(error);
  else console.error(error);
}

/**
 * `compute` gets the value before, and gives it back when nothing changed. A broken listener is reported and the others
 * still run.
 */
export function createView<Value>(compute: (before: Value | undefined) => Value): View<Value> {
  const listeners = new Set<(value: Value) => void>();
  let value: Value | undefined;
  let isDirty = true;
  let isTelling = false;
  let told: Value | undefined;

  const get = (): Value => {
    if (isDirty) {
      isDirty = false;
      value = compute(value);
    }
    return value as Value;
  };
  const call = (listener: (value: Value) => void, now: Value): void => {
    try {
      listener(now);
    } catch (error) {
      reportError(error);
    }
  };

  return {
    get,
    subscribe(listener) {
      const own = (now: Value): void => listener(now);
      if (!listeners.size) told = get();
      listeners.add(own);
      call(own, get());
      return () => listeners.delete(own);
    },
    changed() {
      isDirty = true;
      if (isTelling || !listeners.size) return;
      isTelling = true;
      queueMicrotask(() => {
        isTelling = false;
        const now = get();
        if (now === told) return;
        told = now;
        for (const listener of [...listeners]) if (listeners.has(listener)) call(listener, now);
      });
    },
  };
}

export interface Store<Value> extends Readable<Value> {
  set(value: Value): void;
}

/** A plain value to read and follow. */
export function createStore<Value>(value: Value): Store<Value> {
  const view = createView(() => value);
  return {
    ...view,
    set(next) {
      value = next;
      view.changed();
    },
  };
}
