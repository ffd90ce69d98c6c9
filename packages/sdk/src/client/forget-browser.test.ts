import assert from 'node:assert/strict';
import {afterEach, test} from 'node:test';
import {inWorld} from '../../test/chats.js';

const place = 'parlor-push';
const there = (name: 'localStorage' | 'navigator', value: unknown): void =>
  void Object.defineProperty(globalThis, name, {value, configurable: true});
const {navigator} = globalThis;
afterEach(() => {
  there('localStorage', undefined);
  there('navigator', navigator);
});

const subscription = 'a'.repeat(32);

/** A browser that is told of things: `kept` holds the id, `ended` counts what the browser itself ended. */
function browser(id: string) {
  const kept = new Map([[place, id]]);
  const seen = {kept, ended: 0};
  there('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    removeItem: (key: string) => kept.delete(key),
  });
  const pushManager = {getSubscription: async () => ({unsubscribe: async () => ++seen.ended})};
  there('navigator', {serviceWorker: {getRegistration: async () => ({pushManager})}});
  return seen;
}

test(
  'who logs out is told of nothing in this browser any more, and the server knows (PWP-PUSH-002)',
  inWorld(async (world) => {
    const ann = world.device('ann');
    await world.online(ann);
    const seen = browser(subscription);
    await world.wait(ann.chat.logout());
    const asked = ann.line.asked.filter(({op}) => (op as string) === 'push.unsubscribe');
    assert.deepEqual(
      asked.map(({input}) => input),
      [{id: subscription}],
    );
    assert.deepEqual([seen.ended, seen.kept.size, ann.errors], [1, 0, []]);
  }),
);

test(
  'without a connection the browser ends it all the same, and the logout is done',
  inWorld(async (world) => {
    const ann = world.device('ann');
    await world.online(ann);
    const seen = browser(subscription);
    ann.line.isDown = true;
    ann.line.cut();
    await world.pass(1_000);
    await world.wait(ann.chat.logout());
    assert.equal(seen.ended, 1);
    assert.deepEqual(
      ann.errors.map(({code}) => code),
      ['OFFLINE'],
    );
    assert.equal(ann.chat.connection.get().is, 'stopped');
  }),
);

test(
  'where nothing was subscribed nothing is asked',
  inWorld(async (world) => {
    const ann = world.device('ann');
    await world.online(ann);
    const before = ann.line.asked.length;
    await world.wait(ann.chat.logout());
    assert.equal(ann.line.asked.length, before);
  }),
);
