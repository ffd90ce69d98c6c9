/** Telling browsers of what people miss (PWP-PUSH-002 to PWP-PUSH-006): encrypted, signed, once, and only who is to be told. */
import assert from 'node:assert/strict';
import {after, describe, test} from 'node:test';
import type {NoticeSettings} from '../src/domain/notice-settings.js';
import {createGuard} from '../src/egress/guard.js';
import {createPoster} from '../src/egress/post.js';
import {createLog} from '../src/log.js';
import {newKeys} from '../src/push/encode.js';
import {type Pusher, startPusher} from '../src/push/pusher.js';
import {type Browser, PushService} from './push-receiver.js';
import {until} from './webhook-place.js';
import {type Person, World} from './world.js';

const second = 1_000;
const minute = 60 * second;
const keys = {subject: 'mailto:ops@example.com', ...newKeys()};
const guard = createGuard({allow: ['127.0.0.1']});
const opened: (() => Promise<unknown>)[] = [];
after(async () => {
  for (const close of opened.reverse()) await close();
});

class Place {
  readonly world: World;
  readonly service: PushService;
  readonly outcomes: string[] = [];
  readonly atScreen = new Set<string>();
  /** Undefined: nobody counts. */
  told: number | undefined = 0;
  pusher!: Pusher;

  private constructor(world: World, service: PushService) {
    this.world = world;
    this.service = service;
  }

  static async open(settings: Partial<NoticeSettings> = {}, {isCounted = true} = {}): Promise<Place> {
    const world = await World.open({notices: {key: keys.publicKey, rules: guard, ...settings}});
    const service = await new PushService(keys.publicKey).start();
    const here = new Place(world, service);
    if (!isCounted) here.told = undefined;
    here.pusher = here.start();
    opened.push(() => service.end());
    return here;
  }

  start(): Pusher {
    const poster = createPoster(guard);
    const pusher = startPusher({
      ...{desk: this.world.domain.notices as never, clock: this.world.clock, log: createLog('silent'), keys, poster},
      atScreen: async (users) => new Set(users.filter((user) => this.atScreen.has(user))),
      // always the whole of the bound
      chance: () => 0.999_999,
      attempted: (outcome) => void this.outcomes.push(outcome),
      told: this.told === undefined ? undefined : (people) => void (this.told = (this.told ?? 0) + people),
    });
    opened.push(async () => {
      await pusher.stop();
      poster.close();
    });
    return pusher;
  }

  /** Somebody with a browser that is pushed to. */
  async somebody(name: string): Promise<{person: Person; browser: Browser; id: string}> {
    const person = this.world.as(name);
    const browser = this.service.newBrowser();
    const {id} = await person.run('push.subscribe', browser.subscription);
    return {person, browser, id};
  }

  /** Lets time pass, a second at a time, with all that follows from it. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= second) {
      this.world.clock.pass(Math.min(left, second));
      await this.quiet();
    }
  }

  /** Nothing is under way any more: no request, and nothing of the database. */
  async quiet(): Promise<void> {
    for (let still = 0, asked = -1; still < 12; still++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.service.asked === asked && this.service.underWay === 0) continue;
      ({asked} = this.service);
      still = 0;
    }
  }
}

