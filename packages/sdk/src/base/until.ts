/** Promises for what is told by calls, and that an AbortSignal ends. */
import type {Readable} from './readable.js';

/** Resolves when `begin` calls `done`; rejects with the signal's reason when it is aborted before. `begin` returns how to stop. */
export function until(begin: (done: () => void) => () => void, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const onAbort = (): void => {
      stop();
      reject(signal?.reason as Error);
    };
    const stop = begin(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort);
  });
}

/** Resolves when the value is as wished; rejects with the signal's reason when it is aborted before. */
export const when = <Value>(
  readable: Readable<Value>,
  isSo: (value: Value) => boolean,
  signal?: AbortSignal,
): Promise<void> =>
  until((done) => {
    const stop = readable.subscribe((value) => {
      if (!isSo(value)) return;
      // it may be so at once, while `subscribe` has not returned yet
      queueMicrotask(() => stop());
      done();
    });
    return stop;
  }, signal);
