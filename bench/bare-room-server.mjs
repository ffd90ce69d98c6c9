// The bare server of bare-server.mjs that also tells the others: socket.io, one room for a conversation, the row stored with its position, one
// commit for what arrives in one turn of the event loop, then one frame to the room. No tokens, no members, no rules, no receipts.
import {createServer} from 'node:http';
import {Server} from 'socket.io';
import {say, settings} from './processes.mjs';
import {openRows} from './rows.mjs';

const {database, synchronous} = settings();
const rows = openRows(database, synchronous);
const http = createServer();
const io = new Server(http, {serveClient: false, perMessageDeflate: false, transports: ['websocket']});

let waiting = [];
const commit = () => {
  const batch = waiting;
  waiting = [];
  const seqs = rows.storeAll(batch.map(({message}) => message));
  for (const [index, {message, acknowledge}] of batch.entries()) {
    const {conversation, id, sender, content} = message;
    const seq = seqs[index];
    const shown = {id, seq, rev: seq, sender, ts: Date.now(), content};
    const changes = [{type: 'message', message: shown}];
    io.to(conversation).emit('ev', {type: 'changes', conversation, from: seq, to: seq, changes});
    acknowledge({ok: true, result: {seq}});
  }
};

/** Whoever reads something tells everybody: a receipt, not stored. */
const pass = (socket, {conversation, read}) =>
  io.to(conversation).emit('ev', {type: 'receipt', conversation, user: socket.handshake.auth.user, read});

io.on('connection', (socket) => {
  const {user, rooms = []} = socket.handshake.auth;
  void socket.join(rooms);
  socket.emit('ev', {type: 'hello', user});
  socket.on('req', ({input}, acknowledge) => {
    const [{op, input: message}] = input.ops;
    if (op === 'own.set') {
      pass(socket, message);
      return acknowledge({ok: true, result: {}});
    }
    if (waiting.length === 0) setImmediate(commit);
    waiting.push({message: {...message, sender: user}, acknowledge});
    return undefined;
  });
});

http.listen(0, '127.0.0.1', 4096, () => say({url: `http://127.0.0.1:${http.address().port}`}));
process.on('SIGTERM', () => process.exit(0));