describe('a message', () => {
  test('is pushed to who has not read it after the delay: encrypted for the browser, signed by the server (PWP-PUSH-003)', async () => {
    const here = await Place.open();
    const ann = here.world.as('ann');
    const {browser} = await here.somebody('ben');
    const conversation = await ann.group(['ben', 'cem'], 'Lunch');
    await ann.send(conversation, 'at noon?');
    await here.pass(4 * second);
    assert.equal(here.service.asked, 0, 'there is time to read it');
    await here.pass(2 * second);
    const [notice] = here.service.of(browser);
    assert.deepEqual(
      {...notice, at: 0},
      {
        ...{type: 'message', tag: conversation, at: 0, conversation, unread: 1, mentions: 0, badge: 1},
        ...{title: 'Lunch', sender: {user: 'ann', name: 'ann'}, text: 'at noon?'},
      },
    );
    assert.equal(here.service.pushed[0]?.headers['urgency'], 'normal');
    assert.deepEqual([here.outcomes, here.service.asked], [['delivered'], 1]);
    await here.pass(2 * minute);
    assert.equal(here.service.asked, 1, 'once');
    assert.equal(here.pusher.waiting(), 0);
  });

  test('that is read before it is due is not pushed, nor is one’s own (PWP-PUSH-003)', async () => {
    const here = await Place.open();
    const [ann, ben] = [await here.somebody('ann'), await here.somebody('ben')];
    const conversation = await ann.person.direct('ben');
    const {seq} = await ann.person.send(conversation, 'hello');
    await here.pass(3 * second);
    await ben.person.run('own.set', {conversation, readPrivate: seq});
    await here.pass(minute);
    assert.equal(here.service.asked, 0);
  });

  test('that is deleted before it goes is not told, and what was said before it is', async () => {
    const here = await Place.open();
    const ann = here.world.as('ann');
    const {browser} = await here.somebody('ben');
    const conversation = await ann.direct('ben');
    await ann.send(conversation, 'the first');
    const {id} = await ann.send(conversation, 'a slip');
    await ann.run('message.delete', {conversation, id});
    await here.pass(6 * second);
    assert.deepEqual(
      here.service.of(browser).map(({text, unread, direct}) => [text, unread, direct]),
      [['the first', 1, true]],
    );
  });

  test('of somebody whom the reader blocks is not pushed, and that of another one is (PWP-PUSH-003)', async () => {
    const here = await Place.open();
    const [ann, cem] = [here.world.as('ann'), here.world.as('cem')];
    const {person: ben, browser} = await here.somebody('ben');
    const conversation = await ann.group(['ben', 'cem']);
    await ben.run('block.set', {user: 'ann', on: true});
    await ann.send(conversation, 'from ann');
    await here.pass(6 * second);
    assert.equal(here.service.asked, 0);
    await cem.send(conversation, 'from cem');
    await ann.send(conversation, 'from ann again');
    await here.pass(7 * second);
    assert.deepEqual(
      here.service.of(browser).map(({text}) => text),
      ['from cem'],
    );
  });

  test('in a muted or an archived conversation is not pushed, a mention neither; unmuted, the next one is (PWP-PUSH-003)', async () => {
    const here = await Place.open();
    const ann = here.world.as('ann');
    const {person: ben, browser} = await here.somebody('ben');
    const conversation = await ann.group(['ben']);
    const mention = {content: {text: '@ben', ranges: [{type: 'mention' as const, start: 0, end: 4, user: 'ben'}]}};
    const hush = here.world.clock.now() + minute;
    await ben.run('own.set', {conversation, mutedUntil: hush});
    await ann.send(conversation, '', mention);
    await here.pass(10 * second);
    await ben.run('own.set', {conversation, mutedUntil: 0, archived: true});
    await ann.send(conversation, '', mention);
    await here.pass(10 * second);
    assert.equal(here.service.asked, 0);
    await ben.run('own.set', {conversation, archived: false});
    await ann.send(conversation, '', mention);
    await here.pass(6 * second);
    const [notice] = here.service.of(browser);
    assert.deepEqual([notice?.unread, notice?.mentions], [3, 3]);
    assert.equal(here.service.pushed[0]?.headers['urgency'], 'high', 'somebody is called by name');
  });

  test('is not pushed in quiet hours, by the clock where the reader is, nor to who does not want to be disturbed (PWP-PUSH-004)', async () => {
    const here = await Place.open();
    const ann = here.world.as('ann');
    const {person: ben} = await here.somebody('ben');
    const conversation = await ann.direct('ben');
    // 2023-11-14 22:13:20 UTC, which is 23:13 in Berlin
    await ben.run('push.quiet', {quiet: {from: '23:00', to: '07:00', zone: 'Europe/Berlin'}});
    await ann.send(conversation, 'late');
    await here.pass(10 * second);
    await ben.run('push.quiet', {quiet: {from: '22:00', to: '23:00', zone: 'Europe/Berlin'}});
    await here.world.domain.choosePresence(ben.actor, 'dnd');
    await ann.send(conversation, 'do not disturb');
    await here.pass(10 * second);
    assert.equal(here.service.asked, 0);
    await here.world.domain.choosePresence(ben.actor, 'auto');
    await ann.send(conversation, 'now');
    await here.pass(6 * second);
    assert.equal(here.service.asked, 1);
  });

  test('is not pushed to who sits before the app, unless they are gone and have not read it (PWP-PUSH-003)', async () => {
    const here = await Place.open();
    const ann = here.world.as('ann');
    await here.somebody('ben');
    const conversation = await ann.direct('ben');
    here.atScreen.add('ben');
    await ann.send(conversation, 'look up');
    await here.pass(90 * second);
    assert.equal(here.service.asked, 0);
    here.atScreen.delete('ben');
    await here.pass(60 * second);
    assert.equal(here.service.asked, 1);
    here.atScreen.add('ben');
    await ann.send(conversation, 'and again');
    await here.pass(12 * minute);
    assert.equal(here.service.asked, 1, 'who sat there for ten minutes has seen it, or does not care');
    assert.deepEqual(await here.world.store.read((tx) => tx.dues(Number.MAX_SAFE_INTEGER, 9)), []);
  });
});

