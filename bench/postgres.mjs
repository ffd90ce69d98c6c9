// Databases on the PostgreSQL server that measurements may use, each gone afterwards.
import {randomBytes} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import pg from 'pg';
import {moveRows} from '../packages/reference-server/dist/moving/move.js';
import {openTarget} from '../packages/reference-server/dist/moving/target.js';
import {openSource} from '../packages/reference-server/dist/rows/sqlite-source.js';

const postgres = process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';

async function run(sql) {
  const client = new pg.Client({connectionString: postgres});
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Whether one answers there. */
export const hasPostgres = () =>
  run('select 1').then(
    () => true,
    () => false,
  );

export async function newDatabase() {
  const name = `parlor_bench_${randomBytes(5).toString('hex')}`;
  await run(`create database ${name} encoding 'UTF8' template template0`);
  const url = new URL(postgres);
  url.pathname = `/${name}`;
  return {url: url.href, drop: () => run(`drop database if exists ${name} with (force)`)};
}

/** A new database with the rows of an SQLite file, as `migrate` brings them there. */
export async function movedTo(path) {
  const database = await newDatabase();
  try {
    const source = openSource(path);
    const target = await openTarget(database.url, source.identity());
    await moveRows({source, target}, {step: () => undefined, difference: () => undefined}, 5_000);
    await target.release();
    await target.close();
    source.close();
    const client = await connectTo(database.url);
    // nothing is searched for here, and a node that fills the index meanwhile would be measured
    await client.query('update search_place set pending = 0');
    await client.query('vacuum analyze');
    await client.end();
    return database;
  } catch (error) {
    await database.drop();
    throw error;
  }
}

/** One connection that finds the tables by their names. */
export async function connectTo(url) {
  const client = new pg.Client({connectionString: url});
  await client.connect();
  await client.query('set search_path = parlor');
  return client;
}

/** What a database has done so far: the transactions that were committed in it, and what all processes of a server on this machine have computed. */
export async function watchDatabase(url) {
  const client = new pg.Client({connectionString: postgres});
  client.on('error', () => undefined);
  await client.connect();
  const values = [new URL(url).pathname.slice(1)];
  const text = 'select xact_commit::int8::text as commits from pg_stat_database where datname = $1';
  return {
    look: async () => ({
      cpuMs: postgresCpuMs(),
      transactions: Number((await client.query({name: 'commits', text, values})).rows[0].commits),
    }),
    end: () => client.end(),
  };
}

/** Those that ended are among them. */
function postgresCpuMs() {
  let ticks = 0;
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    let stat;
    try {
      stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    } catch {
      // ended meanwhile
      continue;
    }
    const end = stat.lastIndexOf(')');
    if (stat.slice(stat.indexOf('(') + 1, end) !== 'postgres') continue;
    const fields = stat
      .slice(end + 2)
      .split(' ')
      .map(Number);
    ticks += fields[11] + fields[12] + fields[13] + fields[14];
  }
  return ticks * 10;
}
