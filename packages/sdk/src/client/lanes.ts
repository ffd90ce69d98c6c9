/**
 * The image of the outbox in this tab, lane by lane: the rows in the storage are the queue. Where the storage fails, rows live
 * here alone until it works again: shown and sent all the same (F06).
 */
import {ensure, keepEqual} from '../base/keep.js';
import {ChatError} from '../core/failure.js';
import {type Box, boxOf, type OutboxUse, outboxUse} from '../core/outbox.js';
import type {NewOutboxRow, OutboxRow} from '../core/outbox-row.js';
import type {Ghost, PendingRow} from '../core/timeline.js';
import type {StorageWrite} from '../storage/storage.js';
import {refreshTimeline} from './draft.js';
import type {Engine} from './engine.js';

/** The lane of writes that concern no conversation: changes of the own profile. */
export const ownLane = '@me';
const noRows: readonly PendingRow[] = [];

export type Lane = {
  readonly name: string;
  rows: readonly OutboxRow[];
  /** Not yet safe on the device. */
  saving: readonly NewOutboxRow[];
  /** Sends that are done, but not yet in the stretch that is shown: kept in sight until they are (I12). */
  ghosts: readonly Ghost[];
  /** Rows, then those being saved. */
  open: readonly PendingRow[];
  /** All of them, for the timeline. */
  shown: readonly PendingRow[];
  /** A batch is under way. */
  isWorking: boolean;
  /** There while the lane waits for its next attempt: ends the wait. */
  resume: (() => void) | undefined;
  failures: number;
  timeouts: number;
  /** Those who wait for a write to be done, by its opId. */
  waiting: Map<string, Waiting>;
};

export type Waiting = {done: Promise<void>; resolve(): void; reject(error: ChatError): void};

export type Rule<Result> = (box: Box) => Result;

export type Lanes = {
  lane(name: string): Lane;
  all(): readonly Lane[];
  /** The lane goes to the end of the line. */
  rotate(lane: Lane): void;
  rows(name: string): readonly PendingRow[];
  shown(name: string): readonly PendingRow[];
  save(lane: Lane, row: NewOutboxRow): void;
  /** It is safe, or never will be. */
  unsave(lane: Lane, row: NewOutboxRow): void;
  /** Changes rows in the storage by a rule, `also` in the same transaction. Nobody is told yet. */
  change<Result>(lane: Lane, rule: Rule<Result>, also?: readonly StorageWrite[]): Promise<Result>;
  /** Keeps those sends in sight that the timeline does not show yet. */
  haunt(lane: Lane, done: readonly Ghost[]): void;
  /** Tells those who look, and those who wait. */
  show(lane: Lane): void;
  /** What the other lanes hold. */
  elsewhere(lane: Lane): OutboxUse;
  /** Takes over what is in the storage. */
  take(rows: readonly OutboxRow[]): void;
  /** Some rows are in this tab alone. */
  isAdrift(): boolean;
  /** The storage was emptied under us: all rows are. */
  setAdrift(): void;
  onChange(listener: (lane: Lane) => void): void;
};

