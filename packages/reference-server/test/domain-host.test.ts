/** What the host's own backend does (PWP-HOST-001 …), over the domain; the conformance kit tries it from outside. */
import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {doctor} from '../src/doctor/run.js';
import {openStore} from '../src/open-store.js';
import {codeOf, newId, World} from './world.js';

test('everything the host does leaves a database in which every count is right', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-host-'));
  const path = join(folder, 'host.db');
  const world = await World.open({store: await openStore(path)});
  const host = world.asHost();
  const [ann, ben, cem] = [world.as('ann'), world.as('ben'), world.as('cem')];
  const conversation = 'c_order-1042';
  await host.run('conversation.put', {
    conversation,
    title: 'Order 1042',
    members: [{user: 'ann', role: 'owner'}, {user: 'ben'}, {user: 'cem'}],
  });
  const direct = await ann.direct('ben');
  for (const person of [ann, ben, cem]) {
    await person.hello();
    const {id} = await person.send(conversation, `words of ${person.user}`);
    await ann.run('reaction.set', {conversation, id, key: '👍', on: true});
    await ben.run('reaction.set', {conversation, id, key: '👍', on: true});
  }
  await ann.run('own.set', {conversation, read: (await ann.row(conversation)).seq, pinned: true});
  await ann.run('own.set', {conversation: direct, readPrivate: (await ann.row(direct)).seq, archived: true});
  const {id: between} = await ann.send(direct, 'between us');
  await ben.run('reaction.set', {conversation: direct, id: between, key: '👍', on: true});
  await host.run('message.delete', {conversation: direct, id: between});
  await host.run('conversation.tell', {conversation, id: newId(), text: 'On its way'});
  await ben.run('own.set', {conversation, read: (await ben.row(conversation)).seq});
  await host.run('message.delete', {conversation, id: (await cem.send(conversation, 'unfit')).id});
  await host.run('user.erase', {user: 'ann'});
  await host.run('conversation.put', {conversation, status: 'closed'});

  assert.deepEqual(await ben.words(conversation), ['', 'words of ben', 'words of cem', '']);
  assert.deepEqual((await ben.row(conversation)).unread, 0);
  const {members} = await ben.run('conversation.get', {conversation});
  assert.deepEqual(
    members.map(({user, role}) => `${user} ${role}`),
    ['ben owner', 'cem member'],
  );
  await world.domain.close();
  let report = '';
  const say = {out: (text: string) => void (report += text), err: (text: string) => void (report += text)};
  assert.equal(await doctor(['--database', path], {}, say), 0, report);
  rmSync(folder, {recursive: true});
});

test('the frames of an erasure come in the order of their seq, each once, and say nothing of what was (I5, I7, PWP-HOST-005)', async () => {
  const world = await World.open();
  const [ann, ben] = [world.as('ann'), world.as('ben')];
  await ben.hello();
  const conversation = await ann.group(['ben']);
  const words = Array.from({length: 60}, (_, at) => `secret ${at}`);
  for (const each of words) await ben.send(conversation, each);
  const before = (await ann.row(conversation)).seq;
  world.forget();
  assert.deepEqual(await world.asHost().run('user.erase', {user: 'ben'}), {messages: 60});
  const frames = world.framesTo('ann').filter((frame) => frame.type === 'changes');
  assert.ok(!JSON.stringify(frames).includes('secret'));
  let at = before;
  for (const {from, to} of frames) {
    assert.equal(from, at + 1);
    at = to;
  }
  assert.equal(at, (await ann.row(conversation)).seq);
  const [told] = world.framesTo('ann').filter((frame) => frame.type === 'profile');
  assert.deepEqual(
    told?.profile,
    {user: 'ben', name: 'Deleted user', erased: true, rev: 2},
    'who sits with them hears of it',
  );
});

