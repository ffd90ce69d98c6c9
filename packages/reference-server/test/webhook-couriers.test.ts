/** Delivering what waits for endpoints (PWP-HOOK-004): at least once, in order, again and again, until it is given up. */
import assert from 'node:assert/strict';
import {setMaxListeners} from 'node:events';
import {describe, test} from 'node:test';
import type {WebhookEvent} from '@parlor/sdk/protocol';
import {EgressError} from '../src/egress/guard.js';
import type {Answered, Poster, Sent} from '../src/egress/post.js';
import {verifyWebhook} from '../src/egress/sign.js';
import {createLog} from '../src/log.js';
import type {WaitingEvent} from '../src/store/records.js';
import {type Couriers, startCouriers, type WebhookRules} from '../src/webhooks/couriers.js';
import {WaitingLanes} from '../src/webhooks/lanes.js';
import {askedFor, dueAfter, usualRetries} from '../src/webhooks/retry.js';
import {type Person, World} from './world.js';

const secret = `whsec_${'A'.repeat(43)}=`;
const url = 'https://shop.example/hook';
const minute = 60_000;
const day = 24 * 60 * minute;

type Request = {
  url: string;
  sent: Sent;
  event: WebhookEvent;
  answer(status: number, headers?: Answered['headers']): void;
  fail(reason: EgressError['reason']): void;
};

/** A receiver that answers when it is told to. */
class FakePoster implements Poster {
  readonly requests: Request[] = [];
  /** Answers at once, where it is there. */
  always: ((event: WebhookEvent) => number) | undefined;

  post(to: string, sent: Sent): Promise<Answered> {
    return new Promise((resolve, reject) => {
      const event = JSON.parse(String(sent.body)) as WebhookEvent;
      if (sent.signal) setMaxListeners(0, sent.signal);
      sent.signal?.addEventListener('abort', () => reject(new EgressError('network', 'given up')));
      this.requests.push({
        ...{url: to, sent, event},
        answer: (status, headers = {}) => resolve({status, headers, body: ''}),
        fail: (reason) => reject(new EgressError(reason, 'no')),
      });
      if (this.always) resolve({status: this.always(event), headers: {}, body: ''});
    });
  }

  close(): void {}

  /** What was said in the messages that came, in the order they came. */
  get words(): string[] {
    return this.requests.map(({event}) =>
      'message' in event && typeof event.message === 'object' ? event.message.content.text : event.type,
    );
  }
}

/** Everything that follows without time passing has happened. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 40; turn++) await new Promise((resolve) => setImmediate(resolve));
}

type Place = {
  world: World;
  host: Person;
  ann: Person;
  poster: FakePoster;
  outcomes: string[];
  start(rules?: Partial<WebhookRules>, poster?: Poster): Couriers;
  /** Lets time pass, and what is due happen. */
  pass(ms: number): Promise<void>;
};

async function begin(): Promise<Place> {
  const world = await World.open();
  const [host, ann, poster] = [world.asHost(), world.as('ann'), new FakePoster()];
  const outcomes: string[] = [];
  await host.run('webhook.put', {webhook: 'shop', url, secret, types: ['message.created', 'message.deleted']});
  return {
    ...{world, host, ann, poster, outcomes},
    start: (rules, to = poster) =>
      startCouriers({
        ...{desk: world.domain.webhooks as never, poster: to, clock: world.clock, log: createLog('silent'), rules},
        // always the whole of the bound
        chance: () => 0.999_999,
        attempted: (outcome, isDead) => outcomes.push(isDead ? `${outcome}, dead` : outcome),
      }),
    async pass(ms) {
      for (let left = ms; left > 0; left -= 1_000) {
        world.clock.pass(Math.min(left, 1_000));
        await quiet();
      }
    },
  };
}

/** A conversation in which nothing was said yet, of which no event waits. */
async function room({ann, world}: Place): Promise<string> {
  const conversation = await ann.group(['ben']);
  await world.store.write((tx) => tx.removeLane(conversation));
  return conversation;
}

