import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {changesFrame, deletedMessage, inboxRow, message, ownRow, sendRow} from '../../test/world.js';
import type {InboxRow} from '../protocol/index.js';
import {
  compareConversations,
  followFrame,
  followRead,
  isListed,
  isWritable,
  joinRow,
  viewConversation,
} from './inbox.js';

const view = (row: InboxRow, more: Partial<Parameters<typeof viewConversation>[1]> = {}) =>
  viewConversation(row, {user: 'ada', ...more});
const queued = (row: ReturnType<typeof ownRow>) => ({...row, n: 1});

test('rows merge by their own versions: meta by rev, registers by maximum, flags by own.rev (I8)', () => {
  const {own, conversation} = inboxRow();
  const a = inboxRow({
    asOf: 9,
    readAt: 9,
    own: {...own, read: 9, delivered: 9, pinned: true, rev: 2},
    conversation: {...conversation, title: 'Old', rev: 3},
    seq: 9,
  });
  const b = inboxRow({
    own: {...own, read: 4, cleared: 2, archived: true, rev: 3},
    conversation: {...conversation, title: 'New', rev: 5},
    seq: 7,
  });
  for (const row of [joinRow(a, b), joinRow(b, a)]) {
    assert.deepEqual(
      [row.own.read, row.own.delivered, row.own.cleared, row.own.pinned, row.own.archived],
      [9, 9, 2, false, true],
    );
    assert.deepEqual([row.conversation.title, row.seq], ['New', 9]);
  }
  assert.equal(joinRow(a, a), a);
  const both = joinRow(a, b);
  for (const again of [a, b, both]) assert.equal(joinRow(both, again), both);
});

test('what its reader has cleared leaves no words in the row, whatever comes of it later (I5, PWP-REG-006)', () => {
  const {own} = inboxRow();
  const have = followFrame(inboxRow(), changesFrame(1, 4, message(4)), 'ada');
  assert.ok(have.preview);
  const cleared = {...inboxRow(), own: {...own, cleared: 4}};
  for (const row of [joinRow(have, cleared), joinRow(cleared, have)]) {
    assert.ok(!('preview' in row));
    const edited = followFrame(row, changesFrame(5, 5, message(4, {rev: 5, text: 'said anew'})), 'ada');
    assert.equal(edited.preview, undefined);
    assert.equal(followFrame(edited, changesFrame(6, 6, message(6)), 'ada').preview?.seq, 6);
  }
});

test('who has read all that was counted has nothing unread, whatever an older count says (F78)', () => {
  const have = inboxRow({own: {...inboxRow().own, read: 10}, seq: 10, asOf: 10, readAt: 10});
  const old = inboxRow({own: {...inboxRow().own, read: 5}, seq: 10, asOf: 10, readAt: 5, unread: 3});
  for (const row of [joinRow(have, old), joinRow(old, have)]) assert.deepEqual([row.unread, row.readAt], [0, 10]);
  // read here up to 12, which the server has not heard of when it counts at 11
  const ahead = {...have, own: {...have.own, read: 12}};
  const news = {...old, seq: 11, asOf: 11, unread: 4};
  for (const row of [joinRow(ahead, news), joinRow(news, ahead)]) {
    assert.deepEqual([row.unread, row.asOf, row.readAt], [0, 11, 12]);
  }
});

test('merging rows is a join: any order and any repetition gives the same row (I4)', () => {
  const {own, conversation} = inboxRow();
  // messages at 1, 2 and 4, other changes at 3 and 5
  const state = fc.tuple(fc.nat(5), fc.nat(5), fc.nat(5), fc.nat(5)).map(([seq, reads, rev, meta]) => {
    const read = Math.min(reads, seq);
    const messages = [1, 2, 4].filter((one) => one <= seq);
    const newest = messages.at(-1);
    return inboxRow({
      seq,
      asOf: seq,
      readAt: read,
      unread: messages.filter((one) => one > read).length,
      own: {...own, read, rev, pinned: rev % 2 === 1},
      membership: {state: meta % 2 ? 'left' : 'joined', role: 'member', rev: meta},
      conversation: {...conversation, rev: meta, title: `Title ${meta}`},
      lastActivity: newest ?? 0,
      ...(newest && {preview: {id: 'x', seq: newest, rev: newest, sender: 'bo', ts: 1, kind: 'text', text: ''}}),
    });
  });
  fc.assert(
    fc.property(fc.array(state, {minLength: 1, maxLength: 6}), (states) => {
      const merge = (list: InboxRow[]) =>
        list.reduce<InboxRow | undefined>((have, come) => joinRow(have, come), undefined) as InboxRow;
      const one = merge(states);
      assert.deepEqual(merge([...states].reverse()), one);
      for (const come of states) assert.equal(joinRow(one, come), one);
    }),
  );
});

