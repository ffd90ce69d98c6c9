import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
  decide,
  deleteRow,
  editRow,
  messageId,
  outboxOf,
  ownRow,
  pinRow,
  profileRow,
  reactRow,
  room,
  sendRow,
} from '../../test/world.js';
import {expiresMs, halve, isHeld, nextBatch, settle} from './batch.js';
import {deliveryOfRow} from './delivery.js';
import {discard, retry} from './failed.js';
import {boxOf, enqueue, outboxLimits} from './outbox.js';
import {isOutboxRow, type NewOutboxRow, type OutboxRow} from './outbox-row.js';

type Box = ReturnType<typeof outboxOf>;
const take = (box: Box, row: NewOutboxRow) => box.do((all) => enqueue(all, row));
const attempt = (box: Box, now = 2_000) => box.do((all) => nextBatch(all, {now}));
const answer = (box: Box, row: OutboxRow, code?: string, retryAs = 'no', now = 2_000) =>
  box.do((all) =>
    settle(
      all,
      [{opId: row.opId, reply: code ? ({ok: false, code, retry: retryAs} as never) : {ok: true, result: {}}}],
      {
        now,
      },
    ),
  );

test('an edit of a message that has not left changes what will be sent (F62)', () => {
  const box = outboxOf(sendRow(1, 'a'));
  assert.deepEqual(take(box, editRow(1, 'b')), 'folded');
  assert.deepEqual(box.read(), [`send m1 'b'`]);
});

test('an edit of a message that may have left goes out behind it (F63)', () => {
  const box = outboxOf(sendRow(1, 'a'));
  attempt(box);
  assert.deepEqual(take(box, editRow(1, 'b')), 'queued');
  assert.deepEqual(box.read(), [`send* m1 'a'`, `edit m1 'b'`]);
});

test('a delete of a message that has not left takes it back whole, with what was to happen to it (F64)', () => {
  const box = outboxOf(sendRow(1), reactRow(1, '+1', true), sendRow(2));
  assert.deepEqual(take(box, deleteRow(1)), 'gone');
  assert.deepEqual(box.read(), [`send m2 'text 2'`]);
});

test('an answer to a message that was taken back answers nothing any more', () => {
  const box = outboxOf(sendRow(1), sendRow(2, 'yes', {input: {replyTo: messageId(1)}}));
  take(box, deleteRow(1));
  assert.equal(box.rows()[0]?.input.replyTo, undefined);
  assert.deepEqual(box.read(), [`send m2 'yes'`]);
});

test('a delete of a message that may have left replaces the send and its edits (F65)', () => {
  const box = outboxOf(sendRow(1, 'a'));
  attempt(box);
  take(box, editRow(1, 'b'));
  assert.deepEqual(take(box, deleteRow(1)), 'queued');
  assert.deepEqual(box.read(), ['delete m1']);
});

test('an edit replaces an edit that has not left, and follows one that may have', () => {
  const box = outboxOf(editRow(1, 'a'));
  take(box, editRow(1, 'b'));
  assert.deepEqual(box.read(), [`edit m1 'b'`]);
  attempt(box);
  take(box, editRow(1, 'c'));
  take(box, editRow(1, 'd'));
  assert.deepEqual(box.read(), [`edit* m1 'b'`, `edit m1 'd'`]);
});

test('a reaction and its opposite cancel out while the first has not left', () => {
  const box = outboxOf(reactRow(1, '+1', true));
  assert.deepEqual(take(box, reactRow(1, 'heart', true)), 'queued');
  assert.deepEqual(take(box, reactRow(1, '+1', false)), 'gone');
  assert.deepEqual(box.read(), ['reaction m1 +heart']);
  attempt(box);
  take(box, reactRow(1, 'heart', false));
  assert.deepEqual(take(box, reactRow(1, 'heart', false)), 'folded');
  assert.deepEqual(box.read(), ['reaction* m1 +heart', 'reaction m1 -heart']);
});

