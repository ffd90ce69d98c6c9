import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, only, opened, texts, type World} from '../../test/chats.js';
import {FakeLocks} from '../../test/fake-locks.js';
import {memoryStorage} from '../storage/memory.js';
import type {Channel} from './tabs.js';

/** Tabs of one user: one storage, one lock, one channel. */
function tabsOf(world: World, user: string, options: {line?: Device['line']; tabParts?: undefined} = {}) {
  const storage = memoryStorage();
  const locks = new FakeLocks();
  const name = `tabs ${user} ${Math.random()}`;
  const channels: BroadcastChannel[] = [];
  return {
    storage,
    locks,
    open: (): Device & {freeze(): void} => {
      const channel = new BroadcastChannel(name);
      channels.push(channel);
      let isFrozen = false;
      const half: Channel = {
        postMessage: (message) => void (isFrozen || channel.postMessage(message)),
        get onmessage(): Channel['onmessage'] {
          return null;
        },
        set onmessage(listener: Channel['onmessage']) {
          channel.onmessage = (event: unknown) => void (isFrozen || listener?.(event as MessageEvent));
        },
        close: () => channel.close(),
      };
      const device = world.device(user, {on: storage, sharing: () => ({locks, channel: half}), ...options});
      return {
        ...device,
        freeze: () => {
          isFrozen = true;
          device.line.isDown = true;
        },
      };
    },
  };
}

const leads = ({chat}: Device): boolean => chat.connection.get().leading;

test(
  'of two tabs one is connected; what the other sends and receives goes through it (F25)',
  inWorld(async (world) => {
    const bo = world.device('bo');
    await world.online(bo);
    const tabs = tabsOf(world, 'ann');
    const one = tabs.open();
    await world.online(one);
    const two = tabs.open();
    await world.online(two);
    assert.deepEqual([leads(one), leads(two)], [true, false]);
    assert.equal(two.line.connections, 0);

    const made = await world.wait(two.chat.createGroup({title: 'Room', members: ['bo']}));
    const first = await opened(world, one, made.id);
    const second = await opened(world, two, made.id);
    const his = await opened(world, bo, made.id);
    const {id, sent} = second.send('from the second tab');
    assert.equal((await world.wait(sent)).content.text, 'from the second tab');
    await world.until(() => texts(first).includes('from the second tab'), 'the first tab shows it');
    only(first, id);
    only(second, id);
    await world.until(() => texts(his).includes('from the second tab'), 'bo has it');
    await world.wait(his.send('an answer').sent);
    await world.until(() => texts(second).at(-1) === 'an answer', 'the follower hears of it');
    assert.equal(second.state.get()?.unread, 1);
    second.markRead(second.state.get()?.head as number);
    await world.until(() => first.state.get()?.unread === 0, 'read in both');
  }),
);

test(
  'tabs that do not get the code for sharing stand alone, each with its own connection, and nothing is sent twice (I2, I17)',
  inWorld(async (world) => {
    const tabs = tabsOf(world, 'ann', {tabParts: undefined});
    const one = tabs.open();
    await world.online(one);
    const two = tabs.open();
    await world.online(two);
    assert.deepEqual([leads(one), leads(two)], [true, true]);
    const {id} = await world.wait(one.chat.createGroup({title: 'Room', members: []}));
    const first = await opened(world, one, id);
    const second = await opened(world, two, id);
    const {id: message, sent} = second.send('alone');
    await world.wait(sent);
    await world.until(() => texts(first).includes('alone'), 'the server tells the other');
    only(first, message);
    only(second, message);
    two.page.tell('suspend');
    two.page.tell('resume');
    await world.online(two);
    assert.equal(two.line.connections, 2);
  }),
);

test(
  'a follower shows no message twice and none vanishes while the leader sends it (I2, I12)',
  inWorld(async (world) => {
    const tabs = tabsOf(world, 'ann');
    const one = tabs.open();
    await world.online(one);
    const two = tabs.open();
    await world.online(two);
    const {id} = await world.wait(one.chat.createGroup({title: 'Room', members: ['bo']}));
    const second = await opened(world, two, id);
    const counts: number[] = [];
    const {id: message, sent} = second.send('steady');
    second.timeline.subscribe(({messages}) => counts.push(messages.filter((one) => one.id === message).length));
    await world.wait(sent);
    await world.pass(2_000);
    assert.ok(
      counts.every((count) => count === 1),
      `always one: ${counts}`,
    );
  }),
);

