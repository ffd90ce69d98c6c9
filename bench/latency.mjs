// Open loop: messages are due 500 times a second at moments fixed before, and waits count from when they were due. 200 pairs, both connected.
import {inTurns, loads, middleOf, ratioOf} from './exchange.mjs';
import {withProcesses} from './processes.mjs';
import {bareServer, realServer, sceneOf} from './servers.mjs';

const perSecond = 500;
const rounds = 5;
const ms = (value) => `${value.toFixed(1)} ms`;

export function latency() {
  return withProcesses(async (tools) => {
    const targets = [];
    for (const make of [bareServer, realServer]) targets.push(await make(tools, sceneOf.pairs(200)));
    const loop = {is: 'open', perSecond};
    const results = await inTurns(tools, targets, rounds, {loop, warmUpSeconds: 2, seconds: 6});
    const row = (name) => {
      const figure = (kind, part) => middleOf(results, name, (one) => one[kind][part]);
      return {
        what: name,
        value: `p50 ${ms(figure('deliveredMs', 'p50'))}`,
        more:
          `p99 ${ms(figure('deliveredMs', 'p99'))} from due to delivered; acknowledged p50 ${ms(figure('acknowledgedMs', 'p50'))}, ` +
          `p99 ${ms(figure('acknowledgedMs', 'p99'))}; the load itself was late by p99 ${ms(figure('lateMs', 'p99'))}; ${loads({[name]: results[name]})}`,
      };
    };
    const ratio = (part) =>
      ratioOf(results, 'reference server', 'bare socket.io', ({deliveredMs}) => deliveredMs[part]);
    return {
      title: `Open loop, ${perSecond} messages a second in 200 pairs, from when a message was due until the other has it`,
      rows: [row('bare socket.io'), row('reference server')],
      targets: [
        {what: 'p50, reference server ÷ bare', value: ratio('p50'), atMost: 1.2},
        {what: 'p99, reference server ÷ bare', value: ratio('p99'), atMost: 1.5},
      ],
      figures: results,
    };
  });
}
