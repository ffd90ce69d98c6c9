import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, only, opened, texts} from '../../test/chats.js';
import {failure} from '../protocol/failure.js';
import type {ServerFrame} from '../protocol/frames.js';
// what is loaded when it is needed is there already: the hands of the clock do not wait for a disk
import './on-demand.js';
import './vanished.js';

test(
  'a lost frame is noticed by the next one and fetched (PWP-SYNC-010, F32)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    await world.wait(hers.send('one').sent);
    await world.until(() => texts(his).includes('one'), 'one');
    bo.line.drops = (frame) =>
      frame.type === 'changes' &&
      frame.changes.some((change) => change.type === 'message' && change.message.content.text === 'two');
    await world.wait(hers.send('two').sent);
    bo.line.asked.length = 0;
    await world.wait(hers.send('three').sent);
    await world.until(() => texts(his).at(-1) === 'three', 'three');
    await world.until(() => texts(his).includes('two'), 'two was fetched');
    assert.deepEqual(texts(his).slice(-3), ['one', 'two', 'three']);
    assert.equal(bo.line.asked.filter(({op}) => op === 'conversation.delta').length, 1);
  }),
);

test(
  'frames that come in the wrong order end in the right one (F31, I4)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    const says = (frame: ServerFrame, text: string): boolean =>
      frame.type === 'changes' &&
      frame.changes.some((change) => change.type === 'message' && change.message.content.text === text);
    let late: ServerFrame | undefined;
    bo.line.drops = (frame) => {
      if (says(frame, 'three')) world.clock.after(30, () => bo.line.inject(late));
      if (!says(frame, 'two')) return false;
      late = frame;
      return true;
    };
    await world.wait(hers.send('two').sent);
    await world.wait(hers.send('three').sent);
    await world.pass(10);
    assert.ok(!texts(his).includes('three'), 'a hole is not shown');
    await world.pass(2_000);
    assert.deepEqual(texts(his).slice(-2), ['two', 'three']);
    assert.equal(his.state.get()?.unread, 2);
  }),
);

test(
  'after a time away the missed messages are there, and the cursor goes on from the last tick (I4, I10)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    await world.pass(30_000);
    assert.ok((await bo.storage.meta()).cursor, 'a tick was adopted');
    bo.line.isDown = true;
    bo.line.cut();
    for (const word of ['a', 'b', 'c']) await world.wait(hers.send(word).sent);
    bo.line.isDown = false;
    await world.until(() => texts(his).at(-1) === 'c', 'caught up');
    assert.deepEqual(texts(his).slice(-3), ['a', 'b', 'c']);
    assert.equal(bo.chat.conversation(id).state.get()?.unread, 3);
  }),
);

test(
  'who was away for long gets the newest messages at once and the rest by going back (PWP-SYNC-009, F85)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    await opened(world, bo, id);
    await world.wait(hers.send('before').sent);
    await world.pass(2_000);
    await world.kill(bo);
    for (let at = 0; at < 260; at++) void hers.send(`m${at}`);
    await world.wait(ann.chat.outbox.drained());

    const again = world.device('bo', {on: bo.storage});
    const his = await opened(world, again, id);
    await world.until(() => texts(his).at(-1) === 'm259', 'the newest');
    assert.ok(!texts(his).includes('before'), 'a hole is not jumped over');
    assert.equal(his.timeline.get().end, true);
    for (let page = 0; page < 20 && !his.timeline.get().start; page++) await world.wait(his.loadOlder());
    const all = texts(his);
    assert.ok(all.includes('before'));
    assert.deepEqual(
      all.slice(-260),
      Array.from({length: 260}, (_, at) => `m${at}`),
    );
    assert.equal(new Set(his.timeline.get().messages.map((message) => message.id)).size, all.length);
  }),
);

test(
  'a cached conversation opens with no network, and its older pages too',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    for (let at = 0; at < 80; at++) void hers.send(`m${at}`);
    await world.until(() => texts(his).at(-1) === 'm79', 'bo has all');
    await world.kill(bo);

    const again = world.device('bo', {on: bo.storage});
    again.line.isDown = true;
    const cached = again.chat.conversation(id);
    cached.open();
    await world.until(() => texts(cached).at(-1) === 'm79', 'shown from the cache');
    assert.equal(texts(cached).length, 50);
    assert.equal(cached.timeline.get().loading, 'none');
    await world.wait(cached.loadOlder());
    assert.ok(texts(cached).length > 80);
    assert.equal(cached.timeline.get().start, true);
    assert.equal(again.chat.inbox.list().get().conversations[0]?.id, id);
    assert.equal(again.line.asked.length, 0);
  }),
);

