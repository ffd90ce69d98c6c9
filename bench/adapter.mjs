// Three bare nodes on one PostgreSQL and one Redis whose people hear of each other's messages by @socket.io/redis-adapter, and by plain hints: what a
// delivery costs the nodes, Redis and the database. The adapter is no part of the product: it is installed into the folder of the measurement.
import {spawnSync} from 'node:child_process';
import {Redis} from 'ioredis';
import {exchange, loads, number} from './exchange.mjs';
import {connectTo, newDatabase, watchDatabase} from './postgres.mjs';
import {withProcesses} from './processes.mjs';
import {sceneOf, usersOf} from './servers.mjs';
import {median} from './stats.mjs';

const redis = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379';
const adapterVersion = '8.3.0';
const rounds = 3;
const ways = {alone: 1, adapter: 3, hints: 3};
const shownAs = {alone: 'one node', adapter: 'three nodes, adapter', hints: 'three nodes, hints'};
const scenes = {
  'room of 100': {scene: sceneOf.room(100, 16), loop: {is: 'closed', underWay: 32}},
  '50 pairs': {scene: sceneOf.pairs(50), loop: {is: 'closed', underWay: 256}},
  '50 pairs, 500 a second': {scene: sceneOf.pairs(50), loop: {is: 'open', perSecond: 500}},
};

export function adapter() {
  return withProcesses(async (tools) => {
    install(tools.folder);
    const figures = {};
    for (const [name, {scene, loop}] of Object.entries(scenes)) {
      const begun = [];
      try {
        for (const way of Object.keys(ways)) begun.push(await begin(tools, scene, way));
        figures[name] = Object.fromEntries(begun.map(({way}) => [way, []]));
        for (let round = 0; round < rounds; round++)
          for (const target of begun) figures[name][target.way].push(await exchange(tools, target, {loop}));
      } finally {
        for (const {stop} of begun) await stop();
      }
    }
    const each = (turns, part) => median(turns.map((turn) => (part(turn) * 1000) / turn.deliveries));
    const parts = {
      nodes: ({cpuMs}) => cpuMs,
      Redis: ({database}) => database.redisCpuMs,
      PostgreSQL: ({database}) => database.cpuMs,
    };
    const sum = (turn) => Object.values(parts).reduce((all, part) => all + part(turn), 0);
    const rows = Object.entries(figures).flatMap(([name, found]) =>
      Object.entries(found).map(([way, turns]) => ({
        what: `${name}: ${shownAs[way]}`,
        value: `${each(turns, sum).toFixed(1)} ms`,
        more: `${Object.entries(parts)
          .map(([part, figure]) => `${part} ${each(turns, figure).toFixed(1)}`)
          .join(
            ', ',
          )} for 1,000 deliveries; ${number(median(turns.map(({perSecond}) => perSecond)))} messages a second${waits(turns)}; ${loads({turns})}`,
      })),
    );
    return {
      title: `CPU time of a delivery across nodes: @socket.io/redis-adapter ${adapterVersion} beside plain hints`,
      rows,
      targets: [],
      figures,
    };
  });
}

const waits = (turns) =>
  turns[0].deliveredMs === undefined
    ? ''
    : `, delivered after p50 ${median(turns.map(({deliveredMs}) => deliveredMs.p50)).toFixed(1)} ms, p99 ${median(turns.map(({deliveredMs}) => deliveredMs.p99)).toFixed(1)} ms`;

function install(folder) {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const {status} = spawnSync(
    npm,
    [
      'install',
      '--prefix',
      folder,
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      `@socket.io/redis-adapter@${adapterVersion}`,
    ],
    {stdio: ['ignore', 'ignore', 'inherit']},
  );
  if (status !== 0) throw new Error('npm install of the adapter failed.');
}

async function begin({serve, folder}, scene, way) {
  const database = await newDatabase();
  const client = await connectTo(database.url);
  await client.query(`
    create schema parlor;
    create table conversation (id text collate "C" primary key, seq bigint not null) with (fillfactor = 80);
    create table message (
      conversation text collate "C" not null, seq bigint not null, id text collate "C" not null, sender text not null, ts bigint not null,
      content text not null, primary key (conversation, seq), unique (conversation, id)
    )`);
  await client.end();
  const watched = await watchDatabase(database.url);
  const line = new Redis(redis);
  const servers = [];
  for (let node = 0; node < ways[way]; node++)
    servers.push(await serve('./adapter-server.mjs', {database: database.url, redis, way, modules: folder}));
  const nameOf = (index) => (scene.is === 'room' ? 'room' : `pair-${index % scene.pairs}`);
  const people = usersOf(scene).map((user, index) => ({
    // fifty pairs: the two of one are never on the same of three
    url: servers[index % servers.length].url,
    auth: {user, rooms: [nameOf(index)]},
    to: index < scene.senders ? nameOf(index) : undefined,
  }));
  const redisCpuMs = async () => {
    const told = await line.info('cpu');
    const of = (key) => Number(new RegExp(`^${key}:(.*)$`, 'm').exec(told)[1]);
    return (of('used_cpu_sys') + of('used_cpu_user')) * 1000;
  };
  return {
    way,
    kind: 'socket',
    people,
    server: {
      cpuMs: async () => (await Promise.all(servers.map((server) => server.cpuMs()))).reduce((all, ms) => all + ms),
      database: async () => ({...(await watched.look()), redisCpuMs: await redisCpuMs()}),
    },
    stop: async () => {
      for (const server of servers) await server.stop();
      line.disconnect();
      await watched.end();
      await database.drop();
    },
  };
}
