/** The host looks for messages over all conversations (PWP-HOST-012), over the domain; the conformance kit tries it from outside. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {InputOf} from '@parlor/sdk/protocol';
import {lookFor, type Read} from '../src/domain/search.js';
import {ofHost} from '../src/domain/search-scope.js';
import type {Look, Settings} from '../src/domain/work.js';
import type {ReadTransaction} from '../src/store/store.js';
import {conversationRecord, messageRecord} from './store-records.js';
import {codeOf, type Person, text, World} from './world.js';

type Asked = Partial<InputOf<'messages.find'>>;
const find = (host: Person, query: string, more: Asked = {}) => host.run('messages.find', {query, ...more});
const texts = async (host: Person, query: string, more: Asked = {}): Promise<string[]> =>
  (await find(host, query, more)).hits.map(({message}) => message.content.text);

type Bent = Partial<ReadTransaction>;

/** Reads as the domain gives them to a search, to stand between its steps. */
function readOf(world: World, {actor}: Person, bend: (tx: ReadTransaction) => Bent = () => ({})): Read {
  const settings = {limits: world.domain.limits, epoch: world.domain.epoch} as Settings;
  return (read) =>
    world.store.read((tx) => {
      const bent = bend(tx);
      const through = new Proxy(tx, {
        get(_, name: keyof ReadTransaction) {
          const own = bent[name] ?? tx[name];
          return typeof own === 'function' ? own.bind(tx) : own;
        },
      });
      return read({tx: through, actor, now: world.clock.now(), settings} as Look);
    });
}

const aroundOf = (world: World, {user}: Person, query: string): Parameters<typeof lookFor>[1] => ({
  input: {query},
  scope: ofHost,
  settings: {limits: world.domain.limits, epoch: world.domain.epoch} as Settings,
  user,
  pause: async () => undefined,
});

test('the host finds messages in every conversation, newest first, as one who was there from the beginning (PWP-HOST-012)', async () => {
  const world = await World.open();
  const [ann, bob, host] = [world.as('ann'), world.as('bob'), world.asHost()];
  for (const person of [ann, bob]) await person.hello();
  const [direct, group] = [await ann.direct('bob'), await bob.group([], 'Alone')];
  const first = await ann.send(direct, 'Über Köln');
  await ann.run('own.set', {conversation: direct, cleared: first.seq});
  world.clock.pass(10);
  await bob.send(group, 'nach Koln');
  await bob.run('member.leave', {conversation: group});
  world.clock.pass(10);
  await bob.send(direct, 'Kölner Dom', {replyTo: first.id});
  const {hits, people, next} = await find(host, 'koln');
  assert.deepEqual(
    hits.map(({conversation, message, found}) => [conversation, message.content.text, found]),
    [
      [direct, 'Kölner Dom', [{start: 0, end: 4}]],
      [group, 'nach Koln', [{start: 5, end: 9}]],
      [direct, 'Über Köln', [{start: 5, end: 9}]],
    ],
  );
  assert.equal(hits[0]?.message.replyTo?.text, 'Über Köln');
  assert.deepEqual([people.map(({user}) => user).sort(), next], [['ann', 'bob'], undefined]);
  assert.deepEqual(await texts(host, 'koln', {conversation: group}), ['nach Koln']);
  assert.deepEqual(await texts(host, 'koln', {from: 'ann'}), ['Über Köln']);
  const at = hits[1]?.message.ts ?? 0;
  assert.deepEqual(await texts(host, 'koln', {before: at}), ['Über Köln']);
  assert.deepEqual(await texts(host, 'koln', {after: at}), ['Kölner Dom', 'nach Koln']);
});

test('what was deleted, said before an edit, by the server, or in a conversation that was taken away is not found (PWP-HOST-012, PWP-SEARCH-003)', async () => {
  const world = await World.open();
  const [ann, host] = [world.as('ann'), world.asHost()];
  const [place, other] = [await ann.group([], 'Word'), await ann.group([])];
  const gone = await ann.send(place, 'word one');
  const edited = await ann.send(place, 'word two');
  world.clock.pass(10);
  await ann.send(other, 'word three');
  await host.run('conversation.tell', {conversation: place, id: 'V1StGXR8_Z5jdHi6B-myT', text: 'word of the server'});
  await ann.run('message.delete', {conversation: place, id: gone.id});
  await ann.run('message.edit', {conversation: place, id: edited.id, content: text('words now')});
  assert.deepEqual(await texts(host, 'word'), ['word three', 'words now']);
  assert.deepEqual(await texts(host, 'two'), []);
  await host.run('conversation.remove', {conversation: other});
  assert.deepEqual(await texts(host, 'word'), ['words now']);
  for (const conversation of [other, 'c_none'])
    assert.equal(await codeOf(find(host, 'word', {conversation})), 'NOT_FOUND');
});

