// A room of a hundred and pairs, closed loop: how many deliveries and messages a second brings, and a second of the server's CPU time.
import {inTurns, loads, middleOf, number, ratioOf} from './exchange.mjs';
import {withProcesses} from './processes.mjs';
import {bareServer, realServer, sceneOf} from './servers.mjs';

export const room = sceneOf.room(100, 16);
export const pairs = sceneOf.pairs(50);
export const loops = {room: {is: 'closed', underWay: 32}, pairs: {is: 'closed', underWay: 256}};
const rounds = 3;
const perCpu = ({deliveriesPerCpuSecond}) => deliveriesPerCpuSecond;
const messagesPerCpu = ({messagesPerCpuSecond}) => messagesPerCpuSecond;
const messages = ({perSecond}) => perSecond;

export function deliveries() {
  return withProcesses(async (tools) => {
    const inRoom = await measureScene(tools, room, [bareServer, realServer], rounds);
    const inPairs = await measureScene(tools, pairs, [bareServer, realServer], rounds);
    return {
      title: 'Deliveries: a room of 100, all connected; and 50 pairs, both connected. Closed loop',
      rows: [...rowsOf('room of 100', inRoom), ...rowsOf('pairs', inPairs)],
      targets: [
        {
          what: 'room of 100, deliveries per CPU second, reference server ÷ bare',
          value: ratioOf(inRoom, 'reference server', 'bare socket.io', perCpu),
          atLeast: 0.6,
        },
        {
          what: 'pairs, messages a second, reference server ÷ bare',
          value: ratioOf(inPairs, 'reference server', 'bare socket.io', messages),
          atLeast: 0.6,
        },
        {
          what: 'pairs, messages per CPU second, reference server ÷ bare',
          value: ratioOf(inPairs, 'reference server', 'bare socket.io', messagesPerCpu),
          atLeast: 0.6,
        },
      ],
      figures: {room: inRoom, pairs: inPairs},
    };
  });
}

/** The servers are begun one after the other and all run while they are measured in turns. */
export async function measureScene(tools, scene, makers, times, options = {}) {
  const targets = [];
  for (const make of makers) targets.push(await make(tools, scene));
  try {
    return await inTurns(tools, targets, times, {loop: loops[scene.is], ...options});
  } finally {
    for (const {server} of targets) await server.stop();
  }
}

export const rowsOf = (scene, results) =>
  Object.keys(results).map((name) => {
    const figure = (key) => middleOf(results, name, (one) => one[key]);
    const perThousand = 1e6 / figure('deliveriesPerCpuSecond');
    return {
      what: `${scene}: ${name}`,
      value: `${number(figure('perSecond'))} a second`,
      more: `${number(figure('deliveriesPerSecond'))} deliveries; ${number(figure('deliveriesPerCpuSecond'))} deliveries and ${number(figure('messagesPerCpuSecond'))} messages per CPU second (${perThousand.toFixed(1)} ms for 1,000 deliveries); ${loads({[name]: results[name]})}`,
    };
  });