describe('an event', () => {
  test('is posted as JSON behind its commit, with an id and a signature that fits', async () => {
    const here = await begin();
    const conversation = await room(here);
    const couriers = here.start();
    await quiet();
    await here.ann.send(conversation, 'hello');
    await quiet();
    const [request] = here.poster.requests;
    assert.equal(request?.url, url);
    const {headers, body} = request.sent;
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(verifyWebhook(body, headers, secret, {now: here.world.clock.time}), request.event.id);
    assert.equal(couriers.waiting(), 1);
    request.answer(204);
    await quiet();
    assert.equal(couriers.waiting(), 0);
    const {webhooks} = await here.host.run('webhook.list', {});
    assert.deepEqual([webhooks[0]?.waiting, webhooks[0]?.deliveredAt], [0, here.world.clock.time]);
    assert.deepEqual(here.outcomes, ['delivered']);
    await couriers.stop();
  });

  test('is signed with the secret before as well, for a day', async () => {
    const here = await begin();
    const conversation = await room(here);
    const another = `whsec_${'B'.repeat(43)}=`;
    await here.host.run('webhook.put', {webhook: 'shop', url, secret: another});
    here.poster.always = () => 200;
    const couriers = here.start();
    await here.ann.send(conversation, 'one');
    await quiet();
    const fits = (key: string): boolean => {
      const {body, headers} = (here.poster.requests.at(-1) as Request).sent;
      try {
        return verifyWebhook(body, headers, key, {now: here.world.clock.time}) !== '';
      } catch {
        return false;
      }
    };
    assert.deepEqual([fits(secret), fits(another)], [true, true]);
    here.world.clock.time += day;
    await here.pass(1_000);
    await here.ann.send(conversation, 'two');
    await quiet();
    assert.deepEqual([here.poster.words.at(-1), fits(secret), fits(another)], ['two', false, true]);
    await couriers.stop();
  });

  test('waits for the one before it in its conversation, and for no other one', async () => {
    const here = await begin();
    const [one, other] = [await room(here), await room(here)];
    const couriers = here.start();
    for (const words of ['1a', '1b']) await here.ann.send(one, words);
    for (const words of ['2a', '2b']) await here.ann.send(other, words);
    await quiet();
    assert.deepEqual(here.poster.words, ['1a', '2a']);
    here.poster.requests[0]?.answer(500);
    here.poster.requests[1]?.answer(200);
    await quiet();
    assert.deepEqual(here.poster.words, ['1a', '2a', '2b'], 'what failed holds back its own conversation');
    here.poster.requests[2]?.answer(200);
    await here.pass(5_000);
    assert.deepEqual(here.poster.words, ['1a', '2a', '2b', '1a']);
    assert.deepEqual(here.poster.requests[3]?.event, here.poster.requests[0]?.event, 'the same again, under its id');
    here.poster.requests[3]?.answer(200);
    await quiet();
    assert.equal(here.poster.words.at(-1), '1b');
    await couriers.stop();
  });

  test('of one endpoint waits for no other endpoint', async () => {
    const here = await begin();
    await here.host.run('webhook.put', {
      webhook: 'audit',
      url: 'https://audit.example/',
      secret,
      types: ['message.created'],
    });
    const conversation = await room(here);
    const couriers = here.start();
    for (const words of ['a', 'b']) await here.ann.send(conversation, words);
    await quiet();
    const of = (to: string): Request[] => here.poster.requests.filter((request) => request.url === to);
    of('https://audit.example/')[0]?.answer(200);
    await quiet();
    assert.deepEqual([of(url).length, of('https://audit.example/').length], [1, 2]);
    await couriers.stop();
  });

  test('goes again after an error, a time-out, a redirect, and ever later, until its time is over', async () => {
    const here = await begin();
    const conversation = await room(here);
    const giveUpMs = 4 * 60 * minute;
    const couriers = here.start({retries: {...usualRetries, giveUpMs}});
    const began = here.world.clock.time;
    await here.ann.send(conversation, 'hello');
    await here.ann.send(conversation, 'and then');
    await quiet();
    const fails: ((request: Request) => void)[] = [
      (request) => request.answer(500),
      (request) => request.fail('timeout'),
      (request) => request.answer(302, {location: 'https://evil.example'}),
      (request) => request.fail('refused'),
      (request) => request.answer(404),
    ];
    const times: number[] = [];
    for (let at = 0; here.poster.words.at(-1) === 'hello' && at < 99; at++) {
      times.push(here.world.clock.time - began);
      (fails[at % fails.length] as (request: Request) => void)(here.poster.requests.at(-1) as Request);
      await quiet();
      const {length} = here.poster.requests;
      for (let steps = 0; here.poster.requests.length === length && steps < 2_000; steps++) {
        here.world.clock.pass(5_000);
        await quiet();
      }
    }
    assert.deepEqual(here.outcomes.slice(0, 5), ['http', 'timeout', 'redirect', 'refused', 'http']);
    assert.match(here.outcomes.at(-1) as string, /, dead$/);
    const waits = times.slice(1).map((time, at) => time - (times[at] as number));
    for (const [at, bound] of [5_000, 10_000, 20_000, 40_000].entries())
      assert.ok(
        (waits[at] as number) >= bound * 0.99 && (waits[at] as number) < bound * 2,
        `${waits[at]} about ${bound}`,
      );
    assert.ok(
      waits.every((wait) => wait < 62 * minute),
      'at least once an hour',
    );
    assert.ok((times.at(-1) as number) >= giveUpMs, 'until the end');
    assert.equal(here.poster.words.at(-1), 'and then', 'then the next one has its turn');
    const {events} = await here.host.run('webhook.dead', {webhook: 'shop'});
    assert.deepEqual([events.length, events[0]?.attempts], [1, times.length]);
    await couriers.stop();
  });

  test('that was given up goes again when it is put back', async () => {
    const here = await begin();
    const conversation = await room(here);
    here.poster.always = () => 500;
    const couriers = here.start({retries: {...usualRetries, giveUpMs: 0}});
    await here.ann.send(conversation, 'hello');
    await quiet();
    assert.deepEqual(here.outcomes, ['http, dead']);
    here.poster.always = () => 200;
    assert.deepEqual(await here.host.run('webhook.replay', {webhook: 'shop'}), {events: 1});
    await quiet();
    assert.deepEqual(
      [here.poster.words, here.outcomes],
      [
        ['hello', 'hello'],
        ['http, dead', 'delivered'],
      ],
    );
    const [first, second] = here.poster.requests;
    assert.equal(second?.sent.headers['webhook-id'], first?.sent.headers['webhook-id'], 'under the same id');
    await couriers.stop();
  });

  test('deleted while it waits is posted without its words', async () => {
    const here = await begin();
    const conversation = await room(here);
    const couriers = here.start();
    const {id} = await here.ann.send(conversation, 'to be forgotten');
    await quiet();
    here.poster.requests[0]?.answer(503);
    await quiet();
    await here.ann.run('message.delete', {conversation, id});
    here.poster.always = () => 200;
    await here.pass(6_000);
    assert.deepEqual(here.poster.words, ['to be forgotten', '', '']);
    assert.deepEqual(
      here.poster.requests.map(({event}) => event.type),
      ['message.created', 'message.created', 'message.deleted'],
    );
    await couriers.stop();
  });

  test('that is answered after the server stopped is not lost, and goes again', async () => {
    const here = await begin();
    const conversation = await room(here);
    const couriers = here.start();
    for (const words of ['a', 'b']) await here.ann.send(conversation, words);
    await quiet();
    await couriers.stop();
    assert.deepEqual(here.poster.words, ['a']);
    const next = new FakePoster();
    next.always = () => 200;
    const again = here.start({}, next);
    await quiet();
    assert.deepEqual(next.words, ['a', 'b']);
    await again.stop();
  });
});

