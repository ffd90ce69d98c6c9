// Rooms and pairs of many sizes, with little and with much under way, on SQLite, on PostgreSQL and on three nodes: what the model of docs/scaling.md is
// fitted to and checked on (`node bench/capacity.mjs RESULTS.json`). Nothing is compared here.
import {exchange, number} from './exchange.mjs';
import {beginNodes} from './nodes.mjs';
import {hasPostgres} from './postgres.mjs';
import {withProcesses} from './processes.mjs';
import {realServer, sceneOf} from './servers.mjs';

const seconds = 4;
const closed = (underWay) => ({is: 'closed', underWay});
const open = (perSecond) => ({is: 'open', perSecond});
const pairs = {name: '50 pairs', scene: sceneOf.pairs(50), loops: [closed(1), closed(16), closed(256), open(300)]};
const room = (members, senders, loops) => ({
  name: `a room of ${number(members)}`,
  scene: sceneOf.room(members, senders),
  loops,
});
const room100 = room(100, 16, [closed(1), closed(32), open(50)]);
const all = [
  pairs,
  room(10, 8, [closed(4), closed(64)]),
  room100,
  room(300, 16, [closed(8)]),
  room(1_000, 8, [closed(4)]),
  room(3_000, 8, [closed(4)]),
];

const stores = {
  SQLite: {
    scenes: all,
    begin: async (tools, scene) => {
      const target = await realServer(tools, scene);
      return {...target, stop: () => target.server.stop()};
    },
  },
  PostgreSQL: {scenes: all, begin: (tools, scene) => beginNodes(tools, scene, {name: 'one node', count: 1})},
  'three nodes': {
    scenes: [pairs, room100],
    begin: (tools, scene) => beginNodes(tools, scene, {name: 'three nodes', count: 3}),
  },
};

export const nameOf = (name, loop) =>
  `${name}, ${loop.is === 'closed' ? `${loop.underWay} under way` : `${loop.perSecond} a second`}`;

export function scenes() {
  return withProcesses(async (tools) => {
    const figures = {};
    for (const [store, {scenes: some, begin}] of Object.entries(stores)) {
      if (store !== 'SQLite' && !(await hasPostgres())) continue;
      figures[store] = {};
      for (const {name, scene, loops} of some) {
        const target = await begin(tools, scene);
        try {
          for (const loop of loops) {
            // a machine with other work may not keep up with an open loop: then this one has no figures
            const turn = await exchange(tools, target, {loop, seconds}).catch(({message}) => console.error(message));
            if (turn) figures[store][nameOf(name, loop)] = [turn];
          }
        } finally {
          await target.stop();
        }
      }
    }
    const rows = Object.entries(figures).flatMap(([store, found]) =>
      Object.entries(found).map(([name, [{perSecond, cpuMs, messages, load}]]) => ({
        what: `${store}: ${name}`,
        value: `${number(perSecond)} a second`,
        more: `${(cpuMs / messages).toFixed(3)} ms of CPU time a message; load ${load.toFixed(1)}`,
      })),
    );
    return {title: 'Rooms and pairs of many sizes', rows, targets: [], figures};
  });
}