test(
  'unread falls to 0 on another device of the reader (F78, I9)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const laptop = world.device('bo');
    await world.online(laptop);
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    await world.wait(hers.send('one').sent);
    const {seq} = await world.wait(hers.send('two').sent);
    await world.until(() => laptop.chat.conversation(id).state.get()?.unread === 2, 'the laptop counts');
    assert.equal(laptop.chat.inbox.totals.get().unread, 2);
    his.markRead(seq as number);
    await world.until(() => his.state.get()?.unread === 0, 'read here at once', 500);
    await world.until(() => laptop.chat.conversation(id).state.get()?.unread === 0, 'and there');
    assert.deepEqual(laptop.chat.inbox.totals.get(), {unread: 0, mentions: 0, conversations: 0});
  }),
);

test(
  'reading is told only once for many steps, and not at all by a private reader (F25)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const secret = world.device('bo', {readReceipts: false});
    await world.online(secret);
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    for (const word of ['a', 'b', 'c']) await world.wait(hers.send(word).sent);
    await world.until(() => texts(his).at(-1) === 'c', 'c');
    const private_ = await opened(world, secret, id);
    const seqs = his.timeline.get().messages.map(({seq}) => seq as number);
    for (const seq of seqs) private_.markRead(seq);
    await world.until(() => his.state.get()?.unread === 0, 'read on all devices of bo');
    await world.pass(3_000);
    const told = secret.line.asked.filter(
      ({op, input}) => op === 'ops.push' && JSON.stringify(input).includes('readPrivate'),
    );
    assert.equal(told.length, 1);
    assert.equal(hers.timeline.get().messages.at(-1)?.delivery?.is, 'delivered');
  }),
);

test(
  'who is removed keeps what there was, and may write no more; the lane fails, texts stay (F70, PWP-MEMBER-005)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    await world.wait(hers.send('before').sent);
    await world.until(() => texts(his).includes('before'), 'before');
    bo.line.isDown = true;
    bo.line.cut();
    const {id: message, queued} = his.send('am I still here?');
    await world.wait(queued);
    await world.wait(hers.removeMember('bo'));
    await world.wait(hers.send('after').sent);
    bo.line.isDown = false;
    await world.until(() => his.state.get()?.membership === 'removed', 'bo knows');
    await world.until(() => only(his, message).delivery?.is === 'failed', 'failed');
    assert.equal(only(his, message).content.text, 'am I still here?');
    assert.equal(his.state.get()?.writable, false);
    assert.ok(texts(his).includes('before'));
    assert.ok(!texts(his).includes('after'));

    await world.wait(hers.addMember('bo'));
    await world.until(() => his.state.get()?.membership === 'joined', 'let in again');
    await world.wait(hers.send('welcome').sent);
    await world.until(() => texts(his).includes('welcome'), 'bo reads again');
  }),
);

test(
  'a conversation is taken away: rows say so, nothing of it is kept, what waits for it fails with its text (F73, PWP-MEMBER-008)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    await world.wait(hers.send('before').sent);
    await world.until(() => his.state.get()?.unread === 1, 'unread');
    bo.line.isDown = true;
    bo.line.cut();
    const {id: message, queued} = his.send('into the void');
    await world.wait(queued);
    await world.wait(world.server.domain.removeConversation(id, 'shop'));
    await world.until(() => hers.state.get()?.status === 'removed', 'who is connected hears of it at once', 1_000);
    await world.until(() => texts(hers).length === 0, 'and sees nothing of it any more');
    bo.line.isDown = false;
    await world.until(() => his.state.get()?.status === 'removed', 'bo knows');
    await world.until(() => only(his, message).delivery?.is === 'failed', 'failed');
    assert.equal(only(his, message).content.text, 'into the void');
    for (const {chat, storage} of [ann, bo]) {
      const state = chat.conversation(id).state.get();
      assert.deepEqual(
        [state?.unread, state?.preview?.text, state?.writable, state?.membership],
        [0, chat.user === 'bo' ? 'into the void' : undefined, false, 'removed'],
      );
      assert.deepEqual(await storage.messages(id, {from: 0, to: 99}), []);
      const cached = await storage.conversation(id);
      assert.equal(cached?.row.preview, undefined);
      assert.ok(cached?.members.every(({user}) => user === chat.user));
    }
    assert.deepEqual(texts(his), ['into the void']);
  }),
);