describe('a courier', () => {
  test('has no more than eight requests under way, two while nothing is taken', async () => {
    const here = await begin();
    const rooms: string[] = [];
    for (let at = 0; at < 20; at++) rooms.push(await room(here));
    const couriers = here.start();
    for (const conversation of rooms) await here.ann.send(conversation, 'hello');
    await quiet();
    assert.equal(here.poster.requests.length, 8);
    for (const request of here.poster.requests.slice()) request.answer(500);
    await quiet();
    assert.equal(here.poster.requests.length, 10);
    here.poster.always = () => 200;
    for (const request of here.poster.requests.slice(8)) request.answer(200);
    await here.pass(6_000);
    assert.equal(couriers.waiting(), 0);
    await couriers.stop();
  });

  test('waits as long as the receiver asks for', async () => {
    const here = await begin();
    const conversation = await room(here);
    const couriers = here.start();
    await here.ann.send(conversation, 'hello');
    await quiet();
    here.poster.requests[0]?.answer(429, {'retry-after': '60'});
    await here.pass(59_000);
    assert.equal(here.poster.requests.length, 1);
    await here.pass(2_000);
    assert.equal(here.poster.requests.length, 2);
    await couriers.stop();
  });

  test('begins and ends with its endpoint, and sees another address', async () => {
    const here = await begin();
    const conversation = await room(here);
    here.poster.always = () => 200;
    const couriers = here.start();
    await quiet();
    await here.host.run('webhook.put', {webhook: 'shop', url: 'https://shop.example/v2'});
    await quiet();
    await here.ann.send(conversation, 'one');
    await quiet();
    assert.equal(here.poster.requests.at(-1)?.url, 'https://shop.example/v2');
    await here.host.run('webhook.remove', {webhook: 'shop'});
    await here.host.run('webhook.put', {webhook: 'audit', url, secret});
    await here.ann.send(conversation, 'two');
    await quiet();
    assert.deepEqual([here.poster.requests.length, here.poster.requests.at(-1)?.url], [2, url]);
    await couriers.stop();
  });

  test('is on one node at a time; another one goes on when it stopped', async () => {
    const here = await begin();
    const conversation = await room(here);
    const [first, second] = [new FakePoster(), new FakePoster()];
    first.always = second.always = () => 200;
    const couriers = here.start({}, first);
    await quiet();
    const others = here.start({}, second);
    await here.ann.send(conversation, 'one');
    await here.pass(2_000);
    assert.deepEqual([first.words, second.words], [['one'], []]);
    await couriers.stop();
    await here.ann.send(conversation, 'two');
    await here.pass(2_000);
    assert.deepEqual([first.words, second.words], [['one'], ['two']]);
    await others.stop();
  });

  test('takes its lease anew where the clock was set back: by that of the database it would run out', async () => {
    const here = await begin();
    const desk = here.world.domain.webhooks as unknown as {takeLease(...given: unknown[]): Promise<boolean>};
    const take = desk.takeLease.bind(desk);
    let taken = 0;
    desk.takeLease = (...given) => {
      taken++;
      return take(...given);
    };
    const couriers = here.start();
    const round = async (): Promise<number> => {
      await here.host.run('webhook.put', {webhook: 'shop', url});
      await quiet();
      return taken;
    };
    assert.deepEqual([await round(), await round()], [1, 1]);
    here.world.clock.time -= 60 * minute;
    assert.deepEqual([await round(), await round()], [2, 2]);
    await couriers.stop();
  });

  test('gives up the oldest where too many wait, and says so', async () => {
    const here = await begin();
    const conversation = await room(here);
    for (let at = 0; at < 5; at++) await here.ann.send(conversation, `${at}`);
    here.poster.always = () => 200;
    const couriers = here.start({keeping: {waiting: 2, dead: 9, deadMs: day}});
    await quiet();
    assert.deepEqual(here.poster.words.sort(), ['3', '4', 'webhook.missed']);
    await couriers.stop();
  });
});

