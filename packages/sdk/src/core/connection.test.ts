import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
  type ConnectionEvent,
  type ConnectionState,
  canRequest,
  idle,
  type Moment,
  stepConnection,
  viewConnection,
} from './connection.js';

/** A connection with its clock: events, and what they made it do. */
function world(random = 1) {
  let state = idle(0);
  let mono = 1_000_000;
  const did: string[] = [];
  const wall = 5_000_000;
  return {
    state: (): ConnectionState => state,
    view: () => viewConnection(state),
    pass(ms: number): void {
      mono += ms;
    },
    /** Tells events; answers what was to be done for them. */
    tell(...events: (ConnectionEvent | ConnectionEvent['type'])[]): string[] {
      did.length = 0;
      for (const event of events) {
        const moment: Moment = {now: wall + mono, mono, random};
        const next = stepConnection(
          state,
          (typeof event === 'string' ? {type: event} : event) as ConnectionEvent,
          moment,
        );
        state = next.state;
        did.push(...next.effects.map((effect) => ('reason' in effect ? `${effect.do} ${effect.reason}` : effect.do)));
      }
      return [...did];
    },
    due: (): number => (state.due ?? Number.NaN) - mono,
  };
}
const online = (random?: number) => {
  const one = world(random);
  one.tell('connect', 'token', 'hello', 'synced');
  return one;
};

test('connecting gets a token, opens, catches up, then drains what waits (PWP-CONNECT-001)', () => {
  const one = world();
  assert.deepEqual(one.tell('connect'), ['token connect']);
  assert.equal(one.view().is, 'connecting');
  assert.deepEqual(one.tell('token'), ['open']);
  assert.deepEqual(one.tell('hello'), []);
  assert.equal(one.view().is, 'catching-up');
  assert.ok(canRequest(one.state()));
  assert.deepEqual(one.tell('synced'), ['drain']);
  assert.equal(one.view().is, 'online');
  assert.deepEqual(one.tell('connect', 'token-failed', 'hello', 'synced', 'resume', 'timer'), []);
});

test('a lost connection waits with backoff, from the beginning only after a good one of ten seconds', () => {
  const one = online();
  assert.deepEqual(one.tell({type: 'closed', code: 'TIMEOUT'}), ['close']);
  assert.deepEqual([one.view().is, one.view().code, one.due()], ['waiting', 'TIMEOUT', 500]);
  assert.equal(one.view().retryAt, 6_000_500);
  assert.deepEqual(one.tell('timer'), [], 'not before its time');
  one.pass(500);
  assert.deepEqual(one.tell('timer'), ['token connect']);
  one.tell('token', 'hello', 'synced');
  one.pass(9_999);
  one.tell({type: 'closed'});
  assert.equal(one.due(), 1_000);
  one.pass(1_000);
  one.tell('timer', 'token', 'hello');
  one.pass(10_000);
  one.tell({type: 'closed'});
  assert.equal(one.due(), 500);
});

test('what a busy server asks for is waited for', () => {
  const one = world(0);
  one.tell('connect', 'token', {type: 'closed', code: 'BUSY', retryAfterMs: 7_000});
  assert.deepEqual([one.view().is, one.due()], ['waiting', 7_000]);
});

test('a token that takes 15 s, or an opening that does, is given up and tried again (F77)', () => {
  for (const events of [['connect'], ['connect', 'token']] as const) {
    const one = world();
    one.tell(...events);
    assert.equal(one.due(), 15_000);
    one.pass(15_000);
    assert.deepEqual(one.tell('timer'), ['close']);
    assert.deepEqual([one.view().is, one.view().code], ['waiting', 'TIMEOUT']);
  }
});

test('an expired token is renewed at most twice a minute, then a person is asked (PWP-AUTH-004)', () => {
  const one = world();
  one.tell('connect', 'token');
  for (let round = 0; round < 2; round++) {
    assert.deepEqual(one.tell({type: 'closed', code: 'TOKEN_EXPIRED'}), ['close', 'token rejected']);
    one.pass(10_000);
    one.tell('token');
  }
  assert.deepEqual(one.tell({type: 'closed', code: 'TOKEN_EXPIRED'}), ['close']);
  assert.equal(one.view().is, 'auth-required');
  assert.deepEqual(one.tell('timer', 'visible', {type: 'network', online: true}), []);
  assert.deepEqual(one.tell('connect'), ['token connect'], 'the host may ask again');
});

test('what no waiting can mend stops: refused token, refused version, ended session (PWP-VERSION-001)', () => {
  for (const [code, is] of [
    ['TOKEN_INVALID', 'auth-required'],
    ['AUTH_USER_MISMATCH', 'auth-required'],
    ['PROTO_UNSUPPORTED', 'blocked'],
    ['ORIGIN_REFUSED', 'blocked'],
    ['SESSION_REVOKED', 'auth-required'],
  ] as const) {
    const one = online();
    one.tell({type: 'closed', code});
    assert.deepEqual([one.view().is, one.view().code], [is, code]);
    one.pass(1e9);
    assert.deepEqual(one.tell('timer', 'visible', 'resume'), []);
  }
  const one = online();
  assert.deepEqual(one.tell({type: 'closed', code: 'SESSION_REVOKED'}), ['close']);
  assert.deepEqual([one.view().is, one.view().code], ['auth-required', 'SESSION_REVOKED']);
});

test('a token of the living connection is renewed before and after it expires; requests wait in between (PWP-AUTH-005)', () => {
  const one = online();
  assert.deepEqual(one.tell('expiring', 'token'), ['token renew', 'refresh']);
  assert.ok(canRequest(one.state()));
  assert.deepEqual(one.tell('expired', 'expired'), ['token renew']);
  assert.ok(!canRequest(one.state()));
  assert.equal(one.view().is, 'online');
  assert.deepEqual(one.tell('token', 'refreshed'), ['refresh', 'drain']);
  assert.ok(canRequest(one.state()));
});

