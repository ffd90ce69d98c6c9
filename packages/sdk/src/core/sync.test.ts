import assert from 'node:assert/strict';
import {test} from 'node:test';
import {holdMs, listed, mergesFrames, type SyncEvent, type SyncState, type SyncWish, syncConversation} from './sync.js';

const run = (state: SyncState, ...events: SyncEvent[]): {state: SyncState; wishes: SyncWish[]} => {
  const wishes: SyncWish[] = [];
  for (const event of events) {
    const next = syncConversation(state, event);
    wishes.push(next.wish);
    state = next.state;
  }
  return {state, wishes};
};
const fresh = (seq: number): SyncState => ({is: 'fresh', seq, head: seq});
const frame = (from: number, to = from): SyncEvent => ({type: 'frame', from, to});

test('a listed conversation is fetched when wanted, once (PWP-SYNC-009)', () => {
  const {state, wishes} = run(
    listed,
    {type: 'row', seq: 9, joined: true},
    {type: 'wanted'},
    {type: 'wanted'},
    {type: 'fetched', to: 9},
  );
  assert.deepEqual([state, wishes], [fresh(9), ['none', 'fetch', 'none', 'none']]);
});

test('a live frame of a listed conversation fetches nothing: a busy inbox does not download itself (F86, I15)', () => {
  const {state, wishes} = run(listed, {type: 'row', seq: 9, joined: true}, frame(10), frame(14, 15));
  assert.deepEqual([state, wishes], [{is: 'listed', seq: 0, head: 15}, ['none', 'none', 'none']]);
  assert.ok(!mergesFrames(state));
});

test('a frame that follows is merged, one heard before changes nothing (F33)', () => {
  const state = fresh(9);
  assert.deepEqual(run(state, frame(10, 12)).state, fresh(12));
  assert.equal(syncConversation(state, frame(8, 9)).state, state);
});

test('a frame that leaves a gap is held; the missing one closes it (F31)', () => {
  const {state, wishes} = run(fresh(9), frame(11), frame(10, 11));
  assert.deepEqual([state, wishes], [fresh(11), ['hold', 'none']]);
});

test('a gap that stays open is fetched (F32)', () => {
  const {state, wishes} = run(fresh(9), frame(11), {type: 'hold-over'}, frame(12), {type: 'fetched', to: 12});
  assert.deepEqual([state, wishes], [fresh(12), ['hold', 'fetch', 'none', 'none']]);
  assert.deepEqual(run(fresh(9), {type: 'hold-over'}).wishes, ['none']);
});

test('a frame that comes before the first page leaves that page an answer to what is waited for (F61)', () => {
  const {state, wishes} = run(listed, {type: 'wanted'}, frame(1, 2));
  assert.deepEqual([state, wishes], [{is: 'fetching', seq: 0, head: 2}, ['fetch', 'none']]);
  assert.ok(!mergesFrames(state));
  assert.deepEqual(run(state, {type: 'fetched', to: 2}).state, fresh(2));
});

test('more heard while fetching is fetched at the end', () => {
  const {state, wishes} = run(fresh(9), {type: 'row', seq: 20, joined: true}, {type: 'wanted'}, frame(22), {
    type: 'fetched',
    to: 20,
  });
  assert.deepEqual([state, wishes], [{is: 'fetching', seq: 20, head: 22}, ['none', 'fetch', 'none', 'fetch']]);
});

test('a failed fetch is tried again when wanted again', () => {
  assert.deepEqual(run({is: 'fetching', seq: 9, head: 12}, {type: 'failed'}, {type: 'wanted'}).wishes, [
    'none',
    'fetch',
  ]);
  assert.equal(run({is: 'fetching', seq: 0, head: 12}, {type: 'failed'}).state.is, 'listed');
});

test('removal closes, and being let in again starts anew (PWP-MEMBER-004, F71)', () => {
  const {state, wishes} = run(fresh(9), {type: 'row', seq: 12, joined: false}, {type: 'row', seq: 20, joined: true});
  assert.deepEqual([state, wishes], [{is: 'listed', seq: 0, head: 20}, ['none', 'drop']]);
});

test('where nothing may be kept, leaving drops what is cached (PWP-MEMBER-007)', () => {
  const {state, wishes} = run(fresh(9), {type: 'row', seq: 12, joined: false, purged: true});
  assert.deepEqual([state, wishes], [{is: 'closed', seq: 0, head: 12}, ['drop']]);
});

test('a reset drops what is cached', () => {
  assert.deepEqual(run(fresh(9), {type: 'reset'}, {type: 'wanted'}).wishes, ['drop', 'fetch']);
});

test('a gap is held from 50 to 500 ms', () => {
  assert.deepEqual([holdMs(0), holdMs(1)], [50, 500]);
});