test(
  'of a conversation that keeps nothing, the cache of who was removed keeps nothing (PWP-MEMBER-007)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    await world.wait(hers.update({purge: true}));
    await world.wait(hers.send('secret').sent);
    await world.until(() => texts(his).includes('secret'), 'secret');
    await world.wait(hers.removeMember('bo'));
    await world.until(() => his.state.get()?.membership === 'removed' && !texts(his).length, 'purged');
    await world.pass(2_000);
    assert.deepEqual(await bo.storage.messages(id, {from: 0, to: 99}), []);
    assert.deepEqual([his.state.get()?.unread, his.state.get()?.preview], [0, undefined]);
    assert.ok(texts(hers).includes('secret'));
  }),
);

test(
  'a change of a kind from the future moves the seq and opens no gap (F88, PWP-VERSION-004)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [, bo] = devices as [Device, Device];
    const his = await opened(world, bo, id);
    await world.pass(1_000);
    const head = his.state.get()?.head as number;
    bo.line.asked.length = 0;
    bo.line.inject({
      type: 'changes',
      conversation: id,
      from: head + 1,
      to: head + 1,
      changes: [{type: 'hologram', rev: head + 1}],
    });
    await world.until(() => his.state.get()?.head === head + 1, 'the head moved');
    await world.pass(3_000);
    assert.deepEqual(
      bo.line.asked.filter(({op}) => op === 'conversation.delta'),
      [],
    );
    assert.deepEqual(bo.errors, []);

    // one that a person must know of: the app is told that this version is too old
    bo.line.inject({
      type: 'changes',
      conversation: id,
      from: head + 2,
      to: head + 2,
      changes: [{type: 'hologram', rev: head + 2, mu: true}],
    });
    await world.until(() => bo.errors.length > 0, 'told');
    assert.deepEqual(
      bo.errors.map(({code, detail}) => [code, detail]),
      [['PROTO_UNSUPPORTED', 'hologram']],
    );
    assert.equal(his.state.get()?.head, head + 2);
  }),
);

test(
  'what is let go of and taken up again, as when the host moves an element, is there at once: the chat owns it (F94)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [, bo] = devices as [Device, Device];
    const his = bo.chat.conversation(id);
    const letGo = his.open();
    await world.until(() => his.timeline.get().loading === 'none' && his.timeline.get().messages.length > 0, 'shown');
    const before = his.timeline.get().messages;
    const unsent = his.send('on its way');
    letGo();
    await world.pass(5_000);
    bo.line.asked.length = 0;
    assert.deepEqual(his.timeline.get().messages.slice(0, before.length), before);
    his.open();
    assert.ok(his.timeline.get().messages.some((message) => message.id === unsent.id));
    await world.wait(unsent.sent);
    assert.equal(bo.chat.conversation(id), his);
    assert.equal(bo.line.connections, 1);
    assert.ok(!bo.line.asked.some(({op}) => op === 'history.page'), 'nothing is fetched for it again');
  }),
);

test(
  'a frame that makes no sense harms nothing but itself (F89)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    bo.line.inject({type: 'inbox', rows: [{conversation: null}]});
    await world.wait(hers.send('still there?').sent);
    await world.until(() => texts(his).includes('still there?'), 'the connection lives');
    assert.equal(bo.errors[0]?.code, 'SCHEMA');
  }),
);

test(
  'goTo moves the run to an old message and back to the newest',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const sent = Array.from({length: 150}, (_, at) => hers.send(`m${at}`));
    await world.wait(ann.chat.outbox.drained());
    const other = world.device('bo');
    await world.online(other);
    const his = await opened(world, other, id);
    assert.ok(!texts(his).includes('m10'));
    await world.wait(his.goTo(sent[10]?.id as string));
    assert.ok(texts(his).includes('m10'));
    assert.equal(his.timeline.get().end, false);
    const words = texts(his);
    await world.wait(his.loadNewer());
    assert.ok(texts(his).length > words.length);
    await world.wait(his.goToLatest());
    assert.equal(texts(his).at(-1), 'm149');
    assert.equal(his.timeline.get().end, true);
    await assert.rejects(world.wait(his.goTo('nobody-wrote-this-id-')), {code: 'NOT_FOUND'});
  }),
);

