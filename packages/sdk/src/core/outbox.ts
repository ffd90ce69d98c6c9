/**
 * The outbox decides: what a new write does to those still waiting, which go out next, what an answer means for the rest.
 * Pure functions over the rows of one lane, in the shape `Storage.changeOutbox` takes. No write is ever lost or reordered by
 * them (I1, I3).
 */
import type {FailureCode} from '../protocol/failure.js';
import type {Reply} from '../protocol/frames.js';
import type {NewOutboxRow, OutboxRow, OutboxWrite} from './outbox-row.js';

/** Rows to change, and what to tell the caller. */
export type OutboxDecision<Result> = {result: Result; writes: readonly OutboxWrite[]};

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

/** Rows being changed; only real changes become writes. */
function draft(before: readonly OutboxRow[]) {
  const now = new Map(before.map((row) => [row.n, row]));
  const added: OutboxWrite[] = [];
  return {
    rows: (): OutboxRow[] => [...now.values()],
    get: (n: number): OutboxRow | undefined => now.get(n),
    put: (row: OutboxRow): unknown => now.set(row.n, row),
    drop: (row: OutboxRow): unknown => now.delete(row.n),
    add: (add: NewOutboxRow): unknown => added.push({add}),
    writes: (): OutboxWrite[] => [
      ...before.flatMap((row): OutboxWrite[] => {
        const put = now.get(row.n);
        return put === row ? [] : put ? [{put}] : [{drop: row.n}];
      }),
      ...added,
    ],
  };
}
type Draft = ReturnType<typeof draft>;

const isSend = (row: {op: string}): boolean => row.op === 'message.send';

/** Answers to `message` that have not left yet are answers to `instead`, or to nothing. */
function requote(work: Draft, message: string, instead?: string): void {
  for (const row of work.rows()) {
    if (!isSend(row) || row.attempted || row.input.replyTo !== message) continue;
    const {replyTo: _, ...input} = row.input;
    work.put({...row, input: instead ? {...input, replyTo: instead} : input});
  }
}

/** Takes a send and everything about its message out. */
function withdraw(work: Draft, message: string): void {
  for (const row of work.rows()) if (row.message === message) work.drop(row);
  requote(work, message);
}

/** `queued`: a row of its own · `folded`: another row says it now · `gone`: nothing is left to send · `refused`: not taken, with why. */
export type Enqueued = {is: 'queued' | 'folded' | 'gone'} | {is: 'refused'; code: FailureCode};

/** Writes that say what something is, field by field: the later says it for both. Registers only rise. */
const folds = ['own.set', 'profile.set', 'conversation.update'];
const registers = ['read', 'readPrivate', 'delivered', 'cleared'];

/**
 * Takes a write in, by the collapse rules (protocol 2.8). `rows`: of its lane. `elsewhere`: what the other lanes hold.
 */
export function enqueue(
  rows: readonly OutboxRow[],
  row: NewOutboxRow,
  elsewhere: OutboxUse = {ops: 0, bytes: 0},
): OutboxDecision<Enqueued> {
  const work = draft(rows);
  const is = collapse(work, row);
  if (is) return {result: is, writes: is.is === 'refused' ? [] : work.writes()};
  if (isFull(rows, row, elsewhere)) return {result: {is: 'refused', code: 'OUTBOX_FULL'}, writes: []};
  work.add(row);
  return {result: {is: 'queued'}, writes: work.writes()};
}

