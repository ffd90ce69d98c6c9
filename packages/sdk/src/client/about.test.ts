import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, type World} from '../../test/chats.js';
import type {ConversationsAbout} from './api.js';

/** Ann on a device, and conversations of hers about orders and a project. */
async function orders(world: World, count: number): Promise<Device> {
  const ann = world.device('ann');
  await world.online(ann);
  for (let at = 1; at <= count; at++) await group(world, ann, {type: 'order', id: `${at}`});
  await group(world, ann, {type: 'project', id: '1'});
  return ann;
}

async function group(world: World, {chat}: Device, context?: {type: string; id: string}): Promise<string> {
  const title = context ? `${context.type} ${context.id}` : 'Other';
  return (await world.wait(chat.createGroup({title, members: [], ...(context && {context})}))).id;
}

const titles = ({list}: ConversationsAbout): string[] =>
  list
    .get()
    .conversations.map(({title}) => title ?? '')
    .sort();

test(
  'conversations about one thing, or one type of things, are a list that keeps up with what happens',
  inWorld(async (world) => {
    const ann = await orders(world, 2);
    const {inbox} = ann.chat;
    const one = await world.wait(inbox.about({type: 'order', id: '2'}));
    const all = await world.wait(inbox.about({type: 'order'}));
    assert.equal(await world.wait(inbox.about({type: 'order'})), all, 'one list for all who ask for the same');
    assert.deepEqual([titles(one), titles(all)], [['order 2'], ['order 1', 'order 2']]);
    const told: string[][] = [];
    const stop = all.list.subscribe(() => told.push(titles(all)));
    await group(world, ann, {type: 'order', id: '3'});
    await group(world, ann);
    await world.until(() => titles(all).length === 3, 'the new one is in it');
    stop();
    assert.deepEqual(told, [
      ['order 1', 'order 2'],
      ['order 1', 'order 2', 'order 3'],
    ]);
    const [{id = ''} = {}] = one.list.get().conversations;
    await world.wait(ann.chat.conversation(id).archive(true));
    await world.until(() => titles(one).length === 0, 'an archived one is in no other list');
    assert.deepEqual(titles(await world.wait(inbox.about({type: 'order'}, 'archived'))), ['order 2']);
  }),
);

test(
  'what only the server knows comes page by page, and a page that failed is said',
  inWorld(async (world) => {
    const ann = await orders(world, 60);
    for (let at = 0; at < 60; at++) await group(world, ann);
    const phone = world.device('ann');
    await world.online(phone);
    const all = await world.wait(phone.chat.inbox.about({type: 'order'}));
    phone.line.isDown = true;
    phone.line.cut();
    await world.until(() => phone.chat.connection.get().is === 'waiting', 'the line is lost');
    const known = titles(all).length;
    assert.ok(known < 60, `${known} are known`);
    await world.wait(all.loadMore());
    assert.deepEqual([all.list.get().failed, all.list.get().more, titles(all).length], ['OFFLINE', true, known]);
    phone.line.isDown = false;
    await world.online(phone);
    for (let pages = 0; pages < 2; pages++) await world.wait(all.loadMore());
    assert.deepEqual([all.list.get().failed, all.list.get().more, titles(all).length], [undefined, false, 60]);
    await world.wait(all.loadMore());
    const project = await world.wait(phone.chat.inbox.about({type: 'project', id: '1'}));
    await world.wait(project.loadMore());
    assert.deepEqual([titles(project), project.list.get().more], [['project 1'], false]);
  }),
);
