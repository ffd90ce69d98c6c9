import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import type {Reply, Role} from '@parlor/sdk/protocol';
import {Refusal} from '../src/domain/refusal.js';
import {slowWaitMs} from '../src/domain/slow-mode.js';
import {codeOf, newId, type Person, text, World} from './world.js';

async function slowGroup(slowSeconds = 30) {
  const world = await World.open();
  const [ann, bob, cid] = [world.as('ann'), world.as('bob'), world.as('cid')];
  const place = await ann.group(['bob', 'cid']);
  await ann.run('conversation.update', {conversation: place, slowSeconds});
  return {world, ann, bob, cid, place};
}

const waitOf = (attempt: Promise<unknown>): Promise<[string, number | undefined] | undefined> =>
  attempt.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof Refusal) return [error.code, error.retryAfterMs];
      throw error;
    },
  );

const send = (conversation: string, words: string, id = newId()) => ({
  opId: newId(),
  op: 'message.send',
  input: {conversation, id, content: text(words)},
});
type Op = {opId: string; op: string; input: object};
const push = async (person: Person, ...ops: Op[]): Promise<Reply[]> =>
  (await person.run('ops.push', {ops: ops as never})).results as Reply[];
const endOf = (reply: Reply): string => (reply.ok ? 'ok' : reply.code);

test('slow mode is a state of the conversation that admins and the host set, and 0 takes off (PWP-SLOW-001)', async () => {
  const {world, ann, bob, place} = await slowGroup();
  assert.equal((await bob.row(place)).conversation.slowSeconds, 30);
  assert.equal(await codeOf(bob.run('conversation.update', {conversation: place, slowSeconds: 5})), 'FORBIDDEN');
  for (const slowSeconds of [-1, 0.5, 21_601])
    assert.equal(await codeOf(ann.run('conversation.update', {conversation: place, slowSeconds})), 'SCHEMA');
  const {seq} = await bob.row(place);
  await ann.run('conversation.update', {conversation: place, slowSeconds: 30});
  assert.equal((await bob.row(place)).seq, seq, 'what changes nothing uses no seq');
  await world.asHost().run('conversation.put', {conversation: place, slowSeconds: 60});
  assert.equal((await bob.row(place)).conversation.slowSeconds, 60);
  await world.asHost().run('conversation.put', {conversation: 'c_shop', title: 'Shop', slowSeconds: 9});
  assert.equal((await world.store.read((tx) => tx.conversation('c_shop')))?.slowSeconds, 9);
  await ann.run('conversation.update', {conversation: place, slowSeconds: 0});
  assert.equal((await bob.row(place)).conversation.slowSeconds, undefined);
  await bob.send(place, 'one');
  await bob.send(place, 'two');
});

test('a member in a hurry is told how long to wait, and nothing is stored (PWP-SLOW-002)', async () => {
  const {world, bob, cid, place} = await slowGroup();
  await bob.send(place, 'one');
  world.clock.pass(10_000);
  await cid.send(place, 'everybody has a wait of their own');
  const before = (await bob.row(place)).seq;
  const opId = newId();
  const input = {conversation: place, id: newId(), content: text('two')};
  assert.deepEqual(await waitOf(bob.run('message.send', input, opId)), ['SLOW_MODE', 20_000]);
  assert.equal((await bob.row(place)).seq, before);
  world.clock.pass(19_999);
  assert.deepEqual(await waitOf(bob.run('message.send', input, opId)), ['SLOW_MODE', 1]);
  world.clock.pass(1);
  await bob.run('message.send', input, opId);
  assert.deepEqual(await bob.words(place), ['one', 'everybody has a wait of their own', 'two']);
});

test('the same message again is the same message, however soon (PWP-SEND-005, PWP-SLOW-002)', async () => {
  const {bob, place} = await slowGroup();
  const id = newId();
  const {seq} = await bob.send(place, 'one', {id});
  assert.equal((await bob.send(place, 'one', {id})).seq, seq);
  assert.equal(await codeOf(bob.send(place, 'other', {id})), 'IDEMPOTENCY_MISMATCH');
});

test('neither deleting the last message nor leaving shortens the wait (PWP-SLOW-002)', async () => {
  const {ann, bob, place} = await slowGroup();
  const {id} = await bob.send(place, 'one');
  await bob.run('message.delete', {conversation: place, id});
  assert.deepEqual(await waitOf(bob.send(place, 'two')), ['SLOW_MODE', 30_000]);
  await bob.run('member.leave', {conversation: place});
  await ann.run('member.add', {conversation: place, user: 'bob'});
  assert.deepEqual(await waitOf(bob.send(place, 'two')), ['SLOW_MODE', 30_000]);
});

