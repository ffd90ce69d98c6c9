import assert from 'node:assert/strict';
import {afterEach, test} from 'node:test';
import type {ChangesFrame, ServerFrame} from '@parlor/sdk/protocol';
import {Refusal} from '../src/domain/refusal.js';
import {type Client, startWorld, until, type World} from './live-server.js';

let world: World;
afterEach(() => world.close());

const changes = (seq: number, more: Partial<ChangesFrame> = {}): ServerFrame => ({
  type: 'changes',
  conversation: 'c_1',
  from: seq,
  to: seq,
  changes: [],
  ...more,
});

test('the hello says who, where and what, and a quiet reconnect stays under 1 KB (PWP-HELLO-001)', async () => {
  world = await startWorld();
  const client = await world.open('ann');
  let bytes = 0;
  client.socket.io.engine.on('packet', ({data}: {data?: string}) => (bytes += data?.length ?? 0));
  const hello = await client.hello();
  assert.equal(hello.user, 'ann');
  assert.equal(hello.proto, 1);
  assert.equal(hello.epoch, 'e1');
  assert.ok(hello.connection.length > 0 && client.socket.id?.startsWith(hello.connection));
  assert.equal(hello.serverTime, world.clock.now());
  assert.equal(hello.expiresAt, world.clock.now() + 15 * 60_000);
  assert.equal(hello.limits.frameBytes, 256 * 1024);
  assert.deepEqual(hello.sync, {rows: [], cursor: 'c1'});
  assert.equal(client.frames[0]?.type, 'hello');
  assert.ok(bytes > 0 && bytes < 1024, `${bytes} bytes`);
});

test('frames committed while the hello is read come behind it, in order, once (PWP-HELLO-003)', async () => {
  world = await startWorld();
  world.domain.duringHello = () => {
    world.domain.commit({to: ['ann'], frame: changes(1)});
    world.domain.commit({to: ['ann', 'ben'], frame: changes(2)});
  };
  const client = await world.connect('ann');
  world.domain.commit({to: ['ann'], frame: changes(3)});
  await client.settled();
  assert.deepEqual(
    client.frames.map((frame) => (frame.type === 'changes' ? frame.to : frame.type)),
    ['hello', 1, 2, 3],
  );
});

test('a request is answered by the domain with the actor of the token', async () => {
  world = await startWorld();
  world.domain.answer = () => ({unread: 3, mentions: 0, conversations: 1});
  const client = await world.connect('ann', {claims: {name: 'Ann'}});
  assert.deepEqual(await client.request('totals', {}), {ok: true, result: {unread: 3, mentions: 0, conversations: 1}});
  const [{actor}] = world.domain.asked as [(typeof world.domain.asked)[number]];
  const {issuedAt, ...rest} = actor;
  assert.deepEqual(rest, {user: 'ann', device: 'device-1', audience: 'parlor', claims: {name: 'Ann'}});
  assert.equal(issuedAt, Math.floor(world.clock.now() / 1000) * 1000);
});

test('a refusal of the domain is the answer, with its code and what to do', async () => {
  world = await startWorld();
  world.domain.answer = () => {
    throw new Refusal('NOT_A_MEMBER', 'c_1');
  };
  const client = await world.connect('ann');
  assert.deepEqual(await client.request('conversation.get', {conversation: 'c_1'}), {
    ok: false,
    code: 'NOT_A_MEMBER',
    retry: 'no',
    detail: 'c_1',
  });
});

test('an unknown operation, a name from the prototype, a missing and a misshapen body are answered', async () => {
  world = await startWorld();
  const client = await world.connect('ann');
  for (const op of ['rooms.join', '__proto__', 'constructor', 'toString']) {
    assert.equal(codeOf(await client.request(op)), 'UNKNOWN_OPERATION', op);
  }
  const emit = (...args: unknown[]) => client.socket.timeout(3_000).emitWithAck('req', ...args);
  for (const args of [
    [],
    ['totals'],
    [null],
    [[]],
    [{op: 5}],
    [{op: 'totals', user: 'ben'}],
    [{op: 'totals'}, {op: 'totals'}],
  ]) {
    assert.equal(codeOf(await emit(...args)), 'BAD_REQUEST', JSON.stringify(args));
  }
  assert.equal(world.domain.asked.length, 0);
});

test('frames reach every device of the user and the other user, and nobody else', async () => {
  world = await startWorld();
  const [phone, laptop, ben, cem] = [
    await world.connect('ann'),
    await world.connect('ann'),
    await world.connect('ben'),
    await world.connect('cem'),
  ];
  world.domain.commit({to: ['ann', 'ben', 'nobody-here'], frame: changes(1)});
  for (const client of [phone, laptop, ben]) assert.equal((await client.next('changes')).to, 1);
  await cem.settled();
  assert.deepEqual(
    cem.frames.map(({type}) => type),
    ['hello'],
  );
});

