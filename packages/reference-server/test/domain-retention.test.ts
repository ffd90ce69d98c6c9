/** Messages that have become too old: deleted for everybody, as a person deletes them, and nothing else changes. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Ages} from '../src/domain/ages.js';
import {conversationIdOf} from '../src/import/ids.js';
import {createImporter} from '../src/import/import.js';
import {makePlan, planLine} from '../src/import/plan.js';
import {codeOf, newId, type Person, World} from './world.js';

const day = 24 * 60 * 60 * 1000;
const ages = (days: number): Ages => ({direct: days * day, group: days * day, announcement: days * day});

async function open() {
  const world = await World.open();
  const [ann, ben] = [world.as('ann'), world.as('ben')];
  await ann.hello();
  await ben.hello();
  const group = await ann.group(['ben', 'cid']);
  return {world, ann, ben, group};
}

const messagesIn = async (person: Person, conversation: string) =>
  (await person.run('history.page', {conversation, limit: 100})).messages.filter(
    ({content}) => content.kind !== 'system',
  );

const found = async (person: Person, query: string): Promise<number> =>
  (await person.run('messages.search', {query})).hits.length;

test('what is older than it may become leaves its place, and nothing of what it said (PWP-MODEL-001)', async () => {
  const {world, ann, ben, group} = await open();
  const mention = {text: '@ben canary', ranges: [{type: 'mention' as const, start: 0, end: 4, user: 'ben'}]};
  const {id: file} = await ann.run('upload.create', {conversation: group, name: 'a', size: 10});
  const version = {type: 'text/plain', size: 10};
  await world.domain.files?.settle(file, {file: {...version, versions: {original: version}}, bytes: 10});
  const old = newId();
  await ann.send(group, '', {id: old, content: {...mention, attachments: [{id: file}]}});
  await ben.run('reaction.set', {conversation: group, id: old, key: '👍', on: true});
  world.clock.pass(3 * day);
  const young = newId();
  await ann.send(group, 'still here', {id: young, replyTo: old});
  assert.deepEqual(
    [await found(ben, 'canary'), (await ben.row(group)).unread, (await ben.row(group)).mentions],
    [1, 2, 1],
  );
  const head = (await ben.row(group)).seq;
  world.forget();

  assert.equal(await world.sweep(ages(2)), 1);
  const [tombstone, kept] = await messagesIn(ben, group);
  assert.deepEqual(
    [tombstone?.id, tombstone?.deleted, tombstone?.sender, tombstone?.content, tombstone?.reactions],
    [old, 'parlor:retention', 'ann', {kind: 'text', text: ''}, undefined],
  );
  assert.deepEqual([kept?.id, kept?.content.text, kept?.deleted], [young, 'still here', undefined]);
  assert.deepEqual([kept?.replyTo?.text, kept?.replyTo?.deleted], ['', true], 'no copy in quotes');
  assert.equal(await found(ben, 'canary'), 0);
  const row = await ben.row(group);
  assert.deepEqual([row.unread, row.mentions, row.preview?.id, row.seq], [1, 0, young, head + 1]);
  assert.equal(JSON.stringify(await messagesIn(ben, group)).includes('canary'), false);
  const removed: string[] = [];
  await world.domain.files?.collect(async (id) => void removed.push(id));
  assert.deepEqual(removed, [file]);

  const told = world.framesTo('ben').flatMap((frame) => (frame.type === 'changes' ? frame.changes : []));
  assert.deepEqual(
    told.map((change) => (change.type === 'message' ? [change.message.id, change.message.deleted] : change.type)),
    [[old, 'parlor:retention']],
    'who is here hears of it',
  );
  const delta = await ben.run('conversation.delta', {conversation: group, since: head});
  assert.equal(delta.changes.length, 1, 'and so does who comes later');
});

test('each type has its own time, and without one nothing goes', async () => {
  const {world, ann, group} = await open();
  const direct = await ann.direct('ben');
  await ann.send(group, 'in the group');
  await ann.send(direct, 'between two');
  world.clock.pass(100 * day);
  assert.equal(await world.sweep({group: undefined}), 0);
  assert.equal(await world.sweep({direct: 101 * day}), 0);
  assert.equal(await world.sweep({direct: 30 * day, announcement: day}), 1);
  assert.deepEqual(
    (await messagesIn(ann, direct)).map(({content}) => content.text),
    [''],
  );
  assert.deepEqual(
    (await messagesIn(ann, group)).map(({content}) => content.text),
    ['in the group'],
  );
});

test('a dry run counts what would go, and changes nothing; a second time there is nothing left', async () => {
  const {world, ann, group} = await open();
  for (let count = 0; count < 130; count++) await ann.send(group, `${count}`);
  world.clock.pass(3 * day);
  await ann.send(group, 'young');
  const {seq} = await ann.row(group);
  assert.equal(await world.sweep(ages(2), {isDry: true}), 130);
  assert.equal((await ann.row(group)).seq, seq);
  assert.equal(await world.sweep(ages(2)), 130);
  assert.equal(await world.sweep(ages(2)), 0);
  assert.equal(await world.sweep(ages(2), {isDry: true}), 0);
  assert.equal((await ann.row(group)).seq, seq + 130, 'a rev for each, and none for a second time');
  world.clock.pass(3 * day);
  assert.equal(await world.sweep(ages(2)), 1, 'what has become old since');
});

test('what the server tells stays, and what somebody deleted stays theirs', async () => {
  const {world, ann, ben, group} = await open();
  const id = newId();
  await ann.send(group, 'regretted', {id});
  await ann.run('message.delete', {conversation: group, id});
  await ann.run('member.add', {conversation: group, user: 'dan'});
  world.clock.pass(9 * day);
  const before = await ben.run('history.page', {conversation: group, limit: 100});
  assert.equal(await world.sweep(ages(1)), 0);
  assert.deepEqual(await ben.run('history.page', {conversation: group, limit: 100}), before);
});

test('it goes in small steps: what others write meanwhile does not wait for its end', async () => {
  const {world, ann, ben, group} = await open();
  for (let count = 0; count < 200; count++) await ann.send(group, `${count}`);
  world.clock.pass(3 * day);
  let isOver = false;
  const sweep = world.sweep(ages(2)).finally(() => (isOver = true));
  let [sent, between] = [0, 0];
  while (!isOver) {
    await ben.send(group, 'meanwhile');
    sent++;
    if (!isOver) between++;
    // as requests come: one after the other, each in a turn of its own
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(await sweep, 200);
  assert.ok(between >= 5, `only ${between} came between`);
  const texts = (await messagesIn(ann, group)).map(({content}) => content.text);
  assert.equal(texts.filter((text) => text === 'meanwhile').length, sent);
});

test('ended on the way it has deleted whole steps, and the next time goes on', async () => {
  const {world, ann, group} = await open();
  for (let count = 0; count < 90; count++) await ann.send(group, `${count}`);
  world.clock.pass(3 * day);
  const signal = {aborted: false};
  let told = 0;
  const stop = world.domain.onDeliveries((deliveries) => {
    told += deliveries.length;
    signal.aborted = true;
  });
  const first = await world.sweep(ages(2), {signal});
  stop();
  assert.ok(told > 0);
  assert.ok(first > 0 && first < 90, `${first}`);
  assert.equal(await world.sweep(ages(2)), 90 - first);
});

test('one at a time', async () => {
  const {world, ann, group} = await open();
  await ann.send(group, 'old');
  world.clock.pass(3 * day);
  const [first, second] = [world.sweep(ages(2)), world.sweep(ages(2))];
  assert.equal(await codeOf(second), 'UNAVAILABLE');
  assert.equal(await first, 1);
});

test('a conversation that is taken away meanwhile ends nothing else', async () => {
  const {world, ann, group} = await open();
  const other = await ann.group(['ben']);
  for (const place of [group, other]) for (let count = 0; count < 50; count++) await ann.send(place, `${count}`);
  world.clock.pass(3 * day);
  const [place = ''] = [group, other].sort().reverse();
  const sweep = world.sweep(ages(2));
  await world.domain.removeConversation(place, '');
  const deleted = await sweep;
  assert.ok(deleted >= 50 && deleted < 100, `${deleted}`);
});

test('what was imported out of order goes when it is old, wherever it stands', async () => {
  const {world} = await open();
  const now = world.clock.now();
  const lines = [9, 1, 8, 2].map((age, index) => ({
    id: `m-${index}`,
    channel: 'rust',
    author: 'ferris',
    at: now - age * day,
    text: `${age} days`,
  }));
  const plan = makePlan();
  for (const line of lines) planLine(plan, line);
  const join = [{user: 'ann', name: 'Ann'}];
  const importer = createImporter({store: world.store, plan, join, unread: () => 4, prefix: 'import:', members: 9});
  await importer.write(lines);
  await importer.finish();
  const texts = async (): Promise<string[]> =>
    (await messagesIn(world.as('ann'), conversationIdOf('rust'))).map(({content}) => content.text);
  assert.equal(await world.sweep(ages(5)), 2);
  assert.deepEqual(await texts(), ['', '1 days', '', '2 days']);
  world.clock.pass(4 * day);
  assert.equal(await world.sweep(ages(5)), 2 - 1);
  assert.deepEqual(await texts(), ['', '1 days', '', '']);
});

test('the host is told, and what still waits for it says nothing any more (PWP-HOOK-003)', async () => {
  const {world, ann, group} = await open();
  const url = 'https://example.com/hook';
  await world.asHost().run('webhook.put', {webhook: 'shop', url, secret: `whsec_${'A'.repeat(43)}=`});
  const id = newId();
  await ann.send(group, 'canary', {id});
  world.clock.pass(3 * day);
  assert.equal(await world.sweep(ages(2)), 1);
  const events = await world.store.read((tx) => tx.eventsOf('shop', {dead: false, after: 0, limit: 100}));
  const bodies = events.map(({body}) => JSON.parse(body) as {type: string; by?: string; message?: {id: string}});
  const told = bodies.filter(({message}) => message?.id === id).map(({type, by}) => [type, by]);
  assert.deepEqual(told, [
    ['message.created', 'ann'],
    ['message.deleted', 'parlor:retention'],
  ]);
  assert.ok(!JSON.stringify(bodies).includes('canary'));
});
