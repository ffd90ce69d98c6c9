import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, type World} from '../../test/chats.js';
import type {Notifications} from './api.js';

/** Ann on two devices, and a host that tells her things. */
async function told(world: World, ...titles: string[]) {
  const {devices} = await world.group('ann', 'bo');
  const [ann] = devices as [Device];
  const phone = world.device('ann');
  await world.online(phone);
  let last = 0;
  const tell = async (title: string, more: {actor?: string; body?: string; link?: string} = {}): Promise<string> => {
    const id = `n-${++last}`;
    const host = {...world.server.actor('shop'), audience: 'parlor-admin'} as const;
    await world.server.domain.run(host, 'notify', {id, users: ['ann'], kind: 'order', title, ...more});
    return id;
  };
  for (const title of titles) await tell(title);
  return {ann, phone, tell, hers: await world.wait(ann.chat.notifications())};
}

const titles = ({list}: Notifications): string =>
  list
    .get()
    .items.map(({title}) => title)
    .join();
const unreadOnes = ({list}: Notifications): string =>
  list
    .get()
    .items.filter(({isRead}) => !isRead)
    .map(({title}) => title)
    .join();

function cut(device: Device): void {
  device.line.isDown = true;
  device.line.cut();
}

test(
  'what the host tells is there on every device, the newest first, and so is what was read (PWP-NOTIFY-004, PWP-NOTIFY-005)',
  inWorld(async (world) => {
    const {ann, phone, tell, hers} = await told(world, 'one');
    const there = await world.wait(phone.chat.notifications());
    assert.equal(await world.wait(ann.chat.notifications()), hers, 'one list for all who ask');
    const numbers: number[] = [];
    const stop = there.unread.subscribe((unread) => numbers.push(unread));
    await tell('two', {actor: 'bo', body: 'more', link: '/x'});
    await world.until(() => titles(hers) === 'two,one' && titles(there) === 'two,one', 'both have it');
    assert.deepEqual([hers.unread.get(), there.unread.get()], [2, 2]);
    const [{at, ...newest} = assert.fail('nothing is there')] = hers.list.get().items;
    assert.ok(at > 0);
    const said = {kind: 'order', title: 'two', body: 'more', link: '/x', actor: 'bo', isRead: false};
    assert.deepEqual(newest, {id: 'n-2', ...said});
    await world.wait(hers.markRead('n-1'));
    assert.deepEqual([hers.unread.get(), unreadOnes(hers)], [1, 'two'], 'at once where it was read');
    await world.until(() => there.unread.get() === 1, 'the phone hears of it');
    await world.wait(there.markRead());
    await world.until(() => hers.unread.get() === 0 && unreadOnes(hers) === '', 'all is read');
    stop();
    assert.equal(numbers.at(-1), 0);
  }),
);

test(
  'what was read and taken out without a line is shown at once, waits in the outbox, and goes out with the next line',
  inWorld(async (world) => {
    const {ann, phone, tell, hers} = await told(world, 'one', 'two', 'three');
    const there = await world.wait(phone.chat.notifications());
    cut(ann);
    await world.until(() => ann.chat.connection.get().is === 'waiting', 'the line is lost');
    await world.wait(hers.markRead('n-2'));
    await world.wait(hers.remove('n-3'));
    assert.deepEqual([titles(hers), unreadOnes(hers), hers.unread.get()], ['two,one', '', 0]);
    assert.deepEqual([titles(there), there.unread.get()], ['three,two,one', 3], 'nobody else knows');
    await tell('four');
    ann.line.isDown = false;
    await world.until(() => titles(hers) === 'four,two,one' && titles(there) === 'four,two,one', 'it went out');
    await world.until(() => hers.unread.get() === 1 && there.unread.get() === 1, 'and the count is one');
    await world.wait(hers.markRead('n-1'));
    assert.equal(hers.unread.get(), 1, 'nothing becomes unread again');
    assert.equal(ann.chat.outbox.get().length, 0);
  }),
);

test(
  'pages come as they are asked for, and stay while newer ones come',
  inWorld(async (world) => {
    const {tell, hers} = await told(world, ...Array.from({length: 70}, (_, at) => `${at + 1}`));
    assert.deepEqual([hers.list.get().items.length, hers.list.get().hasMore, hers.unread.get()], [30, true, 70]);
    assert.equal(await world.wait(hers.loadMore()), true);
    await tell('new');
    await world.until(() => hers.list.get().items[0]?.title === 'new', 'it comes');
    assert.equal(hers.list.get().items.length, 60);
    assert.equal(await world.wait(hers.loadMore()), false);
    assert.deepEqual([hers.list.get().items.length, hers.list.get().hasMore], [71, false]);
    assert.equal(hers.list.get().items.at(-1)?.title, '1');
    assert.equal(await world.wait(hers.loadMore()), false);
    await assert.rejects(world.wait(hers.markRead('none')), {code: 'NOT_FOUND'});
  }),
);

test(
  'without a line it is not promised the first time, and asked for again afterwards',
  inWorld(async (world) => {
    const ann = world.device('ann');
    cut(ann);
    await assert.rejects(world.wait(ann.chat.notifications()), {code: 'OFFLINE'});
    ann.line.isDown = false;
    await world.online(ann);
    assert.deepEqual((await world.wait(ann.chat.notifications())).list.get(), {items: [], hasMore: false});
  }),
);
