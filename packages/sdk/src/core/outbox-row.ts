/** One unfinished write as it lies in the outbox. The storage port keeps these rows, `outbox.ts` decides about them. */
import type {FailureCode} from '../protocol/failure.js';
import type {DurableName} from '../protocol/operations.js';

/**
 * One unfinished write. `n` gives the order, over all tabs; `attempted` is set, durably, before the write leaves the device
 * for the first time (D7).
 */
export type OutboxRow = {
  n: number;
  opId: string;
  /** The conversation, or `@me` for writes outside of one. Lanes go out side by side, each in order. */
  lane: string;
  op: DurableName;
  input: Record<string, unknown>;
  /** The message it is about. */
  message?: string;
  state: 'queued' | 'failed';
  attempted: boolean;
  attempts: number;
  /** When the user did it, by this device's clock. */
  at: number;
  code?: FailureCode;
  /** Of a failed one, as the app is told: its code, and what the host says to the user of a refusal of its own. */
  why?: {code: FailureCode; reason?: string};
  /** Of a message: it is not sent before all of them are there. */
  files?: readonly RowFile[];
  /** How often, and since when by this device's clock, it was answered with INTERNAL (the poison rule, PWP-ERROR-003). */
  internal?: {times: number; since: number};
};

/** A file of a message that waits: its bytes lie in the storage under `key`. `shown`: as the message shows it until it is sent. */
export type RowFile = {
  key: string;
  size: number;
  shown: {id: string; name: string; type: string; size: number; alt?: string; width?: number; height?: number};
  /** Bytes the server has, as far as this device knows. */
  sent: number;
  upload?: {id: string; url: string};
  /** The server has all of it, and took it. */
  done?: true;
};

/** A row that has no place in the order yet. */
export type NewOutboxRow = Omit<OutboxRow, 'n'>;

export type OutboxWrite = {add: NewOutboxRow} | {put: OutboxRow} | {drop: number};

/** The row as it is when it has failed for good. `detail` is for the user where the host refused; else it is for developers (PWP-ERROR-002). */
export const failedAs = (row: OutboxRow, code: FailureCode, detail?: string): OutboxRow => ({
  ...row,
  state: 'failed',
  code,
  why: {code, ...(detail && code === 'CONTENT_REFUSED' && {reason: detail})},
});

/** Whether a row from storage is one: anything else is set aside and reported, never sent (F14). */
export function isOutboxRow(row: unknown): row is OutboxRow {
  if (typeof row !== 'object' || row === null) return false;
  const {n, opId, lane, op, input, state} = row as Partial<Record<keyof OutboxRow, unknown>>;
  return (
    typeof n === 'number' &&
    [opId, lane, op].every((value) => typeof value === 'string' && value) &&
    typeof input === 'object' &&
    input !== null &&
    (state === 'queued' || state === 'failed')
  );
}
