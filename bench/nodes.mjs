// One node beside three on the same PostgreSQL and Redis: what a delivery costs all their processes together. The people of a
// conversation are connected to different nodes, so with three most of what is said crosses from one to another.
import {conversationIdOf} from '@parlor/reference-server/import';
import {loops, pairs, room, rowsOf} from './deliveries.mjs';
import {inTurns, loads, middleOf, ratioOf} from './exchange.mjs';
import {fill} from './fill.mjs';
import {newDatabase, watchDatabase} from './postgres.mjs';
import {withProcesses} from './processes.mjs';
import {ask, peopleOf, usersOf} from './servers.mjs';
import {secret, tokenFor} from './tokens.mjs';

const redis = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379';
const rounds = 3;
/** Three processes compile the same code, each with a third of what there is to do: all of them are warm before anything counts. */
const warmUpSeconds = 6;
/** Messages a second in pairs, for how long one takes to another node: the machine does little else then. */
const perSecond = 100;
const one = 'one node';
const three = 'three nodes';
const both = [
  [one, 1],
  [three, 3],
];
const cpuOfDelivery = ({cpuMs, deliveries}) => cpuMs / deliveries;

export function nodes() {
  return withProcesses(async (tools) => {
    const figures = {};
    for (const scene of [room, pairs]) figures[scene.is] = await measureOn(tools, scene);
    figures.crossing = await measureOn(tools, pairs, {counts: [[three, 3]], loop: {is: 'open', perSecond}});
    const crossed = (part) => middleOf(figures.crossing, three, ({crossedMs}) => crossedMs[part]);
    const target = (scene, what) => ({
      what: `${what}, CPU time of a delivery, three nodes ÷ one`,
      value: ratioOf(figures[scene], three, one, cpuOfDelivery),
      atMost: 1.3,
    });
    return {
      title: 'Several nodes on PostgreSQL and Redis, closed loop; CPU time of the nodes alone',
      rows: [
        ...rowsOf('room of 100', figures.room),
        ...rowsOf('pairs', figures.pairs),
        {
          what: `pairs, open loop of ${perSecond} a second: due to delivered on another node`,
          value: `p50 ${crossed('p50').toFixed(1)} ms`,
          more: `p99 ${crossed('p99').toFixed(1)} ms, the last ${crossed('most').toFixed(1)} ms; ${loads(figures.crossing)}`,
        },
      ],
      targets: [target('room', 'room of 100'), target('pairs', 'pairs')],
      figures,
    };
  });
}

/** All nodes run while they are measured in turns, each number of them with a database of its own. */
async function measureOn(tools, scene, {counts = both, loop = loops[scene.is]} = {}) {
  const begun = [];
  try {
    for (const [name, count] of counts) begun.push(await beginNodes(tools, scene, {name, count}));
    return await inTurns(tools, begun, rounds, {loop, warmUpSeconds});
  } finally {
    for (const {stop} of begun) await stop();
  }
}

/** So many nodes with a database of their own; what they compute and write is that of all of them together. */
export async function beginNodes({serve}, scene, {name, count}) {
  const database = await newDatabase();
  const watched = await watchDatabase(database.url);
  const servers = [];
  const stop = async () => {
    for (const server of servers) await server.stop();
    await watched.end();
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
    const ofAll = async (ask) => (await Promise.all(servers.map(ask))).reduce(add);
    return {
      name,
      kind: 'socket',
      people,
      server: {
        cpuMs: () => ofAll((server) => server.cpuMs()),
        wire: () => ofAll((server) => server.wire()),
        database: watched.look,
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const add = (one, other) =>
  typeof one === 'number'
    ? one + other
    : Object.fromEntries(Object.entries(one).map(([key, value]) => [key, value + other[key]]));
