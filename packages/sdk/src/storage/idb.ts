import {openDB} from 'idb';
import {newId} from '../base/id.js';
import {ChatError} from '../core/failure.js';
import {isOutboxRow} from '../core/outbox-row.js';
import {createFence} from './fence.js';
import {type ChatSchema, type Database, type Layout, layout, type StoreName} from './idb-schema.js';
import {type Access, applyAll, ofConversation, storesOf} from './idb-writes.js';
import {conversationOf, type OutboxRow, type Storage, type StorageState, type StoredMeta} from './storage.js';

/** What happens inside and somebody should know of. */
export type StorageReports = {
  /** `state()` has changed. */
  onState?: ((state: StorageState) => void) | undefined;
  /** An outbox row that is none was set aside (F14). */
  onError?: ((error: ChatError) => void) | undefined;
  /** The cached messages of these conversations were dropped because the disk is full (F07): forget their ranges. */
  onEvicted?: ((conversations: readonly string[]) => void) | undefined;
  /** The upgrade to this version's layout waits for tabs that hold an older one (F10). Answers whether to wait with it. */
  onBlocked?: (() => boolean) | undefined;
  /** The database was emptied or replaced while it was in use (F11): nothing that was in it is there. */
  onWiped?: (() => void) | undefined;
};

/** Why a storage is in memory while a tab with an older layout is open. */
export const blockedReason = 'blocked by another tab';
const everything: StoreName[] = ['meta', 'conversation', 'message', 'person', 'item', 'outbox'];
/** Messages to make room for when the disk is full. */
const evictMessages = 2_000;

const nameOf = (error: unknown): string => (error as {name?: string} | null)?.name ?? '';
const isQuota = (error: unknown): boolean => nameOf(error) === 'QuotaExceededError';
/** The handle is dead, not the database: a new one may work (iOS drops connections in the background, F08). */
const isLost = (error: unknown): boolean => nameOf(error) === 'InvalidStateError' || nameOf(error) === 'UnknownError';