test('a pin and its opposite cancel out while the first has not left, and leave reactions alone', () => {
  const box = outboxOf(reactRow(1, '+1', false), pinRow(1, true), pinRow(2, true));
  assert.equal(take(box, pinRow(1, true)), 'folded');
  assert.equal(take(box, pinRow(1, false)), 'gone');
  assert.deepEqual(
    box.rows().map(({op, message}) => `${op} ${message}`),
    [`reaction.set ${messageId(1)}`, `message.pin ${messageId(2)}`],
  );
  attempt(box);
  assert.equal(take(box, pinRow(2, false)), 'queued');
});

test('after a delete nothing else is taken for the message', () => {
  const box = outboxOf(deleteRow(1));
  assert.deepEqual(take(box, deleteRow(1)), 'folded');
  assert.throws(() => take(box, editRow(1, 'x')), {code: 'MESSAGE_DELETED'});
  assert.throws(() => take(box, reactRow(1, '+1', true)), {code: 'MESSAGE_DELETED'});
  assert.deepEqual(box.read(), ['delete m1']);
});

test('registers fold to their maximum and flags to the last word, in any number of rows one (I8, F79)', () => {
  const box = outboxOf(ownRow({read: 5, pinned: true}));
  take(box, ownRow({read: 3, delivered: 9, pinned: false}));
  take(box, ownRow({markedUnread: true}));
  assert.equal(box.rows().length, 1);
  assert.deepEqual(box.rows()[0]?.input, {
    conversation: room,
    read: 5,
    delivered: 9,
    pinned: false,
    markedUnread: true,
  });
  assert.deepEqual(
    decide(box.rows(), (all) => enqueue(all, ownRow({read: 4}))),
    {result: 'folded', writes: []},
  );
  attempt(box);
  take(box, ownRow({read: 6}));
  assert.equal(box.rows().length, 2, 'one that may have left stays as it is');
});

test('changes of the profile fold field by field', () => {
  const box = outboxOf(profileRow({name: 'A', avatar: 'x'}));
  take(box, profileRow({name: 'B', status: null}));
  assert.deepEqual(
    box.rows().map(({input}) => input),
    [{name: 'B', avatar: 'x', status: null}],
  );
});

test('the same send twice is one row', () => {
  const box = outboxOf(sendRow(1));
  assert.deepEqual(take(box, sendRow(1)), 'folded');
  assert.equal(box.rows().length, 1);
});

test('a full outbox refuses, counting the other lanes (F92)', () => {
  const into = (row: NewOutboxRow, ops: number, bytes = 0) =>
    enqueue(boxOf(outboxOf(sendRow(1)).rows()), row, {ops, bytes});
  const full = {code: 'OUTBOX_FULL'};
  assert.throws(() => into(sendRow(2), outboxLimits.ops - 1), full);
  assert.throws(() => into(sendRow(2), 0, outboxLimits.bytes - 150), full);
  assert.equal(into(sendRow(2), outboxLimits.ops - 2), 'queued');
  assert.equal(into(editRow(1, 'x'), outboxLimits.ops), 'folded');
});

test('a batch is the head of the lane, marked as attempted before it leaves (PWP-SEND-006, D7)', () => {
  const box = outboxOf(...Array.from({length: 60}, (_, index) => sendRow(index)));
  const batch = attempt(box);
  assert.equal(batch.length, 50);
  assert.ok(batch.every(({attempted, attempts}) => attempted && attempts === 1));
  assert.deepEqual(
    box.rows().map(({attempted}) => attempted),
    [...Array(50).fill(true), ...Array(10).fill(false)],
  );
});

