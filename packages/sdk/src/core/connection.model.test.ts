/** The connection among any events at any moments, and then in a world that does what it is asked. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {holds, sequence} from '../../test/model.js';
import {
  type ConnectionEffect,
  type ConnectionEvent,
  type ConnectionState,
  canRequest,
  idle,
  stepConnection,
  viewConnection,
} from './connection.js';

const simple = [
  'connect',
  'token',
  'hello',
  'synced',
  'lag',
  'timer',
  'visible',
  'suspend',
  'resume',
  'expiring',
  'expired',
  'refreshed',
  'token-failed',
] as const;
const detailed: ConnectionEvent[] = [
  {type: 'closed'},
  {type: 'closed', code: 'TOKEN_EXPIRED'},
  {type: 'closed', code: 'BUSY', retryAfterMs: 2_000},
  {type: 'draining', reconnectInMs: 3_000},
  {type: 'network', online: true},
  {type: 'network', online: false},
];
const endings: ConnectionEvent[] = [
  {type: 'disconnect'},
  {type: 'closed', code: 'SESSION_REVOKED'},
  {type: 'token-failed', final: true},
  {type: 'closed', code: 'TOKEN_INVALID'},
  {type: 'closed', code: 'PROTO_UNSUPPORTED'},
];
const passing = fc.oneof(
  fc.constantFrom(...simple).map((type): ConnectionEvent => ({type})),
  fc.constantFrom(...detailed),
);
const any = fc.oneof(
  {weight: 8, arbitrary: passing},
  {weight: 1, arbitrary: fc.constantFrom(...endings)},
  {weight: 8, arbitrary: fc.constant({type: 'help' as const})},
);
/** Mostly little time passes, sometimes a lot. */
const pause = fc.oneof(fc.nat(300), fc.nat(20_000));

/** The longest that any wait may take: the cap of the backoff, or what was asked for and a little. */
const longestMs = 30_000;

class World {
  state: ConnectionState = idle(0);
  mono = 1_000_000;
  isOpen = false;
  #isOwed = false;
  readonly random: number;

  constructor(random: number) {
    this.random = random;
  }

  /** Any event; `help` is what brings it one step nearer to being online. */
  meet(event: ConnectionEvent | {type: 'help'}): void {
    const helps: Partial<Record<ConnectionState['is'], ConnectionEvent['type']>> = {
      ...{idle: 'connect', 'auth-required': 'connect', blocked: 'connect', suspended: 'resume'},
      ...{authorizing: 'token', connecting: 'hello', syncing: this.state.expired ? 'refreshed' : 'synced'},
      ...{online: 'refreshed', waiting: 'timer'},
    };
    const type = event.type === 'help' ? helps[this.state.is] : event.type;
    if (type === 'timer' && this.state.due !== undefined) this.ring();
    else if (event.type !== 'help') this.tell(event);
    else if (type) this.tell({type} as ConnectionEvent);
    else this.tell({type: 'network', online: true});
  }

  tell(event: ConnectionEvent): readonly ConnectionEffect[] {
    const moment = {now: 5_000_000 + this.mono, mono: this.mono, random: this.random};
    const before = this.state;
    const {state, effects} = stepConnection(before, event, moment);
    this.state = state;
    if (event.type === 'lag' && (state.is === 'syncing' || state.is === 'online')) this.#isOwed = true;
    if (state.is === 'waiting' && before.is !== 'waiting' && !state.moving) {
      const asked = 'retryAfterMs' in event ? (event.retryAfterMs ?? 0) * 1.25 : 0;
      const backoff = Math.min(longestMs, 500 * 2 ** (state.failures - 1));
      assert.ok(
        (state.due as number) - this.mono <= Math.max(asked, backoff),
        'no longer than the backoff (PWP-CONNECT-003)',
      );
    }
    for (const effect of effects) {
      if (effect.do === 'open') {
        assert.ok(!this.isOpen, 'one connection at a time');
        this.isOpen = true;
      }
      if (effect.do === 'close') this.isOpen = false;
      if (effect.do === 'close' || effect.do === 'sync') this.#isOwed = false;
      if (effect.do === 'drain' || effect.do === 'sync') assert.ok(canRequest(state), `${effect.do} while ${state.is}`);
    }
    this.#check();
    assert.ok(!this.#isOwed || state.expired, 'what a lag left out is asked for (PWP-SYNC-006)');
    return effects;
  }

  #check(): void {
    const {is, due, moving} = this.state;
    assert.equal(this.isOpen, ['connecting', 'syncing', 'online'].includes(is), `${is} and a connection`);
    const isOver = ['idle', 'auth-required', 'blocked', 'suspended'].includes(is);
    const isTimed = ['waiting', 'authorizing', 'connecting'].includes(is);
    if (isTimed) assert.ok(due !== undefined, `${is} ends by itself (I14)`);
    if (due !== undefined) {
      assert.ok(isTimed || is === 'online' || is === 'syncing', `${is} has a timer left over`);
      assert.ok(due - this.mono <= longestMs, `${is} for ${due - this.mono} ms`);
    }
    assert.ok(!moving || !(isOver || is === 'offline'), `${is} is no move to another server`);
    if (moving) assert.equal(viewConnection(this.state).is, 'online');
  }

