/** Messages with files, on their way over lines that break, and addresses to read them from. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, only, opened, type World} from '../../test/chats.js';
import type {ConversationHandle} from './api.js';

const kilobyte = 1024;
const text = (kilobytes: number): File =>
  new File(['0123456789abcde\n'.repeat(64).repeat(kilobytes)], 'notes.txt', {type: 'text/plain'});

async function two(
  world: World,
): Promise<{ann: Device; bo: Device; hers: ConversationHandle; his: ConversationHandle; id: string}> {
  const {devices, id} = await world.group('ann', 'bo');
  const [ann, bo] = devices as [Device, Device];
  return {ann, bo, hers: await opened(world, ann, id), his: await opened(world, bo, id), id};
}

/** What people said: without the server's own words. */
const said = (conversation: ConversationHandle): string[] =>
  conversation.timeline.get().messages.flatMap(({content}) => (content.kind === 'system' ? [] : [content.text]));

const kept = async ({storage}: Device, key: string): Promise<unknown> => storage.item(key);
const keyOf = (conversation: ConversationHandle, id: string): string =>
  only(conversation, id).content.attachments[0]?.id ?? '';

test(
  'a file is shown at once, uploaded in pieces with its progress, and read by the other from an address (PWP-FILE-007)',
  inWorld(async (world) => {
    const {ann, bo, hers, his, id} = await two(world);
    const seen: (number | undefined)[] = [];
    const {id: message, sent} = hers.send({text: 'see', files: [text(600)]});
    const [shown] = only(hers, message).content.attachments;
    assert.deepEqual(
      [shown?.name, shown?.type, shown?.size, shown?.progress],
      ['notes.txt', 'text/plain', 600 * kilobyte, 0],
    );
    hers.timeline.subscribe(() => seen.push(only(hers, message).content.attachments[0]?.progress));
    const stored = await world.wait(sent);
    assert.deepEqual(
      [...new Set(seen)].map((share) => share && Math.round(share * 100)),
      [0, 43, 85, undefined],
    );
    const [file] = stored.content.attachments;
    assert.deepEqual(
      [file?.name, file?.type, file?.size, file?.progress],
      ['notes.txt', 'text/plain', 600 * kilobyte, undefined],
    );
    await world.until(() => said(his).includes('see'), 'bo has it');
    const {url} = await world.wait(bo.chat.fileUrl(id, file?.id ?? ''));
    const read = await bo.line.fetch(url);
    assert.equal((await read.text()).length, 600 * kilobyte);
    assert.equal(await kept(ann, keyOf(hers, message)), undefined);
    assert.deepEqual(ann.errors, []);
  }),
);

test(
  'the connection tells what the server takes, and the measures of a picture are those its sender gave until it is sent',
  inWorld(async (world) => {
    const {ann, hers} = await two(world);
    assert.deepEqual(ann.chat.connection.get().files, {most: 5, bytes: 10 * 1024 * kilobyte});
    const {id, sent} = hers.send({text: '', files: [{file: text(1), alt: 'Notes', width: 40, height: 30}]});
    const [shown] = only(hers, id).content.attachments;
    assert.deepEqual([shown?.alt, shown?.width, shown?.height], ['Notes', 40, 30]);
    const [stored] = (await world.wait(sent)).content.attachments;
    assert.deepEqual([stored?.alt, stored?.width, stored?.height], ['Notes', undefined, undefined]);
  }),
);

test(
  'the connection tells for how long messages may be changed, as the server last said (PWP-EDIT-002, PWP-EDIT-004)',
  inWorld(async (world) => {
    const ann = world.device('ann');
    ann.line.windows = {editWindowMs: 900_000};
    await world.online(ann);
    const {editWindowMs, deleteWindowMs} = ann.chat.connection.get();
    assert.deepEqual([editWindowMs, deleteWindowMs], [900_000, undefined]);
    await world.kill(ann);
    ann.line.isDown = true;
    const next = world.device('ann', {on: ann.storage, line: ann.line});
    await world.until(() => next.chat.connection.get().editWindowMs === 900_000, 'it is known without a line');
    Object.assign(ann.line, {isDown: false, windows: {deleteWindowMs: 60_000}});
    await world.online(next);
    const now = next.chat.connection.get();
    assert.deepEqual([now.editWindowMs, now.deleteWindowMs], [undefined, 60_000]);
    assert.ok(now.files, 'and that there are files');
  }),
);

test(
  'what else lies in the object of a file does not go along: no storage could keep all of it',
  inWorld(async (world) => {
    const {hers, his} = await two(world);
    const given = {file: text(1), name: 'a.txt', preview: () => 'drawn'};
    const {id, sent} = hers.send({text: 'with more', files: [given]});
    const [shown] = only(hers, id).content.attachments;
    assert.deepEqual(Object.keys(shown ?? {}).sort(), ['id', 'name', 'progress', 'size', 'type']);
    await world.wait(sent);
    await world.until(() => said(his).includes('with more'), 'it arrives');
  }),
);

test(
  'an upload that is cut goes on where it was, and what was written later waits for it (F90, PWP-SEND-006)',
  inWorld(async (world) => {
    const {ann, hers, his} = await two(world);
    let cuts = 3;
    ann.line.piece = (bytes) => (cuts-- > 0 ? Math.floor(bytes / 3) : undefined);
    const sending = hers.send({text: 'with a file', files: [text(700)]});
    const later = hers.send('later');
    await world.wait(Promise.all([sending.sent, later.sent]), 10 * 60_000);
    await world.until(() => said(his).length === 2, 'bo has both');
    assert.deepEqual(said(his), ['with a file', 'later']);
    assert.equal(ann.line.asked.filter(({op}) => op === 'upload.create').length, 1);
    assert.ok(ann.line.fetched.includes('HEAD'));
  }),
);