test('a client that only left the namespace loses the line as well', async () => {
  world = await startWorld();
  const client = await world.connect('ann');
  const lineClosed = new Promise((resolve) => client.socket.io.engine.on('close', resolve));
  client.socket.io.engine.write('1');
  await lineClosed;
});

test('a tick vouches with the cursor every 25 s, on live connections (PWP-SYNC-005)', async () => {
  world = await startWorld();
  const client = await world.connect('ann');
  world.clock.advance(24_999);
  await client.settled();
  assert.deepEqual(
    client.frames.map(({type}) => type),
    ['hello'],
  );
  world.clock.advance(1);
  assert.deepEqual(await client.next('tick'), {type: 'tick', cursor: 'tick-ann', frames: 0});
  world.clock.advance(25_000);
  await client.next('tick');
});

test('a tick says how many frames went before it on its connection: to all of a user, to it alone, held until the hello, other ticks (PWP-SYNC-012)', async () => {
  world = await startWorld();
  const [client, other] = [await world.connect('ann'), await world.connect('ann')];
  world.domain.commit(
    {to: ['ann'], frame: changes(1)},
    {to: ['bo'], frame: changes(2)},
    {to: ['ann'], frame: changes(3)},
  );
  await client.settled();
  world.clock.advance(25_000);
  const told = (await client.next('tick')).frames;
  assert.equal(told, client.frames.filter(({type}) => type !== 'hello').length - 1);
  assert.equal(told, 2);
  assert.equal((await other.next('tick')).frames, 2);
  world.clock.advance(25_000);
  await client.settled();
  assert.deepEqual(client.frames.at(-1), {type: 'tick', cursor: 'tick-ann', frames: 3});
});

test('a reader that does not read is told that it lags, again with every tick it does not get, and gets frames after a sync (PWP-SYNC-006, F32)', async () => {
  world = await startWorld();
  const client = await world.connect('ann');
  const line = lineOf(client);
  line.pause();
  const big = changes(1, {changes: [{type: 'message', message: message('x'.repeat(200_000))}]});
  for (let sent = 0; sent < 100; sent++) {
    world.domain.commit({to: ['ann'], frame: big});
    await new Promise((resolve) => setImmediate(resolve));
  }
  world.clock.advance(25_000);
  line.resume();
  await client.next('lag');
  await client.settled();
  const types = client.frames.map(({type}) => type);
  assert.deepEqual(types.slice(-2), ['lag', 'lag']);
  assert.equal(types.filter((type) => type === 'lag' || type === 'tick').length, 2);
  assert.ok(types.length < 100, `${types.length} frames came`);

  world.domain.answer = () => {
    world.domain.commit({to: ['ann'], frame: changes(7)});
    return {rows: [], cursor: 'c2'};
  };
  assert.equal((await client.request('sync', {cursor: 'c1'})).ok, true);
  await client.settled();
  assert.deepEqual(client.frames.at(-1), changes(7));
});

