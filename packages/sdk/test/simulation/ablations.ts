/**
 * Mechanisms that can be taken away, each by changing what passes a port of the simulated world, never by a switch in the product.
 * A simulation that cannot fail proves nothing: with each of these gone, seeds must fail.
 */

import type {MemoryReader} from '../../../reference-server/src/store/memory/reader.js';
import type {Tables} from '../../../reference-server/src/store/memory/tables.js';
import {MemoryWriter} from '../../../reference-server/src/store/memory/writer.js';
import type {MessageRecord} from '../../../reference-server/src/store/records.js';
import {noEnd} from '../../../reference-server/src/store/records.js';
import type {ServerFrame} from '../../src/protocol/index.js';
import type {OutboxWrite} from '../../src/storage/storage.js';
import type {Plan} from './plan.js';
import type {Twist} from './twist.js';

export type Ablation = {
  /** What is gone. */
  gone: string;
  /** The promises it holds: a failing seed names at least one of them. */
  holds: readonly string[];
  twist(): Twist;
  /** What brings it out often. */
  focus?: Focus;
};

/** Things that are done or go wrong more often than elsewhere. */
export type Focus = {
  actions?: Plan['actions'];
  faults?: Plan['faults'];
  line?: Partial<Plan['line']>;
  storage?: Partial<Plan['storage']>;
  store?: Partial<Plan['store']>;
  stepMs?: number;
  devices?: number;
  tabs?: number;
  limits?: Plan['limits'];
};

/** A plan bent towards what a mechanism is for. */
export function focused(plan: Plan, focus: Focus = {}): Plan {
  const {actions, faults, line, storage, store, stepMs, devices, tabs, limits} = focus;
  return {
    ...plan,
    actions: {...plan.actions, ...actions},
    faults: {...plan.faults, ...faults},
    line: {...plan.line, ...line},
    storage: {...plan.storage, ...storage},
    store: {...plan.store, ...store},
    ...(stepMs && {stepMs}),
    ...(devices && {devices: plan.users.map(() => devices)}),
    ...(tabs && {tabs}),
    ...(limits && {limits}),
  };
}

/** Replaces methods of the transactions that the domain works with. */
const store = (change: (tx: Record<string, unknown>, reader: MemoryReader) => void): Twist => ({
  server: {
    reader(reader) {
      change(reader as unknown as Record<string, unknown>, reader);
      return reader;
    },
  },
});

const everything = {from: 0, to: noEnd, upTo: noEnd};

