import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, only, opened, type World} from '../../test/chats.js';
import {tabsOf} from '../../test/tabs-of.js';
import type {Readable} from '../base/readable.js';
import type {ConversationHandle, Message} from './api.js';
import {loadMore} from './later.js';

async function pair(world: World) {
  const {devices, id} = await world.group('ann', 'bo');
  const [ann, bo] = devices as [Device, Device];
  const mine = await opened(world, ann, id);
  const his = await opened(world, bo, id);
  const send = async (text: string): Promise<string> => (await world.wait(mine.send(text).sent)).id;
  return {ann, bo, id, mine, his, send};
}

const words = (pins: Readable<readonly Message[]>): string[] => pins.get().map(({content}) => content.text);

async function goAway(world: World, {line}: Device): Promise<void> {
  line.isDown = true;
  line.cut();
  await world.pass(1_000);
}

test(
  'a pin is on the message and first in the list at once, for the others when the server has it, and goes again (PWP-PIN-001, PWP-PIN-005)',
  inWorld(async (world) => {
    const {mine, his, send} = await pair(world);
    const [one, two] = [await send('one'), await send('two')];
    const [ours, theirs] = [await world.wait(mine.pins()), await world.wait(his.pins())];
    assert.deepEqual([words(ours), words(theirs)], [[], []]);
    await world.wait(mine.pinMessage(two, true));
    await world.wait(mine.pinMessage(one, true));
    assert.deepEqual(words(ours), ['one', 'two']);
    assert.equal(only(mine, one).pinned?.by, 'ann');
    await world.until(() => words(theirs).length === 2, 'bo sees both');
    assert.deepEqual(words(theirs), ['one', 'two']);
    await world.until(() => only(mine, one).change === undefined, 'ann has the answer');
    assert.deepEqual(only(his, one).pinned, only(mine, one).pinned);
    assert.equal(only(his, one).pinned?.rev, only(his, one).rev);
    await world.wait(mine.pinMessage(one, false));
    assert.equal(only(mine, one).pinned, undefined);
    await world.until(() => words(theirs).length === 1, 'bo sees that one is gone');
    assert.deepEqual(words(ours), ['two']);
    await world.wait(mine.delete(two));
    assert.deepEqual(words(ours), [], 'a deletion takes the pin off');
    await world.until(() => words(theirs).length === 0, 'for bo as well');
  }),
);

test(
  'without a connection a pin waits in the outbox, and its opposite takes it back before it left',
  inWorld(async (world) => {
    const {ann, mine, his, send} = await pair(world);
    const [one, two] = [await send('one'), await send('two')];
    const [ours, theirs] = [await world.wait(mine.pins()), await world.wait(his.pins())];
    await goAway(world, ann);
    for (const id of [one, two]) await world.wait(mine.pinMessage(id, true));
    assert.deepEqual(words(ours).sort(), ['one', 'two']);
    assert.deepEqual(only(mine, one).change?.is, 'queued');
    await world.wait(mine.pinMessage(one, false));
    assert.deepEqual(
      ann.chat.outbox.get().map(({op, message}) => [op, message]),
      [['message.pin', two]],
    );
    assert.deepEqual(words(ours), ['two']);
    ann.line.isDown = false;
    await world.until(() => words(theirs).length === 1, 'it holds');
    assert.deepEqual([words(ours), words(theirs)], [['two'], ['two']]);
    await world.until(() => only(mine, two).change === undefined, 'and is confirmed');
  }),
);

test(
  'what the server refuses stands in the change of the message, and the pin is gone (PWP-PIN-002)',
  inWorld(async (world) => {
    const {his, send} = await pair(world);
    const one = await send('one');
    await world.until(() => his.timeline.get().messages.some(({id}) => id === one), 'bo has it');
    const theirs = await world.wait(his.pins());
    await world.wait(his.pinMessage(one, true));
    assert.deepEqual(words(theirs), ['one']);
    await world.until(() => only(his, one).change?.is === 'failed', 'it is refused');
    assert.deepEqual([only(his, one).change?.code, only(his, one).pinned, words(theirs)], ['FORBIDDEN', undefined, []]);
    await world.wait(his.discard(one));
    assert.equal(only(his, one).change, undefined);
  }),
);

