/** A group that shows whoever comes in what was before (PWP-MEMBER-010), on devices that come late and on those that come back. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, opened, texts, type World} from '../../test/chats.js';
import type {ConversationHandle} from './api.js';

const said = (conversation: ConversationHandle): string[] => texts(conversation).filter((text) => text);

/** Ann's group, in which she has talked with bo; cy has a device and is in nothing. */
async function talk(world: World, history?: 'all') {
  const [ann, bo, cy] = ['ann', 'bo', 'cy'].map((user) => world.device(user)) as [Device, Device, Device];
  await world.online(ann, bo, cy);
  const {id} = await world.wait(ann.chat.createGroup({title: 'Room', members: ['bo'], ...(history && {history})}));
  const hers = await opened(world, ann, id);
  for (let at = 1; at <= 70; at++) await world.wait(hers.send(`word ${at}`).sent);
  return {ann, bo, cy, id, hers};
}

/** Everything that may be read, page by page. */
async function readBack(world: World, conversation: ConversationHandle): Promise<string[]> {
  while (!conversation.timeline.get().start) await world.wait(conversation.loadOlder());
  return said(conversation);
}

const words = (from: number, to: number): string[] =>
  Array.from({length: to - from + 1}, (_, at) => `word ${from + at}`);

test(
  'who comes late reads back to the beginning, and nothing of it is unread (PWP-MEMBER-010)',
  inWorld(async (world) => {
    const {cy, id, hers} = await talk(world, 'all');
    await world.wait(hers.addMember('cy'));
    await world.until(() => !!cy.chat.conversation(id).state.get(), 'cy knows the group');
    const {history, unread, preview} = cy.chat.conversation(id).state.get() ?? {};
    assert.deepEqual([history, unread, preview?.text], ['all', 0, 'word 70']);
    const his = await opened(world, cy, id);
    assert.deepEqual(await readBack(world, his), words(1, 70));
    await world.wait(hers.send('welcome').sent);
    await world.until(() => his.state.get()?.unread === 1, 'what comes now counts');
  }),
);

test(
  'a device that was there before the group showed it hides nothing of it any more (PWP-MEMBER-009, PWP-MEMBER-010)',
  inWorld(async (world) => {
    const {cy, id, hers} = await talk(world);
    await world.wait(hers.addMember('cy'));
    await world.until(() => !!cy.chat.conversation(id).state.get(), 'cy knows the group');
    const his = await opened(world, cy, id);
    await world.wait(hers.send('word 71').sent);
    await world.until(() => said(his).includes('word 71'), 'cy reads on');
    assert.deepEqual(await readBack(world, his), ['word 71']);
    await world.wait(hers.removeMember('cy'));
    await world.until(() => his.state.get()?.membership === 'removed', 'cy is out');
    await world.wait(hers.send('word 72').sent);
    await world.wait(hers.update({history: 'all'}));
    await world.wait(hers.addMember('cy'));
    await world.until(() => his.state.get()?.membership === 'joined', 'cy is in again');
    await world.until(() => said(his).includes('word 72'), 'what was said meanwhile is there');
    assert.deepEqual(await readBack(world, his), words(1, 72));
    assert.equal(his.state.get()?.unread, 0);
  }),
);

test(
  'so does one that heard of neither: it was away, and its place is another one (F71, PWP-MEMBER-010)',
  inWorld(async (world) => {
    const {cy, id, hers} = await talk(world);
    await world.wait(hers.addMember('cy'));
    await world.until(() => !!cy.chat.conversation(id).state.get(), 'cy knows the group');
    const before = await opened(world, cy, id);
    await world.wait(hers.send('word 71').sent);
    await world.until(() => said(before).includes('word 71'), 'cy reads on');
    await world.kill(cy);
    await world.wait(hers.removeMember('cy'));
    await world.wait(hers.update({history: 'all'}));
    await world.wait(hers.addMember('cy'));
    await world.wait(hers.send('word 72').sent);
    const again = world.device('cy', {on: cy.storage});
    await world.online(again);
    const his = await opened(world, again, id);
    await world.until(() => said(his).includes('word 72'), 'cy has heard of it');
    assert.deepEqual(await readBack(world, his), words(1, 72));
  }),
);