test('who asks after an erasure is not told how far the person had read, and nobody’s counts move (PWP-HOST-005)', async () => {
  const world = await World.open();
  const [ann, ben, cem] = [world.as('ann'), world.as('ben'), world.as('cem')];
  await ben.hello();
  const direct = await ann.direct('ben');
  const group = await ann.group(['ben', 'cem']);
  const left = await ann.group(['ben', 'cem']);
  const seqs = new Map<string, number>();
  for (const conversation of [direct, group, left]) {
    await ben.send(conversation, 'words of ben');
    for (const words of ['one', 'two', 'three']) await ann.send(conversation, words);
    const {seq} = await ben.row(conversation);
    seqs.set(conversation, seq);
    await ben.run('own.set', {conversation, read: seq - 1, cleared: 1, pinned: true, mutedUntil: 99, archived: true});
    await ben.run('own.set', {conversation, readPrivate: seq, markedUnread: true});
    await ann.run('own.set', {conversation, read: seq - 2});
  }
  await ben.run('member.leave', {conversation: left});
  const others = [
    [ann, direct],
    [ann, group],
    [cem, group],
    [cem, left],
  ] as const;
  const unread = async (): Promise<number[]> =>
    Promise.all(others.map(async ([person, conversation]) => (await person.row(conversation)).unread));
  const readers = async (conversation: string): Promise<readonly string[]> => {
    const {messages} = await ann.run('history.page', {conversation});
    const mine = messages.find(({sender, content}) => sender === 'ann' && content.text === 'one');
    const {read, delivered} = await ann.run('receipt.list', {conversation, id: String(mine?.id)});
    return [...read, ...delivered];
  };
  assert.deepEqual(await readers(direct), ['ben', 'ben']);
  const before = await unread();
  await world.asHost().run('user.erase', {user: 'ben'});

  // of what ben had said nothing is unread any more
  assert.deepEqual(await unread(), [before[0], before[1], (before[2] ?? 0) - 1, (before[3] ?? 0) - 1]);
  assert.deepEqual(await readers(direct), []);
  const {members} = await ann.run('conversation.get', {conversation: direct});
  assert.deepEqual(
    members.map(({user, read, delivered}) => [user, read, delivered]),
    [
      ['ann', (seqs.get(direct) ?? 0) - 2, (seqs.get(direct) ?? 0) - 2],
      ['ben', 0, 0],
    ],
  );
  await world.store.read(async (tx) => {
    for (const conversation of [direct, group, left]) {
      const row = await tx.member(conversation, 'ben');
      const {read, readPrivate, delivered, cleared, ownRev, markedUnread, mutedUntil, pinned, archived} = row ?? {};
      assert.deepEqual(
        [read, readPrivate, delivered, cleared, ownRev, markedUnread, mutedUntil, pinned, archived],
        [0, 0, 0, 0, 0, false, 0, false, false],
        conversation,
      );
    }
  });
});

test('an erasure that was stopped goes on when it is asked for again (PWP-HOST-005)', async () => {
  const world = await World.open();
  const [ann, ben] = [world.as('ann'), world.as('ben')];
  await ben.hello();
  const first = await ann.group(['ben']);
  const second = await ann.group(['ben']);
  for (const conversation of [first, second]) await ben.send(conversation, 'secret');
  const host = world.asHost();
  // as if it had ended after the profile and the membership and messages of one conversation
  const stored = world.store.write.bind(world.store);
  let writes = 0;
  world.store.write = ((...args: Parameters<typeof stored>) => {
    writes++;
    if (writes > 3) throw new Error('cut');
    return stored(...args);
  }) as typeof stored;
  await assert.rejects(host.run('user.erase', {user: 'ben'}), /cut/);
  world.store.write = stored;
  const left = (await Promise.all([first, second].map((place) => ann.words(place)))).flat();
  assert.deepEqual(left.sort(), ['', 'secret']);
  assert.deepEqual(await host.run('user.erase', {user: 'ben'}), {messages: 1});
  const {members} = await ann.run('conversation.get', {conversation: second});
  assert.deepEqual(
    members.map(({user}) => user),
    ['ann'],
  );
});

test('the claims of a token fill what the host left out, and what changes nothing raises no rev', async () => {
  const world = await World.open();
  const host = world.asHost();
  const put = await host.run('user.put', {user: 'ann', avatar: 'https://img.example/ann', data: {plan: 'gold'}});
  assert.deepEqual(put.profile, {
    user: 'ann',
    name: 'ann',
    avatar: 'https://img.example/ann',
    data: {plan: 'gold'},
    rev: 1,
  });
  const again = await host.run('user.put', {user: 'ann', data: {plan: 'gold'}});
  assert.equal(again.profile.rev, 1);
  const {profile} = await world.as('ann').hello();
  assert.deepEqual([profile.name, profile.avatar, profile.rev], ['ann', 'https://img.example/ann', 2]);
  const large = {user: 'ann', data: {words: 'x'.repeat(5000)}};
  assert.equal(await codeOf(host.run('user.put', large)), 'TOO_LARGE');
});

