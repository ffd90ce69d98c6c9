import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, opened, texts, type World} from '../../test/chats.js';
import {sendRow} from '../../test/world.js';
import {outboxLimits} from '../core/outbox.js';
import {failure} from '../protocol/failure.js';
import {memoryStorage} from '../storage/memory.js';
import type {Storage} from '../storage/storage.js';

/** Ann alone in so many groups, offline from now on. */
async function rooms(world: World, count: number): Promise<{ann: Device; ids: string[]}> {
  const ann = world.device('ann');
  await world.online(ann);
  const ids: string[] = [];
  for (let made = 0; made < count; made++)
    ids.push((await world.wait(ann.chat.createGroup({title: `Room ${made}`, members: []}))).id);
  return {ann, ids};
}

function offline({line}: Device, is = true): void {
  line.isDown = is;
  if (is) line.cut();
}

const batches = ({line}: Device): {op: string; input: {conversation: string; id: string}}[][] =>
  line.asked.filter(({op}) => op === 'ops.push').map(({input}) => (input as {ops: never[]}).ops);

test(
  'four conversations that must wait do not keep the others from going out (F37, F38)',
  inWorld(async (world) => {
    const {ann, ids} = await rooms(world, 8);
    offline(ann);
    for (const id of ids) await world.wait(ann.chat.send(id, 'hello').queued);
    // the first four are answered with a failure that lasts
    for (let times = 0; times < 4; times++)
      ann.line.refuse.push({op: 'ops.push', failure: failure('INTERNAL', {retryAfterMs: 30_000})});
    offline(ann, false);
    await world.online(ann);
    await world.until(() => ann.chat.outbox.get().length === 4, 'the other four have gone', 5_000);
    await world.wait(ann.chat.outbox.drained(), 90_000);
  }),
);

test(
  '1,000 messages written offline go out as 20 batches in their order (F37, I3)',
  inWorld(async (world) => {
    const {ann, ids} = await rooms(world, 2);
    const [long, other] = ids as [string, string];
    offline(ann);
    const sent: string[] = [];
    for (let n = 0; n < 1_000; n++) {
      const {id, queued} = ann.chat.send(long, `message ${n}`);
      await queued;
      sent.push(id);
    }
    const last = ann.chat.send(other, 'not behind all of those');
    await world.wait(last.queued);
    offline(ann, false);
    await world.online(ann);
    await world.wait(ann.chat.outbox.drained(), 300_000);
    const pushed = batches(ann);
    const ofLong = pushed.filter(([first]) => first?.input.conversation === long);
    assert.equal(ofLong.length, 20);
    assert.deepEqual(
      ofLong.flat().map(({input}) => input.id),
      sent,
    );
    assert.ok(pushed.findIndex(([first]) => first?.input.id === last.id) < 4, 'the other lane went out beside it');
  }),
);

test(
  '1,000 messages in 200 conversations go out over at most four lanes at a time, and none is lost (F38)',
  inWorld(async (world) => {
    const {ann, ids} = await rooms(world, 200);
    offline(ann);
    for (const id of ids) for (let n = 0; n < 5; n++) await ann.chat.send(id, `message ${n}`).queued;
    let running = 0;
    let most = 0;
    const {transport} = ann.line;
    const {connect} = transport;
    transport.connect = (hello, events) => {
      const line = connect.call(transport, hello, events);
      return {
        ...line,
        request: (op, input, options) => {
          if (op !== 'ops.push') return line.request(op, input, options);
          most = Math.max(most, ++running);
          return line.request(op, input, options).finally(() => running--);
        },
      };
    };
    // the server paces: every tenth batch is told to wait
    for (let times = 0; times < 20; times++)
      ann.line.refuse.push({op: 'ops.push', failure: failure('RATE_LIMITED', {retryAfterMs: 700})});
    offline(ann, false);
    await world.online(ann);
    await world.wait(ann.chat.outbox.drained(), 300_000);
    assert.equal(most, 4);
    for (const id of [ids[0], ids[99], ids[199]] as string[]) {
      const room = await opened(world, ann, id);
      assert.deepEqual(
        texts(room).filter((text) => text),
        ['message 0', 'message 1', 'message 2', 'message 3', 'message 4'],
      );
    }
  }),
);

test(
  'a connection that breaks every two seconds still makes progress: batches shrink until one gets through (F39, I14)',
  inWorld(async (world) => {
    const {ann, ids} = await rooms(world, 1);
    const [id] = ids as [string];
    offline(ann);
    for (let n = 0; n < 60; n++) await ann.chat.send(id, `message ${n}`).queued;
    const before = ann.line.connections;
    let left = true;
    // large batches take too long for the line: their answers never come
    ann.line.asked.length = 0;
    const {transport} = ann.line;
    const {connect} = transport;
    transport.connect = (hello, events) => {
      const line = connect.call(transport, hello, events);
      return {
        ...line,
        request: (op, input, options) =>
          op === 'ops.push' && (input as {ops: unknown[]}).ops.length > 4
            ? line.request('totals', {}, options).then(() => new Promise<never>((_, reject) => waiting.push(reject)))
            : line.request(op, input, options),
      };
    };
    const waiting: ((error: unknown) => void)[] = [];
    const flap = (): void => {
      if (!left) return;
      for (const reject of waiting.splice(0)) reject(Object.assign(new Error(), {code: 'TIMEOUT', retry: 'after'}));
      ann.line.cut();
      world.clock.after(2_000, flap);
    };
    offline(ann, false);
    world.clock.after(2_000, flap);
    await world.wait(ann.chat.outbox.drained(), 300_000);
    left = false;
    assert.ok(ann.line.connections - before < 150, `${ann.line.connections - before} connections in five minutes`);
  }),
);

