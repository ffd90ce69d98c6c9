/** Messages whose text grows while it is being written (PWP-GROW-001); docs/decisions/growing.md. */
import type {MessageRecord} from '../store/records.js';
import {Refusal} from './refusal.js';

/** How long after it was sent a message may grow. Whoever stopped without a word has ended it by then. */
export const growMs = 10 * 60 * 1000;

/** Whether an edit of it is a step or the end, and not a change of what was said. */
export const isGrowing = ({content, ts}: Pick<MessageRecord, 'content' | 'ts'>, now: number): boolean =>
  content.growing !== undefined && now - ts <= growMs;

/** @throws {Refusal} EDIT_WINDOW_CLOSED */
export function assertMayGrow(record: Pick<MessageRecord, 'content' | 'ts'>, now: number): void {
  if (!isGrowing(record, now)) throw new Refusal('EDIT_WINDOW_CLOSED', 'content.growing: it has ended');
}
