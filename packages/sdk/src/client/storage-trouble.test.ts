import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, only, opened, texts, type World} from '../../test/chats.js';
import {ChatError} from '../core/failure.js';
import {memoryStorage} from '../storage/memory.js';
import type {Storage} from '../storage/storage.js';

/** A storage that refuses while it is broken. */
function fragile(): Storage & {isBroken: boolean} {
  const whole = memoryStorage();
  const broken = {isBroken: false};
  return new Proxy(whole, {
    get(target, name: keyof Storage | 'isBroken') {
      if (name === 'isBroken') return broken.isBroken;
      const method = target[name];
      if (typeof method !== 'function' || name === 'state' || name === 'close') return method;
      return (...given: unknown[]) =>
        broken.isBroken
          ? Promise.reject(new ChatError('STORAGE_UNAVAILABLE'))
          : (method as (...given: unknown[]) => unknown)(...given);
    },
    set(_, name, value) {
      if (name === 'isBroken') broken.isBroken = value as boolean;
      return true;
    },
  }) as Storage & {isBroken: boolean};
}

async function pair(world: World): Promise<{ann: Device; bo: Device; id: string; storage: ReturnType<typeof fragile>}> {
  const storage = fragile();
  const ann = world.device('ann', {on: storage});
  const bo = world.device('bo');
  await world.online(ann, bo);
  const {id} = await world.wait(ann.chat.createGroup({title: 'Room', members: ['bo']}));
  await world.until(() => !!bo.chat.conversation(id).state.get(), 'bo knows it');
  return {ann, bo, id, storage};
}

test(
  'a message that cannot be stored is shown, reported and sent all the same (F06)',
  inWorld(async (world) => {
    const {ann, bo, id, storage} = await pair(world);
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    storage.isBroken = true;
    const {id: message} = hers.send('no room on the disk');
    await world.until(() => texts(his).includes('no room on the disk'), 'bo has it');
    assert.equal(ann.errors[0]?.code, 'STORAGE_UNAVAILABLE');
    await world.until(() => ann.chat.outbox.get().length === 0, 'settled');
    assert.equal(only(hers, message).delivery?.is, 'sent');
    only(his, message);
  }),
);

test(
  'what could not be stored is stored when the storage works again, and sent once (F06, F11)',
  inWorld(async (world) => {
    const {ann, bo, id, storage} = await pair(world);
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    ann.line.isDown = true;
    ann.line.cut();
    storage.isBroken = true;
    const first = hers.send('first');
    await world.wait(first.queued);
    assert.equal((await memoryOutbox(storage)).length, 0);
    storage.isBroken = false;
    const second = hers.send('second');
    await world.wait(second.queued);
    assert.deepEqual(
      (await memoryOutbox(storage)).map((row) => row.message),
      [first.id, second.id],
    );
    ann.line.isDown = false;
    await world.until(() => texts(his).at(-1) === 'second', 'bo has both');
    assert.deepEqual(texts(his).slice(-2), ['first', 'second']);
    only(his, first.id);
  }),
);

test(
  'while nothing can be stored no cursor is kept, so nothing is missing after a reload (I10)',
  inWorld(async (world) => {
    const {ann, bo, id, storage} = await pair(world);
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    await world.pass(30_000);
    storage.isBroken = true;
    await world.wait(his.send('lost on the disk').sent);
    await world.until(() => texts(hers).includes('lost on the disk'), 'shown');
    storage.isBroken = false;
    await world.pass(60_000);
    await world.kill(ann);
    const again = world.device('ann', {on: storage});
    const now = await opened(world, again, id);
    await world.until(() => texts(now).includes('lost on the disk'), 'fetched again');
  }),
);

const memoryOutbox = async (storage: Storage & {isBroken: boolean}) => {
  const was = storage.isBroken;
  storage.isBroken = false;
  const rows = await storage.outbox();
  storage.isBroken = was;
  return rows;
};
