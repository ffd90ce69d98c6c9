import assert from 'node:assert/strict';
import {test} from 'node:test';
import {memoryStore} from '../src/store/memory/store.js';
import {openSqliteStore} from '../src/store/sqlite/store.js';
import {temporaryFile} from './temporary-files.js';
import {codeOf, type Person, text, World} from './world.js';

const ids = (rows: {conversation: {id: string}}[]): string[] => rows.map(({conversation}) => conversation.id);

/** Follows every page of a sync. */
async function syncAll(
  person: Person,
  cursor: string | undefined,
  limit: number,
): Promise<{ids: string[]; cursor: string; pages: number}> {
  let answer = await person.run('sync', {...(cursor !== undefined && {cursor}), limit});
  const found = ids(answer.rows);
  let pages = 1;
  while (answer.next !== undefined) {
    answer = await person.run('sync', {after: answer.next, limit});
    found.push(...ids(answer.rows));
    pages += 1;
  }
  return {ids: found, cursor: answer.cursor, pages};
}

test('a sync gives what changed since the cursor, newest activity first, and nothing when nothing did (I15)', async () => {
  const world = await World.open();
  const [ann, bob] = [world.as('ann'), world.as('bob')];
  const places: string[] = [];
  for (let n = 0; n < 30; n += 1) places.push(await ann.direct(`u${n}`));
  await world.settled();
  const {cursor} = await syncAll(ann, undefined, 100);
  assert.deepEqual((await ann.run('sync', {cursor})).rows, []);
  for (const at of [3, 9, 5]) {
    world.clock.pass(1000);
    await world.as(`u${at}`).send(places[at] ?? '', 'hi');
  }
  await ann.run('own.set', {conversation: places[7] ?? '', pinned: true});
  await bob.direct('zoe');
  await world.settled();
  const changed = await syncAll(ann, cursor, 2);
  assert.deepEqual(
    changed.ids,
    [5, 9, 3, 7].map((at) => places[at]),
  );
  assert.equal(changed.pages, 2);
  assert.deepEqual((await ann.run('sync', {cursor: changed.cursor})).rows, []);
});

test('what changes between two pages is not lost: the cursor is of the first page (I10, PWP-SYNC-003)', async () => {
  const world = await World.open();
  const ann = world.as('ann');
  const places: string[] = [];
  for (let n = 0; n < 10; n += 1) places.push(await ann.direct(`u${n}`));
  await world.settled();
  const first = await ann.run('sync', {limit: 4});
  world.clock.pass(1000);
  const late = places[0] ?? '';
  await world.as('u0').send(late, 'between the pages');
  const seen = new Set(ids(first.rows));
  let next = first.next;
  while (next !== undefined) {
    const page = await ann.run('sync', {after: next, limit: 4});
    for (const id of ids(page.rows)) seen.add(id);
    assert.equal(page.cursor, first.cursor);
    next = page.next;
  }
  const again = await ann.run('sync', {cursor: first.cursor});
  assert.deepEqual(ids(again.rows), [late]);
  seen.add(late);
  assert.equal(seen.size, 10);
});

test('a cursor of somebody else, of another database or of none gives the first page of everything (S17, PWP-SYNC-007)', async () => {
  const world = await World.open();
  const [ann, bob] = [world.as('ann'), world.as('bob')];
  const place = await ann.direct('bob');
  const theirs = (await bob.run('sync', {})).cursor;
  const other = (await (await World.open()).as('ann').run('sync', {})).cursor;
  for (const cursor of [theirs, other, 'nonsense', `${theirs.split('~')[0]}~0`]) {
    const answer = await ann.run('sync', {cursor});
    assert.deepEqual([answer.reset, ids(answer.rows)], ['cursor', [place]]);
  }
  assert.equal((await ann.run('sync', {})).reset, 'new');
  const {sync} = await ann.hello({cursor: (await ann.run('sync', {})).cursor, epoch: 'an older one'});
  assert.deepEqual([sync.reset, ids(sync.rows)], ['epoch', [place]]);
  assert.equal(await codeOf(ann.run('sync', {after: 'x~y'})), 'CURSOR_INVALID');
});

