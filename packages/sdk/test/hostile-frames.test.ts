/**
 * Frames of every wrong shape, made from the schemas themselves, against the client: nothing throws out of it, nothing that is
 * malformed changes what is seen, and the chat goes on. `FUZZ=<seed>` runs another series.
 */
import assert from 'node:assert/strict';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {test} from 'node:test';
import fc from 'fast-check';
import {Server} from 'socket.io';
import * as v from 'valibot';
import type {ChatError} from '../src/core/failure.js';
import * as protocol from '../src/protocol/index.js';
import {EphemeralFrame, type Reply, ServerFrame} from '../src/protocol/index.js';
import {checkEphemeral, checkFrame} from '../src/transport/check.js';
import {isReply} from '../src/transport/reply.js';
import {socketTransport} from '../src/transport/socket.js';
import {type Device, inWorld, opened, texts} from './chats.js';
import {FakeClock} from './fake-clock.js';
import {fitting, isPolluted, type Known, rubbish, spoilt} from './rubbish.js';
import {messageId} from './world.js';

const seed = Number(process.env['FUZZ'] ?? 1);

function known(conversations: readonly string[]): Known {
  const {ConversationId, MessageId, UserId, Epoch, Cursor, DeviceId} = protocol as unknown as Record<string, object>;
  return new Map<unknown, fc.Arbitrary<unknown>>([
    [ConversationId, fc.constantFrom(...conversations)],
    [MessageId, fc.nat({max: 9}).map(messageId)],
    [UserId, fc.constantFrom('ann', 'bo', 'cem')],
    [Epoch, fc.constant('e')],
    [Cursor, fc.constant('c')],
    [DeviceId, fc.constant('d')],
  ]);
}

test('the check of a frame never throws, lets through what the schema takes, and knows what is none (F89, S27)', () => {
  const fit = fitting(ServerFrame, known(['c_1']));
  fc.assert(
    fc.property(fit, (frame) => {
      if (v.is(ServerFrame, frame)) assert.equal(checkFrame(frame), frame);
    }),
    {seed, numRuns: 1_000},
  );
  fc.assert(
    fc.property(spoilt(fit), spoilt(fitting(EphemeralFrame, known(['c_1']))), rubbish, (frame, ephemeral, answer) => {
      for (const [value, verdict] of [
        [frame, checkFrame(frame)],
        [ephemeral, checkEphemeral(ephemeral)],
      ])
        assert.ok(verdict === value || verdict === 'unknown' || verdict === 'malformed');
      assert.equal(typeof isReply(answer), 'boolean');
    }),
    {seed, numRuns: 3_000},
  );
  assert.ok(!isPolluted());
});

test(
  'frames that the schema would refuse throw nowhere, whatever of them passes the check, and the rest of the chat goes on (F89, I4)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    await world.wait(his.send('before').sent);
    await world.until(() => texts(hers).includes('before'), 'shown');
    const seen: unknown[] = [];
    hers.timeline.subscribe((now) => seen.push(now.messages.length));
    hers.members.subscribe((now) => seen.push(now.length));
    ann.chat.inbox.list().subscribe((now) => seen.push(now.conversations.length));
    const frames = fc.sample(spoilt(fitting(ServerFrame, known([id, 'c_elsewhere']))), {seed, numRuns: 400});
    let passed = 0;
    for (const frame of frames) {
      if (v.is(ServerFrame, frame)) continue;
      const before = JSON.stringify([hers.timeline.get(), ann.chat.inbox.list().get(), hers.members.get()]);
      const checked = checkFrame(frame);
      if (typeof checked === 'string') continue;
      // these end a session; they are the server's to say
      if (['hello', 'session', 'auth', 'draining', 'lag'].includes(checked.type)) continue;
      passed++;
      ann.line.inject(checked);
      await world.pass(1);
      JSON.stringify([before, hers.timeline.get(), ann.chat.inbox.list().get(), hers.members.get()]);
    }
    assert.ok(passed > 5, `${passed} passed`);
    assert.ok(!isPolluted());
    assert.ok(
      ann.errors.every(({code}) => code === 'SCHEMA' || code === 'NOT_FOUND'),
      String(ann.errors),
    );
    // what a frame said of that room may be a lie, but it is the only one that suffers
    const other = (await world.wait(ann.chat.createGroup({title: 'Other', members: ['bo']}))).id;
    const [here, there] = [await opened(world, ann, other), await opened(world, bo, other)];
    await world.wait(here.send('still here').sent);
    await world.wait(there.send('and I').sent);
    await world.until(() => texts(here).includes('and I') && texts(there).includes('still here'), 'it goes on');
  }),
);