test(
  'seqAt finds the first message of a time or later, the newest behind all, and what it read is there to go to (PWP-HISTORY-006)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    for (let at = 0; at < 150; at++) {
      hers.send(`m${at}`);
      await world.pass(1_000);
    }
    await world.wait(ann.chat.outbox.drained());
    const wanted = hers.timeline.get().messages.find(({content}) => content.text === 'm40');
    const other = world.device('bo');
    await world.online(other);
    const his = await opened(world, other, id);
    assert.ok(!texts(his).includes('m40'));
    const time = (wanted?.at ?? 0) - 1;
    const seq = await world.wait(his.seqAt(new Date(time)));
    assert.equal(seq, wanted?.seq);
    const asked = (): number => other.line.asked.filter(({op}) => op === 'history.page').length;
    const before = asked();
    await world.wait(his.goTo(seq));
    assert.equal(asked(), before, 'nothing more is asked for');
    const {messages, start, end} = his.timeline.get();
    assert.deepEqual([start, end], [false, false]);
    assert.equal(messages.find(({at}) => at >= time)?.content.text, 'm40');
    await world.wait(his.goTo(await world.wait(his.seqAt(-1))));
    assert.equal(his.timeline.get().start, true);
    await world.wait(his.goTo(await world.wait(his.seqAt(world.clock.now() + 1e9))));
    assert.equal(texts(his).at(-1), 'm149');
    other.line.refuse.push({op: 'history.page', failure: failure('UNAVAILABLE')});
    await assert.rejects(world.wait(his.seqAt(0)), {code: 'UNAVAILABLE'});
    assert.equal(texts(his).at(-1), 'm149', 'what is shown stays');
  }),
);

test(
  'a fetch that fails says so at its edge, and can be asked for again',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    for (let at = 0; at < 120; at++) void hers.send(`m${at}`);
    await world.wait(ann.chat.outbox.drained());
    const other = world.device('bo');
    await world.online(other);
    const his = await opened(world, other, id);
    other.line.refuse.push({op: 'history.page', failure: failure('UNAVAILABLE')});
    await world.wait(his.loadOlder());
    assert.deepEqual(his.timeline.get().failed, {edge: 'older', code: 'UNAVAILABLE'});
    const before = texts(his).length;
    await world.wait(his.loadOlder());
    assert.equal(his.timeline.get().failed, undefined);
    assert.ok(texts(his).length > before);
  }),
);

test(
  'flags show at once and reach the other devices; a cleared conversation is empty everywhere (PWP-REG-006, PWP-FRAME-006, PWP-HISTORY-005)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const laptop = world.device('bo');
    await world.online(laptop);
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    const there = await opened(world, laptop, id);
    await world.wait(hers.send('old').sent);
    await world.until(() => texts(his).includes('old') && texts(there).includes('old'), 'both have it');
    const pinning = his.pin(true);
    assert.equal(his.state.get()?.pinned, true);
    await world.wait(pinning);
    await world.wait(his.mute(9_007_199_254_740_991));
    await world.wait(his.clear());
    assert.deepEqual(texts(his), []);
    await world.until(() => there.state.get()?.pinned === true && there.state.get()?.mutedUntil !== 0, 'flags');
    await world.until(() => texts(there).length === 0, 'cleared');
    await world.wait(hers.send('new').sent);
    await world.until(() => texts(there).at(-1) === 'new', 'goes on');
    assert.deepEqual(texts(his), ['new']);
  }),
);

test(
  'a conversation whose first frame comes before its first page is followed like any other: what the line swallows is fetched (F61, I4)',
  inWorld(async (world) => {
    const [ann, bo] = [world.device('ann'), world.device('bo')];
    await world.online(ann, bo);
    const held: ServerFrame[] = [];
    ann.line.drops = (frame) => frame.type === 'changes' && held.push(frame) > 0;
    const {id} = await world.wait(bo.chat.createGroup({title: 'Room', members: ['ann']}));
    await world.wait(bo.chat.send(id, 'first').sent);
    const hers = ann.chat.conversation(id);
    await world.until(() => hers.state.get() !== undefined, 'she knows of it');
    ann.line.delayMs = 500;
    hers.open();
    // the first page is on its way
    await world.until(() => ann.line.asked.some(({op}) => op === 'history.page'), 'asked for');
    for (const frame of held) ann.line.inject(frame);
    await world.until(() => texts(hers).at(-1) === 'first', 'it is there');
    ann.line.drops = ({type}) => type === 'changes';
    await world.wait(bo.chat.send(id, 'swallowed').sent);
    ann.line.drops = () => false;
    ann.line.cut();
    await world.until(() => texts(hers).at(-1) === 'swallowed', 'it is fetched', 60_000);
  }),
);

