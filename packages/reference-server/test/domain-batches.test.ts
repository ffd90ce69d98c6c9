import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {DurableName, InputOf} from '@parlor/sdk/protocol';
import {Refusal} from '../src/domain/refusal.js';
import {memoryStore} from '../src/store/memory/store.js';
import type {Store, WriteTransaction} from '../src/store/store.js';
import {codeOf, newId, type Person, text, World} from './world.js';

const queued = <Name extends DurableName>(op: Name, input: InputOf<Name>, opId = newId()) => ({opId, op, input});
const codes = async (person: Person, ops: {opId: string; op: string; input: unknown}[]): Promise<string[]> =>
  (await person.run('ops.push', {ops})).results.map((result) => (result.ok ? 'ok' : result.code));

test('a batch is done in order; what is refused for good does not stop those behind it (PWP-BATCH-002)', async () => {
  const world = await World.open();
  const [ann, bob] = [world.as('ann'), world.as('bob')];
  const place = await ann.direct('bob');
  const first = newId();
  const send = (id: string, words: string) => queued('message.send', {conversation: place, id, content: text(words)});
  world.forget();
  const results = await codes(ann, [
    send(first, 'a'),
    queued('message.edit', {conversation: place, id: first, content: text('b')}),
    queued('message.edit', {conversation: place, id: newId(), content: text('x')}),
    {opId: newId(), op: 'message.send', input: {conversation: place}},
    {opId: newId(), op: 'no.such', input: {}},
    {opId: newId(), op: 'totals', input: {}},
    send(newId(), 'c'),
  ]);
  assert.deepEqual(results, ['ok', 'ok', 'NOT_FOUND', 'SCHEMA', 'UNKNOWN_OPERATION', 'BAD_REQUEST', 'ok']);
  assert.deepEqual(await bob.words(place), ['b', 'c']);
  const frames = world.framesTo('bob');
  assert.equal(frames.length, 1);
  assert.ok(
    frames[0]?.type === 'changes' && frames[0].from === 2 && frames[0].to === 4 && frames[0].changes.length === 2,
  );
});

test('a batch is of one conversation, or of none', async () => {
  const world = await World.open();
  const ann = world.as('ann');
  const [one, two] = [await ann.direct('bob'), await ann.direct('cid')];
  const send = (conversation: string) => queued('message.send', {conversation, id: newId(), content: text('x')});
  assert.equal(await codeOf(ann.run('ops.push', {ops: [send(one), send(two)]})), 'SCHEMA');
  assert.equal(await codeOf(ann.run('ops.push', {ops: [send(one), queued('profile.set', {name: 'A'})]})), 'SCHEMA');
  assert.deepEqual(
    await codes(ann, [queued('profile.set', {name: 'A'}), queued('conversation.direct', {user: 'dan'})]),
    ['ok', 'ok'],
  );
});

test('a whole batch again gives the same answers and changes nothing (F05, F45)', async () => {
  const world = await World.open();
  const ann = world.as('ann');
  const place = await ann.group(['bob']);
  const id = newId();
  const ops = [
    queued('message.send', {conversation: place, id, content: text('a')}),
    queued('reaction.set', {conversation: place, id, key: '👍', on: true}),
    queued('member.remove', {conversation: place, user: 'nobody'}),
    queued('conversation.update', {conversation: place, title: 'New'}),
    queued('own.set', {conversation: place, pinned: true}),
  ];
  const first = await ann.run('ops.push', {ops});
  const {seq} = await ann.row(place);
  world.forget();
  const again = await ann.run('ops.push', {ops});
  assert.deepEqual(
    again.results.map(({ok}) => ok),
    first.results.map(({ok}) => ok),
  );
  assert.deepEqual(again.results[2], first.results[2]);
  assert.deepEqual(again.results[3], first.results[3]);
  assert.equal((await ann.row(place)).seq, seq);
  assert.deepEqual(world.deliveries, []);
});

/** A store whose n-th insert of a message fails in a way that may pass. */
function failing(store: Store, failsAt: {insert: number}): Store {
  const wrap = (tx: WriteTransaction): WriteTransaction =>
    new Proxy(tx, {
      get(target, name) {
        if (name !== 'insertMessage') {
          const value = Reflect.get(target, name) as unknown;
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        }
        return (record: never) => {
          failsAt.insert -= 1;
          if (failsAt.insert === 0) throw new Refusal('UNAVAILABLE');
          return target.insertMessage(record);
        };
      },
    });
  return {
    epoch: store.epoch,
    secret: store.secret,
    write: (work, committed) => store.write((tx) => work(wrap(tx)), committed),
    read: (work) => store.read(work),
    close: () => store.close(),
  };
}

