import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {changesFrame, deletedMessage, inboxRow, mentionOf, message} from '../../test/world.js';
import type {InboxRow, Message} from '../protocol/index.js';
import {followFrame, joinRow} from './inbox.js';
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

/** A server: the messages of one conversation as they are at every seq. */
function truth(steps: readonly {what: string; of: number; names: boolean; who: string}[]) {
  const states: Message[][] = [[]];
  const changed: (Message | undefined)[] = [undefined];
  for (const [index, {what, of, names, who}] of steps.entries()) {
    const seq = index + 1;
    const now = [...(states.at(-1) as Message[])];
    const target = now[of % Math.max(1, now.length)];
    let change: Message | undefined;
    const content = {kind: 'text', text: 'x', ...(names && {ranges: [mentionOf('ada')]})};
    if (what === 'new') change = message(seq, {sender: who, content});
    else if (what === 'edit' && target && !target.deleted) change = {...target, rev: seq, content};
    else if (what === 'delete' && target && !target.deleted)
      change = deletedMessage(target.seq, seq, {sender: target.sender});
    if (change) {
      const place = now.findIndex(({id}) => id === change?.id);
      if (place < 0) now.push(change);
      else now[place] = change;
    }
    states.push(now);
    changed.push(change);
  }
  const definition = (asOf: number, readAt: number): [number, number] => {
    const counted = (states[asOf] as Message[]).filter(
      ({seq, sender, deleted}) => seq > readAt && sender !== 'ada' && !deleted,
    );
    return [counted.length, counted.filter(({content}) => content.ranges?.length).length];
  };
  return {head: steps.length, states, changed, definition};
}

test('whatever is lost, doubled or reordered, the counts are the definition at their pair, and after a refetch at the head (I9)', () => {
  const step = fc.record({
    what: fc.constantFrom('new', 'new', 'new', 'edit', 'delete', 'other'),
    of: fc.nat(20),
    names: fc.boolean(),
    who: fc.constantFrom('ada', 'bo', 'cy'),
  });
  const event = fc.record({
    is: fc.constantFrom('frame', 'frame', 'frame', 'again', 'read', 'readCached', 'refetch', 'other-device'),
    length: fc.integer({min: 1, max: 3}),
    isLost: fc.boolean(),
    back: fc.nat(5),
    hasCache: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, {minLength: 5, maxLength: 25}), fc.array(event, {maxLength: 40}), (steps, events) => {
      const {head, states, changed, definition} = truth(steps);
      const rowAt = (asOf: number, read: number): InboxRow => {
        const [unread, mentions] = definition(asOf, read);
        const newest = (states[asOf] as Message[]).at(-1);
        const preview = newest && {
          id: newest.id,
          seq: newest.seq,
          rev: newest.rev,
          sender: newest.sender,
          ts: 1,
          kind: 'text',
          text: '',
        };
        const own = {...inboxRow().own, read};
        return inboxRow({seq: asOf, asOf, readAt: read, unread, mentions, own, ...(preview && {preview})});
      };
      let row = rowAt(1, 0);
      let sent = 1;
      let read = 0;
      const frame = (from: number, to: number) =>
        changesFrame(from, to, ...changed.slice(from, to + 1).filter((one) => one !== undefined));
      for (const {is, length, isLost, back, hasCache} of events) {
        if (is === 'frame' && sent < head) {
          const to = Math.min(head, sent + length);
          const asOf = row.asOf;
          const before = (id: string) => (hasCache ? states[asOf]?.find((one) => one.id === id) : undefined);
          if (!isLost) row = followFrame(row, frame(sent + 1, to), 'ada', before);
          sent = to;
        } else if (is === 'again') row = followFrame(row, frame(Math.max(1, sent - back), sent), 'ada');
        else if (is === 'read' || is === 'readCached') {
          read = Math.max(read, row.seq - back);
          const cached =
            is === 'readCached' ? (states[row.asOf] as Message[]).filter(({seq}) => seq > read) : undefined;
          row = {...countRead(row, read, 'ada', cached), own: {...row.own, read: Math.max(row.own.read, read)}};
        } else if (is === 'other-device') {
          read = Math.max(read, Math.min(sent, row.own.read + back));
          row = joinRow(row, rowAt(sent, read));
        } else if (is === 'refetch') row = joinRow(row, rowAt(sent, Math.max(read, row.own.read)));
        assert.deepEqual([row.unread, row.mentions], definition(Math.min(row.asOf, head), row.readAt), is);
      }
      row = joinRow(followFrame(row, frame(sent, sent), 'ada'), rowAt(head, Math.max(read, row.own.read)));
      assert.ok(!isUnsure(row));
      assert.deepEqual([row.unread, row.mentions], definition(head, Math.max(read, row.own.read)));
    }),
    {numRuns: 2_000},
  );
});

test('who is let in again counts from the server’s row, not on from what was before they left (I9, F71)', () => {
  const out = at({unread: 2, membership: {state: 'removed', role: 'member', rev: 10}});
  const row = countFrame(out, changesFrame(11, 12, message(12)), 'ada');
  assert.deepEqual([row.seq, row.unread, isUnsure(row)], [12, 2, true]);
});
