import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import type {InboxRow, Message} from '@parlor/sdk/protocol';
import {crew} from './kit/crew.js';
import {device} from './kit/device.js';
import {judge, readStored} from './kit/judge.js';
import {rest} from './kit/rooms.js';
import {SmallDisk, whyNoSmallDisk} from './kit/small-disk.js';
import {startServer} from './server.js';
import {until} from './until.js';

const skip = whyNoSmallDisk() ?? false;

test('a full disk: reads live, writes wait with STORAGE_FULL, readiness is off, nothing answered is lost; with room again all goes on by itself (F49, I1, I2, I14)', {
  skip,
}, async (t) => {
  using disk = new SmallDisk();
  await using server = await startServer({page: 'none', database: disk.database, through: disk.through});
  const writers = await crew(server, () => disk.copy(server.pid));
  const [room = ''] = writers.rooms;
  const ready = async (): Promise<number> => (await fetch(`${server.url}/readyz`)).status;
  const head = async (): Promise<number> =>
    (await rest<{row: InboxRow}>(server, 'ann', ['GET', `/conversations/${room}`])).row.seq;
  assert.equal(await ready(), 200);
  writers.start();
  await writers.answered(100);

  disk.fill(server.pid);
  const full = await until(
    () => writers.delays().find(({code}) => code === 'STORAGE_FULL'),
    (delay) => delay !== undefined,
    'a write is refused because the disk is full',
  );
  assert.ok((full?.retryAfterMs ?? 0) > 0, 'it says when to come again');
  await until(ready, (status) => status === 503, 'the server is not ready');

  // what reads is not in the way of what cannot write: pages, syncs, connections of people known and new
  const before = await head();
  const page = await rest<{messages: Message[]}>(server, 'ben', ['GET', `/conversations/${room}/messages`]);
  assert.ok(page.messages.length > 0);
  await rest(server, 'cem', ['GET', '/sync']);
  using reader = device(server, server.url, 'dana', room);
  await until(reader.texts, (texts) => texts.length > 0, 'a device that connects now reads');
  const text = 'written while the disk was full';
  const queued = reader.chat.send(room, text);
  let isSent = false;
  void queued.sent.then(() => {
    isSent = true;
  });
  await pause(500);
  assert.equal(await head(), before, 'nothing was written');
  assert.equal(isSent, false);
  const answered = writers.intents().filter(({rev}) => rev !== undefined).length;

  disk.free(server.pid);
  await until(ready, (status) => status === 200, 'the server is ready again');
  const {id, rev} = await queued.sent;
  await writers.answered(50);
  await writers.finish();
  writers.stop();
  reader.chat.disconnect();

  const stored = readStored(disk.copy(server.pid));
  const intent = {op: 'message.send' as const, opId: '', message: id, text, rev, attempts: 1, wasUnanswered: false};
  const kept = {user: 'dana', conversation: room, intents: [intent]};
  assert.deepEqual(judge([...writers.lanes, kept], stored, writers.before), []);
  assert.deepEqual(writers.complaints(), []);
  t.diagnostic(
    `${answered} writes answered before, ${writers.intents().length - answered} after, ` +
      `${writers.delays().filter(({code}) => code === 'STORAGE_FULL').length} refusals with STORAGE_FULL, 0 lost, 0 twice`,
  );
});
