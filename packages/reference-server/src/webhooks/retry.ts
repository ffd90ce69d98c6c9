/** When an attempt that failed is made again, and when it is given up. */

export type RetryRules = {
  /** The bound of the first wait; it is doubled each time, up to `longestMs`. */
  firstMs: number;
  longestMs: number;
  /** From the commit on (or from when it was put back) it is tried for so long. */
  giveUpMs: number;
};

export const usualRetries: RetryRules = {firstMs: 5_000, longestMs: 60 * 60_000, giveUpMs: 3 * 24 * 60 * 60_000};

type Failed = {
  now: number;
  /** Attempts before this one. */
  attempts: number;
  triedSince: number;
  /** What the receiver asked for. */
  askedMs?: number | undefined;
  /** From 0 to 1, without 1. */
  chance: number;
};

/**
 * Full jitter: anything between nothing and the bound, so that what failed together does not come back together. The last attempt
 * is made when the time is over. Nothing: it is given up.
 */
export function dueAfter(
  rules: RetryRules,
  {now, attempts, triedSince, askedMs = 0, chance}: Failed,
): number | undefined {
  const end = triedSince + rules.giveUpMs;
  if (now >= end) return undefined;
  const bound = Math.min(rules.longestMs, rules.firstMs * 2 ** Math.min(attempts, 40));
  const wait = Math.max(Math.floor(chance * bound), Math.min(askedMs, rules.longestMs));
  return Math.min(now + wait, end);
}

/** `Retry-After`, in seconds or as a date, of an answer that says it may pass. */
export function askedFor(status: number, header: string | undefined, now: number): number | undefined {
  if ((status !== 429 && status !== 503) || header === undefined) return undefined;
  if (/^\d{1,7}$/.test(header)) return Number(header) * 1000;
  const until = Date.parse(header);
  return Number.isNaN(until) ? undefined : Math.max(0, until - now);
}