test('two backends that make the same conversation at once make one', async () => {
  const world = await World.open();
  const host = world.asHost();
  const input = {conversation: 'c_same', title: 'Same', members: [{user: 'ann'}]};
  await Promise.all([host.run('conversation.put', input), host.run('conversation.put', input)]);
  assert.equal((await world.as('ann').row('c_same')).seq, 1);
});

test('a host whose sessions were ended does nothing with an old token (PWP-AUTH-010)', async () => {
  const world = await World.open();
  const host = world.asHost();
  await host.run('session.end', {user: 'shop'});
  const late = {...host.actor, issuedAt: world.clock.now() - 1};
  assert.equal(await codeOf(world.domain.run(late, 'user.put', {user: 'ann'})), 'SESSION_REVOKED');
});

test('an erased id is never used again, by nobody (PWP-HOST-005)', async () => {
  const world = await World.open();
  const [ann, ben, host] = [world.as('ann'), world.as('ben'), world.asHost()];
  const conversation = await ann.group(['ben']);
  await ben.hello();
  await host.run('user.erase', {user: 'ben'});
  for (const attempt of [
    () => ann.run('member.add', {conversation, user: 'ben'}),
    () => ann.run('conversation.create', {title: 'Again', members: ['ben']}),
    () => ann.run('conversation.direct', {user: 'ben'}),
    () => host.run('conversation.put', {conversation: 'c_new', title: 'New', members: [{user: 'ben'}]}),
    () => host.run('conversation.put', {conversation, members: [{user: 'ben'}]}),
    () => host.run('user.put', {user: 'ben', name: 'Ben'}),
  ])
    assert.equal(await codeOf(attempt()), 'FORBIDDEN');
  await world.domain.seen('ben');
  assert.equal((await host.run('user.get', {user: 'ben'})).lastSeen, 0);
  const {people} = await ann.run('person.find', {query: 'del'});
  assert.deepEqual(people, []);
});

test('an erasure goes on where a conversation was taken away meanwhile', async () => {
  const world = await World.open();
  const [ann, ben, host] = [world.as('ann'), world.as('ben'), world.asHost()];
  const places = [await ann.group(['ben']), await ann.group(['ben'])] as const;
  for (const conversation of places) await ben.send(conversation, 'secret');
  const read = world.store.read.bind(world.store);
  let isListed = false;
  world.store.read = (async (work: Parameters<typeof read>[0]) => {
    const result = await read(work);
    // in whichever order a store lists them
    if (Array.isArray(result) && result.includes(places[0]) && !isListed) {
      isListed = true;
      await host.run('conversation.remove', {conversation: places[0]});
    }
    return result;
  }) as typeof read;
  assert.deepEqual(await host.run('user.erase', {user: 'ben'}), {messages: 1});
  assert.ok(isListed);
  assert.deepEqual(await ann.words(places[1]), ['']);
});

test('an owner is exchanged in one step, in whichever order they are named (PWP-HOST-003)', async () => {
  const world = await World.open();
  const host = world.asHost();
  const conversation = 'c_shift';
  const put = (...members: {user: string; role: 'owner' | 'member'}[]) =>
    host.run('conversation.put', {conversation, title: 'Shift', members});
  await put({user: 'ann', role: 'owner'}, {user: 'ben', role: 'member'});
  await put({user: 'ann', role: 'member'}, {user: 'ben', role: 'owner'});
  const {members} = await world.as('ann').run('conversation.get', {conversation});
  assert.deepEqual(
    members.map(({user, role}) => `${user} ${role}`),
    ['ann member', 'ben owner'],
  );
  const {changes} = await host.run('conversation.put', {conversation, description: 'Nights'});
  assert.deepEqual(
    changes.map(({type}) => type),
    ['conversation'],
    'of members it tells those it was about',
  );
  const many = Array.from({length: 101}, (_, at) => ({user: `new-${at}`}));
  assert.equal(await codeOf(host.run('conversation.put', {conversation, members: many})), 'TOO_LARGE');
});

