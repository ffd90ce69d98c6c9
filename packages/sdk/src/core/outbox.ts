/**
 * The outbox decides: what a new write does to those still waiting, which go out next, what an answer means for the rest.
 * Rules over the rows of one lane, in a box that finds out what they changed. No write is ever lost or reordered by them
 * (I1, I3).
 */
import {keepEqual} from '../base/keep.js';
import type {FailureCode} from '../protocol/failure.js';
import type {Reply} from '../protocol/frames.js';
import {ChatError} from './failure.js';
import type {NewOutboxRow, OutboxRow, OutboxWrite} from './outbox-row.js';
import {raise} from './receipts.js';

export const outboxLimits = {ops: 5_000, bytes: 20 * 1024 * 1024};
/** A batch stays under this, well below the frame limit. */
export const batchBytes = 200_000;
/** An attempted write other than a send is not repeated after this: the server may have forgotten that it had it. */
export const expiresMs = 25 * 24 * 3600_000;
const poisonTimes = 8;
const poisonMs = 10 * 60_000;

/** What a row costs, in bytes of UTF-8. */
export const rowBytes = (row: Pick<OutboxRow, 'input'>): number =>
  new TextEncoder().encode(JSON.stringify(row.input)).length;

export type OutboxUse = {ops: number; bytes: number};
export const outboxUse = (rows: readonly Pick<OutboxRow, 'input'>[]): OutboxUse => ({
  ops: rows.length,
  bytes: rows.reduce((sum, row) => sum + rowBytes(row), 0),
});

/** Whether there is no room for `row` behind the `rows` of its lane (F92). */
export function isFull(
  rows: readonly Pick<OutboxRow, 'input'>[],
  row: Pick<OutboxRow, 'input'>,
  elsewhere: OutboxUse,
): boolean {
  const {ops, bytes} = outboxUse(rows);
  return elsewhere.ops + ops >= outboxLimits.ops || elsewhere.bytes + bytes + rowBytes(row) > outboxLimits.bytes;
}

/** Rows that are not in the storage have numbers from here on. */
const ownNumbers = 2 ** 52;

/** The rows of a lane while a rule changes them: those in the storage, and `own` ones that it does not have. */
export function boxOf(stored: readonly OutboxRow[], own: readonly OutboxRow[] = []) {
  const now = new Map([...stored, ...own].map((row) => [row.n, row]));
  const add = (row: NewOutboxRow): void => {
    const n = Math.max(ownNumbers, ...now.keys()) + 1;
    now.set(n, {...row, n});
  };
  return {
    rows: (): OutboxRow[] => [...now.values()],
    get: (n: number): OutboxRow | undefined => now.get(n),
    put: (row: OutboxRow): unknown => now.set(row.n, row),
    drop: (row: OutboxRow): unknown => now.delete(row.n),
    add,
    /** What makes the storage have these rows. */
    writes: (): OutboxWrite[] => {
      const added = new Map(now);
      const changes = stored.flatMap((row): OutboxWrite[] => {
        const put = now.get(row.n);
        added.delete(row.n);
        return put === row ? [] : put ? [{put}] : [{drop: row.n}];
      });
      return [...changes, ...Array.from(added.values(), ({n: _, ...row}) => ({add: row}))];
    },
  };
}
export type Box = ReturnType<typeof boxOf>;

const isSend = (row: {op: string}): boolean => row.op === 'message.send';

/** Answers to `message` that have not left yet are answers to `instead`, or to nothing. */
function requote(box: Box, message: string, instead?: string): void {
  for (const row of box.rows()) {
    if (!isSend(row) || row.attempted || row.input.replyTo !== message) continue;
    const {replyTo: _, ...input} = row.input;
    box.put({...row, input: instead ? {...input, replyTo: instead} : input});
  }
}

/** Takes a send and everything about its message out. */
function withdraw(box: Box, message: string): void {
  for (const row of box.rows()) if (row.message === message) box.drop(row);
  requote(box, message);
}

/** `queued`: a row of its own · `folded`: another row says it now · `gone`: nothing is left to send. */
export type Enqueued = 'queued' | 'folded' | 'gone';

/** Writes that say what something is, field by field: the later says it for both. Registers only rise. */
const folds = ['own.set', 'profile.set', 'conversation.update'];

