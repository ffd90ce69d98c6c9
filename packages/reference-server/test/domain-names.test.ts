/** Finding people and conversations by what they are called: who finds whom, in which order, page by page (PWP-SEARCH-008, PWP-SEARCH-009). */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {InputOf} from '@parlor/sdk/protocol';
import {codeOf, type Person, World} from './world.js';

const peopleIn = async (person: Person, query: string): Promise<string[]> =>
  (await person.run('person.find', {query})).people.map(({name}) => name);

type Asked = Partial<InputOf<'inbox.find'>>;
const found = (person: Person, query: string, more: Asked = {}) => person.run('inbox.find', {query, ...more});
const places = async (person: Person, query: string, more: Asked = {}): Promise<string[]> =>
  (await found(person, query, more)).rows.map(({conversation: {id}}) => id);

async function called(names: Record<string, string>, options: Parameters<typeof World.open>[0] = {}) {
  const world = await World.open(options);
  for (const [user, name] of Object.entries(names)) {
    await world.as(user).hello();
    await world.as(user).run('profile.set', {name});
  }
  return world;
}

test('people are found by any word of their name, whose whole name begins so first (PWP-SEARCH-008)', async () => {
  const world = await called(
    {a: 'Ann Smith', b: 'Smitha Rao', c: 'Jörg Smíthson', d: 'Mei 陳大文'},
    {directory: 'everybody'},
  );
  const ann = world.as('a');
  assert.deepEqual(await peopleIn(ann, 'smith'), ['Smitha Rao', 'Ann Smith', 'Jörg Smíthson']);
  assert.deepEqual(await peopleIn(ann, 'SMI jorg'), ['Jörg Smíthson']);
  assert.deepEqual(await peopleIn(ann, '大文'), ['Mei 陳大文']);
  assert.deepEqual(await peopleIn(ann, 'smith ann x'), []);
});

test('a person of another name, or erased, is found by it no longer (PWP-SEARCH-008, PWP-HOST-005)', async () => {
  const world = await called({a: 'Ann Smith', b: 'Ben Bold'}, {directory: 'everybody'});
  const [ann, ben, host] = [world.as('a'), world.as('b'), world.asHost()];
  await ben.run('profile.set', {name: 'Ben Brave'});
  assert.deepEqual([await peopleIn(ann, 'bold'), await peopleIn(ann, 'brave')], [[], ['Ben Brave']]);
  await host.run('user.put', {user: 'b', name: 'Benjamin Bright'});
  assert.deepEqual([await peopleIn(ann, 'brave'), await peopleIn(ann, 'bright')], [[], ['Benjamin Bright']]);
  await host.run('user.erase', {user: 'b'});
  for (const words of ['bright', 'benjamin', 'deleted', 'user', 'b']) assert.deepEqual(await peopleIn(ann, words), []);
  const {users} = await host.run('user.list', {name: 'deleted'});
  assert.deepEqual(users, [], 'nor by the host');
});

test('pages of people in a row have everybody once, also where names are alike and some are given meanwhile (PWP-SEARCH-008)', async () => {
  const names = Object.fromEntries(
    Array.from({length: 23}, (_, at) => [`p${at}`, at % 3 === 0 ? 'Kim Lee' : `Person ${at % 5} Kim`]),
  );
  const world = await called(names, {directory: 'everybody'});
  const ann = world.as('p1');
  const all = (await ann.run('person.find', {query: 'kim', limit: 50})).people.map(({user}) => user);
  assert.equal(all.length, 23);
  for (const limit of [1, 4, 50]) {
    const paged: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const {people, next} = await ann.run('person.find', {query: 'kim', limit, ...(cursor !== undefined && {cursor})});
      paged.push(...people.map(({user}) => user));
      if (next === undefined) break;
      assert.equal(people.length, limit);
      cursor = next;
    }
    assert.deepEqual(paged, all);
  }
  const {next: cursor = ''} = await ann.run('person.find', {query: 'kim', limit: 4});
  await world.as('p0').run('profile.set', {name: 'Aaron Kim'});
  const {people} = await ann.run('person.find', {query: 'kim', limit: 50, cursor});
  assert.deepEqual(
    people.map(({user}) => user).filter((user) => user !== 'p0'),
    all.slice(4),
    'a place is one, whoever stood there',
  );
  assert.equal(await codeOf(ann.run('person.find', {query: 'lee', cursor})), 'CURSOR_INVALID');
  assert.equal(await codeOf(world.as('p2').run('person.find', {query: 'kim', cursor})), 'CURSOR_INVALID');
});

