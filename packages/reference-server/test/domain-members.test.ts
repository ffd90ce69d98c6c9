import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ChangesFrame, Role} from '@parlor/sdk/protocol';
import {codeOf, newId, type Person, text, World} from './world.js';

async function group(members: string[] = ['bob', 'cid']) {
  const world = await World.open();
  const [ann, bob, cid, dan] = [world.as('ann'), world.as('bob'), world.as('cid'), world.as('dan')];
  const place = await ann.group(members);
  return {world, ann, bob, cid, dan, place};
}

const framesOf = (world: World, user: string): ChangesFrame[] =>
  world.framesTo(user).filter((frame) => frame.type === 'changes');

test('a new group tells everybody its row first and then what it is, in seqs 1 and 2', async () => {
  const {world, bob, place} = await group();
  const [row, changes] = world.framesTo('bob');
  assert.ok(
    row?.type === 'inbox' && row.rows[0]?.conversation.id === place && row.rows[0].membership.role === 'member',
  );
  assert.ok(changes?.type === 'changes' && changes.from === 1 && changes.to === 2);
  assert.deepEqual(
    changes.changes.map(({type}) => type),
    ['conversation', 'member', 'member', 'member', 'message'],
  );
  const {members, row: own} = await bob.run('conversation.get', {conversation: place});
  assert.deepEqual(
    members.map(({user, role}) => [user, role]),
    [
      ['ann', 'owner'],
      ['bob', 'member'],
      ['cid', 'member'],
    ],
  );
  assert.deepEqual([own.unread, own.seq, own.conversation.members], [0, 2, 3]);
});

test('what happens to members is told by system messages that count for nobody (S42)', async () => {
  const {ann, bob, place} = await group();
  await ann.run('member.add', {conversation: place, user: 'dan'});
  await ann.run('member.role', {conversation: place, user: 'bob', role: 'admin'});
  await ann.run('conversation.update', {conversation: place, title: 'Other'});
  await ann.run('member.remove', {conversation: place, user: 'dan'});
  await bob.run('member.leave', {conversation: place});
  const {messages} = await ann.run('history.page', {conversation: place});
  assert.deepEqual(
    messages.map(({content, sender}) => [content.kind, content.text, sender, content.data]),
    [
      ['system', '', 'ann', {event: 'created', by: 'ann', title: 'Group'}],
      ['system', '', 'ann', {event: 'added', by: 'ann', user: 'dan'}],
      ['system', '', 'ann', {event: 'role', by: 'ann', user: 'bob', role: 'admin'}],
      ['system', '', 'ann', {event: 'renamed', by: 'ann', title: 'Other'}],
      ['system', '', 'ann', {event: 'removed', by: 'ann', user: 'dan'}],
      ['system', '', 'bob', {event: 'left', by: 'bob'}],
    ],
  );
  const own = messages[0];
  assert.equal(
    await codeOf(ann.run('message.edit', {conversation: place, id: own?.id ?? '', content: text('x')})),
    'FORBIDDEN',
  );
  assert.equal(await codeOf(ann.run('message.delete', {conversation: place, id: own?.id ?? ''})), 'FORBIDDEN');
  assert.equal((await ann.row(place)).unread, 0);
});

