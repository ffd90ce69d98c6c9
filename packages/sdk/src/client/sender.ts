/**
 * The outbox at work: takes writes in, sends them lane by lane, and takes answers. The rows in the storage are the queue; what
 * is here is their image. Nothing leaves before it is durably marked as attempted (D7).
 */
import {newId} from '../base/id.js';
import {backoffMs} from '../core/backoff.js';
import {ChatError} from '../core/failure.js';
import {
  type Answer,
  type Enqueued,
  enqueue,
  nextBatch,
  type OutboxDecision,
  type OutboxUse,
  outboxUse,
  type Settled,
  settle as settleRows,
} from '../core/outbox.js';
import type {NewOutboxRow, OutboxRow, OutboxWrite} from '../core/outbox-row.js';
import {findMessage, type PendingRow} from '../core/timeline.js';
import type {DurableName, FailureCode, ServerFrame, Written} from '../protocol/index.js';
import type {StorageWrite} from '../storage/storage.js';
import {createDraft, refreshTimeline} from './draft.js';
import type {Engine} from './engine.js';
import {framesOfWritten, learnWritten} from './learn.js';
import type {Syncer} from './syncer.js';

/** The lane of writes that concern no conversation. */
export const ownLane = '@me';
const lanesAtOnce = 4;
/** Rows that could not be stored have numbers from here on. */
const volatileFrom = 2 ** 52;

type Lane = {
  rows: readonly OutboxRow[];
  saving: readonly NewOutboxRow[];
  /** Sends that are done, but not yet in the stretch that is shown: kept in sight until they are (I12). */
  ghosts: readonly OutboxRow[];
  /** Rows, then those being saved. */
  open: readonly PendingRow[];
  /** All of them, for the timeline. */
  shown: readonly PendingRow[];
  /** A batch is under way, or the lane waits for its next attempt. */
  isWorking: boolean;
  failures: number;
  timeouts: number;
  waiting: Map<string, {resolve(): void; reject(error: ChatError): void}>;
};

export type NewWrite = {op: DurableName; lane: string; input: Record<string, unknown>; message?: string};

export type Sender = {
  /** Rows of a lane, then those being saved. */
  rows(lane: string): readonly PendingRow[];
  /** The same, with sends that are done but not yet in sight otherwise. */
  shown(lane: string): readonly PendingRow[];
  all(): readonly PendingRow[];
  /** Takes a write in; resolves when it is safe on the device. @throws {ChatError} OUTBOX_FULL and what the rules refuse. */
  enqueue(write: NewWrite, opId?: string): Promise<Enqueued>;
  /** Changes rows by one of the core's rules. */
  change<Result>(lane: string, decide: (rows: readonly OutboxRow[]) => OutboxDecision<Result>): Promise<Result>;
  /** Drops everything. */
  clear(): Promise<void>;
  /** Resolves when the write has left the outbox; rejects with why it failed for good. */
  done(lane: string, opId: string): Promise<void>;
  /** Sends what waits. */
  drain(): void;
  /** Reads the outbox again: another tab has changed it. */
  reload(): Promise<void>;
  onChange(listener: () => void): void;
};

export type SenderOptions = {
  /** Tells the other tabs that the outbox was changed. */
  tellTabs(): void;
  relay(frame: ServerFrame): void;
};

const noRows: readonly PendingRow[] = [];