test('the host lists people by any word of their name, page by page (PWP-HOST-009)', async () => {
  const world = await called({a: 'Ann Smith', b: 'Smitha Rao', c: 'Ben Smith'});
  const host = world.asHost();
  const first = await host.run('user.list', {name: 'smith', limit: 2});
  assert.deepEqual(
    first.users.map(({profile}) => profile.name),
    ['Smitha Rao', 'Ann Smith'],
  );
  const {next: after = ''} = first;
  const second = await host.run('user.list', {name: 'smith', limit: 2, after});
  assert.deepEqual([second.users.map(({profile}) => profile.name), second.next], [['Ben Smith'], undefined]);
  assert.equal(await codeOf(host.run('user.list', {after})), 'CURSOR_INVALID', 'a place among all is another one');
  const {next: ofAll = ''} = await host.run('user.list', {limit: 1});
  assert.equal(await codeOf(host.run('user.list', {name: 'smith', after: ofAll})), 'CURSOR_INVALID');
});

test('conversations are found by words of their titles, direct ones by the other one’s name, archived ones too (PWP-SEARCH-009)', async () => {
  const world = await called({ann: 'Ann Lee', bob: 'Bob Größe', cid: 'Cid'});
  const [ann, bob, cid] = [world.as('ann'), world.as('bob'), world.as('cid')];
  const old = await ann.group(['bob'], 'Straßenfest Planung');
  world.clock.pass(10);
  const direct = await ann.direct('bob');
  await ann.send(direct, 'hi');
  world.clock.pass(10);
  const big = await ann.group(['cid'], 'Große Planung');
  await ann.run('own.set', {conversation: old, archived: true});
  assert.deepEqual(await places(ann, 'plan'), [big, old], 'the newest activity first');
  assert.deepEqual(await places(ann, 'plan stras'), [old]);
  assert.deepEqual(await places(ann, 'GROSS'), [big, direct]);
  assert.deepEqual(await places(bob, 'lee ann'), [direct], 'each by the other one’s name');
  assert.deepEqual(await places(bob, 'größe'), [], 'not by one’s own');
  assert.deepEqual(await places(cid, 'fest strassenfest'), [], 'nobody finds what they are not in');
  const {rows, people} = await found(ann, 'bob');
  assert.deepEqual(rows, (await ann.run('inbox.rows', {conversations: [direct]})).rows, 'rows as an inbox has them');
  assert.deepEqual(people.map(({user}) => user).sort(), ['ann', 'bob']);
  await ann.run('own.set', {conversation: direct, cleared: rows[0]?.seq ?? 0});
  assert.deepEqual(await places(ann, 'bob'), [], 'what was cleared away is in no inbox');
});

test('who has left finds a conversation by the title it had then, unless nothing is left of it (PWP-SEARCH-009, PWP-AUTHZ-004)', async () => {
  const world = await World.open();
  const [ann, bob] = [world.as('ann'), world.as('bob')];
  const [kept, gone] = [await ann.group(['bob'], 'Cellar'), await ann.group(['bob'], 'Cellar keys')];
  await ann.run('conversation.update', {conversation: gone, purge: true});
  for (const conversation of [kept, gone]) await ann.run('member.remove', {conversation, user: 'bob'});
  await ann.run('conversation.update', {conversation: kept, title: 'Attic'});
  assert.deepEqual([await places(bob, 'cellar'), await places(bob, 'attic')], [[kept], []]);
  await world.asHost().run('conversation.remove', {conversation: kept});
  assert.deepEqual([await places(bob, 'cellar'), await places(ann, 'attic')], [[], []]);
});

