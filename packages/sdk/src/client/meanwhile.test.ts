/** A chat whose disk is held by another tab for a while. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, only, opened, texts} from '../../test/chats.js';
import {sendRow} from '../../test/world.js';
import {meanwhile} from '../storage/meanwhile.js';
import {memoryStorage} from '../storage/memory.js';

test(
  'while an upgrade is held up the chat works, asks before it goes, and then sends what the disk had as well (F10, I1, I2)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const his = await opened(world, bo, id);
    // an earlier page of ann's left something on the disk
    ann.line.isDown = true;
    ann.line.cut();
    const early = ann.chat.conversation(id).send('from before');
    await world.wait(early.queued);
    await world.kill(ann);

    let open = (): void => {};
    const isOpen = new Promise<void>((resolve) => {
      open = resolve;
    });
    const states: string[] = [];
    // what the storage tells is known to the chat only once it is made
    const reports: Device['reports'] = {};
    const storage = meanwhile(ann.storage, isOpen, 'blocked by another tab', {
      onState(state) {
        states.push(state.kind);
        reports.onState?.({kind: 'best-effort'});
      },
    });
    const line = world.server.line();
    const again = world.device('ann', {on: {...storage, state: () => storage.state()}, line});
    await world.online(again);
    Object.assign(reports, again.reports);
    assert.deepEqual(again.chat.storage.get(), {kind: 'memory', reason: 'blocked by another tab'});
    const hers = await opened(world, again, id);
    await world.wait(hers.send('meanwhile').sent);
    await world.until(() => texts(his).includes('meanwhile'), 'it works in memory');
    line.isDown = true;
    line.cut();
    const late = hers.send('not sent yet');
    await world.wait(late.queued);
    assert.ok(again.page.guarded, 'the page asks before it goes');

    open();
    await world.until(() => again.chat.storage.get().kind === 'best-effort', 'the disk is there');
    await world.pass(100);
    assert.deepEqual(states, ['memory'], 'of the disk of this test');
    assert.equal(again.page.guarded, false);
    assert.deepEqual(
      (await ann.storage.outbox()).map(({message}) => message),
      [early.id, late.id],
    );
    line.isDown = false;
    await world.until(() => texts(his).includes('not sent yet'), 'sent');
    await world.until(() => texts(his).includes('from before'), 'and what was left before');
    for (const {id: message} of [early, late]) only(his, message);
    await world.until(() => again.chat.outbox.get().length === 0, 'settled');
    assert.deepEqual(await ann.storage.outbox(), []);
  }),
);

test(
  'a disk that cannot take what was queued leaves it where it is, and says so (F10, F06)',
  inWorld(async (world) => {
    const disk = {...memoryStorage(), changeOutbox: () => Promise.reject(new Error('full'))};
    const told: unknown[] = [];
    const storage = meanwhile(disk, world.pass(5), 'blocked', {
      onError: (error) => told.push(error),
      onState: () => told.push('state'),
    });
    const row = {opId: 'o', lane: 'c_1', op: 'profile.set', input: {}, state: 'queued', attempted: false} as const;
    const added = {...row, attempts: 0, at: 1};
    await storage.changeOutbox('c_1', () => ({result: 1, writes: [{add: added}]}));
    await world.pass(20);
    assert.equal((await storage.outbox()).length, 1);
    assert.equal(String(told), 'Error: full');
    assert.equal(storage.state().reason, 'blocked');
  }),
);

test('what is queued in the very moment the disk opens goes to the disk as well (F10, I1)', async () => {
  const disk = memoryStorage();
  let open = (): void => {};
  const isOpen = new Promise<void>((resolve) => {
    open = resolve;
  });
  const storage = meanwhile(disk, isOpen, 'blocked by another tab', {});
  const row = sendRow('m1', 'hello');
  open();
  await storage.changeOutbox(row.lane, () => ({result: undefined, writes: [{add: row}]}));
  await storage.write([{put: 'item', key: 'draft', value: 'hel'}]);
  assert.deepEqual(
    (await disk.outbox()).map(({opId}) => opId),
    [row.opId],
  );
  assert.equal(await disk.item('draft'), 'hel');
});