test('who is removed gets everything up to their removal and nothing after it (I11, F72, S18)', async () => {
  const {world, ann, bob, place} = await group();
  await ann.send(place, 'before');
  world.forget();
  await ann.run('member.remove', {conversation: place, user: 'bob'});
  const {seq: leftAt} = await bob.row(place);
  const {id} = await ann.send(place, 'after');
  await ann.run('reaction.set', {conversation: place, id, key: '👍', on: true});
  await ann.run('conversation.update', {conversation: place, title: 'Secret'});
  await ann.run('member.add', {conversation: place, user: 'dan'});
  const frames = framesOf(world, 'bob');
  assert.deepEqual(
    frames.map(({to}) => to),
    [leftAt],
  );
  assert.ok(frames[0]?.changes.some((change) => change.type === 'member' && change.member.state === 'removed'));
  const last = world.framesTo('bob').at(-1);
  assert.ok(last?.type === 'inbox' && last.rows[0]?.membership.state === 'removed');

  const row = await bob.row(place);
  assert.deepEqual(
    [row.seq, row.conversation.title, row.conversation.members, row.preview?.text],
    [leftAt, 'Group', 2, 'before'],
  );
  const {members} = await bob.run('conversation.get', {conversation: place});
  assert.ok(!JSON.stringify(members).includes('dan'));
  assert.deepEqual(await bob.words(place), ['before']);
  const delta = await bob.run('conversation.delta', {conversation: place, since: 0});
  assert.ok(!/after|Secret|dan/.test(JSON.stringify(delta)));
  assert.equal(delta.to, leftAt);
  assert.equal(await codeOf(bob.run('conversation.delta', {conversation: place, since: leftAt + 1})), 'SINCE_AHEAD');
  assert.equal(await codeOf(bob.run('reaction.list', {conversation: place, id})), 'NOT_FOUND');
  assert.equal(await codeOf(bob.run('history.page', {conversation: place, around: id})), 'NOT_FOUND');
});

test('what is changed after somebody left does not reach them: an edited message is withheld (I11)', async () => {
  const {ann, bob, place} = await group();
  const kept = await ann.send(place, 'kept');
  const edited = await ann.send(place, 'draft');
  await ann.run('member.remove', {conversation: place, user: 'bob'});
  await ann.run('message.edit', {conversation: place, id: edited.id, content: text('final')});
  await ann.run('reaction.set', {conversation: place, id: kept.id, key: '👍', on: true});
  assert.deepEqual(await bob.words(place), ['kept']);
  const {messages} = await bob.run('history.page', {conversation: place, around: kept.id});
  assert.equal(messages.find(({id}) => id === kept.id)?.reactions, undefined);
});

test('a removed member keeps their unread as it was, and can read it away', async () => {
  const {ann, bob, place} = await group();
  await ann.send(place, 'a');
  await ann.send(place, 'b');
  await ann.run('member.remove', {conversation: place, user: 'bob'});
  await ann.send(place, 'c');
  assert.equal((await bob.row(place)).unread, 2);
  assert.deepEqual(await bob.run('totals', {}), {unread: 0, mentions: 0, conversations: 0});
  await bob.run('own.set', {conversation: place, read: 2 ** 53 - 1});
  const row = await bob.row(place);
  assert.deepEqual([row.unread, row.own.read], [0, row.seq]);
});

test('a new member sees nothing from before; quotes of it are empty for them, in frames and in pages (S19)', async () => {
  const {world, ann, bob, dan, place} = await group();
  const old = await ann.send(place, 'old secret');
  await ann.run('member.add', {conversation: place, user: 'dan'});
  world.forget();
  await bob.send(place, 'reply', {replyTo: old.id});
  await ann.run('message.edit', {conversation: place, id: old.id, content: text('old secret 2')});
  await bob.run('reaction.set', {conversation: place, id: old.id, key: '👍', on: true});
  assert.ok(!/old secret/.test(JSON.stringify(world.framesTo('dan'))));
  assert.ok(/old secret/.test(JSON.stringify(world.framesTo('bob'))));
  // The seqs they may not see still advance, so no gap is looked for.
  assert.deepEqual(
    framesOf(world, 'dan').map(({from, to, changes}) => [to - from, changes.length]),
    [
      [0, 1],
      [0, 0],
      [0, 0],
    ],
  );
  const page = await dan.run('history.page', {conversation: place});
  assert.deepEqual(
    page.messages.map(({content}) => content.text),
    ['', 'reply'],
  );
  assert.equal(page.messages[1]?.replyTo?.text, '');
  assert.equal(page.start, true);
  for (const attempt of [
    () => dan.send(place, 'x', {replyTo: old.id}),
    () => dan.run('reaction.set', {conversation: place, id: old.id, key: '👍', on: true}),
    () => dan.run('receipt.list', {conversation: place, id: old.id}),
    () => dan.run('message.delete', {conversation: place, id: old.id}),
  ]) {
    assert.equal(await codeOf(attempt()), 'NOT_FOUND');
  }
  assert.ok(!/old secret/.test(JSON.stringify(await dan.run('conversation.delta', {conversation: place, since: 0}))));
});

