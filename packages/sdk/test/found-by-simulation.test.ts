/** What the simulation has found, each as the shortest story that shows it. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ServerFrame} from '../src/protocol/index.js';
import {type Device, inWorld, only, opened, texts} from './chats.js';

test(
  'who left while nobody listened is no longer among the members (I4)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo', 'cem');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    assert.equal(his.members.get().length, 3);
    await world.pass(2_000);
    await world.kill(bo);
    const stored = await bo.storage.conversation(id);
    await bo.storage.write([
      {drop: 'messages', conversation: id, from: 0, to: 99},
      {put: 'conversation', value: {...stored!, seq: 0, ranges: []}},
    ]);
    await world.wait(hers.removeMember('cem'));
    const again = await opened(world, world.device('bo', {on: bo.storage}), id);
    await world.until(() => again.members.get().length === 2, 'two members');
  }),
);

test(
  'what an open conversation asked for in vain it asks for again, on the same connection (I14)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [, bo] = devices as [Device, Device];
    bo.line.loseAnswers = 1;
    const conversation = bo.chat.conversation(id);
    conversation.open();
    await world.until(() => conversation.members.get().length === 2, 'its members');
    assert.equal(bo.line.connections, 1);
  }),
);

test(
  'a tab that dies before the server can hear of what was read leaves it unread on all devices (I8, I9)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    await world.wait(hers.send('read me').sent);
    await world.until(() => texts(his).includes('read me'), 'it is there');
    his.markRead(his.state.get()?.head as number);
    assert.equal(his.state.get()?.unread, 0, 'seen at once');
    await world.pass(300);
    assert.equal(
      (await bo.storage.conversation(id))?.row.own.read,
      0,
      'the cache calls nothing read that nobody was told',
    );
    await world.pass(1_000);
    assert.equal((await bo.storage.conversation(id))?.row.own.read, his.state.get()?.head);
  }),
);

test(
  'reading again takes the unread mark off on the server too (PWP-REG-007, F83)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    const other = await opened(world, world.device('bo'), id);
    await world.wait(hers.send('read me').sent);
    await world.until(() => texts(his).includes('read me'), 'it is there');
    const head = his.state.get()?.head as number;
    his.markRead(head);
    await world.until(() => other.state.get()?.unread === 0, 'read');
    await world.wait(other.markUnread());
    await world.until(() => !!his.state.get()?.markedUnread, 'marked');
    his.markRead(head);
    await world.until(() => other.state.get()?.markedUnread === false, 'the mark is off everywhere');
    assert.equal(his.state.get()?.markedUnread, false);
  }),
);

test(
  'the cache keeps no word of a deleted message, not even in a quote (I5)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    const {id: secret, sent} = hers.send('the secret');
    await world.wait(sent);
    await world.wait(hers.send({text: 'an answer', replyTo: secret}).sent);
    await world.until(() => texts(his).includes('an answer'), 'both are there');
    await world.wait(hers.delete(secret));
    await world.until(() => texts(his).includes('(deleted)'), 'deleted');
    await world.pass(1_000);
    for (const {storage} of [ann, bo]) {
      const cache = JSON.stringify(await storage.messages(id, {from: 0, to: 99}));
      assert.ok(cache.includes('an answer') && !cache.includes('the secret'));
    }
  }),
);

test(
  'a reaction that stands before its message in one frame is not lost (I4, PWP-FRAME-003)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    ann.line.isDown = true;
    ann.line.cut();
    await world.pass(100);
    // sent, reacted to and edited in one batch: one frame, in which the message stands where it was changed last
    const message = 'm'.padEnd(21, '-');
    const input = {conversation: id, id: message};
    const ops = [
      {opId: 'a'.padEnd(21, '-'), op: 'message.send', input: {...input, content: {text: 'one'}}},
      {opId: 'b'.padEnd(21, '-'), op: 'reaction.set', input: {...input, key: '👍', on: true}},
      {opId: 'c'.padEnd(21, '-'), op: 'message.edit', input: {...input, content: {text: 'two'}}},
    ];
    await world.server.domain.run(world.server.actor('ann'), 'ops.push', {ops});
    await world.until(() => texts(his).includes('two'), 'the message');
    await world.pass(1_000);
    assert.deepEqual(
      only(his, message).reactions.map(({key, count}) => [key, count]),
      [['👍', 1]],
    );
    assert.ok(!texts(hers).includes('two'));
  }),
);

test(
  'who was removed and let in again unawares sees what one sees who comes anew (F71, I4, I11)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    await world.wait(hers.send('before').sent);
    await world.until(() => texts(his).includes('before'), 'it is there');
    bo.line.isDown = true;
    bo.line.cut();
    await world.wait(hers.removeMember('bo'));
    await world.wait(hers.send('meanwhile').sent);
    await world.wait(hers.addMember('bo'));
    await world.wait(hers.send('after').sent);
    bo.line.isDown = false;
    await world.until(() => texts(his).includes('after'), 'caught up');
    await world.pass(1_000);
    const fresh = await opened(world, world.device('bo'), id);
    assert.deepEqual(texts(his), texts(fresh));
    assert.ok(!texts(his).includes('before'));
  }),
);

test(
  'a tab that comes back shows the edits another one has stored meanwhile (I4, F17)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    const {id: message, sent} = hers.send('one');
    await world.wait(sent);
    await world.until(() => texts(his).includes('one'), 'it is there');
    const other = world.device('bo', {on: bo.storage});
    await opened(world, other, id);
    bo.line.isDown = true;
    bo.line.cut();
    await world.wait(hers.edit(message, 'two'));
    await world.pass(1_000);
    assert.ok(texts(his).includes('one'), 'this tab has not heard of it');
    bo.page.tell('suspend');
    bo.page.tell('resume');
    await world.pass(1_000);
    assert.ok(texts(his).includes('two') && !texts(his).includes('one'));
  }),
);

test(
  'what is cleared leaves the cache as well, and what comes of it later is not stored (I5, PWP-REG-006)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    const {id: secret, sent} = hers.send('the secret');
    await world.wait(sent);
    await world.until(() => texts(his).includes('the secret'), 'it is there');
    await world.wait(his.clear());
    await world.pass(500);
    assert.equal(await bo.storage.message(id, secret), undefined);
    await world.wait(hers.edit(secret, 'the other secret'));
    await world.wait(hers.send('later').sent);
    await world.until(() => texts(his).includes('later'), 'the next one is there');
    assert.equal(await bo.storage.message(id, secret), undefined);
    assert.deepEqual(texts(his).slice(-1), ['later']);
  }),
);

test(
  'a quote keeps no words of what its reader has cleared away, whatever becomes of that while nobody listens (I5, PWP-REG-006)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    const {id: secret, sent} = hers.send('the secret');
    await world.wait(sent);
    await world.until(() => texts(his).includes('the secret'), 'it is there');
    // one that quotes it comes before he clears, one after
    const early = hers.send({text: 'early', replyTo: secret});
    await world.wait(early.sent);
    await world.until(() => texts(his).includes('early'), 'the first answer');
    const at = his.timeline.get().messages.find(({id}) => id === secret)?.seq as number;
    const actor = {user: 'bo', device: 'other', audience: 'parlor', claims: {name: 'bo'}} as const;
    await world.server.domain.run(actor, 'own.set', {conversation: id, cleared: at});
    await world.until(() => !texts(his).includes('the secret'), 'cleared');
    const late = hers.send({text: 'late', replyTo: secret});
    await world.wait(late.sent);
    await world.until(() => texts(his).includes('late'), 'the second answer');
    await world.pass(1_000);
    for (const one of [early.id, late.id]) {
      const {replyTo} = (await bo.storage.message(id, one)) as {
        replyTo?: {id: string; text: string; deleted?: boolean};
      };
      assert.deepEqual([replyTo?.id, replyTo?.text, replyTo?.deleted], [secret, '', true]);
      assert.equal(his.timeline.get().messages.find(({id}) => id === one)?.replyTo?.text, '');
    }
  }),
);

test(
  'a role that was given while nobody listened costs no count (I9, F71)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    await opened(world, bo, id);
    await world.wait(hers.send('one').sent);
    await world.until(() => bo.chat.conversation(id).state.get()?.unread === 1, 'unread');
    await world.pass(2_000);
    await world.kill(bo);
    await world.wait(hers.setRole('bo', 'moderator'));
    const again = world.device('bo', {on: bo.storage}).chat.conversation(id);
    await world.until(() => again.state.get()?.role === 'moderator', 'told of the role');
    assert.equal(again.state.get()?.unread, 1);
    const stored = await bo.storage.conversation(id);
    assert.ok((stored?.row.asOf ?? 0) > 0, 'the pair is the one the server told');
  }),
);

test(
  'a conversation that is opened at a message while a frame is on its way stops loading when that has come (I4)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const {id: first, sent} = hers.send('one');
    await world.wait(sent);
    await world.pass(2_000);
    const late: ServerFrame[] = [];
    bo.line.drops = (frame) => frame.type === 'changes' && late.push(frame) > 0;
    await world.wait(hers.send('two').sent);
    await world.wait(hers.send('three').sent);
    bo.line.delayMs = 30;
    const his = bo.chat.conversation(id);
    his.open({around: first});
    await world.pass(50);
    bo.line.inject(late[1]);
    await world.pass(20);
    for (const frame of late) bo.line.inject(frame);
    await world.pass(10_000);
    assert.equal(his.timeline.get().loading, 'none');
    assert.deepEqual(texts(his).slice(-3), ['one', 'two', 'three']);
  }),
);
