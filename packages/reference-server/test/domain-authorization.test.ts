/**
 * The authorisation matrix (S12): every operation of the table by everybody who might try, with what the table's `who` says
 * of it. An operation that is added to the table does not compile here until it says what it is tried with.
 */
import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {type InputOf, operations, type Role, type ServerFailureCode} from '@parlor/sdk/protocol';
import type {DomainOperation} from '../src/domain/domain.js';
import {Refusal} from '../src/domain/refusal.js';
import {hasPostgres} from './postgres.js';
import {codeOf, newId, text, World} from './world.js';

const roles = ['observer', 'member', 'moderator', 'admin', 'owner'] as const;
const outsiders = ['stranger', 'left', 'removed', 'banned'] as const;
type Somebody = Role | (typeof outsiders)[number];
type PlaceType = 'group' | 'announcement';

/** `message` is somebody else's, `own` the actor's, if they ever could write one. */
type Place = {conversation: string; message: string; own: string | undefined; report: string};

const inputs: {[Name in DomainOperation]: (place: Place) => InputOf<Name>} = {
  sync: () => ({}),
  'inbox.page': () => ({}),
  'inbox.rows': ({conversation}) => ({conversations: [conversation]}),
  totals: () => ({}),
  'conversation.get': ({conversation}) => ({conversation}),
  'conversation.delta': ({conversation}) => ({conversation, since: 0}),
  'history.page': ({conversation}) => ({conversation}),
  'history.revalidate': ({conversation}) => ({conversation, from: 1, to: 2, asOf: 1}),
  'conversation.direct': () => ({user: 'zoe'}),
  'conversation.create': () => ({title: 'Mine', members: []}),
  'conversation.update': ({conversation}) => ({conversation, title: 'Changed'}),
  'member.list': ({conversation}) => ({conversation}),
  'member.add': ({conversation}) => ({conversation, user: 'zoe'}),
  'member.remove': ({conversation}) => ({conversation, user: 'target'}),
  'member.unban': ({conversation}) => ({conversation, user: 'target'}),
  'member.leave': ({conversation}) => ({conversation}),
  'member.role': ({conversation}) => ({conversation, user: 'target', role: 'observer'}),
  'message.send': ({conversation}) => ({conversation, id: newId(), content: text('x')}),
  'message.edit': ({conversation, message}) => ({conversation, id: message, content: text('y')}),
  'message.delete': ({conversation, message}) => ({conversation, id: message}),
  'reaction.set': ({conversation, message}) => ({conversation, id: message, key: '+', on: true}),
  'reaction.list': ({conversation, message}) => ({conversation, id: message}),
  'message.pin': ({conversation, message}) => ({conversation, id: message, on: true}),
  'pin.list': ({conversation}) => ({conversation}),
  // over all conversations: of one, it is tried in domain-search.test.ts
  'later.set': ({conversation}) => ({
    conversation,
    id: newId(),
    content: text('later'),
    at: 1_800_000_000_000 - 90_000_000_000,
  }),
  'later.remove': ({conversation}) => ({conversation, id: newId()}),
  'later.list': () => ({}),
  'reminder.set': ({conversation, message}) => ({conversation, id: message, at: 1_700_000_000_000 + 90_000_000}),
  'reminder.remove': ({conversation, message}) => ({conversation, id: message}),
  'reminder.list': () => ({}),
  'notifications.list': () => ({}),
  'notifications.read': () => ({upTo: 1}),
  'notifications.remove': () => ({id: 'order-1'}),
  'messages.search': () => ({query: 'words'}),
  'mention.list': () => ({}),
  'inbox.find': () => ({query: 'words'}),
  'upload.create': ({conversation}) => ({conversation, name: 'a.txt', size: 1}),
  'file.urls': ({conversation}) => ({conversation, files: ['none']}),
  'own.set': ({conversation}) => ({conversation, read: 1, pinned: true}),
  'receipt.list': ({conversation, message}) => ({conversation, id: message}),
  'person.get': () => ({users: ['target']}),
  'person.find': () => ({query: ''}),
  'profile.set': () => ({name: 'X'}),
  'ops.push': () => ({ops: [{opId: newId(), op: 'profile.set', input: {name: 'X'}}]}),
  'block.set': () => ({user: 'target', on: true}),
  'block.list': () => ({}),
  // of a message: of a person, it is tried in domain-reports.test.ts
  'commands.set': () => ({commands: []}),
  'commands.list': ({conversation}) => ({conversation}),
  'report.create': ({conversation, message}) => ({conversation, message, reason: 'spam'}),
  'push.get': () => ({}),
  'push.subscribe': () => ({endpoint: 'https://push.example/1', keys: {p256dh: 'B'.repeat(87), auth: 'A'.repeat(22)}}),
  'push.unsubscribe': () => ({id: 'A'.repeat(32)}),
  'push.quiet': () => ({quiet: {from: '22:00', to: '07:00', zone: 'Europe/Berlin'}}),
  'user.list': () => ({}),
  'user.put': () => ({user: 'target', name: 'X'}),
  'user.get': () => ({user: 'target'}),
  'user.erase': () => ({user: 'target'}),
  'session.end': () => ({user: 'target'}),
  notify: () => ({id: 'order-1', users: ['target'], kind: 'order', title: 'Shipped'}),
  'notify.withdraw': () => ({id: 'order-1', users: ['target']}),
  'conversation.list': () => ({}),
  'conversation.read': ({conversation}) => ({conversation}),
  'conversation.put': ({conversation}) => ({conversation, title: 'Changed'}),
  'conversation.pair': () => ({user: 'target', other: 'zoe'}),
  'conversation.remove': ({conversation}) => ({conversation}),
  'conversation.tell': ({conversation}) => ({conversation, id: newId(), text: 'x'}),
  'history.read': ({conversation}) => ({conversation}),
  'history.versions': ({conversation, message}) => ({conversation, id: message}),
  'messages.find': () => ({query: 'words'}),
  'report.list': () => ({}),
  'report.take': ({report}) => ({report}),
  'report.release': ({report}) => ({report}),
  'report.resolve': ({report}) => ({report, outcome: 'dismissed'}),
  stats: () => ({}),
  'audit.list': () => ({}),
  'webhook.put': () => ({webhook: 'shop', url: 'https://shop.example/hook', secret: `whsec_${'A'.repeat(43)}=`}),
  'webhook.list': () => ({}),
  'webhook.remove': () => ({webhook: 'shop'}),
  'webhook.dead': () => ({webhook: 'shop'}),
  'webhook.replay': () => ({webhook: 'shop'}),
};