describe('when it is tried again', () => {
  const failed = {now: 0, attempts: 0, triedSince: 0, chance: 0.5};

  test('is anywhere up to a bound that doubles, at most an hour', () => {
    const wait = (attempts: number, chance: number) => dueAfter(usualRetries, {...failed, attempts, chance});
    assert.deepEqual(
      [0, 1, 2, 20, 2_000].map((attempts) => wait(attempts, 0.5)),
      [2_500, 5_000, 10_000, 30 * minute, 30 * minute],
    );
    assert.deepEqual([wait(3, 0), wait(3, 0.999_999)], [0, 39_999]);
  });

  test('is once more at the end of the three days, and then no more', () => {
    assert.equal(dueAfter(usualRetries, {...failed, now: 3 * day - 1, attempts: 50}), 3 * day);
    assert.equal(dueAfter(usualRetries, {...failed, now: 3 * day, attempts: 50}), undefined);
  });

  test('is as late as the receiver asks, where its answer is one that may pass, and at most an hour', () => {
    assert.equal(askedFor(503, '120', 0), 120_000);
    assert.equal(askedFor(429, 'Thu, 01 Jan 1970 00:01:00 GMT', 10_000), 50_000);
    for (const [status, header] of [
      [500, '120'],
      [503, undefined],
      [503, 'soon'],
    ] as const)
      assert.equal(askedFor(status, header, 0), undefined);
    assert.equal(dueAfter(usualRetries, {...failed, askedMs: 30_000}), 30_000);
    assert.equal(dueAfter(usualRetries, {...failed, askedMs: 99 * day}), 60 * minute);
  });
});