test('a server about to stop is left within its window, and nobody sees it (PWP-DRAIN-001)', () => {
  const one = online();
  assert.deepEqual(one.tell({type: 'draining', reconnectInMs: 3_000}), []);
  assert.ok(canRequest(one.state()));
  one.pass(3_000);
  assert.deepEqual(one.tell('timer'), ['close', 'token connect']);
  for (const event of ['token', 'hello'] as const) {
    assert.equal(one.view().is, 'online');
    one.tell(event);
  }
  one.tell('synced');
  assert.deepEqual([one.view().is, one.state().moving], ['online', false]);
});

test('a server that closes within its window is left at the time it named', () => {
  const one = online();
  one.tell({type: 'draining', reconnectInMs: 3_000});
  one.pass(1_000);
  one.tell({type: 'closed'});
  assert.deepEqual([one.view().is, one.due()], ['online', 2_000]);
  one.pass(2_000);
  one.tell('timer', 'token', {type: 'closed', code: 'BUSY'});
  assert.equal(one.view().is, 'waiting', 'when the next one does not take us it shows');
});

test('a page that is shown, or a network that is back, tries at once, once in five seconds', () => {
  const one = online();
  one.tell({type: 'closed'});
  assert.deepEqual(one.tell('visible'), ['token connect']);
  one.tell({type: 'token-failed'});
  assert.deepEqual([one.view().is, one.tell('visible')], ['waiting', []]);
  one.pass(5_000);
  assert.deepEqual(one.tell({type: 'network', online: true}), ['token connect']);
});

test('without a network nothing is tried until it is back (F74)', () => {
  const one = online();
  assert.deepEqual(one.tell({type: 'network', online: false}), ['close', 'token connect'], 'looked at at once');
  assert.equal(one.view().is, 'connecting');
  one.tell({type: 'token-failed'});
  assert.deepEqual([one.view().is, one.view().code, one.due()], ['offline', 'OFFLINE', Number.NaN]);
  assert.deepEqual(one.tell('visible', 'timer'), []);
  assert.deepEqual(one.tell({type: 'network', online: true}), ['token connect']);
  const waiting = online();
  waiting.tell({type: 'closed'}, {type: 'network', online: false});
  assert.equal(waiting.view().is, 'offline');
});

test('a device that only says it has no network goes on, if the server can be reached', () => {
  const one = online();
  one.tell({type: 'network', online: false}, 'token', 'hello', 'synced');
  assert.equal(one.view().is, 'online');
  assert.deepEqual(one.tell({type: 'network', online: false}), [], 'said before');
  one.tell({type: 'closed'});
  assert.equal(one.view().is, 'offline');
});

test('lag syncs again, and a frozen page comes back anew (PWP-SYNC-006, F17)', () => {
  const one = online();
  assert.deepEqual(one.tell('lag'), ['sync']);
  assert.equal(one.view().is, 'catching-up');
  assert.deepEqual(one.tell('synced'), ['drain']);
  assert.deepEqual(one.tell('suspend', 'suspend'), ['close']);
  assert.deepEqual(one.tell('visible', 'timer', {type: 'closed'}), []);
  assert.deepEqual(one.tell('resume'), ['token connect']);
});

test('a server that falls silent again while it is asked what was missed is asked once more (PWP-SYNC-006, F40)', () => {
  const one = online();
  assert.deepEqual(one.tell('lag', 'lag'), ['sync', 'sync']);
  assert.deepEqual(one.tell('synced'), ['drain']);
  assert.deepEqual(one.tell('synced'), []);
});

test('disconnecting ends it from everywhere', () => {
  const one = online();
  assert.deepEqual(one.tell('disconnect', 'disconnect'), ['close']);
  assert.deepEqual([one.view().is, one.tell('visible', 'timer', 'resume', {type: 'closed'})], ['idle', []]);
});

test('a lag in the middle of leaving changes nothing of when it leaves, and a catch-up is left in time too (PWP-DRAIN-001)', () => {
  const one = online();
  one.tell({type: 'draining', reconnectInMs: 3_000}, 'lag');
  assert.deepEqual([one.view().is, one.due()], ['online', 3_000]);
  one.pass(1_000);
  one.tell('synced', {type: 'closed'});
  assert.deepEqual([one.view().is, one.due()], ['online', 2_000]);
  const early = world();
  early.tell('connect', 'token', 'hello', {type: 'draining', reconnectInMs: 3_000});
  assert.equal(early.view().is, 'catching-up');
  early.tell('synced');
  early.pass(3_000);
  assert.deepEqual([early.view().is, early.tell('timer')], ['online', ['close', 'token connect']]);
});

test('the next server that is busy is tried again when it says, not when the opening would have been given up (PWP-CONNECT-003)', () => {
  const one = online();
  one.tell({type: 'draining', reconnectInMs: 3_000});
  one.pass(3_000);
  one.tell('timer', 'token', {type: 'closed', code: 'BUSY', retryAfterMs: 100});
  assert.deepEqual([one.view().is, one.due()], ['waiting', 200]);
});

test('a lag while the token has expired is made good with the new one, and breaks nothing (PWP-SYNC-006, PWP-AUTH-005)', () => {
  const one = online();
  assert.deepEqual(one.tell('expired', 'lag'), ['token renew']);
  assert.deepEqual(one.tell('synced'), [], 'what was asked before the lag may be answered after it');
  assert.deepEqual(one.tell('token', 'refreshed'), ['refresh', 'sync']);
  assert.deepEqual([one.tell('synced'), one.view().is], [['drain'], 'online']);
});
