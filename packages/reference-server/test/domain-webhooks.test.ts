/** Endpoints of the host, and the events that wait for them (PWP-HOOK-001 to PWP-HOOK-003, PWP-HOOK-006, PWP-HOOK-007). */
import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {WebhookEvent, type WebhookType, webhookTypes} from '@parlor/sdk/protocol';
import * as v from 'valibot';
import type {WebhookDesk} from '../src/domain/webhook-access.js';
import {codeOf, idOf, newId, type Person, text, World} from './world.js';

const secret = `whsec_${'A'.repeat(43)}=`;
const url = 'https://shop.example/hook';

const deskOf = ({domain}: World): WebhookDesk => {
  assert.ok(domain.webhooks);
  return domain.webhooks;
};

/** What waits for an endpoint, as it would be posted. */
async function waiting(world: World, webhook = 'shop'): Promise<WebhookEvent[]> {
  const listed = await world.store.read((tx) => tx.eventsOf(webhook, {dead: false, after: 0, limit: 9_999}));
  return listed.map(({body}) => v.parse(WebhookEvent, JSON.parse(body)));
}

const typesOf = async (world: World, webhook?: string): Promise<string[]> =>
  (await waiting(world, webhook)).map(({type}) => type);

async function forget(world: World, webhook = 'shop'): Promise<void> {
  await world.store.write(async (tx) => {
    const all = await tx.eventsOf(webhook, {dead: false, after: 0, limit: 9_999});
    await tx.removeEvents(all.map(({n}) => n));
  });
}

type Place = {world: World; host: Person; ann: Person; ben: Person; conversation: string};

/** A group, made before there was an endpoint. */
async function begin(types?: WebhookType[]): Promise<Place> {
  const world = await World.open();
  const [ann, ben, host] = [world.as('ann'), world.as('ben'), world.asHost()];
  await ann.hello();
  await ben.hello();
  const conversation = await ann.group(['ben']);
  await host.run('webhook.put', {webhook: 'shop', url, secret, ...(types && {types})});
  await forget(world);
  return {world, host, ann, ben, conversation};
}

describe('an endpoint (PWP-HOOK-001)', () => {
  test('is told without its secret, by whatever it is asked for', async () => {
    const {host} = await begin();
    const put = await host.run('webhook.put', {webhook: 'shop', url});
    const {webhooks} = await host.run('webhook.list', {});
    assert.deepEqual(webhooks, [put]);
    assert.ok(!JSON.stringify([put, webhooks]).includes('whsec_'));
    assert.deepEqual(
      put.types,
      webhookTypes.filter(
        (type) => type !== 'receipt.changed' && !type.startsWith('notification.') && type !== 'digest.due',
      ),
      'everything but receipts, notifications and what people miss',
    );
  });

  test('needs a secret when it is new, and an address that is allowed', async () => {
    const {host} = await begin();
    assert.equal(await codeOf(host.run('webhook.put', {webhook: 'other', url})), 'SCHEMA');
    assert.equal(await codeOf(host.run('webhook.put', {webhook: 'other', url: 'http://a.example', secret})), 'SCHEMA');
    assert.equal(await codeOf(host.run('webhook.put', {webhook: 'other', url, secret: 'whsec_short'})), 'SCHEMA');
    for (let at = 1; at < 20; at++) await host.run('webhook.put', {webhook: `more-${at}`, url, secret});
    assert.equal(await codeOf(host.run('webhook.put', {webhook: 'one-more', url, secret})), 'TOO_LARGE');
  });

  test('keeps the secret before for a day when it gets another one', async () => {
    const {world, host} = await begin();
    const another = `whsec_${'B'.repeat(43)}=`;
    await host.run('webhook.put', {webhook: 'shop', url, secret: another});
    const [record] = await deskOf(world).endpoints();
    assert.deepEqual(
      [record?.secret, record?.formerSecret, record?.formerUntil],
      [another, secret, world.clock.time + 24 * 60 * 60 * 1000],
    );
  });

  test('goes with all that waits for it, and comes back without it', async () => {
    const {world, host, ann, conversation} = await begin();
    await ann.send(conversation, 'one');
    await host.run('webhook.remove', {webhook: 'shop'});
    await ann.send(conversation, 'two');
    await host.run('webhook.put', {webhook: 'shop', url, secret});
    assert.deepEqual(await typesOf(world), []);
    await host.run('webhook.remove', {webhook: 'no-such'});
  });

  test('is there for nobody where the server has no webhooks', async () => {
    const world = await World.open({webhooks: undefined});
    assert.equal(await codeOf(world.asHost().run('webhook.list', {})), 'FORBIDDEN');
  });
});

