/** Blocking a person (PWP-BLOCK-001 …): what it refuses, what it hides, and how the two learn of it. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ContentInput, ServerFrame} from '@parlor/sdk/protocol';
import {codeOf, newId, text, World} from './world.js';

async function pairOf(world: World) {
  const [ann, ben] = [world.as('ann'), world.as('ben')];
  for (const person of [ann, ben]) await person.hello();
  return {ann, ben, conversation: await ann.direct('ben')};
}

const mention = (user: string): ContentInput => ({
  text: `@${user} hello`,
  ranges: [{type: 'mention', start: 0, end: user.length + 1, user}],
});

const typesOf = (frames: readonly ServerFrame[]): string[] => frames.map(({type}) => type);

test('while one blocks the other neither sends in their conversation, and afterwards both do (PWP-BLOCK-002)', async () => {
  const world = await World.open();
  const {ann, ben, conversation} = await pairOf(world);
  await ben.send(conversation, 'before');
  await ann.run('block.set', {user: 'ben', on: true});
  for (const person of [ann, ben])
    assert.equal(
      await codeOf(person.run('message.send', {conversation, id: newId(), content: text('x')})),
      'READ_ONLY',
    );
  await ben.run('block.set', {user: 'ann', on: true});
  await ann.run('block.set', {user: 'ben', on: false});
  assert.equal(await codeOf(ann.send(conversation, 'x')), 'READ_ONLY', 'now ben blocks ann');
  await ben.run('block.set', {user: 'ann', on: false});
  await ben.send(conversation, 'after');
  await ann.send(conversation, 'as well');
  assert.deepEqual(await ann.words(conversation), ['before', 'after', 'as well'], 'nothing was held back meanwhile');
});

test('each is told by their own row how it stands, and a later word wins by its rev (PWP-BLOCK-003)', async () => {
  const world = await World.open();
  const {ann, ben, conversation} = await pairOf(world);
  const blockedOf = async () => [(await ann.row(conversation)).own.blocked, (await ben.row(conversation)).own.blocked];
  const revs = async () => [(await ann.row(conversation)).own.rev, (await ben.row(conversation)).own.rev];
  assert.deepEqual(await blockedOf(), [undefined, undefined]);
  const {cursor} = (await ben.hello()).sync;
  await world.settled();
  world.forget();
  const {row} = await ann.run('block.set', {user: 'ben', on: true});
  assert.equal(row?.own.blocked, 'own');
  assert.deepEqual([typesOf(world.framesTo('ann')), typesOf(world.framesTo('ben'))], [['profile', 'inbox'], ['inbox']]);
  assert.deepEqual(await blockedOf(), ['own', 'other']);
  const {rows} = await ben.run('sync', {cursor});
  assert.deepEqual(
    rows.map(({own}) => own.blocked),
    ['other'],
    'who was away learns of it with the rest',
  );
  const before = await revs();
  await ben.run('block.set', {user: 'ann', on: true});
  assert.deepEqual(await blockedOf(), ['own', 'own']);
  await ann.run('block.set', {user: 'ben', on: false});
  assert.deepEqual(await blockedOf(), ['other', 'own']);
  await ben.run('block.set', {user: 'ann', on: false});
  assert.deepEqual(await blockedOf(), ['none', 'none']);
  assert.deepEqual(
    await revs(),
    before.map((rev) => rev + 3),
  );
});

test('blocking again changes nothing and tells nobody; so does unblocking whom one does not block (PWP-BLOCK-001)', async () => {
  const world = await World.open();
  const {ann} = await pairOf(world);
  const {profile} = await ann.run('block.set', {user: 'ben', on: true});
  world.forget();
  const again = await ann.run('block.set', {user: 'ben', on: true});
  assert.deepEqual([again.profile.rev, world.deliveries], [profile.rev, []]);
  await ann.run('block.set', {user: 'cem', on: false});
  assert.deepEqual(world.deliveries, []);
  assert.equal(await codeOf(ann.run('block.set', {user: 'ann', on: true})), 'SCHEMA');
});

test('nobody begins a direct conversation with whom they block or who blocks them; one that is there can be opened (PWP-BLOCK-004)', async () => {
  const world = await World.open();
  const {ann, ben, conversation} = await pairOf(world);
  const cem = world.as('cem');
  await ann.run('block.set', {user: 'ben', on: true});
  await ann.run('block.set', {user: 'cem', on: true});
  assert.equal(await ben.direct('ann'), conversation);
  assert.deepEqual([await codeOf(cem.direct('ann')), await codeOf(ann.direct('cem'))], ['FORBIDDEN', 'FORBIDDEN']);
  await ann.run('block.set', {user: 'cem', on: false});
  const begun = await cem.direct('ann');
  assert.equal((await cem.row(begun)).own.blocked, undefined);
});

test('who is blocked brings nobody into a group that blocks them; others may, and both stay where they are (PWP-BLOCK-004)', async () => {
  const world = await World.open();
  const {ann, ben} = await pairOf(world);
  const old = await ben.group(['ann']);
  await ann.run('block.set', {user: 'ben', on: true});
  await ben.send(old, 'still here');
  assert.equal(await codeOf(ben.group(['ann', 'cem'])), 'FORBIDDEN');
  const other = await ben.group(['cem']);
  assert.equal(await codeOf(ben.run('member.add', {conversation: other, user: 'ann'})), 'FORBIDDEN');
  await ben.run('member.role', {conversation: other, user: 'cem', role: 'admin'});
  await world.as('cem').run('member.add', {conversation: other, user: 'ann'});
  await ann.group(['ben'], 'by who blocks');
  assert.deepEqual(await ann.words(old), ['still here']);
});

test('a mention by somebody one blocks is none: it is not counted, and the row says so before the message comes (PWP-BLOCK-005)', async () => {
  const world = await World.open();
  const [ann, ben, cem] = [world.as('ann'), world.as('ben'), world.as('cem')];
  const group = await ben.group(['ann', 'cem']);
  await ann.run('block.set', {user: 'ben', on: true});
  world.forget();
  const {id} = await ben.send(group, '', {content: mention('ann')});
  const row = await ann.row(group);
  assert.deepEqual([row.unread, row.mentions], [1, 0]);
  const told = world.framesTo('ann');
  assert.deepEqual(typesOf(told), ['inbox', 'changes']);
  assert.ok(told[0]?.type === 'inbox' && told[0].rows[0]);
  assert.deepEqual([told[0].rows[0].asOf, told[0].rows[0].mentions], [row.seq, 0]);
  await ben.run('message.edit', {conversation: group, id, content: {...mention('ann'), text: '@ann hello again'}});
  assert.deepEqual([(await ann.row(group)).mentions, (await ann.run('totals', {})).mentions], [0, 0]);
  await cem.send(group, '', {content: mention('ann')});
  assert.equal((await ann.row(group)).mentions, 1);
  await ann.run('block.set', {user: 'ben', on: false});
  assert.equal((await ann.row(group)).mentions, 1, 'what was none stays none');
  await ben.send(group, '', {content: mention('ann')});
  assert.equal((await ann.row(group)).mentions, 2);
});

test('in a batch, too, the row with the counts comes before the message that mentions who blocks (PWP-BLOCK-005)', async () => {
  const world = await World.open();
  const [ann, ben] = [world.as('ann'), world.as('ben')];
  const group = await ben.group(['ann', 'cem']);
  await ann.run('block.set', {user: 'ben', on: true});
  world.forget();
  const ops = ['plain', 'ann', 'ann'].map((user) => ({
    opId: newId(),
    op: 'message.send',
    input: {conversation: group, id: newId(), content: user === 'ann' ? mention(user) : text(user)},
  }));
  const {results} = await ben.run('ops.push', {ops});
  assert.ok(results.every(({ok}) => ok));
  let counted = 0;
  let messages = 0;
  for (const frame of world.framesTo('ann')) {
    if (frame.type === 'inbox') counted = frame.rows[0]?.asOf ?? 0;
    if (frame.type !== 'changes') continue;
    for (const change of frame.changes) {
      if (change.type !== 'message') continue;
      messages++;
      if (change.message.content.ranges)
        assert.ok(counted >= change.message.seq, 'it is counted as none before it comes');
    }
  }
  assert.equal(messages, 3);
});

test('the host begins a direct conversation with who blocks it, and the block stands on that (PWP-BLOCK-003, PWP-BLOCK-007)', async () => {
  const world = await World.open();
  const [ann, shop] = [world.as('ann'), world.asHost('shop')];
  await ann.run('block.set', {user: 'shop', on: true});
  const conversation = await shop.direct('ann');
  await shop.send(conversation, 'your order is there');
  assert.equal((await ann.row(conversation)).own.blocked, 'own');
  assert.equal(await codeOf(ann.send(conversation, 'thanks')), 'READ_ONLY');
  await ann.run('block.set', {user: 'shop', on: false});
  assert.equal((await ann.row(conversation)).own.blocked, 'none');
  await ann.send(conversation, 'thanks');
});

test('neither may be watched by the other, and neither is told that the other types (PWP-BLOCK-003)', async () => {
  const world = await World.open();
  const {ann, ben, conversation} = await pairOf(world);
  const group = await ann.group(['ben', 'cem']);
  const seen = async (): Promise<unknown> => [
    (await world.domain.visiblePeople(ann.actor, ['ben', 'cem'])).map(({user}) => user),
    (await world.domain.visiblePeople(ben.actor, ['ann', 'cem'])).map(({user}) => user),
    await world.domain.typingAudience(ann.actor, group),
    await world.domain.typingAudience(ben.actor, group),
    await world.domain.typingAudience(ben.actor, conversation),
  ];
  const before = await seen();
  assert.deepEqual(before, [['ben', 'cem'], ['ann', 'cem'], ['ben', 'cem'], ['ann', 'cem'], ['ann']]);
  await ben.run('block.set', {user: 'ann', on: true});
  assert.deepEqual(await seen(), [['cem'], ['cem'], ['cem'], ['cem'], []]);
  await ben.run('block.set', {user: 'ann', on: false});
  assert.deepEqual(await seen(), before);
});

test('meanwhile neither learns from receipts that the other reads; afterwards they are as they are (PWP-BLOCK-003)', async () => {
  const world = await World.open();
  const {ann, ben, conversation} = await pairOf(world);
  const {id, seq} = await ben.send(conversation, 'read it?');
  await ann.run('block.set', {user: 'ben', on: true});
  world.forget();
  await ann.run('own.set', {conversation, read: seq});
  world.clock.pass(1_000);
  assert.deepEqual(typesOf(world.framesTo('ben')), []);
  const {members} = await ben.run('conversation.get', {conversation});
  assert.ok(members.every(({read}) => read === undefined));
  assert.deepEqual((await ben.run('receipt.list', {conversation, id})).read, []);
  await ann.run('block.set', {user: 'ben', on: false});
  assert.deepEqual((await ben.run('receipt.list', {conversation, id})).read, ['ann']);
});

test('the list is paged, the newest first, and shows no profile that could not be looked up (PWP-BLOCK-006)', async () => {
  const world = await World.open();
  const {ann} = await pairOf(world);
  await world.as('stranger').hello();
  const users = ['ben', 'stranger', 'with.dots~and ✓', 'dan', 'eve'];
  for (const user of users) {
    await ann.run('block.set', {user, on: true});
    world.clock.pass(user === 'dan' ? 0 : 1);
  }
  const found: string[] = [];
  let after: string | undefined;
  do {
    const page = await ann.run('block.list', {limit: 2, ...(after !== undefined && {after})});
    found.push(...page.blocks.map(({user}) => user));
    assert.ok(page.people.every(({user}) => user === 'ben'));
    after = page.next;
  } while (after !== undefined);
  assert.deepEqual(found, users.toReversed());
  const first = await ann.run('block.list', {limit: 2});
  assert.equal(await codeOf(world.as('ben').run('block.list', {after: first.next as string})), 'CURSOR_INVALID');
  assert.deepEqual((await world.as('ben').run('block.list', {})).blocks, [], 'whom others block is theirs to know');
});

test('the profile tells one’s own devices that the list is another one; it says nothing of whom (PWP-BLOCK-006)', async () => {
  const world = await World.open();
  const {ann} = await pairOf(world);
  const before = (await ann.hello()).profile;
  world.forget();
  const {profile, row} = await ann.run('block.set', {user: 'zoe', on: true});
  assert.deepEqual(profile, {...before, rev: before.rev + 1});
  assert.equal(row, undefined, 'they have no conversation');
  assert.deepEqual(world.framesTo('ann'), [{type: 'profile', profile}]);
});

test('above the limit nobody more is blocked, and one taken back makes room (PWP-BLOCK-001)', async () => {
  const world = await World.open({limits: {blocks: 2}});
  const ann = world.as('ann');
  for (const user of ['ben', 'cem']) await ann.run('block.set', {user, on: true});
  assert.equal(await codeOf(ann.run('block.set', {user: 'dan', on: true})), 'TOO_LARGE');
  assert.equal(await codeOf(ann.run('block.set', {user: 'cem', on: true})), 'none');
  await ann.run('block.set', {user: 'ben', on: false});
  await ann.run('block.set', {user: 'dan', on: true});
});

test('repeated with its opId it is the same intent, and in a batch it stands with other writes of no conversation', async () => {
  const world = await World.open();
  const {ann, ben, conversation} = await pairOf(world);
  const opId = newId();
  await ann.run('block.set', {user: 'ben', on: true}, opId);
  await ann.run('block.set', {user: 'ben', on: false});
  await ann.run('block.set', {user: 'ben', on: true}, opId);
  await ben.send(conversation, 'the late copy blocked nobody');
  const {results} = await ann.run('ops.push', {
    ops: [
      {opId: newId(), op: 'block.set', input: {user: 'ben', on: true}},
      {opId: newId(), op: 'profile.set', input: {name: 'Ann'}},
    ],
  });
  assert.ok(results.every(({ok}) => ok));
  assert.equal(await codeOf(ben.send(conversation, 'x')), 'READ_ONLY');
});

test('a message that was there before the block stays the answer to its repetition (PWP-SEND-005)', async () => {
  const world = await World.open();
  const {ann, ben, conversation} = await pairOf(world);
  const id = newId();
  await ben.send(conversation, 'once', {id});
  await ann.run('block.set', {user: 'ben', on: true});
  assert.equal((await ben.send(conversation, 'once', {id})).id, id);
});

test('an erased person blocks nobody and is blocked by nobody (PWP-BLOCK-008)', async () => {
  const world = await World.open();
  const {ann, ben, conversation} = await pairOf(world);
  await ann.run('block.set', {user: 'ben', on: true});
  await ben.run('block.set', {user: 'ann', on: true});
  for (let at = 0; at < 45; at++) await world.as(`other${at}`).run('block.set', {user: 'ben', on: true});
  const {rev} = (await ann.hello()).profile;
  world.forget();
  await world.asHost().run('user.erase', {user: 'ben'});
  const told = world.framesTo('ann').flatMap((frame) => (frame.type === 'profile' ? [frame.profile] : []));
  assert.deepEqual(
    told.filter(({user}) => user === 'ann').map((profile) => profile.rev),
    [rev + 1],
    'the devices of who blocked learn that the list is another one (PWP-BLOCK-006)',
  );
  assert.deepEqual((await ann.run('block.list', {})).blocks, []);
  assert.equal(await world.store.read(async (tx) => (await tx.blocksAround('ben', 100)).length), 0);
  const {own, conversation: meta} = await ann.row(conversation);
  assert.deepEqual([own.blocked, meta.status], ['none', 'closed']);
  assert.equal(await codeOf(ann.run('block.set', {user: 'ben', on: true})), 'FORBIDDEN');
});

test('a direct conversation that was taken away is begun anew only when nobody blocks (PWP-MEMBER-008)', async () => {
  const world = await World.open();
  const {ann, ben, conversation} = await pairOf(world);
  await ann.run('block.set', {user: 'ben', on: true});
  await world.asHost().run('conversation.remove', {conversation});
  assert.equal(await codeOf(ben.direct('ann')), 'FORBIDDEN');
  await ann.run('block.set', {user: 'ben', on: false});
  assert.notEqual(await ben.direct('ann'), conversation);
});

test('at once, by both: a block and a new conversation end as if one had come first', async () => {
  const world = await World.open();
  const [ann, ben] = [world.as('ann'), world.as('ben')];
  for (let round = 0; round < 20; round++) {
    const user = `peer${round}`;
    const attempts = [
      world.as(user).run('conversation.direct', {user: 'ann'}),
      ann.run('block.set', {user, on: true}),
      ann.run('block.set', {user: `${user}b`, on: true}),
      ben.run('block.set', {user: 'ann', on: round % 2 === 0}),
    ];
    await Promise.allSettled(attempts);
    const {conversation} = await world
      .as(user)
      .run('conversation.direct', {user: 'ann'})
      .catch(() => ({conversation: undefined}));
    if (conversation) assert.equal((await ann.row(conversation)).own.blocked, 'own');
  }
  assert.equal((await ann.run('block.list', {limit: 100})).blocks.length, 40);
  const {rev} = (await ann.run('profile.set', {name: 'ann'})).profile;
  assert.ok(rev >= 40, 'each raised the rev');
});
