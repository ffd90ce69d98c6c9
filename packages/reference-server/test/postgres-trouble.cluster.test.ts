/** Slow commits, works that meet, and connections that end: what the PostgreSQL store makes of them. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import pg from 'pg';
import {Refusal} from '../src/domain/refusal.js';
import {openPostgresStore} from '../src/store/postgres/store.js';
import type {News, Store} from '../src/store/store.js';
import {asServer, newDatabase} from './postgres.js';
import {conversationRecord, everything, messageRecord, place} from './store-records.js';

async function withStore(use: (store: Store, url: string) => Promise<void>, connections = 4): Promise<void> {
  const url = await newDatabase();
  const store = await openPostgresStore(url, {connections});
  try {
    await use(store, url);
  } finally {
    await store.close();
  }
}

const refusedAs =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof Refusal && error.code === code;

/** Something to wait for. */
function gate(): {open(): void; opened: Promise<void>} {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {open, opened};
}

test('a reader never passes over a commit that was slower than a later one (F48, F59)', () =>
  withStore(async (store) => {
    await store.write(async (tx) => {
      await place(tx, 'c_slow', ['ann']);
      await place(tx, 'c_quick', ['ann']);
    });
    const hasWritten = gate();
    const mayCommit = gate();
    const slow = store.write(async (tx) => {
      await tx.advanceConversation(conversationRecord('c_slow', {seq: 2, members: 1}));
      hasWritten.open();
      // against the rules of the port, on purpose: this is the slow one
      await mayCommit.opened;
    });
    await hasWritten.opened;
    await store.write((tx) => tx.advanceConversation(conversationRecord('c_quick', {seq: 2, members: 1})));

    const sync = (since: number): Promise<{seen: string[]; horizon: number}> =>
      store.read(async (tx) => {
        const changed = await tx.changed('ann', {since, pinnedFirst: false, limit: 9});
        const seen = changed
          .filter(({conversation}) => conversation.seq === 2)
          .map(({conversation}) => conversation.id);
        return {seen, horizon: await tx.horizon()};
      });
    const first = await sync(0);
    assert.deepEqual(first.seen, ['c_quick']);
    mayCommit.open();
    await slow;
    const second = await sync(first.horizon);
    assert.ok(second.seen.includes('c_slow'), 'the slower commit is found from where the reader had come to');
  }));

test('a look leaves out what an earlier one has seen, however long a slow transaction holds the horizon back', () =>
  withStore(async (store) => {
    const {tail} = store;
    assert.ok(tail);
    const look = (after: Pick<News, 'horizon'> & {seen?: string}, own: number[] = []): Promise<News> =>
      tail.read((tx) => tx.news({...after, own}));
    const idsOf = ({conversations}: News): string[] => conversations.map(({id}) => id);
    await store.write(async (tx) => {
      for (const id of ['c_slow', 'c_quick', 'c_own']) await place(tx, id, ['ann']);
    });
    const start = await look({horizon: 0});
    const advance = (id: string, then?: () => Promise<void>): Promise<number> =>
      store.write(async (tx) => {
        await tx.advanceConversation(conversationRecord(id, {seq: 7, members: 1}));
        await then?.();
        return tx.x;
      });
    const [hasWritten, mayCommit] = [gate(), gate()];
    // against the rules of the port, on purpose: this is the slow one
    const slow = advance('c_slow', () => {
      hasWritten.open();
      return mayCommit.opened;
    });
    await hasWritten.opened;
    await advance('c_quick');
    const own = await advance('c_own');
    const first = await look(start, [own]);
    assert.deepEqual(idsOf(first), ['c_quick'], 'what this node wrote and told itself is left out too');
    const second = await look(first);
    assert.deepEqual(idsOf(second), []);
    assert.equal(second.horizon, first.horizon, 'held back');
    mayCommit.open();
    await slow;
    const [last, ...more] = (await look(second)).conversations;
    assert.deepEqual([last?.id, last?.seq, last?.seenSeq, more], ['c_slow', 7, 1, []]);
  }));

