// Somebody who connects again and again, one time after the other: how long until the hello is there, and how big it is.
import {say, settings} from '../processes.mjs';
import {percentile} from '../stats.mjs';
import {connectSocket} from './socket-client.mjs';

const {url, auth, warmUp, count} = settings();

/** From nothing, as a first visit, unless `resume` says where this one was. */
const connect = async (resume = {}) => {
  const begun = performance.now();
  const client = await connectSocket({url, auth: {...auth, ...resume}});
  const ms = performance.now() - begun;
  const hello = client.hello();
  client.close();
  return {ms, hello};
};

let last;
for (let at = 0; at < warmUp; at++) last = await connect();
const {sync, epoch} = last.hello;
const ways = {first: undefined, ...(sync && {again: {cursor: sync.cursor, epoch}})};
const results = {};
for (const [name, resume] of Object.entries(ways)) {
  for (let at = 0; at < warmUp; at++) await connect(resume);
  say({counting: true});
  await pause(20);
  const times = [];
  for (let at = 0; at < count; at++) {
    const {ms, hello} = await connect(resume);
    times.push(ms);
    const rows = hello.rows ?? hello.sync.rows;
    if ((resume === undefined) === (rows.length === 0)) throw new Error(`a hello with ${rows.length} rows`);
  }
  say({counting: false});
  await pause(20);
  results[name] = {p50: percentile(times, 0.5), p99: percentile(times, 0.99)};
}
say({results});
process.exit(0);

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