test('a connection that asks and never reads the answers is closed, before they fill the memory (S29)', async () => {
  world = await startWorld();
  world.domain.answer = () => ({text: 'x'.repeat(200_000)});
  const client = await world.connect('ann');
  lineOf(client).pause();
  for (let round = 0; round < 40; round++) {
    for (let times = 0; times < 5; times++) client.socket.emit('req', {op: 'ops.push', input: {}}, () => undefined);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(world.domain.asked.length < 150, `${world.domain.asked.length} requests were answered to nobody`);
  lineOf(client).resume();
  await client.closed;
});

test('when the token ends requests are refused, a frame says so, and the line closes 20 s later (PWP-AUTH-005, S07)', async () => {
  world = await startWorld();
  const client = await world.connect('ann');
  world.clock.advance(15 * 60_000 - 1);
  assert.equal((await client.request('totals', {})).ok, true);
  world.clock.advance(1);
  assert.deepEqual(await client.next('auth'), {type: 'auth', code: 'TOKEN_EXPIRED', closesInMs: 20_000});
  assert.deepEqual(await client.request('totals', {}), {ok: false, code: 'TOKEN_EXPIRED', retry: 'auth'});
  world.clock.advance(19_999);
  assert.equal(codeOf(await client.request('totals', {})), 'TOKEN_EXPIRED');
  world.clock.advance(1);
  assert.equal(await client.closed, 'io server disconnect');
});

test('a new token on the living line takes the place of the old one, before its end and after (PWP-AUTH-004)', async () => {
  world = await startWorld();
  const client = await world.connect('ann');
  world.clock.advance(14 * 60_000);
  const early = await client.request('auth.refresh', {token: await world.token('ann')});
  assert.deepEqual(early, {ok: true, result: {expiresAt: world.clock.now() + 15 * 60_000}});
  world.clock.advance(14 * 60_000);
  assert.equal((await client.request('totals', {})).ok, true);
  world.clock.advance(60_000);
  await client.next('auth');
  assert.equal((await client.request('auth.refresh', {token: await world.token('ann')})).ok, true);
  world.clock.advance(60_000);
  assert.equal((await client.request('totals', {})).ok, true);
});

test('the token of another user is refused and the line closes behind the answer (S06)', async () => {
  world = await startWorld();
  const client = await world.connect('ann');
  assert.deepEqual(await client.request('auth.refresh', {token: await world.token('ben')}), {
    ok: false,
    code: 'AUTH_USER_MISMATCH',
    retry: 'no',
  });
  await client.closed;
});

test('a refused new token leaves the old one in force; another audience is no renewal', async () => {
  world = await startWorld();
  const client = await world.connect('ann');
  const forged = await world.token('ann', {key: 'another secret, just as long as the first'});
  assert.equal(codeOf(await client.request('auth.refresh', {token: forged})), 'TOKEN_INVALID');
  assert.equal(
    codeOf(await client.request('auth.refresh', {token: await world.token('ann', {aud: 'parlor-bot'})})),
    'TOKEN_INVALID',
  );
  assert.equal((await client.request('totals', {})).ok, true);
});

test('typing reaches the others of the conversation, not oneself, and a disconnect ends it (PWP-EPH-002)', async () => {
  world = await startWorld();
  world.domain.people = ['ann', 'ben'];
  const [ann, ben, cem] = [await world.connect('ann'), await world.connect('ben'), await world.connect('cem')];
  ann.socket.emit('eph', {type: 'typing', conversation: 'c_1', on: true});
  assert.deepEqual(await ben.nextEphemeral(), {type: 'typing', conversation: 'c_1', user: 'ann', on: true});
  ann.socket.disconnect();
  assert.deepEqual(await ben.nextEphemeral(), {type: 'typing', conversation: 'c_1', user: 'ann', on: false});
  await cem.settled();
  assert.deepEqual([ann.ephemeral, cem.ephemeral], [[], []]);
});

test('typing that comes too often, is misshapen or is for a stranger is dropped (S21, S30)', async () => {
  world = await startWorld();
  world.domain.people = ['ann', 'ben'];
  const [ann, ben] = [await world.connect('ann'), await world.connect('ben')];
  for (const frame of [
    null,
    'typing',
    {type: 'presence'},
    {type: 'typing', conversation: 'c_1', on: true, user: 'ben'},
  ])
    ann.socket.emit('eph', frame);
  for (let times = 0; times < 50; times++) ann.socket.emit('eph', {type: 'typing', conversation: 'c_1', on: true});
  await ann.settled();
  await ben.settled();
  assert.equal(ben.ephemeral.length, 6);
  world.domain.typingAudience = () => Promise.reject(new Refusal('NOT_A_MEMBER'));
  world.clock.advance(10_000);
  ann.socket.emit('eph', {type: 'typing', conversation: 'c_2', on: true});
  await ann.settled();
  await ben.settled();
  assert.equal(ben.ephemeral.length, 6);
  assert.equal(codeOf(await ann.request('typing.set', {conversation: 'c_2', on: true})), 'NOT_A_MEMBER');
});

test('who watches learns of coming, idling, choosing and going; only of those they may see (S21, PWP-EPH-004)', async () => {
  world = await startWorld();
  world.domain.people = ['ben'];
  const ann = await world.connect('ann');
  const watched = await ann.request('presence.watch', {users: ['ben', 'stranger']});
  assert.deepEqual(watched, {
    ok: true,
    result: {presences: [{user: 'ben', state: 'offline'}], people: [{user: 'ben', name: 'ben', rev: 1}]},
  });

  const ben = await world.connect('ben');
  const stranger = await world.connect('stranger');
  assert.deepEqual(await ann.nextEphemeral(), presence('ben', 'online'));
  await ben.request('presence.set', {idle: true});
  assert.deepEqual(await ann.nextEphemeral(), presence('ben', 'away'));
  assert.deepEqual(await ben.request('presence.set', {chosen: 'dnd'}), {
    ok: true,
    result: {presence: {user: 'ben', state: 'dnd'}},
  });
  assert.deepEqual(await ann.nextEphemeral(), presence('ben', 'dnd'));

  ben.socket.disconnect();
  stranger.socket.disconnect();
  await until(() => {
    world.clock.advance(1_000);
    return world.domain.kept.get('ben')?.lastSeen !== 0;
  });
  const {lastSeen} = world.domain.kept.get('ben') ?? {};
  assert.deepEqual(await ann.nextEphemeral(), {type: 'presence', presence: {user: 'ben', state: 'offline', lastSeen}});
  await ann.settled();
  assert.deepEqual(
    ann.ephemeral.map((frame) => frame.type === 'presence' && frame.presence.user),
    ['ben', 'ben', 'ben', 'ben'],
  );
});

test('a profile that changes reaches its watchers and whom it was sent to, each once', async () => {
  world = await startWorld();
  world.domain.people = ['ben'];
  const clients = [];
  for (const user of ['ann', 'ben', 'cem', 'dana']) clients.push(await world.connect(user));
  const [ann, ben, , dana] = clients as [Client, Client, Client, Client];
  for (const client of [ann, dana]) await client.request('presence.watch', {users: ['ben']});
  const frame: ServerFrame = {type: 'profile', profile: {user: 'ben', name: 'Benjamin', rev: 2}};
  world.domain.commit({to: ['ben', 'dana'], frame});
  for (const client of [ann, ben, dana]) assert.deepEqual(await client.next('profile'), frame);
  for (const client of clients) await client.settled();
  const counts = clients.map(({frames}) => frames.filter(({type}) => type === 'profile').length);
  assert.deepEqual(counts, [1, 1, 0, 1]);
});

test('who was removed from the last shared conversation is watched no more, nor watches (S18)', async () => {
  world = await startWorld();
  world.domain.people = ['ann', 'ben'];
  const [ann, ben] = [await world.connect('ann'), await world.connect('ben')];
  await ann.request('presence.watch', {users: ['ben']});
  await ben.request('presence.watch', {users: ['ann']});
  world.domain.people = [];
  const member = {user: 'ben', state: 'removed', role: 'member', rev: 5} as const;
  world.domain.commit({to: ['ann', 'ben'], frame: changes(5, {changes: [{type: 'member', member}]})});
  await Promise.all([ann.next('changes'), ben.next('changes')]);
  await ben.request('presence.set', {chosen: 'dnd'});
  await ann.request('presence.set', {chosen: 'away'});
  await Promise.all([ann.settled(), ben.settled()]);
  assert.deepEqual([ann.ephemeral, ben.ephemeral], [[], []]);
});

test('who is asked for while a block is looked at is watched all the same (PWP-BLOCK-003, PWP-EPH-004)', async () => {
  world = await startWorld();
  world.domain.people = ['ben', 'cem'];
  const [ann, cem] = [await world.connect('ann'), await world.connect('cem')];
  await ann.request('presence.watch', {users: ['ben']});
  const {visiblePeople} = world.domain;
  let go = (): void => undefined;
  const isHeld = new Promise<void>((held) => {
    world.domain.visiblePeople = async (...asked) => {
      world.domain.visiblePeople = visiblePeople;
      held();
      await new Promise<void>((resolve) => (go = resolve));
      return (await visiblePeople(...asked)).filter(({user}) => user !== 'ben');
    };
  });
  world.domain.apartFrom = ['ben'];
  world.domain.commit({to: ['ann'], frame: {type: 'profile', profile: {user: 'ann', name: 'ann', rev: 2}}});
  await isHeld;
  await ann.request('presence.watch', {users: ['cem']});
  go();
  await ann.settled();
  await cem.request('presence.set', {chosen: 'dnd'});
  await until(() => ann.ephemeral.some((frame) => frame.type === 'presence' && frame.presence.state === 'dnd'));
});

test('polling works as well, for networks that cut sockets', async () => {
  world = await startWorld();
  const client = await world.connect('ann', {transports: ['polling']});
  assert.equal((await client.request('totals', {})).ok, true);
});

const codeOf = (reply: unknown): unknown => (reply as {code?: unknown}).code;
const presence = (user: string, state: string) => ({type: 'presence', presence: {user, state}});
const message = (text: string) => ({
  id: 'm'.repeat(21),
  seq: 1,
  rev: 1,
  sender: 'ben',
  ts: 1,
  content: {kind: 'text', text},
});

type Line = {pause(): void; resume(): void};

/** Below the parser: reading stops here as in a frozen tab. The system's own buffers take a few megabytes before it shows. */
const lineOf = (client: Client): Line => (client.socket.io.engine as unknown as {transport: {ws: Line}}).transport.ws;
