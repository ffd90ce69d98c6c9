// The bare server of bare-room-server.mjs with its commits elsewhere. `way`: 'here', one commit for a turn of the event loop, in it; 'worker': the rows
// go to a thread that stores them, and their positions come back; 'pool': they are stored here without a sync, and a thread of the pool syncs
// the log of the database before anybody hears of them.
import {closeSync, fdatasync, openSync} from 'node:fs';
import {createServer} from 'node:http';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {Worker} from 'node:worker_threads';
import {Server} from 'socket.io';
import {say, settings} from './processes.mjs';
import {openRows} from './rows.mjs';

const {database, way} = settings();
const http = createServer();
const io = new Server(http, {serveClient: false, perMessageDeflate: false, transports: ['websocket']});
const storeAll = await {here: openHere, worker: openWorker, pool: openPool}[way]();

function openHere() {
  const rows = openRows(database);
  return (messages) => rows.storeAll(messages);
}

async function openWorker() {
  const worker = new Worker(fileURLToPath(new URL('thread-store.mjs', import.meta.url)), {workerData: {database}});
  await new Promise((resolve) => worker.once('message', resolve));
  return (messages) =>
    new Promise((resolve) => {
      worker.once('message', resolve);
      worker.postMessage(messages);
    });
}

function openPool() {
  const rows = openRows(database, 'NORMAL');
  // it is there as soon as something was written
  rows.storeAll([{conversation: 'first', id: 'first', sender: 'first', content: {}}]);
  const log = openSync(`${database}-wal`, 'r+');
  process.once('exit', () => closeSync(log));
  const sync = promisify(fdatasync);
  return async (messages) => {
    const seqs = rows.storeAll(messages);
    await sync(log);
    return seqs;
  };
}

let waiting = [];
let isBusy = false;
const tell = (batch, seqs) => {
  for (const [index, {message, acknowledge}] of batch.entries()) {
    const {conversation, id, sender, content} = message;
    const seq = seqs[index];
    const shown = {id, seq, rev: seq, sender, ts: Date.now(), content};
    io.to(conversation).emit('ev', {
      type: 'changes',
      conversation,
      from: seq,
      to: seq,
      changes: [{type: 'message', message: shown}],
    });
    acknowledge({ok: true, result: {seq}});
  }
};
/** One commit is under way at a time; what comes meanwhile is the next one. */
const commit = async () => {
  isBusy = true;
  while (waiting.length > 0) {
    const batch = waiting;
    waiting = [];
    const stored = storeAll(batch.map(({message}) => message));
    tell(batch, Array.isArray(stored) ? stored : await stored);
  }
  isBusy = false;
};

io.on('connection', (socket) => {
  const {user, rooms = []} = socket.handshake.auth;
  void socket.join(rooms);
  socket.emit('ev', {type: 'hello', user});
  socket.on('req', ({input}, acknowledge) => {
    if (waiting.push({message: {...input.ops[0].input, sender: user}, acknowledge}) === 1 && !isBusy)
      setImmediate(() => isBusy || void commit());
  });
});

http.listen(0, '127.0.0.1', 4096, () => say({url: `http://127.0.0.1:${http.address().port}`}));
process.on('SIGTERM', () => process.exit(0));
