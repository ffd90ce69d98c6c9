/**
 * Databases for tests of the PostgreSQL store. `npm run test:cluster` sets PARLOR_TEST_POSTGRES to the address of a server and
 * drops what is made here: every name begins with PARLOR_TEST_PREFIX.
 */
import {afterEach} from 'node:test';
import {nanoid} from 'nanoid';
import pg from 'pg';
import {openPostgresStore} from '../src/store/postgres/store.js';
import type {Store} from '../src/store/store.js';

const server = process.env['PARLOR_TEST_POSTGRES'];
const prefix = process.env['PARLOR_TEST_PREFIX'] ?? 'parlor_test';
const opened: {store: Store; url: string}[] = [];
/** Databases that were emptied: to make and to drop one makes the whole server wait for the disk. */
const free: string[] = [];

export const hasPostgres = server !== undefined;

/** Takes the rows and leaves the tables, which take a hundred times as long to make: what a store finds is a new database. */
const emptying = `
  set session_replication_role = replica;
  do $$
    declare name text;
    begin
      for name in select tablename from pg_tables where schemaname = 'parlor' and tablename <> 'migration' loop
        execute format('delete from parlor.%I', name);
      end loop;
      for name in select sequencename from pg_sequences where schemaname = 'parlor' loop
        execute format('alter sequence parlor.%I restart', name);
      end loop;
    end
  $$`;

/** The address of a new, empty database. */
export async function newDatabase(): Promise<string> {
  const name = `${prefix}_${nanoid(12).toLowerCase().replaceAll('-', '_')}`;
  await asServer((client) => client.query(`create database "${name}" encoding 'UTF8' template template0`));
  const url = new URL(server ?? '');
  url.pathname = `/${name}`;
  return url.href;
}

/** Asks the server itself, or one of its databases. */
export async function asServer<Result>(
  ask: (client: pg.Client) => Promise<Result>,
  connectionString = server,
): Promise<Result> {
  if (connectionString === undefined) throw new Error('These tests are run by `npm run test:cluster`.');
  const client = new pg.Client({connectionString});
  await client.connect();
  try {
    return await ask(client);
  } finally {
    await client.end();
  }
}

/** Resolves when the horizon has passed everything that was committed: transactions elsewhere on the server hold it back. */
export async function settled(store: Store): Promise<void> {
  const written = await store.write(async (tx) => tx.x);
  while ((await store.read((tx) => tx.horizon())) < written) await new Promise((resolve) => setImmediate(resolve));
}

/** A store over a new database, to be closed by who asked for it. */
export const newStore = async (): Promise<Store> => openPostgresStore(await newDatabase(), {connections: 4});

/** One for the test that runs: at its end it is closed, and its database emptied for another one. */
export async function storeForTest(): Promise<Store> {
  const url = free.pop() ?? (await newDatabase());
  const store = await openPostgresStore(url, {connections: 3});
  opened.push({store, url});
  return store;
}

afterEach(async () => {
  for (const {store, url} of opened.splice(0)) {
    await store.close();
    await asServer((client) => client.query(emptying), url);
    free.push(url);
  }
});