test('works of one conversation that come together are one commit, however many', () =>
  withStore(async (store) => {
    await store.write((tx) => place(tx, 'c_hot', ['ann']));
    const stamps = await Promise.all(
      Array.from({length: 50}, () =>
        store.write(
          async (tx) => {
            const before = await tx.conversation('c_hot', 'lock');
            assert.ok(before);
            await tx.insertMessage(messageRecord('c_hot', before.seq + 1));
            await tx.advanceConversation({...before, seq: before.seq + 1});
            return tx.x;
          },
          undefined,
          'c_hot',
        ),
      ),
    );
    assert.equal(new Set(stamps).size, 1);
    assert.equal((await store.read((tx) => tx.messagesAfter('c_hot', everything, 0, 99))).length, 50);
  }));

test('two works that lock two conversations crosswise both come through', () =>
  withStore(async (store) => {
    await store.write(async (tx) => {
      await place(tx, 'c_a', ['ann']);
      await place(tx, 'c_b', ['ann']);
    });
    let waiting = 2;
    const both = gate();
    const cross = (ids: readonly string[]): Promise<void> => {
      let runs = 0;
      return store.write(async (tx) => {
        runs += 1;
        for (const id of ids) {
          const before = await tx.conversation(id, 'lock');
          assert.ok(before);
          await tx.advanceConversation({...before, seq: before.seq + 1});
          waiting -= 1;
          if (waiting === 0) both.open();
          if (runs === 1 && id === ids[0]) await both.opened;
        }
      });
    };
    await Promise.all([cross(['c_a', 'c_b']), cross(['c_b', 'c_a'])]);
    const seqs = await store.read(async (tx) => [
      (await tx.conversation('c_a'))?.seq,
      (await tx.conversation('c_b'))?.seq,
    ]);
    assert.deepEqual(seqs, [3, 3]);
  }));

test('a work that catches an error of the database has still not written', () =>
  withStore(async (store) => {
    const swallowed = store.write(async (tx) => {
      await tx.insertConversation(conversationRecord('c_gone'));
      await tx.insertMessage(messageRecord('c_not_there', 1)).catch(() => undefined);
      return 'done';
    });
    await assert.rejects(swallowed);
    assert.equal(await store.read((tx) => tx.conversation('c_gone')), undefined);
  }));

test('a character that text cannot hold is refused for good, in what is not JSON', () =>
  withStore(async (store) => {
    const title = store.write((tx) => tx.insertConversation(conversationRecord('c_nul', {title: 'a\0b'})));
    await assert.rejects(title, refusedAs('SCHEMA'));
    await store.write((tx) => place(tx, 'c_text', ['ann']));
    const content = {kind: 'text', text: 'a\0b'} as const;
    await store.write((tx) => tx.insertMessage(messageRecord('c_text', 2, {content})));
    const kept = await store.read((tx) => tx.messagesAt([{conversation: 'c_text', seq: 2}]));
    assert.deepEqual(kept[0]?.content, content);
  }));

const endAll = (url: string): Promise<unknown> =>
  asServer((client) =>
    client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      new URL(url).pathname.slice(1),
    ]),
  );

test('connections that are ended while nobody uses them are noticed by nobody', () =>
  withStore(async (store, url) => {
    await store.write((tx) => place(tx, 'c_kept', ['ann']));
    for (let round = 0; round < 5; round += 1) {
      await endAll(url);
      await store.write((tx) => tx.probe(round));
      assert.ok(await store.read((tx) => tx.conversation('c_kept')));
    }
  }));