describe('messages of one conversation', () => {
  test('that come together are one notice with the newest of them, and each later one takes its place (PWP-PUSH-005)', async () => {
    const here = await Place.open();
    const ann = here.world.as('ann');
    const {browser} = await here.somebody('ben');
    const conversation = await ann.direct('ben');
    const other = await here.world.as('cem').direct('ben');
    for (const words of ['one', 'two', 'three']) await ann.send(conversation, words);
    await here.world.as('cem').send(other, 'something else');
    await here.pass(6 * second);
    const [first, second_] = here.service.pushed.map(({headers}) => headers['topic']);
    assert.notEqual(first, second_, 'another conversation is another topic');
    assert.deepEqual(
      here.service
        .of(browser)
        .map(({text, unread, badge}) => [text, unread, badge])
        .sort(),
      [
        ['something else', 1, 2],
        ['three', 3, 2],
      ],
    );
    await ann.send(conversation, 'four');
    await here.pass(6 * second);
    const last = here.service.pushed.at(-1);
    assert.ok(last?.notice.type === 'message');
    assert.deepEqual([last.notice.text, last.notice.unread], ['four', 4]);
    assert.ok([first, second_].includes(last.headers['topic']), 'the service keeps the newest of a topic');
    assert.equal(last.notice.tag, conversation);
  });

  test('wait together while a push service is down, and go as one', async () => {
    const here = await Place.open();
    const ann = here.world.as('ann');
    const {browser} = await here.somebody('ben');
    const conversation = await ann.direct('ben');
    here.service.answer = () => 503;
    await ann.send(conversation, 'one');
    await here.pass(6 * second);
    assert.deepEqual(here.outcomes, ['http']);
    await ann.send(conversation, 'two');
    await here.pass(8 * second);
    assert.deepEqual(
      [here.outcomes, here.pusher.waiting()],
      [['http', 'http'], 2],
      'the second one waits behind the first',
    );
    here.service.answer = () => 201;
    await here.pass(minute);
    assert.deepEqual(
      here.service.of(browser).map(({text, unread}) => [text, unread]),
      [['two', 2]],
    );
  });
});

