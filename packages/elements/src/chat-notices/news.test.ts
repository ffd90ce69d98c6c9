import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Conversation} from '@parlor/sdk';
import {knownFrom, newsIn} from './news.js';

const conversation = (id: string, at: number, over: object = {}): Conversation =>
  ({
    id,
    unread: 1,
    mutedUntil: 0,
    archived: false,
    preview: {id: `${id}${at}`, sender: 'ann', own: false, kind: 'text', text: 'x', at, deleted: false},
    ...over,
  }) as unknown as Conversation;
const preview = (at: number, over: object) => ({preview: {...conversation('a', at).preview, ...over}});
const ids = (all: readonly Conversation[]) => all.map(({id}) => id);

test('UX-N3b: a newer message of somebody else is news; what was there is not', () => {
  const known = knownFrom([conversation('a', 10), conversation('b', 20)]);
  assert.deepEqual(ids(newsIn([conversation('a', 10), conversation('b', 20)], known, 0)), []);
  assert.deepEqual(ids(newsIn([conversation('a', 30), conversation('b', 20)], known, 0)), ['a']);
});

test('UX-N3b: what is no news', () => {
  const known = knownFrom([conversation('a', 10)]);
  const rows: [string, Conversation][] = [
    ['an own message', conversation('a', 30, preview(30, {own: true}))],
    ['one of the system', conversation('a', 30, preview(30, {kind: 'system'}))],
    ['one that was deleted', conversation('a', 30, preview(30, {deleted: true}))],
    ['in a muted conversation', conversation('a', 30, {mutedUntil: 500})],
    ['in an archived one', conversation('a', 30, {archived: true})],
    ['what was read meanwhile', conversation('a', 30, {unread: 0})],
    ['an older message after the newest was deleted', conversation('a', 5)],
  ];
  for (const [what, row] of rows) assert.deepEqual(newsIn([row], known, 100), [], what);
  assert.equal(newsIn([conversation('a', 30, {mutedUntil: 50})], known, 100).length, 1, 'muted until before now');
});

test('UX-N3b: a conversation that was only loaded now is news if its message is newer than all that were known', () => {
  const known = knownFrom([conversation('a', 10), conversation('b', 20)]);
  assert.deepEqual(ids(newsIn([conversation('old', 15), conversation('new', 25)], known, 0)), ['new']);
  const later = knownFrom([conversation('a', 8)], known);
  assert.equal(later.at.get('a'), 10, 'what is known never goes back');
  assert.equal(later.newest, 20);
});
