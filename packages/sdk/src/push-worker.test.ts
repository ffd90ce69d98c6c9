import assert from 'node:assert/strict';
import {describe as suite, test} from 'node:test';
import * as v from 'valibot';
import {PushNotice as Notice} from './protocol/push.js';
import {
  describe,
  describeNotification,
  type PushedNotification,
  type PushNotice,
  type PushScope,
  showPushes,
} from './push-worker.js';

type Page = {url: string; visibilityState: DocumentVisibilityState};

function worker({
  pages = [],
  ...options
}: {
  pages?: Page[];
  describe?(notice: PushNotice): {title: string; body: string};
} = {}) {
  const heard = new Map<string, (event: never) => void>();
  const did: unknown[] = [];
  const scope: PushScope = {
    location: {href: 'https://app.example/sw.js'},
    navigator: {setAppBadge: async (count) => void did.push(['badge', count])},
    registration: {showNotification: async (title, shown) => void did.push(['show', title, shown])},
    clients: {
      matchAll: async () =>
        pages.map((page) => ({
          ...page,
          focus: async () => did.push(['focus', page.url]),
          postMessage: (message: unknown) => void did.push(['tell', page.url, message]),
        })),
      openWindow: async (url) => did.push(['open', url]),
    },
    addEventListener: (type: string, listener: (event: never) => void) => void heard.set(type, listener),
  };
  showPushes(scope, {pageFor: ({conversation}) => `/chat?c=${conversation}`, icon: '/icon.png', ...options});
  const fire = async (type: string, event: object): Promise<void> => {
    let done: Promise<unknown> = Promise.resolve();
    heard.get(type)?.({...event, waitUntil: (work: Promise<unknown>) => (done = work)} as never);
    await done;
  };
  return {
    did,
    push: (notice: unknown) => fire('push', {data: {json: () => notice}}),
    click: (data: unknown) => fire('notificationclick', {notification: {data, close: () => did.push(['close'])}}),
    fire,
  };
}

const notice: PushNotice = {
  ...{type: 'message', tag: 'c_lunch', at: 5, conversation: 'c_lunch', unread: 1, mentions: 0, badge: 2},
  ...{title: 'Lunch', sender: {user: 'ann', name: 'Ann'}, text: 'at noon?'},
};

const notification: PushedNotification = {
  ...{type: 'notification', tag: 'notifications', at: 5, unread: 1, badge: 2, id: 'follow-1', kind: 'follow'},
  ...{title: 'follows you', body: 'since today', link: '/people/ben?tab=all', actor: {user: 'ben', name: 'Ben'}},
};

suite('a worker that shows notifications', () => {
  const kept = {id: 'follow-1', kind: 'follow', link: '/people/ben?tab=all'};

  test('shows the newest, and keeps where it leads (PWP-NOTIFY-006)', async () => {
    assert.ok(v.is(Notice, notification), 'as the protocol has it');
    const {did, push} = worker();
    await push(notification);
    const shown = {tag: 'notifications', renotify: true, timestamp: 5, body: 'since today', data: {notification: kept}};
    assert.deepEqual(did, [
      ['show', 'Ben follows you', {...shown, icon: '/icon.png'}],
      ['badge', 2],
    ]);
  });

  test('a click opens its link, or tells the page of it that is open', async () => {
    const away = worker();
    await away.click({notification: kept});
    assert.deepEqual(away.did, [['close'], ['open', 'https://app.example/people/ben?tab=all']]);
    const url = 'https://app.example/people/ben';
    const there = worker({pages: [{url, visibilityState: 'hidden'}]});
    await there.click({notification: kept});
    const message = {type: 'parlor-open-notification', id: 'follow-1', link: '/people/ben?tab=all'};
    assert.deepEqual(there.did, [['close'], ['focus', url], ['tell', url, message]]);
    const bare = worker();
    await bare.click({notification: {}});
    assert.deepEqual(bare.did, [['close'], ['open', 'https://app.example/']]);
  });

  test('says what the preview allows', () => {
    const {title: _, body: __, actor: ___, ...none} = notification;
    assert.deepEqual(describeNotification(none), {title: 'Notification', body: ''});
    assert.deepEqual(describeNotification({...none, unread: 3}), {title: '3 notifications', body: ''});
    assert.deepEqual(describeNotification({...none, title: 'Shipped'}), {title: 'Shipped', body: ''});
  });
});

