/** How much there is (PWP-HOST-010): counted when it happens, and never by looking through messages. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {DayStats} from '@parlor/sdk/protocol';
import {newId, type Person, World} from './world.js';

const dayMs = 86_400_000;
const inWords = (days: readonly DayStats[]): string[] =>
  days.map(({day, messages, active}) => `${day.slice(5)} ${messages} ${active}`);

test('messages and active people are told by day, days without any too, today the last (PWP-HOST-010)', async () => {
  const world = await World.open();
  const [ann, ben, cem, host] = [world.as('ann'), world.as('ben'), world.as('cem'), world.asHost()];
  for (const one of [ann, ben, cem]) await one.hello();
  const conversation = await ann.group(['ben', 'cem']);
  await ann.send(conversation, 'one');
  await ann.send(conversation, 'two');
  await host.run('conversation.tell', {conversation, id: newId(), text: 'not of a person'});
  world.clock.pass(2 * dayMs);
  await ben.send(conversation, 'three');
  await cem.run('own.set', {conversation, read: (await cem.row(conversation)).seq});
  await ann.run('history.page', {conversation});
  assert.deepEqual(inWords((await host.run('stats', {days: 4})).days), [
    '11-13 0 0',
    '11-14 2 1',
    '11-15 0 0',
    '11-16 1 2',
  ]);
  const {users, conversations, messages, days} = await host.run('stats', {});
  assert.deepEqual([users, conversations, messages, days.length], [4, 1, 3, 30], 'the host is somebody too');
});

test('a day begins at midnight of UTC (PWP-HOST-010)', async () => {
  const world = await World.open();
  const ann = world.as('ann');
  const conversation = await ann.group([]);
  const midnight = Math.ceil(world.clock.now() / dayMs) * dayMs;
  world.clock.pass(midnight - 1 - world.clock.now());
  await ann.send(conversation, 'before');
  world.clock.pass(1);
  await ann.send(conversation, 'after');
  assert.deepEqual(inWords((await world.asHost().run('stats', {days: 2})).days), ['11-14 1 1', '11-15 1 1']);
});

test('what is deleted, taken away or erased stays counted (PWP-HOST-010)', async () => {
  const world = await World.open();
  const [ann, host] = [world.as('ann'), world.asHost()];
  const conversation = await ann.group([]);
  const {id} = await ann.send(conversation, 'deleted');
  await ann.send(conversation, 'taken away');
  await ann.run('message.delete', {conversation, id});
  await host.run('conversation.remove', {conversation});
  await host.run('user.erase', {user: 'ann'});
  const {users, conversations, messages, days} = await host.run('stats', {days: 1});
  assert.deepEqual([users, conversations, messages, inWords(days)], [1, 1, 2, ['11-14 2 1']]);
});

test('somebody is marked with their first write of a day, and asked for no more (PWP-HOST-010)', async () => {
  const world = await World.open();
  const ann = world.as('ann');
  let marks = 0;
  const write = world.store.write.bind(world.store);
  world.store.write = ((work, ...more) =>
    write(
      (tx) => {
        const mark = tx.markActive.bind(tx);
        tx.markActive = (day, user) => {
          marks++;
          return mark(day, user);
        };
        return work(tx);
      },
      ...more,
    )) as typeof write;
  const writes = async (person: Person): Promise<void> => {
    await person.run('profile.set', {name: `Name ${newId()}`});
    await person.run('ops.push', {ops: [{opId: newId(), op: 'profile.set', input: {name: newId()}}]});
  };
  await writes(ann);
  assert.equal(marks, 1);
  world.clock.pass(dayMs);
  await writes(ann);
  assert.equal(marks, 2);
  await writes(world.asHost());
  assert.equal(marks, 2, 'a backend is nobody who is active');
});