test('whoever was erased, nobody finds a conversation by (PWP-SEARCH-009, PWP-HOST-005)', async () => {
  const world = await called({ann: 'Ann Lee', bob: 'Bob Stone'});
  const direct = await world.as('ann').direct('bob');
  await world.as('ann').send(direct, 'hi');
  assert.deepEqual(await places(world.as('ann'), 'stone'), [direct]);
  await world.asHost().run('user.erase', {user: 'bob'});
  for (const words of ['stone', 'deleted', 'bob']) assert.deepEqual(await places(world.as('ann'), words), []);
});

test('pages of conversations have each once, and a cursor is of its words and its user (PWP-SEARCH-009, PWP-SEARCH-004)', async () => {
  const world = await World.open();
  const ann = world.as('ann');
  const made: string[] = [];
  for (let at = 0; at < 17; at += 1) {
    if (at % 3 === 0) world.clock.pass(5);
    made.push(await ann.group(['bob'], `Room ${at}`));
  }
  const all = await places(ann, 'room', {limit: 50});
  assert.deepEqual(all.toSorted(), made.toSorted());
  const paged: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const {rows, next} = await found(ann, 'room', {limit: 5, ...(cursor !== undefined && {cursor})});
    paged.push(...rows.map(({conversation: {id}}) => id));
    if (next === undefined) break;
    cursor = next;
  }
  assert.deepEqual(paged, all);
  const {next: cursor = ''} = await found(ann, 'room', {limit: 5});
  assert.equal(await codeOf(found(ann, 'rooms', {cursor})), 'CURSOR_INVALID');
  assert.equal(await codeOf(found(world.as('bob'), 'room', {cursor})), 'CURSOR_INVALID');
});

test('a query without a word, or too long, is refused as in a search (PWP-SEARCH-009, PWP-SEARCH-002)', async () => {
  const world = await World.open();
  const ann = world.as('ann');
  const {queryLength, queryWords} = world.domain.limits;
  assert.equal(await codeOf(found(ann, '%_ *')), 'SCHEMA');
  assert.equal(await codeOf(found(ann, 'x'.repeat(queryLength + 1))), 'TOO_LARGE');
  const words = Array.from({length: queryWords + 1}, (_, at) => `w${at}`).join(' ');
  assert.equal(await codeOf(found(ann, words)), 'TOO_LARGE');
});

test('among thousands of conversations the last one is found, and others have their turn meanwhile (PWP-SEARCH-009)', async () => {
  const world = await World.open();
  const ann = world.as('ann');
  const wanted = await ann.group([], 'Needle');
  const {conversation, member} = await world.store.read(async (tx) => ({
    conversation: await tx.conversation(wanted),
    member: await tx.member(wanted, 'ann'),
  }));
  assert.ok(conversation && member);
  await world.store.write(async (tx) => {
    for (let at = 0; at < 2_500; at += 1) {
      const id = `c_hay${at}`;
      await tx.insertConversation({
        ...conversation,
        id,
        title: `Hay ${at}`,
        lastActivity: conversation.lastActivity + at,
      });
      await tx.putMember({...member, conversation: id});
    }
  });
  const read = world.store.read.bind(world.store);
  let reads = 0;
  world.store.read = (work) => {
    reads += 1;
    return read(work);
  };
  assert.deepEqual(await places(ann, 'need'), [wanted]);
  assert.ok(reads >= 4, 'in steps');
  assert.equal((await found(ann, 'hay', {limit: 50})).rows[0]?.conversation.id, 'c_hay2499');
});
