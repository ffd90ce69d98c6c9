/** Own frames that wait for what other nodes wrote before them. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Delivery} from './domain.js';
import {FramesAhead} from './frames-ahead.js';

const delivery = (from: number, to = from, user = 'ann'): Delivery => ({
  to: [user],
  frame: {type: 'changes', conversation: 'c', from, to, changes: []},
});
const add = (ahead: FramesAhead, from: number, to = from, user = 'ann'): boolean =>
  ahead.add('c', {from, to}, delivery(from, to, user));
const seqs = (deliveries: readonly Delivery[]): string[] =>
  deliveries.map(({frame, to}) => `${frame.type === 'changes' ? `${frame.from}-${frame.to}` : ''} ${to}`);

test('what comes right behind what was told goes out, in order, up to the next gap (I3)', () => {
  const ahead = new FramesAhead();
  add(ahead, 4, 5);
  add(ahead, 6, 6, 'ann');
  add(ahead, 6, 6, 'ben');
  add(ahead, 8);
  assert.deepEqual(seqs(ahead.release('c', 2).deliveries), [], 'seq 3 is missing');
  const {deliveries, told} = ahead.release('c', 3);
  assert.deepEqual([seqs(deliveries), told], [['4-5 ann', '6-6 ann', '6-6 ben'], 6]);
  assert.deepEqual(ahead.release('c', 6), {deliveries: [], told: 6}, 'once');
  assert.deepEqual(seqs(ahead.release('c', 7).deliveries), ['8-8 ann']);
});

test('what was told some other way meanwhile does not go out again (I2)', () => {
  const ahead = new FramesAhead();
  for (const seq of [3, 4, 5]) add(ahead, seq);
  assert.deepEqual(seqs(ahead.release('c', 4).deliveries), ['5-5 ann']);
  assert.deepEqual(ahead.within('c', 0, 9), []);
});

test('a look is told which of its seqs are here already', () => {
  const ahead = new FramesAhead();
  add(ahead, 3, 4);
  add(ahead, 7);
  add(ahead, 9);
  assert.deepEqual(
    ahead.within('c', 2, 8).map(({from, to}) => [from, to]),
    [
      [3, 4],
      [7, 7],
    ],
  );
  assert.deepEqual(ahead.within('other', 0, 9), []);
});

test('a node that cannot look keeps only so many; what it lets go of is read from the database', () => {
  const ahead = new FramesAhead();
  let kept = 0;
  while (add(ahead, kept + 2)) kept += 1;
  assert.equal(kept, 2_000);
  assert.ok(add(ahead, kept + 1, kept + 1, 'ben'), 'the same seqs for somebody else are part of what is kept');
  ahead.release('c', 1);
  assert.ok(add(ahead, kept + 3));
});
