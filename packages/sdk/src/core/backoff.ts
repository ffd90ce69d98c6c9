const baseMs = 500;
const capMs = 30_000;

/** A connection that held this long was a good one: the next failure starts from the shortest wait again. */
export const stableMs = 10_000;

/**
 * How long to wait before the next attempt, after `failures` failures in a row (from 1): full jitter over 0.5 s doubling to
 * 30 s. What the server asks for goes before; a little is added so that not all come at once. `random` from 0 to 1.
 */
export function backoffMs(failures: number, random: number, retryAfterMs?: number): number {
  if (retryAfterMs !== undefined) return retryAfterMs + random * Math.min(retryAfterMs, baseMs);
  return random * Math.min(capMs, baseMs * 2 ** Math.max(0, failures - 1));
}
