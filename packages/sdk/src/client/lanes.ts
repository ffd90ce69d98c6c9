/**
 * The image of the outbox in this tab, lane by lane: the rows in the storage are the queue. Where the storage fails, rows live
 * here alone until it works again: shown and sent all the same (F06).
 */
import {ensure, keepEqual} from '../base/keep.js';
import type {isHeld} from '../core/batch.js';
import {ChatError} from '../core/failure.js';
import {type Box, boxOf, isSend, type OutboxUse, outboxUse} from '../core/outbox.js';
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
  /** It waits for a file, which takes no turn from the others. */
  isUploading: boolean;
  /** Files of one that is being saved are read: what comes later waits for that. */
  reading?: Promise<unknown> | undefined;
  /** There while the lane waits for its next attempt: ends the wait. */
  resume?: (() => void) | undefined;
  /** Which of its rows wait, while slow mode holds messages back. */
  held?: typeof isHeld | undefined;
  failures: number;
  /** Rows that are done or dropped, and could not be taken from the storage: there they count no more. */
  gone: Set<string>;
  /** Rows that were sent, by whichever tab, though the storage could not be told that they would be (D7): it is told later. */
  unmarked: Set<string>;
  /** The newest change of its rows that was taken over. */
  taken: number;
  halvings: number;
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
  /** How many changes the storage has run. */
  turn(): number;
  /** Takes over what was in the storage at that turn: a lane that knows of a later one is not taken back. */
  take(rows: readonly OutboxRow[], turn: number): void;
  /** The storage is still to be told of something. */
  isBehind(): boolean;
  /** Some rows are in this tab alone, or gone in this tab alone. */
  isAdrift(): boolean;
  /** The storage was emptied under us: all rows are. */
  setAdrift(): void;
  onChange(listener: (lane: Lane) => void): void;
};

/** Bytes of files whose message is gone. */
function forgotten(stored: readonly OutboxRow[], box: Box): StorageWrite[] {
  const keys = new Set(stored.flatMap(({files = []}) => files.map(({key}) => key)));
  for (const {files = []} of keys.size ? box.rows() : []) for (const {key} of files) keys.delete(key);
  return Array.from(keys, (key) => ({drop: 'item', key}));
}

export function createLanes(engine: Engine): Lanes {
  const lanes = new Map<string, Lane>();
  const listeners: ((lane: Lane) => void)[] = [];
  /** Operations that could not be stored. */
  const adrift = new Set<string>();
  /** Transactions on the outbox so far, as the storage ran them: they may be told out of order. */
  let turns = 0;

  const lane = (name: string): Lane =>
    ensure(lanes, name, () => ({
      name,
      rows: [],
      saving: [],
      ghosts: [],
      open: noRows,
      shown: noRows,
      isWorking: false,
      isUploading: false,
      failures: 0,
      gone: new Set<string>(),
      unmarked: new Set<string>(),
      taken: 0,
      halvings: 0,
      waiting: new Map(),
    }));

  function line(lane: Lane): void {
    lane.open = [...lane.rows, ...lane.saving];
    lane.shown = [...lane.ghosts, ...lane.open];
  }

  /** Those of the lane that are here alone. */
  const lost = ({rows}: Lane, stored: readonly OutboxRow[]): OutboxRow[] =>
    rows.filter(({opId}) => adrift.has(opId) && !stored.some((row) => row.opId === opId));

  const timelineOf = ({name}: Lane) => engine.entries.get(name)?.timeline;
  const isShown = (lane: Lane, row: OutboxRow) => isSend(row) && timelineOf(lane)?.seqs.has(row.message as string);

  /** Rows that are as before stay the same objects, so that nothing is drawn anew; what is here alone stays. */
  function put(lane: Lane, stored: readonly OutboxRow[]): void {
    const rows = [...stored, ...lost(lane, stored)];
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
      // what the cache still lacks comes before what follows from it
      const and = also.length && !engine.isTainted ? [...engine.unwritten, ...also] : [];
      let box!: Box;
      let turn = 0;
      let saved: readonly OutboxRow[] = [];
      let buried: readonly string[] = [];
      let marked: readonly string[] = [];
      try {
        const storage = await engine.storage;
        const result = await storage.changeOutbox(lane.name, (stored) => {
          saved = lost(lane, stored);
          box = boxOf(stored, saved);
          buried = [...lane.gone];
          marked = [...lane.unmarked];
          for (const row of stored) {
            if (lane.gone.has(row.opId)) box.drop(row);
            // what is on the screen was sent as well
            else if (!row.attempted && (lane.unmarked.has(row.opId) || isShown(lane, row)))
              box.put({...row, attempted: true});
          }
          turn = ++turns;
          const result = rule(box);
          return {result, writes: box.writes(), and: [...and, ...forgotten(stored, box)]};
        });
        for (const {opId} of saved) adrift.delete(opId);
        for (const opId of buried) lane.gone.delete(opId);
        for (const opId of marked) lane.unmarked.delete(opId);
        if (also.length) engine.unwritten = [];
        // an older one that is told later has no news
        if (turn > lane.taken) {
          lane.taken = turn;
          put(lane, box.rows());
        }
        return result;
      } catch (error) {
        if ((error as ChatError).code !== 'STORAGE_UNAVAILABLE') throw error;
        engine.report(error);
        if (!engine.isTainted) engine.unwritten = [...engine.unwritten, ...also];
        // not as they were when it began: another change may have failed meanwhile, and left its rows here alone
        const {rows} = lane;
        // what lies in the storage another tab may have sent by now, and could not say so there
        const doubted = new Map(rows.map((row) => [adrift.has(row.opId) ? row : {...row, attempted: true}, row]));
        box = boxOf([], [...doubted.keys()]);
        const result = rule(box);
        lane.rows = box.rows().map((row) => doubted.get(row) ?? row);
        for (const {opId} of rows)
          if (!lane.rows.some((row) => row.opId === opId) && !adrift.delete(opId)) lane.gone.add(opId);
        for (const {opId} of lane.rows) if (!rows.some((row) => row.opId === opId)) adrift.add(opId);
        for (const {opId, attempted} of lane.rows) if (attempted && !adrift.has(opId)) lane.unmarked.add(opId);
        put(lane, lane.rows);
        return result;
      }
    },

    haunt(lane, done) {
      const timeline = timelineOf(lane);
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
      return outboxUse([...lanes.values()].flatMap(({rows}) => (rows === lane.rows ? [] : rows)));
    },

    turn: () => turns,
    take(rows, turn) {
      for (const name of new Set([...lanes.keys(), ...rows.map((row) => row.lane)])) {
        const own = lane(name);
        if (own.taken > turn) continue;
        put(
          own,
          rows.filter((row) => row.lane === name && !own.gone.has(row.opId)),
        );
        this.show(own);
      }
    },
    isBehind() {
      return this.isAdrift() || [...lanes.values()].some(({unmarked}) => unmarked.size > 0);
    },
    isAdrift: () => [...lanes.values()].some((lane) => lane.gone.size || lost(lane, []).length),
    setAdrift() {
      for (const {rows} of lanes.values()) for (const {opId} of rows) adrift.add(opId);
    },
    onChange: (listener) => void listeners.push(listener),
  };
}
