/** What comes from one address, whoever says they are at the end of it: one bucket, over every door (PWP-LIMIT-008). */
import assert from 'node:assert/strict';
import {afterEach, describe, test} from 'node:test';
import {createAddressRates, mostAddresses} from '../src/auth/address-rates.js';
import {networksBehind} from '../src/auth/network.js';
import type {Rate} from '../src/domain/options.js';
import {Refusal} from '../src/domain/refusal.js';
import {createSharedRates, tellMs} from '../src/fanout/shared-rates.js';
import {fakeClock} from './fake-clock.js';
import {FakeHub} from './fake-peers.js';
import {origin, startWorld, type World} from './live-server.js';

const rate: Rate = {perSecond: 2, burst: 5};

/** How many of so many pass. */
function passed(draw: () => void, times: number): number {
  let count = 0;
  for (let n = 0; n < times; n++) {
    try {
      draw();
      count++;
    } catch (error) {
      assert.ok(error instanceof Refusal && error.code === 'RATE_LIMITED');
      assert.equal(error.retryAfterMs, 500);
    }
  }
  return count;
}

describe('a bucket of an address', () => {
  test('holds what it holds, fills with time, and is no other one’s', () => {
    const clock = fakeClock();
    const said: string[] = [];
    const addresses = createAddressRates({clock, rate, refused: (address) => said.push(address)});
    const from = (address: string, times: number): number => passed(() => addresses.draw(address), times);
    assert.equal(from('203.0.113.9', 9), 5);
    assert.equal(from('203.0.113.10', 1), 1);
    clock.advance(1_000);
    assert.equal(from('203.0.113.9', 9), 2);
    assert.deepEqual(said, ['203.0.113.9'], 'a flood is one line in the log');
    clock.advance(60_000);
    assert.equal(from('203.0.113.9', 9), 5);
    assert.equal(said.length, 2);
  });

  test('is none where it is off, and of nobody in particular', () => {
    const off = createAddressRates({clock: fakeClock(), rate: {perSecond: Number.POSITIVE_INFINITY, burst: 1}});
    assert.equal(
      passed(() => off.draw('203.0.113.9'), 99),
      99,
    );
    const on = createAddressRates({clock: fakeClock(), rate});
    assert.equal(
      passed(() => on.draw(undefined), 99),
      99,
    );
    assert.equal(off.size + on.size, 0);
  });

  test('is forgotten when it is full, and of more addresses than anybody has the oldest go first', () => {
    const clock = fakeClock();
    const addresses = createAddressRates({clock, rate});
    for (let n = 0; n < mostAddresses + 500; n++) addresses.draw(`10.0.${n >> 8}.${n & 255}`);
    assert.equal(addresses.size, mostAddresses);
    clock.advance(10_000);
    passed(() => addresses.draw('203.0.113.9'), mostAddresses / 2);
    assert.equal(addresses.size, 1, 'what is full is as good as none');
  });

  test('who changes addresses within a /64 of IPv6 draws from one bucket, and 65,536 such networks from as many', () => {
    const addresses = createAddressRates({clock: fakeClock(), rate});
    const networkOf = networksBehind(0);
    const from = (remoteAddress: string) => () =>
      addresses.draw(networkOf({socket: {remoteAddress}, headers: {}} as never));
    let count = 0;
    for (let n = 1; n < 20; n++) count += passed(from(`2001:db8:1:2::${n.toString(16)}`), 1);
    assert.equal(count, 5);
    assert.equal(passed(from('2001:db8:1:3::1'), 1), 1);
  });

  test('is one over all nodes, once they have told each other', async () => {
    const clock = fakeClock();
    const hub = new FakeHub();
    const nodes = ['one', 'two'].map((name) => {
      const shared = createSharedRates({peers: hub.join(name), clock});
      return createAddressRates({clock, rate, drawn: shared.drawn});
    });
    const told = async (): Promise<void> => {
      clock.advance(tellMs);
      await new Promise((resolve) => setImmediate(resolve));
    };
    const draw = (at: number): void => nodes[at]?.draw('203.0.113.9');
    assert.equal(
      passed(() => draw(0), 5),
      5,
    );
    await told();
    assert.equal(
      passed(() => draw(1), 1),
      1,
      'one may pass before it is known',
    );
    await told();
    assert.throws(() => draw(1), {code: 'RATE_LIMITED'});
  });

  test('of many draws the others hear in parts, so that a busy address is not a question each time', () => {
    const clock = fakeClock();
    const amounts: number[] = [];
    const many: Rate = {perSecond: 1_000, burst: 10_000};
    const addresses = createAddressRates({clock, rate: many, drawn: (_bucket, {amount}) => amounts.push(amount)});
    for (let n = 0; n < 250; n++) addresses.draw('203.0.113.9');
    assert.deepEqual(amounts, [100, 100]);
  });
});

