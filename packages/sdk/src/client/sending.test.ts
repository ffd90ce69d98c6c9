import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, only, opened, texts} from '../../test/chats.js';
import type {ChatError} from '../core/failure.js';
import {failure} from '../protocol/failure.js';

test(
  'what one sends the other receives, and its mark climbs from sent over delivered to read (I8)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    const {id: message, queued, sent} = hers.send('hello');
    assert.equal(only(hers, message).delivery?.is, 'saving');
    await world.wait(queued);
    const stored = await world.wait(sent);
    assert.equal(stored.content.text, 'hello');
    await world.until(() => texts(his).includes('hello'), 'bo has it');
    await world.until(() => only(hers, message).delivery?.is === 'delivered', 'it was delivered');
    his.markRead(stored.seq as number);
    await world.until(() => only(hers, message).delivery?.is === 'read', 'it was read');
    assert.deepEqual(only(hers, message).delivery, {is: 'read', by: 1, of: 1});
  }),
);

test(
  'a conversation asked for right after createChat waits for the connection; without one it is refused at once',
  inWorld(async (world) => {
    await world.online(world.device('bo'));
    const ann = world.device('ann');
    const {id} = await world.wait(ann.chat.direct('bo'));
    assert.equal(ann.chat.conversation(id).id, id);

    const cem = world.device('cem');
    await world.online(cem);
    cem.line.isDown = true;
    cem.line.cut();
    await world.until(() => cem.chat.connection.get().is === 'waiting', 'the line is lost');
    await assert.rejects(world.wait(cem.chat.direct('bo')), {code: 'OFFLINE'});
  }),
);

test(
  'a direct conversation comes into the list of the other with its first message, counted once (PWP-REG-010)',
  inWorld(async (world) => {
    const [ann, bo] = [world.device('ann'), world.device('bo')];
    await world.online(ann, bo);
    const listed = ({chat}: Device): string[] =>
      chat.inbox
        .list()
        .get()
        .conversations.map(({id}) => id);
    const hers = await world.wait(ann.chat.direct('bo'));
    const {id} = hers;
    await world.until(() => !!bo.chat.conversation(id).state.get(), 'bo knows of it');
    assert.deepEqual([listed(ann), listed(bo)], [[id], []]);
    const his = await opened(world, bo, (await world.wait(bo.chat.direct('ann'))).id);
    assert.deepEqual([his.id, his.timeline.get().messages, his.timeline.get().start], [id, [], true]);
    await world.wait(hers.send('hello').sent);
    await world.until(() => listed(bo).length === 1, 'it is listed');
    assert.deepEqual([texts(his), his.state.get()?.unread, bo.chat.inbox.totals.get().unread], [['hello'], 1, 1]);

    const again = world.device('bo');
    await world.online(again);
    await world.until(() => again.chat.inbox.totals.get().unread === 1, 'counted on another device');
    assert.deepEqual(listed(again), [id]);
  }),
);

test(
  'the marks of a message only climb, and it keeps its place and identity from saving to read (PWP-SEND-003, I13)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    const seen: string[] = [];
    hers.timeline.subscribe(({messages}) => {
      const mine = messages.filter(({own, content}) => own && content.kind === 'text');
      const last = mine.at(-1);
      if (last?.delivery && seen.at(-1) !== last.delivery.is) seen.push(last.delivery.is);
    });
    const {sent} = hers.send('one');
    const {seq} = await world.wait(sent);
    await world.until(() => texts(his).includes('one'), 'bo has it');
    his.markRead(seq as number);
    await world.until(() => seen.includes('read'), 'read');
    const order = ['saving', 'queued', 'sending', 'sent', 'delivered', 'read'];
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => order.indexOf(a) - order.indexOf(b)),
    );
    assert.equal(seen[0], 'saving');
  }),
);

test(
  'what is written offline goes out in its order when the connection is back (I1, I3)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    ann.line.isDown = true;
    ann.line.cut();
    const words = Array.from({length: 60}, (_, at) => `word ${at}`);
    for (const word of words) await world.wait(hers.send(word).queued);
    await world.pass(5_000);
    assert.deepEqual(texts(hers).slice(-60), words);
    assert.ok(
      hers.timeline
        .get()
        .messages.slice(-60)
        .every(({delivery}) => delivery?.is === 'queued'),
    );
    ann.line.isDown = false;
    await world.wait(ann.chat.outbox.drained());
    await world.until(() => texts(his).at(-1) === 'word 59', 'bo has the last');
    assert.deepEqual(texts(his).slice(-60), words);
    assert.deepEqual(texts(hers).slice(-60), words);
  }),
);

