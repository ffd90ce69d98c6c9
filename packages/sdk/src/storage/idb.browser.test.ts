import {assert} from 'chai';
import {storageContract} from '../../test/storage-contract.js';
import {inboxRow, message, room, sendRow} from '../../test/world.js';
import {systemClock} from '../base/clock.js';
import {newId} from '../base/id.js';
import {ChatError} from '../core/failure.js';
import {idbStorage, type StorageReports} from './idb.js';
import {type Layout, layout, schemaVersion} from './idb-schema.js';
import {databaseName, openStorage} from './open-storage.js';
import type {Storage, StorageState} from './storage.js';

/** Databases and handles of one test, all gone after it. */
let names: string[] = [];
let open: Storage[] = [];
let undo: (() => void)[] = [];
const fresh = (): string => {
  const name = `test/${newId()}`;
  names.push(name);
  return name;
};
const storageIn = (name: string, reports?: StorageReports): Storage => {
  const storage = idbStorage(name, reports);
  open.push(storage);
  return storage;
};
afterEach(async () => {
  for (const back of undo.reverse()) back();
  await Promise.all(open.map((storage) => storage.close()));
  await Promise.all(names.map((name) => asPromise(indexedDB.deleteDatabase(name))));
  names = [];
  open = [];
  undo = [];
});

const asPromise = <Value>(request: IDBRequest<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
const send = (storage: Storage, name: string): Promise<number> =>
  storage.changeOutbox(room, () => ({result: 1, writes: [{add: sendRow(name)}]}));
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'none',
    (error: unknown) => (error instanceof ChatError ? error.code : String(error)),
  );

/** Makes a method of the browser fail as often as `times`, where `when` says so. */
function failing(
  method: 'transaction' | 'put' | 'add',
  error: DOMException,
  times: number,
  when: (value: unknown) => boolean = () => true,
): () => number {
  const target = (method === 'transaction' ? IDBDatabase : IDBObjectStore).prototype as unknown as Record<
    string,
    (...args: unknown[]) => unknown
  >;
  const real = target[method]!;
  let left = times;
  target[method] = function (this: unknown, ...args: unknown[]) {
    if (left > 0 && when(args[0])) {
      left--;
      throw error;
    }
    return real.apply(this, args);
  };
  undo.push(() => {
    target[method] = real;
  });
  return () => times - left;
}

describe('IndexedDB keeps the word of a storage', () => {
  for (const {name, run} of storageContract) {
    it(name, async () => {
      const database = fresh();
      await run(storageIn(database), async () => storageIn(database));
    });
  }
});