describe('an event (PWP-HOOK-002)', () => {
  test('is kept for every change of a conversation, in the order of their revs, with the state it made', async () => {
    const {world, ann, ben, conversation} = await begin();
    const id = newId();
    await ann.send(conversation, 'first', {id});
    await ann.run('message.edit', {conversation, id, content: text('second')});
    await ben.run('reaction.set', {conversation, id, key: '👍', on: true});
    await ben.run('reaction.set', {conversation, id, key: '👍', on: false});
    await ann.run('message.pin', {conversation, id, on: true});
    await ann.run('message.pin', {conversation, id, on: false});
    await ann.run('member.add', {conversation, user: 'cem'});
    await ann.run('conversation.update', {conversation, description: 'What it is about'});
    await ann.run('message.delete', {conversation, id});
    const events = await waiting(world);
    // after a restore revs begin at earlier ones again, and nothing else tells so (PWP-SYNC-007)
    assert.deepEqual([...new Set(events.map(({epoch}) => epoch))], [world.store.epoch]);
    assert.deepEqual(
      events.map(({type}) => type),
      [
        ...['message.created', 'message.edited', 'reaction.added', 'reaction.removed'],
        ...['message.pinned', 'message.unpinned'],
        // who is added is told of in the conversation, whose count of members changes
        ...['member.changed', 'conversation.changed', 'message.created', 'conversation.changed', 'message.deleted'],
      ].filter((type) => !type.startsWith('reaction')),
      'a reaction on what is deleted is not told any more',
    );
    const ids = events.map((event) => event.id);
    assert.equal(new Set(ids).size, ids.length);
    const added = events.find(({type}) => type === 'member.changed');
    assert.deepEqual(added?.type === 'member.changed' && [added.by, added.member.user, added.member.state], [
      'ann',
      'cem',
      'joined',
    ]);
  });

  test('says of a reaction who, what and how many now', async () => {
    const {world, ann, ben, conversation} = await begin();
    const {id} = await ann.send(conversation, 'first');
    await forget(world);
    await ben.run('reaction.set', {conversation, id, key: '👍', on: true});
    const [event] = await waiting(world);
    assert.equal(event?.type, 'reaction.added');
    assert.deepEqual([event.user, event.message, event.summary.key, event.summary.count], ['ben', id, '👍', 1]);
  });

  test('is kept for a new conversation with all of its members, however many', async () => {
    const {world, ann} = await begin();
    const others = Array.from({length: 250}, (_, at) => `u${at}`);
    const conversation = idOf(await ann.run('conversation.create', {title: 'Large', members: others}, newId()));
    const events = await waiting(world);
    assert.equal(events[0]?.type, 'conversation.created');
    const members = events.flatMap((event) => (event.type === 'member.changed' ? [event.member.user] : []));
    assert.deepEqual(members.sort(), ['ann', ...others].sort());
    assert.ok(events.every((event) => 'conversation' in event && event.conversation === conversation));
  });

  test('is kept for profiles: new ones, changed ones, erased ones', async () => {
    const {world, host} = await begin();
    const cem = world.as('cem');
    await cem.hello();
    await cem.hello();
    await cem.run('profile.set', {name: 'Cem B.'});
    await host.run('user.put', {user: 'dee', name: 'Dee'});
    assert.deepEqual(
      (await waiting(world)).map((event) => event.type === 'profile.changed' && event.profile.name),
      ['cem', 'Cem B.', 'Dee', 'shop'].filter((name) => name !== 'shop'),
    );
    await host.run('user.erase', {user: 'cem'});
    const about = (await waiting(world)).filter((event) => 'profile' in event && event.profile.user === 'cem');
    assert.deepEqual(
      about.map(({type}) => type),
      ['profile.erased'],
      'and nothing of before stays',
    );
  });

  test('of receipts only where it is asked for', async () => {
    const {world, ann, ben, conversation} = await begin();
    const {seq} = await ann.send(conversation, 'first');
    await ben.run('own.set', {conversation, read: seq});
    assert.deepEqual(await typesOf(world), ['message.created']);
    const other = await begin(['receipt.changed']);
    const sent = await other.ann.send(other.conversation, 'first');
    await other.ben.run('own.set', {conversation: other.conversation, readPrivate: sent.seq});
    assert.deepEqual(await waiting(other.world), [], 'what is private stays so');
    await other.ben.run('own.set', {conversation: other.conversation, read: sent.seq});
    const [event] = await waiting(other.world);
    assert.equal(event?.type, 'receipt.changed');
    assert.deepEqual([event.user, event.read, event.delivered], ['ben', sent.seq, sent.seq]);
  });

  test('of receipts also while one of two blocks the other, who are not told (PWP-BLOCK-003, PWP-BLOCK-007)', async () => {
    const {world, ann, ben} = await begin(['receipt.changed']);
    const conversation = await ann.direct('ben');
    const {seq} = await ann.send(conversation, 'first');
    await ben.run('block.set', {user: 'ann', on: true});
    world.forget();
    await ben.run('own.set', {conversation, read: seq});
    world.clock.pass(1_000);
    assert.deepEqual(
      world.framesTo('ann').filter(({type}) => type === 'receipt'),
      [],
    );
    const [event] = await waiting(world);
    assert.ok(event?.type === 'receipt.changed');
    assert.deepEqual([event.conversation, event.user, event.read], [conversation, 'ben', seq]);
  });

  test('is not kept for what changes nothing, what is refused and what is undone', async () => {
    const {world, ann, conversation} = await begin();
    const id = newId();
    await ann.send(conversation, 'once', {id});
    await ann.send(conversation, 'once', {id});
    assert.equal(await codeOf(ann.run('message.edit', {conversation, id: newId(), content: text('x')})), 'NOT_FOUND');
    const undone = world.store.write(async (tx) => {
      await tx.addEvents([]);
      throw new Error('undone');
    });
    await assert.rejects(undone);
    assert.deepEqual(await typesOf(world), ['message.created']);
  });

  test('of one batch all are kept, also what a later one of it overtakes', async () => {
    const {world, ann, conversation} = await begin();
    const id = newId();
    const ops = [
      {opId: newId(), op: 'message.send', input: {conversation, id, content: text('first')}},
      {opId: newId(), op: 'message.edit', input: {conversation, id, content: text('second')}},
    ];
    await ann.run('ops.push', {ops});
    const said = (await waiting(world)).map(
      (event) => event.type.startsWith('message') && 'message' in event && event.message,
    );
    assert.deepEqual(
      said.map((message) => typeof message === 'object' && message.content.text),
      ['first', 'second'],
    );
  });

  test('goes to every endpoint that asks for its type, under one id', async () => {
    const {world, host, ann, conversation} = await begin();
    await host.run('webhook.put', {webhook: 'audit', url, secret, types: ['message.deleted', 'message.created']});
    await host.run('webhook.put', {webhook: 'people', url, secret, types: ['profile.changed']});
    await ann.send(conversation, 'one');
    const [shop, audit] = [await waiting(world), await waiting(world, 'audit')];
    assert.equal(shop.length, 1);
    assert.deepEqual(audit, shop);
    assert.deepEqual(await waiting(world, 'people'), []);
  });
});

