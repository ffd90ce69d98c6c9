/**
 * What this tab knows, and the one queue through which it changes: what the server said is put into the storage, then into
 * memory, then the listeners are told. One task after the other, so that each starts from what the last one left.
 */
import type {Clock} from '../base/clock.js';
import {ensure} from '../base/keep.js';
import {deliveryOfReceipts} from '../core/delivery.js';
import {ChatError} from '../core/failure.js';
import {viewConversation} from '../core/inbox.js';
import type {CachedMessage} from '../core/message.js';
import type {OutboxRow} from '../core/outbox-row.js';
import {type Horizons, noHorizons, receiptsOfMembers} from '../core/receipts.js';
import {listed, type SyncState} from '../core/sync.js';
import type {PendingRow, TimelineState} from '../core/timeline.js';
import type {Conversation, Timeline} from '../core/view.js';
import type {Profile} from '../protocol/model.js';
import type {Storage, StorageWrite, StoredConversation} from '../storage/storage.js';
import type {Files} from './file-parts.js';
import type {Link} from './link.js';
import type {Surroundings} from './options.js';
import {createView, type View} from './store.js';

/** One conversation in memory. */
export type Entry = {
  readonly id: string;
  /** Whether the storage was asked for it. */
  isLoaded: boolean;
  /** Undefined: not known. */
  stored: StoredConversation | undefined;
  sync: SyncState;
  horizons: Horizons;
  /** The seq at which members changed last while none were listed. */
  moved: number;
  /** What the app sees of it. */
  readonly state: View<Conversation | undefined>;
  /** There once somebody looked at its messages. */
  timeline: TimelineState | undefined;
  /** How far its reader has seen it in this tab. */
  seen: number;
  /** How many keep it open. */
  holders: number;
  /** Its newest messages were fetched since it was opened: from now on a hole is not jumped over. */
  isSettled: boolean;
  loading: Timeline['loading'];
  failed: Timeline['failed'];
  /** Tells those who look at it. */
  changed(): void;
};

export type EngineOptions = Pick<
  Link,
  'connection' | 'ask' | 'say' | 'canAsk' | 'isLeading' | 'isStopped' | 'resume' | 'post' | 'share'
> & {
  user: string;
  clock: Clock;
  random(): number;
  signal: AbortSignal;
  storage: Promise<Storage>;
  report(error: unknown): void;
  /** The code for what is asked for seldom, when it is. */
  more: Surroundings['more'];
  /** The code for files, when it is needed. */
  files(): Promise<Files>;
  /** For work that nobody waits for: reports what goes wrong. */
  background(work: Promise<unknown>): void;
  /** What waits in the outbox for a conversation; the same list while nothing changes. */
  rows(conversation: string): readonly PendingRow[];
  /** The same for its timeline. */
  shown(conversation: string): readonly PendingRow[];
};

export type Engine = EngineOptions & {
  readonly entries: Map<string, Entry>;
  readonly people: Map<string, Profile>;
  entry(id: string): Entry;
  /** Reads the storage for a conversation that is not in memory. Only within a task. */
  load(id: string): Promise<Entry>;
  /** Takes a conversation as it was read. */
  take(entry: Entry, stored: StoredConversation | undefined): void;
  /** Runs a task when those before it are done. */
  run<Result>(task: (storage: Storage) => Promise<Result>): Promise<Result>;
  /** What could not be stored, oldest first: it lies over what is read, and goes with the next write (F06, F07). */
  unwritten: readonly StorageWrite[];
  /** The cache was emptied under us: until it is begun anew what this tab knows does not fit it (I10, F11). */
  isTainted: boolean;
  /** Puts into the cache what the leading tab has learnt; false when it could not, yet. */
  write(writes: readonly StorageWrite[]): Promise<boolean>;
  /** Reads the cache; `none` when it cannot be read. */
  read<Result>(work: (storage: Storage) => Promise<Result>, none: Result): Promise<Result>;
  /** Somebody wants to know when the inbox looks different, or what a conversation holds. */
  onChange(listener: (entry: Entry, messages: Messages | undefined) => void): void;
  /** `messages`: those that are new or other than before. */
  changed(entry: Entry, messages?: Messages): void;
  /** Takes profiles over. */
  meet(people: ReadonlyMap<string, Profile>): void;
  onMeet(listener: (user: string) => void): void;
};

