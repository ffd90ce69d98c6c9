// What a socket costs while nothing happens on it: memory of the server's process, after a garbage collection, at 5,000 and 10,000 of them; and CPU
// time for what keeps 10,000 of them alive.

import {loadavg} from 'node:os';
import {join} from 'node:path';
import {withProcesses} from './processes.mjs';
import {sceneOf} from './servers.mjs';
import {secret} from './tokens.mjs';
import {missingServers, prosody} from './xmpp-servers.mjs';

const step = 5_000;
const steps = 2;
/** As long as a heartbeat of both, so that each socket has one. */
const watchedMs = 25_000;

export function idle() {
  return withProcesses(async (tools) => {
    const {serve, folder} = tools;
    const real = () => serve('./real-server.mjs', {database: join(folder, 'idle-real.db'), secret});
    const bare = () => serve('./bare-room-server.mjs', {database: join(folder, 'idle-bare.db')});
    const figures = {
      'bare socket.io': await measureIdle(tools, await bare(), ({url}) => ({kind: 'socket', url})),
      'reference server': await measureIdle(tools, await real(), ({url}) => ({kind: 'socket', url, secret})),
    };
    if (!missingServers().includes('prosody')) {
      const {server, port} = await prosody(tools, sceneOf.pairs(1));
      figures.prosody = await measureIdle(tools, server, () => ({kind: 'xmpp', port}));
    }
    const kb = (name, at) => figures[name].steps[at].bytesPerSocket / 1024;
    const rows = Object.keys(figures).map((name) => ({
      what: name,
      value: `${kb(name, steps - 1).toFixed(1)} KB a socket`,
      more: `${figures[name].steps
        .map(
          ({sockets, bytesPerSocket, rss}) =>
            `${sockets.toLocaleString('en-US')}: ${(bytesPerSocket / 1024).toFixed(1)} KB (${(rss / 2 ** 20).toFixed(0)} MB in all)`,
        )
        .join(', ')}; ${figures[name].cpuUsPerSocketSecond.toFixed(1)} µs of CPU time a socket and second`,
    }));
    const targets = [0, 1].flatMap((at) => {
      const sockets = ((at + 1) * step).toLocaleString('en-US');
      const against = (name, atMost) => ({
        what: `memory per socket at ${sockets}, reference server ÷ ${name}`,
        value: kb('reference server', at) / kb(name, at),
        atMost,
      });
      return [against('bare socket.io', 1.5), ...(figures.prosody ? [against('prosody', 1)] : [])];
    });
    return {title: 'Idle sockets: memory and CPU time of the server’s process', rows, targets, figures};
  });
}

async function measureIdle({serve}, server, load) {
  const empty = await server.memory();
  const found = [];
  const loads = [];
  for (let at = 0; at < steps; at++) {
    const settings = {...load(server), first: at * step, count: step};
    const one = await serve('./load/idle.mjs', settings);
    if (one.connected !== step) throw new Error(`only ${one.connected} of ${step} stayed connected`);
    loads.push(one);
    // what the handshakes left is not what a socket costs
    await pause(3_000);
    const memory = await server.memory();
    const sockets = (at + 1) * step;
    found.push({sockets, ...memory, bytesPerSocket: (memory.rss - empty.rss) / sockets, load: loadavg()[0]});
  }
  const before = await server.cpuMs();
  await pause(watchedMs);
  const cpuMs = (await server.cpuMs()) - before;
  for (const one of loads) await one.stop();
  await server.stop();
  const cpuUsPerSocketSecond = (cpuMs * 1000) / (steps * step) / (watchedMs / 1000);
  return {empty, steps: found, cpuUsPerSocketSecond};
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
