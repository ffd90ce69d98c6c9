import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ContentInput} from '@parlor/sdk/protocol';
import {codeOf, messageIn, newId, text, World} from './world.js';

async function pair(options: Parameters<typeof World.open>[0] = {}) {
  const world = await World.open(options);
  const [ann, bob] = [world.as('ann'), world.as('bob')];
  const place = await ann.direct('bob');
  return {world, ann, bob, place};
}

test('a message is its own memory: the same id and content again is the same message, for ever (PWP-SEND-005, F04)', async () => {
  const {world, ann, place} = await pair();
  const input = {conversation: place, id: newId(), content: text('hi'), clientTs: 5};
  const first = messageIn(await ann.run('message.send', input, newId()));
  world.clock.pass(400 * 24 * 3600 * 1000);
  world.forget();
  const again = messageIn(await ann.run('message.send', input, newId()));
  assert.deepEqual(again, first);
  assert.deepEqual(world.deliveries, []);
});

test('the same id with other content is IDEMPOTENCY_MISMATCH, of somebody else ID_TAKEN (S16)', async () => {
  const {ann, bob, place} = await pair();
  const {id} = await ann.send(place, 'hi');
  assert.equal(await codeOf(ann.send(place, 'ho', {id})), 'IDEMPOTENCY_MISMATCH');
  assert.equal(await codeOf(ann.send(place, 'hi', {id, replyTo: id})), 'IDEMPOTENCY_MISMATCH');
  assert.equal(await codeOf(bob.send(place, 'hi', {id})), 'ID_TAKEN');
});

test('a repetition after an edit gives the edited message and changes nothing (F29, I6)', async () => {
  const {ann, place} = await pair();
  const {id} = await ann.send(place, 'first');
  await ann.run('message.edit', {conversation: place, id, content: text('second')});
  const again = await ann.send(place, 'first', {id});
  assert.equal(again.content.text, 'second');
});

test('a repetition after the sender left still gives the message, to nobody else (F42)', async () => {
  const world = await World.open();
  const [ann, bob, cid] = [world.as('ann'), world.as('bob'), world.as('cid')];
  const place = await ann.group(['bob']);
  const {id, seq} = await bob.send(place, 'hi');
  await ann.run('member.remove', {conversation: place, user: 'bob'});
  assert.equal((await bob.send(place, 'hi', {id})).seq, seq);
  assert.equal(await codeOf(bob.send(place, 'new')), 'NOT_A_MEMBER');
  assert.equal(await codeOf(cid.send(place, 'hi', {id})), 'NOT_FOUND');
});

test('seqs are dense and times never go back, whatever the clock does (I7, F15, F53)', async () => {
  const {world, ann, bob, place} = await pair();
  const first = await ann.send(place, 'one');
  world.clock.time -= 3600_000;
  const second = await bob.send(place, 'two');
  assert.equal(second.seq, first.seq + 1);
  assert.equal(second.ts, first.ts);
  world.clock.time += 7200_000;
  assert.ok((await ann.send(place, 'three')).ts > second.ts);
});

test('the sender’s clock is taken as advice between a month ago and now (PWP-TIME-002)', async () => {
  const {world, ann, place} = await pair();
  const now = world.clock.now();
  assert.equal((await ann.send(place, 'a', {clientTs: now - 1000})).clientTs, now - 1000);
  assert.equal((await ann.send(place, 'b', {clientTs: now + 1000})).clientTs, now);
  assert.equal((await ann.send(place, 'c', {clientTs: 0})).clientTs, now - 30 * 24 * 3600 * 1000);
});