test(
  'a database restored from a backup resets the cache and keeps the outbox (PWP-SYNC-007, PWP-SYNC-011)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    await world.wait(hers.send('kept by the server').sent);
    await world.pass(30_000);
    ann.line.isDown = true;
    ann.line.cut();
    const {queued} = hers.send('not sent yet');
    await world.wait(queued);
    await ann.storage.write([
      {put: 'meta', value: {epoch: 'another', cursor: (await ann.storage.meta()).cursor as string}},
    ]);
    await world.kill(ann);
    const again = world.device('ann', {on: ann.storage});
    const now = await opened(world, again, id);
    await world.wait(again.chat.outbox.drained());
    await world.until(
      () => texts(now).includes('kept by the server') && texts(now).at(-1) === 'not sent yet',
      'both are there',
    );
  }),
);

test(
  'a queued change of the own profile is shown at once and after a reload, and taken back where the server refuses it',
  inWorld(async (world) => {
    const {devices} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    await world.wait(ann.chat.updateProfile({avatar: 'https://cats.example/1.png', status: {text: 'here'}}));
    await world.wait(ann.chat.outbox.drained());
    ann.line.isDown = true;
    ann.line.cut();
    const told: string[] = [];
    ann.chat.me.subscribe(({name}) => told.push(name));
    const queued = ann.chat.updateProfile({name: 'Anna', status: null});
    await world.until(() => ann.chat.me.get().name === 'Anna', 'shown');
    await world.wait(queued);
    assert.equal(told.at(-1), 'Anna');
    await world.wait(ann.chat.updateProfile({avatar: ''}));
    const shown = {id: 'ann', name: 'Anna', presence: 'offline'} as const;
    assert.deepEqual({...ann.chat.me.get(), presence: 'offline'}, shown);

    await world.kill(ann);
    const again = world.device('ann', {on: ann.storage, line: ann.line});
    await world.until(() => again.chat.outbox.get().length === 1, 'the outbox is read');
    await world.until(() => again.chat.me.get().name === 'Anna', 'the name is still there');
    assert.deepEqual(again.chat.me.get(), shown);
    ann.line.isDown = false;
    await world.wait(again.chat.outbox.drained());
    const hers = bo.chat.people.person('ann');
    await world.until(() => hers.get().name === 'Anna', 'bo sees it');
    assert.equal(again.chat.me.get().name, 'Anna');

    await world.wait(again.chat.updateProfile({name: 'x', data: {much: 'x'.repeat(100_000)}}));
    assert.equal(again.chat.me.get().name, 'x');
    await world.until(() => again.chat.outbox.get()[0]?.is === 'failed', 'refused');
    assert.equal(again.chat.me.get().name, 'Anna');
  }),
);

test(
  'people: names come in batches, the own profile changes through the outbox, typing and presence are told',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo', 'cem');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    ann.line.asked.length = 0;
    const people = ['bo', 'cem'].map((user) => ann.chat.people.person(user));
    await world.pass(100);
    assert.deepEqual(
      people.map((person) => person.get().name),
      ['bo', 'cem'],
    );
    assert.ok(ann.line.asked.filter(({op}) => op === 'person.get').length <= 1);
    await world.wait(bo.chat.updateProfile({name: 'Bodo'}));
    await world.until(() => bo.chat.me.get().name === 'Bodo', 'the own name');
    const stop = ann.chat.people.watch(['bo']);
    await world.until(() => people[0]?.get().presence === 'online', 'bo is there');
    stop();
    his.setTyping(true);
    await world.until(() => hers.typing.get().includes('bo'), 'bo types');
    await world.pass(7_000);
    assert.deepEqual(hers.typing.get(), []);
    his.setTyping(true);
    await world.until(() => hers.typing.get().includes('bo'), 'bo types again');
    await world.wait(his.send('done').sent);
    await world.until(() => hers.typing.get().length === 0, 'the message ends it');
  }),
);