describe('without an endpoint', () => {
  test('a send asks nothing and writes nothing more', async () => {
    const world = await World.open();
    const ann = world.as('ann');
    const conversation = await ann.group(['ben']);
    await ann.send(conversation, 'endpoints are known from here on');
    const calls: string[] = [];
    const write = world.store.write.bind(world.store);
    world.store.write = (work, ...rest) => write((tx) => work(spied(tx, calls)), ...rest);
    await ann.send(conversation, 'one');
    assert.ok(calls.includes('insertMessage'));
    assert.deepEqual(
      calls.filter((name) => /webhook|event/i.test(name)),
      ['webhooksRev'],
      'which asks nothing',
    );
  });
});

function spied<Tx extends object>(tx: Tx, calls: string[]): Tx {
  return new Proxy(tx, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        calls.push(String(name));
        return (value as (...all: unknown[]) => unknown).apply(target, given);
      };
    },
  });
}

describe('what is deleted (PWP-HOOK-003)', () => {
  const words = 'to be forgotten';
  const kept = async (world: World): Promise<string> =>
    JSON.stringify(
      await world.store.read(async (tx) => [
        await tx.eventsOf('shop', {dead: false, after: 0, limit: 999}),
        await tx.eventsOf('shop', {dead: true, after: 0, limit: 999}),
      ]),
    );

  test('is in no event that still waits, nor in one that was given up, nor in a quote', async () => {
    const {world, ann, ben, conversation} = await begin();
    const id = newId();
    await ann.send(conversation, words, {id});
    await ann.run('message.edit', {conversation, id, content: text(`${words}, edited`)});
    await ben.run('message.send', {conversation, id: newId(), content: text('an answer'), replyTo: id});
    await world.store.write(async (tx) => {
      const [first] = await tx.eventsOf('shop', {dead: false, after: 0, limit: 1});
      assert.ok(first);
      await tx.updateEvent({...first, dead: true});
    });
    assert.ok((await kept(world)).includes(words));
    await ann.run('message.delete', {conversation, id});
    assert.ok(!(await kept(world)).includes(words));
    const [edited, answer, deleted] = await waiting(world);
    assert.equal(edited?.type, 'message.edited');
    assert.deepEqual([edited.message.deleted, edited.message.content.text], ['ann', '']);
    assert.equal(answer?.type, 'message.created');
    assert.deepEqual([answer.message.content.text, answer.message.replyTo?.deleted], ['an answer', true]);
    assert.equal(deleted?.type, 'message.deleted');
  });

  test('nor is it in one of the same batch', async () => {
    const {world, ann, conversation} = await begin();
    const id = newId();
    const ops = [
      {opId: newId(), op: 'message.send', input: {conversation, id, content: text(words)}},
      {opId: newId(), op: 'message.delete', input: {conversation, id}},
    ];
    await ann.run('ops.push', {ops});
    assert.ok(!(await kept(world)).includes(words));
    assert.deepEqual(await typesOf(world), ['message.created', 'message.deleted']);
  });

  test('of a conversation that is taken away nothing is told but that', async () => {
    const {world, host, ann, conversation} = await begin();
    await ann.send(conversation, words);
    await host.run('conversation.remove', {conversation});
    assert.deepEqual(await typesOf(world), ['conversation.removed']);
    await host.run('conversation.remove', {conversation});
    assert.deepEqual(await typesOf(world), ['conversation.removed'], 'once');
    assert.ok(!(await kept(world)).includes(words));
  });

  test('of a person who is erased no message of theirs is left in what waits', async () => {
    const {world, host, ann, conversation} = await begin();
    await ann.send(conversation, words);
    await host.run('user.erase', {user: 'ann'});
    assert.ok(!(await kept(world)).includes(words));
    assert.ok((await typesOf(world)).includes('message.deleted'));
  });
});