test('a failure that may pass fails the whole batch with nothing done (PWP-BATCH-001, F46)', async () => {
  const failsAt = {insert: 0};
  const world = await World.open({store: failing(memoryStore(), failsAt)});
  const ann = world.as('ann');
  const place = await ann.direct('bob');
  const ops = [1, 2, 3].map((n) => queued('message.send', {conversation: place, id: newId(), content: text(`${n}`)}));
  const refused = queued('message.send', {conversation: place, id: newId(), content: text('x'), replyTo: newId()});
  world.forget();
  failsAt.insert = 3;
  assert.equal(await codeOf(ann.run('ops.push', {ops: [...ops.slice(0, 2), refused, ...ops.slice(2)]})), 'UNAVAILABLE');
  assert.deepEqual(await ann.words(place), []);
  assert.deepEqual(world.deliveries, []);
  assert.equal((await ann.row(place)).seq, 1);
  failsAt.insert = 0;
  assert.deepEqual(await codes(ann, [...ops.slice(0, 2), refused, ...ops.slice(2)]), ['ok', 'ok', 'NOT_FOUND', 'ok']);
  assert.deepEqual(await ann.words(place), ['1', '2', '3']);
});

test('a refusal for good is remembered: its late copy is refused, though it could be accepted now (F96)', async () => {
  const world = await World.open();
  const [ann, bob] = [world.as('ann'), world.as('bob')];
  const place = await ann.group(['bob']);
  await ann.run('member.remove', {conversation: place, user: 'bob'});
  const input = {conversation: place, id: newId(), content: text('hi')};
  const opId = newId();
  assert.equal(await codeOf(bob.run('message.send', input, opId)), 'NOT_A_MEMBER');
  await ann.run('member.add', {conversation: place, user: 'bob'});
  assert.equal(await codeOf(bob.run('message.send', input, opId)), 'NOT_A_MEMBER');
  assert.deepEqual(await codes(bob, [{opId, op: 'message.send', input}]), ['NOT_A_MEMBER']);
  // The user's own wish to try again is a new operation with the same message.
  assert.equal(await codeOf(bob.run('message.send', input, newId())), 'none');
});

test('an operation is remembered for 30 days: a late copy changes nothing (F30)', async () => {
  const world = await World.open();
  const ann = world.as('ann');
  const place = await ann.direct('bob');
  const [pin, unpin] = [newId(), newId()];
  await ann.run('own.set', {conversation: place, pinned: true}, pin);
  await ann.run('own.set', {conversation: place, pinned: false}, unpin);
  world.clock.pass(29 * 24 * 3600 * 1000);
  await ann.run('own.set', {conversation: place, pinned: true}, pin);
  assert.equal((await ann.row(place)).own.pinned, false);
  const made = newId();
  const create = {title: 'G', members: []};
  const {conversation} = await ann.run('conversation.create', create, made);
  assert.equal((await ann.run('conversation.create', create, made)).conversation, conversation);
  assert.equal(await codeOf(ann.run('conversation.create', {...create, title: 'H'}, made)), 'IDEMPOTENCY_MISMATCH');
  world.clock.pass(31 * 24 * 3600 * 1000);
  await ann.run('own.set', {conversation: place, archived: true});
  assert.notEqual((await ann.run('conversation.create', create, made)).conversation, conversation);
});

test('an opId is of one user: another’s does not meet it (S09, S17)', async () => {
  const world = await World.open();
  const [ann, bob] = [world.as('ann'), world.as('bob')];
  const opId = newId();
  await ann.run('profile.set', {name: 'Ann'}, opId);
  await bob.run('profile.set', {name: 'Bob'}, opId);
  assert.equal((await bob.hello()).profile.name, 'Bob');
  assert.equal(await codeOf(ann.run('profile.set', {name: 'x'}, 'short')), 'SCHEMA');
});

test('a crash between commit and answer is invisible: the repetition gives the same seq (F42)', async () => {
  let crashes = false;
  const world = await World.open({
    faults: {
      afterCommit: () => {
        if (crashes) throw new Error('crash');
      },
    },
  });
  const ann = world.as('ann');
  const place = await ann.direct('bob');
  const input = {conversation: place, id: newId(), content: text('hi')};
  const opId = newId();
  crashes = true;
  await assert.rejects(ann.run('message.send', input, opId), /crash/);
  crashes = false;
  const {changes} = await ann.run('message.send', input, opId);
  assert.ok(changes[0]?.type === 'message' && changes[0].message.seq === 2);
  assert.deepEqual(await ann.words(place), ['hi']);
});

test('two people who open the same direct conversation at once get one (F93)', async () => {
  const world = await World.open();
  const people = [world.as('ann'), world.as('bob')] as const;
  const opened = await Promise.all(
    [0, 1, 0, 1].map((at) => people[at as 0 | 1].direct(people[1 - (at as 0 | 1)]?.user ?? '')),
  );
  assert.equal(new Set(opened).size, 1);
  assert.equal(await codeOf(people[0].direct('ann')), 'SCHEMA');
});
