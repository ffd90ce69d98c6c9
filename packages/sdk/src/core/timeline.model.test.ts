/** The timeline against a server's truth, whatever becomes of the frames that tell of it. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {History, happening, me} from '../../test/history.js';
import {holds, sequence} from '../../test/model.js';
import {editRow, message, outboxOf, room, sendRow} from '../../test/world.js';
import type {ChangesFrame} from '../protocol/index.js';
import {applyReaction, type CachedMessage, snapshot, viewMessage} from './message.js';
import {noHorizons, receipt} from './receipts.js';
import {mergesFrames, type SyncEvent, type SyncState, syncConversation} from './sync.js';
import {
  emptyTimeline,
  findMessage,
  reachesEnd,
  type TimelineChange,
  type TimelineState,
  updateTimeline,
} from './timeline.js';

/** A device that looks at all of the conversation, and asks where the rules say so. */
class Device {
  timeline: TimelineState;
  sync: SyncState = {is: 'fresh', seq: 0, head: 0};
  asks = false;
  holds = false;
  readonly #history: History;

  constructor(history: History) {
    this.#history = history;
    this.timeline = updateTimeline(emptyTimeline(room, me), {run: {from: 1, to: 100}});
  }

  hear({from, to, changes}: ChangesFrame): void {
    if (mergesFrames(this.sync)) {
      this.timeline = updateTimeline(this.timeline, {
        put: changes.flatMap((change) => (change.type === 'message' ? change.message : [])),
      });
      for (const change of changes) {
        const about = change.type === 'reaction' && findMessage(this.timeline, change.message);
        if (about) this.timeline = updateTimeline(this.timeline, {put: [applyReaction(about, change, me)]});
      }
    }
    this.step({type: 'frame', from, to});
  }

  /** The delta that was asked for comes, as the server is now. */
  answer(): void {
    this.asks = false;
    const {head} = this.#history;
    const put = this.#history.since(this.sync.seq).map((one) => snapshot(one, head));
    this.timeline = updateTimeline(this.timeline, {put});
    this.step({type: 'fetched', to: head});
  }

  step(event: SyncEvent): void {
    const {state, wish} = syncConversation(this.sync, event);
    this.sync = state;
    if (wish === 'fetch') this.asks = true;
    if (wish === 'hold') this.holds = true;
  }
}

/** What a device shows that comes new. */
const whole = (history: History): TimelineState =>
  updateTimeline(emptyTimeline(room, me), {run: {from: 1, to: 100}, put: history.since(0)});

/** What a reader sees, but for what may differ: how a quote of words that were edited since reads, and the order of reactions. */
const seen = ({messages}: TimelineState): unknown =>
  messages.map(({delivery: _, replyTo, reactions, ...rest}) => ({
    ...rest,
    quotes: replyTo && {id: replyTo.id, words: replyTo.deleted ? replyTo.text : undefined, deleted: !!replyTo.deleted},
    reactions: reactions.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
  }));

const arrival = fc.record({
  is: fc.constantFrom('frame', 'frame', 'frame', 'again', 'late', 'lost', 'hold over', 'answer', 'failed', 'wanted'),
  which: fc.nat(30),
  length: fc.integer({min: 1, max: 3}),
});