/** What becomes of `row` where it does not get a row of its own; else undefined, with the rows it replaces taken out. */
function collapse(work: Draft, row: NewOutboxRow): Enqueued | undefined {
  const {op, message, input} = row;
  const rows = work.rows();
  if (folds.includes(op)) return fold(work, rows, row);
  if (message === undefined) return undefined;
  const about = rows.filter((other) => other.message === message);
  const send = about.find(isSend);
  if (op === 'message.send') return send && {is: 'folded'};
  const deleting = about.find((other) => other.op === 'message.delete' && other.state === 'queued');
  if (deleting) return op === 'message.delete' ? {is: 'folded'} : {is: 'refused', code: 'MESSAGE_DELETED'};

  if (op === 'message.delete') {
    const mayBeThere = send && (send.state === 'queued' ? send.attempted : send.code === 'POISON');
    if (send && !mayBeThere) {
      withdraw(work, message);
      return {is: 'gone'};
    }
    for (const other of about) work.drop(other);
    if (send) requote(work, message);
    return undefined;
  }

  if (op === 'message.edit') {
    if (send && (!send.attempted || send.state === 'failed')) {
      work.put({...send, input: {...send.input, content: input.content}});
      return {is: 'folded'};
    }
    let into: OutboxRow | undefined;
    for (const other of about) {
      if (other.op !== 'message.edit') continue;
      if (other.state === 'failed') work.drop(other);
      else if (!other.attempted) into = other;
    }
    if (into) work.put({...into, input});
    return into && {is: 'folded'};
  }

  if (op === 'reaction.set') {
    const same = about.filter((other) => other.op === op && other.input.key === input.key);
    for (const other of same) if (other.state === 'failed') work.drop(other);
    const last = same.findLast((other) => other.state === 'queued');
    if (!last) return undefined;
    if (last.input.on === input.on) return {is: 'folded'};
    if (last.attempted) return undefined;
    work.drop(last);
    return {is: 'gone'};
  }
  return undefined;
}

function fold(work: Draft, rows: readonly OutboxRow[], row: NewOutboxRow): Enqueued | undefined {
  const into = rows.findLast((other) => other.op === row.op && other.state === 'queued' && !other.attempted);
  if (!into) return undefined;
  const input: Record<string, unknown> = {...into.input, ...row.input};
  for (const name of registers) {
    const values = [into.input[name], row.input[name]].filter((value) => typeof value === 'number');
    if (values.length) input[name] = Math.max(...values);
  }
  if (JSON.stringify(input) !== JSON.stringify(into.input)) work.put({...into, input});
  return {is: 'folded'};
}

/**
 * The rows of a lane to send now, marked as attempted by the writes: send them only once the writes are safe (D7).
 * `timeouts`: how often this lane got no answer lately; each halves the batch, down to one (F39). `now` by the clock of `at`.
 */
export function nextBatch(
  rows: readonly OutboxRow[],
  {
    maxOps = 50,
    maxBytes = batchBytes,
    timeouts = 0,
    now,
  }: {maxOps?: number; maxBytes?: number; timeouts?: number; now: number},
): OutboxDecision<readonly OutboxRow[]> {
  const work = draft(rows);
  const batch: OutboxRow[] = [];
  const most = Math.max(1, maxOps >> Math.min(Math.ceil(timeouts), 16));
  let bytes = 0;
  for (const row of rows) {
    if (row.state !== 'queued') continue;
    if (row.attempted && !isSend(row) && now - row.at > expiresMs) {
      work.put({...row, state: 'failed', code: 'EXPIRED'});
      continue;
    }
    bytes += rowBytes(row) + 100;
    if (batch.length >= most || (batch.length && bytes > maxBytes)) break;
    const attempt = {...row, attempted: true, attempts: row.attempts + 1};
    work.put(attempt);
    batch.push(attempt);
  }
  return {result: batch, writes: work.writes()};
}

/**
 * What answers did. `done`: rows the server has carried out · `failed`: rows that failed for good, those that fell with them
 * included · `again`: some must be sent again, the first reason with what it asks for.
 */
export type Settled = {
  done: readonly OutboxRow[];
  failed: readonly OutboxRow[];
  again?: {code: FailureCode; retry: 'after' | 'auth' | 'resync'; retryAfterMs?: number};
};

/** An answer, or what `request` threw for the whole batch. */
export type Answer = {
  opId: string;
  reply: Reply | {ok: false; code: FailureCode; retry: string; retryAfterMs?: number | undefined};
};

/**
 * What the answers to a batch mean (protocol 3.4). A row that is gone meanwhile, or answered twice, is passed over (F27).
 * `othersSucceed`: other writes of this session went through, so that INTERNAL over and over is this row's fault.
 */
