import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {test} from 'node:test';
import Database from 'better-sqlite3';
import {examine} from '../src/doctor/examine.js';
import {Refusal} from '../src/domain/refusal.js';
import {nameQuery} from '../src/search/names.js';
import {needleOf, parseQuery} from '../src/search/query.js';
import {connect, migrate} from '../src/store/sqlite/connection.js';
import {migrations} from '../src/store/sqlite/migrations.js';
import {searchFiller} from '../src/store/sqlite/search-filler.js';
import {openSqliteStore, sqliteStore} from '../src/store/sqlite/store.js';
import {webhookReads} from '../src/store/sqlite/webhooks.js';
import {type Store, StoreError} from '../src/store/store.js';
import {storeContract} from './store-contract.js';
import {conversationRecord, lookUpAll, messageRecord} from './store-records.js';
import {temporaryFile} from './temporary-files.js';

storeContract('sqlite', () => openSqliteStore(temporaryFile()));
storeContract('sqlite-in-memory', () => openSqliteStore(':memory:'));
storeContract('sqlite with every message in the index at once', () => openSqliteStore(':memory:', 1));

const says =
  (pattern: RegExp) =>
  (error: unknown): boolean =>
    error instanceof StoreError && pattern.test(error.message);

test('a file that is not a database is refused with one sentence', async () => {
  const path = temporaryFile();
  writeFileSync(path, 'this is a letter, not a database. '.repeat(40));
  await assert.rejects(openSqliteStore(path), says(/is not a database\.$/));
});

test('a folder that is not there is named in one sentence', async () => {
  await assert.rejects(openSqliteStore(`${temporaryFile()}/none/parlor.db`), says(/cannot be opened/));
});

test('a database of another program is left alone', async () => {
  const path = temporaryFile();
  const other = new Database(path);
  other.exec('create table recipes (name text)');
  other.close();
  await assert.rejects(openSqliteStore(path), says(/database of another program\.$/));
});

test('a database that a newer version wrote is refused', async () => {
  const path = temporaryFile();
  await (await openSqliteStore(path)).close();
  const newer = new Database(path);
  newer
    .prepare('insert into migration (version, name, at) values (?, ?, 0)')
    .run(migrations.length + 1, 'from the future');
  newer.close();
  await assert.rejects(openSqliteStore(path), says(/written by a newer version.*start that version\.$/));
});

test('a migration that fails leaves the database as it was', () => {
  const path = temporaryFile();
  const database = connect(path, 'writer');
  migrate(database, path, 1);
  const steps = [...migrations, {name: 'broken', sql: 'create table half (a); create table conversation (b);'}];
  assert.throws(() => migrate(database, path, 2, steps), says(/already exists/));
  assert.equal(database.prepare("select count(*) as found from sqlite_master where name = 'half'").pluck().get(), 0);
  assert.equal(database.prepare('select max(version) from migration').pluck().get(), migrations.length);
  database.close();
});

test('of a message deleted under the first schema only the tombstone stays (PWP-MODEL-001)', () => {
  const path = temporaryFile();
  const database = connect(path, 'writer');
  migrate(database, path, 1, migrations.slice(0, 1));
  database.pragma('foreign_keys = OFF');
  const message =
    database.prepare(`insert into message (conversation, seq, id, rev, touched, sender, ts, content, countable, k,
    own, has_reactions, edits, deleted, fingerprint) values ('c', ?, ?, 9, 9, 'ann', 1, '{}', 1, 1, 1, 1, 0, ?, '')`);
  const reaction = database.prepare("insert into reaction values ('c', ?, '+', 'bob', 1, 8)");
  for (const [at, deleted] of [null, 'ann'].entries()) {
    message.run(at + 2, `m${at}`, deleted);
    reaction.run(`m${at}`);
  }
  migrate(database, path, 2);
  assert.deepEqual(database.prepare('select message from reaction').pluck().all(), ['m0']);
  assert.deepEqual(database.prepare('select has_reactions from message order by seq').pluck().all(), [1, 0]);
  database.close();
});

