/** What the host reads of everybody's (PWP-HOST-007 …), over the domain; the conformance kit tries it from outside. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {InputOf} from '@parlor/sdk/protocol';
import {lookedThrough} from '../src/domain/overview.js';
import {conversationRecord, userRecord} from './store-records.js';
import {codeOf, newId, type Person, World} from './world.js';

/** Every page, and how many there were. */
async function titles(host: Person, input: InputOf<'conversation.list'>): Promise<{titles: string[]; pages: number}> {
  const found: string[] = [];
  let after: string | undefined;
  for (let pages = 1; ; pages++) {
    const {conversations, next} = await host.run('conversation.list', {...input, ...(after !== undefined && {after})});
    found.push(...conversations.map(({conversation}) => conversation.title ?? ''));
    if (next === undefined) return {titles: found, pages};
    after = next;
  }
}

async function names(host: Person, input: InputOf<'user.list'>): Promise<string[]> {
  const found: string[] = [];
  let after: string | undefined;
  do {
    const page = await host.run('user.list', {...input, ...(after !== undefined && {after})});
    found.push(...page.users.map(({profile}) => profile.name));
    after = page.next;
  } while (after !== undefined);
  return found;
}

test('conversations are found by type, status, member and words of the title (PWP-HOST-007)', async () => {
  const world = await World.open();
  const [ann, host] = [world.as('ann'), world.asHost()];
  for (const [at, title] of ['Café Royal', 'Garden', 'The royal garden', 'News'].entries()) {
    world.clock.pass(1000);
    const members = at === 1 ? ['cem'] : [];
    await ann.run('conversation.create', {title, members, type: at === 3 ? 'announcement' : 'group'});
  }
  world.clock.pass(1000);
  await ann.direct('cem');
  const {conversations} = await host.run('conversation.list', {title: 'garden', limit: 1});
  const [garden] = conversations;
  await host.run('conversation.put', {conversation: garden?.conversation.id ?? '', status: 'closed'});
  const of = async (input: InputOf<'conversation.list'>) => (await titles(host, input)).titles;
  assert.deepEqual(await of({}), ['', 'News', 'The royal garden', 'Garden', 'Café Royal']);
  assert.deepEqual(await of({limit: 2}), ['', 'News', 'The royal garden', 'Garden', 'Café Royal']);
  assert.deepEqual(await of({type: 'announcement'}), ['News']);
  assert.deepEqual(await of({type: 'direct'}), ['']);
  assert.deepEqual(await of({status: 'closed'}), ['The royal garden']);
  assert.deepEqual(await of({title: 'ROYAL'}), ['The royal garden', 'Café Royal']);
  assert.deepEqual(await of({title: 'cafe'}), ['Café Royal'], 'whatever its diacritics');
  assert.deepEqual((await of({member: 'cem'})).sort(), ['', 'Garden']);
  assert.deepEqual(await of({member: 'cem', limit: 1, type: 'group'}), ['Garden']);
  assert.deepEqual(await of({member: 'nobody'}), []);
});

test('conversations are found by what they are about (PWP-HOST-007)', async () => {
  const world = await World.open();
  const host = world.asHost();
  for (const [at, context] of [
    {type: 'order', id: '1042'},
    {type: 'order', id: '7'},
    {type: 'project', id: '7'},
    undefined,
  ].entries()) {
    world.clock.pass(1000);
    await host.run('conversation.put', {conversation: `c_${at}`, title: `${at}`, ...(context && {context})});
  }
  const of = async (input: InputOf<'conversation.list'>) => (await titles(host, input)).titles;
  assert.deepEqual(await of({contextType: 'order'}), ['1', '0']);
  assert.deepEqual(await of({contextType: 'order', limit: 1}), ['1', '0']);
  assert.deepEqual(await of({contextId: '7'}), ['2', '1']);
  assert.deepEqual(await of({contextType: 'order', contextId: '7'}), ['1']);
  await host.run('conversation.put', {conversation: 'c_3', context: {type: 'order', id: '1042'}});
  assert.deepEqual(await of({contextType: 'order', contextId: '1042', title: '3'}), ['3']);
  assert.deepEqual(await of({contextType: 'nothing'}), []);
});

