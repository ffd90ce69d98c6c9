// How long the reader waits for what is known already: an own message, and a conversation that is on the disk.
import {createChat} from '/parlor/parlor.min.js';
import {findText} from './find.js';
import {readNewest} from './read-newest.js';

const getToken = async () => (await (await fetch('/dev/token?user=ann', {method: 'POST'})).json()).token;
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

let chat;
let thread;

/** Milliseconds until the frame after the one in which `text` stands in the thread. */
window.openThread = async (conversation, text) => {
  const begun = performance.now();
  chat = createChat({url: location.origin, user: 'ann', getToken});
  thread = document.createElement('chat-thread');
  Object.assign(thread, {chat, conversation});
  document.body.append(thread);
  await shows(text);
  return performance.now() - begun;
};

async function shows(text) {
  while (!findText(thread.shadowRoot, text)) await frame();
  await frame();
}

window.isOnline = () => chat.connection.get().is === 'online';
/** Whether everything that was shown is on the disk as well: no request is under way. */
window.isQuiet = () => chat.connection.get().is === 'online' && chat.outbox.get().length === 0;

/** Milliseconds from `send` to its words in the frame that was drawn; `times` of them. */
window.sends = async (conversation, times) => {
  const took = [];
  for (let i = 0; i < times; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    await frame();
    const text = `Sent as number ${i} at ${performance.now()}`;
    const begun = performance.now();
    chat.send(conversation, text);
    await shows(text);
    took.push(performance.now() - begun);
  }
  return took;
};

/** The floor: opening the database that the chat left, cold, and reading 50 messages by its index. */
window.readRaw = async (database, conversation) => {
  const begun = performance.now();
  const {length: rows} = await readNewest(database, conversation);
  return {ms: performance.now() - begun, rows};
};
