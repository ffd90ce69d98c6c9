// The least a hello with the top of an inbox can be: socket.io, the raw query, one frame. No token, no cursor, no rule.
import {createServer} from 'node:http';
import Database from 'better-sqlite3';
import {Server} from 'socket.io';
import {longInboxQuery} from './million-queries.mjs';
import {connectTo} from './postgres.mjs';
import {say, settings} from './processes.mjs';

const {database, limit} = settings();
const find = database.startsWith('postgres:') ? await onPostgres() : onSqlite();

function onSqlite() {
  const client = new Database(database, {readonly: true});
  client.pragma('cache_size = -32000');
  const inbox = client.prepare(longInboxQuery('?', '0', limit));
  return async (user) => inbox.all(user);
}

async function onPostgres() {
  const client = await connectTo(database);
  const text = longInboxQuery('$1', 'false', limit);
  return async (user) => (await client.query({name: 'inbox', text, values: [user]})).rows;
}

const http = createServer();
const io = new Server(http, {serveClient: false, perMessageDeflate: false, transports: ['websocket']});
io.on('connection', async (socket) => {
  const {user} = socket.handshake.auth;
  const rows = (await find(user)).map((row) => ({...row, content: JSON.parse(row.content)}));
  socket.emit('ev', {type: 'hello', user, rows});
});

http.listen(0, '127.0.0.1', () => say({url: `http://127.0.0.1:${http.address().port}`}));
process.on('SIGTERM', () => process.exit(0));