/** Storage in IndexedDB. `name`: the database, one per server and user. Nothing is opened before the first use. */
export function idbStorage(name: string, reports: StorageReports = {}, {version, migrate}: Layout = layout): Storage {
  let handle: Promise<Database> | undefined;
  let state: StorageState = {kind: 'best-effort'};
  let durable: StorageState['kind'] = 'best-effort';
  let isAsked = false;
  let isClosed = false;
  /** How often the database was found emptied. */
  let wipes = 0;
  /** The device this database was when it was read last. */
  let device: string | undefined;
  const fence = createFence();
  const setAside = new Set<unknown>();

  function tell(next: StorageState): void {
    if (next.kind === state.kind && next.reason === state.reason) return;
    state = next;
    reports.onState?.(state);
  }

  function open(): Promise<Database> {
    if (isClosed) return Promise.reject(new Error('closed'));
    handle ??= connect();
    return handle;
  }

  function connect(): Promise<Database> {
    const opening: Promise<Database> = new Promise((resolve, reject) => {
      // a newer tab wants to upgrade, or the browser took the connection: open again when needed (F09)
      const forget = (): void => drop(opening);
      openDB<ChatSchema>(name, version, {
        upgrade: (db, from) => migrate(db, from),
        blocked: () => {
          if (!reports.onBlocked?.()) reject(new Error(blockedReason));
        },
        blocking: forget,
        terminated: forget,
      })
        .then(async (db) => {
          if (device !== undefined && (await db.get('meta', 'meta'))?.device !== device) {
            device = undefined;
            wipes++;
            reports.onWiped?.();
          }
          resolve(db);
          if (handle !== opening)
            db.close(); // nobody waited so long
          else learn(navigator.storage?.persisted?.());
        })
        .catch(reject);
    });
    opening.catch(() => drop(opening)); // what failed is not kept
    return opening;
  }

  function drop(which: Promise<Database>): void {
    if (handle === which) handle = undefined;
    which.then(
      (db) => db.close(),
      () => {},
    );
  }

  /** Runs `work`; once more with a new handle if the old one is dead, or with room made if the disk is full. */
  async function run<Result>(
    work: (db: Database, isRepeated: boolean) => Promise<Result>,
    inUse: readonly string[] = [],
  ): Promise<Result> {
    for (let isRepeated = false; ; isRepeated = true) {
      const current = open();
      try {
        const result = await work(await current, isRepeated);
        tell({kind: durable});
        return result;
      } catch (cause) {
        if (cause instanceof Thrown) throw cause.cause;
        if (!isRepeated && !isClosed) {
          if (isLost(cause)) {
            drop(current);
            continue;
          }
          if (isQuota(cause) && (await evict(await current, inUse))) continue;
        }
        const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
        tell({kind: 'memory', reason});
        throw new ChatError('STORAGE_UNAVAILABLE', {cause, detail: reason});
      }
    }
  }

  /** Everything `body` asks for, and then the end of the transaction; its abort is a rejection (F06). */
  async function within<Result>(
    db: Database,
    stores: StoreName[],
    body: (access: Access) => Promise<Result>,
    durability: 'strict' | 'relaxed' = 'relaxed',
  ): Promise<Result> {
    const access = db.transaction(stores, 'readwrite', {durability});
    access.done.catch(() => {}); // awaited below
    try {
      const result = await body(access);
      await access.done;
      return result;
    } catch (error) {
      try {
        access.abort();
      } catch {
        // it is over already
      }
      throw access.error ?? error;
    }
  }

  /** Drops cached messages of the conversations that were quiet for longest; not of those being written. Answers whether there were any. */
  async function evict(db: Database, inUse: readonly string[]): Promise<boolean> {
    const evicted: string[] = [];
    await within(db, ['conversation', 'message'], async (access) => {
      let room = 0;
      let cursor = await access.objectStore('conversation').index('activity').openCursor();
      while (cursor && room < evictMessages) {
        const value = cursor.value;
        if (value.ranges.length && !inUse.includes(value.id)) {
          const all = ofConversation(value.id);
          room += await access.objectStore('message').count(all);
          await access.objectStore('message').delete(all);
          await cursor.update({...value, ranges: [], seq: 0});
          evicted.push(value.id);
        }
        cursor = await cursor.continue();
      }
    });
    if (evicted.length) reports.onEvicted?.(evicted);
    return evicted.length > 0;
  }

  const checked = (rows: readonly unknown[]): OutboxRow[] =>
    rows.filter((row): row is OutboxRow => {
      if (isOutboxRow(row)) return true;
      const n = (row as {n?: unknown} | undefined)?.n;
      if (!setAside.has(n))
        reports.onError?.(
          new ChatError('STORAGE_UNAVAILABLE', {detail: `outbox row ${String(n)} is damaged and was set aside`}),
        );
      setAside.add(n);
      return false;
    });

  /** Asks once that the browser keeps the data; it may say no, then the data may go when the disk is full. */
  function askToPersist(): void {
    if (!isAsked) learn(navigator.storage?.persist?.());
    isAsked = true;
  }

  function learn(isKept: Promise<boolean> | undefined): void {
    isKept?.then(
      (is) => {
        if (is) durable = 'persistent';
        if (state.kind !== 'memory') tell({kind: durable});
      },
      () => {}, // not told: best effort it is
    );
  }

  const isForeign = async (access: Access): Promise<boolean> =>
    fence.isForeign(await access.objectStore('meta').get('meta'));

  return {
    state: () => state,
    meta: () =>
      run(async (db) => {
        const meta =
          (await db.get('meta', 'meta')) ??
          (await within(db, ['meta'], async (access) => {
            const store = access.objectStore('meta');
            const there = await store.get('meta');
            if (there) return there;
            const made: StoredMeta = {device: newId(), term: 0};
            await store.put(made, 'meta');
            return made;
          }));
        ({device} = meta);
        fence.see(meta.epoch);
        return meta;
      }),
    conversation: (id) => run((db) => db.get('conversation', id)),
    conversations: (limit) =>
      run(async (db) => {
        const found = [];
        let cursor = await db.transaction('conversation').store.index('activity').openCursor(null, 'prev');
        for (; cursor && found.length < limit; cursor = await cursor.continue()) found.push(cursor.value);
        return found;
      }),
    messages: (conversation, {from, to, limit, take = 'last'}) =>
      run(async (db) => {
        const range = IDBKeyRange.bound([conversation, from], [conversation, to]);
        if (limit === undefined || take === 'first') {
          return (await db.getAllFromIndex('message', 'seq', range, limit)).map(({message}) => message);
        }
        // seqs mostly have no holes: then one read finds them, where a cursor takes a turn for each
        const near = IDBKeyRange.bound([conversation, Math.max(from, to - limit + 1)], [conversation, to]);
        const {store} = db.transaction('message');
        const dense = await store.index('seq').getAll(near);
        if (dense.length >= limit || to - limit < from) return dense.map(({message}) => message);
        const found = [];
        let cursor = await store.index('seq').openCursor(range, 'prev');
        for (; cursor && found.length < limit; cursor = await cursor.continue()) found.push(cursor.value.message);
        return found.reverse();
      }),
    message: (conversation, id) => run(async (db) => (await db.get('message', [conversation, id]))?.message),
    people: (ids) =>
      run(async (db) => {
        const {store} = db.transaction('person');
        return (await Promise.all(ids.map((id) => store.get(id)))).flatMap((person) => person ?? []);
      }),
    item: (key) => run((db) => db.get('item', key)),
    outbox: () => run(async (db) => checked(await db.getAll('outbox'))),
    write: (writes) => {
      const seen = wipes;
      return run(async (db) => {
        if (!writes.length) return;
        // of what was known before nothing holds any more
        if (seen !== wipes) throw refused('wiped');
        const isTerm = writes.some((write) => 'put' in write && write.put === 'meta' && write.value.term !== undefined);
        const stores = new Set<StoreName>(['meta', ...writes.flatMap(storesOf)]);
        await within(
          db,
          [...stores],
          async (access) => {
            if (await isForeign(access)) throw refused('of another epoch');
            await applyAll(access, writes);
          },
          isTerm ? 'strict' : 'relaxed',
        );
        fence.wrote(writes);
      }, writes.map(conversationOf));
    },
    changeOutbox: (lane, decide) => {
      const seen = wipes;
      return run(
        (db, isRepeated) =>
          within(
            db,
            everything,
            async (access) => {
              const outbox = access.objectStore('outbox');
              const rows = checked(await outbox.index('lane').getAll(lane));
              const {result, writes, and = []} = decided(() => decide(rows));
              for (const write of writes) {
                if ('put' in write) await outbox.put(write.put);
                else if ('drop' in write) await outbox.delete(write.drop);
                // the first attempt may have been done although its end was not heard
                else if (!isRepeated || !(await outbox.index('op').getKey(write.add.opId))) await outbox.add(write.add);
              }
              if (writes.some((write) => 'add' in write && write.add.op === 'message.send')) askToPersist();
              if (seen === wipes && !(await isForeign(access))) await applyAll(access, and);
              return result;
            },
            'strict',
          ),
        [lane],
      );
    },
    clear: (what, epoch) =>
      run(async (db) => {
        await within(
          db,
          everything,
          async (access) => {
            const meta = access.objectStore('meta');
            const there = await meta.get('meta');
            if (epoch && there?.epoch === epoch) return;
            const stores = what === 'cache' ? (['conversation', 'message', 'person'] as const) : everything;
            await Promise.all(stores.map((store) => access.objectStore(store).clear()));
            if (there && what === 'cache')
              await meta.put({device: there.device, term: there.term, ...(epoch && {epoch})}, 'meta');
          },
          'strict',
        );
        fence.see(epoch);
      }),
    async close() {
      isClosed = true;
      if (handle) drop(handle);
    },
  };
}

/** What this tab learned of is not what the cache is of. */
const refused = (detail: string): Thrown => new Thrown(detail, {cause: new ChatError('STORAGE_UNAVAILABLE', {detail})});

/** What `decide` threw is the caller's own, no failure of the storage. */
class Thrown extends Error {}
function decided<Result>(decide: () => Result): Result {
  try {
    return decide();
  } catch (cause) {
    throw new Thrown('decide', {cause});
  }
}
