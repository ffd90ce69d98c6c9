// One element that is shown one thing after another, thousands of times.
import {createChat} from '/parlor/parlor.min.js';
import {findText} from './find.js';

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const getToken = async () => (await (await fetch('/dev/token?user=ann', {method: 'POST'})).json()).token;
const message = (n) => ({
  id: `m${n}`,
  conversation: 'c',
  sender: n % 3 ? 'ann' : 'bob',
  own: false,
  seq: n,
  rev: n,
  at: 1_700_000_000_000 + n * 60_000,
  content: {kind: 'text', text: `Message ${n} of some length`, ranges: [], attachments: []},
  deleted: false,
  reactions: [],
  mentionsMe: false,
});

let show;
let count = 0;

window.swap = async (times) => {
  for (let i = 0; i < times; i++) await show(count++);
};

/** Stretches of 100 messages, each of other ones. */
window.beginLog = () => {
  const log = document.createElement('chat-log');
  log.style.cssText = 'display:block;inline-size:420px;block-size:800px';
  document.body.append(log);
  show = async (index) => {
    const from = (index % 1_000) * 1_000;
    log.messages = Array.from({length: 100}, (_, at) => message(from + at));
    await log.updateComplete;
    await frame();
  };
};

/** Conversations in turn, each until its newest message is drawn. */
window.beginThread = async (conversations) => {
  const chat = createChat({url: location.origin, user: 'ann', getToken});
  const thread = document.createElement('chat-thread');
  thread.style.cssText = 'inline-size:420px;block-size:800px';
  Object.assign(thread, {chat, conversation: conversations[0]});
  document.body.append(thread);
  show = async (index) => {
    const at = index % conversations.length;
    thread.conversation = conversations[at];
    const begun = performance.now();
    do await frame();
    while (!findText(thread.shadowRoot, `Message 60 of room${at}:`) && performance.now() - begun < 20_000);
    if (performance.now() - begun >= 20_000) throw new Error(`Swap ${index}: room${at} did not show.`);
  };
};