test('who is let in again has less cleared under a newer rev, and whatever comes late hides nothing of it (PWP-MEMBER-010)', () => {
  const {own} = inboxRow();
  const clearing = (cleared: number, rev: number) =>
    inboxRow({seq: 9, asOf: 9, readAt: 9, own: {...own, cleared, rev}});
  const [stay, again, later] = [clearing(7, 2), clearing(0, 3), clearing(4, 3)];
  for (const rows of [
    [stay, again, later],
    [later, stay, again],
    [again, later, stay],
  ]) {
    const joined = rows.reduce<InboxRow | undefined>((have, come) => joinRow(have, come), undefined);
    assert.equal(joined?.own.cleared, 4);
  }
});

test('a frame moves preview, activity, head, names and my membership', () => {
  const row = inboxRow({seq: 3, asOf: 3, readAt: 3, own: {...inboxRow().own, read: 3}});
  const frame = changesFrame(4, 7, message(4, {text: 'hello'}));
  frame.changes.push(
    {type: 'conversation', conversation: {...row.conversation, title: 'Renamed', rev: 5}},
    {type: 'member', member: {user: 'ada', state: 'joined', role: 'admin', rev: 6}},
    {type: 'member', member: {user: 'bo', state: 'left', role: 'member', rev: 7}},
  );
  const now = followFrame(row, frame, 'ada');
  assert.deepEqual([now.seq, now.unread, now.preview?.text, now.lastActivity], [7, 1, 'hello', 1_004]);
  assert.deepEqual([now.conversation.title, now.membership.role, now.membership.state], ['Renamed', 'admin', 'joined']);
  assert.equal(followFrame(now, frame, 'ada'), now);
});

test('the previewed message keeps its place when edited or deleted, an older one does not take it', () => {
  const row = followFrame(inboxRow(), changesFrame(1, 4, message(2), message(4)), 'ada');
  const edited = followFrame(row, changesFrame(5, 5, message(4, {rev: 5, text: 'edited'})), 'ada');
  assert.equal(edited.preview?.text, 'edited');
  const deleted = followFrame(
    edited,
    changesFrame(6, 7, deletedMessage(4, 6), message(2, {rev: 7, text: 'old one'})),
    'ada',
  );
  assert.deepEqual(
    [deleted.preview?.seq, deleted.preview?.text, deleted.preview?.deleted, deleted.lastActivity],
    [4, '', true, 1_004],
  );
});

test('reading raises my register to the head at most, and the counts with it', () => {
  const row = inboxRow({seq: 10, asOf: 10, unread: 4});
  const read = followRead(row, 99, 'ada', false);
  assert.deepEqual([read.own.read, read.own.readPrivate, read.unread], [10, 0, 0]);
  assert.equal(followRead(read, 8, 'ada', false), read);
  assert.deepEqual(
    [followRead(row, 10, 'ada', true).own.read, followRead(row, 10, 'ada', true).own.readPrivate],
    [0, 10],
  );
});

test('reading all takes the unread mark off, reading less does not (PWP-REG-007, F83)', () => {
  const row = inboxRow({seq: 10, asOf: 10, unread: 4, own: {...inboxRow().own, markedUnread: true, rev: 1}});
  assert.equal(view(row, {seen: 9}).markedUnread, true);
  assert.equal(view(row, {seen: 10}).markedUnread, false);
  assert.equal(
    followRead(row, 10, 'ada', false).own.markedUnread,
    true,
    'the row keeps the mark until the server says so',
  );
  assert.equal(view(row, {rows: [queued(ownRow({read: 10}))]}).markedUnread, false);
});

test('flags and registers that wait are shown at once', () => {
  const row = inboxRow({seq: 10, asOf: 10, unread: 4, own: {...inboxRow().own, pinned: true, rev: 7}});
  const rows = [queued(ownRow({pinned: false, markedUnread: true})), queued(ownRow({read: 10}))];
  const now = view(row, {rows});
  assert.deepEqual([now.pinned, now.markedUnread, now.unread], [false, true, 0]);
  assert.equal(view(row, {rows: [queued(ownRow({read: 3}))]}).unread, 4, 'counts are not guessed');
  assert.equal(view(row, {rows: [{...queued(ownRow({pinned: false})), state: 'failed'}]}).pinned, true);
});

test('the preview is my newest waiting message, else the newest one, and nothing from before a clear', () => {
  const row = followFrame(inboxRow(), changesFrame(1, 4, message(4, {sender: 'ada'})), 'ada');
  assert.deepEqual([view(row).preview?.text, view(row).preview?.delivery], ['text 4', {is: 'sent'}]);
  const waiting = view(row, {rows: [{...sendRow('new', 'mine'), n: 1}]}).preview;
  assert.deepEqual([waiting?.text, waiting?.delivery], ['mine', {is: 'queued'}]);
  assert.equal(view({...row, own: {...row.own, cleared: 4}}).preview, undefined);
});

test('a direct conversation has the other person as its peer, also with oneself', () => {
  const {conversation} = inboxRow();
  assert.equal(view(inboxRow({conversation: {...conversation, type: 'direct', pair: ['ada', 'bo']}})).peer, 'bo');
  assert.equal(view(inboxRow({conversation: {...conversation, type: 'direct', pair: ['ada', 'ada']}})).peer, 'ada');
});

