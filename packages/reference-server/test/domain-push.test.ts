/** Push subscriptions, quiet hours, and the webhook of what somebody misses (PWP-PUSH-001 to PWP-PUSH-006). */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {InputOf, WebhookEvent} from '@parlor/sdk/protocol';
import {isQuiet} from '../src/domain/quiet.js';
import {codeOf, type Person, World} from './world.js';

const keys = {p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22)};
const at = (name: string): InputOf<'push.subscribe'> => ({endpoint: `https://push.example/${name}`, keys});
const idsOf = async (person: Person): Promise<string[]> =>
  (await person.run('push.get', {})).subscriptions.map(({id}) => id);

test('a subscription is renewed by the same again; beyond ten the one renewed longest ago goes (PWP-PUSH-001)', async () => {
  const world = await World.open();
  const ann = world.as('ann');
  const ids: string[] = [];
  for (let n = 0; n < 10; n++) {
    ids.push((await ann.run('push.subscribe', at(`${n}`))).id);
    world.clock.pass(1);
  }
  assert.equal((await ann.run('push.subscribe', at('0'))).id, ids[0]);
  world.clock.pass(1);
  const {id} = await ann.run('push.subscribe', at('10'));
  assert.deepEqual(
    (await idsOf(ann)).toSorted(),
    [ids[0], ...ids.slice(2), id].toSorted(),
    'the second was renewed longest ago',
  );
});

test('an address the server may not post to is SCHEMA, and a server without a key takes none (PWP-PUSH-001)', async () => {
  const world = await World.open();
  const ann = world.as('ann');
  assert.equal(await codeOf(ann.run('push.subscribe', {endpoint: 'http://10.0.0.1/', keys})), 'SCHEMA');
  assert.equal(await codeOf(ann.run('push.subscribe', {endpoint: 'x'.repeat(1001), keys})), 'SCHEMA');
  const other = (await World.open({notices: {}})).as('ann');
  assert.equal(await codeOf(other.run('push.subscribe', at('1'))), 'FORBIDDEN');
  assert.deepEqual(await other.run('push.get', {}), {preview: 'full', subscriptions: []});
});

test('on a browser that two people share only the last one is told, and only of their own (PWP-PUSH-002)', async () => {
  const world = await World.open();
  const [ann, ben] = [world.as('ann'), world.as('ben')];
  const {id} = await ann.run('push.subscribe', at('shared'));
  await world.store.write((tx) => tx.addPushes([{subscription: id, user: 'ann', tag: 'c_1', at: 1}]));
  await ben.run('push.subscribe', at('shared'));
  assert.deepEqual([await idsOf(ann), await idsOf(ben)], [[], [id]]);
  assert.deepEqual(await world.store.read((tx) => tx.pushesWaiting({after: [-1, 0], limit: 9})), []);
  await ann.run('push.unsubscribe', {id});
  assert.deepEqual(await idsOf(ben), [id], 'nobody ends what is another one’s');
});

test('quiet hours go by the clock on the wall, over midnight and over a change of the clocks (PWP-PUSH-004)', () => {
  const quiet = {from: '22:00', to: '07:00', zone: 'Europe/Berlin'};
  const on = (time: string): boolean => isQuiet(quiet, Date.parse(time));
  assert.deepEqual(['2026-01-10T20:59Z', '2026-01-10T21:00Z', '2026-01-11T05:59Z', '2026-01-11T06:00Z'].map(on), [
    false,
    true,
    true,
    false,
  ]);
  // in summer the same hours are an hour earlier
  assert.deepEqual(['2026-07-10T19:59Z', '2026-07-10T20:00Z', '2026-07-11T05:00Z'].map(on), [false, true, false]);
  const noon = {from: '12:00', to: '13:00', zone: 'Asia/Kolkata'};
  assert.deepEqual(
    ['2026-01-10T06:29Z', '2026-01-10T06:30Z', '2026-01-10T07:30Z'].map((time) => isQuiet(noon, Date.parse(time))),
    [false, true, false],
  );
  assert.equal(isQuiet(undefined, 0), false);
});

