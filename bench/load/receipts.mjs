// Everybody in a group reads a message in the same moment and says so. Counts what everybody is told of that.
import {randomBytes} from 'node:crypto';
import {say, settings} from '../processes.mjs';
import {connectAll} from './crowd.mjs';

const {people, rounds} = settings();
const opId = () => randomBytes(15).toString('base64url').padEnd(21, '-').slice(0, 21);
const {to} = people.find((person) => person.to !== undefined);

let arrived = 0;
let receipts = 0;
let lastAt = 0;
const clients = await connectAll('socket', people, {
  delivered: () => arrived++,
  frame(text) {
    if (!text.startsWith('42["ev",{"type":"receipt"')) return;
    receipts++;
    lastAt = performance.now();
  },
});
const sender = clients[people.findIndex((person) => person.to !== undefined)];
const push = (client, op, input) => client.request('ops.push', {ops: [{opId: opId(), op, input}]});

const results = [];
for (let round = 0; round < rounds; round++) {
  arrived = 0;
  const reply = await push(sender, 'message.send', {conversation: to, id: opId(), content: {text: 'Who reads this?'}});
  const written = reply.result.results ? reply.result.results[0].result : reply.result;
  const read = written.seq ?? written.changes[0].message.seq;
  while (arrived < people.length) await pause(10);
  receipts = 0;
  say({counting: true});
  await pause(20);
  const begun = performance.now();
  const replies = await Promise.all(clients.map((client) => push(client, 'own.set', {conversation: to, read})));
  const refused = replies.find(({ok, result}) => !ok || (result.results && !result.results[0].ok));
  if (refused) throw new Error(`a receipt was refused: ${JSON.stringify(refused)}`);
  const acknowledgedMs = performance.now() - begun;
  // until nothing has come for a second: what is folded is told later
  lastAt = performance.now();
  while (performance.now() - lastAt < 1_000) await pause(50);
  say({counting: false});
  await pause(20);
  results.push({receipts, acknowledgedMs, toldAfterMs: lastAt - begun});
}
say({results});
process.exit(0);

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