test('what was there before it was counted is counted by the update (PWP-HOST-010)', async () => {
  const path = temporaryFile();
  const database = connect(path, 'writer');
  migrate(database, path, 1, migrations.slice(0, 13));
  database.exec(`
    insert into conversation (id, type, status, created_at, created_by, seq, member_rev, meta_rev, members, k, last_seq, last_activity, last_ts, x)
      values ('c', 'group', 'open', 1, 'ann', 9, 1, 1, 1, 3, 4, 1, 1, 1);
    insert into user (user, name, rev, guest, claims, chosen, last_seen, name_key, user_key) values ('ann', 'Ann', 1, 0, '', 'auto', 0, 'ann', 'ann')`);
  const message =
    database.prepare(`insert into message (conversation, seq, id, rev, touched, sender, ts, content, countable, k, own,
    has_reactions, edits, fingerprint) values ('c', ?, ?, 1, 1, 'ann', ?, '{}', ?, 1, 1, 0, 0, '')`);
  for (const [at, [ts, countable]] of [
    [0, 1],
    [86_399_999, 1],
    [86_400_000, 1],
    [86_400_001, 0],
  ].entries())
    message.run(at, `m${at}`, ts, countable);
  migrate(database, path, 2);
  database.close();
  const store = await openSqliteStore(path);
  await store.read(async (tx) => {
    assert.deepEqual(await tx.countAll(), {users: 1, conversations: 1, messages: 3});
    assert.deepEqual(await tx.dayTallies(0), [
      {day: 0, messages: 2, active: 0},
      {day: 1, messages: 1, active: 0},
    ]);
  });
  await store.close();
});

test('people from before there was an index of names are found from the start on, and by the name they have (PWP-SEARCH-008)', async () => {
  const path = temporaryFile();
  const database = connect(path, 'writer');
  const step = migrations.findIndex(({name}) => name === 'people are found by every word of their name');
  migrate(database, path, 1, migrations.slice(0, step));
  const add =
    database.prepare(`insert into user (user, kind, name, rev, guest, claims, chosen, last_seen, name_key, user_key)
    values (?, ?, ?, 1, 0, '', 'auto', 0, lower(?), ?)`);
  database.transaction(() => {
    for (let at = 0; at < 1_100; at++) add.run(`u${at}`, 'person', `Person ${at}th`, `Person ${at}th`, `u${at}`);
    add.run('gone', 'erased', 'Deleted user', 'Deleted user', 'gone');
  })();
  database.close();
  const found = async (text: string): Promise<string[]> => {
    const store = await openSqliteStore(path);
    const heads = await store.read((tx) => tx.findUsers(nameQuery(text), {limit: 2_000}));
    await store.close();
    return heads.map(({user}) => user);
  };
  assert.deepEqual(
    [await found('1099t'), await found('deleted'), (await found('person')).length],
    [['u1099'], [], 1_100],
  );
  assert.equal(examine(path, (place, sentence) => assert.fail(`${place}: ${sentence}`)).differences, 0);
  const again = connect(path, 'writer');
  again.exec("update user set name = 'Somebody Else', name_key = 'somebody else' where user = 'u7'");
  again.close();
  assert.deepEqual([await found('7th'), await found('else')], [[], ['u7']]);
});

test('what was closed before there were outcomes is resolved with one, and what was open is (PWP-REPORT-004)', async () => {
  const path = temporaryFile();
  const database = connect(path, 'writer');
  const step = migrations.findIndex(({name}) => name === 'reports in hand');
  migrate(database, path, 1, migrations.slice(0, step));
  const add =
    database.prepare(`insert into report (id, reporter, subject, reason, state, note, closed_at, closed_by, created_at)
    values (?, 'ann', 'ben', 'spam', ?, ?, ?, ?, 1)`);
  add.run('r_1', 'open', null, null, null);
  add.run('r_2', 'dismissed', 'nothing', 5, 'shop');
  add.run('r_3', 'resolved', 'warned', 6, 'desk');
  migrate(database, path, 2);
  database.close();
  const store = await openSqliteStore(path);
  const found = await store.read((tx) => tx.reports({limit: 9}));
  assert.deepEqual(
    found.map(({id, state, outcome, note, since, assignee}) => [id, state, outcome, note, since, assignee]),
    [
      ['r_3', 'resolved', 'other', 'warned', 6, 'desk'],
      ['r_2', 'resolved', 'dismissed', 'nothing', 5, 'shop'],
      ['r_1', 'open', undefined, undefined, undefined, undefined],
    ],
  );
  await store.close();
});