describe('a push service', () => {
  test('that does not take a notice is asked again, later each time, and when it says so itself', async () => {
    const here = await Place.open();
    const ann = here.world.as('ann');
    await here.somebody('ben');
    const conversation = await ann.direct('ben');
    here.service.answer = () => (here.service.asked === 1 ? 500 : [429, {'retry-after': '120'}]);
    await ann.send(conversation, 'one');
    await here.pass(6 * second);
    assert.equal(here.service.asked, 1);
    await here.pass(5 * second);
    assert.equal(here.service.asked, 2, 'after the first wait, of five seconds');
    await here.pass(115 * second);
    assert.equal(here.service.asked, 2, 'it asked for two minutes');
    here.service.answer = () => 201;
    await here.pass(10 * second);
    assert.deepEqual([here.service.asked, here.service.pushed.length], [3, 1]);
  });

  test('that is asked again is not, where it was read meanwhile', async () => {
    const here = await Place.open();
    const ann = here.world.as('ann');
    const {person: ben} = await here.somebody('ben');
    const conversation = await ann.direct('ben');
    here.service.answer = () => 500;
    const {seq} = await ann.send(conversation, 'one');
    await here.pass(6 * second);
    await ben.run('own.set', {conversation, read: seq});
    await here.pass(10 * minute);
    assert.equal(here.service.asked, 1);
    assert.equal(here.pusher.waiting(), 0);
  });

  for (const status of [404, 410]) {
    test(`that answers with ${status} is not asked again for this browser: the subscription is gone (PWP-PUSH-002)`, async () => {
      const here = await Place.open();
      const ann = here.world.as('ann');
      const {person: ben} = await here.somebody('ben');
      const other = await here.somebody('ben');
      const conversation = await ann.direct('ben');
      here.service.answer = ({browser}) => (browser === other.browser ? 201 : status);
      await ann.send(conversation, 'one');
      await here.pass(6 * second);
      const {subscriptions} = await ben.run('push.get', {});
      assert.deepEqual(
        subscriptions.map(({id}) => id),
        [other.id],
      );
      assert.deepEqual(here.outcomes.toSorted(), ['delivered', 'gone']);
      await ann.send(conversation, 'two');
      await here.pass(6 * second);
      assert.equal(here.service.asked, 3);
    });
  }

  test('that does not like the request gets no second one, and the subscription stays', async () => {
    const here = await Place.open();
    const ann = here.world.as('ann');
    const {person: ben} = await here.somebody('ben');
    here.service.answer = () => 413;
    await ann.send(await ann.direct('ben'), 'one');
    await here.pass(10 * minute);
    assert.equal(here.service.asked, 1);
    assert.equal((await ben.run('push.get', {})).subscriptions.length, 1);
  });
});

describe('what a notice says', () => {
  const shown = async (preview: 'full' | 'sender' | 'none'): Promise<object> => {
    const here = await Place.open({preview});
    const ann = here.world.as('ann');
    const {browser} = await here.somebody('ben');
    const conversation = await ann.group(['ben'], 'Plans');
    await ann.send(conversation, `a secret ${'😀'.repeat(600)}`);
    await here.pass(6 * second);
    const [notice] = here.service.of(browser);
    assert.ok(notice);
    assert.ok(JSON.stringify(notice).length < 3_000);
    const {at: _, tag: __, conversation: ___, type: ____, ...rest} = notice;
    return rest;
  };
  const counts = {unread: 1, mentions: 0, badge: 1};
  const who = {title: 'Plans', sender: {user: 'ann', name: 'ann'}};

  test('is who, where and the beginning of the words with the preview "full" (PWP-PUSH-005)', async () => {
    assert.deepEqual(await shown('full'), {...counts, ...who, text: `a secret ${'😀'.repeat(241)}`});
  });
  test('is who and where with "sender" (PWP-PUSH-005)', async () => {
    assert.deepEqual(await shown('sender'), {...counts, ...who});
  });
  test('is nothing of it with "none" (PWP-PUSH-005)', async () => {
    assert.deepEqual(await shown('none'), counts);
  });
});

test('people are told as well where nobody counts them, as on a server without metrics (PWP-PUSH-003)', async () => {
  const here = await Place.open({}, {isCounted: false});
  const ann = here.world.as('ann');
  await here.somebody('ben');
  await ann.send(await ann.direct('ben'), 'one');
  await here.pass(6 * second);
  assert.equal(here.service.pushed.length, 1);
});

