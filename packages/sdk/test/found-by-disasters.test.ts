/** What the simulation has found with full disks, wiped storages and restored servers, each as the shortest story that shows it. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {StoredConversation} from '../src/storage/storage.js';
import {type Device, inWorld, only, opened, texts} from './chats.js';
import {fragile} from './fragile.js';
import {leads, tabsOf} from './tabs-of.js';

test(
  'a tab that comes back while the disk is full fetches what the leading one could not store, and goes on (I4, F06)',
  inWorld(async (world) => {
    const storage = fragile();
    const tabs = tabsOf(world, 'ann', {storage});
    const [first, second, bo] = [tabs.open(), tabs.open(), world.device('bo')];
    await world.online(first, second, bo);
    const follower = leads(first) ? second : first;
    const {id} = await world.wait(bo.chat.createGroup({title: 'Room', members: ['ann']}));
    const his = await opened(world, bo, id);
    const hers = await opened(world, follower, id);
    await world.wait(his.send('stored').sent);
    await world.until(() => texts(hers).at(-1) === 'stored', 'the follower has it');
    storage.isFull = true;
    await world.wait(his.send('while it is full').sent);
    await world.until(() => texts(hers).at(-1) === 'while it is full', 'the follower has it too');
    follower.page.tell('suspend');
    follower.page.tell('resume');
    await world.wait(his.send('and later').sent);
    await world.until(() => texts(hers).at(-1) === 'and later', 'it still follows');
    assert.deepEqual(texts(hers).slice(-3), ['stored', 'while it is full', 'and later']);
  }),
);

test(
  'what was read while the disk was full stays read when the page comes back (I8, F06)',
  inWorld(async (world) => {
    const storage = fragile();
    const [ann, phone, bo] = [world.device('ann', {on: storage}), world.device('ann'), world.device('bo')];
    await world.online(ann, phone, bo);
    const {id} = await world.wait(bo.chat.createGroup({title: 'Room', members: ['ann']}));
    const hers = await opened(world, ann, id);
    await world.wait(bo.chat.send(id, 'read me').sent);
    await world.until(() => texts(hers).at(-1) === 'read me', 'it is there');
    storage.isFull = true;
    const head = hers.state.get()?.head as number;
    phone.chat.conversation(id).markRead(head);
    await world.until(() => hers.timeline.get().readAt === head, 'read on the phone');
    const seen: number[] = [];
    hers.timeline.subscribe(({readAt}) => seen.push(readAt));
    ann.page.tell('suspend');
    ann.page.tell('resume');
    await world.pass(2_000);
    assert.equal(Math.min(...seen), head);
  }),
);

test(
  'who deletes in a second tab what the first has sent without being able to say so in the storage has it deleted (I5, I6, D7)',
  inWorld(async (world) => {
    const storage = fragile();
    const tabs = tabsOf(world, 'ann', {storage});
    const [first, second, bo] = [tabs.open(), tabs.open(), world.device('bo')];
    await world.online(first, second, bo);
    const [leader, other] = leads(first) ? [first, second] : [second, first];
    const {id} = await world.wait(bo.chat.createGroup({title: 'Room', members: ['ann']}));
    const his = await opened(world, bo, id);
    const [hers, also] = [await opened(world, leader, id), await opened(world, other, id)];
    leader.line.isDown = true;
    leader.line.cut();
    const {id: message, queued} = hers.send('a word too many');
    await world.wait(queued);
    storage.isFull = true;
    leader.line.isDown = false;
    await world.until(() => texts(his).at(-1) === 'a word too many', 'it is there');
    storage.isFull = false;
    await world.wait(also.delete(message));
    await world.until(() => texts(his).at(-1) === '(deleted)', 'it is gone', 60_000);
  }),
);

test(
  'who deletes on a full disk what another tab may have sent meanwhile has it deleted on the server (I5, F06, D7)',
  inWorld(async (world) => {
    const storage = fragile();
    const bo = world.device('bo');
    const one = world.device('ann', {on: storage});
    await world.online(one, bo);
    const {id} = await world.wait(bo.chat.createGroup({title: 'Room', members: ['ann']}));
    const his = await opened(world, bo, id);
    await opened(world, one, id);
    one.line.isDown = true;
    one.line.cut();
    const {id: message, queued} = one.chat.send(id, 'a slip');
    await world.wait(queued);
    // a second tab that shares the storage and nothing else (F20)
    const other = world.device('ann', {on: storage});
    await world.until(
      () => other.chat.outbox.get().length > 0 || other.chat.connection.get().is === 'online',
      'it is up',
    );
    other.line.isDown = true;
    other.line.cut();
    await world.pass(1_000);
    storage.isFull = true;
    one.line.isDown = false;
    await world.wait(other.chat.conversation(id).delete(message));
    await world.until(() => texts(his).includes('a slip'), 'the first tab has sent it');
    storage.isFull = false;
    other.line.isDown = false;
    await world.until(() => texts(his).at(-1) === '(deleted)', 'and the second one has it deleted', 120_000);
  }),
);

test(
  'what a tab knew before the storage was wiped is not written into the new one, nor a cursor that vouches for it (I10, F11)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    await world.wait(bo.chat.send(id, 'before').sent);
    await world.until(() => texts(hers).at(-1) === 'before', 'it is there');
    // the line is cut before the server can say anything anew
    ann.line.isDown = true;
    await ann.storage.clear('everything');
    ann.reports.onWiped?.();
    ann.line.inject({type: 'tick', cursor: world.server.domain.tickCursor('ann')});
    hers.markRead(hers.state.get()?.head as number);
    await world.pass(5_000);
    assert.equal((await ann.storage.meta()).cursor, undefined);
    assert.equal(await ann.storage.conversation(id), undefined);
    assert.ok(texts(hers).includes('before'), 'what it shows it goes on showing');
  }),
);

test(
  'what comes while the server is asked to begin anew is not lost, though the answer is of before (I4, I10, F11)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann] = devices as [Device, Device];
    const phone = world.device('ann');
    await world.online(phone);
    const hers = ann.chat.conversation(id);
    await world.until(() => hers.state.get() !== undefined, 'it is there');
    ann.line.delayMs = 1_000;
    await ann.storage.clear('everything');
    ann.reports.onWiped?.();
    // the server has looked, and its answer is on the way
    await world.pass(1_500);
    await world.wait(phone.chat.conversation(id).pin(true));
    await world.until(() => hers.state.get()?.pinned === true, 'she was told');
    await world.pass(60_000);
    assert.equal(hers.state.get()?.pinned, true);
    const {cursor, epoch} = await ann.storage.meta();
    assert.ok(cursor && epoch, 'and where to go on from is known');
  }),
);

test(
  'of two tabs that know nothing of each other the second to hear of another database leaves the cache of the first (I4, I10, F20, F50)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const other = world.device('ann', {on: ann.storage});
    const hers = await opened(world, ann, id);
    await world.pass(30_000);
    other.line.isDown = true;
    await world.server.restore(world.server.written);
    await world.online(ann, bo);
    await world.wait(bo.chat.send(id, 'in the new one').sent);
    await world.until(() => texts(hers).at(-1) === 'in the new one', 'the first tab has it');
    other.line.isDown = false;
    await world.online(other);
    await world.pass(30_000);
    await world.kill(ann);
    await world.kill(other);
    assert.ok(JSON.stringify(await ann.storage.messages(id, {from: 0, to: 99})).includes('in the new one'));
  }),
);

test(
  'after a restore nothing counts as read that was read in the time that is gone (I9, F50, PWP-SYNC-007)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    await world.pass(30_000);
    const backup = world.server.written;
    for (const text of ['one', 'two', 'three']) await world.wait(bo.chat.send(id, text).sent);
    await world.until(() => texts(hers).at(-1) === 'three', 'all are there');
    hers.markRead(hers.state.get()?.head as number);
    await world.pass(2_000);
    await world.server.restore(backup);
    await world.online(ann, bo);
    await world.until(() => !texts(hers).includes('three'), 'the messages are gone');
    await world.wait(bo.chat.send(id, 'another').sent);
    await world.until(() => texts(hers).at(-1) === 'another', 'a new one is there');
    assert.equal(hers.state.get()?.unread, 1);
  }),
);

test(
  'what a full disk refused and the screen shows is stored when it is told again, edits and deletions too (I4, I5, F06)',
  inWorld(async (world) => {
    const storage = fragile();
    const [ann, bo] = [world.device('ann', {on: storage}), world.device('bo')];
    await world.online(ann, bo);
    const {id} = await world.wait(bo.chat.createGroup({title: 'Room', members: ['ann']}));
    const hers = await opened(world, ann, id);
    const slip = bo.chat.send(id, 'a slip');
    await world.wait(slip.sent);
    await world.until(() => texts(hers).at(-1) === 'a slip', 'it is stored');
    await world.pass(5_000);
    storage.isFull = true;
    await world.wait(bo.chat.send(id, 'refused').sent);
    await world.wait(bo.chat.conversation(id).delete(slip.id));
    await world.until(() => texts(hers).slice(-2).join() === '(deleted),refused', 'both are shown');
    // reads the storage again, and asks for what that lacks
    ann.page.tell('suspend');
    storage.isFull = false;
    ann.page.tell('resume');
    await world.online(ann);
    await world.pass(5_000);
    const stored = JSON.stringify(await storage.messages(id, {from: 0, to: 99}));
    assert.ok(stored.includes('refused') && !stored.includes('a slip'));
  }),
);

test(
  'what was edited, and sent before by a tab that could not note so and is gone, says its last words (I6, F06, D7)',
  inWorld(async (world) => {
    const storage = fragile();
    const [ann, bo] = [world.device('ann', {on: storage}), world.device('bo')];
    await world.online(ann, bo);
    const {id} = await world.wait(bo.chat.createGroup({title: 'Room', members: ['ann']}));
    const his = await opened(world, bo, id);
    await opened(world, ann, id);
    ann.line.isDown = true;
    ann.line.cut();
    const {id: message, queued} = ann.chat.send(id, 'first words');
    await world.wait(queued);
    storage.isFull = true;
    ann.line.isDown = false;
    await world.until(() => texts(his).at(-1) === 'first words', 'it is there');
    await world.kill(ann);
    storage.isFull = false;
    const next = world.device('ann', {on: storage});
    next.line.isDown = true;
    const hers = next.chat.conversation(id);
    hers.open();
    await world.until(() => texts(hers).at(-1) === 'first words', 'the next tab takes it for unsent');
    await world.wait(hers.edit(message, 'last words'));
    next.line.isDown = false;
    await world.wait(next.chat.outbox.drained());
    assert.deepEqual(next.chat.outbox.get(), []);
    await world.until(() => texts(his).at(-1) === 'last words', 'and so does the other see it');
    await world.until(() => texts(hers).at(-1) === 'last words', 'as in the tab that wrote them');
    only(hers, message);
  }),
);

test(
  'a cache that was begun anew by a tab that got no further is asked for again, whatever the first page brings (I10, F03)',
  inWorld(async (world) => {
    const storage = fragile();
    const [ann, bo] = [world.device('ann', {on: storage}), world.device('bo')];
    await world.online(ann, bo);
    const {id} = await world.wait(bo.chat.createGroup({title: 'Room', members: ['ann']}));
    await opened(world, ann, id);
    await world.pass(2_000);
    const before = await storage.conversation(id);
    const {epoch} = await storage.meta();
    await world.kill(ann);
    await world.wait(bo.chat.send(id, 'meanwhile').sent);
    for (let more = 0; more < 120; more++) await world.wait(bo.chat.createGroup({title: `${more}`, members: ['ann']}));
    // as a tab leaves it that was killed between the two: rows of this database, and no cursor
    await storage.clear('everything');
    await storage.write([
      {put: 'meta', value: {epoch: epoch as string}},
      {put: 'conversation', value: before as StoredConversation},
    ]);
    const next = world.device('ann', {on: storage});
    await world.online(next);
    await world.pass(40_000);
    assert.ok((await storage.meta()).cursor);
    assert.equal((await storage.conversation(id))?.row.seq, (before as StoredConversation).row.seq + 1);
  }),
);
