import assert from 'node:assert/strict';
import {test} from 'node:test';
import {changesFrame, deletedMessage, inboxRow, mentionOf, message} from '../../test/world.js';
import type {InboxRow, Message} from '../protocol/index.js';
import {followFrame} from './inbox.js';
import {countFrame, countRead, isUnsure} from './unread.js';

const mentioning = (seq: number, more: Partial<Message> = {}): Message =>
  message(seq, {content: {kind: 'text', text: '@ada', ranges: [mentionOf('ada')]}, ...more});
const at = (row: Partial<InboxRow>): InboxRow =>
  inboxRow({seq: 10, asOf: 10, readAt: 5, own: {...inboxRow().own, read: 5}, ...row});
const pair = ({unread, mentions, asOf, readAt}: InboxRow): number[] => [unread, mentions, asOf, readAt];

test('new messages of others count, mine and the system’s do not (PWP-UNREAD-001)', () => {
  const frame = changesFrame(
    11,
    14,
    message(11),
    message(12, {sender: 'ada'}),
    mentioning(13),
    message(14, {content: {kind: 'system', text: 'x'}}),
  );
  assert.deepEqual(pair(countFrame(at({unread: 2, mentions: 0}), frame, 'ada')), [4, 1, 14, 5]);
});

test('a frame heard before, or overlapping, counts only what is new (F33, F80)', () => {
  const row = at({unread: 2});
  assert.equal(countFrame(row, changesFrame(8, 10, message(8), message(9), message(10)), 'ada'), row);
  assert.equal(countFrame(row, changesFrame(9, 11, message(9), message(10), message(11)), 'ada').unread, 3);
});

test('a frame after a gap moves the head and leaves the counts unsure', () => {
  const row = countFrame(at({unread: 2}), changesFrame(12, 12, message(12)), 'ada');
  assert.deepEqual([row.seq, row.asOf, row.unread, isUnsure(row)], [12, 10, 2, true]);
  assert.equal(isUnsure(at({})), false);
});

test('deleting an unread message takes it off for everyone, a read one nothing, and never below nothing (F81)', () => {
  const frame = changesFrame(11, 12, deletedMessage(8, 11), deletedMessage(4, 12));
  assert.deepEqual(pair(countFrame(at({unread: 2}), frame, 'ada')), [1, 0, 12, 5]);
  assert.equal(countFrame(at({unread: 0}), frame, 'ada').unread, 0);
  assert.equal(
    countFrame(at({unread: 2}), changesFrame(11, 11, deletedMessage(8, 11, {sender: 'ada'})), 'ada').unread,
    2,
  );
});

test('an edit that mentions me counts if the message is unread (F82)', () => {
  const unread = changesFrame(11, 11, mentioning(8, {rev: 11}));
  const read = changesFrame(11, 11, mentioning(4, {rev: 11}));
  assert.deepEqual(pair(countFrame(at({unread: 2}), unread, 'ada')), [2, 1, 11, 5]);
  assert.deepEqual(pair(countFrame(at({unread: 2}), read, 'ada')), [2, 0, 11, 5]);
});

test('where it matters whether a message mentioned me before, the cache decides, else the counts wait', () => {
  const row = at({unread: 2, mentions: 1});
  const frame = changesFrame(11, 11, mentioning(8, {rev: 11}));
  assert.ok(isUnsure(countFrame(row, frame, 'ada')));
  assert.deepEqual(pair(countFrame(row, frame, 'ada', () => mentioning(8))), [2, 1, 11, 5]);
  assert.deepEqual(pair(countFrame(row, frame, 'ada', () => message(8))), [2, 2, 11, 5]);
  assert.ok(
    isUnsure(countFrame(row, frame, 'ada', () => mentioning(8, {rev: 11}))),
    'merged already: it tells nothing',
  );
  assert.deepEqual(
    pair(countFrame(row, changesFrame(11, 11, deletedMessage(8, 11)), 'ada', () => mentioning(8))),
    [1, 0, 11, 5],
  );
});

test('reading the newest message is reading all, although reactions came after it', () => {
  const row = followFrame(at({unread: 2}), changesFrame(11, 12, message(11)), 'ada');
  assert.deepEqual(pair(countRead(row, 11, 'ada')), [0, 0, 12, 11]);
  assert.equal(countRead(row, 10, 'ada'), row);
});

test('reading to the head leaves nothing; reading less counts what the cache holds, or waits', () => {
  const row = at({unread: 3, mentions: 1});
  assert.deepEqual(pair(countRead(row, 10, 'ada')), [0, 0, 10, 10]);
  assert.deepEqual(pair(countRead(row, 8, 'ada', [message(9), mentioning(10), message(11)])), [2, 1, 10, 8]);
  assert.equal(countRead(row, 8, 'ada'), row);
  assert.equal(countRead(row, 4, 'ada', []), row, 'never backwards');
});

test('who is let in again counts from the server’s row, not on from what was before they left (I9, F71)', () => {
  const out = at({unread: 2, membership: {state: 'removed', role: 'member', rev: 10}});
  const row = countFrame(out, changesFrame(11, 12, message(12)), 'ada');
  assert.deepEqual([row.seq, row.unread, isUnsure(row)], [12, 2, true]);
});
