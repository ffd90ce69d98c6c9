/** What becomes of a message whose link was looked at; how it is looked at is elsewhere (previews.test.ts). */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {InputOf} from '@parlor/sdk/protocol';
import type {FoundPage, WaitingLink} from '../src/domain/preview-access.js';
import {codeOf, newId, type Person, text, World} from './world.js';

const url = 'https://news.example/a';
const said = (address = url, more = {}) => ({
  text: `look: ${address}`,
  ranges: [{type: 'link' as const, start: 6, end: 6 + address.length, url: address}],
  ...more,
});
const found: FoundPage = {title: 'A title', site: 'News', description: 'What it is about.'};
const shown = {url, ...found};

async function talk(options: Parameters<typeof World.open>[0] = {}) {
  const world = await World.open({makesPreviews: true, ...options});
  const [ann, bob] = [world.as('ann'), world.as('bob')];
  const place = await ann.group(['bob']);
  const {previews} = world.domain;
  assert.ok(previews);
  const due = () => previews.due(9);
  const only = async (): Promise<WaitingLink> => {
    const [link, ...others] = await due();
    assert.ok(link && others.length === 0);
    return link;
  };
  const message = async (id: string, reader = bob) => {
    const {messages} = await reader.run('history.page', {conversation: place});
    const one = messages.find((other) => other.id === id);
    assert.ok(one);
    return one;
  };
  const edit = (person: Person, id: string, content: InputOf<'message.edit'>['content']) =>
    person.run('message.edit', {conversation: place, id, content});
  /** A message that has its preview. */
  const previewed = async (page: FoundPage = found): Promise<string> => {
    const {id} = await ann.send(place, '', {content: said()});
    assert.equal(await previews.settle(await only(), page), true);
    return id;
  };
  return {world, ann, bob, place, previews, due, only, message, edit, previewed};
}

test('a message with a link waits from its own commit on, and gets its preview by a change that is no edit (PWP-LINK-001)', async () => {
  const {world, ann, bob, place, previews, due, only, message} = await talk();
  const {id, rev} = await ann.send(place, '', {content: said()});
  const link = await only();
  assert.deepEqual([link.id, link.url, link.sender, link.attempts], [id, url, 'ann', 0]);
  await bob.run('own.set', {conversation: place, markedUnread: false}, newId());
  const before = await bob.row(place);
  world.forget();
  assert.equal(await previews.settle(link, found), true);
  assert.deepEqual(await due(), []);
  const now = await message(id);
  assert.deepEqual(now.content.preview, shown);
  assert.ok(now.rev > rev);
  assert.equal(now.editedAt, undefined);
  for (const user of ['ann', 'bob'])
    assert.deepEqual(
      world.framesTo(user).flatMap((frame) => (frame.type === 'changes' ? frame.changes : [])),
      [{type: 'message', message: now}],
    );
  const {seq: _, asOf: __, ...row} = await bob.row(place);
  const {seq: ___, asOf: ____, ...rowBefore} = before;
  assert.deepEqual({...row, preview: row.preview?.text}, {...rowBefore, preview: rowBefore.preview?.text});
  assert.equal(await previews.settle(link, found), false, 'once');
});

test('without the setting nothing waits, and the server does not say that it makes previews (PWP-LINK-001)', async () => {
  const world = await World.open();
  const ann = world.as('ann');
  await ann.send(await ann.group(['bob']), '', {content: said()});
  assert.equal(world.domain.previews, undefined);
  assert.deepEqual(await world.store.read((tx) => tx.dueLinks(world.clock.now(), 9)), []);
});

test('it is the first link of the web that counts, and a preview is nobody’s to send (PWP-LINK-001)', async () => {
  const {ann, place, due} = await talk();
  await ann.send(place, 'https://no.example is no range');
  const ranges = [
    {type: 'link' as const, start: 8, end: 9, url: 'https://second.example'},
    {type: 'link' as const, start: 0, end: 1, url: 'mailto:ann@x.example'},
    {type: 'link' as const, start: 4, end: 5, url: 'HTTP://first.example'},
  ];
  await ann.send(place, '', {content: {text: '0123456789', ranges}});
  assert.deepEqual(
    (await due()).map((link) => link.url),
    ['HTTP://first.example'],
  );
  const forged = {...said(), preview: shown} as never;
  assert.equal(await codeOf(ann.send(place, '', {content: forged})), 'SCHEMA');
});

test('its author says no with the message, or afterwards, or yes again; none of that is an edit (PWP-LINK-003)', async () => {
  const {world, ann, bob, place, previews, due, only, message, edit, previewed} = await talk({
    limits: {editWindowMs: 1_000},
  });
  await ann.send(place, '', {content: said(url, {noPreview: true})});
  assert.deepEqual(await due(), []);
  const id = await previewed();
  world.clock.pass(5_000);
  assert.equal(await codeOf(edit(bob, id, said(url, {noPreview: true}))), 'FORBIDDEN');
  world.forget();
  await edit(ann, id, said(url, {noPreview: true}));
  const without = await message(id);
  assert.deepEqual(without.content, {kind: 'text', ...said(), noPreview: true});
  assert.equal(without.editedAt, undefined);
  assert.equal(world.framesTo('bob').length, 1);
  await edit(ann, id, said());
  assert.equal((await message(id)).rev, without.rev, 'what is not spoken of stays');
  await edit(ann, id, said(url, {noPreview: false}));
  await previews.settle(await only(), found);
  const again = await message(id);
  assert.deepEqual(again.content.preview, shown);
  assert.equal(again.editedAt, undefined);
  assert.equal(await codeOf(edit(ann, id, said('https://other.example'))), 'EDIT_WINDOW_CLOSED', 'words are edited');
});

