import assert from 'node:assert/strict';
import {test} from 'node:test';
import {inWorld, opened, texts, type World} from '../../test/chats.js';
import {tabsOf} from '../../test/tabs-of.js';
import {sendRow} from '../../test/world.js';
import type {Readable} from '../base/readable.js';
import {outboxLimits} from '../core/outbox.js';
import {loadMore} from './later.js';

async function pair(world: World) {
  const [ann, bo] = [world.device('ann'), world.device('bo')];
  for (const device of [ann, bo]) await world.online(device);
  const {id} = await world.wait(ann.chat.direct('bo'));
  const mine = await opened(world, ann, id);
  await world.wait(mine.send('hello').sent);
  const his = await opened(world, bo, id);
  return {ann, bo, id, mine, his};
}

test(
  'who blocks and who is blocked see it in the conversation, neither can write, and it ends (PWP-BLOCK-002, PWP-BLOCK-003)',
  inWorld(async (world) => {
    const {ann, mine, his} = await pair(world);
    await world.wait(ann.chat.people.block('bo'));
    await world.until(() => mine.state.get()?.blocked === 'own', 'ann sees that she blocks');
    await world.until(() => his.state.get()?.blocked === 'other', 'bo sees that he cannot write');
    assert.deepEqual([mine.state.get()?.writable, his.state.get()?.writable], [false, false]);
    await assert.rejects(world.wait(his.send('still').sent), {code: 'READ_ONLY'});
    await world.wait(ann.chat.people.unblock('bo'));
    await world.until(() => his.state.get()?.writable === true, 'bo can write again');
    assert.equal(his.state.get()?.blocked, undefined);
    await world.wait(his.send('again').sent);
    await world.until(() => texts(mine).includes('again'), 'it arrives');
  }),
);

test(
  'a block pressed without a connection waits in the outbox, is in the list at once, and holds afterwards',
  inWorld(async (world) => {
    const {ann, mine} = await pair(world);
    const list = await world.wait(ann.chat.people.blocked());
    assert.deepEqual(list.get(), []);
    const seen: string[] = [];
    list.subscribe((users) => seen.push(users.join()));
    ann.line.isDown = true;
    ann.line.cut();
    await world.pass(1_000);
    await world.wait(ann.chat.people.block('bo'));
    assert.deepEqual(list.get(), ['bo']);
    assert.deepEqual(
      ann.chat.outbox.get().map(({op}) => op),
      ['block.set'],
    );
    assert.equal(mine.state.get()?.blocked, undefined, 'the server has not said so');
    ann.line.isDown = false;
    await world.until(() => mine.state.get()?.blocked === 'own', 'it holds');
    await world.pass(5_000);
    assert.deepEqual(list.get(), ['bo']);
    assert.deepEqual(seen, ['', 'bo'], 'it was never out of the list in between');
  }),
);

test(
  'a block holds though the code for what is asked for seldom does not come, which is told where that is asked for (F12)',
  inWorld(async (world) => {
    const {bo, mine, his} = await pair(world);
    const more = () => loadMore(() => Promise.reject(new TypeError('Failed to fetch dynamically imported module')));
    const phone = world.device('ann', {more});
    await world.online(phone);
    await world.wait(phone.chat.people.block('bo'));
    await world.until(() => mine.state.get()?.blocked === 'own' && his.state.get()?.writable === false, 'it holds');
    const asked: (() => Promise<unknown>)[] = [
      () => phone.chat.people.blocked(),
      () => phone.chat.report({user: 'bo'}, {reason: 'spam'}),
      () => phone.chat.people.find('b'),
      () => phone.chat.search('hello'),
      () => phone.chat.conversation(mine.id).reactions('x'),
    ];
    for (const ask of asked) await assert.rejects(world.wait(ask()), {code: 'UNAVAILABLE', retry: 'after'});
    await world.wait(phone.chat.people.unblock('bo'));
    await world.until(() => his.state.get()?.writable === true, 'it is over');
    assert.deepEqual(bo.errors, []);
  }),
);

test(
  'a block for which there is no room on the device is refused, and is not in the list (F92)',
  inWorld(async (world) => {
    const {ann} = await pair(world);
    const full = Array.from({length: outboxLimits.ops}, (_, n) => ({
      add: {...sendRow(n, 'x', {lane: 'c_other', state: 'failed'}), opId: `op-${n}`},
    }));
    await ann.storage.changeOutbox('c_other', () => ({result: undefined, writes: full}));
    const again = world.device('ann', {on: ann.storage});
    await world.online(again);
    await world.until(() => again.chat.outbox.get().length === outboxLimits.ops, 'read');
    const list = await world.wait(again.chat.people.blocked());
    await assert.rejects(world.wait(again.chat.people.block('bo')), {code: 'OUTBOX_FULL'});
    assert.deepEqual(list.get(), []);
  }),
);

