import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, only, opened, texts} from '../../test/chats.js';
import {leads, tabsOf} from '../../test/tabs-of.js';
import {sharedName} from './options.js';

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
  'what a tab has left in the outbox goes out from another one that is looked at, though nobody told it (F20, I1)',
  inWorld(async (world) => {
    const tabs = tabsOf(world, 'ann', {tabParts: undefined});
    const one = tabs.open();
    const two = tabs.open();
    await world.online(one, two);
    const {id} = await world.wait(one.chat.createGroup({title: 'Room', members: []}));
    const second = await opened(world, two, id);
    one.line.isDown = true;
    one.line.cut();
    await world.wait(one.chat.send(id, 'left behind').queued);
    await world.kill(one);
    await world.pass(60_000);
    assert.ok(!texts(second).includes('left behind'), 'nobody told this tab of it');
    two.page.tell('hidden');
    two.page.tell('visible');
    await world.until(() => texts(second).includes('left behind'), 'it goes out');
    await world.wait(two.chat.outbox.drained());
  }),
);

test(
  'what a tab has stored and not told anybody of when it died goes out from the leading one within 30 s (I1, I14)',
  inWorld(async (world) => {
    const tabs = tabsOf(world, 'ann');
    const one = tabs.open();
    await world.online(one);
    const two = tabs.open();
    await world.online(two);
    const {id} = await world.wait(one.chat.createGroup({title: 'Room', members: []}));
    const first = await opened(world, one, id);
    await opened(world, two, id);
    two.freeze();
    await world.wait(two.chat.send(id, 'last words').queued);
    await world.kill(two);
    await world.pass(31_000);
    assert.ok(texts(first).includes('last words'));
    await world.wait(one.chat.outbox.drained());
  }),
);

test(
  'a second tab lists what the first has met and stored, whatever it looks at while it reads that (I4)',
  inWorld(async (world) => {
    const bo = world.device('bo');
    await world.online(bo);
    const tabs = tabsOf(world, 'ann');
    const read = tabs.storage.conversation;
    tabs.storage.conversation = async (id) => {
      const found = await read(id);
      await new Promise<void>((done) => void world.clock.after(20, done));
      return found;
    };
    const one = tabs.open();
    await world.online(one);
    const two = tabs.open();
    await world.online(two);
    let listed: string[] = [];
    two.chat.inbox.list().subscribe(({conversations}) => {
      listed = conversations.map(({id}) => id);
    });
    one.line.isDown = true;
    one.line.cut();
    const {id} = await world.wait(bo.chat.createGroup({title: 'Room', members: ['ann']}));
    one.line.isDown = false;
    await world.until(() => one.chat.inbox.list().get().conversations.length === 1, 'the first lists it');
    await world.until(() => listed.includes(id), 'so does the second');
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
    tabs.locks.drop('parlor/1:https://chat.example:ann');
    await world.until(() => leads(two), 'the second leads', 1_000);
    await world.wait(sent);
    only(second, message);
    assert.equal((await tabs.storage.meta()).term, 2);
  }),
);

test(
  'a frozen leader is taken over by force within six seconds, and steps back when it thaws (F18, I17)',
  inWorld(async (world) => {
    const tabs = tabsOf(world, 'ann');
    const one = tabs.open();
    await world.online(one);
    const two = tabs.open();
    await world.online(two);
    one.freeze();
    const before = world.clock.monotonic();
    await world.until(() => leads(two), 'the second leads');
    assert.ok(world.clock.monotonic() - before <= 6_000);
    await world.until(() => !leads(one), 'the first does not');
    await world.online(two);
  }),
);

