// Many users on sockets; so many sends of all of them are under way all the time. Counts acknowledged messages after a warm-up.
import {nanoid} from 'nanoid';
import {io} from 'socket.io-client';
import {say, settings} from './processes.mjs';

const {url, users, underWay, warmUpSeconds, seconds, text} = settings();

const sockets = await Promise.all(
  users.map(
    ({auth}) =>
      new Promise((resolve, reject) => {
        const socket = io(url, {auth, transports: ['websocket'], reconnection: false, forceNew: true});
        socket.once('connect', () => resolve(socket));
        socket.once('connect_error', reject);
      }),
  ),
);

let counted = 0;
let isCounting = false;
let isOver = false;
const waits = [];

const send = async (socket, conversation) => {
  while (!isOver) {
    const begun = performance.now();
    const op = {opId: nanoid(), op: 'message.send', input: {conversation, id: nanoid(), content: {text}}};
    const reply = await socket.emitWithAck('req', {op: 'ops.push', input: {ops: [op]}});
    const result = reply.ok && reply.result.results ? reply.result.results[0] : reply;
    if (!result.ok) throw new Error(`a send was refused: ${JSON.stringify(result)}`);
    if (isCounting) {
      counted++;
      waits.push(performance.now() - begun);
    }
  }
};

const lanes = Array.from({length: underWay}, (_, index) => {
  const at = index % users.length;
  return send(sockets[at], users[at].conversation);
});
await pause(warmUpSeconds);
isCounting = true;
say({counting: true});
await pause(seconds);
isCounting = false;
isOver = true;
say({counting: false});
await Promise.all(lanes);
const last = await sockets[0].emitWithAck('req', {op: 'bench.batch', input: {}});
for (const socket of sockets) socket.disconnect();
waits.sort((left, right) => left - right);
say({
  perSecond: counted / seconds,
  p50Ms: waits[Math.floor(waits.length * 0.5)],
  p99Ms: waits[Math.floor(waits.length * 0.99)],
  batch: last.ok ? last.result.batch : undefined,
});
process.exit(0);

function pause(seconds) {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
