/** What a device knows of one conversation, whatever of it arrives. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {holds, sequence} from '../../test/model.js';
import {mergesFrames, type SyncEvent, type SyncState, syncConversation} from './sync.js';

const arrival = fc.record({
  is: fc.constantFrom(
    ...(['frame', 'frame', 'frame', 'row', 'wanted', 'hold-over', 'answer', 'behind', 'failed'] as const),
    ...(['out', 'in', 'reset'] as const),
  ),
  start: fc.nat(40),
  length: fc.nat(3),
});

/** The conversation on one device, beside the set of all that was really merged. */
class Device {
  state: SyncState = {is: 'fresh', seq: 5, head: 5};
  merged = new Set([1, 2, 3, 4, 5]);
  asked = 0;

  hear({is, start, length}: {is: string; start: number; length: number}): void {
    const [from, to] = [1 + start, 1 + start + length];
    const {seq, head} = this.state;
    if (is === 'row') this.step({type: 'row', seq: to, joined: this.state.is !== 'closed'});
    else if (is === 'out') this.step({type: 'row', seq: head, joined: false});
    else if (is === 'in') this.step({type: 'row', seq: head + 1, joined: true});
    else if (is === 'wanted' || is === 'hold-over' || is === 'reset') this.step({type: is});
    else if (is === 'frame') {
      if (mergesFrames(this.state)) this.merge(from, to);
      this.step({type: 'frame', from, to});
    } else if (this.asked) {
      this.asked--;
      if (is === 'failed') return this.step({type: 'failed'});
      // the server knows all that was heard of, or, restored from a backup, less
      const known = is === 'answer' ? head : seq;
      if (this.state.is !== 'closed') this.merge(1, known);
      this.step({type: 'fetched', to: known});
    }
  }

  merge(from: number, to: number): void {
    for (let seq = from; seq <= to; seq++) this.merged.add(seq);
  }

  step(event: SyncEvent): void {
    const before = this.state;
    const {state, wish} = syncConversation(before, event);
    this.state = state;
    if (wish === 'fetch') this.asked++;
    if (wish === 'drop') {
      this.merged.clear();
      assert.equal(state.seq, 0, 'what was dropped is not known any more');
    } else assert.ok(state.seq >= before.seq, 'what is known only grows');
    assert.equal(before.is === 'gap' && state.is === 'gap' && wish !== 'none', false, 'a gap is held once');
    assert.ok(event.type === 'reset' || state.head >= before.head, 'the head only rises');
    for (let seq = 1; seq <= state.seq; seq++) assert.ok(this.merged.has(seq), `${seq} was never merged`);
    if (state.is === 'fresh') assert.equal(state.seq, state.head);
    if (state.is === 'fetching') assert.ok(this.asked > 0, 'it waits for something');
    if (before.is === 'closed' && !(event.type === 'row' && event.joined)) assert.equal(state.is, 'closed');
  }
}

test('whatever is lost, doubled or reordered, what counts as known was merged, and fresh is up to the head (PWP-SYNC-010, I4)', () => {
  holds(
    fc.property(sequence(arrival, 60), (arrivals) => {
      const device = new Device();
      for (const one of arrivals) device.hear(one);
    }),
    2_000,
  );
});

test('wherever it stands, with answers it becomes fresh in a few steps, and asks no more then (PWP-SYNC-010, I14)', () => {
  holds(
    fc.property(sequence(arrival, 40), (arrivals) => {
      const device = new Device();
      for (const one of arrivals) device.hear(one);
      if (device.state.is === 'closed') device.hear({is: 'in', start: 0, length: 0});
      for (let steps = 0; device.state.is !== 'fresh'; steps++) {
        assert.ok(steps < 6, `still ${device.state.is}`);
        const is = device.asked ? 'answer' : device.state.is === 'gap' ? 'hold-over' : 'wanted';
        device.hear({is, start: 0, length: 0});
      }
      const {state} = device;
      while (device.asked) device.hear({is: 'answer', start: 0, length: 0});
      device.hear({is: 'wanted', start: 0, length: 0});
      assert.deepEqual([device.state, device.asked], [state, 0]);
    }),
    1_000,
  );
});