  /** Lets the time of the timer come. It has done its work then. */
  ring(): readonly ConnectionEffect[] {
    const {due = Number.NaN} = this.state;
    this.mono = Math.max(this.mono, due - 1);
    if (due > this.mono) assert.deepEqual(this.tell({type: 'timer'}), [], 'not before its time');
    this.mono = Math.max(this.mono, due);
    const effects = this.tell({type: 'timer'});
    assert.ok((this.state.due ?? Number.POSITIVE_INFINITY) > this.mono, 'a timer that has rung rings no more');
    return effects;
  }
}

/** What a good world answers. */
const answers: Partial<Record<ConnectionEffect['do'], ConnectionEvent['type']>> = {
  token: 'token',
  open: 'hello',
  sync: 'synced',
  refresh: 'refreshed',
};

/** Everything goes well from now on: answers how many events it took to be online. */
function mend(world: World): number {
  const waiting: ConnectionEvent[] = [];
  const tell = (event: ConnectionEvent): void => {
    for (const effect of world.tell(event)) {
      // what was asked of a connection that is closed is answered no more
      if (effect.do === 'close') waiting.length = 0;
      const type = answers[effect.do];
      if (type) waiting.push({type} as ConnectionEvent);
      if (type === 'hello') waiting.push({type: 'synced'});
    }
  };
  tell({type: 'network', online: true});
  for (let events = 1; events < 20; events++) {
    const {is, due, expired, moving} = world.state;
    if (is === 'online' && !expired && !moving) return events;
    const next = waiting.shift();
    if (next) tell(next);
    else if (due !== undefined) {
      world.mono = Math.max(world.mono, due);
      tell({type: 'timer'});
    } else if (expired) tell({type: 'refreshed'});
    // an answer that is still on its way from before
    else if (is === 'syncing') tell({type: 'synced'});
    else assert.fail(`${is} waits for nothing`);
  }
  return assert.fail(`still ${world.state.is}`);
}

test('no order of events leaves it waiting without a timer, a timer without a wait, or requests without a connection (I14)', () => {
  holds(
    fc.property(sequence(fc.tuple(any, pause), 60), fc.double({min: 0.01, max: 1, noNaN: true}), (events, random) => {
      const world = new World(random);
      world.tell({type: 'connect'});
      for (const [event, ms] of events) {
        world.mono += ms;
        world.meet(event);
      }
    }),
    1_500,
  );
});

test('wherever it got to, it comes online when the world is good again: by itself, or where a person is needed, when they ask (I14)', () => {
  const needsSomebody = ['idle', 'auth-required', 'blocked'];
  holds(
    fc.property(sequence(fc.tuple(any, pause), 40), (events) => {
      const world = new World(0.7);
      world.tell({type: 'connect'});
      for (const [event, ms] of events) {
        world.mono += ms;
        world.meet(event);
      }
      if (needsSomebody.includes(world.state.is)) world.tell({type: 'connect'});
      if (world.state.is === 'suspended') world.tell({type: 'resume'});
      const begun = world.mono;
      const took = mend(world);
      assert.ok(took < 15, `${took} events`);
      assert.ok(world.mono - begun <= 2 * longestMs, `${world.mono - begun} ms`);
      assert.ok(canRequest(world.state));
    }),
    1_500,
  );
});

test('a server that asks to be left is left at its time whatever happens meanwhile, a catch-up too, and nobody sees it (PWP-DRAIN-001)', () => {
  const meanwhile = fc.constantFrom<ConnectionEvent['type']>(
    'lag',
    'synced',
    'expiring',
    'expired',
    'refreshed',
    'visible',
  );
  holds(
    fc.property(sequence(fc.tuple(meanwhile, fc.nat(400)), 12), (events) => {
      const world = new World(0.5);
      for (const type of ['connect', 'token', 'hello', 'synced'] as const) world.tell({type});
      world.tell({type: 'draining', reconnectInMs: 5_000});
      const at = world.state.due;
      for (const [type, ms] of events) {
        world.mono += ms;
        world.tell({type} as ConnectionEvent);
        assert.equal(world.state.due, at);
        assert.equal(viewConnection(world.state).is, 'online');
      }
      assert.deepEqual(
        world.ring().map(({do: what}) => what),
        ['close', 'token'],
      );
      for (const type of ['token', 'hello', 'synced'] as const) {
        world.tell({type});
        assert.equal(viewConnection(world.state).is, 'online');
      }
    }),
    500,
  );
});