test('a batch shrinks with every unanswered one, down to one, and stays below the frame limit (F39)', () => {
  const many = (text?: string) => outboxOf(...Array.from({length: 60}, (_, index) => sendRow(index, text)));
  const sizes = (box: Box, ...halvings: number[]) =>
    halvings.map((times) => nextBatch(boxOf(box.rows()), {now: 0, halvings: times}).length);
  assert.deepEqual(sizes(many('é'.repeat(8_000)), 0, 1, 2, 9, 40), [12, 12, 12, 1, 1]);
  assert.deepEqual(sizes(many(), 1, 2, 6), [25, 12, 1]);
  assert.deepEqual(
    sizes(outboxOf(sendRow(1, 'x'.repeat(300_000)), sendRow(2)), 0),
    [1],
    'one that is too large still goes',
  );
});

test('batches get smaller after silence and after INTERNAL, and slowly larger again (F39, F52)', () => {
  const told = (...codes: string[]) =>
    codes.reduce(
      (halvings, code) => halve(halvings, [{opId: 'o', reply: {ok: !code, code, retry: 'after'} as never}]),
      0,
    );
  assert.deepEqual([told(''), told('BUSY'), told('TIMEOUT'), told('TIMEOUT', 'INTERNAL')], [0, 0, 1, 2]);
  assert.deepEqual(
    [told('TIMEOUT', ''), told('TIMEOUT', '', 'TIMEOUT'), told('TIMEOUT', '', '', '', '')],
    [0.75, 2, 0],
  );
});

test('failed rows are passed over, the rest keeps its order (I3)', () => {
  const box = outboxOf(sendRow(1), sendRow(2, 'b', {state: 'failed', code: 'TOO_LARGE'}), sendRow(3));
  assert.deepEqual(
    attempt(box).map((row) => row.message),
    [messageId(1), messageId(3)],
  );
});

test('what was attempted long ago expires; a send and own state never do (PWP-SEND-012, F30)', () => {
  const box = outboxOf(sendRow(1, 'a', {attempted: true}), editRow(2, 'b', {attempted: true}), editRow(3, 'c'));
  const batch = attempt(box, 1_000 + expiresMs + 1);
  assert.deepEqual(
    batch.map(({message}) => message),
    [messageId(1), messageId(3)],
  );
  const own = attempt(outboxOf(ownRow({read: 5}, {attempted: true})), 1_000 + expiresMs + 1);
  assert.equal(own.length, 1);
  assert.deepEqual(box.read(), [`send* m1 'a'`, `edit* m2 'b' !EXPIRED`, `edit* m3 'c'`]);
});

test('an answer takes its row away, and a second one finds nothing (F27)', () => {
  const box = outboxOf(sendRow(1));
  const [row] = attempt(box) as [OutboxRow];
  assert.deepEqual(
    answer(box, row).done.map(({message}) => message),
    [messageId(1)],
  );
  assert.deepEqual(answer(box, row), {done: [], failed: [], again: undefined, heldMs: 0});
  assert.deepEqual(answer(box, row, 'SCHEMA'), {done: [], failed: [], again: undefined, heldMs: 0});
  assert.deepEqual(box.read(), []);
});

test('in slow mode messages wait with what is about them, and the others of the lane go on (PWP-SLOW-004)', () => {
  const box = outboxOf(sendRow(1), sendRow(2), reactRow(2, '+1', true), reactRow(9, '+1', true), ownRow({read: 4}));
  const [one, two] = attempt(box) as [OutboxRow, OutboxRow];
  assert.deepEqual(answer(box, one).heldMs, 0);
  const reply = {ok: false, code: 'SLOW_MODE', retry: 'after', retryAfterMs: 9_000} as const;
  const {again, failed, heldMs} = box.do((all) => settle(all, [{opId: two.opId, reply}], {now: 2_000}));
  assert.deepEqual([again, failed, heldMs], [undefined, [], 9_000]);
  const ready = box.do((all) => nextBatch(all, {now: 2_000, held: isHeld}));
  assert.deepEqual(
    ready.map(({op, message}) => [op, message]),
    [
      ['reaction.set', messageId(9)],
      ['own.set', undefined],
    ],
  );
  assert.equal(attempt(box).length, 4, 'all of them when the wait is over');
});

