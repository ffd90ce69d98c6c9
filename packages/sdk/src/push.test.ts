import assert from 'node:assert/strict';
import {afterEach, test} from 'node:test';
import * as v from 'valibot';
import {ChatError} from './core/failure.js';
import {operations} from './protocol/operations.js';
import {createPush} from './push.js';

const key = `B${'A'.repeat(86)}`;
const keys = {p256dh: `B${'C'.repeat(86)}`, auth: 'D'.repeat(22)};
const globals = ['navigator', 'PushManager', 'Notification', 'localStorage', 'fetch'] as const;
const before = globals.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
afterEach(() => {
  for (const [name, descriptor] of before) {
    if (descriptor) Object.defineProperty(globalThis, name, descriptor);
    else delete (globalThis as Record<string, unknown>)[name];
  }
});

type Setting = {
  permission?: NotificationPermission;
  subscribedWith?: string | undefined;
  key?: string | undefined;
  status?: number;
};

/** A browser with a worker, and a server that answers as the table of operations has it. */
function browser(setting: Setting = {}) {
  const asked: [string, unknown][] = [];
  const did: string[] = [];
  let permission: NotificationPermission = setting.permission ?? 'default';
  let subscription: object | null = null;
  const newSubscription = (applicationServerKey: string): object => ({
    options: {applicationServerKey: Uint8Array.from(Buffer.from(applicationServerKey, 'base64url')).buffer},
    toJSON: () => ({endpoint: 'https://push.example/1', keys}),
    async unsubscribe() {
      did.push('unsubscribed');
      subscription = null;
    },
  });
  if (setting.subscribedWith) subscription = newSubscription(setting.subscribedWith);
  const registration = {
    pushManager: {
      getSubscription: async () => subscription,
      async subscribe({applicationServerKey}: {applicationServerKey: string}) {
        did.push('subscribed');
        return (subscription = newSubscription(applicationServerKey));
      },
    },
  };
  const put = (name: (typeof globals)[number], value: unknown): void =>
    void Object.defineProperty(globalThis, name, {value, configurable: true, writable: true});
  const kept = new Map<string, string>();
  put('navigator', {serviceWorker: {ready: Promise.resolve(registration), getRegistration: async () => registration}});
  put('PushManager', class {});
  put('Notification', {
    get permission() {
      return permission;
    },
    async requestPermission() {
      did.push('asked the person');
      if (permission === 'default') permission = 'granted';
      return permission;
    },
  });
  put('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  });
  const serverKey = 'key' in setting ? setting.key : key;
  put('fetch', async (url: string, {method, body, headers}: RequestInit) => {
    const path = url.replace('https://chat.example/v1', '');
    const input: unknown = body === undefined ? undefined : JSON.parse(String(body));
    asked.push([`${method} ${path}`, input]);
    assert.equal((headers as Record<string, string>)['authorization'], 'Bearer a-token');
    if (setting.status)
      return Response.json({ok: false, code: 'RATE_LIMITED', retry: 'after'}, {status: setting.status});
    if (method === 'POST') {
      assert.ok(v.is(operations['push.subscribe'].input, input));
      return Response.json({id: 'I'.repeat(32)});
    }
    if (method === 'PUT') assert.ok(v.is(operations['push.quiet'].input, input));
    return Response.json(
      method === 'GET' ? {preview: 'full', subscriptions: [], ...(serverKey && {key: serverKey})} : {},
    );
  });
  const push = createPush({url: 'https://chat.example/', getToken: () => 'a-token'});
  return {push, asked, did, lines: () => asked.map(([line]) => line)};
}

test('a browser is subscribed with the server’s key behind a yes of its person, and the server is told (PWP-PUSH-001)', async () => {
  const {push, asked, did} = browser();
  assert.equal(await push.state(), 'off');
  assert.equal(await push.subscribe(), 'on');
  assert.deepEqual(did, ['asked the person', 'subscribed']);
  assert.deepEqual(asked.at(-1), ['POST /me/push', {endpoint: 'https://push.example/1', keys}]);
});

test('who said no is not subscribed, and nobody is asked again', async () => {
  const {push, did, lines} = browser({permission: 'denied'});
  assert.equal(await push.subscribe(), 'denied');
  assert.equal(await push.state(), 'denied');
  assert.deepEqual([did, lines()], [['asked the person'], ['GET /me/push']]);
});

test('a browser that is subscribed tells the server again, and subscribes anew where the key is another one', async () => {
  const same = browser({permission: 'granted', subscribedWith: key});
  assert.equal(await same.push.state(), 'on');
  assert.deepEqual([same.did, same.lines()], [[], ['GET /me/push', 'POST /me/push']]);
  const other = browser({permission: 'granted', subscribedWith: `B${'E'.repeat(86)}`});
  assert.equal(await other.push.state(), 'on');
  assert.deepEqual(other.did, ['unsubscribed', 'subscribed']);
});

test('to end it the browser lets go first, then the server is told (PWP-PUSH-002)', async () => {
  const {push, did, lines} = browser();
  await push.subscribe();
  await push.unsubscribe();
  assert.equal(did.at(-1), 'unsubscribed');
  assert.equal(lines().at(-1), `DELETE /me/push/${'I'.repeat(32)}`);
  assert.equal(await push.state(), 'off');
});

test('a server that pushes nothing, and a browser that cannot, say so', async () => {
  assert.equal(await browser({key: undefined}).push.subscribe(), 'unavailable');
  const {push, lines} = browser();
  delete (globalThis as {PushManager?: unknown}).PushManager;
  assert.deepEqual([await push.state(), await push.subscribe(), lines()], ['unsupported', 'unsupported', []]);
});

test('quiet hours go to the server, and what it refuses is an error of the SDK', async () => {
  const {push, asked} = browser();
  const quiet = {from: '22:00', to: '07:00', zone: 'Europe/Berlin'};
  await push.setQuietHours(quiet);
  await push.setQuietHours(undefined);
  assert.deepEqual(asked, [
    ['PUT /me/push/quiet', {quiet}],
    ['PUT /me/push/quiet', {quiet: null}],
  ]);
  const refused = browser({status: 429}).push.setQuietHours(quiet);
  await assert.rejects(refused, (error) => error instanceof ChatError && error.code === 'RATE_LIMITED');
});
