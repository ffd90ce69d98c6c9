// What it costs and saves to take SQLite's commits out of the thread of the event loop: the bare server in three ways, and the reference server with
// commits that do not wait for the disk, which is the most that could be saved.
import {join} from 'node:path';
import {inTurns, loads, middleOf, number} from './exchange.mjs';
import {withProcesses} from './processes.mjs';
import {realServer, sceneOf, usersOf} from './servers.mjs';

const ways = {here: 'bare, in the thread', worker: 'bare, a worker thread', pool: 'bare, synced by the pool'};
const measured = {
  '50 pairs, 256 under way': {pairs: 50, rounds: 3, options: {loop: {is: 'closed', underWay: 256}}},
  '200 pairs, 500 a second': {
    pairs: 200,
    rounds: 5,
    options: {loop: {is: 'open', perSecond: 500}, warmUpSeconds: 2, seconds: 5},
  },
};

export function thread() {
  return withProcesses(async (tools) => {
    const figures = {};
    for (const [name, {pairs, rounds, options}] of Object.entries(measured)) {
      const scene = sceneOf.pairs(pairs);
      const targets = [];
      for (const way of Object.keys(ways)) targets.push(await bare(tools, scene, way));
      targets.push({...(await realServer(tools, scene)), name: 'reference server, FULL'});
      targets.push({...(await realServer(tools, scene, {synchronous: 'NORMAL'})), name: 'reference server, NORMAL'});
      figures[name] = await inTurns(tools, targets, rounds, options);
      for (const {server} of targets) await server.stop();
    }
    const rows = Object.entries(figures).flatMap(([name, results]) =>
      Object.keys(results).map((server) => {
        const figure = (part) => middleOf(results, server, part);
        const waits = ({deliveredMs, acknowledgedMs}) => deliveredMs ?? acknowledgedMs;
        return {
          what: `${name}: ${server}`,
          value: `${number(figure(({perSecond}) => perSecond))} a second`,
          more: `${(figure(({cpuMs, messages}) => cpuMs / messages) * 1000).toFixed(0)} µs of CPU time a message; p50 ${figure((one) => waits(one).p50).toFixed(1)} ms, p99 ${figure((one) => waits(one).p99).toFixed(1)} ms; ${loads({[server]: results[server]})}`,
        };
      }),
    );
    return {title: 'Commits of SQLite in the thread of the event loop and elsewhere', rows, targets: [], figures};
  });
}

async function bare({serve, folder}, scene, way) {
  const server = await serve('./thread-server.mjs', {database: join(folder, `thread-${way}-${scene.pairs}.db`), way});
  const nameOf = (index) => `pair-${index % scene.pairs}`;
  const people = usersOf(scene).map((user, index) => ({
    url: server.url,
    auth: {user, rooms: [nameOf(index)]},
    to: index < scene.senders ? nameOf(index) : undefined,
  }));
  return {name: ways[way], server, kind: 'socket', people};
}
