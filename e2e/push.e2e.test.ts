/**
 * A push from a send to a notice on the screen: the server as it is published, a push service that reads what is encrypted for the browser,
 * and Chromium's own service worker. Only Chromium's line to its vendor's push service is ours: nobody has that one here.
 */
import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {newPushKeys} from '@parlor/reference-server';
import type {Push} from '@parlor/sdk/push';
import {nanoid} from 'nanoid';
import {PushService} from '../packages/reference-server/test/push-receiver.js';
import {openBrowser} from './browser.js';
import {startServer} from './server.js';
import {until} from './until.js';

const built = fileURLToPath(new URL('../packages/sdk/dist/', import.meta.url));
const worker = `import {showPushes} from '/sdk/push-worker.js';
showPushes(self, {pageFor: ({conversation}) => '/chat?c=' + conversation});
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));`;

/** The vendor's part, a subscription, has the keys of a browser of our push service; all else is Chromium's own. */
const script = `import {createPush} from '/sdk/push.js';
window.begin = async ({url, token, subscription}) => {
  const registration = await navigator.serviceWorker.register('/sw.js', {type: 'module'});
  await navigator.serviceWorker.ready;
  let made = null;
  const pushManager = {
    getSubscription: async () => made,
    subscribe: async (options) => (made = {options, toJSON: () => subscription, unsubscribe: async () => (made = null)}),
  };
  window.push = createPush({url, getToken: () => token, registration: {pushManager}});
  window.shown = async () => (await registration.getNotifications()).map(({title, body, tag}) => ({title, body, tag}));
  return window.push.subscribe();
};`;

/** A page with the SDK's modules as they are published, and a worker of two lines. */
async function servePage() {
  const server = createServer((request, response) => {
    const {pathname} = new URL(request.url ?? '/', 'http://page');
    const answer = async (): Promise<[type: string, text: string]> => {
      if (pathname === '/sw.js') return ['text/javascript', worker];
      if (pathname === '/page.js') return ['text/javascript', script];
      if (/^\/sdk\/(?:core\/)?[a-z-]+\.js$/.test(pathname))
        return ['text/javascript', await readFile(built + pathname.slice('/sdk/'.length), 'utf8')];
      return ['text/html', '<!doctype html><title>Chat</title><script type="module" src="/page.js"></script>'];
    };
    answer().then(
      ([type, text]) => response.writeHead(200, {'content-type': type}).end(text),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Window = {
  begin(given: object): Promise<string>;
  push: Push;
  shown(): Promise<{title: string; body: string; tag: string}[]>;
};

test('who is not here is told: from a send, over the push service, to a notice that Chromium shows (PWP-PUSH-003, PWP-PUSH-005)', async (t) => {
  const keys = newPushKeys();
  const service = await new PushService(keys.publicKey).start();
  t.after(() => service.end());
  await using site = await servePage();
  await using server = await startServer({
    page: 'none',
    origins: [site.url],
    env: {
      PARLOR_PUSH_PUBLIC_KEY: keys.publicKey,
      PARLOR_PUSH_PRIVATE_KEY: keys.privateKey,
      PARLOR_PUSH_SUBJECT: 'mailto:ops@example.com',
      PARLOR_PUSH_DELAY: '0',
      PARLOR_EGRESS_ALLOW: '127.0.0.1',
    },
  });
  const call = async (user: string, method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const headers = {authorization: `Bearer ${await server.token(user)}`, 'content-type': 'application/json'};
    const response = await fetch(`${server.url}/v1${path}`, {
      method,
      headers,
      ...(body && {body: JSON.stringify(body)}),
    });
    return (await response.json()) as Record<string, unknown>;
  };

  await using chromium = await openBrowser();
  const context = await chromium.context();
  await context.grantPermissions(['notifications'], {origin: site.url});
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const registered: string[] = [];
  session.on('ServiceWorker.workerRegistrationUpdated', ({registrations}) => {
    for (const {registrationId} of registrations) registered.push(registrationId);
  });
  await session.send('ServiceWorker.enable');
  await page.goto(`${site.url}/chat`);
  const browser = service.newBrowser();
  const wanted = {url: server.url, token: await server.token('ben'), subscription: browser.subscription};
  await page.waitForFunction(() => 'begin' in window);
  const state = await page.evaluate((given) => (window as unknown as Window).begin(given), wanted);
  assert.equal(state, 'on');

  const {conversation} = (await call('ann', 'POST', '/conversations', {title: 'Lunch', members: ['ben']})) as {
    conversation: string;
  };
  const say = (text: string) =>
    call('ann', 'PUT', `/conversations/${conversation}/messages/${nanoid()}`, {content: {text}});
  const shown = () => page.evaluate(() => (window as unknown as Window).shown());
  const registrationId = await until(
    () => registered.at(-1) ?? '',
    (id) => id !== '',
    'Chromium has the worker',
  );
  /** As the vendor's service would: what it was given for this browser. */
  const deliver = async (count: number): Promise<void> => {
    await until(
      () => service.of(browser).length,
      (found) => found >= count,
      `${count} were pushed`,
    );
    const data = JSON.stringify(service.of(browser)[count - 1]);
    await session.send('ServiceWorker.deliverPushMessage', {origin: site.url, registrationId, data});
  };

  await say('at noon?');
  await deliver(1);
  const first = {title: 'Lunch', body: 'ann: at noon?', tag: conversation};
  await until(shown, (all) => all.length === 1, 'a notice is shown');
  assert.deepEqual(await shown(), [first]);
  await say('or at one?');
  await deliver(2);
  await until(shown, ([one]) => one?.body === 'ann: or at one?', 'the newer one takes its place');
  assert.equal((await shown()).length, 1);

  await page.evaluate(() => (window as unknown as Window).push.unsubscribe());
  assert.deepEqual((await call('ben', 'GET', '/me/push'))['subscriptions'], []);
  await say('too late');
  assert.equal(service.asked, 2);
});
