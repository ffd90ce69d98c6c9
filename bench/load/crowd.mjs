// Many who connect: a few dozen at a time, from several loopback addresses.
import {connectSocket} from './socket-client.mjs';
import {connectXmpp} from './xmpp-client.mjs';

const connectors = {socket: connectSocket, xmpp: connectXmpp};
/** One address has some 28,000 ports, and a server may bound how many handshakes of one are under way. */
const addresses = 250;
export const addressOf = (index) => `127.0.0.${2 + (index % addresses)}`;

/** In the order of `people`. `listeners` are told with the index of whom it happens to as their last argument. */
export async function connectAll(kind, people, listeners = {}, {atOnce = 50} = {}) {
  const clients = new Array(people.length);
  let next = 0;
  const one = async (index) => {
    const bound = Object.fromEntries(
      Object.entries(listeners).map(([name, listener]) => [name, (value) => listener(value, index)]),
    );
    clients[index] = await connectors[kind]({...people[index], localAddress: addressOf(index)}, bound);
    if (people[index].owns !== undefined) await clients[index].openRoom(people[index].owns);
  };
  // who owns a room comes first: it is locked until it is set up
  for (; people[next]?.owns !== undefined; next++) await one(next);
  const lane = async () => {
    while (next < people.length) await one(next++);
  };
  await Promise.all(Array.from({length: atOnce}, lane));
  return clients;
}