test(
  'of many tabs that take over from a frozen leader in the same moment one is connected in the end (F18, F25, I17)',
  inWorld(async (world) => {
    const tabs = tabsOf(world, 'ann');
    const leader = tabs.open();
    await world.online(leader);
    const others = Array.from({length: 4}, () => tabs.open());
    await world.online(...others);
    // a disk with much to do: each of them is asked for the lead before the one before it has got to connecting
    const {meta} = tabs.storage;
    tabs.storage.meta = async () => {
      await new Promise<void>((resolve) => void world.clock.after(300, resolve));
      return meta();
    };
    leader.freeze();
    await world.until(() => others.some(leads), 'another one leads');
    await world.online(...others);
    await world.pass(10_000);
    assert.equal(others.filter(leads).length, 1);
    const connected = others.filter(({line}) => line.open > 0);
    assert.deepEqual(connected.map(leads), [true], 'and no other holds a connection');
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
  'a draft written in one tab is there in the other, and after a reload: a tab that is killed before a message is safe loses no words (F01)',
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

test(
  'twelve tabs have one connection and ask for one token; registers go out once (F25)',
  inWorld(async (world) => {
    const tabs = tabsOf(world, 'ann');
    const all = Array.from({length: 12}, () => tabs.open());
    await world.online(...all);
    const first = all[0] as Device;
    const {id} = await world.wait(first.chat.createGroup({title: 'Room', members: ['bo']}));
    const bo = world.device('bo');
    await world.online(bo);
    await world.wait(bo.chat.send(id, 'hello').sent);
    for (const tab of all) await opened(world, tab, id);
    await world.until(() => all.every(({chat}) => texts(chat.conversation(id)).includes('hello')), 'all show it');
    const read = first.chat.conversation(id).timeline.get().messages.at(-1)?.seq as number;
    for (const {chat} of all) chat.conversation(id).markRead(read);
    await world.pass(30_000);
    assert.equal(
      all.reduce((sum, {line}) => sum + line.connections, 0),
      1,
    );
    assert.equal(all.flatMap(({tokens}) => tokens).length, 1);
    assert.equal(all.filter(leads).length, 1);
    const told = all
      .flatMap(({line}) => line.asked)
      .filter(({op, input}) => JSON.stringify({op, input}).includes(`"read":${read}`));
    assert.ok(told.length <= 2, 'what eleven others say is folded into one');
  }),
);

test(
  'where the browser refuses locks every tab leads by itself: nothing is sent twice, all see the same (F20, I2, I17)',
  inWorld(async (world) => {
    const tabs = tabsOf(world, 'ann');
    let asked = 0;
    tabs.locks.request = () => {
      asked++;
      return Promise.reject(new DOMException('not here', 'SecurityError'));
    };
    const [one, two] = [tabs.open(), tabs.open()];
    await world.online(one, two);
    assert.ok(leads(one) && leads(two));
    assert.equal(asked, 2, 'it is not asked for over and over');
    assert.deepEqual(
      one.errors.map(({detail}) => detail),
      ['SecurityError: not here'],
    );
    const {id} = await world.wait(one.chat.createGroup({title: 'Room', members: ['bo']}));
    const first = await opened(world, one, id);
    const second = await opened(world, two, id);
    const {id: message, sent} = first.send('once');
    await world.wait(sent);
    await world.until(() => texts(second).includes('once'), 'both show it');
    only(first, message);
    only(second, message);
    const kept = await world.server.domain.run(world.server.actor('ann'), 'history.page', {conversation: id});
    assert.equal(kept.messages.filter((one) => one.id === message).length, 1);
  }),
);

test(
  'two tabs that write into one conversation at the same time keep one order, the one of the storage (F19, I3)',
  inWorld(async (world) => {
    const tabs = tabsOf(world, 'ann');
    const one = tabs.open();
    const two = tabs.open();
    await world.online(one, two);
    const {id} = await world.wait(one.chat.createGroup({title: 'Room', members: []}));
    const first = await opened(world, one, id);
    const second = await opened(world, two, id);
    for (const device of [one, two]) {
      device.line.isDown = true;
      device.line.cut();
    }
    const sent: string[] = [];
    for (let n = 0; n < 5; n++) {
      const pair = [first.send(`one ${n}`), second.send(`two ${n}`)];
      await world.wait(Promise.all(pair.map(({queued}) => queued)));
      sent.push(...pair.map((each) => each.id));
    }
    const order = (await tabs.storage.outbox()).map((row) => row.message);
    assert.deepEqual([...order].sort(), [...sent].sort());
    for (const device of [one, two]) device.line.isDown = false;
    await world.until(() => first.timeline.get().messages.every(({seq}) => seq), 'all are sent', 90_000);
    const shown = (room: typeof first): string[] =>
      room.timeline.get().messages.flatMap((message) => (message.content.text ? message.id : []));
    assert.deepEqual(shown(first), order);
    await world.until(() => JSON.stringify(shown(second)) === JSON.stringify(order), 'the other shows the same');
  }),
);

test(
  'a follower edits a message at the moment the leader sends it: in place or behind it, the edit is never lost (F22, I6)',
  inWorld(async (world) => {
    for (const late of [0, 1, 2, 5, 20]) {
      const tabs = tabsOf(world, 'ann');
      const one = tabs.open();
      await world.online(one);
      const two = tabs.open();
      await world.online(two);
      const {id} = await world.wait(one.chat.createGroup({title: 'Room', members: []}));
      const first = await opened(world, one, id);
      const second = await opened(world, two, id);
      const {id: message, queued} = first.send('draft');
      await queued;
      await world.until(() => second.timeline.get().messages.some((one) => one.id === message), 'seen', 100);
      await world.pass(late);
      await world.wait(second.edit(message, 'final'));
      await world.wait(Promise.all([one.chat.outbox.drained(), two.chat.outbox.drained()]));
      await world.pass(1_000);
      for (const room of [first, second]) assert.equal(only(room, message).content.text, 'final', `${late} ms later`);
      const kept = await world.server.domain.run(world.server.actor('ann'), 'history.page', {conversation: id});
      assert.equal(kept.messages.find((one) => one.id === message)?.content.text, 'final');
    }
  }),
);

test('another user, another server: other names for lock and channel (F24, I16)', () => {
  const names = [
    {url: 'https://chat.example', user: 'ann'},
    {url: 'https://chat.example', user: 'bo'},
    {url: 'https://other.example', user: 'ann'},
  ].map(sharedName);
  assert.equal(new Set(names).size, 3);
  assert.equal(sharedName({url: 'https://chat.example/with/a/path', user: 'ann'}), names[0]);
});

test(
  'rubbish on the channel of the tabs is passed over (S39)',
  inWorld(async (world) => {
    const tabs = tabsOf(world, 'ann');
    const one = tabs.open();
    const two = tabs.open();
    await world.online(one, two);
    const {id} = await world.wait(one.chat.createGroup({title: 'Room', members: ['bo']}));
    const second = await opened(world, two, id);
    for (const rubbish of [null, undefined, 1, 'beat', [], {}, {is: 1}, {is: 'nobody knows'}, {is: 'constructor'}])
      tabs.say(rubbish);
    await world.pass(100);
    await world.wait(second.send('still here').sent);
    assert.deepEqual([...one.errors, ...two.errors].map(String), []);
  }),
);