test(
  'an answer to the last piece that is lost is asked for again: the file is there once (F90)',
  inWorld(async (world) => {
    const {ann, hers} = await two(world);
    ann.line.loseFileAnswers = 1;
    const stored = await world.wait(hers.send({text: '', files: [text(10)]}).sent, 10 * 60_000);
    assert.equal(stored.content.attachments.length, 1);
    assert.deepEqual(ann.line.fetched, ['PATCH', 'HEAD', 'PATCH']);
  }),
);

test(
  'a tab that dies while it uploads: the next one goes on, and the message is there once (I1, F90)',
  inWorld(async (world) => {
    const {ann, his, id} = await two(world);
    ann.line.piece = (bytes) => Math.floor(bytes / 2);
    const hers = ann.chat.conversation(id);
    await world.wait(hers.send({text: 'see', files: [{file: text(300), alt: 'Notes'}]}).queued);
    await world.until(() => ann.line.fetched.includes('PATCH'), 'something was sent');
    await world.kill(ann);
    const next = world.device('ann', {on: ann.storage});
    await world.until(() => said(his).includes('see'), 'bo has it', 10 * 60_000);
    const [message] = his.timeline.get().messages.filter(({content}) => content.kind !== 'system');
    assert.equal(message?.content.attachments[0]?.alt, 'Notes');
    assert.equal(message?.content.attachments[0]?.size, 300 * kilobyte);
    assert.ok(next.line.fetched.includes('HEAD'), 'it goes on');
    assert.deepEqual(said(his), ['see']);
  }),
);

test(
  'a file that is gone from the device fails its message alone, and its text is kept (F91)',
  inWorld(async (world) => {
    const {ann, his, id} = await two(world);
    ann.line.isDown = true;
    ann.line.cut();
    const hers = ann.chat.conversation(id);
    const {id: message, queued} = hers.send({text: 'words that stay', files: [text(5)]});
    await world.wait(queued);
    await world.wait(hers.send('later').queued);
    const key = keyOf(hers, message);
    await world.kill(ann);
    await ann.storage.write([{drop: 'item', key}]);
    const next = world.device('ann', {on: ann.storage});
    const again = await opened(world, next, id);
    await world.until(() => said(his).includes('later'), 'the next one goes', 10 * 60_000);
    const failed = only(again, message);
    assert.deepEqual(
      [failed.delivery, failed.content.text],
      [{is: 'failed', code: 'ATTACHMENT_MISSING'}, 'words that stay'],
    );
  }),
);

test(
  'a message that is deleted while its file goes up is gone: nothing of it is sent or kept',
  inWorld(async (world) => {
    const {ann, hers, his} = await two(world);
    ann.line.piece = (bytes) => Math.floor(bytes / 2);
    const {id: message, queued, sent} = hers.send({text: 'no', files: [text(900)]});
    await world.wait(queued);
    const key = keyOf(hers, message);
    await world.until(() => ann.line.fetched.includes('PATCH'), 'something was sent');
    await world.wait(hers.delete(message));
    ann.line.piece = () => undefined;
    await assert.rejects(world.wait(sent), {code: 'CANCELLED'});
    await world.wait(hers.send('yes').sent);
    await world.until(() => said(his).includes('yes'), 'bo has the next');
    assert.deepEqual(said(his), ['yes']);
    assert.equal(await kept(ann, key), undefined);
  }),
);

test(
  'what is too large, too many or empty is refused before anybody sees it; what the server refuses fails with the reason, and can be tried again',
  inWorld(async (world) => {
    const {ann, hers} = await two(world);
    for (const [files, code] of [
      [[text(11 * kilobyte)], 'TOO_LARGE'],
      [Array.from({length: 6}, () => text(1)), 'TOO_LARGE'],
      [[new File([], 'empty')], 'ATTACHMENT_REJECTED'],
    ] as const) {
      await assert.rejects(world.wait(hers.send({text: '', files}).queued), {code});
      assert.deepEqual(said(hers), []);
    }
    // a picture that this server cannot read
    const broken = new File(
      [Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52])],
      'a.png',
    );
    const {id: message, sent} = hers.send({text: 'look', files: [broken]});
    await assert.rejects(world.wait(sent), {code: 'ATTACHMENT_REJECTED'});
    assert.deepEqual(only(hers, message).delivery, {is: 'failed', code: 'ATTACHMENT_REJECTED'});
    await world.wait(hers.retry(message));
    await world.until(
      () => ann.line.asked.filter(({op}) => op === 'upload.create').length === 2,
      'it is uploaded anew',
    );
    await world.until(() => only(hers, message).delivery?.is === 'failed', 'it failed again');
    await world.wait(hers.discard(message));
    assert.deepEqual(said(hers), []);
  }),
);

test(
  'many addresses are one request, the same is kept while it is good, and a new one is fetched before its end',
  inWorld(async (world) => {
    const {bo, hers, id} = await two(world);
    const stored = await world.wait(hers.send({text: '', files: [text(1), text(2), text(3)]}).sent);
    const files = stored.content.attachments.map((file) => file.id);
    const asked = (): number => bo.line.asked.filter(({op}) => op === 'file.urls').length;
    const all = () => world.wait(Promise.all(files.map((file) => bo.chat.fileUrl(id, file))));
    const first = await all();
    assert.equal(new Set(first.map(({url}) => url)).size, 3);
    assert.deepEqual([await all(), asked()], [first, 1]);
    await world.pass(4 * 60_000);
    await all();
    assert.equal(asked(), 2);
    await assert.rejects(world.wait(bo.chat.fileUrl(id, 'no-such-file')), {code: 'NOT_FOUND'});
  }),
);
