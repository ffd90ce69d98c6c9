/** Rules that bind a client, seen from where its words leave it. */
import assert from 'node:assert/strict';
import {createServer, type IncomingMessage} from 'node:http';
import type {AddressInfo} from 'node:net';
import {test} from 'node:test';
import {systemClock} from '../src/base/clock.js';
import {memoryStorage} from '../src/storage/memory.js';
import type {OutboxRow} from '../src/storage/storage.js';
import {httpTransport} from '../src/transport/http.js';
import {socketTransport} from '../src/transport/socket.js';
import {type Device, inWorld, opened} from './chats.js';

test(
  'a write leaves only when it is stored on the device, marked as attempted (PWP-SEND-002)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann] = devices as [Device];
    const hers = await opened(world, ann, id);
    const left: {ops: string[]; stored: Promise<readonly OutboxRow[]>}[] = [];
    ann.line.breaks = (op, input) => {
      const ops = op === 'ops.push' ? (input as {ops: {opId: string}[]}).ops.map(({opId}) => opId) : [];
      if (ops.length) left.push({ops, stored: ann.storage.outbox()});
      return false;
    };
    const first = hers.send('one');
    const second = hers.send('two');
    await world.wait(Promise.all([first.sent, second.sent]));
    await world.wait(hers.react(first.id, '👍', true));
    await world.wait(ann.chat.outbox.drained());
    assert.ok(left.length >= 2);
    for (const {ops, stored} of left) {
      const attempted = (await stored).filter((row) => row.attempted).map(({opId}) => opId);
      assert.deepEqual(
        ops.filter((opId) => !attempted.includes(opId)),
        [],
      );
    }
  }),
);

test(
  'a message is told as delivered when it is stored on the device, not before (PWP-REG-004)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    await opened(world, bo, id);
    await world.pass(5_000);
    const told: {delivered: number; newest: Promise<number | undefined>}[] = [];
    bo.line.breaks = (op, input) => {
      const {delivered} = input as {delivered?: number};
      const newest = (): Promise<number | undefined> =>
        bo.storage.messages(id, {from: 1, to: 1_000}).then((messages) => messages.at(-1)?.seq);
      if (op === 'own.set' && delivered) told.push({delivered, newest: newest()});
      return false;
    };
    await world.wait(hers.send('one').sent);
    await world.wait(hers.send('two').sent);
    await world.pass(5_000);
    assert.ok(told.length > 0);
    for (const {delivered, newest} of told) assert.ok(((await newest) ?? 0) >= delivered, `${delivered} is stored`);
  }),
);

test(
  'a device is one for as long as its storage lasts, and another with a new one (PWP-ID-002)',
  inWorld(async (world) => {
    const hellos: string[] = [];
    const listening = () => {
      const line = world.server.line();
      const {transport} = line;
      const connect: typeof transport.connect = (hello, events) => {
        hellos.push(hello.device);
        return transport.connect(hello, events);
      };
      return Object.defineProperty(line, 'transport', {value: {...transport, connect}});
    };
    const storage = memoryStorage();
    for (const on of [storage, storage, memoryStorage()]) {
      const device = world.device('ann', {on, line: listening()});
      await world.until(() => device.chat.connection.get().is === 'online', 'online');
      await world.kill(device);
    }
    assert.match(hellos[0] as string, /^[\w-]{1,32}$/);
    assert.equal(hellos[1], hellos[0]);
    assert.notEqual(hellos[2], hellos[0]);
  }),
);

test('the token is in no address, over no transport (PWP-HELLO-002)', async () => {
  const seen: {url: string; authorization: string | undefined}[] = [];
  const see = ({url = '', headers}: IncomingMessage): unknown => seen.push({url, authorization: headers.authorization});
  const server = createServer((request, response) => {
    see(request);
    response.writeHead(503).end();
  });
  server.on('upgrade', (request, socket) => {
    see(request);
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const token = 'a-token-that-nobody-else-may-read';
  const over: number[] = [];
  for (const transport of [
    httpTransport({url, clock: systemClock}),
    socketTransport({url, clock: systemClock, report: () => undefined}),
  ]) {
    await new Promise((resolve) =>
      transport.connect({token, device: 'd', cursor: 'c'}, {frame: resolve, ephemeral: resolve, closed: resolve}),
    );
    over.push(seen.length);
  }
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  const [http = 0, both = 0] = over;
  assert.ok(http > 0 && both > http, 'both have asked');
  assert.deepEqual(
    seen.filter(({url: address}) => decodeURIComponent(address).includes(token)),
    [],
  );
  assert.equal(seen[0]?.authorization, `Bearer ${token}`);
});