test('what is taken away between the steps of a search and its answer is not in it (PWP-HOST-012)', async () => {
  const world = await World.open();
  const [ann, host] = [world.as('ann'), world.asHost()];
  const [place, other] = [await ann.group([]), await ann.group([])];
  await ann.send(place, 'word here');
  await ann.send(other, 'word there');
  const gone = await ann.send(place, 'word gone');
  const page = await lookFor(readOf(world, host), aroundOf(world, host, 'word'));
  await host.run('conversation.remove', {conversation: other});
  await ann.run('message.delete', {conversation: place, id: gone.id});
  const {hits} = await readOf(world, host)((look) => page.answer(look));
  assert.deepEqual(
    hits.map(({message}) => message.content.text),
    ['word here'],
  );
});

test('of each page an entry says what was found and where it was looked for, and none of the words (PWP-HOST-012, PWP-AUDIT-003)', async () => {
  const world = await World.open();
  const [ann, host] = [world.as('ann'), world.asHost()];
  const [one, two] = [await ann.group([]), await ann.group([])];
  const sent: string[] = [];
  for (const place of [one, two, one]) {
    world.clock.pass(10);
    sent.unshift((await ann.send(place, 'secretword')).id);
  }
  const {next: cursor = ''} = await find(host, 'secretw', {limit: 2});
  assert.equal((await find(host, 'secretw', {cursor, limit: 2})).next, undefined);
  await find(host, 'secretw', {conversation: two, from: 'bob', after: 5});
  assert.equal(await codeOf(find(host, '?!')), 'SCHEMA');
  const {entries} = await host.run('audit.list', {operation: 'messages.find'});
  assert.deepEqual(
    entries.map(({actor, targets, result}) => ({actor, targets, result})),
    [
      {actor: 'shop', targets: {messages: sent.slice(0, 2), conversations: [one, two]}, result: {count: 2}},
      {actor: 'shop', targets: {messages: sent.slice(2), conversations: [one]}, result: {count: 1}},
      {
        actor: 'shop',
        targets: {messages: [], conversations: [], conversation: two, user: 'bob'},
        result: {count: 0, after: 5},
      },
    ],
  );
  assert.ok(!JSON.stringify(entries).includes('secretw'));
});

test('a cursor of the host’s is none of a member’s, even of the same name, and nobody else finds so (PWP-HOST-012, PWP-SEARCH-004)', async () => {
  const world = await World.open();
  const [ann, host] = [world.as('ann'), world.asHost('ann')];
  const place = await ann.group([]);
  for (let at = 0; at < 3; at += 1) await ann.send(place, 'word again');
  const {next: hosts = ''} = await find(host, 'word', {limit: 1});
  const {next: members = ''} = await ann.run('messages.search', {query: 'word', limit: 1});
  assert.equal((await find(host, 'word', {cursor: hosts})).hits.length, 2);
  assert.equal(await codeOf(find(host, 'word', {cursor: members})), 'CURSOR_INVALID');
  assert.equal(await codeOf(ann.run('messages.search', {query: 'word', cursor: hosts})), 'CURSOR_INVALID');
  assert.equal(await codeOf(find(ann, 'word')), 'FORBIDDEN');
});

test('thousands of conversations are looked into in short steps, a thousand of them at a time (PWP-HOST-012)', async () => {
  const world = await World.open();
  const host = world.asHost();
  const many = 2_300;
  await world.store.write(async (tx) => {
    for (let at = 0; at < many; at += 1) {
      const id = `c_${`${(at * 7) % many}`.padStart(5, '0')}`;
      await tx.insertConversation(conversationRecord(id, {lastActivity: at + 1, seq: 2}));
      await tx.insertMessage(messageRecord(id, 2, {ts: at + 1, content: {kind: 'text', text: `hay ${at}`}}));
    }
  });
  const newest = Array.from({length: 5}, (_, at) => `hay ${many - 1 - at}`);
  assert.deepEqual(await texts(host, 'hay', {limit: 5}), newest);
  assert.deepEqual(await texts(host, 'hay 1234'), ['hay 1234']);
  const found: string[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 3; pages += 1) {
    const {hits, next} = await find(host, 'hay', {limit: 50, ...(cursor !== undefined && {cursor})});
    found.push(...hits.map(({message}) => message.content.text));
    cursor = next;
  }
  assert.deepEqual(
    found,
    Array.from({length: 150}, (_, at) => `hay ${many - 1 - at}`),
  );
  const named: number[] = [];
  const looked: number[] = [];
  let pauses = 0;
  const around = {...aroundOf(world, host, 'needle'), pause: async () => void (pauses += 1)};
  await lookFor(
    readOf(world, host, (tx) => ({
      async allSearchPlaces(query) {
        const places = await tx.allSearchPlaces(query);
        named.push(places.length);
        return places;
      },
      async lookUp(query) {
        const result = await tx.lookUp(query);
        looked.push(result.count);
        return result;
      },
    })),
    around,
  );
  assert.deepEqual(named, [1_000, 1_000, 300]);
  assert.ok(Math.max(...looked) <= 16);
  assert.equal(
    looked.reduce((all, count) => all + count, 0),
    many,
    'each of them once',
  );
  assert.ok(pauses >= looked.length - 1, 'others have their turn between the steps');
});
