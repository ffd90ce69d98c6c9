import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, only, opened, texts, type World} from '../../test/chats.js';
import {fragile} from '../../test/fragile.js';
import type {Storage} from '../storage/storage.js';

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

test(
  'what came while nothing could be stored is stored with the next write that works: no hole after a reload (F06, F08, I4)',
  inWorld(async (world) => {
    const {ann, bo, id, storage} = await pair(world);
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    await world.wait(his.send('before').sent);
    await world.until(() => texts(hers).includes('before'), 'shown');
    storage.isBroken = true;
    await world.wait(his.send('while broken').sent);
    await world.wait(hers.send('mine while broken').sent);
    await world.until(() => texts(hers).includes('while broken'), 'shown');
    storage.isBroken = false;
    await world.pass(2_000);
    await world.wait(his.send('after').sent);
    await world.until(() => texts(hers).includes('after'), 'shown');
    await world.pass(60_000);
    await world.kill(ann);
    const line = world.server.line();
    line.isDown = true;
    const again = world.device('ann', {on: storage, line});
    const room = again.chat.conversation(id);
    room.open();
    await world.until(() => texts(room).includes('after'), 'from the cache');
    assert.deepEqual(
      texts(room).filter((text) => text),
      ['before', 'while broken', 'mine while broken', 'after'],
    );
  }),
);

test(
  'a conversation opened while the storage cannot be read comes from the server, without holes (F08, I4)',
  inWorld(async (world) => {
    const {ann, bo, id, storage} = await pair(world);
    const his = await opened(world, bo, id);
    for (let n = 0; n < 5; n++) await world.wait(his.send(`message ${n}`).sent);
    await world.until(() => ann.chat.conversation(id).state.get()?.unread === 5, 'ann knows');
    await world.pass(60_000);
    storage.isBroken = true;
    const hers = ann.chat.conversation(id);
    const seen: string[][] = [];
    hers.timeline.subscribe(({messages, loading}) => {
      if (loading === 'none') seen.push(messages.map(({content}) => content.text).filter((text) => text));
    });
    hers.open();
    await world.until(() => texts(hers).includes('message 4'), 'shown');
    assert.deepEqual(
      texts(hers).filter((text) => text),
      ['message 0', 'message 1', 'message 2', 'message 3', 'message 4'],
    );
    assert.ok(seen.every((shown) => shown.length === 0 || shown.length === 5));
    await world.wait(his.send('one more').sent);
    await world.until(() => texts(hers).at(-1) === 'one more', 'and goes on');
  }),
);

test(
  'a storage that is wiped under us gets the outbox back, the device starts its cache anew, and nothing is lost (F11, I1, I10)',
  inWorld(async (world) => {
    const {ann, bo, id, storage} = await pair(world);
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    await world.wait(his.send('before').sent);
    await world.pass(30_000);
    ann.line.isDown = true;
    ann.line.cut();
    const {id: message, queued} = hers.send('unsent');
    await world.wait(queued);
    await storage.clear('everything');
    ann.reports.onWiped?.();
    await world.pass(100);
    assert.equal(only(hers, message).delivery?.is, 'queued');
    assert.deepEqual(
      (await storage.outbox()).map((row) => row.message),
      [message],
    );
    ann.line.isDown = false;
    await world.until(() => texts(his).includes('unsent'), 'it has arrived');
    only(his, message);
    await world.pass(60_000);
    await world.kill(ann);
    const again = world.device('ann', {on: storage});
    await world.online(again);
    assert.equal(again.chat.inbox.list().get().conversations.length, 1);
    const room = await opened(world, again, id);
    assert.ok(texts(room).includes('before') && texts(room).includes('unsent'));
  }),
);

test(
  'while connected, a wiped storage is filled again by the server (F11, I10)',
  inWorld(async (world) => {
    const {ann, id, storage} = await pair(world);
    await opened(world, ann, id);
    await world.pass(30_000);
    await storage.clear('everything');
    ann.reports.onWiped?.();
    await world.pass(60_000);
    assert.ok((await storage.meta()).cursor);
    assert.equal((await storage.conversation(id))?.id, id);
  }),
);

test(
  'the page asks before it goes while words would go with it, and only then (F06, F12)',
  inWorld(async (world) => {
    const {ann, id, storage} = await pair(world);
    const hers = await opened(world, ann, id);
    ann.line.isDown = true;
    ann.line.cut();
    const say = async (kind: 'best-effort' | 'memory'): Promise<void> => {
      ann.reports.onState?.({kind});
      await world.pass(1);
    };
    await say('best-effort');
    await world.wait(hers.send('safe on the disk').queued);
    assert.equal(ann.page.guarded, false);
    storage.isBroken = true;
    await world.wait(hers.send('not on the disk').queued);
    assert.equal(ann.page.guarded, true);
    storage.isBroken = false;
    await say('memory');
    await say('best-effort');
    await world.until(() => !ann.page.guarded, 'stored after all');
    await say('memory');
    assert.equal(ann.page.guarded, true, 'a storage in memory goes with the page');
    ann.line.isDown = false;
    await world.wait(ann.chat.outbox.drained());
    await world.until(() => !ann.page.guarded, 'nothing is left to lose');
  }),
);

test(
  'what was safe before the disk was full keeps its place before what came after (F06, I1, I3)',
  inWorld(async (world) => {
    const {ann, bo, id, storage} = await pair(world);
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    ann.line.isDown = true;
    ann.line.cut();
    for (const text of ['one', 'two', 'three']) await world.wait(hers.send(text).queued);
    storage.isBroken = true;
    await world.wait(hers.send('four').queued);
    ann.line.isDown = false;
    await world.until(() => texts(his).includes('four'), 'bo has them all', 120_000);
    assert.deepEqual(texts(his).slice(-4), ['one', 'two', 'three', 'four']);
  }),
);

const memoryOutbox = async (storage: Storage & {isBroken: boolean}) => {
  const was = storage.isBroken;
  storage.isBroken = false;
  const rows = await storage.outbox();
  storage.isBroken = was;
  return rows;
};

test(
  'two messages that a full disk refuses at the same moment are both kept, in their order (F06, I1, I3)',
  inWorld(async (world) => {
    const {ann, bo, id, storage} = await pair(world);
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    ann.line.isDown = true;
    ann.line.cut();
    storage.isBroken = true;
    const [first, second, third] = [hers.send('one'), hers.send('two'), hers.send('three')];
    await world.wait(Promise.all([first.queued, second.queued, third.queued]));
    assert.deepEqual(
      ann.chat.outbox.get().map(({message}) => message),
      [first.id, second.id, third.id],
    );
    storage.isBroken = false;
    ann.line.isDown = false;
    await world.until(() => texts(his).at(-1) === 'three', 'bo has them');
    assert.deepEqual(texts(his).slice(-3), ['one', 'two', 'three']);
  }),
);

test(
  'what was refused is tried again by itself, so that another tab, or the next one, has it (F06, I14)',
  inWorld(async (world) => {
    const {ann, id, storage} = await pair(world);
    const hers = await opened(world, ann, id);
    ann.line.isDown = true;
    ann.line.cut();
    storage.isBroken = true;
    const {id: message, queued} = hers.send('kept');
    await world.wait(queued);
    storage.isBroken = false;
    assert.equal((await memoryOutbox(storage)).length, 0);
    await world.pass(2_500);
    assert.deepEqual(
      (await memoryOutbox(storage)).map((row) => row.message),
      [message],
    );
  }),
);