export function settle(
  rows: readonly OutboxRow[],
  answers: readonly Answer[],
  {now, othersSucceed = true}: {now: number; othersSucceed?: boolean},
): OutboxDecision<Settled> {
  const work = draft(rows);
  const done: OutboxRow[] = [];
  const failed: OutboxRow[] = [];
  let again: Settled['again'];
  const alone = answers.filter(({reply}) => !reply.ok && reply.code === 'INTERNAL').length === 1;

  const later = rows.filter((row) => !isSend(row) && row.message !== undefined);

  const fail = (row: OutboxRow, code: FailureCode): void => {
    if (row.op === 'own.set' || (row.op === 'reaction.set' && (code === 'MESSAGE_DELETED' || code === 'NOT_FOUND'))) {
      work.drop(row); // nothing a person could decide about (F68)
      failed.push({...row, state: 'failed', code});
      return;
    }
    const fallen: OutboxRow = {...row, state: 'failed', code};
    if (isSend(row)) {
      // the failed message keeps the newest words; what else was to happen to it falls away with it
      for (const {n} of later) {
        const other = work.get(n);
        if (!other || other.message !== row.message) continue;
        if (other.op === 'message.edit') fallen.input = {...fallen.input, content: other.input.content};
        work.drop(other);
      }
    }
    work.put(fallen);
    failed.push(fallen);
  };

  for (const {opId, reply} of answers) {
    const row = work.rows().find((one) => one.opId === opId);
    if (!row || row.state === 'failed') continue;
    if (reply.ok) {
      work.drop(row);
      done.push(row);
    } else if (reply.code === 'CANCELLED' && isSend(row)) {
      withdraw(work, row.message as string);
      done.push(row);
    } else if (row.op === 'message.delete' && (reply.code === 'MESSAGE_DELETED' || reply.code === 'CANCELLED')) {
      work.drop(row);
      done.push(row);
    } else if (reply.code === 'NOT_A_MEMBER' || reply.code === 'BANNED') {
      // a row may have fallen with one before it
      for (const {n} of work.rows()) {
        const other = work.get(n);
        if (other?.state === 'queued') fail(other, reply.code);
      }
    } else if (reply.retry === 'no' && reply.code !== 'TIMEOUT' && reply.code !== 'OFFLINE') {
      fail(row, reply.code);
    } else {
      again ??= {
        code: reply.code,
        retry: reply.retry === 'auth' || reply.retry === 'resync' ? reply.retry : 'after',
        ...(reply.retryAfterMs !== undefined && {retryAfterMs: reply.retryAfterMs}),
      };
      if (reply.code !== 'INTERNAL' || !alone) continue;
      const internal = {times: (row.internal?.times ?? 0) + 1, since: row.internal?.since ?? now};
      if (othersSucceed && internal.times >= poisonTimes && now - internal.since >= poisonMs)
        fail({...row, internal}, 'POISON');
      else work.put({...row, internal});
    }
  }
  return {result: {done, failed, ...(again && {again})}, writes: work.writes()};
}

/**
 * Tries a failed row again, at the end of its lane and as a new operation: a late copy of the refused one stays refused (F96).
 * A message keeps its id unless the id was the trouble. The result: the message's id now, undefined if there was nothing to retry.
 */
export function retry(
  rows: readonly OutboxRow[],
  opId: string,
  fresh: {opId: string; message: string; now: number},
): OutboxDecision<{message: string | undefined} | undefined> {
  const row = rows.find((one) => one.opId === opId && one.state === 'failed');
  if (!row) return {result: undefined, writes: []};
  const work = draft(rows);
  const {n: _, code, internal: __, ...rest} = row;
  const next: NewOutboxRow = {...rest, opId: fresh.opId, state: 'queued', attempted: false, attempts: 0, at: fresh.now};
  if (isSend(row) && (code === 'ID_TAKEN' || code === 'IDEMPOTENCY_MISMATCH')) {
    next.message = fresh.message;
    next.input = {...row.input, id: fresh.message};
    requote(work, row.message as string, fresh.message);
  }
  work.drop(row);
  work.add(next);
  return {result: {message: next.message}, writes: work.writes()};
}

/** Drops a failed row, with everything about its message if it was a send. */
export function discard(rows: readonly OutboxRow[], opId: string): OutboxDecision<boolean> {
  const row = rows.find((one) => one.opId === opId && one.state === 'failed');
  if (!row) return {result: false, writes: []};
  const work = draft(rows);
  if (isSend(row)) withdraw(work, row.message as string);
  else work.drop(row);
  return {result: true, writes: work.writes()};
}