test('a server that stops with a notice on its way sends it again when it is back', async () => {
  const here = await Place.open();
  const ann = here.world.as('ann');
  await here.somebody('ben');
  here.service.answer = () => 500;
  await ann.send(await ann.direct('ben'), 'one');
  await here.pass(6 * second);
  await here.pusher.stop();
  here.service.answer = () => 201;
  here.pusher = here.start();
  await here.pass(minute);
  assert.equal(here.service.pushed.length, 1);
});

test('whose sessions end, or who is erased, is pushed nothing any more, whatever waits (PWP-PUSH-002)', async () => {
  const here = await Place.open();
  const ann = here.world.as('ann');
  await here.somebody('ben');
  await here.somebody('cem');
  await here.somebody('dan');
  const conversation = await ann.group(['ben', 'cem', 'dan']);
  here.service.answer = () => 500;
  await ann.send(conversation, 'one');
  await here.pass(6 * second);
  assert.equal(here.service.asked, 3);
  const host = here.world.asHost();
  await host.run('session.end', {user: 'ben'});
  await host.run('user.erase', {user: 'cem'});
  await host.run('user.put', {user: 'dan', active: false});
  await here.pass(10 * minute);
  assert.equal(here.service.asked, 3);
  assert.deepEqual(await here.world.store.read((tx) => tx.subscriptionsOfAll(['ben', 'cem', 'dan'])), []);
});

test('a group of more people than one look takes is told to the last of them, each once', async () => {
  const here = await Place.open();
  const ann = here.world.as('ann');
  const others = Array.from({length: 230}, (_, at) => `reader-${String(at).padStart(3, '0')}`);
  const conversation = await ann.group(others.slice(0, 100));
  for (let at = 100; at < others.length; at++) await ann.run('member.add', {conversation, user: others[at] as string});
  const readers = [0, 99, 100, 199, 229].map((at) => others[at] as string);
  for (const reader of readers) await here.somebody(reader);
  await here.pass(10 * second);
  await ann.send(conversation, 'all of you');
  await here.pass(6 * second);
  await until('all came', () => here.service.pushed.length >= readers.length);
  assert.equal(here.service.asked, readers.length);
  assert.equal(here.told, others.length);
});