test('coming back opens what comes, not what was said meanwhile; registers and flags stay (F71)', async () => {
  const {ann, bob, place} = await group();
  await ann.send(place, 'first');
  await bob.run('own.set', {conversation: place, read: 3, pinned: true});
  await ann.run('member.remove', {conversation: place, user: 'bob'});
  await ann.send(place, 'meanwhile');
  await ann.run('member.add', {conversation: place, user: 'bob'});
  await ann.send(place, 'again');
  assert.deepEqual(await bob.words(place), ['again']);
  const row = await bob.row(place);
  assert.deepEqual([row.unread, row.own.pinned, row.own.read, row.membership.state], [1, true, 3, 'joined']);
});

test('what lies before a stay counts as cleared, and a list has it nonetheless until its reader clears it (PWP-MEMBER-009, F71)', async () => {
  const {ann, bob, place} = await group();
  await ann.send(place, 'first');
  const listed = async () => (await bob.run('inbox.page', {})).rows.map(({conversation}) => conversation.id);
  const {seq: old} = await bob.row(place);
  await bob.run('own.set', {conversation: place, cleared: old});
  assert.deepEqual(await listed(), []);
  await ann.run('member.remove', {conversation: place, user: 'bob'});
  await ann.send(place, 'meanwhile');
  await ann.run('member.add', {conversation: place, user: 'bob'});
  const {own, membership, seq} = await bob.row(place);
  assert.equal(own.cleared, membership.rev - 1);
  const {messages} = await bob.run('history.page', {conversation: place, limit: 10});
  assert.equal(messages[0]?.seq, own.cleared + 2, 'the first that is seen tells of their coming');
  assert.deepEqual(await listed(), [place]);
  await bob.run('own.set', {conversation: place, cleared: seq});
  assert.deepEqual(await listed(), []);
});

test('a ban keeps out until an admin lifts it (PWP-MEMBER-011)', async () => {
  const {ann, bob, place} = await group();
  await ann.run('member.remove', {conversation: place, user: 'bob'});
  const {seq} = await ann.row(place);
  await ann.run('member.remove', {conversation: place, user: 'bob'});
  assert.equal((await ann.row(place)).seq, seq);
  await ann.run('member.remove', {conversation: place, user: 'bob', ban: true});
  assert.equal(await codeOf(bob.send(place, 'x')), 'BANNED');
  assert.equal((await bob.row(place)).membership.state, 'banned');
  assert.equal(await codeOf(ann.run('member.add', {conversation: place, user: 'bob'})), 'BANNED');
  await ann.run('member.unban', {conversation: place, user: 'bob'});
  assert.equal((await bob.row(place)).membership.state, 'removed');
  const {seq: lifted} = await ann.row(place);
  await ann.run('member.unban', {conversation: place, user: 'bob'});
  assert.equal((await ann.row(place)).seq, lifted, 'a second time it changes nothing');
  assert.equal(await codeOf(bob.send(place, 'x')), 'NOT_A_MEMBER');
  await ann.run('member.add', {conversation: place, user: 'bob'});
  assert.equal(await codeOf(bob.send(place, 'x')), 'none');
});

test('nobody gives, takes or removes what is above themself', async () => {
  const {ann, bob, cid, place} = await group(['bob', 'cid', 'eve']);
  await ann.run('member.role', {conversation: place, user: 'bob', role: 'admin'});
  const attempts: [string, Promise<unknown>][] = [
    ['FORBIDDEN', bob.run('member.role', {conversation: place, user: 'cid', role: 'owner'})],
    ['FORBIDDEN', bob.run('member.role', {conversation: place, user: 'ann', role: 'member'})],
    ['FORBIDDEN', bob.run('member.remove', {conversation: place, user: 'ann'})],
    ['FORBIDDEN', bob.run('member.add', {conversation: place, user: 'zoe', role: 'owner'})],
    ['FORBIDDEN', bob.run('member.remove', {conversation: place, user: 'bob'})],
    ['FORBIDDEN', cid.run('member.role', {conversation: place, user: 'eve', role: 'admin'})],
    ['NOT_FOUND', bob.run('member.role', {conversation: place, user: 'zoe', role: 'member'})],
    ['NOT_FOUND', bob.run('member.remove', {conversation: place, user: 'zoe'})],
    ['none', bob.run('member.role', {conversation: place, user: 'cid', role: 'admin'})],
    ['none', bob.run('member.remove', {conversation: place, user: 'cid'})],
  ];
  for (const [code, attempt] of attempts) assert.equal(await codeOf(attempt), code);
});

