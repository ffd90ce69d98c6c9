// The least a chat server can do and still mean what it acknowledges: socket.io, one better-sqlite3, the row of a message with
// its position, WAL and synchronous=FULL. What arrives in one turn of the event loop shares a commit. No tokens, no members,
// no rules, nobody else is told.
import {createServer} from 'node:http';
import {Server} from 'socket.io';
import {say, settings} from './processes.mjs';
import {openRows} from './rows.mjs';

const {database} = settings();
const rows = openRows(database);
const http = createServer();
const io = new Server(http, {serveClient: false, perMessageDeflate: false, transports: ['websocket']});

let waiting = [];
let commits = 0;
let stored = 0;
const commit = () => {
  const batch = waiting;
  waiting = [];
  const seqs = rows.storeAll(batch.map(({op}) => op));
  commits++;
  stored += batch.length;
  for (const [index, {acknowledge}] of batch.entries()) acknowledge({ok: true, result: {seq: seqs[index]}});
};

io.on('connection', (socket) => {
  socket.on('req', ({op, input}, acknowledge) => {
    if (op === 'bench.batch') return acknowledge({ok: true, result: {batch: commits === 0 ? 0 : stored / commits}});
    if (waiting.length === 0) setImmediate(commit);
    for (const {input: message} of input.ops)
      waiting.push({op: {...message, sender: socket.handshake.auth.user}, acknowledge});
    return undefined;
  });
});

http.listen(0, '127.0.0.1', () => say({url: `http://127.0.0.1:${http.address().port}`}));
process.on('SIGTERM', () => process.exit(0));
