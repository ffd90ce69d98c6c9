import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ServerFrame} from '../protocol/frames.js';
import {createTally} from './tally.js';

const hello = {type: 'hello'} as ServerFrame;
const lag: ServerFrame = {type: 'lag'};
const changes: ServerFrame = {type: 'changes', conversation: 'c', from: 1, to: 1, changes: []};
const tick = (frames?: number): ServerFrame => ({type: 'tick', cursor: 'k', ...(frames !== undefined && {frames})});

/** What becomes of frames that come one after the other. */
function given(...frames: (ServerFrame | 'unknown')[]): (ServerFrame | 'unknown')[] {
  const tally = createTally();
  return frames.map((frame) => tally(frame));
}

test('a tick before which everything came is given on, and counts itself for the next one (PWP-SYNC-012)', () => {
  const all = [hello, tick(0), changes, 'unknown', changes, tick(4), tick(5)] as const;
  assert.deepEqual(given(...all), all);
});

test('in place of a tick before which something is missing comes lag, once (PWP-SYNC-012, F32)', () => {
  assert.deepEqual(given(hello, changes, tick(2), changes, tick(4), tick(5)), [
    hello,
    changes,
    lag,
    changes,
    tick(4),
    tick(5),
  ]);
});

test('a lost tick is missed by the next one (PWP-SYNC-012)', () => {
  assert.deepEqual(given(hello, changes, changes, tick(3)), [hello, changes, changes, lag]);
});

test('what came twice is no loss, and hides none of a later tick (PWP-SYNC-012, F33)', () => {
  assert.deepEqual(given(hello, changes, changes, tick(1), tick(3)).slice(-2), [tick(1), lag]);
});

test('a server that does not count is believed (PWP-SYNC-005)', () => {
  assert.deepEqual(given(hello, changes, tick(), tick()).slice(-2), [tick(), tick()]);
});