suite('a worker that shows pushes', () => {
  test('shows what the server sends, one notice for each conversation, and the number of them on the app (PWP-PUSH-005)', async () => {
    assert.ok(v.is(Notice, notice), 'as the protocol has it');
    const {did, push} = worker();
    await push(notice);
    assert.deepEqual(did, [
      [
        'show',
        'Lunch',
        {
          tag: 'c_lunch',
          renotify: true,
          timestamp: 5,
          body: 'Ann: at noon?',
          data: {conversation: 'c_lunch'},
          icon: '/icon.png',
        },
      ],
      ['badge', 2],
    ]);
  });

  test('says it in the words it is given', async () => {
    const {did, push} = worker({describe: ({unread}) => ({title: `${unread} neu`, body: ''})});
    await push(notice);
    assert.equal((did[0] as unknown[])[1], '1 neu');
  });

  test('leaves alone what is no notice of a message', async () => {
    const {did, push, click, fire} = worker();
    await push({type: 'of another app'});
    await push(null);
    await fire('push', {data: null});
    await click(null);
    await click({order: 7});
    assert.deepEqual(did, []);
  });

  test('a click focuses the page that is open, the one that is looked at before others, and tells it which conversation', async () => {
    const pages: Page[] = [
      {url: 'https://app.example/shop', visibilityState: 'visible'},
      {url: 'https://app.example/chat?c=c_other', visibilityState: 'hidden'},
      {url: 'https://app.example/chat', visibilityState: 'visible'},
    ];
    const {did, click} = worker({pages});
    await click({conversation: 'c_lunch'});
    const url = 'https://app.example/chat';
    assert.deepEqual(did, [['close'], ['focus', url], ['tell', url, {type: 'parlor-open', conversation: 'c_lunch'}]]);
  });

  test('a click opens the page where none is open', async () => {
    const {did, click} = worker({pages: [{url: 'https://app.example/shop', visibilityState: 'visible'}]});
    await click({conversation: 'c_lunch'});
    assert.deepEqual(did, [['close'], ['open', 'https://app.example/chat?c=c_lunch']]);
  });
});

test('what is described is what the preview allows', () => {
  const {title: _, sender: __, text: ___, ...none} = notice;
  const {text: ____, ...sender} = notice;
  assert.deepEqual(describe(none), {title: 'New message', body: ''});
  assert.deepEqual(describe({...none, unread: 3}), {title: '3 new messages', body: ''});
  assert.deepEqual(describe(sender), {title: 'Lunch', body: 'New message from Ann'});
  const {title: _____, ...direct} = {...notice, direct: true};
  assert.deepEqual(describe(direct), {title: 'Ann', body: 'at noon?'});
  assert.deepEqual(describe({...direct, text: '', files: 2}), {title: 'Ann', body: '2 files'});
  assert.deepEqual(describe({...direct, text: '', files: 1}), {title: 'Ann', body: 'A file'});
});

test('a poll says that it is one (PWP-POLL-006)', () => {
  const {title, body} = describe({...notice, poll: true, text: 'Lunch where?'});
  assert.deepEqual([title, body], ['Lunch', 'Ann: Poll: Lunch where?']);
});

test('a click on a reminder opens the conversation, and says which message (PWP-REMIND-003)', async () => {
  const about = {conversation: 'c_lunch', message: 'V1StGXR8_Z5jdHi6B-myT'};
  const {actor: _, ...rest} = notification;
  const reminder = {...rest, kind: 'reminder', title: 'Reminder', body: 'Ann: at noon?', about};
  const there = worker({pages: [{url: 'https://app.example/chat', visibilityState: 'visible'}]});
  await there.push(reminder);
  const [[, title, {data}]] = there.did as [[string, string, {data: unknown}]];
  assert.deepEqual([title, data], ['Reminder', about]);
  await there.click(data);
  assert.deepEqual(there.did.at(-1), ['tell', 'https://app.example/chat', {type: 'parlor-open', ...about}]);
});
