import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, only, opened, texts, type World} from '../../test/chats.js';
import type {ConversationHandle} from './api.js';

type Story = {ann: Device; bo: Device; id: string; hers: ConversationHandle; his: ConversationHandle; backup: number};

/** Two people who wrote something, then a backup was made. */
async function backedUp(world: World): Promise<Story> {
  const {devices, id} = await world.group('ann', 'bo');
  const [ann, bo] = devices as [Device, Device];
  const hers = await opened(world, ann, id);
  const his = await opened(world, bo, id);
  await world.wait(hers.send('in the backup').sent);
  await world.until(() => texts(his).includes('in the backup'), 'bo has it');
  return {ann, bo, id, hers, his, backup: world.server.written};
}

const words = (conversation: ConversationHandle): string[] => texts(conversation).filter((text) => text);

test(
  'after a restored backup my confirmed messages that are gone are shown as failed, and go out only when I say so (PWP-SYNC-007, F50)',
  inWorld(async (world) => {
    const {ann, bo, hers, his, backup} = await backedUp(world);
    const first = hers.send('first after it');
    await world.wait(first.sent);
    const second = hers.send({text: 'second', replyTo: first.id});
    await world.wait(second.sent);
    await world.wait(his.send('of somebody else').sent);
    await world.until(() => texts(hers).includes('of somebody else'), 'ann has it');

    await world.server.restore(backup);
    await world.online(ann, bo);
    await world.until(() => ann.chat.outbox.get().length === 2, 'they are missed');
    await world.pass(60_000);
    assert.deepEqual(words(hers), ['in the backup', 'first after it', 'second']);
    assert.deepEqual(
      hers.timeline
        .get()
        .messages.slice(-2)
        .map(({id, delivery}) => [id, delivery]),
      [first, second].map(({id}) => [id, {is: 'failed', code: 'EPOCH_CHANGED'}]),
    );
    assert.ok(!words(his).includes('first after it'), 'nothing goes out by itself');
    const kept = hers.timeline.get().messages.find(({content}) => content.text === 'in the backup');
    assert.equal(kept?.delivery?.is, 'delivered');

    await world.wait(Promise.all([hers.retry(first.id), hers.retry(second.id)]));
    await world.until(() => words(his).includes('second'), 'bo has both');
    assert.equal(only(hers, second.id).replyTo?.text, 'first after it');
    assert.deepEqual(words(hers).slice(-2), ['first after it', 'second']);
    await world.until(() => ann.chat.outbox.get().length === 0, 'ann knows');
    assert.ok(
      bo.chat.outbox.get().every(({is}) => is === 'failed'),
      'his own is for him to send again',
    );
  }),
);

test(
  'what others wrote after the backup does not hide what is gone, and a discarded one stays gone (PWP-SYNC-007, F50)',
  inWorld(async (world) => {
    const {ann, bo, hers, his, backup} = await backedUp(world);
    const {id, sent} = hers.send('lost');
    await world.wait(sent);
    ann.line.isDown = true;
    await world.server.restore(backup);
    await world.online(bo);
    for (let n = 0; n < 5; n++) await world.wait(his.send(`new ${n}`).sent);
    ann.line.isDown = false;
    await world.online(ann);
    await world.until(() => ann.chat.outbox.get().length === 1, 'it is missed');
    assert.deepEqual(only(hers, id).delivery, {is: 'failed', code: 'EPOCH_CHANGED'});
    await world.wait(hers.discard(id));
    await world.pass(30_000);
    assert.deepEqual(words(hers), ['in the backup', 'new 0', 'new 1', 'new 2', 'new 3', 'new 4']);
    assert.ok(!words(his).includes('lost'));
  }),
);

test(
  'what I cleared away while the server was out of reach is not missed, whether it is gone or hidden (F50, PWP-REG-006)',
  inWorld(async (world) => {
    const {ann, hers, backup} = await backedUp(world);
    await world.wait(hers.send('lost, and not wanted').sent);
    ann.line.isDown = true;
    ann.line.cut();
    await hers.clear();
    await world.server.restore(backup);
    ann.line.isDown = false;
    await world.online(ann);
    await world.pass(60_000);
    assert.deepEqual(ann.chat.outbox.get(), []);
    assert.deepEqual(words(hers), []);
  }),
);

test(
  'a tab that is closed while it looks for what is gone goes on when it is back (F50, I1)',
  inWorld(async (world) => {
    const {ann, hers, id, backup} = await backedUp(world);
    const lost = hers.send('lost');
    await world.wait(lost.sent);
    await world.server.restore(backup);
    for (let times = 0; times < 100; times++)
      ann.line.refuse.push({op: 'history.page', failure: {ok: false, code: 'BUSY', retry: 'after', retryAfterMs: 500}});
    await world.online(ann);
    await world.pass(2_000);
    assert.equal(ann.chat.outbox.get().length, 0);
    await world.kill(ann);
    const again = world.device('ann', {on: ann.storage});
    const now = await opened(world, again, id);
    await world.until(() => again.chat.outbox.get().length === 1, 'found');
    assert.equal(only(now, lost.id).delivery?.is, 'failed');
  }),
);

test(
  'a conversation that is gone with the backup leaves my words in the outbox (F50, I1)',
  inWorld(async (world) => {
    const {ann, backup} = await backedUp(world);
    const {id} = await world.wait(ann.chat.createGroup({title: 'Made later', members: []}));
    const {id: message, sent} = ann.chat.send(id, 'to nobody');
    await world.wait(sent);
    await world.server.restore(backup);
    await world.online(ann);
    await world.until(() => ann.chat.outbox.get().length === 1, 'found');
    const [item] = ann.chat.outbox.get();
    assert.deepEqual([item?.message, item?.is, item?.conversation], [message, 'failed', id]);
    assert.equal(ann.chat.conversation(id).state.get(), undefined);
  }),
);

test(
  'a first login, and a cursor that is lost with the cache, look for nothing (PWP-SYNC-001)',
  inWorld(async (world) => {
    const {ann} = await backedUp(world);
    await world.pass(30_000);
    assert.equal(await ann.storage.item('kept'), undefined);
    assert.equal(ann.chat.outbox.get().length, 0);
  }),
);
