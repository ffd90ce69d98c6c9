import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {systemClock} from '../src/base/clock.js';
import type {Timeline} from '../src/client/api.js';
import {startChat} from '../src/client/chat.js';
import {surroundingsOf} from '../src/client/options.js';
import {ChatError} from '../src/core/failure.js';
import type {ServerFrame} from '../src/protocol/index.js';
import {operations} from '../src/protocol/index.js';
import {form, httpTransport, routes} from '../src/transport/http.js';
import {preferSocket} from '../src/transport/prefer-socket.js';
import {socketTransport} from '../src/transport/socket.js';
import type {Transport} from '../src/transport/transport.js';
import {first, type Live, live} from './live.js';

let world: Live;
before(async () => {
  world = await live();
});
after(() => world.end());

for (const transport of ['socket', 'http'] as const) {
  test(`over ${transport}: two bots make a group, write, react, read, and see each other's marks`, async () => {
    const ann = world.chat(`ann-${transport}`, {transport});
    const bo = world.chat(`bo-${transport}`, {transport});
    await Promise.all(
      [ann, bo].map(({connection, user}) => first(connection, ({is}) => is === 'online', `${user} online`)),
    );
    const group = await ann.createGroup({title: 'Room', members: [bo.user]});
    const his = bo.conversation(group.id);
    await first(his.state, (state) => state?.title === 'Room', 'bo sees the group');
    group.open();
    his.open();
    const message = await group.send({text: 'hello bo', ranges: [{type: 'bold', start: 0, end: 5}]}).sent;
    const {messages} = await first(
      his.timeline,
      (timeline) => timeline.messages.some(({id}) => id === message.id),
      'bo has it',
    );
    assert.deepEqual(messages.find(({id}) => id === message.id)?.content.ranges, [{type: 'bold', start: 0, end: 5}]);
    await his.react(message.id, '👍', true);
    await first(
      group.timeline,
      (timeline) => timeline.messages.some(({reactions}) => reactions[0]?.users[0] === bo.user),
      'the thumb',
    );
    his.markRead(message.seq as number);
    await first(his.state, (state) => state?.unread === 0, 'read');
    await first(bo.outbox, (rows) => rows.some(({op}) => op === 'own.set'), 'the mark is on its way');
    await bo.outbox.drained();
    assert.deepEqual(await group.receipts(message.id), {read: [bo.user], delivered: [bo.user]});
    if (transport === 'socket') {
      await first(
        group.timeline,
        (timeline) => timeline.messages.find(({id}) => id === message.id)?.delivery?.is === 'read',
        'the mark',
      );
      his.setTyping(true);
      await first(group.typing, (users) => users.includes(bo.user), 'typing');
      const presence = ann.people.person(bo.user);
      ann.people.watch([bo.user]);
      await first(presence, (person) => person.presence === 'online' && person.name === bo.user, 'presence');
    }
    const direct = await bo.direct(ann.user);
    assert.equal((await ann.direct(bo.user)).id, direct.id);
    assert.deepEqual([...ann.errors, ...bo.errors], []);
  });
}

/** A chat whose code for sockets comes by `load`; the connection is made without it at once. */
function chatLoading(user: string, load: () => Promise<Transport>) {
  const errors: ChatError[] = [];
  const clock = {...systemClock, after: (_ms: number, run: () => void) => systemClock.after(20, run)};
  const http = httpTransport({url: world.url, clock: systemClock});
  let polls = 0;
  const counted: Transport = {
    connect(...given) {
      polls++;
      return http.connect(...given);
    },
  };
  const report = (error: ChatError): void => void errors.push(error);
  const options = {url: world.url, user, name: `loading-${user}`, getToken: () => world.token(user)};
  const {ready} = preferSocket({socket: load, http: async () => counted, clock, report});
  const chat = startChat(options, {...surroundingsOf(options), transport: ready, onError: report});
  return {chat, errors, polls: () => polls};
}
const socket = (): Transport => socketTransport({url: world.url, clock: systemClock, report: () => undefined});