test('what breaks a limit is TOO_LARGE, what is malformed SCHEMA, and nothing is written (PWP-SEND-004)', async () => {
  const {ann, place} = await pair({limits: {textLength: 10, textBytes: 20, ranges: 2, mentions: 1, dataBytes: 30}});
  const before = (await ann.row(place)).seq;
  const range = {type: 'bold', start: 0, end: 1} as const;
  const mention = (user: string) => ({type: 'mention', start: 0, end: 1, user}) as const;
  const cases: [string, unknown][] = [
    ['TOO_LARGE', text('x'.repeat(11))],
    ['none', text('😀'.repeat(5))],
    ['TOO_LARGE', text('😀'.repeat(6))],
    ['TOO_LARGE', {text: 'x', ranges: [range, range, range]}],
    ['TOO_LARGE', {text: 'x', ranges: [mention('bob'), mention('cid')]}],
    ['TOO_LARGE', {text: 'x', data: {long: 'y'.repeat(30)}}],
    ['SCHEMA', text('')],
    ['SCHEMA', text(' \n ')],
    ['none', {text: '', kind: 'poll', data: {a: 1}}],
    ['SCHEMA', text('a\0b')],
    ['SCHEMA', text('a\ud800b')],
    ['SCHEMA', {text: 'x', data: {a: 'b\udc00'}}],
    ['SCHEMA', {text: 'x', ranges: [{...range, end: 2}]}],
    ['SCHEMA', {text: 'x', ranges: [{...range, start: 1}]}],
    ['SCHEMA', {text: 'x', ranges: [{type: 'link', start: 0, end: 1, url: 'javascript:alert(1)'}]}],
    ['SCHEMA', {text: 'x', ranges: [{type: 'mention', start: 0, end: 1}]}],
    ['SCHEMA', {text: 'x', ranges: [{type: 'blink', start: 0, end: 1}]}],
    ['SCHEMA', {text: 'x', unknown: 1}],
    ['SCHEMA', {text: 5}],
    ['FORBIDDEN', {text: 'x', kind: 'system'}],
    ['ATTACHMENT_MISSING', {text: 'x', attachments: [{id: 'a'}]}],
  ];
  let written = 0;
  for (const [code, content] of cases) {
    const found = await codeOf(
      ann.run('message.send', {conversation: place, id: newId(), content: content as ContentInput}),
    );
    assert.equal(found, code, JSON.stringify(content));
    if (code === 'none') written += 1;
  }
  assert.equal((await ann.row(place)).seq, before + written);
});

test('a field the table does not know is refused and named, its value never (S14)', async () => {
  const {ann, place} = await pair();
  const attempt = ann.run('message.send', {
    conversation: place,
    id: newId(),
    content: text('x'),
    sender: 'bob-the-secret',
  } as never);
  await assert.rejects(attempt, (error: Error & {detail?: string}) => error.detail === 'sender: unknown field');
  const wrong = ann.run('message.send', {conversation: 'secret-place', id: newId(), content: text('x')});
  await assert.rejects(
    wrong,
    (error: Error & {detail?: string}) =>
      /^conversation: /.test(error.detail ?? '') && !error.message.includes('secret'),
  );
});

test('a list is no object, neither as an input nor as data (PWP-WRITE-004, PWP-MODEL-005)', async () => {
  const {ann, place} = await pair();
  const run = (name: 'totals' | 'profile.set' | 'message.send', input: unknown) =>
    codeOf(ann.run(name, input as never));
  assert.equal(await run('totals', []), 'SCHEMA');
  assert.equal(await run('profile.set', []), 'SCHEMA');
  assert.equal(await run('profile.set', {data: [1]}), 'SCHEMA');
  assert.equal(await run('message.send', {conversation: place, id: newId(), content: {text: 'x', data: []}}), 'SCHEMA');
});

test('`__proto__` in data is harmless, and nesting has an end (S27)', async () => {
  const {ann, place} = await pair();
  const content = JSON.parse(
    '{"text":"x","data":{"__proto__":{"polluted":true},"a":{"__proto__":{"polluted":true}}}}',
  ) as ContentInput;
  await ann.run('message.send', {conversation: place, id: newId(), content});
  assert.equal(({} as {polluted?: boolean}).polluted, undefined);
  let deep: unknown = 1;
  for (let n = 0; n < 5000; n += 1) deep = [deep];
  assert.equal(
    await codeOf(ann.run('message.send', {conversation: place, id: newId(), content: {text: 'x', data: {deep}}})),
    'SCHEMA',
  );
  assert.equal(await codeOf(ann.run('constructor' as never, {} as never)), 'UNKNOWN_OPERATION');
});

test('deleting what never arrived reserves the id against the late copy, for the deleter alone (PWP-SEND-009, S15)', async () => {
  const {world, ann, bob, place} = await pair();
  const id = newId();
  const seq = (await ann.row(place)).seq;
  const answer = await ann.run('message.delete', {conversation: place, id});
  assert.deepEqual([answer.cancelled, answer.changes], [true, []]);
  assert.equal((await ann.row(place)).seq, seq);
  assert.equal(await codeOf(ann.send(place, 'late', {id})), 'CANCELLED');
  assert.equal((await ann.run('message.delete', {conversation: place, id})).cancelled, true);
  world.forget();
  await bob.send(place, 'mine', {id});
  assert.equal(world.framesTo('ann').length, 1);
});