test('of each conversation the host sees members, messages, the last activity and the status (PWP-HOST-007)', async () => {
  const world = await World.open();
  const [ann, host] = [world.as('ann'), world.asHost()];
  const conversation = await ann.group(['ben', 'cem']);
  world.clock.pass(5000);
  const {id} = await ann.send(conversation, 'one');
  await ann.send(conversation, 'two');
  const sentAt = world.clock.now();
  world.clock.pass(5000);
  await ann.run('message.delete', {conversation, id});
  await host.run('conversation.tell', {conversation, id: newId(), text: 'x'});
  const [seen] = (await host.run('conversation.list', {})).conversations;
  assert.deepEqual(
    [seen?.conversation.members, seen?.messages, seen?.lastActivity, seen?.conversation.status],
    [3, 2, sentAt, 'open'],
  );
  assert.equal((await host.run('audit.list', {limit: 1})).entries[0]?.operation, 'conversation.list');
});

test('a filter that finds nothing looks through so many and goes on from there (PWP-HOST-007)', async () => {
  const world = await World.open();
  const host = world.asHost();
  await world.store.write(async (tx) => {
    for (let at = 0; at < lookedThrough + 1; at++)
      await tx.insertConversation(conversationRecord(`c_${at}`, {createdAt: at, title: at === 0 ? 'Oldest' : 'Other'}));
  });
  const first = await host.run('conversation.list', {title: 'oldest'});
  assert.deepEqual([first.conversations.length, typeof first.next], [0, 'string']);
  assert.deepEqual(await titles(host, {title: 'oldest'}), {titles: ['Oldest'], pages: 2});
});

test('the place of a page is good for its own list and its own host (PWP-HOST-007, PWP-HOST-009)', async () => {
  const world = await World.open();
  const [ann, host] = [world.as('ann'), world.asHost()];
  for (let times = 0; times < 2; times++) await ann.group(['ben']);
  const {next = ''} = await host.run('conversation.list', {limit: 1});
  assert.equal(await codeOf(host.run('conversation.list', {after: next, member: 'ann'})), 'CURSOR_INVALID');
  assert.equal(await codeOf(host.run('user.list', {after: next})), 'CURSOR_INVALID');
  assert.equal(await codeOf(world.asHost('desk').run('conversation.list', {after: next})), 'CURSOR_INVALID');
});

test('the host reads what any conversation says as a member from its beginning would, and leaves an entry (PWP-HOST-008)', async () => {
  const world = await World.open();
  const [ann, ben, host] = [world.as('ann'), world.as('ben'), world.asHost()];
  await ann.hello();
  const direct = await ann.direct('ben');
  const first = await ann.send(direct, 'first');
  await ben.run('reaction.set', {conversation: direct, id: first.id, key: '👍', on: true});
  await ben.send(direct, 'second', {replyTo: first.id});
  await ann.run('own.set', {conversation: direct, cleared: 2});
  const read = await host.run('history.read', {conversation: direct, limit: 2});
  const words = read.messages.map(({content}) => content.text);
  assert.deepEqual([words, read.messages[1]?.replyTo?.text, read.end], [['first', 'second'], 'first', true]);
  assert.equal(read.messages[0]?.reactions?.[0]?.own, false);
  const [person] = read.people.filter(({user}) => user === 'ann');
  assert.equal(person?.name, 'ann');
  const {entries} = await host.run('audit.list', {operation: 'history.read'});
  const {from, to} = read.range;
  assert.deepEqual(
    entries.map(({actor, targets, result}) => ({actor, targets, result})),
    [{actor: 'shop', targets: {conversation: direct}, result: {count: 2, from, to}}],
  );
  assert.equal(await codeOf(host.run('history.read', {conversation: 'c_none'})), 'NOT_FOUND');
  assert.equal(await codeOf(host.run('history.read', {conversation: direct, before: 2, after: 1})), 'SCHEMA');
  await host.run('conversation.remove', {conversation: direct});
  assert.equal(await codeOf(host.run('history.read', {conversation: direct})), 'NOT_FOUND');
});