test('where the code for sockets does not load, messages go over HTTP, and it is asked for at each attempt', async () => {
  let asked = 0;
  const {chat, errors, polls} = chatLoading('lee', () => {
    asked++;
    return Promise.reject(new TypeError('Failed to fetch dynamically imported module'));
  });
  const mia = world.chat('mia');
  await first(chat.connection, ({is}) => is === 'online', 'online');
  const group = await chat.createGroup({title: 'Room', members: ['mia']});
  const hers = mia.conversation(group.id);
  await first(hers.state, (state) => state?.title === 'Room', 'mia sees the group');
  hers.open();
  group.open();
  await group.send('without a socket').sent;
  const hasText = (text: string) => (timeline: Timeline) =>
    timeline.messages.some(({content}) => content.text === text);
  await first(hers.timeline, hasText('without a socket'), 'mia has it');
  await hers.send('an answer').sent;
  await first(group.timeline, hasText('an answer'), 'the answer');
  assert.equal(polls(), 1);
  chat.disconnect();
  chat.connect();
  await first(chat.connection, ({is}) => is === 'online', 'online again');
  assert.equal(asked, 2);
  assert.equal(polls(), 2);
  // told once, however often it is tried
  assert.deepEqual(
    errors.map(({detail}) => detail),
    ['the socket code could not be loaded'],
  );
  await chat.close();
});

test('where no code for a connection loads, each attempt asks again, and the first that gets it is online (I14)', async () => {
  let tries = 0;
  const {ready} = preferSocket({
    socket: () => Promise.reject(new TypeError('Failed to fetch dynamically imported module')),
    http: async () => {
      if (++tries < 3) throw new TypeError('Failed to fetch dynamically imported module');
      return httpTransport({url: world.url, clock: systemClock});
    },
    clock: {...systemClock, after: (_, run) => systemClock.after(0, run)},
    report: () => undefined,
  });
  const options = {url: world.url, user: 'oda', name: 'no-code', getToken: () => world.token('oda')};
  const chat = startChat(options, {...surroundingsOf(options), transport: ready});
  await first(chat.connection, ({is}) => is === 'waiting', 'the first attempt failed');
  await first(chat.connection, ({is}) => is === 'online', 'a later one did not');
  assert.equal(tries, 3);
  await chat.close();
});

test('code for sockets that comes late is taken at once, and whoever looks stays online (PWP-HELLO-008)', async () => {
  const code = deferred<Transport>();
  const connected = deferred<void>();
  const {chat, errors, polls} = chatLoading('nor', () => code.promise);
  await first(chat.connection, ({is}) => is === 'online', 'online without it');
  assert.equal(polls(), 1);
  const group = await chat.createGroup({title: 'Room', members: []});
  const seen = new Set<string>();
  chat.connection.subscribe(({is}) => seen.add(is));
  const real = socket();
  code.resolve({
    connect(hello, events) {
      const frame: typeof events.frame = (one) => {
        events.frame(one);
        if (one.type === 'hello') connected.resolve();
      };
      return real.connect(hello, {...events, frame});
    },
  });
  await connected.promise;
  group.open();
  await group.send('over the socket').sent;
  assert.equal(polls(), 1);
  assert.deepEqual([...seen], ['online']);
  assert.deepEqual(errors, []);
  await chat.close();
});

test('a server that went away is found again, and what was written meanwhile arrives', async () => {
  const own = await live();
  const {port} = new URL(own.url);
  const ann = own.chat('ann');
  await first(ann.connection, ({is}) => is === 'online', 'online');
  const group = await ann.createGroup({title: 'Room', members: []});
  await own.server.close({windowMs: 0});
  await first(ann.connection, ({is}) => is !== 'online', 'gone');
  const {sent} = group.send('written while it was away');
  const again = await live(Number(port));
  // another database: the group is unknown there, which is an answer too
  await assert.rejects(sent, (error: ChatError) => error.code === 'NOT_FOUND');
  await ann.close();
  await again.end();
});

