import assert from 'node:assert/strict';
import {Socket} from 'node:net';
import {afterEach, mock, test} from 'node:test';
import type {ServerFrame} from '@parlor/sdk/protocol';
import {startWorld, until, type World} from './live-server.js';

let world: World;
afterEach(async () => {
  mock.restoreAll();
  await world.close();
});

const tick = (at: number): ServerFrame => ({type: 'tick', cursor: `c${at}`});

test('frames of one turn come in order and take one system call, however many they are', async () => {
  world = await startWorld();
  const client = await world.connect('ann');
  const calls: number[] = [];
  // not in the types, but of every stream: the call that hands over all chunks at once
  const line = Socket.prototype as unknown as {_writev(chunks: unknown[], done: unknown): void};
  const {_writev} = line;
  mock.method(line, '_writev', function (this: Socket, chunks: unknown[], done: unknown) {
    calls.push(chunks.length);
    _writev.call(this, chunks, done);
  });
  world.domain.commit(...Array.from({length: 20}, (_, at) => ({to: ['ann'], frame: tick(at)})));
  await until(() => client.frames.length === 21);
  assert.deepEqual(
    client.frames.slice(1),
    Array.from({length: 20}, (_, at) => tick(at)),
  );
  // each is a head and a body
  assert.deepEqual(calls, [40]);
});