test('a delete absorbs edits and deletes; what stays is the place (I5)', async () => {
  const {ann, bob, place} = await pair();
  const {id, seq, ts} = await ann.send(place, 'secret');
  assert.equal(await codeOf(bob.run('message.delete', {conversation: place, id})), 'FORBIDDEN');
  const gone = messageIn(await ann.run('message.delete', {conversation: place, id}));
  assert.deepEqual(gone, {id, seq, rev: seq + 1, sender: 'ann', ts, content: {kind: 'text', text: ''}, deleted: 'ann'});
  assert.equal(
    await codeOf(ann.run('message.edit', {conversation: place, id, content: text('back')})),
    'MESSAGE_DELETED',
  );
  assert.equal(messageIn(await ann.run('message.delete', {conversation: place, id})).rev, seq + 1);
  assert.ok(
    !JSON.stringify([await bob.row(place), await bob.run('history.page', {conversation: place})]).includes('secret'),
  );
});

test('edits: only one’s own, the last wins, the same again uses no seq, a wrong ifRev is REV_CONFLICT', async () => {
  const {ann, bob, place} = await pair({limits: {edits: 3}});
  const {id, rev} = await ann.send(place, 'a');
  const edit = (words: string, ifRev?: number) =>
    ann
      .run('message.edit', {conversation: place, id, content: text(words), ...(ifRev !== undefined && {ifRev})})
      .then(messageIn);
  assert.equal(await codeOf(bob.run('message.edit', {conversation: place, id, content: text('b')})), 'FORBIDDEN');
  const edited = await edit('b', rev);
  assert.equal(edited.rev, rev + 1);
  assert.ok(edited.editedAt);
  assert.equal(await codeOf(edit('c', rev)), 'REV_CONFLICT');
  assert.equal((await edit('b')).rev, rev + 1);
  await edit('c');
  await edit('d');
  assert.equal(await codeOf(edit('e')), 'TOO_LARGE');
  assert.deepEqual(await bob.words(place), ['d']);
});

test('in a closed conversation nobody writes, reacts or changes anything; all read on (PWP-MODEL-007)', async () => {
  const {world, ann, bob, place} = await pair();
  const {id} = await ann.send(place, 'the last word');
  await world.store.write(async (tx) => {
    const record = await tx.conversation(place);
    assert.ok(record);
    await tx.updateConversation({...record, status: 'closed'});
  });
  const attempts = [
    ann.run('message.send', {conversation: place, id: newId(), content: text('one more')}),
    bob.run('message.send', {conversation: place, id: newId(), content: text('and one')}),
    ann.run('message.edit', {conversation: place, id, content: text('changed')}),
    bob.run('reaction.set', {conversation: place, id, key: '+', on: true}),
  ];
  assert.deepEqual(
    await Promise.all(attempts.map(codeOf)),
    attempts.map(() => 'CLOSED'),
  );
  assert.deepEqual(await bob.words(place), ['the last word']);
  await bob.run('own.set', {conversation: place, read: 9});
  assert.equal((await bob.row(place)).unread, 0);
});

test('after the edit window an edit is refused and the message stays (PWP-EDIT-002)', async () => {
  const {world, ann, place} = await pair({limits: {editWindowMs: 1000}});
  const {id} = await ann.send(place, 'a');
  world.clock.pass(1001);
  assert.equal(
    await codeOf(ann.run('message.edit', {conversation: place, id, content: text('b')})),
    'EDIT_WINDOW_CLOSED',
  );
});

