/** What PostgreSQL says, as a refusal of the protocol. */
import {Refusal} from '../../domain/refusal.js';

export const codeOf = (error: unknown): string => {
  const code = (error as {code?: unknown} | undefined)?.code;
  return typeof code === 'string' ? code : '';
};

/**
 * The same work may succeed when it is run again: it met another one. A key that is taken is among these, for a work asks
 * before it inserts: behind the other's commit it finds what it has missed.
 */
const met = new Set(['40001', '40P01', '23505']);

export const mayPassAgain = (error: unknown): boolean => met.has(codeOf(error));

/** The connection is gone, or the server is about to be. */
export function isLost(error: unknown): boolean {
  const code = codeOf(error);
  if (/^(08|57P0)/.test(code) || /^E[A-Z]+$/.test(code)) return true;
  // what the driver says of itself has no code
  return (
    code === '' &&
    error instanceof Error &&
    /^(Connection terminated|timeout e|Query read timeout|Client (was|has))/.test(error.message)
  );
}

/** It may be read and not written: a replica now. What is asked there may be old. */
export const isReadOnly = (error: unknown): boolean => codeOf(error) === '25006';

/** Errors that say nothing about the work itself: the same may succeed later. Others stay as they are. */
export function asRefusal(error: unknown): unknown {
  if (error instanceof Refusal) return error;
  const code = codeOf(error);
  if (code === '53100') return new Refusal('STORAGE_FULL', undefined, {retryAfterMs: 10_000, cause: error});
  // U+0000: text of PostgreSQL cannot hold it
  if (code === '22021') return new Refusal('SCHEMA', 'a character that cannot be stored', {cause: error});
  // too many connections and no memory (53), cancelled by a timeout (57), a lock that took too long
  if (
    isLost(error) ||
    isReadOnly(error) ||
    met.has(code) ||
    /^(53|57|58|XX)/.test(code) ||
    /^(25P03|55P03)$/.test(code)
  )
    return new Refusal('UNAVAILABLE', undefined, {retryAfterMs: 1000, cause: error});
  return error;
}