test('quiet hours that are none are SCHEMA (PWP-PUSH-004)', async () => {
  const ann = (await World.open()).as('ann');
  const quiet = {from: '22:00', to: '07:00', zone: 'Europe/Berlin'};
  for (const wrong of [{zone: 'Mars/Base'}, {to: '22:00'}, {from: '25:00'}, {zone: ''}])
    assert.equal(await codeOf(ann.run('push.quiet', {quiet: {...quiet, ...wrong}})), 'SCHEMA');
  assert.deepEqual(await ann.run('push.quiet', {quiet}), {quiet});
  assert.deepEqual(await ann.run('push.quiet', {quiet: null}), {});
  assert.equal((await ann.run('push.get', {})).quiet, undefined);
});

const nobody = async (): Promise<ReadonlySet<string>> => new Set();

async function dueEvents(world: World): Promise<Extract<WebhookEvent, {type: 'notification.due'}>[]> {
  const desk = world.domain.notices;
  assert.ok(desk);
  for (const due of await desk.dues()) await desk.handle(due, nobody);
  const events = await world.store.read((tx) => tx.eventsOf('shop', {dead: false, after: 0, limit: 99}));
  return events.map(({body}) => JSON.parse(body) as Extract<WebhookEvent, {type: 'notification.due'}>);
}

const hook = {webhook: 'shop', url: 'https://shop.example/hook', secret: `whsec_${'A'.repeat(43)}=`};

test('an endpoint that asks for it is told who misses what, with the words that the preview allows (PWP-PUSH-006)', async () => {
  const world = await World.open({notices: {preview: 'full'}});
  await world.asHost().run('webhook.put', {...hook, types: ['notification.due']});
  const [ann, cem] = [world.as('ann'), world.as('cem')];
  const conversation = await ann.group(['ben', 'cem'], 'Lunch');
  await ann.send(conversation, 'one');
  const {id, seq} = await ann.send(conversation, 'two');
  await cem.run('own.set', {conversation, read: seq});
  world.clock.pass(4_999);
  assert.deepEqual(await dueEvents(world), []);
  world.clock.pass(1);
  const [event, ...others] = await dueEvents(world);
  assert.deepEqual(others, []);
  assert.deepEqual(
    {...event, id: '', at: 0, epoch: ''},
    {
      ...{type: 'notification.due', id: '', at: 0, epoch: '', user: 'ben', preview: 'full', conversation},
      ...{message: id, seq, unread: 2, mentions: 0, badge: 1},
      ...{title: 'Lunch', sender: {user: 'ann', name: 'ann'}, text: 'two'},
    },
  );
  world.clock.pass(60_000);
  assert.equal((await dueEvents(world)).length, 1, 'and once');
});

test('what waits of a message that is deleted is not told (PWP-PUSH-006)', async () => {
  const world = await World.open({notices: {}});
  await world.asHost().run('webhook.put', {...hook, types: ['notification.due']});
  const ann = world.as('ann');
  const conversation = await ann.direct('ben');
  const {id} = await ann.send(conversation, 'a secret');
  world.clock.pass(5_000);
  assert.equal((await dueEvents(world)).length, 1);
  await ann.run('message.delete', {conversation, id});
  assert.deepEqual(await dueEvents(world), []);
});

test('where nobody could be told nothing is written down, and an endpoint that names no types is not told', async () => {
  const world = await World.open({notices: {}});
  await world.asHost().run('webhook.put', hook);
  const ann = world.as('ann');
  await ann.send(await ann.direct('ben'), 'one');
  assert.equal(await world.domain.notices?.isWanted(), false);
  assert.deepEqual(await world.store.read((tx) => tx.dues(Number.MAX_SAFE_INTEGER, 9)), []);
});

test('of a conversation that is taken away nobody is told', async () => {
  const world = await World.open();
  const ann = world.as('ann');
  const conversation = await ann.group(['ben']);
  await world.as('ben').run('push.subscribe', at('ben'));
  await ann.send(conversation, 'one');
  await world.domain.removeConversation(conversation, 'shop');
  world.clock.pass(10_000);
  assert.deepEqual(await dueEvents(world), []);
  assert.deepEqual(await world.store.read((tx) => tx.dues(Number.MAX_SAFE_INTEGER, 9)), []);
  assert.deepEqual(await world.store.read((tx) => tx.pushesWaiting({after: [-1, 0], limit: 9})), []);
});