test('a refused message fails with its newest words; those behind it go on (PWP-SEND-010)', () => {
  const box = outboxOf(sendRow(1, 'a'), sendRow(2));
  attempt(box);
  take(box, editRow(1, 'b'));
  take(box, reactRow(1, '+1', true));
  const settled = answer(box, box.rows()[0] as OutboxRow, 'TOO_LARGE');
  assert.equal(settled.failed.length, 1);
  assert.deepEqual(box.read(), [`send* m1 'b' !TOO_LARGE`, `send* m2 'text 2'`]);
});

test('what the host says of its refusal stays with the message, until it is tried again; of others it is for developers (PWP-SCREEN-002)', () => {
  const refused = (code: string): Box => {
    const box = outboxOf(sendRow(1, 'a'));
    const [{opId}] = attempt(box) as [OutboxRow];
    const reply = {ok: false, code, retry: 'no', detail: 'no phone numbers'} as never;
    box.do((all) => settle(all, [{opId, reply}], {now: 2_000}));
    return box;
  };
  const box = refused('CONTENT_REFUSED');
  const [row] = box.rows();
  assert.deepEqual(row?.why, {code: 'CONTENT_REFUSED', reason: 'no phone numbers'});
  assert.deepEqual(deliveryOfRow(row), {is: 'failed', code: 'CONTENT_REFUSED', reason: 'no phone numbers'});
  assert.deepEqual(refused('FORBIDDEN').rows()[0]?.why, {code: 'FORBIDDEN'});
  box.do((all) => retry(all, row?.opId, {opId: 'another', message: messageId(1), now: 3_000}));
  assert.equal(box.rows()[0]?.why, undefined);
});

for (const code of ['NOT_A_MEMBER', 'BANNED']) {
  test(`${code} fails what it was said of, newest words kept; what may still be set goes on (PWP-MEMBER-005, PWP-REG-009, F70)`, () => {
    const box = outboxOf(sendRow(1), sendRow(2), ownRow({read: 3}), reactRow(9, '+1', true));
    const batch = attempt(box);
    take(box, editRow(2, 'newer'));
    const settled = box.do((all) =>
      settle(
        all,
        batch.map(({op, opId}) => ({
          opId,
          reply: op === 'own.set' ? {ok: true, result: {}} : ({ok: false, code, retry: 'no'} as never),
        })),
        {now: 2_000},
      ),
    );
    assert.deepEqual([settled.done.length, settled.failed.length], [1, 3]);
    assert.deepEqual(box.read(), [
      `send* m1 'text 1' !${code}`,
      `send* m2 'newer' !${code}`,
      `reaction* m9 +\u002b1 !${code}`,
    ]);
  });
}

test('an old NOT_A_MEMBER that is repeated after one was let in again fails its own write only (PWP-SEND-007, F71)', () => {
  const box = outboxOf(sendRow(1), sendRow(2), sendRow(3));
  const [first, second] = attempt(box) as [OutboxRow, OutboxRow];
  const settled = box.do((all) =>
    settle(
      all,
      [
        {opId: first.opId, reply: {ok: false, code: 'NOT_A_MEMBER', retry: 'no'}},
        {opId: second.opId, reply: {ok: true, result: {}}},
      ],
      {now: 2_000},
    ),
  );
  assert.deepEqual([settled.done.length, settled.failed.length], [1, 1]);
  assert.deepEqual(box.read(), [`send* m1 'text 1' !NOT_A_MEMBER`, `send* m3 'text 3'`]);
});

