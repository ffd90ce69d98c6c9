/** Whose files are sent where, and what becomes of them; the bytes are elsewhere (files.test.ts). */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {UploadRecord} from '../src/store/records.js';
import {codeOf, newId, type Person, World} from './world.js';

const hour = 60 * 60 * 1000;

/** An upload that is complete. */
async function uploaded(world: World, person: Person, conversation: string, size = 10): Promise<string> {
  const {id} = await person.run('upload.create', {conversation, name: 'a.txt', size});
  const file = {type: 'text/plain', size, versions: {original: {type: 'text/plain', size}}};
  assert.equal(await world.domain.files?.settle(id, {file, bytes: size}), true);
  return id;
}

const sending = (conversation: string, files: string[], id = newId(), text = '') => ({
  conversation,
  id,
  content: {text, attachments: files.map((file) => ({id: file}))},
});

const recordOf = (world: World, id: string): Promise<UploadRecord | undefined> =>
  world.store.read((tx) => tx.upload(id));

async function collected(world: World): Promise<string[]> {
  const removed: string[] = [];
  await world.domain.files?.collect(async (id) => void removed.push(id));
  return removed.sort();
}

async function open(options = {}) {
  const world = await World.open(options);
  const [ann, ben] = [world.as('ann'), world.as('ben')];
  const {conversation = ''} = await ann.run('conversation.create', {title: 'Files', members: ['ben', 'cem']});
  return {world, ann, ben, conversation};
}

test('only a complete file of one’s own, of this conversation, in no other message is sent (PWP-FILE-004, S17, S47)', async () => {
  const {world, ann, ben, conversation} = await open();
  const other = (await ann.run('conversation.create', {title: 'Other', members: ['ben']})).conversation ?? '';
  const file = await uploaded(world, ann, conversation);
  const begun = (await ann.run('upload.create', {conversation, name: 'b', size: 1})).id;
  const refused = async (person: Person, input: object): Promise<string> =>
    codeOf(person.run('message.send', input as never, newId()));
  assert.equal(await refused(ben, sending(conversation, [file])), 'ATTACHMENT_MISSING');
  assert.equal(await refused(ann, sending(other, [file])), 'ATTACHMENT_MISSING');
  assert.equal(await refused(ann, sending(conversation, [begun])), 'ATTACHMENT_MISSING');
  assert.equal(await refused(ann, sending(conversation, [file, file])), 'SCHEMA');
  assert.equal(await refused(ann, sending(conversation, [])), 'SCHEMA', 'neither a text nor a file');
  const input = sending(conversation, [file]);
  const first = await ann.run('message.send', input);
  assert.deepEqual(await ann.run('message.send', input), first, 'the same again is the same message');
  assert.equal(await refused(ann, {...input, content: {text: 'x'}}), 'IDEMPOTENCY_MISMATCH');
  assert.equal(await refused(ann, sending(conversation, [file])), 'ATTACHMENT_MISSING', 'in another message');
  await world.domain.files?.settle(begun, undefined);
  assert.equal(await refused(ann, sending(conversation, [begun])), 'ATTACHMENT_REJECTED');
});

test('a sent message is the same for ever, whatever became of its files (PWP-SEND-005)', async () => {
  const {world, ann, conversation} = await open();
  const input = sending(conversation, [await uploaded(world, ann, conversation)], newId(), 'see');
  await ann.run('message.send', input);
  await ann.run('message.edit', {conversation, id: input.id, content: {text: 'see', attachments: []}});
  assert.equal(await codeOf(ann.run('message.send', input)), 'none');
});

test('a refused send leaves its files free for another one (PWP-BATCH-002)', async () => {
  const {world, ann, conversation} = await open();
  const file = await uploaded(world, ann, conversation);
  const input = {...sending(conversation, [file]), replyTo: newId()};
  assert.equal(await codeOf(ann.run('message.send', input)), 'NOT_FOUND');
  assert.equal(await codeOf(ann.run('message.send', sending(conversation, [file]))), 'none');
});

