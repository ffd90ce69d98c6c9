/** A database moves from an SQLite file to PostgreSQL: all of it, whatever happens on the way, and clients lose nothing. */
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {copyFileSync, existsSync} from 'node:fs';
import {before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import Database from 'better-sqlite3';
import {audit} from '../src/audit/run.js';
import {claimDatabase} from '../src/control/claim.js';
import {moveUp} from '../src/moving/run.js';
import {openStore} from '../src/open-store.js';
import {tables} from '../src/rows/tables.js';
import {openPostgresStore} from '../src/store/postgres/store.js';
import {openSqliteStore} from '../src/store/sqlite/store.js';
import type {Store} from '../src/store/store.js';
import {asServer, newDatabase} from './postgres.js';
import {conversationRecord} from './store-records.js';
import {temporaryFile} from './temporary-files.js';
import {liveAWeek} from './week.js';
import {newId, text, World} from './world.js';

type Said = {code: number; out: string; err: string};

async function move(from: string, to: string, more: {atOnce?: number; extra?: string[]} = {}): Promise<Said> {
  let [out, err] = ['', ''];
  const output = {out: (words: string) => (out += words), err: (words: string) => (err += words)};
  const args = ['--from', `file:${from}`, '--to', to, ...(more.extra ?? [])];
  const code = await moveUp(args, output, {atOnce: more.atOnce ?? 100, now: () => 0});
  return {code, out, err};
}

/** A database with a week in it. */
const lived = temporaryFile();
const sent = {place: '', id: newId(), opId: newId()};
let [cursor, epoch] = ['', ''];

before(async () => {
  const world = await World.open({store: await openSqliteStore(lived)});
  const [ann, ben] = [world.as('ann'), world.as('ben')];
  await ann.hello();
  await ben.hello();
  sent.place = await ann.direct('ben');
  await ann.send(sent.place, 'kept, with 👍🏽 and é', {id: sent.id}, sent.opId);
  await ann.run('own.set', {conversation: sent.place, pinned: true}, newId());
  const groups = [await ann.group(['ben', 'cid']), await ben.group(['ann', 'dan'])];
  await world.asHost().run('user.put', {user: 'eve', name: 'Eve'});
  await world.asHost().run('history.read', {conversation: sent.place});
  ({cursor} = (await ann.hello()).sync);
  ({epoch} = world.domain);
  await liveAWeek(world.store, {conversations: groups, steps: 400, seed: 5});
  const client = new Database(lived);
  client.exec(`
    insert into webhook values ('wh', 'https://example.com', 'whsec_x', null, 0, '["message.created"]', 1, 0, null);
    insert into webhook_event (webhook, id, lane, type, body, at, attempts, due_at, tried_since, dead, x)
      values ('wh', 'ev', '', 'message.created', '{}', 1, 0, 1, 1, 0, 3);
    insert into push_subscription values ('sub', 'ann', 'device', 'https://push.example/ann', 'key', 'auth', 1, 1);
    insert into push_job (subscription, user, tag, at, attempts, due_at, x) values ('sub', 'ann', 'c_1', 1, 0, 0, 3)`);
  client.close();
});

/** A copy, as a move leaves something beside its file. */
const source = (): string => {
  const path = temporaryFile();
  copyFileSync(lived, path);
  return path;
};

const rowsOf = (url: string, table: string): Promise<number> =>
  asServer(
    async (client) => Number((await client.query(`select count(*) as rows from parlor.${table}`)).rows[0]?.rows),
    url,
  );

test('everything is there afterwards, compared and recounted on both sides, and the file is as it was', async () => {
  const [from, to] = [source(), await newDatabase()];
  const said = await move(from, to);
  assert.deepEqual([said.code, said.err], [0, '']);
  assert.match(said.out, /message: \d+ of \d+ \(100 %\)/);
  assert.match(said.out, /rows moved and compared\. Start the server with the new database/);
  const client = new Database(from, {readonly: true});
  for (const table of [
    'conversation',
    'member',
    'message',
    'mention',
    'reaction',
    'reservation',
    'operation',
    'block',
    'report',
    'webhook',
    'webhook_event',
    'push_subscription',
    'push_due',
    'push_job',
    'audit',
    'tally',
    'active',
  ]) {
    const here = client.prepare(`select count(*) from ${table}`).pluck().get() as number;
    assert.ok(here > 0, table);
    assert.equal(await rowsOf(to, table), here, table);
  }
  client.close();
  assert.equal(existsSync(`${from}.moved`), false, 'the copy that was read back is gone');
});

test('the audit moves as it is, and goes on (PWP-AUDIT-002); so do the counts (PWP-HOST-010)', async () => {
  const [from, to] = [source(), await newDatabase()];
  const counted = async (store: Store) => store.read((tx) => tx.countAll());
  const old = await openSqliteStore(from);
  const before = await counted(old);
  await old.close();
  assert.equal((await move(from, to)).code, 0);
  const world = await World.open({store: await openPostgresStore(to)});
  assert.deepEqual(await counted(world.store), before);
  await world.asHost().run('user.put', {user: 'fay', name: 'Fay'});
  assert.equal((await counted(world.store)).users, before.users + 1);
  await world.domain.close();
  let said = '';
  const code = await audit(
    ['verify', '--database', to],
    {},
    {out: (text) => (said += text), err: (text) => (said += text)},
  );
  assert.equal(code, 0, said);
  assert.match(said, /^3 entries, whole\./);
});

test('a client loses nothing: a new epoch begins, the inbox is the same, a repeated send is the same message (PWP-SYNC-007, PWP-SEND-005)', async () => {
  const [from, to] = [source(), await newDatabase()];
  const old = await World.open({store: await openSqliteStore(from)});
  const inbox = (await old.as('ann').run('inbox.page', {limit: 100})).rows;
  const page = await old.as('ann').run('history.page', {conversation: sent.place, limit: 100});
  await old.domain.close();
  assert.equal((await move(from, to)).code, 0);

  const world = await World.open({store: await openPostgresStore(to)});
  const ann = world.as('ann');
  assert.notEqual(world.domain.epoch, epoch);
  assert.equal((await ann.hello({cursor, epoch})).sync.reset, 'epoch');
  assert.deepEqual((await ann.run('inbox.page', {limit: 100})).rows, inbox);
  assert.deepEqual(await ann.run('history.page', {conversation: sent.place, limit: 100}), page);
  const head = (await ann.row(sent.place)).seq;
  const again = {id: sent.id, content: text('kept, with 👍🏽 and é')};
  const message = await ann.send(sent.place, '', again, sent.opId);
  assert.equal(message.id, sent.id);
  assert.equal((await ann.row(sent.place)).seq, head, 'nothing was added');
  await ann.send(sent.place, 'and on it goes');
  assert.equal((await ann.row(sent.place)).seq, head + 1);
  await world.domain.close();
});

test('stopped after any batch, it goes on where it was, and nothing half is ever served', async () => {
  const [from, to] = [source(), await newDatabase()];
  let stops = 0;
  for (let code = 1; code !== 0; ) {
    let steps = 0;
    let err = '';
    let at = 0;
    const output = {
      out(words: string): void {
        // of each try the second batch is its last
        if (words.includes('%') && ++steps === 2) throw new Error('stopped');
      },
      err: (words: string) => (err += words),
    };
    // every batch says how far it is
    code = await moveUp(['--from', from, '--to', to], output, {atOnce: 40, now: () => (at += 1_000)});
    if (code === 0) break;
    assert.deepEqual([code, err], [1, 'parlor-server migrate: stopped\n']);
    await assert.rejects(openPostgresStore(to), /unfinished move; run "parlor-server migrate" again/);
    stops++;
    assert.ok(stops < 100);
  }
  assert.ok(stops >= 5, `only ${stops} stops`);
  const store = await openStore(to);
  await store.close();
});

test('killed on the way, it goes on when it is run again', async () => {
  const [from, to] = [source(), await newDatabase()];
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const child = spawn(process.execPath, [
    '--conditions=source',
    '--import',
    'tsx',
    main,
    'migrate',
    '--from',
    from,
    '--to',
    to,
  ]);
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  child.stdout.once('data', () => child.kill('SIGKILL'));
  assert.equal(await ended, 'SIGKILL');
  const said = await move(from, to);
  assert.deepEqual([said.code, said.err], [0, '']);
});

test('a row that is not what it was is found when all is read back, and no server opens it', async () => {
  const [from, to] = [source(), await newDatabase()];
  assert.equal((await move(from, to)).code, 0);
  // as it is when the last batch is there and nothing was compared yet
  const client = new Database(from, {readonly: true});
  const x = client.prepare("select value from meta where key = 'x'").pluck().get();
  client.close();
  const names = tables.map(({name}) => name);
  const progress = {source: {epoch, x}, at: Object.fromEntries(names.map((name) => [name, 'done']))};
  await asServer(async (server) => {
    await server.query("insert into parlor.meta values ('moving', $1)", [JSON.stringify(progress)]);
    await server.query("update parlor.message set content = replace(content, 'kept', 'lost')");
  }, to);
  const said = await move(from, to);
  assert.equal(said.code, 1);
  assert.match(said.err, /message: the rows are not the same on both sides/);
  await assert.rejects(openPostgresStore(to), /unfinished move/);
});

test('a target that holds other data, or another move, is refused', async () => {
  const [from, full] = [source(), await newDatabase()];
  const store = await openPostgresStore(full);
  await store.write((tx) => tx.insertConversation(conversationRecord('c_theirs')));
  await store.close();
  const said = await move(from, full);
  assert.equal(said.code, 2);
  assert.match(
    said.err,
    /^parlor-server migrate: The database parlor\S+ at \S+ holds other data; a move needs an empty one\.\n$/,
  );

  const begun = await newDatabase();
  await (await openPostgresStore(begun)).close();
  const put = (value: object) =>
    asServer(
      (client) =>
        client.query("insert into parlor.meta values ('moving', $1) on conflict (key) do update set value = $1", [
          JSON.stringify(value),
        ]),
      begun,
    );
  await put({source: {epoch: 'another', x: '1'}, at: {}});
  assert.match((await move(from, begun)).err, /holds an unfinished move of another database/);
  await put({source: {epoch, x: '1'}, at: {}});
  assert.match((await move(from, begun)).err, /was changed since; "drop schema parlor cascade"/);
});

test('a target that a server has open is refused', async () => {
  const to = await newDatabase();
  const store = await openPostgresStore(to);
  await store.write((tx) => tx.probe(1));
  const said = await move(source(), to);
  await store.close();
  assert.deepEqual([said.code, /is open in a running server; stop it/.test(said.err)], [2, true], said.err);
});

test('a source that a server has open is refused, and no server begins with it meanwhile', async () => {
  const [from, to] = [source(), await newDatabase()];
  const claim = await claimDatabase(from, 'Wait.');
  const said = await move(from, to);
  claim.close();
  assert.deepEqual(
    [said.code, said.err],
    [2, `parlor-server migrate: ${from} is open in a running server; stop it first.\n`],
  );
  const other = new Database(from);
  other.exec('begin immediate');
  const busy = await move(from, to);
  other.close();
  assert.deepEqual([busy.code, /is in use\./.test(busy.err)], [2, true], busy.err);
});

test('a source that does not add up is told of, and moved only where that is wanted', async () => {
  const [from, to] = [source(), await newDatabase()];
  const client = new Database(from);
  client.exec('update message set k = k + 1 where seq = (select max(seq) from message)');
  client.close();
  const said = await move(from, to);
  assert.deepEqual(
    [said.code, /k is \d+ instead of \d+/.test(said.err), /--despite-differences/.test(said.err)],
    [1, true, true],
  );
  assert.equal((await move(from, to, {extra: ['--despite-differences']})).code, 0);
});

test('each wrong value is one sentence', async () => {
  const to = await newDatabase();
  const of = async (...args: string[]): Promise<string> => {
    let err = '';
    assert.equal(await moveUp(args, {out: () => undefined, err: (words) => (err += words)}), 2);
    assert.equal(err.split('\n').length, 2);
    return err;
  };
  assert.match(await of('--to', to), /--from is missing/);
  assert.match(await of('--from', lived), /--to is missing/);
  assert.match(await of('--from', 'postgres://me:hush@host/db', '--to', to), /takes an SQLite file, not "postgres:"\./);
  assert.match(await of('--from', lived, '--to', 'mysql://host/db'), /--to takes postgres:/);
  assert.match(await of('--from', `${lived}.none`, '--to', to), /There is no database/);
  assert.match(
    await of('--from', lived, '--to', 'postgres://me:hush@127.0.0.1:1/db'),
    /cannot be reached: nothing answers/,
  );
  assert.match(await of('--from', lived, '--to', to, '--fast'), /Unknown option '--fast'/);
});