test('messages written under an earlier schema are all there, and lie in the order of their positions', () => {
  const database = connect(temporaryFile(), 'writer');
  migrate(database, 'earlier', 1, migrations.slice(0, 6));
  database.pragma('foreign_keys = OFF');
  const add =
    database.prepare(`insert into message (conversation, seq, id, rev, touched, sender, ts, content, countable, k, own,
    has_reactions, edits, deleted, op_id, fingerprint) values (?, ?, ?, 9, 9, 'ann', 1, '{"text":"é"}', 1, 1, 1, 0, 0, ?, 'op', 'print')`);
  for (const [conversation, seq] of [
    ['c_b', 2],
    ['c_a', 3],
    ['c_b', 1],
    ['c_a', 1],
  ] as const)
    add.run(conversation, seq, `${conversation}-${seq}`, seq === 3 ? 'ann' : null);
  const all = (): unknown[] => database.prepare('select * from message order by conversation, seq').all();
  const before = all();
  migrate(database, 'earlier', 2);
  const since = {pin_rev: null, pinned_by: null, pinned_at: null};
  assert.deepEqual(
    all(),
    before.map((row) => ({...(row as object), ...since})),
  );
  const plan = database.prepare('explain query plan select * from message where conversation = ? order by seq desc');
  assert.match(JSON.stringify(plan.all('c_a')), /USING PRIMARY KEY/);
  assert.throws(() => add.run('c_a', 9, 'c_a-1', null), /UNIQUE/);
  database.close();
});

test('what waits about a message is found by indexes, however much of its conversation waits', () => {
  const database = connect(':memory:', 'writer');
  migrate(database, 'memory', 1);
  const asked: string[] = [];
  const prepare = database.prepare.bind(database);
  database.prepare = ((text: string) => {
    asked.push(text);
    return prepare(text);
  }) as typeof prepare;
  webhookReads(database);
  const about = asked.filter((text) => /"(message|quoted)" = /.test(text));
  assert.ok(about.length > 0);
  for (const text of about) {
    const values = [...text.matchAll(/\?/g)].map(() => 'x');
    const plan = JSON.stringify(prepare(`explain query plan ${text}`).all(...values));
    assert.match(plan, /USING INDEX webhook_event_(message|quoted) \(lane=\? AND \1=\?\)/, plan);
  }
  database.close();
});

test('messages from before there was an index come into it behind the start, and a stop on the way loses nothing (PWP-SEARCH-006)', async () => {
  const path = temporaryFile();
  const database = connect(path, 'writer');
  migrate(database, path, 1, migrations.slice(0, 7));
  const conversation =
    database.prepare(`insert into conversation (id, type, status, created_at, created_by, seq, member_rev,
    meta_rev, members, k, last_seq, last_activity, last_ts, x) values (?, 'group', 'open', 1, 'ann', 251, 1, 1, 1, 250, 251, 251, 251, 1)`);
  const message =
    database.prepare(`insert into message (conversation, seq, id, rev, touched, sender, ts, content, countable, k, own,
    has_reactions, edits, deleted, fingerprint) values (?, ?, ?, ?, ?, 'ann', ?, ?, 1, 1, 1, 0, 0, ?, '')`);
  for (const id of ['c_a', 'c_b']) {
    conversation.run(id);
    for (let seq = 2; seq <= 251; seq += 1) {
      const content = JSON.stringify({kind: 'text', text: seq === 9 ? '' : `word ${seq}`});
      message.run(id, seq, `m${seq}`, seq, seq, seq, content, seq === 9 ? 'ann' : null);
    }
  }
  migrate(database, path, 2);
  const step = searchFiller(database);
  assert.equal(database.transaction(step)(), true);
  database.close();
  const store = await openSqliteStore(path);
  const find = async (word: string) =>
    (
      await store.read((tx) =>
        lookUpAll(tx, {
          needle: {words: [word], beginnings: []},
          conversations: ['c_a', 'c_b'],
          from: 0,
          until: 999,
          most: 999,
        }),
      )
    ).length;
  // what is changed while it goes on
  await store.write((tx) =>
    tx.updateMessage(messageRecord('c_a', 3, {content: {kind: 'text', text: 'another'}, ts: 3})),
  );
  while ((await find('word')) < 497) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([await find('word'), await find('another'), await find('9')], [497, 1, 0]);
  await store.close();
  const {differences} = examine(path, () => undefined);
  assert.ok(differences > 0, 'the rows of this test are no whole database');
  const said: string[] = [];
  examine(path, (_, sentence) => said.push(sentence));
  assert.deepEqual(
    said.filter((sentence) => /index/.test(sentence)),
    [],
  );
});