test('a group keeps an owner: the last one names another before going (LAST_OWNER)', async () => {
  const {ann, bob, cid, place} = await group();
  assert.equal(await codeOf(ann.run('member.leave', {conversation: place})), 'LAST_OWNER');
  assert.equal(await codeOf(ann.run('member.role', {conversation: place, user: 'ann', role: 'admin'})), 'LAST_OWNER');
  await ann.run('member.role', {conversation: place, user: 'bob', role: 'owner'});
  const {row} = await ann.run('member.leave', {conversation: place});
  assert.equal(row?.membership.state, 'left');
  await cid.run('member.leave', {conversation: place});
  assert.equal(await codeOf(bob.run('member.leave', {conversation: place})), 'none');
});

test('a direct conversation has no members to manage and nothing to leave', async () => {
  const {ann} = await group();
  const place = await ann.direct('bob');
  for (const attempt of [
    ann.run('member.add', {conversation: place, user: 'cid'}),
    ann.run('member.remove', {conversation: place, user: 'bob'}),
    ann.run('member.leave', {conversation: place}),
    ann.run('member.role', {conversation: place, user: 'bob', role: 'observer'}),
    ann.run('conversation.update', {conversation: place, title: 'x'}),
  ]) {
    assert.equal(await codeOf(attempt), 'FORBIDDEN');
  }
});

test('who may write follows the role and the type; observers read', async () => {
  const {world, ann, bob} = await group();
  const {conversation: news = ''} = await ann.run('conversation.create', {
    type: 'announcement',
    title: 'News',
    members: ['bob', 'cid'],
  });
  const writes = async (role: Role, place: string): Promise<string> => {
    await ann.run('member.role', {conversation: place, user: 'bob', role});
    return codeOf(bob.send(place, 'x'));
  };
  const place = await ann.group(['bob']);
  const found = new Map<Role, string[]>();
  for (const role of ['observer', 'member', 'moderator', 'admin', 'owner'] as const)
    found.set(role, [await writes(role, place), await writes(role, news)]);
  assert.deepEqual(Object.fromEntries(found), {
    observer: ['READ_ONLY', 'READ_ONLY'],
    member: ['none', 'READ_ONLY'],
    moderator: ['none', 'READ_ONLY'],
    admin: ['none', 'none'],
    owner: ['none', 'none'],
  });
  const {id} = await ann.send(news, 'read me');
  assert.equal(
    await codeOf(world.as('cid').run('reaction.set', {conversation: news, id, key: '👍', on: true})),
    'none',
  );
});

test('a moderator deletes what others wrote; a member does not', async () => {
  const {ann, bob, cid, place} = await group();
  const {id} = await cid.send(place, 'rude');
  assert.equal(await codeOf(bob.run('message.delete', {conversation: place, id})), 'FORBIDDEN');
  await ann.run('member.role', {conversation: place, user: 'bob', role: 'moderator'});
  const {changes} = await bob.run('message.delete', {conversation: place, id});
  assert.ok(changes[0]?.type === 'message' && changes[0].message.deleted === 'bob');
});