const isOutside = (who: Somebody): who is (typeof outsiders)[number] => (outsiders as readonly string[]).includes(who);
const atLeast = (role: Role, other: Role): boolean => roles.indexOf(role) >= roles.indexOf(other);

/** What the table says should happen to somebody who tries it on somebody else's message. */
function expected(name: DomainOperation, somebody: Somebody, type: PlaceType): ServerFailureCode | 'none' {
  const {who} = operations[name];
  // what is the host's, and what a bot's token is needed for
  if (who === 'host' || name === 'commands.set') return 'FORBIDDEN';
  // anybody may report, but only what they may see
  if (name === 'report.create' && somebody === 'stranger') return 'NOT_FOUND';
  if (who === 'user') return 'none';
  if (somebody === 'stranger') return 'NOT_FOUND';
  if (who === 'past-member') return 'none';
  if (isOutside(somebody)) return somebody === 'banned' ? 'BANNED' : 'NOT_A_MEMBER';
  switch (who) {
    case 'writer':
      return atLeast(somebody, type === 'announcement' ? 'admin' : 'member') ? 'none' : 'READ_ONLY';
    case 'author':
      return 'FORBIDDEN';
    case 'author-or-moderator':
    case 'moderator':
      return atLeast(somebody, 'moderator') ? 'none' : 'FORBIDDEN';
    case 'admin':
      return atLeast(somebody, 'admin') ? 'none' : 'FORBIDDEN';
    case 'member':
      return 'none';
    default:
      throw new Error(`no rule for ${who}`);
  }
}