test('a tick’s cursor vouches for all that was given out, so a sync with it gives nothing (PWP-SYNC-005)', async () => {
  // where several write, it moves with what was read of all of them
  const world = await World.open({store: memoryStore()});
  const [ann, bob] = [world.as('ann'), world.as('bob')];
  const place = await ann.direct('bob');
  await bob.send(place, 'hi');
  await ann.run('own.set', {conversation: place, read: 2});
  const cursor = world.domain.tickCursor('ann');
  const {sync} = await ann.hello({cursor, epoch: world.domain.epoch});
  assert.deepEqual([sync.reset, sync.rows], [undefined, []]);
  await bob.send(place, 'ho');
  assert.deepEqual(ids((await ann.run('sync', {cursor})).rows), [place]);
  // Work that changes nothing moves nothing.
  const before = world.domain.tickCursor('ann');
  await ann.run('own.set', {conversation: place, read: 1});
  assert.equal(world.domain.tickCursor('ann'), before);
});

test('a tick’s cursor given before a restart is good after it', async () => {
  const path = temporaryFile();
  const first = await World.open({store: await openSqliteStore(path)});
  const place = await first.as('ann').direct('bob');
  await first.as('bob').send(place, 'hi');
  const cursor = first.domain.tickCursor('ann');
  await first.domain.close();
  const second = await World.open({store: await openSqliteStore(path)});
  assert.deepEqual((await second.as('ann').run('sync', {cursor})).rows, []);
  await second.as('bob').send(place, 'ho');
  assert.equal((await second.as('ann').run('sync', {cursor})).rows.length, 1);
  await second.domain.close();
});

test('the inbox shows pinned first, then the newest activity; each filter its part', async () => {
  const world = await World.open();
  const ann = world.as('ann');
  const [a, b, c] = [await ann.direct('a'), await ann.direct('b'), await ann.direct('c')];
  const group = await ann.group(['a']);
  for (const [user, place] of [
    ['a', a],
    ['b', b],
    ['c', c],
  ] as const) {
    world.clock.pass(1000);
    await world.as(user).send(place, 'hi');
  }
  await ann.run('own.set', {conversation: b, pinned: true});
  await ann.run('own.set', {conversation: a, archived: true});
  await ann.run('own.set', {conversation: c, read: 2});
  const page = async (filter: 'all' | 'unread' | 'groups' | 'archived') =>
    ids((await ann.run('inbox.page', {filter})).rows);
  assert.deepEqual(await page('all'), [b, c, group]);
  assert.deepEqual(await page('unread'), [b]);
  await ann.run('own.set', {conversation: group, markedUnread: true});
  assert.deepEqual(await page('unread'), [b, group]);
  assert.deepEqual(await page('groups'), [group]);
  assert.deepEqual(await page('archived'), [a]);
  const first = await ann.run('inbox.page', {limit: 2});
  const second = await ann.run('inbox.page', {limit: 2, after: first.next ?? ''});
  assert.deepEqual([...ids(first.rows), ...ids(second.rows)], [b, c, group]);
  assert.equal(second.next, undefined);
  assert.deepEqual(
    first.people.map(({user}) => user),
    [],
  );
});

test('the unread filter passes over what the closed form finds read, page by page', async () => {
  const world = await World.open();
  const [ann] = [world.as('ann')];
  const unread: string[] = [];
  for (let n = 0; n < 40; n += 1) {
    const place = await ann.direct(`u${n}`);
    const {id} = await world.as(`u${n}`).send(place, 'hi');
    // Something countable above the horizon, which is nevertheless not unread.
    if (n % 4 > 0) await world.as(`u${n}`).run('message.delete', {conversation: place, id});
    else unread.unshift(place);
    world.clock.pass(1000);
  }
  const found: string[] = [];
  let after: string | undefined;
  do {
    const page = await ann.run('inbox.page', {filter: 'unread', limit: 3, ...(after !== undefined && {after})});
    found.push(...ids(page.rows));
    after = page.next;
  } while (after !== undefined);
  assert.deepEqual(found, unread);
});

test('rows of what I may not see are left out', async () => {
  const world = await World.open();
  const place = await world.as('ann').group(['bob']);
  assert.deepEqual((await world.as('cid').run('inbox.rows', {conversations: [place, 'c_none']})).rows, []);
});