test('who adds somebody as the host has a name for those who are told, whatever token came last', async () => {
  const world = await World.open();
  const [ann, host] = [world.as('ann'), world.asHost()];
  const conversation = await ann.group([]);
  await host.run('member.add', {conversation, user: 'cem'});
  await world.as('shop').hello();
  const {people} = await ann.run('person.get', {users: ['shop']});
  assert.deepEqual(
    people.map(({name}) => name),
    ['shop'],
  );
});

test('the host makes the direct conversation of two others, once, and nobody finds it before something was said (PWP-HOST-014, PWP-REG-010)', async () => {
  const world = await World.open();
  const [ann, ben, host] = [world.as('ann'), world.as('ben'), world.asHost()];
  const {conversation = ''} = await host.run('conversation.pair', {user: 'ben', other: 'ann'});
  assert.equal((await host.run('conversation.pair', {user: 'ann', other: 'ben'})).conversation, conversation);
  assert.equal(await ann.direct('ben'), conversation);
  const lists = async () =>
    Promise.all([ann, ben].map(async (person) => (await person.run('inbox.page', {})).rows.length));
  assert.deepEqual(await lists(), [0, 0]);
  await ann.send(conversation, 'hello');
  assert.deepEqual(await lists(), [1, 1]);
  assert.equal((await ben.row(conversation)).unread, 1);
  const {entries} = await host.run('audit.list', {});
  assert.deepEqual(
    entries.map(({operation, targets}) => ({operation, targets})),
    [
      {operation: 'conversation.pair', targets: {users: ['ben', 'ann'], conversation}},
      {operation: 'conversation.pair', targets: {users: ['ann', 'ben'], conversation}},
    ],
  );
  assert.equal(await codeOf(host.run('conversation.pair', {user: 'ann', other: 'ann'})), 'SCHEMA');
});

test('a pair of whom one blocks the other neither writes, and one that was erased gets no other (PWP-HOST-014, PWP-BLOCK-002)', async () => {
  const world = await World.open();
  const [ann, ben, host] = [world.as('ann'), world.as('ben'), world.asHost()];
  await ann.run('block.set', {user: 'ben', on: true});
  const {conversation = ''} = await host.run('conversation.pair', {user: 'ann', other: 'ben'});
  for (const person of [ann, ben]) assert.equal(await codeOf(person.send(conversation, 'x')), 'READ_ONLY');
  await ann.run('block.set', {user: 'ben', on: false});
  await ben.send(conversation, 'now');
  await host.run('user.erase', {user: 'ben'});
  assert.equal(await codeOf(host.run('conversation.pair', {user: 'cem', other: 'ben'})), 'FORBIDDEN');
});

test('of a direct conversation the host changes the status alone, and opens none that an erasure closed (PWP-HOST-003)', async () => {
  const world = await World.open();
  const [ann, ben, host] = [world.as('ann'), world.as('ben'), world.asHost()];
  const conversation = await ann.direct('ben');
  await ann.send(conversation, 'first');
  world.forget();
  await host.run('conversation.put', {conversation, status: 'closed'});
  const closed = world.framesTo('ben').filter((frame) => frame.type === 'changes');
  assert.equal(JSON.stringify(closed).includes('"status":"closed"'), true, 'both hear of it');
  assert.equal(await codeOf(ben.send(conversation, 'x')), 'CLOSED');
  const {seq} = await ann.row(conversation);
  for (const more of [{title: 'Ours'}, {purge: true}, {members: [{user: 'cem'}]}, {slowSeconds: 5}])
    assert.equal(await codeOf(host.run('conversation.put', {conversation, status: 'open', ...more})), 'FORBIDDEN');
  assert.equal((await ann.row(conversation)).seq, seq);
  await host.run('conversation.put', {conversation, status: 'open'});
  await ben.send(conversation, 'second');
  await host.run('user.erase', {user: 'ben'});
  assert.equal(await codeOf(host.run('conversation.put', {conversation, status: 'open'})), 'FORBIDDEN');
  assert.equal((await ann.row(conversation)).conversation.status, 'closed');
});