describe('IndexedDB in bad weather', () => {
  it('outbox writes ask for strict durability, cache writes do not (D7)', async () => {
    const asked: string[] = [];
    const real = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (this: IDBDatabase, stores, mode, options) {
      if (mode === 'readwrite') asked.push(options?.durability ?? 'default');
      return real.call(this, stores, mode, options);
    };
    undo.push(() => {
      IDBDatabase.prototype.transaction = real;
    });
    const storage = storageIn(fresh());
    await send(storage, 'a');
    await storage.write([{put: 'person', value: {user: 'bo', name: 'Bo', rev: 1}}]);
    await storage.write([{put: 'meta', value: {term: 2}}]);
    assert.deepEqual(asked, ['strict', 'relaxed', 'strict']);
  });

  it('a lost connection is opened again once, and the write is done once (F08)', async () => {
    for (const name of ['InvalidStateError', 'UnknownError']) {
      const storage = storageIn(fresh());
      await send(storage, 'a');
      const failures = failing('transaction', new DOMException('lost', name), 1);
      await send(storage, 'b');
      assert.equal(failures(), 1);
      assert.lengthOf(await storage.outbox(), 2);
    }
  });

  it('a connection that stays lost is STORAGE_UNAVAILABLE, is told, and mends itself (F08)', async () => {
    const states: string[] = [];
    const storage = storageIn(fresh(), {onState: ({kind, reason}) => states.push(`${kind} ${reason ?? ''}`.trim())});
    await send(storage, 'a');
    const kind = storage.state().kind;
    failing('transaction', new DOMException('server lost', 'UnknownError'), 2);
    assert.equal(await codeOf(send(storage, 'b')), 'STORAGE_UNAVAILABLE');
    assert.deepEqual(storage.state(), {kind: 'memory', reason: 'server lost'});
    await send(storage, 'c');
    assert.lengthOf(await storage.outbox(), 2);
    assert.equal(storage.state().kind, kind);
    assert.include(states, 'memory server lost');
  });

  it('a newer tab may upgrade; this one lets go, and does not write to the new layout (F09)', async () => {
    const name = fresh();
    const storage = storageIn(name);
    await send(storage, 'a');
    const newer = await asPromise(indexedDB.open(name, schemaVersion + 1));
    assert.equal(await codeOf(send(storage, 'b')), 'STORAGE_UNAVAILABLE');
    newer.close();
  });

  describe('an upgrade that another tab holds up (F10)', () => {
    const url = 'https://chat.example';
    /** What a newer version of this package would have: one store more. */
    const newer: Layout = {
      version: schemaVersion + 1,
      migrate(db, from) {
        layout.migrate(db, from);
        (db as unknown as IDBDatabase).createObjectStore('later');
      },
    };
    const upgrading = (user: string, reports: StorageReports = {}) =>
      openStorage({url, user, storage: 'auto', clock: systemClock}, reports, newer).then((storage) => {
        open.push(storage);
        return storage;
      });
    const wordsOf = async (storage: Storage): Promise<string[]> =>
      (await storage.outbox()).map(({input}) => (input.content as {text: string}).text.replace('text ', ''));
    /** A database with one queued write, and a tab of the older version that holds it and hears nothing: it is frozen. */
    async function frozenTab(user: string): Promise<IDBDatabase> {
      const name = databaseName(url, user);
      names.push(name);
      const before = idbStorage(name);
      await send(before, 'before');
      await before.close();
      return asPromise(indexedDB.open(name));
    }

    it('a tab that can close does, and nobody notices', async () => {
      const user = newId();
      (await frozenTab(user)).close();
      const older = storageIn(databaseName(url, user));
      await older.outbox();
      const storage = await upgrading(user);
      assert.notEqual(storage.state().kind, 'memory');
      assert.lengthOf(await storage.outbox(), 1);
    });

    it('meanwhile it works in memory and says so; then its outbox is put to what waits on the disk, by id', async () => {
      const user = newId();
      const frozen = await frozenTab(user);
      let upgraded = (): void => {};
      const done = new Promise<void>((resolve) => {
        upgraded = resolve;
      });
      const states: StorageState[] = [];
      const storage = await upgrading(user, {
        onState(state) {
          states.push(state);
          if (state.kind !== 'memory') upgraded();
        },
      });
      assert.deepEqual(storage.state(), {kind: 'memory', reason: 'blocked by another tab'});
      await send(storage, 'meanwhile');
      await storage.write([
        {put: 'item', key: 'draft', value: 'half a sentence'},
        {put: 'meta', value: {cursor: 'of this tab alone'}},
      ]);
      assert.lengthOf(await storage.outbox(), 1, 'what lies on the disk is out of reach');
      frozen.close();
      await done;
      await send(storage, 'after');
      const all = ['before', 'meanwhile', 'after'];
      assert.deepEqual(await wordsOf(storage), all);
      assert.equal(await storage.item('draft'), 'half a sentence');
      assert.notEqual(storage.state().kind, 'memory');
      await storage.close();

      const next = await upgrading(user);
      assert.deepEqual(await wordsOf(next), all, 'and after a reload');
      assert.equal(await next.item('draft'), 'half a sentence');
      assert.equal((await next.meta()).cursor, undefined, 'no cursor vouches for a cache that is not there (I10)');
      await next.close();
      const raw = await asPromise(indexedDB.open(databaseName(url, user)));
      assert.include([...raw.objectStoreNames], 'later', 'it is the newer layout');
      raw.close();
    });

    it('two tabs that waited both bring what they have, and each write is there once', async () => {
      const user = newId();
      const frozen = await frozenTab(user);
      const [one, two] = await Promise.all([upgrading(user), upgrading(user)]);
      await Promise.all([send(one, 'of one'), send(two, 'of two')]);
      // one intent that both have
      const both = sendRow('of both');
      for (const storage of [one, two]) await storage.changeOutbox(room, () => ({result: 1, writes: [{add: both}]}));
      frozen.close();
      const there = async (storage: Storage): Promise<string[]> => {
        while (storage.state().kind === 'memory') await new Promise((resolve) => setTimeout(resolve, 10));
        return (await wordsOf(storage)).sort();
      };
      await there(one);
      await there(two);
      const wanted = ['before', 'of both', 'of one', 'of two'];
      assert.deepEqual(await there(one), wanted);
      assert.deepEqual(await there(two), wanted);
    });
  });

  it('a database that went away comes back empty, and the device registers anew (F11)', async () => {
    const name = fresh();
    const wiped: string[] = [];
    const storage = storageIn(name, {onWiped: () => wiped.push('this tab')});
    const other = storageIn(name, {onWiped: () => wiped.push('the other tab')});
    const {device} = await storage.meta();
    await other.meta();
    await asPromise(indexedDB.deleteDatabase(name));
    assert.notEqual((await storage.meta()).device, device);
    await send(storage, 'a');
    assert.lengthOf(await storage.outbox(), 1);
    assert.deepEqual(wiped, ['this tab']);
    // the database is there again, but it is another one
    assert.lengthOf(await other.outbox(), 1);
    assert.deepEqual(wiped, ['this tab', 'the other tab']);
  });

  it('what was to be written into a database that went away is refused: it does not fit the new one (I10, F11)', async () => {
    const name = fresh();
    const storage = storageIn(name);
    await storage.meta();
    await asPromise(indexedDB.deleteDatabase(name));
    let refusal: unknown;
    await storage.write([{put: 'meta', value: {cursor: 'old'}}]).catch((error: unknown) => {
      refusal = error;
    });
    assert.equal((refusal as {code?: string}).code, 'STORAGE_UNAVAILABLE');
    assert.isUndefined((await storage.meta()).cursor);
    await storage.write([{put: 'meta', value: {cursor: 'new'}}]);
    assert.equal((await storage.meta()).cursor, 'new');
  });

  it('a tab that was frozen while another began the cache anew for a restored server writes into it no more (I4, F50)', async () => {
    const name = fresh();
    const [frozen, other] = [storageIn(name), storageIn(name)];
    await frozen.write([{put: 'meta', value: {epoch: 'first'}}]);
    await other.meta();
    await other.clear('cache', 'second');
    await other.write([{put: 'meta', value: {cursor: 'new'}}]);
    const refusal = await frozen.write([{put: 'meta', value: {cursor: 'old'}}]).catch((error: unknown) => error);
    assert.equal((refusal as {code?: string}).code, 'STORAGE_UNAVAILABLE');
    // its outbox is kept all the same, without what it learned
    await frozen.changeOutbox('lane', () => ({
      result: undefined,
      writes: [{add: sendRow('mine')}],
      and: [{put: 'meta', value: {cursor: 'old'}}],
    }));
    assert.lengthOf(await other.outbox(), 1);
    assert.equal((await other.meta()).cursor, 'new');
    // once it knows of the restore it goes on
    await frozen.clear('cache', 'second');
    await frozen.write([{put: 'meta', value: {cursor: 'newer'}}]);
    assert.equal((await other.meta()).cursor, 'newer');
  });

  it('a connection that was lost and found again is no wiped database (F08)', async () => {
    const name = fresh();
    let wiped = 0;
    const storage = storageIn(name, {onWiped: () => wiped++});
    await storage.meta();
    failing('transaction', new DOMException('lost', 'InvalidStateError'), 1);
    await send(storage, 'a');
    assert.equal(wiped, 0);
  });

  it('two versions of this package on one page: the older leaves the layout of the newer alone and does without (F95)', async () => {
    const url = 'https://chat.example';
    const user = newId();
    const name = databaseName(url, user);
    names.push(name);
    const newer = await asPromise(indexedDB.open(name, schemaVersion + 1));
    const older = await openStorage({url, user, storage: 'auto', clock: systemClock});
    open.push(older);
    assert.equal(older.state().kind, 'memory');
    assert.ok(older.state().reason);
    await send(older, 'a');
    assert.lengthOf(await older.outbox(), 1);
    assert.equal(newer.version, schemaVersion + 1);
    assert.lengthOf([...newer.objectStoreNames], 0, 'nothing was made in it');
    newer.close();
  });

  it('a full disk costs cached messages of quiet conversations, never the outbox (F07)', async () => {
    const evicted: string[] = [];
    const storage = storageIn(fresh(), {onEvicted: (ids) => evicted.push(...ids)});
    await send(storage, 'a');
    const conversation = (id: string, lastActivity: number) =>
      ({
        put: 'conversation',
        value: {
          id,
          row: inboxRow({lastActivity}),
          seq: 9,
          ranges: [{from: 1, to: 9, asOf: 9}],
          members: [],
        },
      }) as const;
    const inRoom = (id: string, seq: number) =>
      ({put: 'message', value: {conversation: id, message: message(seq)}}) as const;
    await storage.write([conversation('c_old', 1), conversation('c_busy', 5), inRoom('c_old', 1), inRoom('c_busy', 1)]);
    failing(
      'put',
      new DOMException('full', 'QuotaExceededError'),
      1,
      (value) => (value as {conversation?: string}).conversation === 'c_busy',
    );
    await storage.write([conversation('c_busy', 6), inRoom('c_busy', 2)]);
    assert.deepEqual(evicted, ['c_old']);
    assert.deepEqual((await storage.conversation('c_old'))?.ranges, []);
    assert.lengthOf(await storage.messages('c_old', {from: 0, to: 9}), 0);
    assert.lengthOf(await storage.messages('c_busy', {from: 0, to: 9}), 2);
    assert.lengthOf(await storage.outbox(), 1);
  });

  it('a disk that stays full refuses, and nothing of the write is done (F06)', async () => {
    const storage = storageIn(fresh());
    await send(storage, 'a');
    failing('add', new DOMException('full', 'QuotaExceededError'), 9);
    assert.equal(await codeOf(send(storage, 'b')), 'STORAGE_UNAVAILABLE');
    assert.lengthOf(await storage.outbox(), 1);
  });

  it('a transaction that aborts at its end is a refusal, not a success (F06)', async () => {
    const storage = storageIn(fresh());
    await storage.meta();
    const real = IDBObjectStore.prototype.add;
    IDBObjectStore.prototype.add = function (this: IDBObjectStore, ...args: [unknown, IDBValidKey?]) {
      const request = real.apply(this, args);
      request.addEventListener('success', () => this.transaction.abort());
      return request;
    };
    undo.push(() => {
      IDBObjectStore.prototype.add = real;
    });
    assert.equal(await codeOf(send(storage, 'a')), 'STORAGE_UNAVAILABLE');
    assert.lengthOf(await storage.outbox(), 0);
  });

  it('a damaged outbox row is set aside and told once; the others go on (F14)', async () => {
    const name = fresh();
    const told: string[] = [];
    const storage = storageIn(name, {onError: (error) => told.push(error.code)});
    await send(storage, 'a');
    const raw = await asPromise(indexedDB.open(name));
    const rows = raw.transaction('outbox', 'readwrite').objectStore('outbox');
    await asPromise(rows.add({lane: room, opId: 'broken', state: 'queued'}));
    raw.close();
    await send(storage, 'b');
    assert.lengthOf(await storage.outbox(), 2);
    assert.lengthOf(await storage.outbox(), 2);
    assert.deepEqual(told, ['STORAGE_UNAVAILABLE']);
  });

  it('a closed storage refuses and holds nothing back', async () => {
    const name = fresh();
    const storage = storageIn(name);
    await storage.meta();
    await storage.close();
    assert.equal(await codeOf(storage.meta()), 'STORAGE_UNAVAILABLE');
    await asPromise(indexedDB.deleteDatabase(name));
  });
});

