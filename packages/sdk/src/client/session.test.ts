import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, only, opened, texts} from '../../test/chats.js';
import {FakeClock} from '../../test/fake-clock.js';
import {failure} from '../protocol/failure.js';
import type {ServerFrame} from '../protocol/index.js';
import {memoryStorage} from '../storage/memory.js';
import {createSession, type SessionOptions} from './session.js';

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

test('by a server clock that was set tokens may be over as they come: the host is asked once a second, not without end (F77)', async () => {
  const clock = new FakeClock();
  let asked = 0;
  const expiresAt = clock.now() + 15 * 60_000;
  const serverTime = expiresAt + 60_000;
  const hello = {
    ...{type: 'hello', user: 'ann', epoch: 'e', limits: {}, sync: {rows: [], cursor: 'c'}},
    serverTime,
    expiresAt,
  };
  const session = createSession({
    ...{user: 'ann', signal: new AbortController().signal},
    ...{
      resume: () => ({device: 'd', cursor: '', epoch: ''}),
      storage: memoryStorage(),
      getToken: () => String(++asked),
      report: assert.ifError,
    },
    around: {
      clock,
      random: () => 0.5,
      transport: () => ({
        connect(_, events) {
          clock.after(1, () => events.frame(hello as unknown as ServerFrame));
          return {request: async () => ({expiresAt}) as never, ephemeral: () => undefined, close: () => undefined};
        },
      }),
    },
    ...{onPage: async () => undefined, onReset: async () => undefined, onCaughtUp: async () => undefined},
    ...{onState: () => undefined, limits: {}, onReady: () => undefined, onAsking: () => undefined},
    ...{onFrame: () => undefined, onEphemeral: () => undefined},
  } as SessionOptions);
  session.connect();
  await clock.advance(10_000);
  assert.equal(session.view().is, 'online');
  assert.ok(asked > 1 && asked <= 11, `${asked} times in ten seconds`);
});

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
  'a session that was ended needs a new sign-in, and does not come back by itself (PWP-AUTH-008, F76)',
  inWorld(async (world) => {
    const ann = world.device('ann');
    await world.online(ann);
    ann.line.inject({type: 'session', code: 'SESSION_REVOKED'});
    await world.pass(60_000);
    const {is, code} = ann.chat.connection.get();
    assert.deepEqual([is, code], ['auth-required', 'SESSION_REVOKED']);
    assert.equal(ann.line.connections, 1);
    ann.chat.connect();
    await world.online(ann);
  }),
);

test(
  'signing out everywhere ends all devices; without a connection it fails and nothing else is done (PWP-AUTH-010, F76)',
  inWorld(async (world) => {
    const [ann, phone] = [world.device('ann'), world.device('ann')];
    await world.online(ann, phone);
    ann.line.isDown = true;
    ann.line.cut();
    await world.pass(10);
    await assert.rejects(ann.chat.logout({everywhere: true}), {code: 'OFFLINE'});
    ann.line.isDown = false;
    await world.online(ann);
    await world.wait(ann.chat.logout({everywhere: true}));
    assert.equal(ann.chat.connection.get().is, 'stopped');
    await world.until(() => phone.chat.connection.get().is === 'auth-required', 'the phone asks for a sign-in', 1_000);
  }),
);

test(
  'a request that is answered SESSION_REVOKED ends the session, and what waits stays (PWP-AUTH-008, F76)',
  inWorld(async (world) => {
    const {devices, id} = await world.group('ann', 'bo');
    const [ann] = devices as [Device, Device];
    const hers = await opened(world, ann, id);
    ann.line.refuse.push({op: 'ops.push', failure: failure('SESSION_REVOKED')});
    const {id: message, queued} = hers.send('after');
    await world.wait(queued);
    await world.until(() => ann.chat.connection.get().code === 'SESSION_REVOKED', 'the session is over');
    await world.pass(60_000);
    assert.equal(ann.chat.connection.get().is, 'auth-required');
    assert.notEqual(only(hers, message).delivery?.is, 'failed');
    ann.chat.connect();
    await world.until(() => only(hers, message).delivery?.is === 'sent', 'sent with a new sign-in');
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
  'a host that cannot make a token while the device has no network is no error',
  inWorld(async (world) => {
    let isReachable = true;
    const ann = world.device('ann', {
      getToken() {
        if (!isReachable) throw new TypeError('Failed to fetch');
        return world.server.token('ann');
      },
    });
    await world.online(ann);
    isReachable = false;
    ann.line.isDown = true;
    ann.page.tell('offline');
    await world.until(() => ann.chat.connection.get().is === 'offline', 'offline');
    await world.pass(60_000);
    assert.deepEqual(ann.errors, []);
    ann.page.tell('online');
    await world.until(() => ann.errors.length > 0, 'with a network it is told');
    isReachable = true;
    ann.line.isDown = false;
    await world.online(ann);
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
  'a clock that jumps ten years changes neither order nor renewal (PWP-TIME-003, F15)',
  inWorld(async (world) => {
    const ann = world.device('ann');
    await world.online(ann);
    world.clock.jump(5_000);
    await world.pass(12 * 60_000);
    assert.deepEqual(ann.tokens, ['connect']);
  }),
);