describe('a notification', () => {
  const told = {kind: 'follow', title: 'follows you', body: 'since today', link: '/people/cem', actor: 'cem'};

  test('is pushed to who has not read it after the delay, the newest one with how many there are (PWP-NOTIFY-006)', async () => {
    const here = await Place.open();
    const {person: ben, browser} = await here.somebody('ben');
    const host = here.world.asHost();
    await host.run('notify', {id: 'a', users: ['ben', 'dee'], kind: 'order', title: 'Shipped'});
    await host.run('notify', {id: 'b', users: ['ben'], ...told});
    await here.pass(4 * second);
    assert.equal(here.service.asked, 0, 'there is time to read it');
    await here.pass(2 * second);
    const [notice, ...others] = here.service.notificationsOf(browser);
    assert.deepEqual(others, []);
    assert.deepEqual(
      {...notice, at: 0},
      {
        ...{type: 'notification', tag: 'notifications', at: 0, unread: 2, badge: 0, id: 'b'},
        ...{...told, actor: {user: 'cem', name: 'cem'}},
      },
    );
    await here.pass(2 * minute);
    assert.equal(here.service.asked, 1, 'once');
    await host.run('notify', {id: 'c', users: ['ben'], kind: 'order', title: 'Came'});
    await ben.run('notifications.read', {upTo: 3});
    await here.pass(minute);
    assert.equal(here.service.asked, 1, 'and not what was read meanwhile');
  });

  test('that is taken back, or comes in quiet hours, is not pushed, nor later (PWP-NOTIFY-006)', async () => {
    const here = await Place.open();
    const {person: ben, browser} = await here.somebody('ben');
    const host = here.world.asHost();
    await host.run('notify', {id: 'a', users: ['ben'], ...told});
    await host.run('notify.withdraw', {id: 'a', users: ['ben']});
    await here.pass(minute);
    await ben.run('push.quiet', {quiet: {from: '00:00', to: '23:59', zone: 'UTC'}});
    await host.run('notify', {id: 'b', users: ['ben'], ...told});
    await here.pass(minute);
    await ben.run('push.quiet', {quiet: null});
    await here.pass(minute);
    assert.equal(here.service.asked, 0);
    await host.run('notify', {id: 'c', users: ['ben'], kind: 'order', title: 'Came'});
    await here.pass(6 * second);
    assert.deepEqual(
      here.service.notificationsOf(browser).map(({title, unread}) => [title, unread]),
      [['Came', 2]],
    );
  });

  test('is pushed to who sits before the app only when they have gone away without reading it (PWP-NOTIFY-006)', async () => {
    const here = await Place.open();
    await here.somebody('ben');
    here.atScreen.add('ben');
    await here.world.asHost().run('notify', {id: 'a', users: ['ben'], ...told});
    await here.pass(50 * second);
    assert.equal(here.service.asked, 0);
    here.atScreen.clear();
    await here.pass(minute);
    assert.equal(here.service.asked, 1);
  });

  test('says no more than the server’s preview allows, and never more than 3 kB (PWP-NOTIFY-006)', async () => {
    const shown: unknown[] = [];
    for (const preview of ['sender', 'none'] as const) {
      const here = await Place.open({preview});
      const {browser} = await here.somebody('ben');
      await here.world.asHost().run('notify', {id: 'a', users: ['ben'], ...told});
      await here.pass(6 * second);
      const [{at: _, ...notice} = assert.fail('nothing came')] = here.service.notificationsOf(browser);
      shown.push(notice);
    }
    const bare = {type: 'notification', tag: 'notifications', unread: 1, badge: 0};
    const {body: _, ...rest} = told;
    assert.deepEqual(shown, [{...bare, id: 'a', ...rest, actor: {user: 'cem', name: 'cem'}}, bare]);

    const here = await Place.open();
    const {browser} = await here.somebody('ben');
    const link = `/${'x'.repeat(999)}`;
    const long = {id: 'x'.repeat(64), kind: 'x'.repeat(64), title: '🦄'.repeat(120), body: '🦄'.repeat(500), link};
    await here.world.asHost().run('user.put', {user: 'cem', name: '🦄'.repeat(60)});
    await here.world.asHost().run('notify', {users: ['ben'], ...long, actor: 'cem'});
    await here.pass(6 * second);
    const [notice] = here.service.notificationsOf(browser);
    assert.equal([...(notice?.body ?? '')].length, 120);
    assert.ok(Buffer.byteLength(JSON.stringify(notice)) <= 3_000);
  });

  test('of a reminder says whose the message is and how it begins, by the preview, and where it is (PWP-REMIND-003)', async () => {
    const shown: unknown[] = [];
    for (const preview of ['full', 'sender', 'none'] as const) {
      const here = await Place.open({preview});
      const {person: ben, browser} = await here.somebody('ben');
      const ann = here.world.as('ann');
      const conversation = await ann.direct('ben');
      const {id} = await ann.send(conversation, 'call me');
      await ben.run('own.set', {conversation, read: 99});
      await ben.run('reminder.set', {conversation, id, at: here.world.clock.now() + minute});
      await here.pass(minute);
      await here.world.domain.sendDue();
      await here.pass(6 * second);
      const [notice] = here.service.notificationsOf(browser);
      const {about, kind, title, body} = notice ?? assert.fail('nothing came');
      shown.push([about?.conversation === conversation && about.message === id, kind, title, body]);
    }
    assert.deepEqual(shown, [
      [true, 'reminder', 'Reminder', 'ann: call me'],
      [true, 'reminder', 'Reminder', 'ann'],
      [false, undefined, undefined, undefined],
    ]);
  });
});
