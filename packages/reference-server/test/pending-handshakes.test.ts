import assert from 'node:assert/strict';
import type {IncomingMessage} from 'node:http';
import {test} from 'node:test';
import {networksBehind} from '../src/auth/network.js';
import {createPendingHandshakes} from '../src/realtime/pending-handshakes.js';

const from = (remoteAddress: string | undefined, forwarded?: string): IncomingMessage =>
  ({socket: {remoteAddress}, headers: forwarded === undefined ? {} : {'x-forwarded-for': forwarded}}) as never;

/** How many of these may begin one after the other. */
function admitted(
  {proxies = 0, ...others}: {perAddress?: number; proxies?: number},
  requests: readonly IncomingMessage[],
): number {
  const pending = createPendingHandshakes({perAddress: 2, networkOf: networksBehind(proxies), ...others});
  let count = 0;
  for (const request of requests) {
    if (!pending.hasRoom(request)) continue;
    pending.begin(request);
    count++;
  }
  return count;
}

test('handshakes of one address are counted until they end, once each (S10)', () => {
  const pending = createPendingHandshakes({perAddress: 2, networkOf: networksBehind(0)});
  const request = from('203.0.113.9');
  const ends = [pending.begin(request), pending.begin(request)];
  assert.ok(!pending.hasRoom(request));
  assert.ok(pending.hasRoom(from('203.0.113.10')));
  ends[0]?.();
  ends[0]?.();
  assert.ok(pending.hasRoom(request));
  ends[1]?.();
  assert.equal(pending.size, 0, 'nothing is kept of who has gone');
});

test('an IPv4 address is one however it is written, IPv6 counts by its /64, and this machine is not counted (S10)', () => {
  assert.equal(admitted({}, [from('203.0.113.9'), from('::ffff:203.0.113.9'), from('::FFFF:203.0.113.9')]), 2);
  assert.equal(
    admitted({}, [from('2001:db8:1:2::1'), from('2001:db8:1:2:ffff::1'), from('2001:0db8:0001:0002::3')]),
    2,
  );
  assert.equal(admitted({}, [from('2001:db8:1:2::1'), from('2001:db8:1:3::1'), from('2001:db8:1:4::1')]), 3);
  assert.equal(
    admitted(
      {},
      Array.from({length: 9}, () => from('127.0.0.1')),
    ),
    9,
  );
  assert.equal(
    admitted(
      {},
      Array.from({length: 9}, () => from('::1')),
    ),
    9,
  );
  assert.equal(
    admitted(
      {},
      Array.from({length: 9}, () => from(undefined)),
    ),
    9,
  );
});

test('behind proxies the address is what the nearest of them wrote, not what a client claims (S10)', () => {
  const claims = Array.from({length: 5}, (_, n) => from('10.0.0.1', `198.51.100.${n}, 203.0.113.9`));
  assert.equal(admitted({proxies: 1}, claims), 2);
  const others = Array.from({length: 5}, (_, n) => from('10.0.0.1', `198.51.100.${n}`));
  assert.equal(admitted({proxies: 1}, others), 5);
  const two = Array.from({length: 5}, (_, n) => from('10.0.0.1', `forged, 198.51.100.${n}, 10.0.0.2`));
  assert.equal(admitted({proxies: 2}, two), 5);
  const none = Array.from({length: 5}, () => from('10.0.0.1', 'no address'));
  assert.equal(admitted({proxies: 1}, none), 5, 'what cannot be told apart is left to the other bounds');
});
