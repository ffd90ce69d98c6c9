import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, only, opened, texts, type World} from '../../test/chats.js';
import {tabsOf} from '../../test/tabs-of.js';

const seconds = 30;

/** Ann, who owns a group in slow mode, and Bo, who has to wait in it. */
async function slowly(world: World) {
  const {devices, id} = await world.group('ann', 'bo');
  const [ann, bo] = devices as [Device, Device];
  const hers = await opened(world, ann, id);
  const his = await opened(world, bo, id);
  await world.wait(hers.update({slowSeconds: seconds}));
  await world.until(() => his.state.get()?.slowSeconds === seconds, 'bo knows of slow mode');
  return {ann, bo, id, hers, his};
}

const sends = ({line}: Device): number => line.asked.filter(({op}) => op === 'ops.push').length;

test(
  'what is sent too soon waits, goes out by itself and in its order, and fails nobody (PWP-SLOW-004)',
  inWorld(async (world) => {
    const {bo, hers, his} = await slowly(world);
    const [one, two, three] = ['one', 'two', 'three'].map((text) => his.send(text));
    await world.until(() => texts(hers).includes('one'), 'the first one is there');
    await world.until(() => only(his, one?.id ?? '').delivery?.is === 'delivered', 'it was delivered');
    assert.deepEqual(
      [one, two, three].map((sent) => only(his, sent?.id ?? '').delivery?.is),
      ['delivered', 'sending', 'sending'],
    );
    const asked = sends(bo);
    await world.pass((seconds - 5) * 1_000);
    assert.equal(sends(bo), asked, 'nothing is asked for in vain');
    await world.until(() => texts(hers).includes('two'), 'the second one is there');
    assert.ok(!texts(hers).includes('three'));
    await world.until(() => texts(hers).includes('three'), 'the third one is there', 60_000);
    assert.deepEqual(
      texts(hers).filter((text) => text),
      ['one', 'two', 'three'],
    );
    assert.deepEqual(bo.errors, []);
  }),
);

test(
  'only messages wait: receipts, reactions and leaving do not (PWP-SLOW-004)',
  inWorld(async (world) => {
    const {ann, hers, his} = await slowly(world);
    const hello = await world.wait(hers.send('hello').sent);
    await world.until(() => texts(his).includes('hello'), 'bo has it');
    await world.wait(his.send('one').sent);
    const {id} = his.send('two');
    await world.until(() => only(his, id).delivery?.is === 'sending', 'it was tried');
    await world.pass(1_000);
    his.markRead(hello.seq as number);
    await world.wait(his.react(hello.id, '👍', true));
    await world.until(() => only(hers, hello.id).delivery?.is === 'read', 'ann sees that it was read', 5_000);
    await world.until(() => only(hers, hello.id).reactions.length === 1, 'and the reaction', 5_000);
    await world.wait(his.leave(), 5_000);
    await world.until(() => ann.chat.conversation(his.id).state.get()?.memberCount === 1, 'bo is gone', 5_000);
    await world.until(() => only(his, id).delivery?.is === 'failed', 'what waited has nowhere to go', 60_000);
    assert.deepEqual(only(his, id).delivery, {is: 'failed', code: 'NOT_A_MEMBER'});
  }),
);

test(
  'an edit of a message that waits goes out behind it, and a deletion takes it back at once',
  inWorld(async (world) => {
    const {hers, his} = await slowly(world);
    await world.wait(his.send('one').sent);
    const [two, three] = [his.send('two'), his.send('three')];
    await world.pass(1_000);
    await world.wait(his.edit(two.id, 'two!'));
    await world.wait(his.delete(three.id));
    await world.pass(1_000);
    assert.ok(!texts(his).includes('three'));
    await world.until(() => texts(hers).includes('two!'), 'the words are the newest', 60_000);
    await world.pass(60_000);
    assert.deepEqual(
      texts(hers).filter((text) => text),
      ['one', 'two!'],
    );
  }),
);

test(
  'a message of another tab waits with those of the tab that leads',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    await world.wait(hers.update({slowSeconds: seconds}));
    const tabs = tabsOf(world, 'bo');
    const [first, second] = [tabs.open(), tabs.open()];
    await world.online(first, second);
    const one = await opened(world, first, id);
    const two = await opened(world, second, id);
    await world.wait(one.send('from one').sent);
    const waiting = two.send('from the other');
    await world.pass(2_000);
    assert.equal(only(two, waiting.id).delivery?.is, 'sending');
    await world.wait(waiting.sent, 60_000);
    assert.deepEqual(
      texts(hers).filter((text) => text),
      ['from one', 'from the other'],
    );
  }),
);
