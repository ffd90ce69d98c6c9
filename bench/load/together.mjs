// People who are connected, watch the presence of the others of their group, and after a while some of whom type and change their own.
import {say, settings} from '../processes.mjs';
import {connectAll} from './crowd.mjs';

const {people, quietMs, busyMs, typists, changers} = settings();
/** As often as a client says it while keys move (PWP-EPH-002). */
const typingMs = 3_000;
const beats = 10;

const heard = {typing: 0, presence: 0};
let lost = 0;
let refused = 0;
const clients = await connectAll('socket', people, {
  frame(text) {
    const type = /^42\["e(?:v|ph)",\{"type":"(typing|presence)"/.exec(text)?.[1];
    if (type) heard[type]++;
  },
  ended: () => lost++,
});
let seen = 0;
for (const [index, client] of clients.entries()) {
  const reply = await client.request('presence.watch', {users: people[index].others});
  if (!reply.ok) throw new Error(`watching was refused: ${JSON.stringify(reply)}`);
  seen += reply.result.presences.filter(({state}) => state === 'online').length;
}
say({is: 'watching', connected: clients.length - lost, seen});
await pause(quietMs);

heard.typing = 0;
heard.presence = 0;
const said = {typing: 0, presence: 0};
say({is: 'busy'});
for (let beat = 0; beat < busyMs / (typingMs / beats); beat++) {
  // spread over the time in which each says it once
  for (let index = beat % beats; index < typists; index += beats) {
    const place = (index * clients.length) / typists;
    clients[place].type(people[place].conversation);
    said.typing++;
  }
  for (let index = 0; index < changers; index++) {
    // in one beat they do not want to be disturbed, in the next one they do
    const client = clients[((beat >> 1) * changers + index) % clients.length];
    client.request('presence.set', {chosen: beat % 2 ? 'auto' : 'dnd'}).then(({ok}) => ok || refused++);
    said.presence++;
  }
  await pause(typingMs / beats);
}
await pause(1_000);
if (refused > 0) throw new Error(`${refused} changes were refused`);
say({is: 'done', said, heard, lost});
process.exit(0);

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