test('a block stands in the own flags: the later rev says how it is, and nobody writes while one holds (PWP-BLOCK-003)', () => {
  const row = (rev: number, blocked?: 'none' | 'own' | 'other') => {
    const one = inboxRow();
    return {...one, own: {...one.own, rev, ...(blocked && {blocked})}};
  };
  const [open, blocked, again] = [row(1), row(2, 'own'), row(3, 'none')];
  for (const order of [
    [open, blocked, again],
    [again, blocked, open],
    [blocked, again, open],
  ]) {
    const joined = order.reduce<InboxRow | undefined>(joinRow, undefined) as InboxRow;
    assert.deepEqual([view(joined).blocked, view(joined).writable], [undefined, true]);
  }
  assert.deepEqual([view(blocked).blocked, view(blocked).writable], ['own', false]);
  assert.deepEqual([view(row(2, 'other')).blocked, view(row(2, 'other')).writable], ['other', false]);
});

test('who may write: the joined, while it is open, no observers, in announcements owners and admins', () => {
  const {conversation} = inboxRow();
  const may = (role: string, state = 'joined', type = 'group', status = 'open') =>
    isWritable({conversation: {...conversation, type, status} as never, membership: {role, state, rev: 1} as never});
  assert.deepEqual(
    ['owner', 'admin', 'moderator', 'member', 'observer'].map((role) => may(role)),
    [true, true, true, true, false],
  );
  assert.deepEqual(
    ['owner', 'admin', 'moderator', 'member'].map((role) => may(role, 'joined', 'announcement')),
    [true, true, false, false],
  );
  assert.deepEqual(
    [may('owner', 'left'), may('owner', 'removed'), may('owner', 'joined', 'group', 'closed')],
    [false, false, false],
  );
});

test('lists: archived apart, unread also by mark, groups without direct ones, none that I cleared', () => {
  const one = view(inboxRow({unread: 1}));
  const filters = ['all', 'unread', 'groups', 'archived'] as const;
  const lists = (change: object) => filters.filter((filter) => isListed({...one, ...change}, filter));
  assert.deepEqual(lists({}), ['all', 'unread', 'groups']);
  assert.deepEqual(lists({unread: 0}), ['all', 'groups']);
  assert.deepEqual(lists({unread: 0, markedUnread: true, type: 'direct'}), ['all', 'unread']);
  assert.deepEqual(lists({archived: true}), ['archived']);
  assert.deepEqual(lists({membership: 'left'}), ['all', 'unread', 'groups'], 'what was said before I left stays mine');
  const cleared = inboxRow({own: {...inboxRow().own, cleared: 4}});
  const silent = followFrame(cleared, changesFrame(1, 4, message(4)), 'ada');
  const spoken = followFrame(silent, changesFrame(5, 5, message(5)), 'ada');
  assert.deepEqual(
    [silent, spoken].map((row) => isListed(view(row), 'all')),
    [false, true],
  );
  const clearing = [queued(ownRow({cleared: 5}))];
  assert.equal(isListed(view(spoken, {rows: clearing}), 'all'), false, 'also while the clearing waits');
  const back = {...cleared, membership: {...cleared.membership, rev: 5}};
  assert.equal(isListed(view(back), 'all'), true, 'but who is let in again sees it (PWP-REG-006, PWP-MEMBER-009)');
});

test('the order is pinned first, then the newest activity, then the id', () => {
  const of = (id: string, lastActivity: number, pinned = false) => ({id, lastActivity, pinned});
  const sorted = [of('d', 1), of('b', 5), of('a', 5), of('c', 0, true)].sort(compareConversations);
  assert.deepEqual(
    sorted.map(({id}) => id),
    ['c', 'a', 'b', 'd'],
  );
});

test('what a row shows of a poll says so, and of an answer that has not begun that it grows, until its end (PWP-MODEL-013)', () => {
  const previewed = (row: InboxRow) => viewConversation(row, {user: 'ada'}).preview;
  const asked = message(6, {content: {kind: 'text', text: 'Lunch?', poll: {options: [{id: 'a', text: 'Soup'}]}}});
  const poll = previewed(followFrame(inboxRow(), changesFrame(6, 6, asked), 'ada'));
  assert.deepEqual([poll?.text, poll?.poll, poll?.growing], ['Lunch?', true, undefined]);
  const begun = followFrame(
    inboxRow(),
    changesFrame(6, 6, message(6, {content: {kind: 'text', text: '', growing: 5}})),
    'ada',
  );
  assert.deepEqual([previewed(begun)?.text, previewed(begun)?.growing], ['', 5]);
  const ended = message(6, {rev: 7, content: {kind: 'text', text: 'so it goes'}});
  const told = previewed(followFrame(begun, changesFrame(7, 7, ended), 'ada'));
  assert.deepEqual([told?.text, told && 'growing' in told], ['so it goes', false]);
});
