// One load against several servers, in turns: whatever the machine does meanwhile meets all of them.
import {loadavg} from 'node:os';
import {median} from './stats.mjs';

export const text = 'A message of a usual length, which says that we meet at ten in front of the station.';

/** Runs one turn against one server, and answers what went through and what it cost the server's process. */
export async function exchange({measure}, target, {loop, warmUpSeconds = 1, seconds = 3}) {
  const {server} = target;
  const seen = [];
  const heard = ({counting}) => counting !== undefined && seen.push(look(server));
  const settings = {
    kind: target.kind,
    people: target.people,
    loop,
    warmUpSeconds,
    seconds,
    text,
    untilDelivered: target.kind === 'xmpp',
  };
  const result = await measure('./load/exchange.mjs', settings, heard);
  const [before, after] = await Promise.all(seen);
  const cpuMs = after.cpuMs - before.cpuMs;
  return {
    ...result,
    cpuMs,
    perSecond: result.messages / result.seconds,
    deliveriesPerSecond: result.deliveries / result.seconds,
    messagesPerCpuSecond: result.messages / (cpuMs / 1000),
    deliveriesPerCpuSecond: result.deliveries / (cpuMs / 1000),
    ...(after.wire && {wire: less(after.wire, before.wire)}),
    ...(after.database && {database: less(after.database, before.database)}),
    load: loadavg()[0],
  };
}

/** What the server has computed and written so far, and the database beside it. */
const look = async (server) => ({
  cpuMs: await server.cpuMs(),
  wire: await server.wire?.(),
  database: await server.database?.(),
});

const less = (after, before) =>
  Object.fromEntries(Object.entries(after).map(([key, value]) => [key, value - before[key]]));

/** `rounds` turns for each, one after the other. Answers the figures by name of the target. */
export async function inTurns(tools, targets, rounds, options) {
  const results = Object.fromEntries(targets.map(({name}) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const target of targets) results[target.name].push(await exchange(tools, target, options));
  return results;
}

/** The middle of the ratios of the rounds. */
export const ratioOf = (results, over, under, figure) =>
  median(results[over].map((one, index) => figure(one) / figure(results[under][index])));

export const middleOf = (results, name, figure) => median(results[name].map(figure));

export const number = (value) => Math.round(value).toLocaleString('en-US');
export const loads = (results) => {
  const seen = Object.values(results).flatMap((rounds) => rounds.map(({load}) => load));
  return `load ${Math.min(...seen).toFixed(1)} to ${Math.max(...seen).toFixed(1)}`;
};