describe('what could not be delivered (PWP-HOOK-006)', () => {
  test('is listed page by page without what it says, and put back in its old place', async () => {
    const {world, host, ann, conversation} = await begin();
    for (const words of ['one', 'two', 'three']) await ann.send(conversation, words);
    const desk = deskOf(world);
    const failure = {at: world.clock.time, reason: 'http', status: 500} as const;
    const {events} = await desk.look('shop', [-1, 0]);
    for (const {n} of events.slice(0, 2)) await desk.settle('shop', {is: 'dead', n, failure}, true);
    const first = await host.run('webhook.dead', {webhook: 'shop', limit: 1});
    const second = await host.run('webhook.dead', {webhook: 'shop', limit: 1, after: first.next});
    const dead = [...first.events, ...second.events];
    assert.equal(second.next, undefined);
    assert.deepEqual(
      dead.map((event) => [event.type, event.conversation, event.attempts, event.failure]),
      [1, 2].map(() => ['message.created', conversation, 1, failure]),
    );
    assert.ok(!JSON.stringify(dead).includes('one'));
    const {webhooks} = await host.run('webhook.list', {});
    assert.deepEqual([webhooks[0]?.waiting, webhooks[0]?.dead, webhooks[0]?.failure], [1, 2, failure]);

    assert.deepEqual(await host.run('webhook.replay', {webhook: 'shop', event: dead[1]?.id as string}), {events: 1});
    assert.deepEqual(await host.run('webhook.replay', {webhook: 'shop'}), {events: 1});
    assert.deepEqual(await host.run('webhook.replay', {webhook: 'shop'}), {events: 0});
    const said = (await waiting(world)).map((event) => event.type === 'message.created' && event.message.content.text);
    assert.deepEqual(said, ['one', 'two', 'three']);
    for (const input of [{webhook: 'none'}, {webhook: 'shop', event: 'evt_none'}])
      assert.equal(await codeOf(host.run('webhook.replay', input)), 'NOT_FOUND');
    assert.equal(await codeOf(host.run('webhook.dead', {webhook: 'shop', after: 'x~y'})), 'CURSOR_INVALID');
  });
});

