import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, opened, texts} from '../../test/chats.js';
import type {ServerFrame} from '../protocol/frames.js';

const cursorOf = async ({storage}: Device): Promise<string | undefined> => (await storage.meta()).cursor;

test(
  'a tick is not adopted while a conversation is known by a frame only: a tab that dies then hears of it again (PWP-SYNC-005, I10)',
  inWorld(async (world) => {
    const {devices} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    // the row of the new group is lost, its messages are not, and nobody answers what the row is
    bo.line.drops = ({type}) => type === 'inbox';
    const {id} = await world.wait(ann.chat.createGroup({title: 'New', members: ['bo']}));
    for (let times = 0; times < 50; times++)
      bo.line.refuse.push({op: 'inbox.rows', failure: {ok: false, code: 'BUSY', retry: 'after', retryAfterMs: 1_000}});
    const before = await cursorOf(bo);
    await world.wait(ann.chat.send(id, 'hello').sent);
    await world.pass(60_000);
    assert.equal(await cursorOf(bo), before);
    await world.kill(bo);
    const again = world.device('bo', {on: bo.storage});
    const room = await opened(world, again, id);
    assert.equal(texts(room).at(-1), 'hello');
    await world.pass(60_000);
    assert.notEqual(await cursorOf(again), before, 'and goes on afterwards');
  }),
);

test(
  'a tab that dies with a hole open has it closed when it is back, whatever ticks came meanwhile (PWP-SYNC-005, F32, I10)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    await world.pass(30_000);
    let lose = 1;
    bo.line.drops = (frame: ServerFrame) => frame.type === 'changes' && lose-- > 0;
    for (let times = 0; times < 8; times++)
      bo.line.refuse.push({
        op: 'conversation.delta',
        failure: {ok: false, code: 'BUSY', retry: 'after', retryAfterMs: 4_000},
      });
    await world.wait(hers.send('lost on its way').sent);
    await world.wait(hers.send('opens the hole').sent);
    bo.line.inject({type: 'tick', cursor: world.server.domain.tickCursor('bo')});
    await world.until(() => texts(his).includes('opens the hole'), 'merged, though something is missing');
    await world.pass(10);
    await world.kill(bo);
    const again = world.device('bo', {on: bo.storage});
    const now = await opened(world, again, id);
    await world.until(() => texts(now).includes('lost on its way'), 'both are there');
  }),
);

test(
  'the last frame before it is quiet is lost on a living line: the next tick says so, and it is there (PWP-SYNC-012, F32, I4, I14)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    await world.pass(30_000);
    const before = await cursorOf(bo);
    let isLosing = true;
    bo.line.drops = ({type}) => isLosing && (type === 'changes' || type === 'inbox');
    await world.wait(hers.send('the last word').sent);
    await world.pass(1_000);
    isLosing = false;
    assert.ok(!texts(his).includes('the last word'), 'it is lost');
    const connections = bo.line.connections;
    await world.pass(26_000);
    assert.equal(texts(his).at(-1), 'the last word');
    assert.equal(bo.line.connections, connections, 'on the same connection');
    await world.pass(26_000);
    assert.notEqual(await cursorOf(bo), before, 'the next tick is adopted again');
  }),
);

test(
  'a head that the server does not have is asked for again after a while, not over and over (F32, PWP-SYNC-008)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    await opened(world, bo, id);
    const asked = (): number => ann.line.asked.filter(({op}) => op === 'conversation.delta').length;
    const before = asked();
    ann.line.inject({type: 'changes', conversation: id, from: 90, to: 90, changes: []});
    await world.pass(60_000);
    assert.ok(asked() - before < 20, `${asked() - before} deltas in a minute`);
    await world.wait(bo.chat.send(id, 'goes on').sent);
    await world.until(() => texts(hers).includes('goes on'), 'it comes all the same');
  }),
);

test(
  'who knows more of a conversation than the server starts it anew, its row too, and keeps the outbox (PWP-SYNC-008, PWP-SYNC-011)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    await opened(world, ann, id);
    const his = await opened(world, bo, id);
    await world.wait(his.send('true').sent);
    await world.pass(30_000);
    // a stretch of a time that the server has forgotten
    const seq = ann.chat.conversation(id).state.get()?.head as number;
    ann.line.inject({type: 'changes', conversation: id, from: seq + 1, to: 500, changes: []});
    await world.pass(1_000);
    assert.equal(ann.chat.conversation(id).state.get()?.head, 500);
    ann.line.isDown = true;
    ann.line.cut();
    await world.wait(ann.chat.send(id, 'waits').queued);
    const stored = await ann.storage.conversation(id);
    assert.ok(stored);
    await ann.storage.write([{put: 'conversation', value: {...stored, row: {...stored.row, seq: 600}}}]);
    await world.kill(ann);
    await world.wait(his.send('new').sent);
    const again = world.device('ann', {on: ann.storage});
    const now = await opened(world, again, id);
    await world.until(() => texts(now).includes('waits') && texts(now).includes('new'), 'all of it');
    assert.deepEqual(
      texts(now).filter((text) => text),
      ['true', 'new', 'waits'],
    );
    await world.until(() => (now.state.get()?.head ?? 500) < 20, 'the head is the server’s');
    await world.wait(again.chat.outbox.drained());
  }),
);