test('messages come into the index many at a time, behind their commits, and what has not come yet is found as well', async () => {
  const path = temporaryFile();
  const indexed = (): number => {
    const database = connect(path, 'reader');
    const found = database.prepare<[], number>('select count(*) from search_entry').pluck().get() ?? 0;
    database.close();
    return found;
  };
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const say = (store: Store, seq: number): Promise<void> =>
    store.write(async (tx) => {
      const conversation = (await tx.conversation('c_a')) ?? conversationRecord('c_a');
      if (seq === 2) await tx.insertConversation(conversation);
      await tx.insertMessage(messageRecord('c_a', seq, {content: {kind: 'text', text: `word ${seq}`}}));
      await tx.advanceConversation({...conversation, seq});
    });
  const find = (store: Store, text: string): Promise<number[]> =>
    store.read(async (tx) => {
      const needle = {words: [text], beginnings: []};
      const places = await lookUpAll(tx, {needle, conversations: ['c_a'], from: 0, until: 9999, most: 99});
      return places.map(({seq}) => seq).reverse();
    });

  const store = await openSqliteStore(path, 3);
  for (const seq of [2, 3]) await say(store, seq);
  await turn();
  assert.deepEqual([indexed(), await find(store, 'word')], [0, [2, 3]]);
  await say(store, 4);
  while (indexed() === 0) await turn();
  await say(store, 5);
  assert.deepEqual([indexed(), await find(store, 'word'), await find(store, '5')], [3, [2, 3, 4, 5], [5]]);
  // changed before it has come, and after
  for (const seq of [4, 5])
    await store.write((tx) =>
      tx.updateMessage(messageRecord('c_a', seq, {content: {kind: 'text', text: `said ${seq}`}})),
    );
  assert.deepEqual(
    [await find(store, 'word'), await find(store, 'said')],
    [
      [2, 3],
      [4, 5],
    ],
  );
  await store.close();

  // as after a crash: the next start goes on
  assert.equal(indexed(), 3);
  const again = await openSqliteStore(path);
  while (indexed() < 4) await turn();
  assert.deepEqual(
    [await find(again, 'word'), await find(again, 'said')],
    [
      [2, 3],
      [4, 5],
    ],
  );
  await again.close();
  const said: string[] = [];
  examine(path, (_, sentence) => said.push(sentence));
  assert.deepEqual(
    said.filter((sentence) => /index/.test(sentence)),
    [],
  );
});