describe('at the doors', () => {
  let world: World;
  afterEach(() => world.close());

  const near = {'x-forwarded-for': '198.51.100.1, 203.0.113.9'};
  const far = {'x-forwarded-for': '203.0.113.9, 203.0.113.10'};
  const start = async (burst: number): Promise<void> => {
    world = await startWorld({proxies: 1, rates: {address: {perSecond: 1, burst}}});
  };
  const limited = async (response: Response): Promise<void> => {
    assert.equal(response.status, 429);
    assert.equal(response.headers.get('retry-after'), '1');
    const {code, retryAfterMs} = (await response.json()) as {code: string; retryAfterMs: number};
    assert.deepEqual([code, retryAfterMs], ['RATE_LIMITED', 1_000]);
  };

  test('tokens are not tried without end: they are not even looked at (PWP-LIMIT-008, S10)', async () => {
    await start(3);
    const guess = (headers: Record<string, string>): Promise<Response> =>
      world.fetch('/v1/me/totals', {headers: {authorization: 'Bearer eyJ.guessed.token', origin, ...headers}});
    for (let n = 0; n < 3; n++) assert.equal((await guess(near)).status, 401);
    await limited(await guess(near));
    assert.equal((await guess(far)).status, 401, 'what a client wrote itself is no address');
    assert.equal((await world.rest('ann', 'GET', '/v1/me/totals', {headers: near})).status, 429);
    world.clock.advance(1_000);
    assert.equal((await world.rest('ann', 'GET', '/v1/me/totals', {headers: near})).status, 200);
  });

  test('uploads, downloads and what does not exist cost as much; whether the server lives is free', async () => {
    await start(3);
    const get = (path: string, method = 'GET'): Promise<Response> =>
      world.fetch(path, {method, headers: {origin, 'tus-resumable': '1.0.0', ...near}});
    for (const path of ['/v1/nothing', '/v1/files/f_1/large?ticket=x', '/v1/uploads/f_1?ticket=x'])
      assert.equal((await get(path)).status, 404);
    await limited(await get('/v1/files/f_1/large?ticket=x'));
    await limited(await get('/v1/nothing'));
    assert.equal((await get('/v1/uploads/f_1?ticket=x', 'PATCH')).status, 429);
    assert.equal((await get('/healthz')).status, 200);
    assert.equal((await get('/readyz')).status, 200);
  });

  test('connections, and what is asked over them by however many people, draw from it too (PWP-LIMIT-008)', async () => {
    await start(4);
    const [ann, ben] = [await world.connect('ann', {headers: near}), await world.connect('ben', {headers: near})];
    assert.equal((await ann.request('totals')).ok, true);
    assert.equal((await ben.request('totals')).ok, true);
    const refused = await ann.request('totals');
    assert.deepEqual(refused, {
      ok: false,
      code: 'RATE_LIMITED',
      retry: 'after',
      retryAfterMs: 1_000,
      detail: refused.ok ? '' : refused.detail,
    });
    const failure = await world.refused('cem', {headers: near});
    assert.deepEqual(typeof failure === 'object' && [failure.code, failure.retryAfterMs], ['RATE_LIMITED', 1_000]);
    await world.connect('cem', {headers: far});
    world.clock.advance(1_000);
    assert.equal((await ben.request('totals')).ok, true);
  });

  test('without a proxy this machine’s own addresses are not counted', async () => {
    world = await startWorld({rates: {address: {perSecond: 1, burst: 1}}});
    for (let n = 0; n < 3; n++) assert.equal((await world.rest('ann', 'GET', '/v1/me/totals')).status, 200);
  });
});