test(
  'a lost answer makes no second message: the same operation is sent again (PWP-SEND-008, F04, F26, I2)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    ann.line.loseAnswers = 1;
    const {id: message, sent} = hers.send('once');
    await world.wait(sent);
    const pushes = ann.line.asked.filter(({op}) => op === 'ops.push').length;
    assert.ok(pushes >= 3, 'the group, the message, the message again');
    only(hers, message);
    await world.until(() => texts(his).includes('once'), 'bo has it');
    only(his, message);
  }),
);

test(
  'frames that come twice change nothing (F33)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    bo.line.duplicates = true;
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    await world.wait(hers.send('one').sent);
    await world.wait(hers.send('two').sent);
    await world.until(() => texts(his).at(-1) === 'two', 'bo has both');
    assert.deepEqual(texts(his).slice(-2), ['one', 'two']);
    assert.equal(bo.chat.conversation(id).state.get()?.unread, 2);
  }),
);

test(
  'an edit before the message left changes it in place; after it was attempted, it follows it (F62, F63)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    ann.line.isDown = true;
    ann.line.cut();
    await world.pass(100);
    const early = hers.send('frist');
    await world.wait(early.queued);
    await world.wait(hers.edit(early.id, 'first'));
    assert.equal(only(hers, early.id).content.text, 'first');
    assert.equal(ann.chat.outbox.get().length, 1);
    ann.line.isDown = false;
    const stored = await world.wait(early.sent);
    assert.equal(stored.editedAt, undefined);

    ann.line.loseAnswers = 1;
    const late = hers.send('secnod');
    await world.until(() => only(hers, late.id).delivery?.is === 'sending', 'attempted');
    await world.wait(hers.edit(late.id, 'second'));
    assert.equal(ann.chat.outbox.get().length, 2);
    await world.until(() => texts(his).at(-1) === 'second', 'bo has the edit');
    await world.wait(ann.chat.outbox.drained());
    assert.equal(only(hers, late.id).content.text, 'second');
    only(his, late.id);
  }),
);

test(
  'a delete before the message left leaves nothing; after it was attempted, no late copy is accepted (PWP-SEND-009, F64, F65, F66, I5)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    ann.line.isDown = true;
    ann.line.cut();
    await world.pass(100);
    const early = hers.send('never mind');
    await world.wait(early.queued);
    await world.wait(hers.delete(early.id));
    assert.deepEqual(ann.chat.outbox.get(), []);
    assert.ok(!texts(hers).includes('never mind'));
    await assert.rejects(world.wait(early.sent), {code: 'CANCELLED'});

    ann.line.isDown = false;
    await world.online(ann);
    ann.line.loseAnswers = 1;
    const late = hers.send('too late');
    await world.until(() => texts(his).includes('too late'), 'it has arrived');
    await world.wait(hers.delete(late.id));
    await world.wait(ann.chat.outbox.drained());
    await world.until(() => !texts(his).includes('too late'), 'it is gone for bo');
    assert.ok(only(his, late.id).deleted);
    assert.ok(!texts(hers).includes('too late'));
  }),
);

test(
  'after a reload the outbox is still there and goes on (F02, F04)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    ann.line.isDown = true;
    ann.line.cut();
    const {id: message, queued} = hers.send('kept');
    await world.wait(queued);
    await world.kill(ann);

    const again = world.device('ann', {on: ann.storage});
    again.line.isDown = true;
    const theirs = await opened(world, again, id);
    assert.equal(only(theirs, message).delivery?.is, 'queued');
    assert.equal(again.chat.outbox.get()[0]?.message, message);
    again.line.isDown = false;
    await world.wait(again.chat.outbox.drained());
    assert.equal(only(theirs, message).delivery?.is, 'sent');
    await world.until(() => texts(his).includes('kept'), 'bo has it');
  }),
);

test(
  'a refusal for good shows the message as failed, with its text, and it can be sent again (E12)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const {id: message, queued, sent} = hers.send({text: 'x', kind: 'system'});
    await world.wait(queued);
    await assert.rejects(world.wait(sent), (error: ChatError) => error.code === 'SCHEMA' || error.code === 'FORBIDDEN');
    assert.equal(only(hers, message).delivery?.is, 'failed');
    assert.equal(ann.chat.outbox.get()[0]?.is, 'failed');
    await world.wait(hers.edit(message, 'mended'));
    await world.wait(hers.retry(message));
    await world.wait(ann.chat.outbox.drained());
    await world.until(() => only(hers, message).delivery?.is !== 'sending', 'settled');
    assert.equal(only(hers, message).content.text, 'mended');
  }),
);

