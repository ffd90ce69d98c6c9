// Groups of 1,000 and 5,000, everybody connected: what a message costs, and what it costs that all of them read it.
import {exchange, number} from './exchange.mjs';
import {withProcesses} from './processes.mjs';
import {bareServer, realServer, sceneOf} from './servers.mjs';
import {median} from './stats.mjs';

const sizes = [1_000, 5_000];
const rounds = 3;
/** Told by name to everybody, reading costs the square of the members: beyond this the bare server is not asked to. */
const mostBareReceipts = 1_000;

export function groups() {
  return withProcesses(async (tools) => {
    const rows = [];
    const targets = [];
    const figures = {};
    for (const members of sizes) {
      const found = {};
      for (const make of [bareServer, realServer]) {
        const target = await make(tools, sceneOf.room(members, 8));
        const sends = [];
        for (let round = 0; round < rounds; round++)
          sends.push(await exchange(tools, target, {loop: {is: 'closed', underWay: 4}, seconds: 3}));
        const reads =
          target.name === 'reference server' || members <= mostBareReceipts ? await readAll(tools, target) : undefined;
        await target.server.stop();
        found[target.name] = {sends, reads};
        const perCpu = median(sends.map(({deliveriesPerCpuSecond}) => deliveriesPerCpuSecond));
        rows.push({
          what: `${number(members)} members: ${target.name}`,
          value: `${number(perCpu)}`,
          more: `deliveries per CPU second, ${number(median(sends.map(({perSecond}) => perSecond)))} messages a second; ${readsOf(reads, members)}`,
        });
      }
      figures[members] = found;
      const ratio = (figure) => figure(found['reference server']) / figure(found['bare socket.io']);
      const perCpu = ({sends}) => median(sends.map(({deliveriesPerCpuSecond}) => deliveriesPerCpuSecond));
      targets.push({
        what: `${number(members)} members, deliveries per CPU second, reference server ÷ bare`,
        value: ratio(perCpu),
        atLeast: 0.6,
      });
      const {reads} = found['reference server'];
      targets.push({
        what: `${number(members)} members all read: receipts that each is told of`,
        value: median(reads.map(({receipts}) => receipts)) / members,
        atMost: 10,
      });
    }
    return {title: 'Big groups, everybody connected', rows, targets, figures};
  });
}

const readsOf = (reads, members) =>
  reads === undefined
    ? `all reading at once was not tried: it would be ${number(members * members)} frames`
    : `all read at once: ${number(median(reads.map(({receipts}) => receipts)))} receipts in all, ${number(median(reads.map(({cpuMs}) => cpuMs)))} ms of CPU`;

async function readAll({measure}, {server, people}) {
  const cpu = [];
  const heard = ({counting}) => counting !== undefined && cpu.push(server.cpuMs());
  const {results} = await measure('./load/receipts.mjs', {people, rounds}, heard);
  const spent = await Promise.all(cpu);
  return results.map((result, at) => ({...result, cpuMs: spent[at * 2 + 1] - spent[at * 2]}));
}