test('any order, repetition and loss of frames ends in what the server has (PWP-FRAME-002, PWP-FRAME-004, PWP-SYNC-010, I4, I5, I6)', () => {
  holds(
    fc.property(sequence(fc.tuple(happening, arrival), 40), (steps) => {
      const history = new History();
      const device = new Device(history);
      /** On their way, and those that came. */
      const coming: ChangesFrame[] = [];
      const came: ChangesFrame[] = [];
      let told = 0;
      const give = (frame: ChangesFrame | undefined): void => {
        if (!frame) return;
        came.push(frame);
        device.hear(frame);
      };
      for (const [what, {is, which, length}] of steps) {
        history.add(what);
        if (history.head - told >= length) {
          coming.push(history.frame(told + 1, history.head));
          told = history.head;
        }
        if (is === 'frame') give(coming.shift());
        else if (is === 'late') give(coming.splice(which % (coming.length || 1), 1)[0]);
        else if (is === 'lost') coming.splice(which % (coming.length || 1), 1);
        else if (is === 'again' && came.length) give(came[which % came.length]);
        else if (is === 'hold over' && device.holds) {
          device.holds = false;
          device.step({type: 'hold-over'});
        } else if (is === 'answer' && device.asks) device.answer();
        else if (is === 'failed' && device.asks) {
          device.asks = false;
          device.step({type: 'failed'});
        } else if (is === 'wanted') device.step({type: 'wanted'});
        if (device.sync.is === 'fresh' && device.sync.seq === history.head)
          assert.deepEqual(seen(device.timeline), seen(whole(history)));
      }
      for (const frame of [...coming].reverse()) give(frame);
      // the next connection tells how far the conversation is (PWP-SYNC-001)
      device.step({type: 'row', seq: history.head, joined: true});
      for (let round = 0; device.sync.is !== 'fresh'; round++) {
        assert.ok(round < 5, `still ${device.sync.is}`);
        if (device.asks) device.answer();
        else device.step({type: device.sync.is === 'gap' ? 'hold-over' : 'wanted'});
      }
      assert.deepEqual(seen(device.timeline), seen(whole(history)));
      // and what is said again from before changes nothing any more
      const {messages} = device.timeline;
      for (const frame of came) device.hear(frame);
      assert.equal(device.timeline.messages, messages);
    }),
    400,
  );
});

test('however a timeline got there, it shows what its parts say (I4, I13)', () => {
  const states = (seq: number): fc.Arbitrary<CachedMessage> =>
    fc
      .tuple(fc.nat(3), fc.boolean())
      .map(([edits, isMine]) =>
        message(seq, {rev: seq + edits, text: `${seq}.${edits}`, sender: isMine || seq % 3 === 0 ? 'ada' : 'bo'}),
      );
  const put = fc.integer({min: 1, max: 12}).chain(states);
  const names = ['a', 'b', 'c', 1, 2, 3];
  const rows = fc
    .subarray(names, {minLength: 0})
    .map((some) =>
      outboxOf(
        ...some.map((name) => (typeof name === 'string' ? sendRow(name) : editRow(name, `edit ${name}`))),
      ).rows(),
    );
  const change = fc.oneof(
    fc.array(put, {maxLength: 4}).map((list): TimelineChange => ({put: list})),
    fc
      .tuple(fc.integer({min: 1, max: 6}), fc.nat(8))
      .map(([from, length]): TimelineChange => ({run: {from, to: from + length}})),
    rows.map((list): TimelineChange => ({rows: list})),
    fc.nat(14).map((head): TimelineChange => ({head})),
    fc
      .nat(14)
      .map((read): TimelineChange => ({horizons: receipt(noHorizons, {user: 'bo', read, delivered: read}, 'ada')})),
  );
  holds(
    fc.property(sequence(change, 25), (changes) => {
      let state = emptyTimeline('c_room', 'ada');
      for (const one of changes) {
        const before = state;
        state = updateTimeline(state, one);
        assert.equal(updateTimeline(state, one).messages, state.messages, 'saying it again changes nothing');
        assert.ok(
          state.wire.every(
            ({seq}, index) => seq >= state.from && seq <= state.to && seq > (state.wire[index - 1]?.seq ?? 0),
          ),
        );
        const confirmed = state.wire.map((wire) => {
          const about = state.rows.filter(({message: id, op}) => id === wire.id && op !== 'message.send');
          return viewMessage(wire, {conversation: 'c_room', user: 'ada', rows: about});
        });
        const shown = state.messages.slice(0, confirmed.length);
        assert.deepEqual(
          shown.map(({delivery, ...rest}) => rest),
          confirmed.map(({delivery, ...rest}) => rest),
        );
        const waiting = reachesEnd(state)
          ? state.rows.filter(({op}) => op === 'message.send').map(({message: id}) => id)
          : [];
        assert.deepEqual(
          state.messages.slice(confirmed.length).map(({id}) => id),
          waiting,
        );
        for (const view of state.messages) {
          const old = before.messages.find(({id}) => id === view.id);
          if (old && old !== view) assert.notDeepEqual(old, view, 'a new object only for something new');
        }
      }
    }),
    300,
  );
});