test(
  'when the leading tab is closed the other takes over and sends what waits (F21, I1)',
  inWorld(async (world) => {
    const tabs = tabsOf(world, 'ann');
    const one = tabs.open();
    await world.online(one);
    const two = tabs.open();
    await world.online(two);
    const {id} = await world.wait(one.chat.createGroup({title: 'Room', members: ['bo']}));
    const second = await opened(world, two, id);
    one.line.isDown = true;
    const {id: message, sent} = second.send('in between');
    await world.pass(100);
    one.freeze();
    tabs.locks.drop('parlor:https://chat.example:ann');
    await world.until(() => leads(two), 'the second leads');
    await world.wait(sent);
    only(second, message);
    assert.equal((await tabs.storage.meta()).term, 2);
  }),
);

test(
  'a frozen leader is taken over by force within about six seconds, and steps back when it thaws (F18, I17)',
  inWorld(async (world) => {
    const tabs = tabsOf(world, 'ann');
    const one = tabs.open();
    await world.online(one);
    const two = tabs.open();
    await world.online(two);
    one.freeze();
    const before = world.clock.monotonic();
    await world.until(() => leads(two), 'the second leads');
    assert.ok(world.clock.monotonic() - before <= 9_000);
    await world.until(() => !leads(one), 'the first does not');
    await world.online(two);
  }),
);

test(
  'a hidden tab that does not lead takes nothing by force; leadership follows what is visible',
  inWorld(async (world) => {
    const tabs = tabsOf(world, 'ann');
    const one = tabs.open();
    await world.online(one);
    const two = tabs.open();
    await world.online(two);
    two.page.tell('hidden');
    await world.pass(20_000);
    assert.deepEqual([leads(one), leads(two)], [true, false]);
    two.page.tell('visible');
    one.page.tell('hidden');
    await world.until(() => leads(two) && !leads(one), 'handed over');
    await world.online(two);
    assert.equal(one.chat.connection.get().is, 'online');
  }),
);

test(
  'a page that is put aside lets go of connection and lock, and comes back up to date (F17)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    bo.page.tell('suspend');
    assert.notEqual(bo.chat.connection.get().is, 'online');
    await world.wait(hers.send('while you were away').sent);
    await world.pass(60_000);
    assert.equal(bo.line.connections, 1);
    bo.page.tell('resume');
    await world.until(() => texts(his).includes('while you were away'), 'caught up');
  }),
);

test(
  'logging out in one tab ends the session in all, and keeps the outbox for the next time (F23, I16)',
  inWorld(async (world) => {
    const tabs = tabsOf(world, 'ann');
    const one = tabs.open();
    await world.online(one);
    const two = tabs.open();
    await world.online(two);
    const {id} = await world.wait(one.chat.createGroup({title: 'Room', members: ['bo']}));
    const second = await opened(world, two, id);
    one.line.isDown = true;
    one.line.cut();
    await world.wait(second.send('later').queued);
    await assert.rejects(two.chat.logout({outbox: 'fail-if-pending'}), {code: 'OUTBOX_PENDING'});
    await world.wait(two.chat.logout());
    await world.pass(1_000);
    assert.deepEqual(
      [one, two].map(({chat}) => chat.connection.get().is),
      ['stopped', 'stopped'],
    );
    await assert.rejects(second.send('no').queued, {code: 'STOPPED'});
    assert.equal((await tabs.storage.outbox()).length, 1);

    const again = world.device('ann', {on: tabs.storage});
    await world.wait(again.chat.outbox.drained());
  }),
);

test(
  'a draft written in one tab is there in the other, and after a reload',
  inWorld(async (world) => {
    const tabs = tabsOf(world, 'ann');
    const one = tabs.open();
    await world.online(one);
    const two = tabs.open();
    await world.online(two);
    const {id} = await world.wait(one.chat.createGroup({title: 'Room', members: ['bo']}));
    const second = two.chat.conversation(id);
    one.chat.conversation(id).setDraft({text: 'half a sent'});
    await world.until(() => second.draft.get()?.text === 'half a sent', 'in the other tab');
    const third = world.device('ann', {on: tabs.storage}).chat.conversation(id);
    await world.until(() => third.draft.get()?.text === 'half a sent', 'after a reload');
    second.setDraft(undefined);
    await world.until(() => one.chat.conversation(id).draft.get() === undefined, 'gone in both');
  }),
);
