import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {InboxRow, Member} from '../protocol/model.js';
import {joinConversation} from './join.js';
import {isLateDrop} from './late-drop.js';
import type {StorageWrite, StoredConversation} from './storage.js';

const own = {
  ...{read: 0, readPrivate: 0, delivered: 0, cleared: 0, rev: 0},
  ...{markedUnread: false, mutedUntil: 0, pinned: false, archived: false},
};

const row = (seq: number, placeRev: number): InboxRow => ({
  conversation: {id: 'c', type: 'group', status: 'open', title: 'a group', createdAt: 1, members: 2, rev: 1},
  seq,
  membership: {state: 'joined', role: 'member', rev: placeRev},
  own,
  ...{unread: 0, mentions: 0, asOf: seq, readAt: 0, lastActivity: 1},
});

const member = (user: string): Member => ({user, state: 'joined', role: 'member', rev: 1});

const stored = (seq: number, placeRev: number, ...users: string[]): StoredConversation => ({
  ...{id: 'c', row: row(seq, placeRev), seq},
  ranges: [{from: seq, to: seq, asOf: seq}],
  members: users.map(member),
});

const names = (a: StoredConversation, b: StoredConversation) => joinConversation(a, b).members.map(({user}) => user);

test('of two lists of members the one that belongs to the newer row is kept', () => {
  assert.deepEqual(names(stored(5, 1, 'ann'), stored(6, 1, 'ann', 'bo')), ['ann', 'bo']);
  assert.deepEqual(names(stored(6, 1, 'ann', 'bo'), stored(5, 1, 'ann')), ['ann', 'bo']);
});

test('a tab that lists no members takes none away', () => {
  assert.deepEqual(names(stored(5, 1, 'ann'), stored(6, 1)), ['ann']);
  assert.deepEqual(names(stored(5, 1), stored(4, 1, 'ann')), ['ann']);
});

test('members of an earlier stay are forgotten, and not put back (F71)', () => {
  assert.deepEqual(names(stored(5, 1, 'ann'), stored(6, 6)), []);
  assert.deepEqual(names(stored(6, 6, 'ann', 'bo'), stored(9, 1, 'ann')), ['ann', 'bo']);
});

test('what was known to be there and another tab has dropped is not claimed again, only what comes with it (I4, F20)', () => {
  const come = {...stored(3, 1), ranges: [{from: 1, to: 3, asOf: 3}]};
  const known = [{from: 1, to: 2, asOf: 2}];
  const left = {...stored(2, 1), ranges: [{from: 2, to: 2, asOf: 2}]};
  assert.deepEqual(joinConversation({...stored(2, 1), ranges: []}, come, known).ranges, [{from: 3, to: 3, asOf: 3}]);
  assert.deepEqual(joinConversation(undefined, come, known).ranges, [{from: 3, to: 3, asOf: 3}]);
  assert.deepEqual(joinConversation(left, come, known).ranges, [{from: 2, to: 3, asOf: 3}]);
  assert.deepEqual(joinConversation(undefined, come).ranges, come.ranges);
});

test('the ranges of both hold in the join', () => {
  const {ranges, seq} = joinConversation(stored(1, 1), stored(2, 1));
  const known = [1, 2].every((one) => ranges.some(({from, to}) => from <= one && one <= to));
  assert.deepEqual([known, seq], [true, 2]);
});

test('who hears late of coming back takes nothing of the stay that another tab knows already (I4, F71)', () => {
  const drop = {drop: 'messages', conversation: 'c', from: 0, to: Number.MAX_SAFE_INTEGER} as const;
  const put = (value: StoredConversation): StorageWrite => ({put: 'conversation', value});
  const isLate = (have: StoredConversation, come: StoredConversation, to: number = drop.to): boolean =>
    isLateDrop(have, {...drop, to}, [drop, put(come)]);
  assert.equal(isLate(stored(40, 12), stored(13, 12)), true);
  assert.equal(isLate(stored(11, 1), stored(13, 12)), false, 'the first to hear of it');
  assert.equal(isLate(stored(40, 12), stored(40, 12), 20), false, 'what is cleared goes');
  assert.equal(isLate(stored(40, 12), stored(0, 12)), false, 'what is begun anew goes');
  const gone = (have: StoredConversation): StoredConversation => ({
    ...have,
    row: {...have.row, membership: {state: 'left', role: 'member', rev: have.row.membership.rev}},
  });
  assert.equal(isLate(gone(stored(40, 12)), gone(stored(40, 12))), false, 'nothing is kept of what was left');
  assert.equal(isLate(stored(40, 14), gone(stored(13, 12))), true, 'left, and let in again since');
});