test('of a code nobody here knows, `retry` says what to do (PWP-ERROR-004)', () => {
  for (const retryAs of ['after', 'auth', 'resync']) {
    const box = outboxOf(sendRow(1));
    attempt(box);
    const {again, failed} = answer(box, box.rows()[0] as OutboxRow, 'FROM_THE_FUTURE', retryAs);
    assert.deepEqual([again?.code, failed.length, box.rows()[0]?.state], ['FROM_THE_FUTURE', 0, 'queued'], retryAs);
  }
  const box = outboxOf(sendRow(1, 'a'));
  attempt(box);
  answer(box, box.rows()[0] as OutboxRow, 'FROM_THE_FUTURE', 'no');
  assert.deepEqual(box.read(), [`send* m1 'a' !FROM_THE_FUTURE`]);
});

test('CANCELLED is what a delete wanted: the send is done (F65)', () => {
  const box = outboxOf(sendRow(1));
  const [row] = attempt(box) as [OutboxRow];
  assert.equal(answer(box, row, 'CANCELLED').done.length, 1);
  assert.deepEqual(box.read(), []);
  const deleting = outboxOf(deleteRow(1));
  const [other] = attempt(deleting) as [OutboxRow];
  assert.equal(answer(deleting, other, 'MESSAGE_DELETED').done.length, 1);
});

test('a reaction to a message that is gone disappears without a word, and so does a pin (F68)', () => {
  for (const write of [reactRow(1, '+1', true), pinRow(1, true)]) {
    const box = outboxOf(write);
    const [row] = attempt(box) as [OutboxRow];
    answer(box, row, 'MESSAGE_DELETED');
    assert.deepEqual(box.read(), []);
  }
});

for (const [code, retryAs] of [
  ['RATE_LIMITED', 'after'],
  ['TIMEOUT', 'after'],
  ['OFFLINE', 'no'],
  ['TOKEN_EXPIRED', 'auth'],
  ['UNAVAILABLE', 'after'],
] as const) {
  test(`${code} leaves everything where it is (I1)`, () => {
    const box = outboxOf(sendRow(1));
    const [row] = attempt(box) as [OutboxRow];
    assert.equal(answer(box, row, code, retryAs).again?.code, code);
    assert.deepEqual(box.read(), [`send* m1 'text 1'`]);
  });
}

test('INTERNAL eight times over ten minutes is the poison of this row (F52)', () => {
  const minute = 60_000;
  const poisoned = (times: number, everyMs: number) => {
    const box = outboxOf(sendRow(1), sendRow(2));
    const [row] = attempt(box) as [OutboxRow];
    let failed = 0;
    for (let index = 0; index < times; index++) {
      const answers = [{opId: row.opId, reply: {ok: false, code: 'INTERNAL', retry: 'after'} as const}];
      failed += box.do((all) => settle(all, answers, {now: index * everyMs})).failed.length;
    }
    return failed ? box.read()[0] : undefined;
  };
  assert.equal(poisoned(8, 2 * minute), `send* m1 'text 1' !POISON`);
  assert.equal(poisoned(7, 2 * minute), undefined);
  assert.equal(poisoned(20, minute / 4), undefined, 'not in less than ten minutes');
});

test('a batch that fails as a whole with INTERNAL accuses nobody', () => {
  const box = outboxOf(sendRow(1), sendRow(2));
  const batch = attempt(box);
  for (let index = 0; index < 20; index++) {
    const answers = batch.map(({opId}) => ({opId, reply: {ok: false, code: 'INTERNAL', retry: 'after'} as const}));
    assert.equal(box.do((all) => settle(all, answers, {now: index * 100_000})).failed.length, 0);
  }
});

test('a retry is a new operation at the end of the lane with the same message id (PWP-SEND-011, F96)', () => {
  const box = outboxOf(sendRow(1, 'a', {state: 'failed', attempted: true, attempts: 3, code: 'READ_ONLY'}), sendRow(2));
  const old = box.rows()[0]?.opId as string;
  box.do((all) => retry(all, old, {opId: 'new-op', message: 'new-id', now: 5}));
  assert.equal(box.rows()[1]?.message, messageId(1));
  assert.deepEqual(box.read(), [`send m2 'text 2'`, `send m1 'a'`]);
  assert.deepEqual([box.rows()[1]?.opId, box.rows()[1]?.attempts, box.rows()[1]?.code], ['new-op', 0, undefined]);
});

