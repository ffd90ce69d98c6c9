/** What is wrong with a PostgreSQL database is said at the start, in one sentence that says what to set. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import pg from 'pg';
import {startPostgres} from '../../../scripts/own-servers.mjs';
import {nameQuery} from '../src/search/names.js';
import {reach} from '../src/store/postgres/connection.js';
import {migrate} from '../src/store/postgres/migrate.js';
import {migrations} from '../src/store/postgres/migrations.js';
import {openPostgresStore} from '../src/store/postgres/store.js';
import {StoreError} from '../src/store/store.js';
import {asServer, newDatabase} from './postgres.js';
import {conversationRecord} from './store-records.js';

const says =
  (pattern: RegExp) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof StoreError, String(error));
    assert.match(error.message, pattern);
    return true;
  };

/** The address with something else in it. */
const other = (url: string, change: (address: URL) => void): string => {
  const address = new URL(url);
  change(address);
  return address.href;
};

test('nothing that answers, no such host, no such database: each says what to set, and no password', async () => {
  const url = other(await newDatabase(), (address) => (address.password = 'hush'));
  const closed = other(url, (address) => (address.port = '1'));
  await assert.rejects(
    openPostgresStore(closed),
    says(/^The database parlor\S+ at \S+:1 cannot be reached: nothing answers/),
  );
  const nowhere = other(url, (address) => (address.hostname = 'nowhere.invalid'));
  await assert.rejects(openPostgresStore(nowhere), says(/there is no such host; set DATABASE_URL/));
  const missing = other(url, (address) => (address.pathname = '/not_there'));
  await assert.rejects(openPostgresStore(missing), says(/does not exist; make it with createdb/));
  for (const wrong of [closed, nowhere, missing])
    await assert.rejects(openPostgresStore(wrong), (error: Error) => !error.message.includes('hush'));
});

test('a user that is not let in is told where user and password are set', async () => {
  const url = other(await newDatabase(), (address) => (address.username = 'nobody_of_this_name'));
  await assert.rejects(openPostgresStore(url), says(/refuses this user or password; set them in DATABASE_URL/));
});

test('a password that is missing, and a wrong one, are to be set in DATABASE_URL', async () => {
  await using server = await startPostgres({password: 'quite-secret'});
  const without = other(server.url, (address) => (address.password = ''));
  await assert.rejects(
    openPostgresStore(without),
    says(/^The database postgres at 127\.0\.0\.1:\d+ asks for a password; set it in DATABASE_URL \(postgres:\S+\)\.$/),
  );
  const wrong = other(server.url, (address) => (address.password = 'quite-wrong'));
  await assert.rejects(openPostgresStore(wrong), says(/refuses this user or password; set them in DATABASE_URL/));
  await (await openPostgresStore(server.url)).close();
});

test('a replica is refused, for nothing could be stored', async () => {
  await using primary = await startPostgres();
  await using replica = await startPostgres({follows: primary});
  await assert.rejects(openPostgresStore(replica.url), says(/read-only replica.*DATABASE_URL must name the primary/));
  await (await openPostgresStore(primary.url)).close();
});

test('a database that is read only is refused too', async () => {
  const url = await newDatabase();
  const name = new URL(url).pathname.slice(1);
  await asServer((client) => client.query(`alter database "${name}" set default_transaction_read_only = on`));
  await assert.rejects(openPostgresStore(url), says(/read-only replica.*DATABASE_URL must name the primary/));
});

test('another encoding than UTF8 is refused', async () => {
  const url = await newDatabase();
  const name = `${new URL(url).pathname.slice(1)}_latin`;
  await asServer((client) =>
    client.query(`create database "${name}" encoding 'LATIN1' template template0 lc_collate 'C' lc_ctype 'C'`),
  );
  const latin = other(url, (address) => (address.pathname = `/${name}`));
  await assert.rejects(openPostgresStore(latin), says(/has the encoding LATIN1; make one with UTF8/));
});

test('a schema that a newer version wrote, and one of another program, are left alone', async () => {
  const url = await newDatabase();
  await (await openPostgresStore(url)).close();
  await asServer(
    (client) =>
      client.query('insert into parlor.migration (version, name, at) values ($1, $2, 0)', [
        migrations.length + 1,
        'from the future',
      ]),
    url,
  );
  await assert.rejects(openPostgresStore(url), says(/written by a newer version.*start that version/));

  const foreign = await newDatabase();
  await asServer((client) => client.query('create schema parlor; create table parlor.recipes (name text)'), foreign);
  await assert.rejects(openPostgresStore(foreign), says(/schema "parlor" of another program/));
});

test('a user who may not make a schema is told which right is missing', async () => {
  const url = await newDatabase();
  const role = new URL(url).pathname.slice(1);
  await asServer((client) => client.query(`create role "${role}" login`));
  try {
    const poor = other(url, (address) => (address.username = role));
    await assert.rejects(openPostgresStore(poor), says(/"grant create on database" gives it the right/));
  } finally {
    await asServer((client) => client.query(`drop role "${role}"`));
  }
});

