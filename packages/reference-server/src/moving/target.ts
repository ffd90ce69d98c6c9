/** The PostgreSQL database that is moved to. Each batch is one transaction together with how far it brought the move. */
import pg from 'pg';
import {assertWhole, pageOf} from '../rows/postgres-source.js';
import type {Identity} from '../rows/source.js';
import {columnsOf, keyOf, listOf, quoted, type Row, type Table, tables, type Value} from '../rows/tables.js';
import {type Address, asStoreError, nameOf, reach} from '../store/postgres/connection.js';
import {migrate, movingKey} from '../store/postgres/migrate.js';
import {pendAll} from '../store/postgres/search-filler.js';
import {StoreError} from '../store/store.js';

/** How far a move is: of each table that was begun the last key, or that all of it is there. */
export type Progress = {source: Identity; at: Partial<Record<Table['name'], Value[] | 'done'>>};

/** "Move" in ASCII: one move at a time. */
const lock = 0x4d6f7665;

export type Target = Awaited<ReturnType<typeof openTarget>>;

/**
 * Claims it for a move from `source`, or goes on with one that was begun.
 * @throws {StoreError} with the sentence that says why it cannot be moved to
 */
export async function openTarget(url: string, source: Identity) {
  const address: Address = {url, connections: 1};
  const config = await reach(address);
  const client = new pg.Client(config);
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('set statement_timeout = 0');
    const {rows} = await client.query<{mine: boolean}>('select pg_try_advisory_lock($1) as mine', [lock]);
    if (!rows[0]?.mine) throw new StoreError(`${nameOf(address)} is being moved to by another process.`);
    await assertUnused(client, address);
    await migrate(config, address, {isMove: true});
    await assertWhole(client);
    const progress = await begin(client, address, source);
    return writer(client, address, progress);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw asStoreError(error, address);
  }
}

/** A server that has it open would tell its clients of nothing that is moved in. */
async function assertUnused(client: pg.Client, address: Address): Promise<void> {
  const {rows} = await client.query<{users: number}>(`
    select count(*)::int as users from pg_stat_activity
    where datname = current_database() and application_name = 'parlor' and pid <> pg_backend_pid()`);
  if ((rows[0]?.users ?? 0) > 0)
    throw new StoreError(
      `${nameOf(address)} is open in a running server; stop it, and start it when the move is done.`,
    );
}

async function begin(client: pg.Client, address: Address, source: Identity): Promise<Progress> {
  const {rows} = await client.query<{value: string}>('select value from meta where key = $1', [movingKey]);
  if (rows[0] === undefined) {
    for (const {name} of tables) {
      const {rowCount} = await client.query(`select 1 from ${quoted(name)} limit 1`);
      if (rowCount) throw new StoreError(`${nameOf(address)} holds other data; a move needs an empty one.`);
    }
    const progress: Progress = {source, at: {}};
    await client.query('insert into meta (key, value) values ($1, $2)', [movingKey, JSON.stringify(progress)]);
    return progress;
  }
  const progress = JSON.parse(rows[0].value) as Progress;
  if (progress.source.epoch !== source.epoch)
    throw new StoreError(`${nameOf(address)} holds an unfinished move of another database; a move needs an empty one.`);
  if (progress.source.x !== source.x) {
    throw new StoreError(
      `${nameOf(address)} holds an unfinished move of this database, which was changed since; "drop schema parlor cascade" there, and begin again.`,
    );
  }
  return progress;
}

function writer(client: pg.Client, address: Address, progress: Progress) {
  const said = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work;
    } catch (error) {
      throw asStoreError(error, address);
    }
  };
  const keep = (next: Progress['at']): Promise<unknown> => {
    Object.assign(progress.at, next);
    return client.query('update meta set value = $2 where key = $1', [movingKey, JSON.stringify(progress)]);
  };

  const addRows = async (table: Table, rows: readonly Row[]): Promise<void> => {
    const columns = columnsOf(table);
    const names = columns.map(({name}) => name);
    const begun = Object.entries(table.begun);
    const lists = columns.map(({type}, at) => `$${at + 1}::${type}[]`).join(', ');
    const values = [listOf(names), ...begun.map(([, sql]) => sql)].join(', ');
    await client.query('begin');
    try {
      await client.query(
        `insert into ${quoted(table.name)} (${listOf([...names, ...begun.map(([name]) => name)])})
         select ${values} from unnest(${lists}) as moved (${listOf(names)})`,
        columns.map((_, at) => rows.map((row) => row[at])),
      );
      await keep({[table.name]: keyOf(table, rows.at(-1) ?? [])});
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  };

  return {
    at: (table: Table): Value[] | 'done' | undefined => progress.at[table.name],
    count: async (table: Table): Promise<number> =>
      (await said(client.query<{rows: number}>(`select count(*) as rows from ${quoted(table.name)}`))).rows[0]?.rows ??
      0,
    add: (table: Table, rows: readonly Row[]) => said(addRows(table, rows)),
    finish: (table: Table) => said(keep({[table.name]: 'done'})),
    rows: (table: Table, after: readonly Value[] | undefined, limit: number) =>
      said(pageOf(client, table, after, limit)),
    /** What is kept of the rows besides, once all of them are there. */
    async prepare(): Promise<void> {
      // the servers that open it bring what was moved into the index
      await said(client.query(pendAll));
      // new ones come behind those that were moved
      for (const queue of ['webhook_event', 'push_job']) {
        const last = `select max(n) from ${queue}`;
        await said(
          client.query(`select setval(pg_get_serial_sequence('${queue}', 'n'), (${last})) where (${last}) > 0`),
        );
      }
      await said(client.query(`analyze ${tables.map(({name}) => quoted(name)).join(', ')}`));
    },
    /** From now on servers may open it. */
    release: async (): Promise<void> => void (await said(client.query('delete from meta where key = $1', [movingKey]))),
    close: (): Promise<void> => client.end().catch(() => undefined),
  };
}
