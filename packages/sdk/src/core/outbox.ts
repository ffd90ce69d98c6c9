/**
 * The outbox decides: what a new write does to those still waiting. Rules over the rows of one lane, in a box that finds out what they
 * changed. No write is ever lost or reordered by them (I1, I3). batch.ts has which go out next and what an answer means, failed.ts
 * what becomes of those that failed.
 */
import {ensure, keepEqual} from '../base/keep.js';
import {ChatError} from './failure.js';
import type {NewOutboxRow, OutboxRow, OutboxWrite} from './outbox-row.js';
import {raise} from './receipts.js';

export const outboxLimits = {ops: 5_000, bytes: 20 * 1024 * 1024};
const weights = new WeakMap<object, number>();
/** What a row costs, in bytes of UTF-8. A long outbox is weighed with every write: each input once. */
export const rowBytes = ({input}: Pick<OutboxRow, 'input'>): number =>
  ensure(weights, input, () => new TextEncoder().encode(JSON.stringify(input)).length);

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

/**
 * The rows of a lane while a rule changes them: those in the storage, and `own` ones that it does not have. They are known by their
 * opIds: two rows may have one number until the storage has given both another.
 */
export function boxOf(stored: readonly OutboxRow[], own: readonly OutboxRow[] = []) {
  const now = new Map([...stored, ...own].map((row) => [row.opId, row]));
  const add = (row: NewOutboxRow): void => {
    const n = Math.max(ownNumbers, ...Array.from(now.values(), (one) => one.n)) + 1;
    now.set(row.opId, {...row, n});
  };
  return {
    rows: (): OutboxRow[] => [...now.values()],
    put: (row: OutboxRow): unknown => now.set(row.opId, row),
    drop: (row: OutboxRow): unknown => now.delete(row.opId),
    add,
    /** What makes the storage have these rows. */
    writes: (): OutboxWrite[] => {
      const added = new Map(now);
      const changes = stored.flatMap((row): OutboxWrite[] => {
        const put = now.get(row.opId);
        added.delete(row.opId);
        return put === row ? [] : put ? [{put}] : [{drop: row.n}];
      });
      return [...changes, ...Array.from(added.values(), ({n: _, ...row}) => ({add: row}))];
    },
  };
}
export type Box = ReturnType<typeof boxOf>;

export const isUploading = ({files}: Pick<OutboxRow, 'files'>): boolean => !!files?.some(({done}) => !done);

/** Words that replace those of `input`; files that they do not speak of stay. */
export const reworded = (input: OutboxRow['input'], content: unknown): OutboxRow['input'] => {
  const {attachments} = input.content as {attachments?: unknown};
  return {...input, content: {...(attachments ? {attachments} : {}), ...(content as object)}};
};

export const isSend = (row: {op: string}): boolean => row.op === 'message.send';

/** Answers to `message` that have not left yet are answers to `instead`, or to nothing. */
export function requote(box: Box, message: string, instead?: string): void {
  for (const row of box.rows()) {
    if (!isSend(row) || row.attempted || row.input.replyTo !== message) continue;
    const {replyTo: _, ...input} = row.input;
    box.put({...row, input: instead ? {...input, replyTo: instead} : input});
  }
}

/** Takes a send and everything about its message out. */
export function withdraw(box: Box, message: string): void {
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
      box.put({...send, input: reworded(send.input, input.content)});
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

  // what is on or off: a reaction, a pin
  if ('on' in input) {
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