describe('lanes', () => {
  const waits = (n: number, lane: string, dueAt = 0): WaitingEvent => ({n, lane, dueAt, x: n});

  test('go one beside the other, each in order, whatever order they become known in', () => {
    const lanes = new WaitingLanes();
    lanes.add([waits(2, 'a'), waits(1, 'a'), waits(3, 'b')]);
    lanes.add([waits(1, 'a'), waits(3, 'b')]);
    assert.equal(lanes.size, 3);
    const [first, second] = [lanes.take(0), lanes.take(0)] as [WaitingEvent, WaitingEvent];
    assert.deepEqual([first.n, second.n, lanes.take(0)], [1, 3, undefined]);
    lanes.done(first);
    assert.equal(lanes.take(0)?.n, 2);
  });

  test('wait with their first one, the earliest of them first', () => {
    const lanes = new WaitingLanes();
    lanes.add([waits(1, 'a', 30), waits(2, 'b', 10), waits(3, 'c', 20), waits(4, 'b')]);
    assert.deepEqual([lanes.take(9), lanes.nextAt()], [undefined, 10]);
    const first = lanes.take(20) as WaitingEvent;
    assert.deepEqual([first.n, lanes.take(20)?.n, lanes.take(20), lanes.nextAt()], [2, 3, undefined, 30]);
    lanes.again(first, 25);
    assert.deepEqual([lanes.take(24), lanes.nextAt(), lanes.take(25)?.n], [undefined, 25, 2]);
  });

  test('let one that was put back go first, also before one that waits', () => {
    const lanes = new WaitingLanes();
    lanes.add([waits(5, 'a', 100)]);
    lanes.add([waits(2, 'a')]);
    const [back] = [lanes.take(0) as WaitingEvent];
    assert.equal(back.n, 2);
    lanes.add([waits(1, 'a')]);
    lanes.done(back);
    assert.deepEqual([lanes.take(0)?.n, lanes.size], [1, 2]);
  });
});
