/** Batches of the outbox: which writes go out next, and what an answer means for the rest. Rules as those of outbox.ts. */
import type {FailureCode} from '../protocol/failure.js';
import type {Reply} from '../protocol/frames.js';
import {type Box, isSend, isUploading, reworded, rowBytes, withdraw} from './outbox.js';
import {failedAs, type NewOutboxRow, type OutboxRow} from './outbox-row.js';

/** A batch stays under this, well below the frame limit. */
export const batchBytes = 200_000;
/** An attempted write is not repeated after this: the server may have forgotten that it had it. A send and own state do no harm twice. */
export const expiresMs = 25 * 24 * 3600_000;
/** Where a server does not say for how long. */
const heldAtLeastMs = 1_000;
const poisonTimes = 8;
const poisonMs = 10 * 60_000;

/**
 * Whether a row waits while slow mode holds messages back: a message, and what is about one (PWP-SLOW-004). The others of the lane go
 * on, so that nobody's receipts wait for the next message.
 */
export const isHeld = (
  {message}: Pick<OutboxRow, 'message'>,
  rows: readonly Pick<OutboxRow, 'op' | 'state' | 'message'>[],
): boolean => rows.some((row) => isSend(row) && row.state === 'queued' && row.message === message);

/**
 * The rows of a lane to send now, marked as attempted by the writes: send them only once the writes are safe (D7).
 * `halvings`: how often the batch is halved, down to one. `now` by the clock of `at`. `held`: which of them wait for something else.
 */
export function nextBatch(
  box: Box,
  {
    maxOps = 50,
    halvings = 0,
    now,
    held,
  }: {maxOps?: number; halvings?: number; now: number; held?: typeof isHeld | undefined},
): readonly OutboxRow[] {
  const batch: OutboxRow[] = [];
  const most = Math.max(1, maxOps >> Math.min(Math.ceil(halvings), 16));
  let bytes = 0;
  for (const row of box.rows()) {
    if (row.state !== 'queued' || held?.(row, box.rows())) continue;
    if (row.attempted && !isSend(row) && row.op !== 'own.set' && now - row.at > expiresMs) {
      box.put(failedAs(row, 'EXPIRED'));
      continue;
    }
    // those behind it wait as well: FIFO (F90)
    if (isUploading(row)) break;
    bytes += rowBytes(row) + 100;
    if (batch.length >= most || (batch.length && bytes > batchBytes)) break;
    const attempt = {...row, attempted: true, attempts: row.attempts + 1};
    box.put(attempt);
    batch.push(attempt);
  }
  return batch;
}

/**
 * How often the next batch of a lane is halved: once more after one that got no answer (F39) or broke the server, so that the
 * write that breaks it goes alone in the end (F52). Grown again slowly: a line that carries four small batches may carry a larger one.
 */
export const halve = (halvings: number, answers: readonly Answer[]): number =>
  answers.some(({reply}) => !reply.ok && (reply.code === 'TIMEOUT' || reply.code === 'INTERNAL'))
    ? Math.ceil(halvings) + 1
    : Math.max(0, halvings - 1 / 4);

/**
 * What answers did. `done`: rows the server has carried out · `failed`: rows that failed for good, those that fell with them
 * included · `again`: some must be sent again, the first answer that says so · `heldMs`: for so long slow mode holds messages back.
 */
export type Settled = {
  done: readonly OutboxRow[];
  failed: readonly OutboxRow[];
  again: {code: FailureCode; retryAfterMs?: number | undefined} | undefined;
  heldMs: number;
};

/** An answer, or what `request` threw for the whole batch. */
export type Answer = {
  opId: string;
  /** A send was carried out with other words than the row has: this edit is to bring them. */
  edit?: string;
  reply:
    | Reply
    | {ok: false; code: FailureCode; retry: string; retryAfterMs?: number | undefined; detail?: string | undefined};
};

/** Edits what was sent, so that it says what the row does; one that waits already says it better. */
function amend(box: Box, {lane, message: id, input}: OutboxRow, opId: string, at: number): void {
  const {attachments: _, ...content} = input.content as {attachments?: unknown};
  const row: NewOutboxRow = {
    ...{opId, lane, op: 'message.edit', input: {conversation: lane, id, content}},
    ...{state: 'queued', attempted: false, attempts: 0, at},
    ...(id && {message: id}),
  };
  const isSaid = box
    .rows()
    .some(({op, message}) => message === id && (op === 'message.edit' || op === 'message.delete'));
  if (!isSaid) box.add(row);
}

/**
 * What the answers to a batch mean (protocol 3.4). A row that is gone meanwhile, or answered twice, is passed over (F27).
 */
export function settle(box: Box, answers: readonly Answer[], {now}: {now: number}): Settled {
  const done: OutboxRow[] = [];
  const failed: OutboxRow[] = [];
  let again: Settled['again'];
  let heldMs = 0;

  const fail = (row: OutboxRow, code: FailureCode, detail?: string): void => {
    if (
      row.op === 'own.set' ||
      ('on' in row.input && row.message && (code === 'MESSAGE_DELETED' || code === 'NOT_FOUND'))
    ) {
      box.drop(row); // nothing a person could decide about (F68)
      failed.push(failedAs(row, code));
      return;
    }
    const fallen = failedAs(row, code, detail);
    if (isSend(row)) {
      // the failed message keeps the newest words; what else was to happen to it falls away with it
      for (const other of box.rows()) {
        if (isSend(other) || other.message !== row.message) continue;
        if (other.op === 'message.edit') fallen.input = reworded(fallen.input, other.input.content);
        box.drop(other);
      }
    }
    box.put(fallen);
    failed.push(fallen);
  };

  for (const {opId, reply, edit} of answers) {
    const row = box.rows().find((one) => one.opId === opId);
    if (!row || row.state === 'failed') continue;
    if (reply.ok) {
      box.drop(row);
      done.push(row);
      if (edit) amend(box, row, edit, now);
    } else if (reply.code === 'CANCELLED' && isSend(row)) {
      withdraw(box, row.message as string);
      done.push(row);
    } else if (row.op === 'message.delete' && (reply.code === 'MESSAGE_DELETED' || reply.code === 'CANCELLED')) {
      box.drop(row);
      done.push(row);
    } else if (reply.code === 'SLOW_MODE') {
      heldMs = Math.max(heldMs, reply.retryAfterMs ?? heldAtLeastMs);
    } else if (reply.retry === 'no' && reply.code !== 'TIMEOUT' && reply.code !== 'OFFLINE') {
      fail(row, reply.code, reply.detail);
    } else {
      again ??= reply;
      if (reply.code !== 'INTERNAL' || answers.length > 1) continue;
      const internal = {times: (row.internal?.times ?? 0) + 1, since: row.internal?.since ?? now};
      if (internal.times >= poisonTimes && now - internal.since >= poisonMs) fail({...row, internal}, 'POISON');
      else box.put({...row, internal});
    }
  }
  return {done, failed, again, heldMs};
}
