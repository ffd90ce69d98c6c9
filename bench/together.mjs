// 2,000 people in groups of ten who watch each other's presence, of whom some type: what a socket costs while nobody does anything, while they do, and what telling it costs.
import {join} from 'node:path';
import {number} from './exchange.mjs';
import {withProcesses} from './processes.mjs';
import {ask} from './servers.mjs';
import {secret, tokenFor} from './tokens.mjs';

const group = 10;
const sockets = 2_000;
const load = {quietMs: 8_000, busyMs: 15_000, typists: sockets / 10, changers: 6};
const users = Array.from({length: sockets}, (_, index) => `user-${index}`);
const groupOf = (index) => users.slice(index - (index % group), index - (index % group) + group);

export function together() {
  return withProcesses(async (tools) => {
    const figures = {};
    for (const [name, begin] of Object.entries({'bare socket.io': bare, 'reference server': real})) {
      const {server, people} = await begin(tools);
      figures[name] = await watch(tools, server, people);
      await server.stop();
    }
    const kb = (name, when) => figures[name][when] / 1024;
    const rows = Object.entries(figures).map(([name, {frames, cpuUsPerFrame, said, seen}]) => ({
      what: name,
      value: `${kb(name, 'quiet').toFixed(1)} KB a socket`,
      more:
        `${kb(name, 'busy').toFixed(1)} KB while ${load.typists} type; ${number(seen)} seen online at first; ${number(said)} times typed or changed, ` +
        `told ${number(frames)} times, ${cpuUsPerFrame.toFixed(0)} µs of CPU time each`,
    }));
    const targets = ['quiet', 'busy'].map((when) => ({
      what: `memory per socket of ${number(sockets)}, presence watched${when === 'busy' ? ' and typing told' : ''}, reference server ÷ bare`,
      value: kb('reference server', when) / kb('bare socket.io', when),
      atMost: 1.5,
    }));
    return {title: 'Presence and typing: memory and CPU time of the server’s process', rows, targets, figures};
  });
}

async function real({serve, folder}) {
  const begin = () => serve('./real-server.mjs', {database: join(folder, 'together.db'), secret});
  const founding = await begin();
  const tokens = await Promise.all(users.map(tokenFor));
  for (const token of tokens) await ask(founding.url, token, 'GET', '/v1/sync');
  const places = [];
  let conversation;
  for (const [index, user] of users.entries()) {
    const [first, ...members] = groupOf(index);
    if (first === user)
      ({conversation} = await ask(founding.url, tokens[index], 'POST', '/v1/conversations', {title: user, members}));
    places.push(conversation);
  }
  // one that has done nothing yet, as the bare one
  await founding.stop();
  const server = await begin();
  const people = users.map((user, index) => ({
    url: server.url,
    auth: {token: tokens[index], device: user, proto: [1]},
    conversation: places[index],
    others: groupOf(index).filter((one) => one !== user),
  }));
  return {server, people};
}

async function bare({serve}) {
  const server = await serve('./bare-presence-server.mjs', {});
  const people = users.map((user, index) => {
    const all = groupOf(index);
    return {
      url: server.url,
      auth: {user, rooms: [all[0]]},
      conversation: all[0],
      others: all.filter((one) => one !== user),
    };
  });
  return {server, people};
}

async function watch({measure}, server, people) {
  const empty = await server.memory();
  const perSocket = async () => ((await server.memory()).rss - empty.rss) / sockets;
  const asked = {};
  const heard = ({is}) => {
    if (is === 'watching') asked.quiet = pause(load.quietMs - 3_000).then(perSocket);
    if (is !== 'busy') return;
    asked.before = server.cpuMs();
    asked.busy = pause(load.busyMs / 2).then(perSocket);
  };
  let watching;
  const {
    said,
    heard: told,
    lost,
  } = await measure('./load/together.mjs', {people, ...load}, (line) => {
    if (line.is === 'watching') watching = line;
    if (line.is === 'done') asked.after = asked.busy.then(() => server.cpuMs());
    heard(line);
  });
  if (lost > 0 || watching.connected !== sockets) throw new Error(`only ${watching.connected - lost} stayed connected`);
  const frames = told.typing + told.presence;
  if (frames === 0) throw new Error('nobody was told of anything');
  const cpuMs = (await asked.after) - (await asked.before);
  return {
    quiet: await asked.quiet,
    busy: await asked.busy,
    seen: watching.seen,
    said: said.typing + said.presence,
    frames,
    told,
    cpuUsPerFrame: (cpuMs * 1000) / frames,
  };
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