test(
  'a rate limit makes the lane wait and loses nothing (F38)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    ann.line.refuse.push({op: 'ops.push', failure: failure('RATE_LIMITED', {retryAfterMs: 3_000})});
    const before = world.clock.monotonic();
    const {sent} = hers.send('patience');
    await world.wait(sent);
    assert.ok(world.clock.monotonic() - before >= 3_000);
  }),
);

test(
  'a message that breaks the server goes alone in the end and fails as POISON after ten minutes; those around it are sent (PWP-ERROR-003, F52)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    ann.line.breaks = (op, input) => op === 'ops.push' && JSON.stringify(input).includes('poison');
    ann.line.isDown = true;
    ann.line.cut();
    for (const word of ['before', 'poison', 'after', 'last']) await world.wait(hers.send(word).queued);
    ann.line.isDown = false;
    await world.until(() => texts(his).includes('before'), 'what is before it arrives');
    await world.pass(8 * 60_000);
    assert.ok(!texts(his).includes('after'), 'nothing overtakes it before its time');
    await world.pass(5 * 60_000);
    await world.until(() => texts(his).at(-1) === 'last', 'those behind it go on');
    assert.deepEqual(texts(his).slice(-3), ['before', 'after', 'last']);
    const failed = hers.timeline.get().messages.find(({content}) => content.text === 'poison');
    assert.deepEqual(failed?.delivery, {is: 'failed', code: 'POISON'});
    assert.deepEqual(
      ann.errors.map(({code}) => code),
      ['POISON'],
    );
  }),
);

test(
  'a text over the limit is refused before it is shown (TOO_LARGE)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const {id: message, queued, sent} = hers.send('x'.repeat(8_001));
    await assert.rejects(world.wait(queued), {code: 'TOO_LARGE'});
    await assert.rejects(world.wait(sent), {code: 'TOO_LARGE'});
    assert.ok(!hers.timeline.get().messages.some((one) => one.id === message));
  }),
);

test(
  'reactions and edits of confirmed messages show at once and converge (F69, I4)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    const {id: message, sent} = hers.send('plan');
    await world.wait(sent);
    await world.until(() => texts(his).includes('plan'), 'bo has it');
    const reacting = his.react(message, '👍', true);
    assert.deepEqual(only(his, message).reactions, [{key: '👍', count: 1, own: true, users: ['bo']}]);
    await world.wait(reacting);
    const editing = hers.edit(message, 'plan B');
    await world.wait(editing);
    assert.equal(only(hers, message).content.text, 'plan B');
    await world.until(() => only(hers, message).reactions[0]?.count === 1, 'ann sees the thumb');
    await world.until(() => only(his, message).content.text === 'plan B', 'bo sees the edit');
    await world.wait(his.react(message, '👍', false));
    await world.until(() => only(hers, message).reactions.length === 0, 'it is taken back');
    await assert.rejects(world.wait(his.edit(message, 'no')), {code: 'FORBIDDEN'});
  }),
);

test(
  'a message that was stored long before what is shown does not come back at the end (I2, I12)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    ann.line.loseAnswers = 1;
    ann.line.drops = () => true;
    const {queued} = hers.send('stored, but ann does not know');
    await world.wait(queued);
    await world.until(() => texts(his).includes('stored, but ann does not know'), 'bo has it');
    ann.line.isDown = true;
    ann.line.cut();
    // more than one delta brings
    for (let at = 0; at < 210; at++) his.send(`word ${at}`);
    await world.wait(bo.chat.outbox.drained(), 600_000);
    Object.assign(ann.line, {isDown: false, loseAnswers: 0, drops: () => false});
    // she is shown the newest before she learns what became of hers
    ann.line.refuse.push({op: 'ops.push', failure: failure('UNAVAILABLE', {retryAfterMs: 30_000})});
    await world.until(() => !hers.timeline.get().end, 'she knows that there is more than she shows');
    await world.wait(hers.goToLatest());
    await world.wait(ann.chat.outbox.drained(), 120_000);
    assert.equal(texts(hers).at(-1), 'word 209');
    assert.ok(hers.timeline.get().messages.every(({seq}) => seq !== undefined));
    while (!hers.timeline.get().start) await world.wait(hers.loadOlder());
    assert.equal(texts(hers).filter((text) => text.startsWith('stored')).length, 1);
  }),
);

test(
  'a message that was cancelled elsewhere leaves nothing behind (F65, I5)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    ann.line.refuse.push({op: 'ops.push', failure: failure('UNAVAILABLE', {retryAfterMs: 1_000})});
    const {id: message, queued} = hers.send('never mind');
    await world.wait(queued);
    await world.server.domain.run(world.server.actor('ann'), 'message.delete', {conversation: id, id: message});
    await world.wait(ann.chat.outbox.drained(), 60_000);
    await world.pass(1_000);
    assert.ok(!texts(hers).includes('never mind'));
  }),
);