test('an index that many commits wrote is merged to few pieces behind them, and says the same', async () => {
  const path = temporaryFile();
  const pieces = (): number => {
    const database = connect(path, 'reader');
    const found = database.prepare<[], number>('select count(distinct segid) from search_idx').pluck().get() ?? 0;
    database.close();
    return found;
  };
  const store = await openSqliteStore(path, 1);
  await store.write((tx) => tx.insertConversation(conversationRecord('c_a')));
  let most = 0;
  // by itself FTS5 merges four of a size, and would leave three times three here
  for (let seq = 2; seq <= 64; seq += 1) {
    await store.write(async (tx) => {
      await tx.insertMessage(messageRecord('c_a', seq, {content: {kind: 'text', text: `word ${seq}`}}));
      await tx.advanceConversation({...conversationRecord('c_a'), seq});
    });
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    most = Math.max(most, pieces());
  }
  assert.ok(most <= 7, `${most} pieces at the most`);
  assert.ok(pieces() <= 6, `${pieces()} pieces in the end`);
  const found = await store.read((tx) =>
    lookUpAll(tx, {needle: needleOf(parseQuery('word')), conversations: ['c_a'], from: 0, until: 9999, most: 99}),
  );
  assert.equal(found.length, 63);
  await store.close();
  const said: string[] = [];
  examine(path, (_, sentence) => said.push(sentence));
  assert.deepEqual(
    said.filter((sentence) => /index/.test(sentence)),
    [],
  );
});

test('every connection waits for the disk at each commit (F44)', () => {
  const path = temporaryFile();
  for (const role of ['writer', 'reader'] as const) {
    const database = connect(path, role);
    assert.equal(database.pragma('synchronous', {simple: true}), 2);
    assert.equal(database.pragma('journal_mode', {simple: true}), 'wal');
    assert.equal(database.pragma('foreign_keys', {simple: true}), 1);
    if (role === 'reader') assert.throws(() => database.exec('create table t (a)'), /readonly/);
    database.close();
  }
});

test('what was answered is there when the file is opened again, with the same epoch', async () => {
  const path = temporaryFile();
  const first = await openSqliteStore(path);
  await first.write((tx) => tx.insertConversation(conversationRecord('c_kept')));
  const horizon = await first.read((tx) => tx.horizon());
  await first.close();
  const second = await openSqliteStore(path);
  assert.equal(second.epoch, first.epoch);
  assert.ok(await second.read((tx) => tx.conversation('c_kept')));
  assert.equal(await second.read((tx) => tx.horizon()), horizon);
  await second.close();
});

test('a turn of the event loop is one commit, and a work that changes nothing uses no stamp', async () => {
  const store = await openSqliteStore(temporaryFile());
  await store.write((tx) => tx.insertConversation(conversationRecord('c_many')));
  const horizon = await store.read((tx) => tx.horizon());
  await store.write(async () => undefined);
  assert.equal(await store.read((tx) => tx.horizon()), horizon);
  // While the turn lasts no read sees any of it; after it, all.
  const works = Array.from({length: 20}, (_, at) =>
    store.write((tx) => tx.insertMessage(messageRecord('c_many', at + 2))),
  );
  const window = {from: 1, to: 99, upTo: 99};
  assert.equal((await store.read((tx) => tx.messagesAfter('c_many', window, 0, 99))).length, 0);
  await works[0];
  assert.equal((await store.read((tx) => tx.messagesAfter('c_many', window, 0, 99))).length, 20);
  await Promise.all(works);
  await store.close();
});

test('a turn in which a work throws is run again with each work apart, and each is answered once', async () => {
  const store = await openSqliteStore(temporaryFile());
  await store.write((tx) => tx.insertConversation(conversationRecord('c_apart')));
  const horizon = await store.read((tx) => tx.horizon());
  const ran: string[] = [];
  const told: string[] = [];
  const work = (name: string, seq: number, error?: Error) =>
    store.write(
      async (tx) => {
        ran.push(name);
        await tx.insertMessage(messageRecord('c_apart', seq));
        if (error) throw error;
        return tx.x;
      },
      () => void told.push(name),
    );
  const [first, broken, last] = await Promise.allSettled([
    work('first', 2),
    work('broken', 3, new Error('on purpose')),
    work('last', 4),
  ]);
  assert.deepEqual(ran, ['first', 'broken', 'first', 'broken', 'last']);
  assert.deepEqual(told, ['first', 'last']);
  assert.match(String(broken.status === 'rejected' && broken.reason), /on purpose/);
  assert.deepEqual(
    [first, last],
    [
      {status: 'fulfilled', value: horizon + 1},
      {status: 'fulfilled', value: horizon + 3},
    ],
  );
  const kept = await store.read((tx) => tx.messagesAfter('c_apart', {from: 1, to: 99, upTo: 99}, 0, 99));
  assert.deepEqual(
    kept.map(({seq}) => seq),
    [2, 4],
  );
  ran.length = 0;
  await Promise.all([work('first', 5), work('last', 6)]);
  assert.deepEqual(ran, ['first', 'last']);
  await store.close();
});

