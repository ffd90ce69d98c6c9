import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
  changesFrame,
  deletedMessage,
  deleteRow,
  editRow,
  message,
  messageId,
  outboxOf,
  reactRow,
  sendRow,
} from '../../test/world.js';
import {noHorizons, receipt} from './receipts.js';
import {
  emptyTimeline,
  findMessage,
  reachesEnd,
  type TimelineChange,
  type TimelineState,
  updateTimeline,
} from './timeline.js';

const texts = ({messages}: TimelineState): string[] => messages.map(({content}) => content.text);
const seqs = ({messages}: TimelineState) => messages.map(({seq}) => seq);
const run = (...changes: TimelineChange[]): TimelineState =>
  changes.reduce(updateTimeline, emptyTimeline('c_room', 'ada'));
const open = (from: number, to: number, head = to): TimelineChange => ({
  run: {from, to},
  put: Array.from({length: to - from + 1}, (_, index) => message(from + index)),
  head,
});

test('a run is shown in the order of seq, whatever order it came in (PWP-TIME-001)', () => {
  const state = run({run: {from: 1, to: 9}, put: [message(7), message(2), message(5)], head: 9});
  assert.deepEqual(seqs(state), [2, 5, 7]);
  assert.deepEqual(seqs(updateTimeline(state, {put: [message(3), message(9)]})), [2, 3, 5, 7, 9]);
});

test('messages outside the run are passed over, and a run that moves forgets what it leaves', () => {
  const state = run(open(10, 20), {put: [message(9), message(21)]});
  assert.deepEqual([seqs(state)[0], seqs(state).at(-1)], [10, 20]);
  const older = updateTimeline(state, {run: {from: 5, to: 20}, put: [message(6)]});
  assert.equal(seqs(older)[0], 6);
  assert.deepEqual(seqs(updateTimeline(older, {run: {from: 1, to: 7}})), [6]);
});

test('what did not change stays the same object', () => {
  const state = run(open(1, 5));
  const next = updateTimeline(state, {
    run: {from: 1, to: 6},
    put: [message(6), message(2, {rev: 7, text: 'edited'})],
    head: 6,
  });
  assert.deepEqual(texts(next), ['text 1', 'edited', 'text 3', 'text 4', 'text 5', 'text 6']);
  assert.deepEqual(
    next.messages.map((one) => state.messages.includes(one)),
    [true, false, true, true, true, false],
  );
  assert.equal(updateTimeline(next, {put: [message(2), message(6)]}), next);
  assert.equal(updateTimeline(next, {}), next);
});

test('pending messages come last, in the order of their lane, as long as the run reaches the newest (UX-M4a)', () => {
  const rows = outboxOf(sendRow('a'), sendRow('b')).rows();
  const state = run(open(1, 3), {rows: [...rows, sendRow('c')]});
  assert.deepEqual(texts(state), ['text 1', 'text 2', 'text 3', 'text a', 'text b', 'text c']);
  assert.deepEqual(
    state.messages.slice(3).map(({delivery}) => delivery?.is),
    ['queued', 'queued', 'saving'],
  );
  const behind = updateTimeline(state, {head: 8});
  assert.ok(!reachesEnd(behind));
  assert.deepEqual(texts(behind), ['text 1', 'text 2', 'text 3']);
  assert.deepEqual(texts(updateTimeline(behind, {run: {from: 1, to: 8}})).slice(3), ['text a', 'text b', 'text c']);
});

test('a confirmed message moves to its seq, once, whichever of answer and echo comes first (PWP-SEND-001, I12, I13, F28)', () => {
  const rows = outboxOf(sendRow('a'), sendRow('b')).rows();
  const state = run(open(1, 3), {rows});
  const echo = message(4, {id: messageId('a'), sender: 'ada', text: 'text a'});
  const echoed = updateTimeline(state, {run: {from: 1, to: 4}, put: [echo], head: 4});
  const ids = (one: TimelineState) => one.messages.map(({id}) => id).slice(3);
  assert.deepEqual(ids(echoed), [messageId('a'), messageId('b')]);
  assert.deepEqual(echoed.messages[3]?.delivery, {is: 'sent'});
  const answered = updateTimeline(echoed, {put: [echo], rows: rows.slice(1)});
  assert.equal(answered.messages, echoed.messages);
  const together = updateTimeline(state, {run: {from: 1, to: 4}, put: [echo], head: 4, rows: rows.slice(1)});
  assert.deepEqual(ids(together), [messageId('a'), messageId('b')]);
});

test('a pending message keeps its object while its row does not change', () => {
  const box = outboxOf(sendRow('a'), sendRow('b'));
  const state = run(open(1, 3), {rows: box.rows()});
  const [a, b] = box.rows();
  const next = updateTimeline(state, {rows: [{...a!, attempted: true}, b!]});
  assert.equal(next.messages[3]?.delivery?.is, 'sending');
  assert.equal(next.messages[4], state.messages[4]);
});

test('an answer to a message knows its quote, also when that one is pending (F67)', () => {
  const rows = outboxOf(
    sendRow('a'),
    sendRow('b', 'yes', {input: {replyTo: messageId('a')}}),
    sendRow('c', 'no', {input: {replyTo: messageId(2)}}),
  ).rows();
  const [, , , , b, c] = run(open(1, 3), {rows}).messages;
  assert.deepEqual(
    [b?.replyTo?.text, b?.replyTo?.sender, c?.replyTo?.text, c?.replyTo?.seq],
    ['text a', 'ada', 'text 2', 2],
  );
});

