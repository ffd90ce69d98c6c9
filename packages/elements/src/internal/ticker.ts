/**
 * The one timer of a page (UX-M18): calls its listeners at the beginning of every minute, and only while there are any.
 */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

function wait(): void {
  timer = setTimeout(
    () => {
      wait();
      for (const listener of [...listeners]) listener();
    },
    60_000 - (Date.now() % 60_000),
  );
}

/** Calls `listener` every minute until the returned function is called. */
export function everyMinute(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) wait();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearTimeout(timer);
    timer = undefined;
  };
}
