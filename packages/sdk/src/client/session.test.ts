import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, opened, texts} from '../../test/chats.js';

test(
  'the token is renewed on the living connection a minute before its end (PWP-AUTH-004)',
  inWorld(async (world) => {
    const ann = world.device('ann');
    await world.online(ann);
    await world.pass(13 * 60_000);
    assert.deepEqual(ann.tokens, ['connect']);
    await world.pass(2 * 60_000);
    assert.deepEqual(ann.tokens, ['connect', 'renew']);
    await world.pass(10 * 60_000);
    assert.equal(ann.line.connections, 1);
    assert.equal(ann.chat.connection.get().is, 'online');
  }),
);

test(
  'a token that expired while the device was off is replaced, and the queue goes out (F74, F75)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    ann.line.isDown = true;
    ann.line.cut();
    await world.wait(hers.send('three days later').queued);
    await world.pass(3 * 24 * 3600_000);
    ann.line.isDown = false;
    await world.until(() => texts(his).includes('three days later'), 'sent');
    assert.equal(new Set(ann.tokens).has('connect'), true);
  }),
);

test(
  'a batch that meets an expired token waits for the new one and is sent again whole (F75)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    ann.line.refuse.push({op: 'ops.push', failure: {ok: false, code: 'TOKEN_EXPIRED', retry: 'auth'}});
    await world.wait(hers.send('again').sent);
    assert.ok(ann.tokens.includes('renew'));
    assert.equal(ann.line.connections, 1);
  }),
);

test(
  'a refused token is never shown twice: the same one again means auth-required (PWP-AUTH-006)',
  inWorld(async (world) => {
    const stale = world.server.token('ann');
    world.server.refusedTokens.add(stale);
    let given = stale;
    const ann = world.device('ann', {getToken: () => given});
    await world.until(() => ann.chat.connection.get().is === 'auth-required', 'auth-required');
    assert.equal(ann.chat.connection.get().code, 'TOKEN_INVALID');
    ann.chat.connect();
    await world.pass(60_000);
    assert.equal(ann.chat.connection.get().is, 'auth-required');
    assert.equal(ann.line.connections, 1);
    given = world.server.token('ann');
    ann.chat.connect();
    await world.online(ann);
  }),
);

test(
  'a getToken that hangs is asked only once, and the connection comes when it answers (F77)',
  inWorld(async (world) => {
    let asked = 0;
    let answer: (token: string) => void = () => undefined;
    const ann = world.device('ann', {
      getToken: () => {
        asked++;
        return new Promise<string>((resolve) => {
          answer = resolve;
        });
      },
    });
    await world.pass(60_000);
    assert.equal(asked, 1);
    assert.notEqual(ann.chat.connection.get().is, 'online');
    answer(world.server.token('ann'));
    await world.online(ann);
  }),
);

test(
  'a getToken that fails is reported and tried again with backoff',
  inWorld(async (world) => {
    let fails = 3;
    const ann = world.device('ann', {
      getToken: () => {
        if (fails-- > 0) throw new Error('the host is down');
        return world.server.token('ann');
      },
    });
    await world.online(ann);
    assert.equal(ann.errors.length, 3);
  }),
);

test(
  'a renewal that fails is tried again while the old token is good: the connection never hears of it (PWP-AUTH-004)',
  inWorld(async (world) => {
    let fails = 0;
    const ann = world.device('ann', {
      getToken: () => {
        if (fails-- > 0) throw new Error('the host is down');
        return world.server.token('ann');
      },
    });
    await world.online(ann);
    fails = 2;
    const seen: string[] = [];
    ann.chat.connection.subscribe(({is}) => seen.push(is));
    await world.pass(20 * 60_000);
    assert.deepEqual(seen, ['online']);
    assert.equal(ann.line.connections, 1);
    assert.equal(ann.errors.length, 2);
  }),
);

test(
  'a token for somebody else is refused: nothing of one user goes out under the other (I16)',
  inWorld(async (world) => {
    const ann = world.device('ann', {getToken: () => world.server.token('bo')});
    await world.until(() => ann.chat.connection.get().is === 'auth-required', 'auth-required');
    assert.equal(ann.chat.connection.get().code, 'AUTH_USER_MISMATCH');
    assert.equal(ann.line.asked.length, 0);
  }),
);

test(
  'a server about to stop is left in time, and the reader sees nothing of it (PWP-HELLO-008)',
  inWorld(async (world) => {
    const ann = world.device('ann');
    await world.online(ann);
    const seen: string[] = [];
    ann.chat.connection.subscribe(({is}) => seen.push(is));
    ann.line.inject({type: 'draining', windowMs: 5_000, reconnectInMs: 2_000});
    await world.pass(10_000);
    assert.equal(ann.line.connections, 2);
    assert.deepEqual([...new Set(seen)], ['online']);
  }),
);

test(
  'lag means: sync again (PWP-SYNC-006, F40)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann, bo] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    const his = await opened(world, bo, id);
    bo.line.drops = (frame) => frame.type === 'changes';
    await world.wait(hers.send('missed').sent);
    bo.line.drops = () => false;
    bo.line.inject({type: 'lag'});
    await world.until(() => texts(his).includes('missed'), 'fetched');
  }),
);

test(
  'a session that was ended stops, and does not come back by itself (PWP-AUTH-008)',
  inWorld(async (world) => {
    const ann = world.device('ann');
    await world.online(ann);
    ann.line.inject({type: 'session', code: 'SESSION_REVOKED'});
    await world.pass(60_000);
    assert.equal(ann.chat.connection.get().is, 'stopped');
    assert.equal(ann.line.connections, 1);
  }),
);

test(
  'without a network nothing is tried; when it is back, at once',
  inWorld(async (world) => {
    const ann = world.device('ann');
    await world.online(ann);
    ann.line.isDown = true;
    ann.page.tell('offline');
    ann.line.cut();
    await world.until(() => ann.chat.connection.get().is === 'offline', 'offline');
    const before = ann.line.connections;
    await world.pass(120_000);
    assert.equal(ann.line.connections, before);
    ann.line.isDown = false;
    ann.page.tell('online');
    await world.until(() => ann.chat.connection.get().is === 'online', 'online', 1_000);
  }),
);

test(
  'disconnect stays disconnected until connect',
  inWorld(async (world) => {
    const ann = world.device('ann');
    await world.online(ann);
    ann.chat.disconnect();
    await world.pass(60_000);
    assert.equal(ann.chat.connection.get().is, 'idle');
    await assert.rejects(ann.chat.people.find('b'), {code: 'OFFLINE'});
    ann.chat.connect();
    await world.online(ann);
  }),
);

test(
  'a clock that jumps ten years changes neither order nor renewal (F15)',
  inWorld(async (world) => {
    const ann = world.device('ann');
    await world.online(ann);
    world.clock.jump(5_000);
    await world.pass(12 * 60_000);
    assert.deepEqual(ann.tokens, ['connect']);
  }),
);