test('edits, reactions and deletions wait for nothing', async () => {
  const {bob, place} = await slowGroup();
  const {id} = await bob.send(place, 'one');
  await bob.run('message.edit', {conversation: place, id, content: text('once')});
  await bob.run('reaction.set', {conversation: place, id, key: '+', on: true});
  await bob.run('message.delete', {conversation: place, id});
});

test('the wait ends with the whole of it, wherever the clock goes', () => {
  assert.equal(slowWaitMs(30, undefined, 5), 0);
  assert.equal(slowWaitMs(30, 1_000, 11_000), 20_000);
  assert.equal(slowWaitMs(30, 1_000, 31_000), 0);
  assert.equal(slowWaitMs(30, 1_000, 99_000), 0);
  assert.equal(slowWaitMs(30, 500_000, 1_000), 30_000, 'a clock that was set back');
});

describe('who waits in slow mode (PWP-SLOW-002)', () => {
  const codes: Record<Role, string> = {
    owner: 'none',
    admin: 'none',
    moderator: 'none',
    member: 'SLOW_MODE',
    observer: 'READ_ONLY',
  };
  for (const [role, code] of Object.entries(codes) as [Role, string][])
    test(`${role} × a second message.send: ${code}`, async () => {
      const {ann, bob, place} = await slowGroup();
      await bob.send(place, 'one');
      await ann.run('member.role', {conversation: place, user: 'bob', role});
      assert.equal(await codeOf(bob.send(place, 'two')), code);
    });
  test('whoever acts with the host’s token does not', async () => {
    const {world, bob, place} = await slowGroup();
    await bob.send(place, 'one');
    await world.asHost('bob').send(place, 'two');
  });
});

describe('in a batch (PWP-SLOW-003)', () => {
  test('a message that must wait holds back what is about it, and nothing else', async () => {
    const {world, ann, bob, place} = await slowGroup();
    const other = (await ann.send(place, 'hello')).id;
    const [first, second] = [newId(), newId()];
    const about = (op: string, input: object) => ({opId: newId(), op, input: {conversation: place, ...input}});
    const ops = [
      send(place, 'one', first),
      send(place, 'two', second),
      about('message.edit', {id: second, content: text('two!')}),
      about('reaction.set', {id: second, key: '+', on: true}),
      about('reaction.set', {id: other, key: '+', on: true}),
      about('message.edit', {id: first, content: text('one!')}),
      about('own.set', {read: 3}),
      send(place, 'three'),
    ];
    const ends = (await push(bob, ...ops)).map(endOf);
    assert.deepEqual(ends, ['ok', 'SLOW_MODE', 'SLOW_MODE', 'SLOW_MODE', 'ok', 'ok', 'ok', 'SLOW_MODE']);
    assert.deepEqual(await bob.words(place), ['hello', 'one!']);
    world.clock.pass(30_000);
    // as a client sends again what was not done
    const again = await push(bob, ...ops.filter((_, at) => ends[at] !== 'ok'));
    assert.deepEqual(again.map(endOf), ['ok', 'ok', 'ok', 'SLOW_MODE']);
    assert.deepEqual(await bob.words(place), ['hello', 'one!', 'two!']);
  });

  test('the answer of each says how long to wait', async () => {
    const {bob, place} = await slowGroup();
    const [, two] = await push(bob, send(place, 'one'), send(place, 'two'));
    assert.deepEqual(two, {
      ok: false,
      code: 'SLOW_MODE',
      retry: 'after',
      retryAfterMs: 30_000,
    });
  });

  test('a message that waits and is deleted never comes (PWP-SEND-009)', async () => {
    const {world, bob, place} = await slowGroup();
    await bob.send(place, 'one');
    const id = newId();
    const held = send(place, 'two', id);
    const gone = {opId: newId(), op: 'message.delete', input: {conversation: place, id}};
    assert.deepEqual((await push(bob, held, gone)).map(endOf), ['SLOW_MODE', 'ok']);
    world.clock.pass(30_000);
    assert.deepEqual((await push(bob, held)).map(endOf), ['CANCELLED']);
  });

  test('a message that is refused for good starts no wait', async () => {
    const {bob, place} = await slowGroup();
    const ends = (await push(bob, send(place, ' '), send(place, 'one'))).map(endOf);
    assert.deepEqual(ends, ['SCHEMA', 'ok']);
  });
});