test('a refused token reaches the app with its code', async () => {
  const chat = world.chat('eve', {getToken: () => 'not a token'});
  const {code} = await first(chat.connection, ({is}) => is === 'auth-required', 'auth-required');
  assert.equal(code, 'TOKEN_INVALID');
});

test('the socket transport refuses while it is not connected, and after it was closed: nothing waits in a buffer (PWP-FRAME-001, PWP-CONNECT-001, D1)', async () => {
  const transport = socketTransport({url: world.url, clock: systemClock, report: () => undefined});
  const frames: ServerFrame[] = [];
  const opened = deferred<void>();
  const closed = deferred<ChatError | undefined>();
  const connection = transport.connect(
    {token: await world.token('cem'), device: 'd1'},
    {
      frame: (frame) => {
        frames.push(frame);
        opened.resolve();
      },
      ephemeral: () => undefined,
      closed: closed.resolve,
    },
  );
  await assert.rejects(connection.request('totals', {}), (error: ChatError) => error.code === 'OFFLINE');
  await opened.promise;
  assert.equal(frames[0]?.type, 'hello');
  assert.deepEqual(await connection.request('totals', {}), {unread: 0, mentions: 0, conversations: 0});
  await assert.rejects(
    connection.request('conversation.get', {conversation: 'c_none'}),
    (error) => error instanceof ChatError && error.code === 'NOT_FOUND',
  );
  connection.close();
  assert.equal(await closed.promise, undefined);
  await assert.rejects(connection.request('totals', {}), (error: ChatError) => error.code === 'OFFLINE');
});

test('the HTTP transport knows the REST form of all that is not sent by ops.push, as the table has it (PWP-REST-001)', () => {
  // push but for its end, and what a bot says of itself, have requests of their own
  const isAsked = (name: string): boolean =>
    name === 'push.unsubscribe' || !(name.startsWith('push.') || name === 'commands.set');
  const asked = Object.entries(operations).filter(
    ([name, {durable, who}]) => who !== 'host' && isAsked(name) && (!durable || name === 'own.set'),
  );
  assert.deepEqual(
    routes,
    Object.fromEntries(asked.map(([name, {rest}]) => [name, `${rest[0]?.method} ${rest[0]?.path}`])),
  );
  assert.deepEqual(form('reaction.list', {conversation: 'a/b', id: 'm', key: 'a b', after: undefined}), {
    method: 'GET',
    address: '/conversations/a%2Fb/messages/m/reactions?key=a+b',
  });
  assert.deepEqual(form('own.set', {conversation: 'c_1', delivered: 3}), {
    method: 'PUT',
    address: '/conversations/c_1/me',
    body: '{"delivered":3}',
  });
});

test('an HTTP server that answers with pages instead of JSON is no server (F35)', async () => {
  const {createServer} = await import('node:http');
  const portal = createServer((_, response) => response.end('<h1>Please log in</h1>'));
  await new Promise<void>((resolve) => portal.listen(0, '127.0.0.1', resolve));
  const {port} = portal.address() as {port: number};
  const url = `http://127.0.0.1:${port}`;
  for (const transport of [
    httpTransport({url, clock: systemClock}),
    socketTransport({url, clock: systemClock, report: () => undefined}),
  ]) {
    const error = await new Promise<ChatError | undefined>((resolve) => {
      transport.connect(
        {token: 't', device: 'd'},
        {frame: () => undefined, ephemeral: () => undefined, closed: resolve},
      );
    });
    assert.equal(error?.retry, 'after');
  }
  portal.closeAllConnections();
  await new Promise((resolve) => portal.close(resolve));
});

function deferred<Value>(): {promise: Promise<Value>; resolve: (value: Value) => void} {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((done) => {
    resolve = done;
  });
  return {promise, resolve};
}