test('changes that wait are laid over, and taken away when they are done or given up', () => {
  const state = run(open(1, 3));
  const rows = outboxOf(editRow(2, 'new'), reactRow(1, '+1', true), deleteRow(3)).rows();
  const laid = updateTimeline(state, {rows});
  assert.deepEqual(texts(laid), ['text 1', 'new', '']);
  assert.equal(laid.messages[0]?.reactions[0]?.own, true);
  const done = updateTimeline(laid, {rows: rows.slice(1), put: [message(2, {rev: 9, text: 'new'})]});
  assert.deepEqual([done.messages[1]?.content.text, done.messages[1]?.change], ['new', undefined]);
  assert.equal(done.messages[0], laid.messages[0]);
  assert.deepEqual(texts(updateTimeline(done, {rows: []})), ['text 1', 'new', 'text 3']);
});

test('a deleted message leaves no words in the quotes of it, before or after (I5)', () => {
  const quote = {id: messageId(2), seq: 2, sender: 'bo', text: 'secret'};
  const state = run(open(1, 3), {put: [message(3, {rev: 4, replyTo: quote})]});
  const deleted = updateTimeline(state, {put: [deletedMessage(2, 5)]});
  assert.deepEqual(deleted.messages[2]?.replyTo, {...quote, text: '', deleted: true});
  const later = updateTimeline(deleted, {run: {from: 1, to: 6}, put: [message(6, {replyTo: quote})]});
  assert.equal(later.messages.at(-1)?.replyTo?.text, '');
});

test('what I cleared is not shown (PWP-REG-001)', () => {
  const state = run(open(1, 5), {cleared: 3});
  assert.deepEqual(seqs(state), [4, 5]);
  assert.deepEqual(seqs(updateTimeline(state, {cleared: 2})), [4, 5], 'and does not come back');
});

test('receipts change only the marks they move, and marks only climb (I8)', () => {
  const mine = [1, 2, 3, 4].map((seq) => message(seq, {sender: seq === 2 ? 'bo' : 'ada'}));
  const state = run({run: {from: 1, to: 4}, put: mine, head: 4}, {horizons: {...noHorizons, others: 2}});
  const horizons = receipt(state.horizons, {user: 'bo', read: 3, delivered: 4}, 'ada');
  const next = updateTimeline(state, {horizons});
  assert.deepEqual(
    next.messages.map(({delivery}) => delivery?.is),
    ['read', undefined, 'read', 'delivered'],
  );
  assert.equal(next.messages[1], state.messages[1]);
  const further = updateTimeline(next, {horizons: receipt(horizons, {user: 'bo', read: 4, delivered: 4}, 'ada')});
  assert.deepEqual(
    further.messages.map((one) => next.messages.includes(one)),
    [true, true, true, false],
  );
});

test('following a run of 100,000 messages makes one new object per change', () => {
  const state = run(open(1, 100_000));
  const next = updateTimeline(state, {run: {from: 1, to: 100_001}, put: [message(100_001)]});
  const edited = updateTimeline(next, {put: [message(500, {rev: 100_002, text: 'x'})], head: 100_002});
  let made = 0;
  for (let index = 0; index < edited.messages.length; index++)
    if (edited.messages[index] !== state.messages[index]) made++;
  assert.equal(made, 2);
  assert.equal(findMessage(edited, messageId(500))?.content.text, 'x');
});

test('a frame of changes carries what a timeline takes', () => {
  const {changes} = changesFrame(4, 4, message(4));
  const put = changes.flatMap((change) => (change.type === 'message' ? change.message : []));
  assert.deepEqual(seqs(run(open(1, 3), {run: {from: 1, to: 4}, put})), [1, 2, 3, 4]);
});

test('a send that is done is at least sent, before the run reaches it and after the run is lost (I13, PWP-SEND-003)', () => {
  const rows = outboxOf(sendRow('ada', 'hello')).rows();
  const done = rows.map((row) => ({...row, attempted: true, seq: 7}));
  const marks = ({messages}: TimelineState) => messages.map(({delivery}) => delivery?.is);
  const state = run(open(1, 3), {rows: done, head: 3});
  assert.deepEqual(marks(state).slice(-1), ['sent']);
  const heard = receipt({...noHorizons, others: 1}, {user: 'bo', read: 7, delivered: 7}, 'ada');
  assert.deepEqual(marks(run({rows: done, horizons: heard})), ['read'], 'and as far as the others are known to be');
});

test('a send that the run has reached is not shown from the outbox again, whatever becomes of the run (I5)', () => {
  const rows = outboxOf(sendRow('ada', 'hello')).rows();
  const done = rows.map((row) => ({...row, attempted: true, seq: 4}));
  const [row] = rows;
  const state = run(open(1, 3), {rows: done, head: 3});
  assert.equal(texts(state).at(-1), 'hello');
  const reached = updateTimeline(state, {run: {from: 1, to: 4}, put: [message(4, {id: row?.message ?? ''})]});
  const lost = emptyTimeline('c_room', 'ada', reached.seqs);
  assert.deepEqual(texts(updateTimeline(lost, {rows: done})), []);
});
