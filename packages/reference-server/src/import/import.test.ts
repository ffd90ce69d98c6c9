import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Message} from '@parlor/sdk/protocol';
import {systemClock} from '../clock.js';
import {createDomain} from '../domain/create-domain.js';
import type {Actor, Domain} from '../domain/domain.js';
import {memoryStore} from '../store/memory/store.js';
import type {Store} from '../store/store.js';
import {conversationIdOf, messageIdOf} from './ids.js';
import {createImporter} from './import.js';
import type {ImportLine} from './line.js';
import {makePlan, planLine} from './plan.js';

const begun = Date.UTC(2019, 0, 5);
const rust = conversationIdOf('rust');
const ann: Actor = {user: 'ann', device: 'd', audience: 'parlor', claims: {}};

/** `count` lines in #rust, by three authors in turn; the fourth answers the first. */
const log = (count: number): ImportLine[] =>
  Array.from({length: count}, (_, index) => ({
    id: `m-${index}`,
    channel: 'rust',
    author: ['ferris', 'corro', 'once'][index % 3] as string,
    at: begun + index * 1000,
    text: index === 3 ? 'ferris: see https://doc.rust-lang.org' : `line ${index}`,
    ...(index === 3 && {replyTo: 'm-0'}),
    ...(index === 4 && {replyTo: 'gone'}),
  }));

async function bringIn(
  store: Store,
  lines: readonly ImportLine[],
  {batch = 1000, stopAfter = Number.POSITIVE_INFINITY, members = 100} = {},
): Promise<number> {
  const plan = makePlan();
  for (const line of lines) planLine(plan, line);
  const join = [
    {user: 'ann', name: 'Ann'},
    {user: 'ben', name: 'Ben'},
  ];
  const importer = createImporter({store, plan, join, unread: () => 3, prefix: 'import:', members});
  let added = 0;
  for (let at = 0; at < lines.length; at += batch) {
    if (at >= stopAfter) return added;
    added += await importer.write(lines.slice(at, at + batch));
  }
  await importer.finish();
  return added;
}

async function page(domain: Domain): Promise<Message[]> {
  const {messages} = await domain.run(ann, 'history.page', {conversation: rust, limit: 100});
  return [...messages];
}

test('an imported group reads like one that was written here: order, times, names, replies, links', async () => {
  const store = memoryStore();
  assert.equal(await bringIn(store, log(12)), 12);
  const domain = await createDomain({store, clock: systemClock});
  const messages = await page(domain);
  assert.deepEqual(
    messages.map(({ts}) => ts),
    log(12).map(({at}) => at),
  );
  const [first, , , answer, orphan] = messages;
  assert.equal(first?.sender, 'import:ferris');
  assert.equal(first?.id, messageIdOf('rust', 'm-0'));
  assert.deepEqual(answer?.replyTo, {id: first?.id, seq: first?.seq, sender: 'import:ferris', text: 'line 0'});
  assert.deepEqual(
    answer?.content.ranges?.map(({type}) => type),
    ['mention', 'link'],
  );
  assert.equal(orphan?.replyTo, undefined, 'the line it answered is not in the log');
  const {people} = await domain.run(ann, 'person.get', {users: ['import:ferris']});
  assert.equal(people[0]?.name, 'ferris');
});

test('positions have no hole and the group is in the inbox with the last few unread (PWP-SEQ-001, PWP-UNREAD-001)', async () => {
  const store = memoryStore();
  await bringIn(store, log(12));
  const domain = await createDomain({store, clock: systemClock});
  const {rows} = await domain.run(ann, 'inbox.page', {});
  const [row] = rows;
  assert.equal(row?.conversation.title, 'rust');
  assert.equal(row?.unread, 3);
  assert.equal(row?.membership.role, 'owner');
  assert.equal(row?.seq, 13, 'one for making the group, one for each message');
  assert.equal(row?.lastActivity, begun + 11_000);
  assert.deepEqual(
    (await page(domain)).map(({seq}) => seq),
    Array.from({length: 12}, (_, index) => index + 2),
  );
  const written = await domain.run(ann, 'message.send', {
    conversation: rust,
    id: 'x'.repeat(21),
    content: {text: 'mine'},
  });
  assert.equal(written.changes[0]?.type === 'message' && written.changes[0].message.seq, 14, 'life goes on behind it');
});

test('the same log again changes nothing', async () => {
  const store = memoryStore();
  await bringIn(store, log(12));
  const domain = await createDomain({store, clock: systemClock});
  const before = await page(domain);
  const inbox = await domain.run(ann, 'inbox.page', {});
  assert.equal(await bringIn(store, log(12)), 0);
  assert.deepEqual(await page(domain), before);
  assert.deepEqual(await domain.run(ann, 'inbox.page', {}), inbox);
});

test('an import that was stopped goes on where it was', async () => {
  const store = memoryStore();
  assert.equal(await bringIn(store, log(50), {batch: 7, stopAfter: 21}), 21);
  assert.equal(await bringIn(store, log(50), {batch: 10}), 29);
  const whole = memoryStore();
  await bringIn(whole, log(50));
  const pages = await Promise.all(
    [store, whole].map(async (each) => page(await createDomain({store: each, clock: systemClock}))),
  );
  assert.deepEqual(pages[0], pages[1]);
});

test('what was read here stays read when the log is brought in again', async () => {
  const store = memoryStore();
  await bringIn(store, log(12));
  const domain = await createDomain({store, clock: systemClock});
  await domain.run(ann, 'own.set', {conversation: rust, read: 13});
  await bringIn(store, log(15));
  const {rows} = await domain.run(ann, 'inbox.page', {});
  assert.equal(rows[0]?.own.read, 13);
  assert.equal(rows[0]?.unread, 3, 'the three that are new');
});

test('only the busiest authors become members, the others are known by name', async () => {
  const store = memoryStore();
  await bringIn(store, [...log(9), {id: 'x', channel: 'rust', author: 'passer-by', at: begun + 9_000, text: 'hi'}], {
    members: 5,
  });
  const domain = await createDomain({store, clock: systemClock});
  const {row, members} = await domain.run(ann, 'conversation.get', {conversation: rust});
  assert.equal(row.conversation.members, 5);
  assert.deepEqual(
    members.map(({user}) => user),
    ['ann', 'ben', 'import:corro', 'import:ferris', 'import:once'],
  );
  const {people} = await domain.run(ann, 'history.page', {conversation: rust});
  assert.ok(people.some(({user, name}) => user === 'import:passer-by' && name === 'passer-by'));
});
