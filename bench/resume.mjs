// What it costs a user with 10,000 conversations to come back.
import {join} from 'node:path';
import {conversationIdOf} from '@parlor/reference-server/import';
import {io} from 'socket.io-client';
import {fill} from './fill.mjs';
import {withProcesses} from './processes.mjs';
import {secret, tokenFor} from './tokens.mjs';

const conversations = 10_000;
const changed = 12;

export function resume() {
  return withProcesses(async ({folder, serve}) => {
    const database = join(folder, 'resume.db');
    const names = Array.from({length: conversations}, (_, index) => `group ${index}`);
    await fill(database, {channels: Object.fromEntries(names.map((name) => [name, 2])), join: ['ann', 'ben']});
    const {url} = await serve('./real-server.mjs', {database, secret});

    const first = await connect(url, 'ann');
    const resumeFrom = ({hello}) => ({cursor: hello.sync.cursor, epoch: hello.epoch});
    const quiet = await connect(url, 'ann', resumeFrom(first));
    const headers = {authorization: `Bearer ${await tokenFor('ben')}`, 'content-type': 'application/json'};
    for (const [index, name] of names.slice(0, changed).entries()) {
      const id = `bench-${index}`.padEnd(21, '-');
      const body = JSON.stringify({content: {text: 'Something happened here while Ann was away.'}});
      const response = await fetch(`${url}/v1/conversations/${conversationIdOf(name)}/messages/${id}`, {
        method: 'PUT',
        headers,
        body,
      });
      if (!response.ok) throw new Error(await response.text());
    }
    const busy = await connect(url, 'ann', resumeFrom(quiet));
    const row = (what, {bytes, hello, roundTrips, ms}) => ({
      what,
      value: `${bytes.toLocaleString('en-US')} bytes down`,
      more: `${hello.sync.rows.length} rows, ${roundTrips} round trip${roundTrips === 1 ? '' : 's'} after the socket is open, ${ms.toFixed(0)} ms`,
    });
    if (quiet.hello.sync.rows.length !== 0 || busy.hello.sync.rows.length !== changed)
      throw new Error('the resume did not say what changed');
    return {
      title: 'Coming back with 10,000 conversations',
      rows: [
        row('first time ever (a page of the inbox)', first),
        row('nothing changed', quiet),
        row(`${changed} conversations changed`, busy),
      ],
      targets: [
        {what: 'bytes, nothing changed', value: quiet.bytes, atMost: 1_024},
        {what: `bytes, ${changed} changed`, value: busy.bytes, atMost: 10_240},
        {what: 'round trips, nothing changed', value: quiet.roundTrips, atMost: 1},
      ],
      figures: {first: first.bytes, quiet: quiet.bytes, busy: busy.bytes},
    };
  });
}

/** Connects until everything that changed is known; counts what comes down in the WebSocket and how often was asked. */
async function connect(url, user, resume = {}) {
  const auth = {token: await tokenFor(user), device: 'bench', proto: [1], ...resume};
  const begun = performance.now();
  const socket = io(url, {auth, transports: ['websocket'], reconnection: false, forceNew: true});
  let bytes = 0;
  // the namespace's connect packet with the token is the first question, its answer and the hello come together
  let roundTrips = 1;
  // engine.io's packets: one character says the kind, the rest is the data
  const count = ({data}) => {
    bytes += 1 + Buffer.byteLength(data ?? '');
  };
  const hello = new Promise((resolve, reject) => {
    socket.on('ev', (frame) => frame.type === 'hello' && resolve(frame));
    socket.once('connect_error', (error) => reject(new Error(`${error.message} ${JSON.stringify(error.data)}`)));
  });
  if (socket.io.engine) socket.io.engine.on('packet', count);
  else socket.io.on('open', () => socket.io.engine.on('packet', count));
  const frame = await hello;
  // a reader who comes back asks on while there is more; the first time ever, older pages wait until they are scrolled to
  if (resume.cursor !== undefined) {
    for (let next = frame.sync.next; next !== undefined; roundTrips++) {
      const reply = await socket.emitWithAck('req', {op: 'sync', input: {cursor: resume.cursor, after: next}});
      if (!reply.ok) throw new Error(reply.code);
      next = reply.result.next;
    }
  }
  const ms = performance.now() - begun;
  socket.disconnect();
  return {hello: frame, bytes, roundTrips, ms};
}