describe('too much of it (PWP-HOOK-007)', () => {
  test('the oldest are given up, and an event says how many and of when', async () => {
    const {world, ann, conversation} = await begin();
    const began = world.clock.time;
    for (let at = 0; at < 6; at++) {
      await ann.send(conversation, `words ${at}`);
      world.clock.pass(1_000);
    }
    const desk = deskOf(world);
    const keeping = {waiting: 4, dead: 1, deadMs: 1_000};
    assert.deepEqual(await desk.trim('shop', keeping), {waiting: 4, dead: 0});
    const events = await waiting(world);
    assert.deepEqual(
      events.map((event) => (event.type === 'message.created' ? event.message.content.text : event.type)),
      [...['words 2', 'words 3', 'words 4', 'words 5'], 'webhook.missed'],
    );
    const missed = events.at(-1);
    assert.deepEqual(missed?.type === 'webhook.missed' && [missed.count, missed.from, missed.until], [
      2,
      began,
      began + 1_000,
    ]);
    // the event about it is one too many itself: what it told is told again
    await desk.trim('shop', {...keeping, waiting: 0});
    const [last, ...others] = await waiting(world);
    assert.deepEqual(others, []);
    assert.equal(last?.type === 'webhook.missed' && last.count, 6);
  });

  test('those given up are kept for a time, and no more than so many', async () => {
    const {world, ann, conversation} = await begin();
    for (const words of ['one', 'two', 'three']) await ann.send(conversation, words);
    const desk = deskOf(world);
    const at = world.clock.time;
    for (const {n} of (await desk.look('shop', [-1, 0])).events)
      await desk.settle('shop', {is: 'dead', n, failure: {at, reason: 'timeout'}}, false);
    const keeping = {waiting: 9, dead: 2, deadMs: 10_000};
    assert.deepEqual(await desk.trim('shop', keeping), {waiting: 0, dead: 2});
    world.clock.pass(10_001);
    assert.deepEqual(await desk.trim('shop', keeping), {waiting: 0, dead: 0});
  });
});

test('a report is told without a word of what was said, and not lost with its conversation or an edit (PWP-REPORT-004, PWP-HOOK-002)', async () => {
  const {world, host, ann, ben, conversation} = await begin();
  const {id: message} = await ann.send(conversation, 'secret words');
  await forget(world);
  const input = {conversation, message, reason: 'spam', text: 'my own words'} as const;
  const {id} = await ben.run('report.create', input);
  await ben.run('report.create', input);
  const [event, ...more] = await waiting(world);
  assert.deepEqual(more, [], 'the same report is told once');
  assert.ok(event?.type === 'report.created');
  assert.deepEqual(event.report, {id, reason: 'spam', reporter: 'ben', user: 'ann', conversation, message});
  await forget(world);
  await host.run('report.take', {report: id});
  await host.run('report.take', {report: id});
  await host.run('report.resolve', {report: id, outcome: 'removed', note: 'words of the desk'});
  const changes = await waiting(world);
  assert.ok(!JSON.stringify(changes).includes('words'));
  assert.deepEqual(
    changes.map((one) => one.type === 'report.changed' && [one.report.state, one.report.outcome, one.by]),
    [
      ['taken', undefined, 'shop'],
      ['resolved', 'removed', 'shop'],
    ],
  );
  const again = await ben.run('report.create', input);
  assert.notEqual(again.id, id);
  await host.run('conversation.remove', {conversation});
  assert.ok((await typesOf(world)).includes('report.created'));
  await host.run('user.erase', {user: 'ann'});
  assert.deepEqual(
    (await typesOf(world)).filter((type) => type === 'report.created' || type === 'profile.erased'),
    ['profile.erased'],
  );
});
