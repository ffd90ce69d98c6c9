// A herd: everybody is connected, loses the connection in one moment, and comes back at once with the cursor they had.
import {say, settings} from '../processes.mjs';
import {percentile} from '../stats.mjs';
import {tokensFor} from '../tokens.mjs';
import {addressOf, connectAll} from './crowd.mjs';
import {connectSocket} from './socket-client.mjs';

const {url, users, secret, rounds} = settings();
const tokens = secret ? tokensFor(users) : [];
const people = users.map((user, index) => ({
  url,
  auth: secret ? {token: tokens[index], device: user, proto: [1]} : {user},
}));

let clients = await connectAll('socket', people);
const results = [];
for (let round = 0; round < rounds; round++) {
  const auths = clients.map((client, index) => {
    const {sync, epoch} = client.hello();
    return {...people[index].auth, ...(sync && {cursor: sync.cursor, epoch})};
  });
  for (const client of clients) client.close();
  // the server has seen that they are gone: a herd comes after a cut, not in the middle of it
  await pause(2_000);
  say({counting: true});
  await pause(50);
  const begun = performance.now();
  const waits = [];
  let turnedAway = 0;
  clients = await Promise.all(
    auths.map(async (auth, index) => {
      // who is turned away by a full line comes again, as everybody does, and waits all the longer
      let client;
      for (let tries = 0; client === undefined; tries++) {
        if (tries > 0) await pause(200 + 800 * Math.random());
        client = await connectSocket({url, auth, localAddress: addressOf(index)}).catch(() => undefined);
        if (client === undefined) turnedAway++;
      }
      waits.push(performance.now() - begun);
      return client;
    }),
  );
  say({counting: false});
  await pause(50);
  results.push({p50: percentile(waits, 0.5), p99: percentile(waits, 0.99), all: Math.max(...waits), turnedAway});
}
say({results});
process.exit(0);

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
