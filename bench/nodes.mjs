// One node beside three on the same PostgreSQL and Redis: what a delivery costs all their processes together. The people of a
// conversation are connected to different nodes, so with three most of what is said crosses from one to another.
import {randomBytes} from 'node:crypto';
import {conversationIdOf} from '@parlor/reference-server/import';
import {loops, pairs, room, rowsOf} from './deliveries.mjs';
import {inTurns, ratioOf} from './exchange.mjs';
import {fill} from './fill.mjs';
import {withProcesses} from './processes.mjs';
import {ask, peopleOf, usersOf} from './servers.mjs';
import {secret, tokenFor} from './tokens.mjs';

const postgres = process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const redis = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379';
const rounds = 3;
const one = 'one node';
const three = 'three nodes';
const cpuOfDelivery = ({cpuMs, deliveries}) => cpuMs / deliveries;

export function nodes() {
  return withProcesses(async (tools) => {
    const figures = {};
    for (const scene of [room, pairs]) figures[scene.is] = await measureOn(tools, scene);
    const target = (scene, what) => ({
      what: `${what}, CPU time of a delivery, three nodes ÷ one`,
      value: ratioOf(figures[scene], three, one, cpuOfDelivery),
      atMost: 1.3,
    });
    return {
      title: 'Several nodes on PostgreSQL and Redis, closed loop; CPU time of the nodes alone',
      rows: [...rowsOf('room of 100', figures.room), ...rowsOf('pairs', figures.pairs)],
      targets: [target('room', 'room of 100'), target('pairs', 'pairs')],
      figures,
    };
  });
}

/** All nodes run while they are measured in turns, each number of them with a database of its own. */
async function measureOn(tools, scene) {
  const begun = [];
  try {
    for (const [name, count] of [
      [one, 1],
      [three, 3],
    ])
      begun.push(await begin(tools, scene, {name, count}));
    return await inTurns(tools, begun, rounds, {loop: loops[scene.is]});
  } finally {
    for (const {stop} of begun) await stop();
  }
}

async function begin({serve}, scene, {name, count}) {
  const database = await newDatabase();
  const servers = [];
  const stop = async () => {
    for (const server of servers) await server.stop();
    await database.drop();
  };
  try {
    const users = usersOf(scene);
    if (scene.is === 'room') await fill(database.url, {channels: {room: 1}, join: users});
    for (let node = 0; node < count; node++)
      servers.push(await serve('./real-server.mjs', {database: database.url, redis, secret}));
    const urls = users.map((_, index) => servers[index % count].url);
    const tokens = await Promise.all(users.map(tokenFor));
    const people = await peopleOf(scene, {urls, tokens, room: conversationIdOf('room')});
    // nobody is measured before their node has seen them come
    await Promise.all(tokens.slice(0, count).map((token, node) => ask(servers[node].url, token, 'GET', '/v1/sync')));
    const cpuMs = async () => {
      const all = await Promise.all(servers.map((server) => server.cpuMs()));
      return all.reduce((sum, ms) => sum + ms);
    };
    return {name, kind: 'socket', people, server: {cpuMs}, stop};
  } catch (error) {
    await stop();
    throw error;
  }
}

async function newDatabase() {
  const {default: pg} = await import('pg');
  const name = `parlor_bench_${randomBytes(5).toString('hex')}`;
  const run = async (sql) => {
    const client = new pg.Client({connectionString: postgres});
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  await run(`create database ${name} encoding 'UTF8' template template0`);
  const url = new URL(postgres);
  url.pathname = `/${name}`;
  return {url: url.href, drop: () => run(`drop database if exists ${name} with (force)`)};
}