export const ablations: Readonly<Record<string, Ablation>> = {
  'message-id': {
    gone: 'the server takes a message id twice',
    holds: ['I2', 'I7'],
    focus: {line: {lostAnswers: 0.3, late: 0.3}},
    twist: () =>
      store((tx, reader) => {
        if (!(reader instanceof MemoryWriter)) return;
        const insert = reader.insertMessage.bind(reader);
        tx['insertMessage'] = async (record: MessageRecord) => {
          const {tables} = reader as unknown as {tables: Tables};
          const list = tables.messages.get(record.conversation);
          if (!list?.byId.has(record.id)) return insert(record);
          tables.set(list.byId, record.id, record);
          tables.push(list.inOrder, record);
          return true;
        };
      }),
  },
  'op-log': {
    gone: 'the server forgets which operations it has done',
    holds: ['I6', 'I7'],
    focus: {line: {lostAnswers: 0.3, late: 0.5}, actions: {edit: 20, react: 20}},
    twist: () =>
      store((tx) => {
        tx['operation'] = async () => undefined;
      }),
  },
  'stored-refusals': {
    gone: 'the server remembers what it has done, and not what it has refused',
    holds: ['I1', 'I2', 'I3', 'I4', 'I6', 'I7'],
    focus: {line: {late: 0.8}, actions: {remove: 15, add: 20, burst: 10, retry: 10}},
    twist: () =>
      store((tx, reader) => {
        if (!(reader instanceof MemoryWriter)) return;
        const insert = reader.insertOperation.bind(reader);
        tx['insertOperation'] = async (record: {code?: string}) => {
          if (record.code === undefined) await insert(record as never);
        };
      }),
  },
  'cancel-reservation': {
    gone: 'deleting what has not arrived leaves nothing behind on the server',
    holds: ['I5'],
    focus: {line: {late: 0.8, breaks: 0.1, slow: 0.05}, actions: {delete: 30}, faults: {cut: 20}},
    twist: () =>
      store((tx) => {
        tx['reserve'] = async () => undefined;
        tx['isReserved'] = async () => false;
      }),
  },
  'visibility-clamp': {
    gone: 'reads of the database know no window',
    holds: ['I11'],
    focus: {actions: {remove: 10, add: 15, older: 5, look: 5}},
    twist: () =>
      store((tx, reader) => {
        const {messagesBefore, messagesAfter, messagesTouched} = reader;
        tx['messagesBefore'] = (id: string, _: object, before: number, limit: number) =>
          messagesBefore.call(reader, id, everything, before, limit);
        tx['messagesAfter'] = (id: string, _: object, after: number, limit: number) =>
          messagesAfter.call(reader, id, everything, after, limit);
        tx['messagesTouched'] = (id: string, _: object, since: number, limit: number) =>
          messagesTouched.call(reader, id, everything, since, limit);
      }),
  },
  fsync: {
    gone: 'the server answers before its disk is synced',
    holds: ['I1', 'I4', 'I10'],
    focus: {faults: {serverPower: 20}},
    twist: () => ({server: {answersEarly: true}}),
  },
  'safe-cursor': {
    gone: 'the cursor of a hello is the newest there is, not that of the snapshot',
    holds: ['I10', 'I4'],
    focus: {faults: {cut: 30, kill: 10}, actions: {burst: 20}},
    twist: () => ({
      client: {
        frame: (frame, server, user) =>
          frame.type === 'hello' && server.domain
            ? {...frame, sync: {...frame.sync, cursor: server.domain.tickCursor(user)}}
            : frame,
      },
    }),
  },
  'tick-rule': {
    gone: 'a tick overtakes the frames it vouches for',
    holds: ['I10', 'I4'],
    focus: {line: {slow: 0.2}, faults: {kill: 20, cut: 20}, actions: {burst: 20}, stepMs: 900},
    // what counts the frames before a tick would see it as well
    twist: () => ({client: {ticksOvertake: true, countsNoFrames: true}}),
  },
  'frame-count': {
    gone: 'nobody counts the frames before a tick',
    holds: ['I4', 'I9', 'I10'],
    focus: {line: {lost: 0.2, twice: 0}},
    twist: () => ({client: {countsNoFrames: true}}),
  },
  'gap-rule': {
    gone: 'no frame leaves a gap',
    holds: ['I4', 'I9', 'I10'],
    focus: {line: {astray: 0.5, slow: 0.05}},
    twist: () => ({client: {frame: (frame) => (frame.type === 'changes' ? {...frame, from: 1} : frame)}}),
  },
  'write-ahead': {
    gone: 'it is not stored that a write was attempted',
    holds: ['I5', 'I6'],
    focus: {
      storage: {kills: 0.03},
      line: {late: 0.3, lostAnswers: 0.2},
      actions: {edit: 30, delete: 20},
      faults: {kill: 20},
    },
    twist: () => ({
      client: {
        disk: {
          outbox: (writes) =>
            writes.map(
              (write): OutboxWrite => ('put' in write ? {put: {...write.put, attempted: false, attempts: 0}} : write),
            ),
        },
      },
    }),
  },
  'one-batch': {
    gone: 'a lane has several batches under way',
    holds: ['I3'],
    focus: {line: {delayMs: 400}, store: {refuses: 0.4}, stepMs: 60, actions: {burst: 40}},
    twist: () => ({client: {splits: true}}),
  },
  'joins-by-rev': {
    gone: 'what comes last counts, whatever its rev',
    holds: ['I4', 'I5', 'I6', 'I9', 'I12'],
    focus: {line: {astray: 0.5, twice: 0.5}, actions: {edit: 20}},
    twist: () => {
      let last = 1_000_000;
      const stamp = <Value>(value: Value): Value => {
        if (typeof value !== 'object' || value === null) return value;
        if (Array.isArray(value)) return value.map(stamp) as Value;
        const stamped = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, stamp(inner)]));
        return ('sender' in stamped && 'content' in stamped ? {...stamped, rev: ++last} : stamped) as Value;
      };
      return {
        client: {
          frame: (frame: ServerFrame) => (frame.type === 'changes' ? stamp(frame) : frame),
          answer: (_op: string, result: unknown) => stamp(result),
        },
      };
    },
  },
  'delivered-after-stored': {
    gone: 'a device says that it has stored what is still on its way to the disk',
    holds: ['I8', 'I10'],
    focus: {storage: {delayMs: 2_500}, faults: {kill: 20}},
    twist: () => ({client: {disk: {saysDoneEarly: true}}}),
  },
  'refusal-told': {
    gone: 'a full disk says that it has stored what it has not',
    holds: ['I1', 'I4', 'I8', 'I10'],
    focus: {faults: {storageFull: 20, kill: 20}},
    twist: () => ({client: {disk: {hidesRefusals: true}}}),
  },
  'wipe-noticed': {
    gone: 'no tab hears that its storage was wiped',
    holds: ['I4', 'I8', 'I10', 'I14'],
    focus: {faults: {wipe: 20, kill: 10}},
    twist: () => ({client: {disk: {hidesWipes: true}}}),
  },
  'new-epoch': {
    gone: 'a restored database has the name it had',
    holds: ['I2', 'I4', 'I7', 'I14'],
    focus: {faults: {restore: 20}, actions: {burst: 20}},
    twist: () => ({server: {keepsEpoch: true}}),
  },
};

/** Not needed for safety (I17): every tab may lead at once, and nothing must fail. */
export const needless: Readonly<Record<string, Ablation>> = {
  'one-leader': {
    gone: 'every tab gets the lock at once',
    holds: [],
    twist: () => ({client: {grantsAllLocks: true}}),
  },
};