async function setUp(somebody: Somebody, type: PlaceType): Promise<{world: World; place: Place}> {
  const world = await World.open();
  const founder = world.as('founder');
  const members = ['target', 'second', ...(somebody === 'stranger' ? [] : ['actor'])];
  const {conversation = ''} = await founder.run('conversation.create', {type, title: 'Place', members});
  await founder.run('member.role', {conversation, user: 'second', role: 'owner'});
  const {id: message} = await founder.send(conversation, 'secret words');
  let own: string | undefined;
  if (somebody !== 'stranger') {
    await founder.run('member.role', {conversation, user: 'actor', role: 'admin'});
    own = (await world.as('actor').send(conversation, 'own words')).id;
    if (!isOutside(somebody)) await founder.run('member.role', {conversation, user: 'actor', role: somebody});
  }
  if (somebody === 'left') await world.as('actor').run('member.leave', {conversation});
  if (somebody === 'removed' || somebody === 'banned')
    await founder.run('member.remove', {conversation, user: 'actor', ban: somebody === 'banned'});
  await founder.send(conversation, 'later words');
  const {id: report} = await world.as('target').run('report.create', {conversation, message, reason: 'spam'});
  world.forget();
  return {world, place: {conversation, message, own, report}};
}

const seqOf = async (world: World, {conversation}: Place): Promise<number | undefined> =>
  (await world.store.read((tx) => tx.conversation(conversation)))?.seq;

const names = Object.keys(inputs) as DomainOperation[];

// those: live-authorization.test.ts
test('every operation of the table is tried, but those that live in the connection layer', () => {
  const live = ['presence.set', 'presence.watch', 'typing.set', 'auth.refresh', 'session.revoke'];
  assert.deepEqual([...names, ...live].sort(), Object.keys(operations).sort());
});

for (const type of ['group', 'announcement'] as const) {
  describe(`in a ${type} (S12)`, () => {
    for (const somebody of [...outsiders, ...roles]) {
      for (const name of names) {
        // what is the host's is so for members of every role alike
        if (operations[name].who === 'host' && somebody !== 'stranger' && somebody !== 'owner') continue;
        // the types differ in who may write, whatever the store
        if (hasPostgres && type === 'announcement' && operations[name].who !== 'writer') continue;
        const code = expected(name, somebody, type);
        test(`${somebody} × ${name}: ${code}`, async () => {
          const {world, place} = await setUp(somebody, type);
          const actor = world.as('actor');
          const before = await seqOf(world, place);
          let answer: unknown;
          const attempt = actor.run(name, inputs[name](place) as never, operations[name].durable ? newId() : undefined);
          const found = await codeOf(attempt.then((result: unknown) => void (answer = result)));
          assert.equal(found, code);
          if (found !== 'none') {
            assert.equal(await seqOf(world, place), before, 'a refused operation changes nothing');
            assert.deepEqual(world.deliveries, [], 'and tells nobody');
          }
          const told = JSON.stringify([answer, world.framesTo('actor')]);
          if (somebody === 'stranger')
            assert.ok(!/words|Place|target/.test(told), `a stranger learns nothing: ${told}`);
          if (isOutside(somebody)) assert.ok(!told.includes('later words'), 'nothing from after the leaving (S18)');
        });
      }
    }
  });
}

describe('the host’s backend (PWP-HOST-001, PWP-HOST-002)', () => {
  const shared = [
    'conversation.update',
    'member.list',
    'member.add',
    'member.remove',
    'member.unban',
    'member.role',
    'message.delete',
    'message.pin',
    'file.urls',
  ];
  for (const name of names) {
    const {who} = operations[name];
    const mayDo =
      who === 'host' ||
      (who === 'user' && name !== 'report.create' && name !== 'commands.set') ||
      shared.includes(name);
    const code = mayDo ? 'none' : name === 'commands.set' ? 'FORBIDDEN' : 'NOT_FOUND';
    test(`host × ${name}: ${code}`, async () => {
      const {world, place} = await setUp('stranger', 'group');
      const host = world.asHost();
      // the one lets somebody go who was there before
      if (name === 'user.get') await world.as('target').hello();
      if (name.startsWith('webhook.')) await host.run('webhook.put', inputs['webhook.put'](place));
      assert.equal(await codeOf(host.run(name, inputs[name](place) as never)), code);
    });
  }
});