test('a forwarded one stays one where only its preview is spoken of, and no longer with other words (PWP-LINK-003, PWP-FORWARD-004)', async () => {
  const {ann, place, previews, only, message, edit} = await talk();
  const {id} = await ann.send(place, '', {content: said(url, {forwarded: true})});
  await previews.settle(await only(), found);
  await edit(ann, id, said(url, {noPreview: true}));
  const without = await message(id);
  assert.deepEqual(without.content, {kind: 'text', ...said(), forwarded: true, noPreview: true});
  assert.equal(without.editedAt, undefined);
  await edit(ann, id, {...said(), text: `read: ${url}`, noPreview: false});
  assert.equal((await message(id)).content.forwarded, undefined);
});

test('an edit keeps the preview of a link that stays, and takes that of one that goes (PWP-LINK-004)', async () => {
  const {ann, place, previews, due, only, message, edit, previewed} = await talk({keepsEdits: true});
  const id = await previewed();
  await edit(ann, id, {...said(), text: `read: ${url}`});
  const kept = await message(id);
  assert.deepEqual(kept.content.preview, shown);
  assert.ok(kept.editedAt !== undefined);
  assert.deepEqual(await due(), []);
  await edit(ann, id, said('https://other.example/'));
  assert.equal((await message(id)).content.preview, undefined);
  assert.equal((await only()).url, 'https://other.example/');
  await previews.settle(await only(), {title: 'Other'});
  await edit(ann, id, text('no link'));
  assert.equal((await message(id)).content.preview, undefined);
  const host = ann.world.asHost();
  const {versions} = await host.run('history.versions', {conversation: place, id});
  assert.deepEqual(
    versions.map(({content}) => content.preview),
    [undefined, undefined, undefined],
    'what was said is kept, not what a page said',
  );
});

test('what is changed or deleted while it is looked at does not get the preview of before (PWP-LINK-004)', async () => {
  const {ann, place, previews, due, only, message, edit} = await talk();
  const {id} = await ann.send(place, '', {content: said()});
  const first = await only();
  await edit(ann, id, said('https://other.example/'));
  assert.equal(await previews.settle(first, found), false);
  const second = await only();
  assert.equal(second.url, 'https://other.example/');
  await ann.run('message.delete', {conversation: place, id});
  assert.equal(await previews.settle(second, found), false);
  const gone = await only();
  assert.equal(gone.url, undefined);
  assert.equal(await previews.settle(gone, found), false);
  assert.deepEqual(await due(), []);
  assert.deepEqual((await message(id)).content, {kind: 'text', text: ''});
});

test('what may pass is tried again later, whoever does it then (PWP-LINK-005)', async () => {
  const {world, ann, place, previews, due, only} = await talk();
  await ann.send(place, '', {content: said()});
  await previews.again(await only(), 60_000);
  assert.deepEqual(await due(), []);
  world.clock.pass(60_000);
  assert.equal((await only()).attempts, 1);
});

test('its picture is a file of the message, of nobody’s quota, and goes with the preview (PWP-LINK-002)', async () => {
  const {world, ann, bob, place, previews, only, message, edit} = await talk();
  const file = {type: 'image/webp', size: 5, width: 4, height: 3, versions: {large: {type: 'image/webp', size: 5}}};
  const pictured = async (id: string): Promise<string> => {
    const image = {id: (await previews.newFile(place)) ?? '', file, bytes: 5};
    assert.ok(await previews.settle(await only(), {...found, image}));
    const {preview} = (await message(id)).content;
    assert.deepEqual(
      [preview?.image?.id, preview?.image?.width, preview?.image?.height],
      [image.id, file.width, file.height],
    );
    return image.id;
  };
  const read = async (picture: string) =>
    (await bob.run('file.urls', {conversation: place, files: [picture]})).files.length;
  const {id} = await ann.send(place, '', {content: said()});
  const first = await pictured(id);
  assert.equal(await read(first), 1);
  assert.deepEqual(await world.store.read((tx) => tx.uploadUse('ann', 0)), {files: 0, bytes: 0, kept: 0});
  await edit(ann, id, {...said(), text: `read: ${url}`});
  assert.equal(await read(first), 1, 'kept by an edit that keeps the link');
  const theft = {text: 'mine', attachments: [{id: first}]};
  assert.equal(await codeOf(ann.send(place, '', {content: theft})), 'ATTACHMENT_MISSING');
  await edit(ann, id, said(url, {noPreview: true}));
  assert.equal(await read(first), 0);
  await edit(ann, id, said(url, {noPreview: false}));
  const second = await pictured(id);
  await ann.run('message.delete', {conversation: place, id});
  assert.equal(await read(second), 0);
  const lost = await world.store.read((tx) => tx.uploads([first, second]));
  assert.deepEqual(
    lost.map(({state}) => state),
    ['lost', 'lost'],
  );
});

test('endpoints of the host are not told of it: nobody said anything (PWP-LINK-001)', async () => {
  const {world, ann, previews, place, only, edit} = await talk();
  const secret = `whsec_${Buffer.alloc(24).toString('base64')}`;
  await world.asHost().run('webhook.put', {webhook: 'shop', url: 'https://shop.example/hook', secret});
  const {id} = await ann.send(place, '', {content: said()});
  await previews.settle(await only(), found);
  await edit(ann, id, said(url, {noPreview: true}));
  const events = await world.store.read((tx) => tx.eventsAbout(place, id));
  assert.deepEqual(
    events.map(({type}) => type),
    ['message.created'],
  );
});