test('what was deleted the host reads no more than others do (PWP-HOST-008, PWP-MODEL-001)', async () => {
  const world = await World.open();
  const ann = world.as('ann');
  const conversation = await ann.group([]);
  const {id} = await ann.send(conversation, 'taken back');
  await ann.run('message.delete', {conversation, id});
  const read = await world.asHost().run('history.read', {conversation});
  assert.ok(!JSON.stringify(read).includes('taken back'));
});

test('people are listed by name, by how words of it begin and by state (PWP-HOST-009)', async () => {
  const world = await World.open();
  const host = world.asHost();
  for (const [user, name] of [
    ['1', 'Bea.~'],
    ['2', 'anna'],
    ['3', 'Änne'],
    ['4', 'Anton'],
    ['5', 'Cem'],
  ] as const)
    await host.run('user.put', {user, name});
  await host.run('user.put', {user: '4', active: false});
  await host.run('user.erase', {user: '5'});
  assert.deepEqual(await names(host, {limit: 1}), ['anna', 'Anton', 'Bea.~', 'Deleted user', 'Änne']);
  assert.deepEqual(await names(host, {name: 'AN'}), ['anna', 'Änne', 'Anton']);
  assert.deepEqual(await names(host, {state: 'active', limit: 2}), ['anna', 'Bea.~', 'Änne']);
  assert.deepEqual(await names(host, {state: 'inactive'}), ['Anton']);
  assert.deepEqual(await names(host, {state: 'erased'}), ['Deleted user']);
  assert.deepEqual(await names(host, {state: 'erased', name: 'Del'}), [], 'it is no name of theirs');
  const {users} = await host.run('user.list', {name: 'Ant'});
  assert.deepEqual(
    users.map(({profile, active, since}) => [profile.user, active, since]),
    [['4', false, world.clock.now()]],
  );
});

test('names that hold what parts a cursor, or half a pair, are places as any other (PWP-HOST-009)', async () => {
  const world = await World.open();
  const host = world.asHost();
  const odd = ['a.b', 'a~b', 'a_%2E', `a${'💬'.repeat(59)}`, 'a"\\'];
  await world.store.write(async (tx) => {
    for (const name of odd) await tx.putUser(userRecord(`.~ ${name}`.slice(0, 20), {name}));
  });
  assert.deepEqual((await names(host, {limit: 1})).toSorted(), odd.toSorted());
});

test('the host reads one conversation and all of its members, in pages, and each leaves an entry (PWP-HOST-013)', async () => {
  const world = await World.open();
  const [ann, host] = [world.as('ann'), world.asHost()];
  await ann.hello();
  const conversation = await ann.group(['ben', 'cem']);
  await ann.send(conversation, 'words');
  await ann.run('member.remove', {conversation, user: 'cem'});
  world.forget();
  const {members, people, ...seen} = await host.run('conversation.read', {conversation});
  const [listed] = (await host.run('conversation.list', {})).conversations;
  assert.deepEqual(seen, listed, 'as it is in the list');
  assert.deepEqual(
    [members.map(({user, role}) => `${user} ${role}`), people.map(({name}) => name)],
    [['ann owner', 'ben member'], ['ann']],
  );
  const first = await host.run('member.list', {conversation, limit: 1});
  const second = await host.run('member.list', {conversation, limit: 1, after: first.next ?? ''});
  assert.deepEqual([...first.members, ...second.members], (await ann.run('member.list', {conversation})).members);
  assert.equal(second.next, undefined);
  assert.deepEqual(world.deliveries, [], 'nobody is told');
  const {entries} = await host.run('audit.list', {});
  assert.deepEqual(
    entries.filter(({targets}) => targets['conversation'] === conversation).map(({operation}) => operation),
    ['conversation.read', 'member.list', 'member.list'],
  );
  await host.run('conversation.remove', {conversation});
  const gone = await host.run('conversation.read', {conversation});
  assert.deepEqual([gone.conversation.status, gone.members], ['removed', []]);
  assert.equal(await codeOf(host.run('conversation.read', {conversation: 'c_none'})), 'NOT_FOUND');
  assert.equal(await codeOf(host.run('member.list', {conversation: 'c_none'})), 'NOT_FOUND');
  assert.equal(
    await codeOf(world.asHost('ann').run('member.list', {conversation, after: first.next})),
    'CURSOR_INVALID',
  );
});