test('a server that sends rubbish over a real socket: it is reported, dropped, and the line lives (F89, S25)', async () => {
  const http = createServer();
  const io = new Server(http);
  const hello = {
    ...{type: 'hello', connection: '1', user: 'ann', proto: 1, features: [], epoch: 'e', serverTime: 1},
    ...{heartbeatMs: 0, expiresAt: 9e12, limits: {}, sync: {rows: [], cursor: 'c'}},
  };
  const bad = fc
    .sample(spoilt(fitting(ServerFrame, known(['c_1']))), {seed, numRuns: 200})
    .map((value) => JSON.parse(JSON.stringify(value ?? null)) as unknown)
    .filter((value) => typeof checkFrame(value) === 'string');
  io.on('connection', (socket) => {
    socket.emit('ev', hello);
    for (const value of bad) {
      socket.emit('ev', value);
      socket.emit('eph', value);
    }
    socket.emit('ev');
    socket.emit('ev', 'one', 'two');
    socket.emit('nobody knows', {});
    socket.on('req', (request: {op: string}, answer: (...given: unknown[]) => void) => {
      if (request.op === 'totals')
        return answer({ok: true, result: {unread: 1, mentions: 0, conversations: 1}} satisfies Reply);
      const value = bad[Number(request.op)];
      return answer(isReply(value) ? null : value, 'too much');
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const errors: ChatError[] = [];
  const frames: ServerFrame[] = [];
  let closed = false;
  let greeted: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (greeted = resolve));
  const clock = new FakeClock();
  const connection = socketTransport({url, clock, report: (error) => errors.push(error)}).connect(
    {token: 't', device: 'd'},
    {
      frame(frame) {
        frames.push(frame);
        greeted();
      },
      ephemeral: () => assert.fail('none of them is one'),
      closed() {
        closed = true;
      },
    },
  );
  try {
    await ready;
    // an answer comes behind what was sent before it
    assert.deepEqual(await connection.request('totals', {}), {unread: 1, mentions: 0, conversations: 1});
    assert.deepEqual(frames, [hello]);
    assert.ok(errors.length > 0 && errors.every(({code}) => code === 'SCHEMA'));
    for (const index of [0, 1, 2, 3, 4])
      await assert.rejects(connection.request(String(index) as 'totals', {}), {code: 'INTERNAL', retry: 'after'});
    assert.equal(closed, false);
  } finally {
    connection.close();
    await io.close();
  }
});

test('a line on which nothing was heard for two and a half heartbeats is given up, whatever it says of itself (F16, F34, PWP-CONNECT-002)', async () => {
  const http = createServer();
  const io = new Server(http);
  let say: (frame: unknown) => void = () => undefined;
  io.on('connection', (socket) => {
    say = (frame) => socket.emit('ev', frame);
    socket.on('req', (_: unknown, answer: (reply: Reply) => void) => answer({ok: true, result: {}}));
    say({
      ...{type: 'hello', connection: '1', user: 'ann', proto: 1, features: [], epoch: 'e', serverTime: 1},
      ...{heartbeatMs: 25_000, expiresAt: 9e12, limits: {}, sync: {rows: [], cursor: 'c'}},
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const clock = new FakeClock();
  let heard: () => void = () => undefined;
  let error: ChatError | undefined;
  const next = (): Promise<void> => new Promise((resolve) => (heard = resolve));
  const greeted = next();
  const connection = socketTransport({url, clock, report: () => undefined}).connect(
    {token: 't', device: 'd'},
    {
      frame: () => heard(),
      ephemeral: () => undefined,
      closed(given) {
        error = given;
      },
    },
  );
  try {
    await greeted;
    await clock.advance(50_000);
    const ticked = next();
    say({type: 'tick', cursor: 'c'});
    await ticked;
    await clock.advance(62_000);
    assert.equal(error, undefined, 'a word of the server keeps it');
    // eight hours asleep: the clock that never jumps went on, and nothing was heard
    await clock.advance(8 * 3_600_000);
    assert.equal((error as ChatError | undefined)?.code, 'TIMEOUT');
    await assert.rejects(connection.request('totals', {}), {code: 'OFFLINE'});
  } finally {
    connection.close();
    await io.close();
  }
});