export function createSender(engine: Engine, syncer: Pick<Syncer, 'settle'>, options: SenderOptions): Sender {
  const {clock, random, report, signal} = engine;
  const lanes = new Map<string, Lane>();
  const listeners: (() => void)[] = [];
  /** Operations that could not be stored. */
  const isVolatile = new Set<string>();
  const uses = new WeakMap<readonly OutboxRow[], OutboxUse>();
  let lastVolatile = volatileFrom;

  const laneOf = (name: string): Lane => {
    const there = lanes.get(name);
    if (there) return there;
    const made: Lane = {
      rows: [],
      saving: [],
      ghosts: [],
      open: noRows,
      shown: noRows,
      isWorking: false,
      failures: 0,
      timeouts: 0,
      waiting: new Map(),
    };
    lanes.set(name, made);
    return made;
  };

  /** Takes the rows of a lane over. Rows that are as before stay the same objects, so that nothing is drawn anew. */
  function put(lane: Lane, rows: readonly OutboxRow[]): void {
    const before = new Map(lane.rows.map((row) => [row.opId, row]));
    lane.rows = rows.map((row) => {
      const old = before.get(row.opId);
      return old && (old === row || JSON.stringify({...old, n: 0}) === JSON.stringify({...row, n: 0})) ? old : row;
    });
    const isSaved = new Set(rows.map(({opId}) => opId));
    lane.saving = lane.saving.filter(({opId}) => !isSaved.has(opId));
    line(lane);
  }

  function line(lane: Lane): void {
    lane.open = [...lane.rows, ...lane.saving];
    lane.shown = [...lane.ghosts, ...lane.open];
  }

  /** Tells those who look. */
  function show(name: string): void {
    const lane = laneOf(name);
    const entry = engine.entries.get(name);
    if (entry) {
      refreshTimeline(engine, entry);
      engine.changed(entry);
    }
    for (const listener of listeners) listener();
    if (!lane.waiting.size) return;
    const there = new Map(lane.open.map((row) => [row.opId, row]));
    for (const [opId, {resolve, reject}] of lane.waiting) {
      const row = there.get(opId);
      if (row && row.state !== 'failed') continue;
      lane.waiting.delete(opId);
      if (row) reject(new ChatError(row.code ?? 'INTERNAL'));
      else resolve();
    }
  }

  const applied = (rows: readonly OutboxRow[], writes: readonly OutboxWrite[]): OutboxRow[] => {
    const now = new Map(rows.map((row) => [row.n, row]));
    for (const write of writes) {
      if ('put' in write) now.set(write.put.n, write.put);
      else if ('drop' in write) now.delete(write.drop);
      else now.set(++lastVolatile, {...write.add, n: lastVolatile});
    }
    return [...now.values()];
  };

  /** As `Storage.changeOutbox`; where that fails, in memory only: shown, sent all the same, and stored when it works again (F06). */
  async function changeRows<Result>(
    name: string,
    decide: (rows: readonly OutboxRow[]) => OutboxDecision<Result>,
    also: readonly StorageWrite[] = [],
  ): Promise<Result> {
    let after: readonly OutboxRow[] = [];
    let result: Result;
    const lane = laneOf(name);
    const before = lane.rows;
    try {
      const storage = await engine.storage;
      result = await storage.changeOutbox(name, (stored) => {
        const adrift = before.filter(({opId}) => isVolatile.has(opId) && !stored.some((row) => row.opId === opId));
        const decision = decide([...stored, ...adrift]);
        after = applied([...stored, ...adrift], decision.writes);
        const writes = decision.writes.filter(
          (write) => 'add' in write || ('put' in write ? write.put.n : write.drop) < volatileFrom,
        );
        const saved = after
          .filter(({opId}) => adrift.some((row) => row.opId === opId))
          .map(({n: _, ...add}) => ({add}));
        return {result: decision.result, writes: [...saved, ...writes], and: also};
      });
      for (const {opId} of before) isVolatile.delete(opId);
    } catch (error) {
      if ((error as ChatError).code !== 'STORAGE_UNAVAILABLE') throw error;
      report(error);
      const decision = decide(before);
      after = applied(before, decision.writes);
      for (const {opId} of after) if (!before.some((row) => row.opId === opId)) isVolatile.add(opId);
      result = decision.result;
    }
    put(lane, after);
    return result;
  }

  async function change<Result>(
    name: string,
    decide: (rows: readonly OutboxRow[]) => OutboxDecision<Result>,
  ): Promise<Result> {
    const result = await changeRows(name, decide);
    options.tellTabs();
    show(name);
    return result;
  }

  const useOf = (rows: readonly OutboxRow[]): OutboxUse => {
    const known = uses.get(rows) ?? outboxUse(rows);
    uses.set(rows, known);
    return known;
  };

  async function add({op, lane: name, input, message}: NewWrite, opId = newId()): Promise<Enqueued> {
    if (engine.isStopped()) throw new ChatError('STOPPED');
    const lane = laneOf(name);
    const row: NewOutboxRow = {
      opId,
      lane: name,
      op,
      input,
      ...(message !== undefined && {message}),
      state: 'queued',
      attempted: false,
      attempts: 0,
      at: clock.now(),
    };
    lane.saving = [...lane.saving, row];
    if (op === 'message.delete') lane.ghosts = lane.ghosts.filter((ghost) => ghost.message !== message);
    line(lane);
    show(name);
    const elsewhere = {ops: 0, bytes: 0};
    for (const other of lanes.values()) {
      if (other === lane) continue;
      const {ops, bytes} = useOf(other.rows);
      elsewhere.ops += ops;
      elsewhere.bytes += bytes;
    }
    try {
      const taken = await changeRows(name, (rows) => enqueue(rows, row, elsewhere));
      if (taken.is === 'refused') throw new ChatError(taken.code);
      options.tellTabs();
      drain();
      return taken;
    } finally {
      // folded into another row, withdrawn or refused
      lane.saving = lane.saving.filter((one) => one !== row);
      line(lane);
      show(name);
    }
  }

  // ---- sending

  const hasWork = ({rows, isWorking}: Lane): boolean => !isWorking && rows.some(({state}) => state === 'queued');

  function drain(): void {
    if (!engine.isLeading() || !engine.canAsk() || signal.aborted) return;
    let free = lanesAtOnce - [...lanes.values()].filter(({isWorking}) => isWorking).length;
    for (const [name, lane] of lanes) {
      if (free <= 0) return;
      if (!hasWork(lane)) continue;
      free--;
      lane.isWorking = true;
      send(name, lane).then(
        (waitMs) => {
          const go = (): void => {
            lane.isWorking = false;
            // the lane goes to the end of the line
            lanes.delete(name);
            lanes.set(name, lane);
            drain();
          };
          if (waitMs === undefined) go();
          else clock.after(waitMs, go);
        },
        (error: unknown) => {
          lane.isWorking = false;
          report(error);
        },
      );
    }
  }

  /** One batch of a lane, from the mark to the answer. Answers how long to wait before the next. */
  async function send(name: string, lane: Lane): Promise<number | undefined> {
    const batch = await change(name, (rows) => nextBatch(rows, {timeouts: lane.timeouts, now: clock.now()}));
    if (!batch.length) return undefined;
    const answers = await push(batch);
    const isTimeout = answers.some(({reply}) => !reply.ok && reply.code === 'TIMEOUT');
    const {failed, again} = await engine.run(() => take(name, answers));
    for (const {op, code} of failed) if (code === 'POISON') report(new ChatError(code, {detail: op}));
    lane.timeouts = isTimeout ? lane.timeouts + 1 : 0;
    lane.failures = again ? lane.failures + 1 : 0;
    if (!again) return undefined;
    // without a connection, or with an expired token, the next `drain` comes by itself
    return engine.canAsk() ? backoffMs(lane.failures, random(), again.retryAfterMs) : 0;
  }

  async function push(batch: readonly OutboxRow[]): Promise<readonly Answer[]> {
    try {
      const {results} = await engine.ask('ops.push', {ops: batch.map(({opId, op, input}) => ({opId, op, input}))});
      return batch.flatMap(({opId}, at) => (results[at] ? {opId, reply: results[at]} : []));
    } catch (error) {
      const {code = 'INTERNAL' as FailureCode, retry = 'after', retryAfterMs} = error as ChatError;
      return batch.map(({opId}) => ({opId, reply: {ok: false, code, retry, retryAfterMs}}));
    }
  }

  /** Merges what was done and takes its rows away in one transaction, and in one step for whoever looks (I12, I13). */
  async function take(name: string, answers: readonly Answer[]): Promise<Settled> {
    const lane = laneOf(name);
    const draft = createDraft(engine);
    const written = answers.flatMap(({reply}) => (reply.ok ? (reply.result as Written) : []));
    for (const one of written) await learnWritten(engine, draft, one);
    const writes = await draft.writes();
    let settled: Settled = {done: [], failed: []};
    await syncer.settle(draft, async () => {
      settled = await changeRows(name, (rows) => settleRows(rows, answers, {now: clock.now()}), writes);
      haunt(lane, settled.done);
    });
    haunt(lane, lane.ghosts);
    // those who wait for the others first hear of the message, then that its row is gone
    for (const one of written) for (const frame of framesOfWritten(one)) options.relay(frame);
    options.tellTabs();
    show(name);
    return settled;
  }

  /** Keeps those sends in sight that the timeline does not show yet. */
  function haunt(lane: Lane, done: readonly OutboxRow[]): void {
    lane.ghosts = [...new Set([...lane.ghosts, ...done])].filter(({op, lane: name, message}) => {
      const timeline = engine.entries.get(name)?.timeline;
      return op === 'message.send' && timeline && message && !findMessage(timeline, message);
    });
    line(lane);
  }

  return {
    rows: (name) => lanes.get(name)?.open ?? noRows,
    shown: (name) => lanes.get(name)?.shown ?? noRows,
    all: () => [...lanes.values()].flatMap(({open}) => open),
    enqueue: add,
    change: async (name, decide) => {
      const result = await change(name, decide);
      drain();
      return result;
    },
    async clear() {
      for (const [name] of lanes) {
        await change(name, (rows) => ({result: undefined, writes: rows.map(({n}) => ({drop: n}))}));
      }
    },
    done: (lane, opId) => new Promise((resolve, reject) => laneOf(lane).waiting.set(opId, {resolve, reject})),
    drain,
    reload: () =>
      engine.run(async (storage) => {
        const rows = await storage.outbox();
        for (const name of new Set([...lanes.keys(), ...rows.map(({lane}) => lane)])) {
          const adrift = laneOf(name).rows.filter(({opId}) => isVolatile.has(opId));
          put(laneOf(name), [...rows.filter(({lane}) => lane === name), ...adrift]);
          show(name);
        }
        drain();
      }),
    onChange: (listener) => void listeners.push(listener),
  };
}