/**
 * Takes a write in, by the collapse rules (protocol 2.8). `elsewhere`: what the other lanes hold.
 * @throws {ChatError} OUTBOX_FULL, MESSAGE_DELETED
 */
export function enqueue(box: Box, row: NewOutboxRow, elsewhere: OutboxUse = {ops: 0, bytes: 0}): Enqueued {
  const is = collapse(box, row);
  if (is) return is;
  if (isFull(box.rows(), row, elsewhere)) throw new ChatError('OUTBOX_FULL');
  box.add(row);
  return 'queued';
}

/** What becomes of `row` where it does not get a row of its own; else undefined, with the rows it replaces taken out. */
function collapse(box: Box, row: NewOutboxRow): Enqueued | undefined {
  const {op, message, input} = row;
  const rows = box.rows();
  if (folds.includes(op)) return fold(box, rows, row);
  if (message === undefined) return undefined;
  const about = rows.filter((other) => other.message === message);
  const send = about.find(isSend);
  if (op === 'message.send') return send && 'folded';
  const deleting = about.find((other) => other.op === 'message.delete' && other.state === 'queued');
  if (deleting && op !== 'message.delete') throw new ChatError('MESSAGE_DELETED');
  if (deleting) return 'folded';

  if (op === 'message.delete') {
    const mayBeThere = send && (send.state === 'queued' ? send.attempted : send.code === 'POISON');
    if (send && !mayBeThere) {
      withdraw(box, message);
      return 'gone';
    }
    for (const other of about) box.drop(other);
    if (send) requote(box, message);
    return undefined;
  }

  if (op === 'message.edit') {
    if (send && (!send.attempted || send.state === 'failed')) {
      box.put({...send, input: {...send.input, content: input.content}});
      return 'folded';
    }
    let into: OutboxRow | undefined;
    for (const other of about) {
      if (other.op !== 'message.edit') continue;
      if (other.state === 'failed') box.drop(other);
      else if (!other.attempted) into = other;
    }
    if (into) box.put({...into, input});
    return into && 'folded';
  }

  if (op === 'reaction.set') {
    const same = about.filter((other) => other.op === op && other.input.key === input.key);
    for (const other of same) if (other.state === 'failed') box.drop(other);
    const last = same.findLast((other) => other.state === 'queued');
    if (!last) return undefined;
    if (last.input.on === input.on) return 'folded';
    if (last.attempted) return undefined;
    box.drop(last);
    return 'gone';
  }
  return undefined;
}

function fold(box: Box, rows: readonly OutboxRow[], row: NewOutboxRow): Enqueued | undefined {
  const into = rows.findLast((other) => other.op === row.op && other.state === 'queued' && !other.attempted);
  if (!into) return undefined;
  const input = keepEqual(into.input, raise(into.input, {...into.input, ...row.input}));
  if (input !== into.input) box.put({...into, input});
  return 'folded';
}

/**
 * The rows of a lane to send now, marked as attempted by the writes: send them only once the writes are safe (D7).
 * `timeouts`: how often this lane got no answer lately; each halves the batch, down to one (F39). `now` by the clock of `at`.
 */
export function nextBatch(
  box: Box,
  {maxOps = 50, timeouts = 0, now}: {maxOps?: number; timeouts?: number; now: number},
): readonly OutboxRow[] {
  const batch: OutboxRow[] = [];
  const most = Math.max(1, maxOps >> Math.min(Math.ceil(timeouts), 16));
  let bytes = 0;
  for (const row of box.rows()) {
    if (row.state !== 'queued') continue;
    if (row.attempted && !isSend(row) && now - row.at > expiresMs) {
      box.put({...row, state: 'failed', code: 'EXPIRED'});
      continue;
    }
    bytes += rowBytes(row) + 100;
    if (batch.length >= most || (batch.length && bytes > batchBytes)) break;
    const attempt = {...row, attempted: true, attempts: row.attempts + 1};
    box.put(attempt);
    batch.push(attempt);
  }
  return batch;
}

/**
 * What answers did. `done`: rows the server has carried out · `failed`: rows that failed for good, those that fell with them
 * included · `again`: some must be sent again, the first answer that says so.
 */
export type Settled = {
  done: readonly OutboxRow[];
  failed: readonly OutboxRow[];
  again: {code: FailureCode; retryAfterMs?: number | undefined} | undefined;
};