test('after a change of members in a batch the next operations know of it', async () => {
  const {world, ann, place} = await group();
  world.forget();
  const ops = [
    {opId: newId(), op: 'message.send', input: {conversation: place, id: newId(), content: text('one')}},
    {opId: newId(), op: 'member.remove', input: {conversation: place, user: 'bob'}},
    {opId: newId(), op: 'message.send', input: {conversation: place, id: newId(), content: text('two')}},
    {opId: newId(), op: 'member.add', input: {conversation: place, user: 'dan'}},
    {opId: newId(), op: 'message.send', input: {conversation: place, id: newId(), content: text('three')}},
  ];
  const {results} = await ann.run('ops.push', {ops});
  assert.ok(results.every(({ok}) => ok));
  const words = (user: string): string[] =>
    framesOf(world, user)
      .flatMap(({changes}) =>
        changes.flatMap((change) => (change.type === 'message' ? [change.message.content.text] : [])),
      )
      .filter(Boolean);
  assert.deepEqual([words('bob'), words('cid'), words('dan')], [['one'], ['one', 'two', 'three'], ['three']]);
  const seqs = framesOf(world, 'cid').map(({from, to}) => [from, to]);
  for (const [at, [from]] of seqs.entries()) assert.equal(from, (seqs[at - 1]?.[1] ?? 2) + 1);
});

test('changing a group: sizes are checked, nothing new uses no seq, an empty description takes it back', async () => {
  const {ann, bob, place} = await group();
  await ann.run('conversation.update', {conversation: place, description: 'about', data: {colour: 1}});
  const {seq, conversation} = await bob.row(place);
  assert.deepEqual([conversation.description, conversation.data, conversation.rev], ['about', {colour: 1}, seq]);
  await ann.run('conversation.update', {conversation: place, description: 'about', data: {colour: 1}, title: 'Group'});
  assert.equal((await bob.row(place)).seq, seq);
  await ann.run('conversation.update', {conversation: place, description: ''});
  assert.equal((await bob.row(place)).conversation.description, undefined);
  assert.equal(
    await codeOf(ann.run('conversation.update', {conversation: place, data: {big: 'x'.repeat(5000)}})),
    'TOO_LARGE',
  );
  assert.equal(await codeOf(bob.run('conversation.update', {conversation: place, title: 'mine'})), 'FORBIDDEN');
});

test('members come by pages in the order they joined, for members only', async () => {
  const {ann, bob, dan, place} = await group();
  await ann.run('member.add', {conversation: place, user: 'aaa'});
  const first = await bob.run('member.list', {conversation: place, limit: 3});
  const second = await bob.run('member.list', {conversation: place, limit: 3, after: first.next ?? ''});
  assert.deepEqual(
    [...first.members, ...second.members].map(({user}) => user),
    ['ann', 'bob', 'cid', 'aaa'],
  );
  assert.equal(second.next, undefined);
  assert.equal(await codeOf(ann.run('member.list', {conversation: place, after: first.next ?? ''})), 'CURSOR_INVALID');
  assert.equal(await codeOf(dan.run('member.list', {conversation: place})), 'NOT_FOUND');
});

test('who is in as many conversations as may be begins no other one; what there is can be opened, and others may still add them (PWP-LIMIT-007)', async () => {
  const world = await World.open({limits: {conversations: 2}});
  const [ann, ben] = [world.as('ann'), world.as('ben')];
  const place = await ann.group(['ben']);
  const {conversation} = await ann.run('conversation.direct', {user: 'ben'});
  assert.equal(await codeOf(ann.group(['ben'])), 'TOO_LARGE');
  assert.equal(await codeOf(ann.run('conversation.direct', {user: 'cem'})), 'TOO_LARGE');
  assert.equal((await ann.run('conversation.direct', {user: 'ben'})).conversation, conversation);
  await world.as('cem').group(['ann']);
  await ben.run('member.leave', {conversation: place});
  await ben.group(['cem']);
});

test('a conversation holds no more members than its limit', async () => {
  const world = await World.open({limits: {members: 3}});
  const ann = world.as('ann');
  assert.equal(await codeOf(ann.group(['a', 'b', 'c'])), 'TOO_LARGE');
  const place = await ann.group(['a', 'b', 'a', 'ann']);
  assert.equal(await codeOf(ann.run('member.add', {conversation: place, user: 'c'})), 'TOO_LARGE');
});