test('a conversation that the writer has read is the one that is stored, whoever changes it and whatever is undone', async () => {
  const path = temporaryFile();
  const store = await openSqliteStore(path);
  const record = conversationRecord('c_known');
  await store.write((tx) => tx.insertConversation(record));
  const known = () => store.write(async (tx) => ({...(await tx.conversation('c_known'))}));
  assert.deepEqual(await known(), await store.read((tx) => tx.conversation('c_known')));

  const other = connect(path, 'writer');
  other.prepare("update conversation set title = 'by another process' where id = 'c_known'").run();
  assert.equal((await known()).title, 'by another process');
  other.close();

  const advance = (seq: number, error?: Error) =>
    store.write(async (tx) => {
      const before = (await tx.conversation('c_known')) ?? record;
      // what is not advanced is not written, so nobody reads it
      await tx.advanceConversation({...before, seq, title: 'never written'});
      if (error) throw error;
    });
  const ends = await Promise.allSettled([advance(5), advance(6, new Error('on purpose'))]);
  assert.deepEqual(
    ends.map(({status}) => status),
    ['fulfilled', 'rejected'],
  );
  assert.deepEqual([(await known()).seq, (await known()).title], [5, 'by another process']);
  await assert.rejects(advance(7, new Error('alone')), /alone/);
  assert.equal((await known()).seq, 5);

  await store.write((tx) => tx.setBlocked('c_known', 3));
  assert.equal((await known()).blocked, 3);
  await store.write(async (tx) => tx.updateConversation({...record, seq: 8, title: 'Renamed'}));
  assert.deepEqual(await known(), await store.read((tx) => tx.conversation('c_known')));
  assert.equal((await known()).title, 'Renamed');
  await store.close();
});

test('a full disk refuses the turn with STORAGE_FULL, reading goes on, and nothing half is left (F49)', async () => {
  const path = temporaryFile();
  const writer = connect(path, 'writer');
  migrate(writer, path, 1);
  const store = sqliteStore(writer, connect(path, 'reader'));
  await store.write((tx) => tx.insertConversation(conversationRecord('c_full')));
  const pages = writer.pragma('page_count', {simple: true}) as number;
  writer.pragma(`max_page_count = ${pages + 4}`);
  const isFull = (error: unknown): boolean =>
    error instanceof Refusal && error.code === 'STORAGE_FULL' && (error.retryAfterMs ?? 0) > 0;
  const big = (seq: number) => messageRecord('c_full', seq, {content: {kind: 'text', text: 'x'.repeat(100_000)}});
  const fails = store.write(async (tx) => {
    await tx.advanceConversation(conversationRecord('c_full', {seq: 2}));
    await tx.insertMessage(big(2));
  });
  await assert.rejects(fails, isFull);
  await store.read(async (tx) => {
    assert.equal((await tx.conversation('c_full'))?.seq, 1);
    assert.equal(await tx.message('c_full', big(2).id), undefined);
  });
  writer.pragma(`max_page_count = ${pages + 1000}`);
  assert.equal(await store.write((tx) => tx.insertMessage(big(2))), true);
  await store.close();
});

test('a database held by somebody else is UNAVAILABLE, and works again when it is let go (F46)', async () => {
  const path = temporaryFile();
  const store = await openSqliteStore(path);
  const other = new Database(path);
  other.exec('begin immediate');
  await assert.rejects(
    store.write((tx) => tx.probe(1)),
    (error) => error instanceof Refusal && error.code === 'UNAVAILABLE',
  );
  other.exec('rollback');
  other.close();
  await store.write((tx) => tx.probe(2));
  await store.close();
});
