/** The digest of what somebody has not read for long (PWP-PUSH-007). */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {WebhookEvent} from '@parlor/sdk/protocol';
import {type Person, World} from './world.js';

type Digest = Extract<WebhookEvent, {type: 'digest.due'}>;

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;
const hook = {webhook: 'shop', url: 'https://shop.example/hook', secret: `whsec_${'A'.repeat(43)}=`};
const nobody = async (): Promise<ReadonlySet<string>> => new Set();

async function worldWith(types: WebhookEvent['type'][] = ['digest.due']): Promise<World> {
  const world = await World.open({notices: {preview: 'full'}});
  await world.asHost().run('webhook.put', {...hook, types: types as 'digest.due'[]});
  return world;
}

/** Looks at all that is due. */
async function look(world: World, atScreen: typeof nobody = nobody): Promise<void> {
  const desk = world.domain.notices;
  assert.ok(desk);
  for (const due of await desk.dues()) await desk.handle(due, atScreen);
}

/** What was posted so far, as it would be posted now. */
async function digests(world: World): Promise<Digest[]> {
  const kept = await world.store.read((tx) => tx.eventsOf('shop', {dead: false, after: 0, limit: 99}));
  const events: Digest[] = [];
  for (const {n, type} of kept) {
    const event = type === 'digest.due' ? await world.domain.webhooks?.event(n) : undefined;
    if (event) events.push(JSON.parse(event.body) as Digest);
  }
  return events;
}

/** So that what was said is looked at, and time goes on. */
async function pass(world: World, ms: number): Promise<void> {
  world.clock.pass(5_000);
  await look(world);
  world.clock.pass(ms - 5_000);
  await look(world);
}

const readAll = async (person: Person, conversation: string): Promise<void> =>
  void (await person.run('own.set', {conversation, read: (await person.row(conversation)).seq}));

test('who has had something unread for a day is told of once, with the newest of each conversation (PWP-PUSH-007)', async () => {
  const world = await worldWith();
  const [ann, cem] = [world.as('ann'), world.as('cem')];
  const lunch = await ann.group(['ben', 'cem'], 'Lunch');
  const direct = await cem.direct('ben');
  await ann.send(lunch, 'at noon?');
  const {id, seq} = await ann.send(lunch, 'or at one?');
  await readAll(cem, lunch);
  await pass(world, dayMs - 1_000);
  const late = await cem.send(direct, 'psst');
  await look(world);
  assert.deepEqual(await digests(world), [], 'a day is not over');
  world.clock.pass(6_000);
  await look(world);
  const [digest, ...others] = await digests(world);
  assert.deepEqual(others, []);
  assert.deepEqual(
    {...digest, id: '', at: 0, epoch: ''},
    {
      ...{type: 'digest.due', id: '', at: 0, epoch: '', user: 'ben', preview: 'full'},
      conversations: [
        {
          ...{conversation: direct, message: late.id, seq: late.seq, unread: 1, mentions: 0},
          ...{direct: true, sender: {user: 'cem', name: 'cem'}, text: 'psst'},
        },
        {
          ...{conversation: lunch, message: id, seq, unread: 2, mentions: 0},
          ...{title: 'Lunch', sender: {user: 'ann', name: 'ann'}, text: 'or at one?'},
        },
      ],
      total: {unread: 3, mentions: 0, conversations: 2},
    },
  );
  await ann.send(lunch, 'still there?');
  await pass(world, 3 * dayMs);
  const told = (await digests(world)).map(({user}) => user);
  assert.deepEqual(told, ['ben', 'cem'], 'and once, whatever else comes; for another one a day begins then');
});

test('who has read is told again of what is left, or comes, a day after that (PWP-PUSH-007)', async () => {
  const world = await worldWith();
  const [ann, ben] = [world.as('ann'), world.as('ben')];
  const [one, other] = [await ann.group(['ben'], 'one'), await ann.group(['ben'], 'other')];
  await ann.send(one, 'a');
  await ann.send(other, 'b');
  await pass(world, dayMs + 5_000);
  assert.equal((await digests(world)).length, 1);
  await readAll(ben, one);
  await pass(world, dayMs - 1);
  assert.equal((await digests(world)).length, 1);
  world.clock.pass(1);
  await look(world);
  const [, second] = await digests(world);
  assert.deepEqual(
    second?.conversations.map(({conversation}) => conversation),
    [other],
  );
  await readAll(ben, other);
  await pass(world, 2 * dayMs);
  await ann.send(one, 'c');
  await pass(world, dayMs);
  assert.equal((await digests(world)).length, 2);
  world.clock.pass(5_000);
  await look(world);
  assert.equal((await digests(world)).length, 3);
});