export function createLanes(engine: Engine): Lanes {
  const lanes = new Map<string, Lane>();
  const listeners: ((lane: Lane) => void)[] = [];
  /** Operations that could not be stored. */
  const adrift = new Set<string>();
  const uses = new WeakMap<readonly OutboxRow[], OutboxUse>();

  const lane = (name: string): Lane =>
    ensure(lanes, name, () => ({
      ...{name, rows: [], saving: [], ghosts: [], open: noRows, shown: noRows},
      ...{isWorking: false, resume: undefined, failures: 0, timeouts: 0, waiting: new Map()},
    }));

  function line(lane: Lane): void {
    lane.open = [...lane.rows, ...lane.saving];
    lane.shown = [...lane.ghosts, ...lane.open];
  }

  /** Rows that are as before stay the same objects, so that nothing is drawn anew. */
  function put(lane: Lane, rows: readonly OutboxRow[]): void {
    const before = new Map(lane.rows.map((row) => [row.opId, row]));
    // the number as well: where the storage gave another one, the one from here may be given again
    lane.rows = rows.map((row) => keepEqual(before.get(row.opId), row));
    const saved = new Set(rows.map(({opId}) => opId));
    lane.saving = lane.saving.filter(({opId}) => !saved.has(opId));
    line(lane);
  }

  return {
    lane,
    all: () => [...lanes.values()],
    rotate(lane) {
      lanes.delete(lane.name);
      lanes.set(lane.name, lane);
    },
    rows: (name) => lanes.get(name)?.open ?? noRows,
    shown: (name) => lanes.get(name)?.shown ?? noRows,

    save(lane, row) {
      lane.saving = [...lane.saving, row];
      if (row.op === 'message.delete') lane.ghosts = lane.ghosts.filter(({message}) => message !== row.message);
      line(lane);
    },
    unsave(lane, row) {
      lane.saving = lane.saving.filter((one) => one !== row);
      line(lane);
    },

    async change(lane, rule, also = []) {
      const before = lane.rows;
      // what the cache still lacks comes before what follows from it
      const and = also.length ? [...engine.unwritten, ...also] : also;
      let box = boxOf([], before);
      try {
        const storage = await engine.storage;
        const result = await storage.changeOutbox(lane.name, (stored) => {
          const lost = before.filter(({opId}) => adrift.has(opId) && !stored.some((row) => row.opId === opId));
          box = boxOf(stored, lost);
          return {result: rule(box), writes: box.writes(), and};
        });
        for (const {opId} of before) adrift.delete(opId);
        if (also.length) engine.unwritten = [];
        put(lane, box.rows());
        return result;
      } catch (error) {
        if ((error as ChatError).code !== 'STORAGE_UNAVAILABLE') throw error;
        engine.report(error);
        engine.unwritten = [...engine.unwritten, ...also];
        box = boxOf([], before);
        const result = rule(box);
        for (const {opId} of box.rows()) if (!before.some((row) => row.opId === opId)) adrift.add(opId);
        put(lane, box.rows());
        return result;
      }
    },

    haunt(lane, done) {
      const timeline = engine.entries.get(lane.name)?.timeline;
      lane.ghosts = [...lane.ghosts, ...done].filter(({seq}) => timeline && seq > timeline.to);
      line(lane);
    },

    show(lane) {
      const entry = engine.entries.get(lane.name);
      if (entry) {
        refreshTimeline(engine, entry);
        engine.changed(entry);
      }
      for (const listener of listeners) listener(lane);
      if (!lane.waiting.size) return;
      const there = new Map(lane.open.map((row) => [row.opId, row]));
      for (const [opId, {resolve, reject}] of lane.waiting) {
        const row = there.get(opId);
        if (row && row.state !== 'failed') continue;
        lane.waiting.delete(opId);
        if (row) reject(new ChatError(row.code ?? 'INTERNAL'));
        else resolve();
      }
    },

    elsewhere(lane) {
      const sum = {ops: 0, bytes: 0};
      for (const {rows} of lanes.values()) {
        if (rows === lane.rows) continue;
        const use = ensure(uses, rows, () => outboxUse(rows));
        sum.ops += use.ops;
        sum.bytes += use.bytes;
      }
      return sum;
    },

    take(rows) {
      for (const name of new Set([...lanes.keys(), ...rows.map((row) => row.lane)])) {
        const own = lane(name);
        put(own, [...rows.filter((row) => row.lane === name), ...own.rows.filter(({opId}) => adrift.has(opId))]);
        this.show(own);
      }
    },
    isAdrift: () => adrift.size > 0,
    setAdrift() {
      for (const {rows} of lanes.values()) for (const {opId} of rows) adrift.add(opId);
    },
    onChange: (listener) => void listeners.push(listener),
  };
}
