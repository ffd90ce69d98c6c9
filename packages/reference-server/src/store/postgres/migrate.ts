/** Brings a database up to date, however many nodes start at once. */
import {nanoid} from 'nanoid';
import pg from 'pg';
import type {Migration} from '../migration.js';
import {StoreError} from '../store.js';
import {type Address, asStoreError, nameOf, schema} from './connection.js';
import {migrations} from './migrations.js';

/** Says in `meta` that a move into this database is not finished. */
export const movingKey = 'moving';

export type Incarnation = {epoch: string; secret: string};

/** "Parl" in ASCII. Whoever holds it migrates; the others wait. */
const lock = 0x5061726c;

/**
 * Runs what the database has not had yet, and answers its epoch and its secret.
 * @throws {StoreError} also for a database that a newer version of this program wrote
 */
export async function migrate(
  config: pg.ClientConfig,
  address: Address,
  {steps = migrations, isMove = false}: {steps?: readonly Migration[]; isMove?: boolean} = {},
): Promise<Incarnation> {
  // a step takes the time it takes, and so does another node's
  const client = new pg.Client({...config, query_timeout: 0});
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query("set statement_timeout = 0; set lock_timeout = '60s'");
    await client.query('select pg_advisory_lock($1)', [lock]);
    await run(client, address, steps);
    if (!isMove) await assertMoved(client, address);
    return await incarnation(client);
  } catch (error) {
    throw asStoreError(error, address);
  } finally {
    // gives the lock back
    await client.end().catch(() => undefined);
  }
}

async function run(client: pg.Client, address: Address, steps: readonly Migration[]): Promise<void> {
  const {rows: tables} = await client.query<{name: string}>(
    'select table_name as name from information_schema.tables where table_schema = $1',
    [schema],
  );
  const isOurs = tables.some(({name}) => name === 'migration');
  if (tables.length > 0 && !isOurs)
    throw new StoreError(`${nameOf(address)} has a schema "${schema}" of another program.`);
  if (!isOurs) {
    await client.query(`create schema if not exists ${schema}`);
    await client.query('create table migration (version integer primary key, name text not null, at bigint not null)');
  }
  const {rows} = await client.query<{version: number}>('select coalesce(max(version), 0) as version from migration');
  const version = rows[0]?.version ?? 0;
  if (version > steps.length) {
    throw new StoreError(
      `${nameOf(address)} was written by a newer version of this program (schema ${version}, this one knows ${steps.length}); start that version.`,
    );
  }
  for (const [at, {name, sql}] of steps.entries()) {
    if (at < version) continue;
    await client.query('begin');
    try {
      await client.query(sql);
      await client.query('insert into migration (version, name, at) values ($1, $2, $3)', [at + 1, name, Date.now()]);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  }
}

/** What is not all there must not be served. */
async function assertMoved(client: pg.Client, address: Address): Promise<void> {
  const {rowCount} = await client.query('select 1 from meta where key = $1', [movingKey]);
  if (rowCount)
    throw new StoreError(
      `${nameOf(address)} holds an unfinished move; run "parlor-server migrate" again first, or "load" where it came from an export.`,
    );
}

/**
 * The epoch. Stamps are transaction ids, which another server counts otherwise: a database that came there as a dump begins a
 * new epoch, and its stamps begin at nothing.
 */
async function incarnation(client: pg.Client): Promise<Incarnation> {
  const server = await client
    .query<{id: string}>('select system_identifier::text as id from pg_control_system()')
    .then(({rows}) => rows[0]?.id ?? '')
    // not everybody may ask
    .catch(() => '');
  await client.query('begin');
  const {rows} = await client.query<{key: string; value: string}>(
    "select key, value from meta where key in ('epoch', 'server', 'secret')",
  );
  const known = new Map(rows.map(({key, value}) => [key, value]));
  let epoch = known.get('epoch');
  const hasMoved = epoch !== undefined && server !== '' && known.get('server') !== server;
  if (epoch === undefined || hasMoved) {
    epoch = nanoid(16);
    if (hasMoved) {
      for (const table of ['conversation', 'member', 'ended', '"user"', 'webhook_event'])
        await client.query(`update ${table} set x = 0`);
      await client.query('update conversation set before_x = 0');
    }
    await client.query(
      `insert into meta (key, value) values ('epoch', $1), ('server', $2)
       on conflict (key) do update set value = excluded.value`,
      [epoch, server],
    );
  }
  const secret = known.get('secret') ?? nanoid(43);
  await client.query("insert into meta (key, value) values ('secret', $1) on conflict (key) do nothing", [secret]);
  await client.query('commit');
  return {epoch, secret};
}