test('an edit keeps the files it does not name, and loses those it leaves out (PWP-FILE-009)', async () => {
  const {world, ann, conversation} = await open();
  const [one, two, three] = [
    await uploaded(world, ann, conversation),
    await uploaded(world, ann, conversation),
    await uploaded(world, ann, conversation),
  ];
  const input = sending(conversation, [one, two]);
  await ann.run('message.send', input);
  const {id} = input;
  const filesOf = async (content: object) => {
    const {changes} = await ann.run('message.edit', {conversation, id, content: {text: 'new', ...content}} as never);
    const [change] = changes;
    return change?.type === 'message'
      ? change.message.content.attachments?.map((file) => [file.id, file.alt])
      : undefined;
  };
  assert.deepEqual(await filesOf({}), [
    [one, undefined],
    [two, undefined],
  ]);
  assert.deepEqual(await filesOf({attachments: [{id: three}, {id: two, alt: 'a cat'}]}), [
    [three, undefined],
    [two, 'a cat'],
  ]);
  assert.deepEqual(await filesOf({text: 'newer'}), [
    [three, undefined],
    [two, 'a cat'],
  ]);
  assert.equal((await recordOf(world, one))?.state, 'lost');
  assert.deepEqual(await collected(world), [one]);
  assert.equal((await recordOf(world, one))?.state, 'gone');
});

test('a file ends with its message, its sender and its conversation (PWP-FILE-009, S52)', async () => {
  const {world, ann, ben, conversation} = await open();
  const [deleted, kept, erased, unsent] = [
    await uploaded(world, ann, conversation),
    await uploaded(world, ann, conversation),
    await uploaded(world, ben, conversation),
    await uploaded(world, ben, conversation),
  ];
  const input = sending(conversation, [deleted]);
  await ann.run('message.send', input);
  await ann.run('message.send', sending(conversation, [kept]));
  await ben.run('message.send', sending(conversation, [erased]));
  let told = 0;
  world.domain.onLostFiles(() => void (told += 1));
  await ann.run('message.delete', {conversation, id: input.id});
  assert.equal(told, 1);
  assert.deepEqual(await collected(world), [deleted]);
  await world.asHost().run('user.erase', {user: 'ben'});
  assert.deepEqual(await collected(world), [erased, unsent].sort());
  assert.deepEqual(await collected(world), []);
  await world.asHost().run('conversation.remove', {conversation});
  assert.deepEqual(await collected(world), [kept]);
});

test('what is in no message after a day is collected, and a message that comes later does not get it (S47)', async () => {
  const {world, ann, conversation} = await open();
  const file = await uploaded(world, ann, conversation);
  world.clock.pass(24 * hour + 1);
  assert.deepEqual(await collected(world), [file]);
  assert.equal(await codeOf(ann.run('message.send', sending(conversation, [file]))), 'ATTACHMENT_MISSING');
  await collected(world);
  assert.equal(await recordOf(world, file), undefined, 'nor is anything remembered of it');
});

test('nobody uploads more than a person may: of one file, in a day, and in all (PWP-FILE-010, S47)', async () => {
  const limits = {fileBytes: 100, dailyFiles: 4, dailyFileBytes: 250, keptFileBytes: 320};
  const {world, ann, conversation} = await open({limits});
  const create = (size: number): Promise<string> => codeOf(ann.run('upload.create', {conversation, name: 'a', size}));
  assert.equal(await create(101), 'TOO_LARGE');
  const first = await uploaded(world, ann, conversation, 100);
  await uploaded(world, ann, conversation, 100);
  assert.equal(await create(51), 'ATTACHMENT_REJECTED', 'bytes of a day');
  assert.equal(await create(10), 'none');
  assert.equal(await create(10), 'none');
  assert.equal(await create(10), 'ATTACHMENT_REJECTED', 'files of a day');
  const input = sending(conversation, [first]);
  await ann.run('message.send', input);
  world.clock.pass(23 * hour);
  assert.equal(await create(10), 'ATTACHMENT_REJECTED');
  world.clock.pass(2 * hour);
  assert.equal(await create(100), 'none', 'another day');
  assert.equal(await create(1), 'ATTACHMENT_REJECTED', 'kept in all, what may come included');
  await ann.run('message.delete', {conversation, id: input.id});
  await collected(world);
  assert.equal(await create(100), 'none', 'after something was deleted');
});

