// 5,000 people come back in one moment.

import {loadavg} from 'node:os';
import {join} from 'node:path';
import {withProcesses} from './processes.mjs';
import {median} from './stats.mjs';
import {secret} from './tokens.mjs';

const users = Array.from({length: 5_000}, (_, index) => `user-${index}`);
const rounds = 3;

export function herd() {
  return withProcesses(async ({serve, measure, folder}) => {
    const run = async (file, more) => {
      const server = await serve(file, {database: join(folder, `herd-${file.slice(2, 6)}.db`), ...more});
      const cpu = [];
      const heard = ({counting}) => counting !== undefined && cpu.push(server.cpuMs());
      const {results} = await measure('./load/herd.mjs', {url: server.url, users, rounds, ...more}, heard);
      const spent = await Promise.all(cpu);
      await server.stop();
      return results.map((result, at) => ({
        ...result,
        cpuMsEach: (spent[at * 2 + 1] - spent[at * 2]) / users.length,
        load: loadavg()[0],
      }));
    };
    const figures = {
      'bare socket.io': await run('./bare-room-server.mjs', {}),
      'reference server': await run('./real-server.mjs', {secret}),
    };
    const middle = (name, key) => median(figures[name].map((one) => one[key]));
    return {
      title: `A herd: ${users.length.toLocaleString('en-US')} lose their connection and come back in one moment, each with its cursor`,
      rows: Object.keys(figures).map((name) => ({
        what: name,
        value: `all after ${(middle(name, 'all') / 1000).toFixed(1)} s`,
        more: `p50 ${(middle(name, 'p50') / 1000).toFixed(1)} s, p99 ${(middle(name, 'p99') / 1000).toFixed(1)} s; ${middle(name, 'cpuMsEach').toFixed(2)} ms of the server’s CPU time each`,
      })),
      targets: [
        {
          what: 'CPU time of a reconnect, reference server ÷ bare',
          value: middle('reference server', 'cpuMsEach') / middle('bare socket.io', 'cpuMsEach'),
          atMost: 3,
        },
      ],
      figures,
    };
  });
}