test('under ended connections whatever was acknowledged is stored, once (I1)', () =>
  withStore(async (store, url) => {
    await store.write((tx) => place(tx, 'c_storm', ['ann']));
    const acknowledged: string[] = [];
    let isOver = false;
    const write = async (writer: number): Promise<void> => {
      for (let n = 0; !isOver; n += 1) {
        const id = `${writer}-${n}`;
        try {
          await store.write(
            async (tx) => {
              const before = await tx.conversation('c_storm', 'lock');
              assert.ok(before);
              if (!(await tx.insertMessage(messageRecord('c_storm', before.seq + 1, {id})))) return;
              await tx.advanceConversation({...before, seq: before.seq + 1});
            },
            undefined,
            `lane ${writer % 3}`,
          );
          acknowledged.push(id);
        } catch (error) {
          assert.ok(refusedAs('UNAVAILABLE')(error), String(error));
        }
      }
    };
    const writers = Array.from({length: 6}, (_, writer) => write(writer));
    for (let round = 0; round < 8; round += 1) {
      const enough = acknowledged.length + 40;
      while (acknowledged.length < enough) await new Promise((resolve) => setImmediate(resolve));
      await endAll(url);
    }
    isOver = true;
    await Promise.all(writers);
    await store.read(async (tx) => {
      const kept = await tx.messagesAfter('c_storm', everything, 0, 1_000_000);
      const ids = new Set(kept.map(({id}) => id));
      assert.equal(ids.size, kept.length);
      for (const id of acknowledged) assert.ok(ids.has(id), `${id} was acknowledged`);
      assert.deepEqual(
        kept.map(({seq}) => seq),
        kept.map((_, at) => at + 2),
        'no hole, whatever was undone',
      );
    });
  }));

test('a server that is gone is UNAVAILABLE, and is used again when it is back', async () => {
  const url = await newDatabase();
  const store = await openPostgresStore(url, {connections: 2});
  const name = new URL(url).pathname.slice(1);
  await store.write((tx) => place(tx, 'c_back', ['ann']));
  // without connections to it, as when the server stops
  await asServer((client) => client.query(`alter database "${name}" allow_connections false`));
  await endAll(url);
  await assert.rejects(
    store.write((tx) => tx.probe(1)),
    refusedAs('UNAVAILABLE'),
  );
  await assert.rejects(
    store.read((tx) => tx.conversation('c_back')),
    refusedAs('UNAVAILABLE'),
  );
  await asServer((client) => client.query(`alter database "${name}" allow_connections true`));
  await store.write((tx) => tx.probe(2));
  assert.ok(await store.read((tx) => tx.conversation('c_back')));
  await store.close();
});

test('a server that may only be read is UNAVAILABLE for writes, and whichever stands in its place is asked from then on', () =>
  withStore(async (store, url) => {
    const name = new URL(url).pathname.slice(1);
    await store.write((tx) => place(tx, 'c_over', ['ann']));
    // as when connections come to a replica behind the same address
    await asServer((client) => client.query(`alter database "${name}" set default_transaction_read_only = on`));
    await endAll(url);
    const read = (): Promise<unknown> => store.read((tx) => tx.conversation('c_over'));
    await Promise.all([read(), read(), read()]);
    await assert.rejects(
      store.write((tx) => tx.probe(1)),
      refusedAs('UNAVAILABLE'),
    );
    assert.ok(await read(), 'reading goes on');
    await asServer((client) => client.query(`alter database "${name}" reset default_transaction_read_only`));
    // the connection that was made for the read in between is to the old one
    await assert.rejects(
      store.write((tx) => tx.probe(2)),
      refusedAs('UNAVAILABLE'),
    );
    await Promise.all([1, 2, 3].map((at) => store.write((tx) => tx.probe(at))));
    assert.ok(await read());
  }));

test('a process that stalls inside a transaction lets go of its lock', () =>
  withStore(async (store, url) => {
    await store.write((tx) => place(tx, 'c_held', ['ann']));
    const other = new pg.Client({connectionString: url});
    other.on('error', () => undefined);
    await other.connect();
    await other.query("set idle_in_transaction_session_timeout = '300ms'; begin");
    await other.query("select 1 from parlor.conversation where id = 'c_held' for update");
    await store.write(async (tx) => void (await tx.conversation('c_held', 'lock')));
    await other.end().catch(() => undefined);
  }));
