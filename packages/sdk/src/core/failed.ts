/** What becomes of failed rows of the outbox: tried again, or dropped. Rules over the rows of one lane, as those of outbox.ts. */
import {type Box, isSend, requote, withdraw} from './outbox.js';
import type {NewOutboxRow, OutboxRow} from './outbox-row.js';

const failedOf = (box: Box, opId: string | undefined): OutboxRow | undefined =>
  box.rows().find((row) => row.opId === opId && row.state === 'failed');

/**
 * Tries a failed row again, at the end of its lane and as a new operation: a late copy of the refused one stays refused (F96).
 * A message keeps its id unless the id was the trouble, and answers nothing if what it answers is neither there nor waiting.
 */
export function retry(box: Box, opId: string | undefined, fresh: {opId: string; message: string; now: number}): void {
  const row = failedOf(box, opId);
  if (!row) return;
  const {n: _, code, why: __, internal: ___, files, ...rest} = row;
  const next: NewOutboxRow = {
    ...rest,
    // what was uploaded for a message that failed may be gone
    ...(files && {files: files.map(({upload: _, done: __, ...file}) => ({...file, sent: 0}))}),
    opId: fresh.opId,
    state: 'queued',
    attempted: false,
    attempts: 0,
    at: fresh.now,
  };
  if (isSend(row) && (code === 'ID_TAKEN' || code === 'IDEMPOTENCY_MISMATCH')) {
    next.message = fresh.message;
    next.input = {...row.input, id: fresh.message};
    requote(box, row.message as string, fresh.message);
  }
  box.drop(row);
  box.add(next);
  const answered = row.input.replyTo as string | undefined;
  if (code === 'NOT_FOUND' && answered && !box.rows().some((one) => isSend(one) && one.message === answered))
    requote(box, answered);
}

/** Drops a failed row, with everything about its message if it was a send. */
export function discard(box: Box, opId: string | undefined): void {
  const row = failedOf(box, opId);
  if (row && isSend(row)) withdraw(box, row.message as string);
  else if (row) box.drop(row);
}
