// The least that tells of presence and typing: socket.io, a room for each group and one for those who watch somebody. Nothing is checked, nothing stored.
import {createServer} from 'node:http';
import {Server} from 'socket.io';
import {say, settings} from './processes.mjs';

settings();
const http = createServer();
const io = new Server(http, {serveClient: false, perMessageDeflate: false, transports: ['websocket']});
const states = new Map();
const watchersOf = (user) => `watch:${user}`;

function become(user, state) {
  states.set(user, state);
  io.to(watchersOf(user)).emit('eph', {type: 'presence', presence: {user, state}});
}

io.on('connection', (socket) => {
  const {user, rooms} = socket.handshake.auth;
  void socket.join(rooms);
  become(user, 'online');
  socket.emit('ev', {type: 'hello', user});
  socket.on('req', ({op, input}, acknowledge) => {
    if (op === 'presence.watch') {
      void socket.join(input.users.map(watchersOf));
      const presences = input.users.map((one) => ({user: one, state: states.get(one) ?? 'offline'}));
      return acknowledge({ok: true, result: {presences}});
    }
    become(user, input.chosen === 'auto' ? 'online' : input.chosen);
    return acknowledge({ok: true, result: {presence: {user, state: states.get(user)}}});
  });
  socket.on('eph', ({conversation, on}) =>
    socket.to(conversation).emit('eph', {type: 'typing', conversation, user, on}),
  );
  socket.on('disconnect', () => become(user, 'offline'));
});

http.listen(0, '127.0.0.1', 4096, () => say({url: `http://127.0.0.1:${http.address().port}`}));
process.on('SIGTERM', () => process.exit(0));