test('reading before the day is over puts it off, and who has read all hears nothing (PWP-PUSH-007)', async () => {
  const world = await worldWith();
  const [ann, ben] = [world.as('ann'), world.as('ben')];
  const conversation = await ann.direct('ben');
  await ann.send(conversation, 'a');
  await pass(world, 20 * hourMs);
  await readAll(ben, conversation);
  await pass(world, 3 * dayMs);
  assert.deepEqual(await digests(world), []);
  assert.deepEqual(await world.store.read((tx) => tx.dues(Number.MAX_SAFE_INTEGER, 9)), []);
});

test('not told is what is muted, archived, by whom one blocks, deleted, or of a group one has left (PWP-PUSH-007)', async () => {
  const world = await worldWith();
  const [ann, ben, cem] = [world.as('ann'), world.as('ben'), world.as('cem')];
  const groups = [];
  for (const title of ['muted', 'archived', 'blocked', 'deleted', 'left'])
    groups.push(await ann.group(['ben', 'cem'], title));
  const [muted, archived, blocked, deleted, left] = groups as [string, string, string, string, string];
  for (const conversation of [muted, archived, left]) await ann.send(conversation, 'one');
  await cem.send(blocked, 'one');
  const {id} = await ann.send(deleted, 'one');
  world.clock.pass(5_000);
  await look(world);
  await ben.run('own.set', {conversation: muted, mutedUntil: Number.MAX_SAFE_INTEGER});
  await ben.run('own.set', {conversation: archived, archived: true});
  await ben.run('block.set', {user: 'cem', on: true});
  await ann.run('message.delete', {conversation: deleted, id});
  await ben.run('member.leave', {conversation: left});
  await pass(world, dayMs + 5_000);
  assert.deepEqual(
    (await digests(world)).filter(({user}) => user === 'ben'),
    [],
  );
});

test('in quiet hours, in "do not disturb" and at the screen it waits (PWP-PUSH-007)', async () => {
  const world = await worldWith();
  const [ann, ben] = [world.as('ann'), world.as('ben')];
  const conversation = await ann.direct('ben');
  await ann.send(conversation, 'a');
  const now = new Date(world.clock.now()).toISOString();
  const [from, to] = [now.slice(11, 16), new Date(world.clock.now() + 2 * hourMs).toISOString().slice(11, 16)];
  await ben.run('push.quiet', {quiet: {from, to, zone: 'UTC'}});
  await pass(world, dayMs + 5_000);
  assert.deepEqual(await digests(world), []);
  world.clock.pass(2 * hourMs);
  await look(world, async () => new Set(['ben']));
  assert.deepEqual(await digests(world), [], 'who sits before the app may see it');
  world.clock.pass(15 * 60_000);
  await look(world);
  assert.equal((await digests(world)).length, 1);
});

test('its words are never in the queue: of what is deleted meanwhile nothing is posted (PWP-HOOK-003)', async () => {
  const world = await worldWith();
  const ann = world.as('ann');
  const conversation = await ann.direct('ben');
  const {id} = await ann.send(conversation, 'a secret');
  await pass(world, dayMs + 5_000);
  const [kept] = await world.store.read((tx) => tx.eventsOf('shop', {dead: false, after: 0, limit: 9}));
  assert.doesNotMatch(kept?.body ?? '', /secret/);
  assert.match(JSON.stringify(await digests(world)), /a secret/);
  await ann.run('message.delete', {conversation, id});
  assert.doesNotMatch(JSON.stringify(await digests(world)), /secret|"ann"/);
});

test('an erased person has no digest, and none that waits (PWP-PUSH-007, PWP-HOST-005)', async () => {
  const world = await worldWith();
  const ann = world.as('ann');
  const conversation = await ann.direct('ben');
  await ann.send(conversation, 'a');
  world.clock.pass(5_000);
  await look(world);
  await world.asHost().run('user.erase', {user: 'ben'});
  assert.deepEqual(await world.store.read((tx) => tx.dues(Number.MAX_SAFE_INTEGER, 9)), []);
  await pass(world, dayMs + 5_000);
  assert.deepEqual(await digests(world), []);
});

test('where no endpoint asks for it nothing is written down for it (PWP-PUSH-007)', async () => {
  const world = await worldWith(['notification.due']);
  const ann = world.as('ann');
  await ann.send(await ann.direct('ben'), 'a');
  await pass(world, 2 * dayMs);
  assert.deepEqual(await world.store.read((tx) => tx.dues(Number.MAX_SAFE_INTEGER, 9)), []);
});
