/**
 * The outbox at work: takes writes in, sends them lane by lane, and takes answers. Nothing leaves before it is durably marked
 * as attempted (D7).
 */
import {gather} from '../base/clock.js';
import {newId} from '../base/id.js';
import {backoffMs} from '../core/backoff.js';
import type {Answer, Settled} from '../core/batch.js';
import {ChatError} from '../core/failure.js';
import {type Enqueued, enqueue, isFull} from '../core/outbox.js';
import type {NewOutboxRow} from '../core/outbox-row.js';
import type {Ghost, PendingRow} from '../core/timeline.js';
import type {DurableName} from '../protocol/operations.js';
import type {Written} from '../protocol/written.js';
import type {StorageWrite} from '../storage/storage.js';
import {createDraft} from './draft.js';
import type {Engine} from './engine.js';
import type {LocalFile} from './file-parts.js';
import type {Lane, Lanes, Rule, Waiting} from './lanes.js';
import {framesOfWritten, learnWritten} from './learn.js';
import type {Surroundings} from './options.js';
import type {Syncer} from './syncer.js';

type Rules = Awaited<ReturnType<Surroundings['rules']>>;

const lanesAtOnce = 4;
/** After a disk that refused, it is tried again. */
const keepMs = 2_000;

export type NewWrite = {
  op: DurableName;
  lane: string;
  input: Record<string, unknown>;
  message?: string;
  files?: readonly LocalFile[] | undefined;
};

/** What another tab says of a lane; one of an earlier version says nothing. */
type Told = {lane?: string; sent?: readonly string[]};

export type Sender = {
  /** The outbox of a lane, or of all. */
  rows(lane?: string): readonly PendingRow[];
  /** Takes a write in; resolves when it is safe on the device. @throws {ChatError} OUTBOX_FULL and what the rules refuse. */
  enqueue(write: NewWrite, opId?: string): Promise<Enqueued>;
  /** Changes rows by one of the core's rules. */
  change<Result>(lane: string, rule: Rule<Result>): Promise<Result>;
  /** Drops everything. */
  clear(): Promise<void>;
  /** Resolves when the write has left the outbox; rejects with why it failed for good. */
  done(lane: string, opId: string): Promise<void>;
  /** Resolves when all that waits in a lane now has left, well or not. */
  emptied(lane: string): Promise<unknown>;
  /** Sends what waits. `isFresh`: over a new connection, so no lane waits any longer. */
  drain(isFresh?: boolean): void;
  /** Reads the outbox again: another tab has changed it. */
  reload(told?: Told): Promise<void>;
  /** Stores what only this tab has (F11), or takes over what the storage has come to have (F10). */
  restore(): Promise<void>;
};