test(
  'a new connection sends at once what was told to wait on the old one (PWP-CONNECT-001)',
  inWorld(async (world) => {
    const {ann, ids} = await rooms(world, 1);
    ann.line.refuse.push({op: 'ops.push', failure: failure('BUSY', {retryAfterMs: 600_000})});
    const {sent} = ann.chat.send(ids[0] as string, 'hello');
    await world.pass(1_000);
    ann.line.cut();
    await world.wait(sent, 10_000);
  }),
);

test(
  'leaving waits for what was written before: the last words arrive (PWP-SEND-006)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    bo.line.refuse.push({op: 'ops.push', failure: failure('RATE_LIMITED', {retryAfterMs: 3_000})});
    const words = his.send('good-bye');
    const leaving = his.leave();
    await world.wait(Promise.all([words.sent, leaving]));
    await world.until(() => hers.state.get()?.memberCount === 1, 'ann sees him gone');
    assert.ok(texts(hers).includes('good-bye'));
  }),
);

test(
  'a direct write behind a lane that does not move is refused in time, not done out of order (PWP-SEND-006)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [, bo] = devices as [Device, Device];
    bo.line.refuse.push({op: 'ops.push', failure: failure('RATE_LIMITED', {retryAfterMs: 60_000})});
    const his = bo.chat.conversation(id);
    await world.wait(his.send('waits').queued);
    await world.pass(100);
    await assert.rejects(world.wait(his.leave()), {code: 'TIMEOUT'});
    assert.equal(his.state.get()?.membership, 'joined');
  }),
);

test(
  'a full outbox refuses a message before anybody sees it (F92)',
  inWorld(async (world) => {
    const {ann, ids} = await rooms(world, 1);
    const [id] = ids as [string];
    const full = Array.from({length: outboxLimits.ops}, (_, n) => ({
      add: {...sendRow(n, 'x', {lane: 'c_other', state: 'failed'}), opId: `op-${n}`},
    }));
    await ann.storage.changeOutbox('c_other', () => ({result: undefined, writes: full}));
    await world.kill(ann);
    const again = world.device('ann', {on: ann.storage});
    await world.until(() => again.chat.outbox.get().length === outboxLimits.ops, 'read');
    const there = again.chat.conversation(id);
    there.open();
    const seen: string[][] = [];
    there.timeline.subscribe(() => seen.push(texts(there)));
    await assert.rejects(world.wait(there.send('one too many').queued), {code: 'OUTBOX_FULL'});
    await world.pass(1_000);
    assert.ok(!seen.flat().includes('one too many'));
    assert.equal(again.chat.outbox.get().length, outboxLimits.ops);
  }),
);

test(
  'what the storage tells late of an older change takes back nothing of a newer one (I12, I13)',
  inWorld(async (world) => {
    const inner = memoryStorage();
    let release = (): void => undefined;
    let isHeld = false;
    const storage: Storage = {
      ...inner,
      async changeOutbox(lane, rule) {
        const result = await inner.changeOutbox(lane, rule);
        if (isHeld) {
          isHeld = false;
          await new Promise<void>((resolve) => {
            release = resolve;
          });
        }
        return result;
      },
    };
    const ann = world.device('ann', {on: storage});
    await world.online(ann);
    const {id} = await world.wait(ann.chat.createGroup({title: 'Room', members: []}));
    offline(ann);
    isHeld = true;
    ann.chat.send(id, 'one');
    await world.pass(10);
    await world.wait(ann.chat.send(id, 'two').queued);
    release();
    await world.pass(10);
    assert.deepEqual(
      ann.chat.outbox.get().map(({is}) => is),
      ['queued', 'queued'],
    );
    assert.deepEqual(texts(ann.chat.conversation(id)), ['one', 'two']);
  }),
);

test(
  'a reading of the outbox that is answered late takes back nothing that was written meanwhile (I1)',
  inWorld(async (world) => {
    const {ann, ids} = await rooms(world, 1);
    const [id] = ids as [string];
    offline(ann);
    const read = ann.storage.outbox;
    ann.storage.outbox = async () => {
      const rows = await read();
      await new Promise<void>((done) => void world.clock.after(200, done));
      return rows;
    };
    ann.page.tell('visible');
    await world.pass(50);
    const {queued} = ann.chat.send(id, 'written meanwhile');
    await world.wait(queued);
    await world.pass(1_000);
    assert.equal(ann.chat.outbox.get().length, 1);
    offline(ann, false);
    await world.online(ann);
    await world.wait(ann.chat.outbox.drained());
    assert.ok(texts(await opened(world, ann, id)).includes('written meanwhile'));
  }),
);