/** An answer, or what `request` threw for the whole batch. */
export type Answer = {
  opId: string;
  reply: Reply | {ok: false; code: FailureCode; retry: string; retryAfterMs?: number | undefined};
};

/**
 * What the answers to a batch mean (protocol 3.4). A row that is gone meanwhile, or answered twice, is passed over (F27).
 */
export function settle(box: Box, answers: readonly Answer[], {now}: {now: number}): Settled {
  const rows = box.rows();
  const done: OutboxRow[] = [];
  const failed: OutboxRow[] = [];
  let again: Settled['again'];
  const alone = answers.filter(({reply}) => !reply.ok && reply.code === 'INTERNAL').length === 1;

  const later = rows.filter((row) => !isSend(row) && row.message !== undefined);

  const fail = (row: OutboxRow, code: FailureCode): void => {
    if (row.op === 'own.set' || (row.op === 'reaction.set' && (code === 'MESSAGE_DELETED' || code === 'NOT_FOUND'))) {
      box.drop(row); // nothing a person could decide about (F68)
      failed.push({...row, state: 'failed', code});
      return;
    }
    const fallen: OutboxRow = {...row, state: 'failed', code};
    if (isSend(row)) {
      // the failed message keeps the newest words; what else was to happen to it falls away with it
      for (const {n} of later) {
        const other = box.get(n);
        if (!other || other.message !== row.message) continue;
        if (other.op === 'message.edit') fallen.input = {...fallen.input, content: other.input.content};
        box.drop(other);
      }
    }
    box.put(fallen);
    failed.push(fallen);
  };

  for (const {opId, reply} of answers) {
    const row = box.rows().find((one) => one.opId === opId);
    if (!row || row.state === 'failed') continue;
    if (reply.ok) {
      box.drop(row);
      done.push(row);
    } else if (reply.code === 'CANCELLED' && isSend(row)) {
      withdraw(box, row.message as string);
      done.push(row);
    } else if (row.op === 'message.delete' && (reply.code === 'MESSAGE_DELETED' || reply.code === 'CANCELLED')) {
      box.drop(row);
      done.push(row);
    } else if (reply.code === 'NOT_A_MEMBER' || reply.code === 'BANNED') {
      // a row may have fallen with one before it
      for (const {n} of box.rows()) {
        const other = box.get(n);
        if (other?.state === 'queued') fail(other, reply.code);
      }
    } else if (reply.retry === 'no' && reply.code !== 'TIMEOUT' && reply.code !== 'OFFLINE') {
      fail(row, reply.code);
    } else {
      again ??= reply;
      if (reply.code !== 'INTERNAL' || !alone) continue;
      const internal = {times: (row.internal?.times ?? 0) + 1, since: row.internal?.since ?? now};
      if (internal.times >= poisonTimes && now - internal.since >= poisonMs) fail({...row, internal}, 'POISON');
      else box.put({...row, internal});
    }
  }
  return {done, failed, again};
}

const failedOf = (box: Box, opId: string | undefined): OutboxRow | undefined =>
  box.rows().find((row) => row.opId === opId && row.state === 'failed');

/**
 * Tries a failed row again, at the end of its lane and as a new operation: a late copy of the refused one stays refused (F96).
 * A message keeps its id unless the id was the trouble.
 */
export function retry(box: Box, opId: string | undefined, fresh: {opId: string; message: string; now: number}): void {
  const row = failedOf(box, opId);
  if (!row) return;
  const {n: _, code, internal: __, ...rest} = row;
  const next: NewOutboxRow = {...rest, opId: fresh.opId, state: 'queued', attempted: false, attempts: 0, at: fresh.now};
  if (isSend(row) && (code === 'ID_TAKEN' || code === 'IDEMPOTENCY_MISMATCH')) {
    next.message = fresh.message;
    next.input = {...row.input, id: fresh.message};
    requote(box, row.message as string, fresh.message);
  }
  box.drop(row);
  box.add(next);
}

/** Drops a failed row, with everything about its message if it was a send. */
export function discard(box: Box, opId: string | undefined): void {
  const row = failedOf(box, opId);
  if (row && isSend(row)) withdraw(box, row.message as string);
  else if (row) box.drop(row);
}