test(
  'the list follows what other devices and tabs do, live and after a time away (PWP-BLOCK-006)',
  inWorld(async (world) => {
    const {ann} = await pair(world);
    const phone = world.device('ann');
    await world.online(phone);
    const tabs = tabsOf(world, 'ann');
    const [one, two] = [tabs.open(), tabs.open()];
    for (const tab of [one, two]) await world.online(tab);
    const lists: Readable<readonly string[]>[] = [];
    for (const {chat} of [phone, one, two]) lists.push(await world.wait(chat.people.blocked()));
    assert.equal(await world.wait(phone.chat.people.blocked()), lists[0], 'one list for all who ask');
    await world.wait(ann.chat.people.block('bo'));
    for (const list of lists) await world.until(() => list.get().join() === 'bo', 'the others know');
    await world.wait(two.chat.people.block('cem'));
    for (const list of lists) await world.until(() => list.get().join() === 'cem,bo', 'newest first');
    phone.line.isDown = true;
    phone.line.cut();
    await world.wait(ann.chat.people.unblock('bo'));
    await world.until(() => lists[1]?.get().join() === 'cem', 'those who are there');
    assert.equal(lists[0]?.get().join(), 'cem,bo');
    phone.line.isDown = false;
    await world.until(() => lists[0]?.get().join() === 'cem', 'the one that comes back');
  }),
);

test(
  'a block that is refused is in the outbox as failed, and in the list no more',
  inWorld(async (world) => {
    const {ann} = await pair(world);
    const list = await world.wait(ann.chat.people.blocked());
    await world.wait(ann.chat.people.block('ann'));
    await world.until(() => ann.chat.outbox.get()[0]?.code === 'SCHEMA', 'nobody blocks themself');
    assert.deepEqual(list.get(), []);
  }),
);

test(
  'a mention by somebody one blocks is unread and no mention, live as well (PWP-BLOCK-005)',
  inWorld(async (world) => {
    const {ann, bo} = await pair(world);
    const {id} = await world.wait(bo.chat.createGroup({title: 'Room', members: ['ann']}));
    const [hers, theirs] = [await opened(world, ann, id), await opened(world, bo, id)];
    const mention = {text: '@ann', ranges: [{type: 'mention' as const, start: 0, end: 4, user: 'ann'}]};
    await world.wait(theirs.send(mention).sent);
    await world.until(() => hers.state.get()?.mentions === 1, 'before it is one');
    await world.wait(ann.chat.people.block('bo'));
    await world.wait(ann.chat.outbox.drained());
    await world.wait(theirs.send(mention).sent);
    await world.until(() => hers.state.get()?.unread === 2, 'it arrives');
    await world.pass(2_000);
    assert.deepEqual([hers.state.get()?.unread, hers.state.get()?.mentions], [2, 1]);
  }),
);

test(
  'a long list comes whole',
  inWorld(async (world) => {
    const ann = world.device('ann');
    await world.online(ann);
    for (let at = 0; at < 105; at++) await world.wait(ann.chat.people.block(`user${at}`));
    await world.wait(ann.chat.outbox.drained());
    const list = await world.wait(ann.chat.people.blocked());
    assert.equal(new Set(list.get()).size, 105);
  }),
);

test(
  'without a connection neither a list that was never there nor a report is had',
  inWorld(async (world) => {
    const {ann, id} = await pair(world);
    ann.chat.disconnect();
    await assert.rejects(world.wait(ann.chat.people.blocked()), {code: 'OFFLINE'});
    const why = {reason: 'spam'} as const;
    await assert.rejects(world.wait(ann.chat.report({conversation: id, message: 'x'.repeat(21)}, why)), {
      code: 'OFFLINE',
    });
    ann.chat.connect();
    await world.online(ann);
    assert.deepEqual((await world.wait(ann.chat.people.blocked())).get(), []);
  }),
);

test(
  'a message and a person are reported; what cannot be is refused with its code (PWP-REPORT-001)',
  inWorld(async (world) => {
    const {ann, bo, id, mine} = await pair(world);
    const [message] = mine.timeline.get().messages.filter(({own}) => own);
    const what = {conversation: id, message: message?.id ?? ''};
    await world.wait(bo.chat.report(what, {reason: 'harassment', text: 'see there'}));
    await world.wait(bo.chat.report({user: 'ann'}, {reason: 'spam'}));
    await assert.rejects(world.wait(ann.chat.report(what, {reason: 'spam'})), {code: 'FORBIDDEN'});
    await assert.rejects(world.wait(ann.chat.report({user: 'nobody'}, {reason: 'spam'})), {code: 'NOT_FOUND'});
  }),
);