describe('opening a storage', () => {
  const clock = {now: () => 0, monotonic: () => 0, after: () => () => {}};
  const url = 'https://chat.example.com/some/path';

  it('one user of one server has one database (I16, F24)', async () => {
    const of = (user: string, server = url) => databaseName(server, user);
    assert.equal(of('ada'), of('ada', 'https://chat.example.com'));
    assert.notEqual(of('ada'), of('bo'));
    assert.notEqual(of('ada'), of('ada', 'https://other.example.com'));
    names.push(of('ada'));
    const storage = await openStorage({url, user: 'ada', storage: 'auto', clock});
    open.push(storage);
    assert.include(['persistent', 'best-effort'], storage.state().kind);
  });

  it('memory where it was asked for', async () => {
    const storage = await openStorage({url, user: 'ada', storage: 'memory', clock});
    assert.deepEqual(storage.state(), {kind: 'memory'});
  });

  it('memory, with the reason, where IndexedDB fails or does not answer (F12)', async () => {
    const real = IDBFactory.prototype.open;
    undo.push(() => {
      IDBFactory.prototype.open = real;
    });
    IDBFactory.prototype.open = () => {
      throw new DOMException('not in this window', 'SecurityError');
    };
    const refused = await openStorage({url, user: 'cy', storage: 'auto', clock});
    assert.deepEqual(refused.state(), {kind: 'memory', reason: 'not in this window'});
    await refused.meta();
    const silentName = fresh();
    IDBFactory.prototype.open = () => {
      const request = real.call(indexedDB, silentName);
      request.onsuccess = () => request.result.close();
      return Object.assign(request, {addEventListener: () => undefined});
    };
    const after = (_ms: number, run: () => void): (() => void) => {
      const timer = setTimeout(run, 200);
      return () => clearTimeout(timer);
    };
    const impatient = {...clock, after};
    const silent = await openStorage({url, user: 'cy', storage: 'auto', clock: impatient});
    assert.deepEqual(silent.state(), {kind: 'memory', reason: 'IndexedDB does not answer'});
  });
});