test('after the window for deleting its author no longer deletes it, what is deleted stays so, and who moderates deletes it at any time (PWP-EDIT-004)', async () => {
  const world = await World.open({limits: {deleteWindowMs: 1000}});
  const [ann, bob, host] = [world.as('ann'), world.as('bob'), world.asHost()];
  const place = await ann.group(['bob']);
  const [early, late, other] = [await bob.send(place, 'a'), await bob.send(place, 'b'), await bob.send(place, 'c')];
  const own = await ann.send(place, 'd');
  const remove = (who: typeof ann, {id}: {id: string}) => who.run('message.delete', {conversation: place, id});
  world.clock.pass(1000);
  await remove(bob, early);
  world.clock.pass(1);
  await remove(bob, early);
  assert.equal(await codeOf(remove(bob, late)), 'DELETE_WINDOW_CLOSED');
  assert.deepEqual(await ann.words(place), ['', 'b', 'c', 'd']);
  await remove(ann, late);
  await remove(host, other);
  await remove(ann, own);
  assert.deepEqual(await ann.words(place), ['', '', '', '']);
  const direct = await ann.direct('bob');
  const sent = await ann.send(direct, 'x');
  world.clock.pass(1001);
  const between = ann.run('message.delete', {conversation: direct, id: sent.id});
  assert.equal(await codeOf(between), 'DELETE_WINDOW_CLOSED', 'nobody moderates between two');
  // taking back what never came is no matter of age
  await ann.run('message.delete', {conversation: direct, id: newId()});
});

test('an edit moves neither the conversation’s activity nor its preview’s place', async () => {
  const {world, ann, bob, place} = await pair();
  const {id} = await ann.send(place, 'a');
  const before = await bob.row(place);
  world.clock.pass(60_000);
  await ann.run('message.edit', {conversation: place, id, content: text('b')});
  const after = await bob.row(place);
  assert.equal(after.lastActivity, before.lastActivity);
  assert.deepEqual([after.preview?.text, after.preview?.seq, after.unread], ['b', before.preview?.seq, 1]);
});

test('a quote is resolved by the server, short, and empty when the quoted message is gone (S19)', async () => {
  const {ann, bob, place} = await pair();
  const elsewhere = await ann.group([]);
  const other = await ann.send(elsewhere, 'elsewhere');
  const first = await bob.send(place, '😀'.repeat(200));
  const reply = await ann.send(place, 'yes', {replyTo: first.id});
  assert.deepEqual(reply.replyTo, {id: first.id, seq: first.seq, sender: 'bob', text: '😀'.repeat(140)});
  assert.equal(await codeOf(ann.send(place, 'no', {replyTo: other.id})), 'NOT_FOUND');
  await bob.run('message.delete', {conversation: place, id: first.id});
  const [, seen] = (await bob.run('history.page', {conversation: place})).messages;
  assert.deepEqual(seen?.replyTo, {id: first.id, seq: first.seq, sender: 'bob', text: '', deleted: true});
});

test('mentions come from the ranges, count for members other than the sender, and follow edits (S20, F82)', async () => {
  const world = await World.open();
  const [ann, bob] = [world.as('ann'), world.as('bob')];
  const place = await ann.group(['bob']);
  const mention = (...users: string[]): ContentInput => ({
    text: 'hey',
    ranges: users.map((user) => ({type: 'mention', start: 0, end: 3, user})),
  });
  const {id} = await ann.send(place, '', {content: mention('bob', 'ann', 'stranger')});
  assert.deepEqual([(await bob.row(place)).mentions, (await ann.row(place)).mentions], [1, 0]);
  await ann.run('message.edit', {conversation: place, id, content: text('hey')});
  assert.equal((await bob.row(place)).mentions, 0);
  await bob.run('own.set', {conversation: place, read: (await bob.row(place)).seq});
  await ann.run('message.edit', {conversation: place, id, content: mention('bob')});
  assert.equal((await bob.row(place)).mentions, 0);
  await ann.run('member.add', {conversation: place, user: 'stranger'});
  assert.equal((await world.as('stranger').row(place)).mentions, 0);
});

test('one commit is one frame object, the same for everybody, and each seq comes once, in order (I11)', async () => {
  const {world, ann, bob, place} = await pair();
  await ann.send(place, 'a');
  await bob.send(place, 'b');
  const deliveries = world.deliveries.filter(({frame}) => frame.type === 'changes');
  assert.deepEqual(
    deliveries.map(({to}) => [...to].sort()),
    [
      ['ann', 'bob'],
      ['ann', 'bob'],
      ['ann', 'bob'],
    ],
  );
  assert.deepEqual(
    deliveries.map(({frame}) => frame.type === 'changes' && [frame.from, frame.to]),
    [
      [1, 1],
      [2, 2],
      [3, 3],
    ],
  );
});
