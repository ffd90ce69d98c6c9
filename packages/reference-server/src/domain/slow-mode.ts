/** Slow mode: a member waits between two messages of one conversation (PWP-SLOW-001); docs/decisions/slow-mode.md. */
import type {ConversationRecord, Seat} from '../store/records.js';
import {mayHurry} from './permissions.js';
import {Refusal} from './refusal.js';
import {isHost} from './visibility.js';
import type {Look} from './work.js';

/**
 * Milliseconds a member still waits whose latest message is of `last`. Never more than the whole wait, wherever the clock is.
 * Deleting the message changes nothing: what it was remains sent.
 */
export function slowWaitMs(seconds: number, last: number | undefined, now: number): number {
  const ms = seconds * 1000;
  return last === undefined ? 0 : Math.min(Math.max(last + ms - now, 0), ms);
}

/** @throws {Refusal} SLOW_MODE, with how long to wait */
export async function assertNotTooSoon(
  {tx, actor, now}: Look,
  {id, slowSeconds = 0}: ConversationRecord,
  {role}: Seat,
): Promise<void> {
  if (mayHurry(role) || isHost(actor)) return;
  const retryAfterMs = slowWaitMs(slowSeconds, await tx.lastSent(id, actor.user), now);
  if (retryAfterMs > 0) throw new Refusal('SLOW_MODE', undefined, {retryAfterMs});
}