type Messages = ReadonlyMap<string, CachedMessage>;

/** After a write that failed, the next one is tried after this at the earliest. */
const rewriteMs = 1_000;

export function createEngine(options: EngineOptions): Engine {
  const {user, signal, report, clock} = options;
  const entries = new Map<string, Entry>();
  const listeners: Parameters<Engine['onChange']>[0][] = [];
  const meeters: ((user: string) => void)[] = [];
  let last: Promise<unknown> = Promise.resolve();
  let retryAt = 0;

  const engine: Engine = {
    ...options,
    entries,
    people: new Map(),
    unwritten: [],
    isTainted: false,
    entry(id) {
      return ensure(entries, id, () => {
        const made: Entry = {
          id,
          state: createView(() => view(made)),
          isLoaded: false,
          stored: undefined,
          sync: listed,
          horizons: noHorizons,
          moved: 0,
          timeline: undefined,
          seen: 0,
          holders: 0,
          isSettled: false,
          loading: 'none',
          failed: undefined,
          changed: () => {},
        };
        return made;
      });
    },
    async load(id) {
      const entry = engine.entry(id);
      if (!entry.isLoaded) {
        engine.take(entry, await engine.read((storage) => storage.conversation(id), undefined));
        // another tab may have met it: that is news, whether or not this task brings any
        engine.changed(entry);
      }
      return entry;
    },
    take(entry, stored) {
      entry.isLoaded = true;
      entry.stored = stored;
      if (!stored) return;
      const {row, seq, members} = stored;
      const isJoined = row.membership.state === 'joined';
      entry.sync = {is: !isJoined ? 'closed' : !seq ? 'listed' : row.seq > seq ? 'stale' : 'fresh', seq, head: row.seq};
      entry.horizons = receiptsOfMembers(entry.horizons, members, user, row.conversation.members);
    },
    run(task) {
      const done = last.then(async () => {
        if (signal.aborted) throw new ChatError('STOPPED');
        return task(await options.storage);
      });
      // the next one runs whatever becomes of this one; its caller hears of it
      last = done.catch(() => {});
      return done;
    },
    async write(writes) {
      const all = [...engine.unwritten, ...writes];
      if (engine.isTainted) return false;
      if (!engine.isLeading() || !all.length) return true;
      // a disk that refuses is not asked at every frame
      if (engine.unwritten.length && clock.monotonic() < retryAt) {
        engine.unwritten = all;
        return false;
      }
      engine.unwritten = [];
      try {
        await (await options.storage).write(all);
        return true;
      } catch (error) {
        report(error);
        if (!engine.isTainted) engine.unwritten = [...all, ...engine.unwritten];
        retryAt = clock.monotonic() + rewriteMs;
        return false;
      }
    },
    async read(work, none) {
      try {
        return await work(await options.storage);
      } catch (error) {
        report(error);
        return none;
      }
    },
    onChange: (listener) => void listeners.push(listener),
    changed(entry, messages) {
      entry.state.changed();
      entry.changed();
      for (const listener of listeners) listener(entry, messages);
    },
    meet(people) {
      for (const [id, profile] of people) {
        engine.people.set(id, profile);
        for (const listener of meeters) listener(id);
      }
    },
    onMeet: (listener) => void meeters.push(listener),
  };

  function view({id, stored, horizons, seen}: Entry): Conversation | undefined {
    const preview = stored?.row.preview;
    const delivery = preview && deliveryOfReceipts(preview.seq, horizons);
    return (
      stored && viewConversation(stored.row, {user, seen, rows: engine.rows(id) as readonly OutboxRow[], delivery})
    );
  }
  return engine;
}