test('an address is of files one may see, bound to the membership (PWP-FILE-007, S18, S46)', async () => {
  const {world, ann, ben, conversation} = await open();
  const file = await uploaded(world, ann, conversation);
  const urls = (person: Person) => person.run('file.urls', {conversation, files: [file]});
  assert.deepEqual(await urls(ann), {files: []}, 'not sent yet');
  await ann.run('message.send', sending(conversation, [file]));
  assert.equal((await urls(ben)).files.length, 1);
  await ben.run('own.set', {conversation, cleared: 99});
  assert.deepEqual(await urls(ben), {files: []}, 'cleared away');
  await ann.run('member.add', {conversation, user: 'dee'});
  const {joinedSeq: joined = 0} = (await world.store.read((tx) => tx.member(conversation, 'cem'))) ?? {};
  const read = (more = {}) =>
    world.domain.files?.download({id: file, user: 'cem', joined, until: world.clock.now() + 1, ...more}, 'original');
  assert.equal((await read())?.id, file);
  for (const more of [{user: 'eve'}, {joined: joined + 1}, {until: world.clock.now()}])
    assert.equal(await codeOf(Promise.resolve(read(more))), 'NOT_FOUND');
  await ann.run('member.remove', {conversation, user: 'cem'});
  assert.equal(await codeOf(Promise.resolve(read())), 'NOT_FOUND');
});

test('the host gets addresses of the files of any message, good for whoever has them while the message has the file (PWP-HOST-015)', async () => {
  const {world, ann, ben} = await open();
  const host = world.asHost();
  const conversation = await ann.direct('ben');
  const [file, unsent] = [await uploaded(world, ann, conversation), await uploaded(world, ann, conversation)];
  const input = sending(conversation, [file]);
  await ann.run('message.send', input);
  await ben.run('own.set', {conversation, cleared: 99});
  const {files} = await host.run('file.urls', {conversation, files: [file, unsent, 'f_none']});
  assert.deepEqual(
    files.map(({id, expiresAt}) => [id, expiresAt - world.clock.now() <= 5 * 60_000]),
    [[file, true]],
  );
  const {entries} = await host.run('audit.list', {operation: 'file.urls'});
  assert.deepEqual(
    entries.map(({actor, targets, result}) => ({actor, targets, result})),
    [{actor: 'shop', targets: {conversation, files: [file]}, result: {count: 1}}],
  );
  const until = world.clock.now() + 1;
  const read = (more = {}) =>
    world.domain.files?.download({id: file, user: 'shop', joined: -1, until, ...more}, 'original');
  assert.equal((await read())?.id, file);
  assert.equal(await codeOf(Promise.resolve(read({until: world.clock.now()}))), 'NOT_FOUND', 'it ends');
  assert.equal(await codeOf(Promise.resolve(read({joined: 1}))), 'NOT_FOUND', 'the host sits nowhere');
  await ann.run('message.delete', {conversation, id: input.id});
  assert.equal(await codeOf(Promise.resolve(read())), 'NOT_FOUND');
  assert.deepEqual(await host.run('file.urls', {conversation, files: [file]}), {files: []});
  const second = await uploaded(world, ann, conversation);
  await ann.run('message.send', sending(conversation, [second]));
  assert.equal((await read({id: second}))?.id, second);
  await host.run('conversation.remove', {conversation});
  assert.equal(await codeOf(Promise.resolve(read({id: second}))), 'NOT_FOUND');
  assert.equal(await codeOf(host.run('file.urls', {conversation, files: [second]})), 'NOT_FOUND');
});

test('where no files are taken, nothing else is different (PWP-MODEL-004)', async () => {
  const {ann, conversation} = await open({files: undefined});
  assert.equal(await codeOf(ann.run('upload.create', {conversation, name: 'a', size: 1})), 'ATTACHMENT_REJECTED');
  assert.equal(await codeOf(ann.run('message.send', sending(conversation, ['none']))), 'ATTACHMENT_MISSING');
  assert.equal(await codeOf(ann.run('message.send', {conversation, id: newId(), content: {text: 'x'}})), 'none');
});