for (const code of ['ID_TAKEN', 'IDEMPOTENCY_MISMATCH'] as const) {
  test(`a retry after ${code} takes a new message id, and answers follow it`, () => {
    const reply = sendRow(2, 'b', {input: {replyTo: messageId(1)}});
    const box = outboxOf(sendRow(1, 'a', {state: 'failed', code}), reply);
    box.do((all) => retry(all, all.rows()[0]?.opId, {opId: 'new-op', message: 'new-id', now: 5}));
    const [answering, sending] = box.rows();
    assert.deepEqual([sending?.message, sending?.input.id, answering?.input.replyTo], ['new-id', 'new-id', 'new-id']);
  });
}

test('a retry after NOT_FOUND answers nothing any more, unless what it answers is still to come (PWP-SEND-011)', () => {
  const answering = (n: number) =>
    sendRow(n, 'b', {state: 'failed', code: 'NOT_FOUND', input: {replyTo: messageId(1)}});
  const alone = outboxOf(answering(2));
  alone.do((all) => retry(all, all.rows()[0]?.opId, {opId: 'new-op', message: 'new-id', now: 5}));
  assert.deepEqual([alone.rows()[0]?.message, alone.rows()[0]?.input.replyTo], [messageId(2), undefined]);
  const behind = outboxOf(sendRow(1, 'a', {state: 'failed', code: 'TOO_LARGE'}), answering(2));
  behind.do((all) => retry(all, all.rows()[1]?.opId, {opId: 'new-op', message: 'new-id', now: 5}));
  assert.equal(behind.rows()[1]?.input.replyTo, messageId(1));
});

test('only what has failed can be retried or discarded', () => {
  const box = outboxOf(sendRow(1), sendRow(2, 'b', {state: 'failed', code: 'TOO_LARGE'}));
  const [queued, failed] = box.rows() as [OutboxRow, OutboxRow];
  const {writes} = decide(box.rows(), (all) => {
    discard(all, queued.opId);
    retry(all, queued.opId, {opId: 'x', message: 'y', now: 0});
  });
  assert.deepEqual(writes, []);
  box.do((all) => discard(all, failed.opId));
  assert.deepEqual(box.read(), [`send m1 'text 1'`]);
});

test('a failed message can be edited in its place and deleted without a trace', () => {
  const box = outboxOf(sendRow(1, 'a', {state: 'failed', attempted: true, code: 'TOO_LARGE'}));
  take(box, editRow(1, 'b'));
  assert.deepEqual(box.read(), [`send* m1 'b' !TOO_LARGE`]);
  assert.deepEqual(take(box, deleteRow(1)), 'gone');
  assert.deepEqual(box.read(), []);
});

test('a damaged row is recognised (F14)', () => {
  const [row] = outboxOf(sendRow(1)).rows();
  assert.ok(isOutboxRow(row));
  for (const damaged of [
    null,
    7,
    {},
    {...row, opId: ''},
    {...row, input: null},
    {...row, state: 'lost'},
    {...row, n: 'x'},
  ]) {
    assert.ok(!isOutboxRow(damaged));
  }
});

test('two rows that were given one number before the storage gave each another are both kept (I1, F06)', () => {
  const [told, refused] = [
    {...sendRow(1), n: 9},
    {...sendRow(2), n: 9},
  ];
  const box = boxOf([], [told, refused]);
  box.add(sendRow(3));
  assert.deepEqual(
    box.rows().map(({message}) => message),
    [messageId(1), messageId(2), messageId(3)],
  );
  box.drop(refused);
  assert.deepEqual(
    box.writes().map((write) => 'add' in write && write.add.message),
    [messageId(1), messageId(3)],
  );
});