test('a migration that fails leaves the database as it was', async () => {
  const url = await newDatabase();
  await (await openPostgresStore(url)).close();
  const address = {url, connections: 2};
  const steps = [...migrations, {name: 'broken', sql: 'create table half (a int); create table conversation (b int);'}];
  await assert.rejects(migrate(await reach(address), address, {steps}), says(/already exists/));
  const {rows} = await asServer(
    (client) => client.query("select to_regclass('parlor.half') as half, (select max(version) from parlor.migration)"),
    url,
  );
  assert.deepEqual(rows, [{half: null, max: migrations.length}]);
});

test('what was closed before there were outcomes is resolved with one, and what was open is (PWP-REPORT-004)', async () => {
  const url = await newDatabase();
  const address = {url, connections: 2};
  const step = migrations.findIndex(({name}) => name === 'reports in hand');
  await migrate(await reach(address), address, {steps: migrations.slice(0, step)});
  await asServer(async (client) => {
    const add = (...row: unknown[]) =>
      client.query(
        `insert into parlor.report (id, reporter, subject, reason, state, note, closed_at, closed_by, created_at)
          values ($1, 'ann', 'ben', 'spam', $2, $3, $4, $5, 1)`,
        row,
      );
    await add('r_1', 'open', null, null, null);
    await add('r_2', 'dismissed', 'nothing', 5, 'shop');
    await add('r_3', 'resolved', 'warned', 6, 'desk');
  }, url);
  const store = await openPostgresStore(url, {connections: 2});
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

test('people from before there was an index of names, and those that a node of the version before wrote, are found from the start on (PWP-SEARCH-008)', async () => {
  const url = await newDatabase();
  const address = {url, connections: 2};
  const step = migrations.findIndex(({name}) => name === 'people are found by every word of their name');
  await migrate(await reach(address), address, {steps: migrations.slice(0, step)});
  await asServer(
    (client) =>
      client.query(`
        insert into parlor."user" ("user", kind, name, rev, guest, claims, chosen, last_seen, since, name_key, user_key, x)
        select 'u' || n, 'person', 'Person ' || n || 'th', 1, false, '', 'auto', 0, 0, 'person ' || n || 'th', 'u' || n, 0
        from generate_series(0, 1099) as n
        union all select 'gone', 'erased', 'Deleted user', 1, false, '', 'auto', 0, 0, 'deleted user', 'gone', 0`),
    url,
  );
  const found = async (...texts: string[]): Promise<string[][]> => {
    // two that start at once share the work
    const stores = await Promise.all([1, 2].map(() => openPostgresStore(url, {connections: 2})));
    const heads = await Promise.all(
      texts.map((text) => stores[0]?.read((tx) => tx.findUsers(nameQuery(text), {limit: 2_000}))),
    );
    await Promise.all(stores.map((store) => store.close()));
    return heads.map((people = []) => people.map(({user}) => user));
  };
  const [one, none, all] = await found('1099t', 'deleted', 'person');
  assert.deepEqual([one, none, all?.length], [['u1099'], [], 1_100]);
  await asServer(
    (client) =>
      client.query(`update parlor."user" set name = 'Somebody Else', name_key = 'somebody else' where "user" = 'u7'`),
    url,
  );
  assert.deepEqual(await found('7th', 'else'), [[], ['u7']]);
});

test('ten nodes that start at once on an empty database agree on its tables and its epoch', async () => {
  const url = await newDatabase();
  const stores = await Promise.all(Array.from({length: 10}, () => openPostgresStore(url, {connections: 2})));
  assert.equal(new Set(stores.map(({epoch}) => epoch)).size, 1);
  await Promise.all(stores.map((store) => store.close()));
});

test('a dump that came to another server begins a new epoch, and its stamps begin at nothing (PWP-SYNC-007)', async () => {
  const url = await newDatabase();
  const first = await openPostgresStore(url);
  await first.write((tx) => tx.insertConversation(conversationRecord('c_moved')));
  await first.close();
  const ask = (sql: string) => asServer((client) => client.query(sql), url);
  await ask("update parlor.meta set value = 'another' where key = 'server'");
  await ask('update parlor.conversation set x = 1000000000000');
  const second = await openPostgresStore(url);
  assert.notEqual(second.epoch, first.epoch);
  assert.deepEqual((await ask('select x from parlor.conversation')).rows, [{x: '0'}]);
  await second.close();
  const third = await openPostgresStore(url);
  assert.equal(third.epoch, second.epoch, 'once');
  await third.close();
});

test('every connection waits for the disk at each commit, and for nothing without an end (F44)', async () => {
  const url = await newDatabase();
  const name = new URL(url).pathname.slice(1);
  await asServer((client) => client.query(`alter database "${name}" set synchronous_commit = off`));
  const client = new pg.Client(await reach({url, connections: 2}));
  await client.connect();
  const shown = async (setting: string): Promise<unknown> =>
    (await client.query<{value: string}>('select current_setting($1) as value', [setting])).rows[0]?.value;
  assert.equal(await shown('synchronous_commit'), 'on');
  assert.equal(await shown('statement_timeout'), '10s');
  assert.equal(await shown('idle_in_transaction_session_timeout'), '10s');
  assert.equal(await shown('lock_timeout'), '5s');
  await client.end();
});