describe('one’s own message', () => {
  for (const somebody of [...outsiders, ...roles]) {
    test(`${somebody} edits and deletes what they wrote themself`, async () => {
      const {world, place} = await setUp(somebody, 'group');
      const {conversation, own: id = newId()} = place;
      const actor = world.as('actor');
      const outside = isOutside(somebody) ? expected('member.list', somebody, 'group') : 'none';
      assert.equal(
        await codeOf(actor.run('message.edit', {conversation, id, content: text('new')})),
        somebody === 'observer' ? 'READ_ONLY' : outside,
      );
      assert.equal(await codeOf(actor.run('message.delete', {conversation, id})), outside);
    });
  }
});

describe('in a direct conversation in which one blocks the other (PWP-BLOCK-002, PWP-BLOCK-007)', () => {
  const closed = ['message.send', 'later.set', 'message.edit', 'upload.create', 'reaction.set', 'message.pin'];
  /** What nobody but the members' own backend may do there, block or not. */
  const never = [
    'conversation.update',
    'member.add',
    'member.remove',
    'member.unban',
    'member.role',
    'member.leave',
    'message.delete',
  ];
  const codeFor = (name: DomainOperation): ServerFailureCode | 'none' => {
    if (operations[name].who === 'host' || name === 'commands.set' || never.includes(name)) return 'FORBIDDEN';
    return closed.includes(name) ? 'READ_ONLY' : 'none';
  };
  const setUpPair = async (blocking: 'actor' | 'target') => {
    const world = await World.open();
    const [actor, target] = [world.as('actor'), world.as('target')];
    for (const person of [actor, target]) await person.hello();
    const conversation = await actor.direct('target');
    const {id: message} = await target.send(conversation, 'theirs');
    const {id: own} = await actor.send(conversation, 'mine');
    const {id: report} = await actor.run('report.create', {conversation, message, reason: 'spam'});
    const blocker = world.as(blocking);
    await blocker.run('block.set', {user: blocking === 'actor' ? 'target' : 'actor', on: true});
    return {world, place: {conversation, message, own, report}};
  };
  for (const blocking of ['actor', 'target'] as const) {
    const somebody = blocking === 'actor' ? 'blocking' : 'blocked';
    for (const name of names) {
      test(`${somebody} × ${name}: ${codeFor(name)}`, async () => {
        const {world, place} = await setUpPair(blocking);
        // one's own message is edited; of the others it would not be allowed in any case
        const where = name === 'message.edit' ? {...place, message: place.own} : place;
        const before = await seqOf(world, place);
        assert.equal(await codeOf(world.as('actor').run(name, inputs[name](where) as never)), codeFor(name));
        if (codeFor(name) !== 'none') assert.equal(await seqOf(world, place), before);
      });
    }
    test(`${somebody} still takes back what is their own`, async () => {
      const {world, place} = await setUpPair(blocking);
      const {conversation, own, message} = place;
      const actor = world.as('actor');
      assert.equal(await codeOf(actor.run('message.delete', {conversation, id: own})), 'none');
      assert.equal(await codeOf(actor.run('reaction.set', {conversation, id: message, key: '+', on: false})), 'none');
      assert.equal(await codeOf(actor.run('message.pin', {conversation, id: message, on: false})), 'none');
    });
    test(`whoever acts with the host’s token is not ${somebody}`, async () => {
      const {world, place} = await setUpPair(blocking);
      const host = world.asHost('actor');
      for (const name of ['message.send', 'message.edit', 'reaction.set', 'upload.create', 'message.pin'] as const) {
        const where = name === 'message.edit' ? {...place, message: place.own} : place;
        assert.equal(await codeOf(host.run(name, inputs[name](where) as never)), 'none', name);
      }
    });
  }
});

test('what does not exist and what is not mine look the same to a stranger, to the letter (S12)', async () => {
  const {world, place} = await setUp('stranger', 'group');
  const actor = world.as('actor');
  const absent = {...place, conversation: 'c_absent', message: newId()};
  const failureOf = (name: DomainOperation, where: Place): Promise<unknown> =>
    actor.run(name, inputs[name](where) as never).then(
      () => undefined,
      (error: unknown) => (error instanceof Refusal ? error.toFailure() : error),
    );
  for (const name of names) {
    if (operations[name].who === 'user') continue;
    assert.deepEqual(await failureOf(name, place), await failureOf(name, absent), name);
  }
});
