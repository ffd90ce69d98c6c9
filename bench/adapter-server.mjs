// A bare node on PostgreSQL: socket.io, one room for a conversation, the row stored with its position, one statement for what arrives while the last
// one runs. `way`: how people on other nodes hear of it. 'adapter': @socket.io/redis-adapter carries the frames. 'hints': Redis carries the
// word that something was committed, and the others read the rows. 'alone': there are no others.
import {createServer} from 'node:http';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import {Redis} from 'ioredis';
import {Server} from 'socket.io';
import {connectTo} from './postgres.mjs';
import {say, settings} from './processes.mjs';

const {database, redis, way, modules} = settings();
const channel = new URL(database).pathname;
/** As in the reference server: so long after a hint, and at most so often. */
const afterHintMs = 5;
const betweenLooksMs = 20;

const http = createServer();
const io = new Server(http, {serveClient: false, perMessageDeflate: false, transports: ['websocket']});
const [writer, reader] = [await connectTo(database), await connectTo(database)];
const [publish, subscribe] = way === 'alone' ? [] : [new Redis(redis), new Redis(redis)];
if (way === 'adapter') {
  const {createAdapter} = createRequire(join(modules, 'package.json'))('@socket.io/redis-adapter');
  io.adapter(createAdapter(publish, subscribe, {key: channel}));
}

const store = {
  name: 'store',
  text: `with given as (
      select *, row_number() over same as n, count(*) over (partition by conversation) as many
      from unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality as g(conversation, id, sender, content, at)
      window same as (partition by conversation order by at)
    ), head as (
      insert into conversation (id, seq) select conversation, count(*) from given group by conversation order by conversation
      on conflict (id) do update set seq = conversation.seq + excluded.seq returning id, seq
    )
    insert into message (conversation, seq, id, sender, ts, content)
    select g.conversation, h.seq - g.many + g.n, g.id, g.sender, $5, g.content from given as g join head as h on h.id = g.conversation
    returning conversation, seq, id, sender, ts, content`,
};
const newer = {
  name: 'newer',
  text: `select m.conversation, m.seq, m.id, m.sender, m.ts, m.content
    from unnest($1::text[], $2::int8[]) as t(conversation, seq) join conversation as c on c.id = t.conversation and c.seq > t.seq
      join message as m on m.conversation = c.id and m.seq > t.seq
    order by m.conversation, m.seq`,
};

/** Of each conversation with people here: up to which seq they were told. */
const told = new Map();

/** One frame for each conversation. */
function tell(rows) {
  const changes = new Map();
  for (const {conversation, seq: position, id, sender, ts, content} of rows) {
    const seq = Number(position);
    const message = {id, seq, rev: seq, sender, ts: Number(ts), content: JSON.parse(content)};
    if (!changes.has(conversation)) changes.set(conversation, []);
    changes.get(conversation).push({type: 'message', message});
  }
  for (const [conversation, own] of changes) {
    const [from, to] = [own[0].message.seq, own.at(-1).message.seq];
    if (way === 'hints') {
      if (!told.has(conversation)) continue;
      // another node's lie between: the next look tells all, in their order
      if (from !== told.get(conversation) + 1) {
        lookSoon();
        continue;
      }
      told.set(conversation, to);
    }
    io.to(conversation).emit('ev', {type: 'changes', conversation, from, to, changes: own});
  }
}

let dueAt;
let lookedAt = 0;
let isLooking = false;
function lookSoon() {
  if (dueAt !== undefined) return;
  dueAt = Math.max(performance.now() + afterHintMs, lookedAt + betweenLooksMs);
  setTimeout(() => void look(), dueAt - performance.now());
}
async function look() {
  dueAt = undefined;
  if (isLooking) return lookSoon();
  isLooking = true;
  lookedAt = performance.now();
  const {rows} = await reader.query({...newer, values: [[...told.keys()], [...told.values()]]});
  isLooking = false;
  // what was told while the rows came is not told again
  return tell(rows.filter(({conversation, seq}) => Number(seq) > told.get(conversation)));
}
if (way === 'hints') {
  const own = String(process.pid);
  subscribe.on('message', (_, node) => node !== own && lookSoon());
  await subscribe.subscribe(channel);
}

let waiting = [];
let isWriting = false;
async function write() {
  isWriting = true;
  while (waiting.length > 0) {
    const batch = waiting;
    waiting = [];
    const column = (key) => batch.map(({message}) => message[key]);
    const content = column('content').map((one) => JSON.stringify(one));
    const values = [column('conversation'), column('id'), column('sender'), content, Date.now()];
    const {rows} = await writer.query({...store, values});
    rows.sort((a, b) => (a.conversation < b.conversation ? -1 : a.conversation > b.conversation ? 1 : a.seq - b.seq));
    tell(rows);
    if (way === 'hints') void publish.publish(channel, String(process.pid));
    for (const {acknowledge} of batch) acknowledge({ok: true, result: {}});
  }
  isWriting = false;
}

io.on('connection', (socket) => {
  const {user, rooms = []} = socket.handshake.auth;
  void socket.join(rooms);
  for (const room of rooms) if (!told.has(room)) told.set(room, 0);
  socket.emit('ev', {type: 'hello', user});
  socket.on('req', ({input}, acknowledge) => {
    waiting.push({message: {...input.ops[0].input, sender: user}, acknowledge});
    if (!isWriting) setImmediate(() => isWriting || void write());
  });
});

http.listen(0, '127.0.0.1', 4096, () => say({url: `http://127.0.0.1:${http.address().port}`}));
process.on('SIGTERM', () => process.exit(0));
