import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, only, opened, texts, type World} from '../../test/chats.js';
import type {Message, MessageContent} from './api.js';

/** Ann and Bo in one group, Bo with Cy in another, and a message of Ann's that Bo has. */
async function place(world: World, content: MessageContent) {
  const {devices, id} = await world.group('ann', 'bo');
  const [ann, bo] = devices as [Device, Device];
  const cy = world.device('cy');
  await world.online(cy);
  const there = (await world.wait(bo.chat.createGroup({title: 'There', members: ['cy']}))).id;
  const hers = await opened(world, ann, id);
  const his = await opened(world, bo, id);
  const {id: message} = await world.wait(hers.send(content).sent);
  await world.until(() => his.timeline.get().messages.some((one) => one.id === message), 'bo has it');
  const theirs = await opened(world, cy, there);
  const arrived = async (copy: string): Promise<Message> => {
    await world.until(() => theirs.timeline.get().messages.some(({id: one}) => one === copy), 'cy has it');
    return only(theirs, copy);
  };
  return {ann, bo, cy, here: id, there, hers, his, theirs, message, arrived};
}

const said = (text: string): MessageContent => ({text});

test(
  'text and formatting are passed on, marked as forwarded; mentions become words, and what is the host’s stays (PWP-FORWARD-005)',
  inWorld(async (world) => {
    const {his, there, message, arrived} = await place(world, {
      text: 'Bo, at ten',
      lang: 'en',
      data: {order: 7},
      kind: 'offer',
      ranges: [
        {type: 'mention', start: 0, end: 2, user: 'bo'},
        {type: 'bold', start: 4, end: 10},
      ],
    });
    const [copy] = await world.wait(his.forward(message, [there]));
    const {content, sender, replyTo, mentionsMe} = await arrived(copy ?? '');
    assert.deepEqual(content, {
      kind: 'text',
      text: 'Bo, at ten',
      lang: 'en',
      forwarded: true,
      ranges: [{type: 'bold', start: 4, end: 10}],
      attachments: [],
    });
    assert.deepEqual([sender, replyTo, mentionsMe], ['bo', undefined, false]);
  }),
);

test(
  'without a connection it is on the screen at once and sent once when there is one, with the words that were seen (PWP-FORWARD-002)',
  inWorld(async (world) => {
    const {bo, hers, his, there, theirs, message, arrived} = await place(world, said('at ten'));
    const open = await opened(world, bo, there);
    bo.line.isDown = true;
    bo.line.cut();
    const [copy = ''] = await world.wait(his.forward(message, [there]));
    const shown = only(open, copy);
    assert.deepEqual([shown.content.text, shown.content.forwarded, shown.delivery?.is], ['at ten', true, 'queued']);
    await world.wait(hers.edit(message, 'at eleven'));
    await world.wait(hers.delete(message));
    bo.line.isDown = false;
    bo.line.loseAnswers = 1;
    await arrived(copy);
    await world.until(() => only(open, copy).delivery?.is !== 'sending' && !!only(open, copy).seq, 'bo has the answer');
    assert.deepEqual(
      texts(theirs).filter((text) => text === 'at ten'),
      ['at ten'],
    );
    assert.equal(only(theirs, copy).content.forwarded, true);
  }),
);

test(
  'to several it is a message in each, to one named twice one; to more than ten it is none',
  inWorld(async (world) => {
    const {bo, his, here, there, message} = await place(world, said('at ten'));
    const ids = await world.wait(his.forward(message, [there, here, there]));
    assert.equal(new Set(ids).size, 2);
    await world.until(() => bo.chat.outbox.get().length === 0, 'they are sent');
    assert.deepEqual(only(his, ids[1] ?? '').content.text, 'at ten');
    const many = Array.from({length: 11}, (_, at) => `c_${at}`);
    await assert.rejects(his.forward(message, many), {code: 'TOO_LARGE'});
    assert.deepEqual(bo.chat.outbox.get(), []);
  }),
);

test(
  'what is deleted, the server’s own or not known is not passed on, and a refusal of the server fails the copy alone (PWP-FORWARD-005)',
  inWorld(async (world) => {
    const {ann, bo, hers, his, here, there, message} = await place(world, said('at ten'));
    const [first] = his.timeline.get().messages;
    assert.equal(first?.content.kind, 'system');
    await assert.rejects(his.forward(first?.id ?? '', [there]), {code: 'FORBIDDEN'});
    await assert.rejects(his.forward('x'.repeat(21), [there]), {code: 'NOT_FOUND'});
    // ann is not in the other group
    const [refused = ''] = await world.wait(hers.forward(message, [there]));
    await world.until(() => ann.chat.outbox.get().some(({code}) => code === 'NOT_FOUND'), 'it is refused');
    assert.equal(ann.chat.outbox.get()[0]?.message, refused);
    await world.wait(hers.delete(message));
    await world.until(() => only(his, message).deleted, 'it is deleted');
    await assert.rejects(his.forward(message, [there]), {code: 'MESSAGE_DELETED'});
    assert.ok(here !== there && bo.errors.length === 0);
  }),
);

test(
  'its files are uploaded again for those who read it there, under ids of their own; without a line they are not to be had (PWP-FORWARD-005)',
  inWorld(async (world) => {
    const file = new File(['the minutes of monday'], 'minutes.txt', {type: 'text/plain'});
    const {bo, cy, hers, his, there, message, arrived} = await place(world, {
      text: '',
      files: [{file, alt: 'Minutes'}],
    });
    const [copy = ''] = await world.wait(his.forward(message, [there]));
    const [given] = only(hers, message).content.attachments;
    const [found] = (await arrived(copy)).content.attachments;
    assert.deepEqual([found?.name, found?.size, found?.alt], ['minutes.txt', 21, 'Minutes']);
    assert.notEqual(found?.id, given?.id);
    await world.wait(hers.delete(message));
    const {url} = await world.wait(cy.chat.fileUrl(there, found?.id ?? ''));
    assert.equal(await (await cy.line.fetch(url)).text(), 'the minutes of monday');
    bo.line.isDown = true;
    bo.line.cut();
    await assert.rejects(world.wait(bo.chat.conversation(there).forward(copy, [there])), {code: 'OFFLINE'});
    assert.deepEqual(bo.chat.outbox.get(), []);
  }),
);
