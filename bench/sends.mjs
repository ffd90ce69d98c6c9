// Acknowledged sends a second, beside a bare server and the driver alone.
import {join} from 'node:path';
import {withProcesses} from './processes.mjs';
import {placeOf} from './rows.mjs';
import {median} from './stats.mjs';
import {secret, tokenFor} from './tokens.mjs';

const connections = 50;
const underWay = 256;
const text = 'A message of a usual length, which says that we meet at ten in front of the station.';
const times = {warmUpSeconds: 0.7, seconds: 2};
/** Short turns, one after the other, and the middle of their ratios: whatever else the machine does meets all three. */
const rounds = 5;

export function sends() {
  return withProcesses(async ({folder, serve, measure}) => {
    const real = await serve('./real-server.mjs', {database: join(folder, 'real.db'), secret});
    const bare = await serve('./bare-server.mjs', {database: join(folder, 'bare.db')});
    const realUsers = await Promise.all(
      Array.from({length: connections}, (_, index) => realUser(real.url, `sender-${index}`)),
    );
    const bareUsers = realUsers.map(({auth}, index) => ({auth: {user: auth.user}, conversation: placeOf(index)}));

    /** Sends a second, and what they cost the server's process while they were counted. */
    const load = async (server, users) => {
      const cpu = [];
      const heard = ({counting}) => counting !== undefined && cpu.push(server.cpuMs());
      const result = await measure('./send-load.mjs', {url: server.url, users, underWay, text, ...times}, heard);
      const [before, after] = await Promise.all(cpu);
      return {...result, cpuMsPer1000: (after - before) / ((result.perSecond * times.seconds) / 1000)};
    };

    const results = {real: [], bare: [], raw: []};
    for (let round = 0; round < rounds; round++) {
      results.bare.push(await load(bare, bareUsers));
      results.real.push(await load(real, realUsers));
      const batch = Math.max(1, Math.round(results.bare.at(-1).batch));
      results.raw.push(
        await measure('./raw-loop.mjs', {
          database: join(folder, 'raw.db'),
          batch,
          seconds: times.seconds,
          text,
          conversations: connections,
        }),
      );
    }
    const middle = (name) => byRate(results[name])[Math.floor(rounds / 2)];
    const ratio = (over, under, figure = 'perSecond') =>
      median(results[over].map((one, index) => one[figure] / results[under][index][figure]));
    const sockets = (name) => {
      const {perSecond, p50Ms, p99Ms} = middle(name);
      const cpuMs = median(results[name].map((one) => one.cpuMsPer1000));
      const more = `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, ${cpuMs.toFixed(0)} ms of CPU for 1,000`;
      return {value: `${round(perSecond)} a second`, more};
    };
    const {batch} = middle('bare');
    return {
      title: `Acknowledged sends (${connections} users on sockets, each in a conversation of its own, ${underWay} under way, one message a request)`,
      rows: [
        {what: 'reference server', ...sockets('real')},
        {what: 'bare socket.io handler', ...sockets('bare')},
        {
          what: 'better-sqlite3 in a loop',
          value: `${round(middle('raw').perSecond)} a second`,
          more: `same row, same batch (${batch.toFixed(0)} a commit)`,
        },
      ],
      targets: [
        {what: 'sends a second, reference server ÷ bare handler', value: ratio('real', 'bare'), atLeast: 0.6},
        {
          what: 'sends per CPU second, reference server ÷ bare handler',
          value: ratio('bare', 'real', 'cpuMsPer1000'),
          atLeast: 0.6,
        },
        {what: 'sends a second, bare handler ÷ driver alone', value: ratio('bare', 'raw'), atLeast: 0.8},
      ],
      figures: results,
    };
  });
}

const byRate = (runs) => [...runs].sort((left, right) => left.perSecond - right.perSecond);

/** A user with a direct conversation; the other one is not there. */
async function realUser(url, user) {
  const token = await tokenFor(user);
  const headers = {authorization: `Bearer ${token}`};
  // the other person has to exist
  await fetch(`${url}/v1/sync`, {headers: {authorization: `Bearer ${await tokenFor(`${user}-friend`)}`}});
  const response = await fetch(`${url}/v1/direct/${user}-friend`, {method: 'PUT', headers});
  if (!response.ok) throw new Error(`no conversation for ${user}: ${await response.text()}`);
  const {conversation} = await response.json();
  return {auth: {token, device: user, proto: [1], user}, conversation};
}

const round = (value) => Math.round(value).toLocaleString('en-US');