test('a delta is every entity above `since`; ahead of the head is SINCE_AHEAD', async () => {
  const world = await World.open();
  const [ann, bob] = [world.as('ann'), world.as('bob')];
  const place = await ann.direct('bob');
  const {id} = await ann.send(place, 'a');
  const {seq: since} = await bob.send(place, 'b');
  await ann.run('message.edit', {conversation: place, id, content: text('a2')});
  await bob.send(place, 'c');
  const delta = await bob.run('conversation.delta', {conversation: place, since});
  assert.deepEqual([delta.from, delta.to, delta.limited], [since + 1, since + 2, undefined]);
  assert.deepEqual(
    delta.changes.map((change) => change.type === 'message' && change.message.content.text),
    ['a2', 'c'],
  );
  assert.deepEqual((await bob.run('conversation.delta', {conversation: place, since: since + 2})).changes, []);
  assert.equal(await codeOf(bob.run('conversation.delta', {conversation: place, since: since + 3})), 'SINCE_AHEAD');
});

test('the changes of a delta are in the order of their revs, whatever they are of (PWP-SYNC-008)', async () => {
  const world = await World.open();
  const ann = world.as('ann');
  const place = await ann.group(['bob']);
  const {id, seq: since} = await ann.send(place, 'one');
  await ann.run('member.role', {conversation: place, user: 'bob', role: 'admin'});
  await ann.run('reaction.set', {conversation: place, id, key: '👍', on: true});
  await ann.run('conversation.update', {conversation: place, description: 'new'});
  await ann.send(place, 'two');
  const {changes} = await ann.run('conversation.delta', {conversation: place, since});
  assert.deepEqual(
    changes.map(({type}) => type),
    ['member', 'message', 'reaction', 'conversation', 'message'],
  );
});

test('too long a delta is limited to the newest 50 messages and the rest of the state (F85)', async () => {
  const world = await World.open();
  const [ann, bob] = [world.as('ann'), world.as('bob')];
  const place = await ann.group(['bob']);
  for (let n = 0; n < 210; n += 1) await ann.send(place, `${n}`);
  const delta = await bob.run('conversation.delta', {conversation: place, since: 0});
  assert.equal(delta.limited, true);
  assert.equal(delta.to, 212);
  const words = delta.changes.flatMap((change) => (change.type === 'message' ? [change.message.content.text] : []));
  assert.deepEqual(
    words,
    Array.from({length: 50}, (_, at) => `${160 + at}`),
  );
  assert.deepEqual([...new Set(delta.changes.map(({type}) => type))].sort(), ['conversation', 'member', 'message']);
  const close = await bob.run('conversation.delta', {conversation: place, since: 12});
  assert.deepEqual([close.limited, close.changes.length], [undefined, 200]);
});

test('history pages fit together without gap or overlap, in both directions and around a message', async () => {
  const world = await World.open();
  const [ann, bob] = [world.as('ann'), world.as('bob')];
  const place = await ann.direct('bob');
  const sent: string[] = [];
  for (let n = 0; n < 55; n += 1) {
    const {id} = await ann.send(place, `${n}`);
    sent.push(`${n}`);
    if (n % 5 === 0) await bob.run('reaction.set', {conversation: place, id, key: '👍', on: true});
  }
  const {seq: head} = await ann.row(place);
  const page = (where: object) => bob.run('history.page', {conversation: place, limit: 20, ...where});
  const wordsOf = ({messages}: Awaited<ReturnType<typeof page>>): string[] => messages.map(({content}) => content.text);

  let at = await page({});
  assert.deepEqual([at.end, at.start, at.range.to, at.range.asOf], [true, false, head, head]);
  const backwards = wordsOf(at);
  while (!at.start) {
    const before = at.range.from;
    at = await page({before});
    assert.equal(at.range.to, before - 1);
    assert.equal(at.end, false);
    backwards.unshift(...wordsOf(at));
  }
  assert.equal(at.range.from, 2, 'above what bob starts cleared with (PWP-REG-010)');
  assert.deepEqual(backwards, sent);

  at = await page({after: 0});
  const forwards = wordsOf(at);
  while (!at.end) {
    const after = at.range.to;
    at = await page({after});
    assert.equal(at.range.from, after + 1);
    forwards.push(...wordsOf(at));
  }
  assert.equal(at.range.to, head);
  assert.deepEqual(forwards, sent);

  const middle = (await page({})).messages[0];
  assert.ok(middle);
  const around = await page({around: middle.id});
  assert.ok(wordsOf(around).includes(middle.content.text) && around.messages.length === 20);
  assert.deepEqual(wordsOf(await page({around: middle.seq})), wordsOf(around));
  assert.equal(await codeOf(page({around: 'x'.repeat(21)})), 'NOT_FOUND');
  assert.equal(await codeOf(page({before: 5, after: 2})), 'SCHEMA');
  assert.deepEqual(wordsOf(await page({before: 2 ** 53 - 1})), wordsOf(await page({})));
  assert.deepEqual(wordsOf(await page({after: 2 ** 53 - 1})), []);
});