test('who never was in it is banned beforehand, hears nothing of it, and comes in when it is lifted (PWP-MEMBER-012)', async () => {
  const {world, ann, bob, place} = await group();
  const zoe = world.as('zoe');
  await zoe.hello();
  const {seq} = await ann.row(place);
  world.forget();
  const ban = () => ann.run('member.remove', {conversation: place, user: 'zoe', ban: true});
  await ban();
  await ban();
  assert.equal((await ann.row(place)).seq, seq, 'it is no change of the conversation');
  assert.deepEqual(world.deliveries, [], 'nobody is told');
  const attempts = [
    () => ann.run('member.add', {conversation: place, user: 'zoe'}),
    () => world.asHost().run('member.add', {conversation: place, user: 'zoe'}),
    () => world.asHost().run('conversation.put', {conversation: place, members: [{user: 'dan'}, {user: 'zoe'}]}),
  ];
  for (const attempt of attempts) assert.equal(await codeOf(attempt()), 'BANNED');
  assert.equal(await codeOf(world.as('dan').run('member.list', {conversation: place})), 'NOT_FOUND', 'all or nothing');
  for (const name of ['conversation.get', 'history.page', 'member.list', 'member.leave'] as const)
    assert.equal(await codeOf(zoe.run(name, {conversation: place})), 'NOT_FOUND', name);
  assert.deepEqual((await zoe.run('sync', {})).rows, []);
  assert.equal(await codeOf(bob.run('member.unban', {conversation: place, user: 'zoe'})), 'FORBIDDEN');
  await ann.run('member.unban', {conversation: place, user: 'zoe'});
  await ann.run('member.add', {conversation: place, user: 'zoe'});
  await zoe.send(place, 'here I am');
});

test('moderators and above, and the host, see who is banned, by id and page by page (PWP-MEMBER-012)', async () => {
  const {world, ann, bob, cid, place} = await group(['bob', 'cid', 'eve']);
  await ann.run('member.role', {conversation: place, user: 'bob', role: 'moderator'});
  await world.as('zoe').hello();
  for (const user of ['zoe', 'eve', 'a~1.x']) await ann.run('member.remove', {conversation: place, user, ban: true});
  const page = (person: Person, after?: string) =>
    person.run('member.list', {conversation: place, state: 'banned', limit: 2, ...(after !== undefined && {after})});
  for (const person of [bob, world.asHost()]) {
    const first = await page(person);
    const second = await page(person, first.next ?? '');
    assert.deepEqual(
      [...first.members, ...second.members].map(({user, state}) => `${user} ${state}`),
      ['a~1.x banned', 'eve banned', 'zoe banned'],
    );
    assert.deepEqual([second.next, second.people.map(({name}) => name)], [undefined, ['zoe']]);
    assert.equal(await codeOf(person.run('member.list', {conversation: place, after: first.next})), 'CURSOR_INVALID');
  }
  assert.equal(await codeOf(page(cid)), 'FORBIDDEN');
  assert.equal(await codeOf(page(world.as('zoe'))), 'NOT_FOUND');
  const direct = await ann.direct('bob');
  assert.equal(await codeOf(ann.run('member.list', {conversation: direct, state: 'banned'})), 'FORBIDDEN');
  await world.asHost().run('member.unban', {conversation: place, user: 'eve'});
  assert.deepEqual(
    (await page(ann)).members.map(({user}) => user),
    ['a~1.x', 'zoe'],
  );
  await world.asHost().run('conversation.remove', {conversation: place});
  assert.deepEqual((await page(world.asHost())).members, [], 'a conversation that was taken away keeps nobody out');
});

test('no more people are banned beforehand than there may be members, and nobody who was erased (PWP-MEMBER-012)', async () => {
  const world = await World.open({limits: {members: 2}});
  const [ann, host] = [world.as('ann'), world.asHost()];
  const place = await ann.group([]);
  const ban = (user: string) => codeOf(ann.run('member.remove', {conversation: place, user, ban: true}));
  await host.run('user.erase', {user: 'old'});
  assert.deepEqual(
    [await ban('old'), await ban('one'), await ban('two'), await ban('one'), await ban('three')],
    ['FORBIDDEN', 'none', 'none', 'none', 'TOO_LARGE'],
  );
});