test(
  'pins of messages that are far above are listed, and followed by edits, deletions and unpinning',
  inWorld(async (world) => {
    const {bo, mine, his, send, id} = await pair(world);
    const far: string[] = [];
    for (const text of ['a', 'b', 'c']) far.push(await send(text));
    for (let n = 0; n < 120; n++) mine.send(`later ${n}`);
    await world.until(() => his.state.get()?.head === mine.state.get()?.head, 'all is there', 60_000);
    await world.until(() => mine.timeline.get().messages.every(({seq}) => seq), 'and stored', 60_000);
    for (const message of far) await world.wait(mine.pinMessage(message, true));
    await world.until(() => !mine.timeline.get().messages.some(({change}) => change), 'pinned');
    const phone = world.device('bo');
    await world.online(bo, phone);
    const there = await opened(world, phone, id);
    const theirs = await world.wait(there.pins());
    await world.until(() => words(theirs).length === 3, 'the list is there');
    assert.deepEqual(words(theirs), ['c', 'b', 'a']);
    assert.ok(!there.timeline.get().messages.some((message) => message.id === far[0]), 'none of them is shown');
    await world.wait(mine.edit(far[0] as string, 'a!'));
    await world.until(() => words(theirs).includes('a!'), 'the edit');
    assert.deepEqual(words(theirs), ['c', 'b', 'a!'], 'an edit does not move it');
    await world.wait(mine.delete(far[1] as string));
    await world.until(() => words(theirs).length === 2, 'the deletion');
    await world.wait(mine.pinMessage(far[2] as string, false));
    await world.until(() => words(theirs).length === 1, 'the unpinning');
    assert.deepEqual(words(theirs), ['a!']);
  }),
);

test(
  'after so long a time away that messages were left out the list is asked for again (PWP-PIN-005, PWP-SYNC-008)',
  inWorld(async (world) => {
    const {bo, mine, his, send} = await pair(world);
    const [old, other] = [await send('old'), await send('other')];
    await world.wait(mine.pinMessage(old, true));
    const theirs = await world.wait(his.pins());
    await world.until(() => words(theirs).length === 1, 'bo has the list');
    await goAway(world, bo);
    await world.wait(mine.pinMessage(old, false));
    await world.wait(mine.pinMessage(other, true));
    for (let n = 0; n < 250; n++) mine.send(`later ${n}`);
    await world.until(() => mine.timeline.get().messages.every(({seq}) => seq), 'all is stored', 120_000);
    bo.line.isDown = false;
    await world.until(() => words(theirs).join() === 'other', 'the list is as the server has it', 60_000);
  }),
);

test(
  'without a connection the pins that are cached are listed, and the server’s when there is one',
  inWorld(async (world) => {
    const {bo, id, mine, his, send} = await pair(world);
    const one = await send('one');
    await world.wait(mine.pinMessage(one, true));
    await world.until(() => only(his, one).pinned !== undefined, 'bo has it');
    await world.pass(5_000);
    await world.kill(bo);
    const two = await send('two');
    await world.wait(mine.pinMessage(two, true));
    const line = world.server.line();
    line.isDown = true;
    const again = world.device('bo', {on: bo.storage, line});
    const there: ConversationHandle = again.chat.conversation(id);
    there.open();
    const theirs = await world.wait(there.pins());
    assert.deepEqual(words(theirs), ['one']);
    line.isDown = false;
    await world.until(() => words(theirs).length === 2, 'the list of the server', 60_000);
    assert.deepEqual(words(theirs), ['two', 'one']);
  }),
);

test(
  'what somebody has cleared for themselves is not among their pins (PWP-REG-006)',
  inWorld(async (world) => {
    const {mine, his, send} = await pair(world);
    const one = await send('one');
    await world.wait(mine.pinMessage(one, true));
    const [ours, theirs] = [await world.wait(mine.pins()), await world.wait(his.pins())];
    await world.until(() => words(theirs).length === 1, 'bo sees it');
    await world.wait(his.clear());
    await world.until(() => words(theirs).length === 0, 'it is gone for bo');
    assert.deepEqual(words(ours), ['one']);
  }),
);

test(
  'every tab of a person has the same list, whichever pins (F18)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann] = devices as [Device];
    const {open} = tabsOf(world, 'ann');
    const [first, second] = [open(), open()];
    await world.online(first, second);
    const handles = [await opened(world, first, id), await opened(world, second, id)] as const;
    const one = (await world.wait(ann.chat.send(id, 'one').sent)).id;
    await world.until(() => handles.every(({timeline}) => timeline.get().messages.some((m) => m.id === one)), 'there');
    const lists = await world.wait(Promise.all(handles.map((handle) => handle.pins())));
    for (const [at, handle] of handles.entries()) {
      await world.wait(handle.pinMessage(one, true));
      await world.until(() => lists.every((list) => words(list).length === 1), `tab ${at} pins`);
      await world.wait(handle.pinMessage(one, false));
      await world.until(() => lists.every((list) => words(list).length === 0), `tab ${at} unpins`);
    }
  }),
);

test(
  'a message is pinned though the code for the list does not come, which is told where the list is asked for (F12)',
  inWorld(async (world) => {
    const {id, mine, send} = await pair(world);
    const one = await send('one');
    const more = () => loadMore(() => Promise.reject(new TypeError('Failed to fetch dynamically imported module')));
    const phone = world.device('ann', {more});
    await world.online(phone);
    const there = phone.chat.conversation(id);
    await assert.rejects(world.wait(there.pins()), {code: 'UNAVAILABLE', retry: 'after'});
    await world.wait(there.pinMessage(one, true));
    await world.until(() => only(mine, one).pinned !== undefined, 'it is pinned');
  }),
);