test('revalidating a stretch gives what changed in it since, reactions included', async () => {
  const world = await World.open({limits: {deltaRows: 3}});
  const [ann, bob] = [world.as('ann'), world.as('bob')];
  const place = await ann.direct('bob');
  const messages = [];
  for (let n = 0; n < 8; n += 1) messages.push(await ann.send(place, `${n}`));
  const {seq: asOf} = await ann.row(place);
  const check = () => bob.run('history.revalidate', {conversation: place, from: 3, to: 8, asOf});
  assert.deepEqual(await check(), {messages: [], asOf});
  const [first, second, third] = messages as [
    (typeof messages)[number],
    (typeof messages)[number],
    (typeof messages)[number],
  ];
  await ann.run('message.edit', {conversation: place, id: first.id, content: text('outside')});
  await ann.run('message.edit', {conversation: place, id: second.id, content: text('inside')});
  await bob.run('reaction.set', {conversation: place, id: third.id, key: '👍', on: true});
  const changed = await check();
  assert.deepEqual(
    changed.messages.map(({content, reactions}) => [content.text, reactions?.length]),
    [
      ['inside', undefined],
      ['2', 1],
    ],
  );
  assert.equal(changed.asOf, asOf + 3);
  for (const {id} of messages.slice(3, 7)) await ann.run('message.delete', {conversation: place, id});
  assert.deepEqual(await check(), {messages: [], asOf: asOf + 7, limited: true});
});

test('somebody in 10,000 conversations, away for three weeks: 12 that changed are under 10 KB, and a new device gets one page (F86, F87, I15)', async () => {
  const world = await World.open();
  const ann = world.as('ann');
  const places: string[] = [];
  // each by somebody else: who begins one has all of their own counted
  for (let n = 0; n < 10_000; n += 1) {
    const founder = world.as(`u${n}`);
    const {conversation = ''} = await founder.run('conversation.create', {title: `Place ${n}`, members: ['ann']});
    places.push(conversation);
  }
  // what somebody else's slow transaction holds back may come once more, all 10,000 of it
  await world.settled();
  const {cursor} = await ann.run('sync', {});
  world.clock.pass(21 * 24 * 3_600_000);
  for (let n = 0; n < 12; n += 1) await world.as(`u${n * 800}`).send(places[n * 800] ?? '', 'hello again');
  const {sync} = await world.domain.hello(ann.actor, {cursor, epoch: world.domain.epoch});
  assert.equal(sync.rows.length, 12);
  assert.equal(sync.next, undefined);
  const bytes = Buffer.byteLength(JSON.stringify(sync));
  assert.ok(bytes < 10 * 1024, `${bytes} bytes`);
  const first = (await world.domain.hello(ann.actor, {})).sync;
  assert.equal(first.rows.length, 100);
  assert.ok(first.next);
});

test('what is expensive to read is cut or refused by its size, not by trust (S31)', async () => {
  const world = await World.open();
  const ann = world.as('ann');
  const place = await ann.direct('bob');
  for (let n = 0; n < 250; n += 1) await ann.send(place, `message ${n}`);
  const delta = await ann.run('conversation.delta', {conversation: place, since: 0});
  assert.ok(delta.limited && delta.changes.length <= 200);
  for (const [name, input] of [
    ['history.page', {conversation: place, limit: 1_000_000}],
    ['history.page', {conversation: place, limit: -1}],
    ['inbox.page', {limit: 1e9}],
    ['conversation.delta', {conversation: place, since: 0, limit: 1e6}],
  ] as const)
    assert.equal(await codeOf(ann.run(name, input)), 'SCHEMA', name);
  assert.equal((await ann.run('history.page', {conversation: place, around: 120, limit: 100})).messages.length, 100);
  // signs of a pattern are letters like any others
  for (const query of ['%', '_', '%%%', '\\', '*', '[a-z]']) {
    const {people} = await ann.run('person.find', {query});
    assert.deepEqual(people, [], query);
  }
});
