// What it costs that an acknowledged message is on the disk: our own server with synchronous=FULL, as it is published, and with NORMAL.
import {inTurns, loads, middleOf, number, ratioOf} from './exchange.mjs';
import {withProcesses} from './processes.mjs';
import {realServer, sceneOf} from './servers.mjs';

const rounds = 5;

export function durability() {
  return withProcesses(async (tools) => {
    const scene = sceneOf.pairs(50);
    const targets = [
      {...(await realServer(tools, scene)), name: 'FULL'},
      {...(await realServer(tools, scene, {synchronous: 'NORMAL'})), name: 'NORMAL'},
    ];
    const loop = {is: 'closed', underWay: 256};
    const results = await inTurns(tools, targets, rounds, {loop});
    const figure = (name, key) => middleOf(results, name, (one) => one[key]);
    return {
      title: 'What the disk costs: 50 pairs, 256 under way, synchronous=FULL beside NORMAL',
      rows: ['FULL', 'NORMAL'].map((name) => ({
        what: `reference server, ${name}`,
        value: `${number(figure(name, 'perSecond'))} a second`,
        more: `${number(figure(name, 'messagesPerCpuSecond'))} messages per CPU second; ${loads({[name]: results[name]})}`,
      })),
      targets: [
        {
          what: 'messages a second, FULL ÷ NORMAL',
          value: ratioOf(results, 'FULL', 'NORMAL', ({perSecond}) => perSecond),
          atLeast: 0.85,
        },
      ],
      figures: results,
    };
  });
}