export function createSender(
  engine: Engine,
  lanes: Lanes,
  {settle: takeOver}: Pick<Syncer, 'settle'>,
  rules: Surroundings['rules'],
): Sender {
  const {clock, random, report, signal} = engine;
  const tellTabs = ({name, unmarked}: Lane): void => engine.post({is: 'outbox', lane: name, sent: [...unmarked]});

  // what this tab alone has is tried again: who does not lead can send nothing by itself (I14, F06)
  const keepLater = gather(clock, keepMs, () => engine.background(restore()));

  async function change<Result>(lane: Lane, rule: Rule<Result>, also: readonly StorageWrite[] = []): Promise<Result> {
    const result = await lanes.change(lane, rule, also);
    tellTabs(lane);
    lanes.show(lane);
    if (lanes.isBehind()) keepLater();
    return result;
  }

  async function add({op, lane: name, input, message, files}: NewWrite, opId = newId()): Promise<Enqueued> {
    if (engine.isStopped()) throw new ChatError('STOPPED');
    const lane = lanes.lane(name);
    const row: NewOutboxRow = {
      ...{opId, lane: name, op, input, state: 'queued', attempted: false, attempts: 0, at: clock.now()},
      ...(message !== undefined && {message}),
      ...(files && {files: files.map(({blob, ...file}) => ({...file, sent: 0}))}),
    };
    const elsewhere = lanes.elsewhere(lane);
    // refused before anybody sees it (F92)
    if (op === 'message.send' && isFull(lane.open, row, elsewhere)) throw new ChatError('OUTBOX_FULL');
    lanes.save(lane, row);
    lanes.show(lane);
    try {
      let also: readonly StorageWrite[] = [];
      if (files || lane.reading) {
        const before = lane.reading;
        const reading = engine.files().then((parts) => parts.read(files, before));
        lane.reading = reading;
        also = await reading;
        if (lane.reading === reading) lane.reading = undefined;
      }
      const taken = await change(lane, (box) => enqueue(box, row, elsewhere), also);
      drain();
      return taken;
    } finally {
      // where it got no row of its own it was folded into another, or withdrawn
      lanes.unsave(lane, row);
      lanes.show(lane);
    }
  }

  /** Whether it could go now. */
  const isReady = ({held, rows}: Lane, row: PendingRow): boolean => row.state === 'queued' && !held?.(row, rows);

  function drain(isFresh = false): void {
    if (!engine.isLeading() || !engine.canAsk() || signal.aborted) return;
    const all = lanes.all();
    if (isFresh) for (const lane of all) lane.resume?.();
    // a lane that waits for its next attempt takes no turn from the others (F38)
    let free = lanesAtOnce - all.filter(({isWorking, isUploading: waits}) => isWorking && !waits).length;
    for (const lane of all) {
      if (lane.isWorking || lane.resume || !lane.rows.some((row) => isReady(lane, row))) continue;
      if (free-- <= 0) return;
      lane.isWorking = true;
      work(lane).catch(report);
    }
  }

  async function work(lane: Lane): Promise<void> {
    try {
      const waitMs = await send(lane);
      if (waitMs !== undefined) rest(lane, waitMs);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      lane.isWorking = false;
      lanes.rotate(lane);
    }
    drain();
  }

  function rest(lane: Lane, ms: number): void {
    const stop = clock.after(ms, () => {
      lane.resume = undefined;
      drain();
    });
    lane.resume = () => {
      stop();
      lane.resume = undefined;
    };
  }

  function done(name: string, opId: string): Promise<void> {
    const {waiting} = lanes.lane(name);
    const there = waiting.get(opId);
    if (there) return there.done;
    let ends!: Omit<Waiting, 'done'>;
    const made = new Promise<void>((resolve, reject) => {
      ends = {resolve, reject};
    });
    waiting.set(opId, {done: made, ...ends});
    return made;
  }

  /** One batch of a lane, from the mark to the answer. Answers how long to wait before the next. */
  async function send(lane: Lane): Promise<number | undefined> {
    const {halve, hold, nextBatch, push, settle, upload} = await rules();
    const {halvings, held} = lane;
    const batch = await change(lane, (box) => nextBatch(box, {halvings, held, now: clock.now()}));
    if (!batch.length) return upload(engine, lane, {change: (rule) => change(lane, rule), drain});
    const answers = await push(engine, batch);
    const {failed, again, heldMs} = await engine.run(() => take(lane, answers, settle));
    for (const {op, code} of failed) if (code === 'POISON') report(new ChatError(code, {detail: op}));
    if (heldMs) hold(engine, lane, heldMs, drain);
    lane.halvings = halve(halvings, answers);
    lane.failures = again ? lane.failures + 1 : 0;
    if (!again) return undefined;
    // without a connection, or with an expired token, the next `drain` comes by itself
    return engine.canAsk() ? backoffMs(lane.failures, random(), again.retryAfterMs) : 0;
  }

  /** Merges what was done and takes its rows away in one transaction, and in one step for whoever looks (I12, I13). */
  async function take(lane: Lane, answers: readonly Answer[], settle: Rules['settle']): Promise<Settled> {
    const draft = createDraft(engine);
    const written = answers.flatMap(({reply}) => (reply.ok ? (reply.result as Written) : []));
    for (const one of written) await learnWritten(draft, one);
    const writes = await draft.writes();
    let settled!: Settled;
    await takeOver(draft, async () => {
      settled = await lanes.change(lane, (box) => settle(box, answers, {now: clock.now()}), writes);
      const ghosts: Ghost[] = [];
      for (const row of settled.done) {
        // of one that was cancelled there is nothing to show
        const stored = row.op === 'message.send' && (await draft.message(lane.name, row.message as string));
        if (stored) ghosts.push({...row, seq: stored.seq});
      }
      lanes.haunt(lane, ghosts);
    });
    lanes.haunt(lane, []);
    if (lanes.isBehind()) keepLater();
    // other tabs first hear of the message, then that its row is gone
    for (const one of written) for (const frame of framesOfWritten(one)) engine.share(frame);
    tellTabs(lane);
    lanes.show(lane);
    return settled;
  }

  function reload({lane = '', sent = []}: Told = {}): Promise<void> {
    for (const opId of sent) lanes.lane(lane).unmarked.add(opId);
    return engine.run(async () => {
      const turn = lanes.turn();
      const rows = await engine.read((storage) => storage.outbox(), undefined);
      if (rows) lanes.take(rows, turn);
      drain();
    });
  }

  async function restore(): Promise<void> {
    if (!lanes.isBehind()) return reload();
    for (const lane of lanes.all()) await change(lane, () => undefined);
    // the storage may have had more than what was here
    drain();
  }

  return {
    rows: (name) => (name === undefined ? lanes.all().flatMap(({open}) => open) : lanes.rows(name)),
    enqueue: add,
    async change(name, rule) {
      const result = await change(lanes.lane(name), rule);
      drain();
      return result;
    },
    async clear() {
      for (const lane of lanes.all()) await change(lane, (box) => box.rows().forEach(box.drop));
    },
    done,
    emptied: (name) =>
      Promise.allSettled(
        lanes.rows(name).flatMap((row) => (isReady(lanes.lane(name), row) ? done(name, row.opId) : [])),
      ),
    drain,
    reload,
    restore,
  };
}
