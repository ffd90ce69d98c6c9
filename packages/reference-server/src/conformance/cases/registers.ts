import {must} from '../case.js';
import {equal, excludes} from '../expect.js';
import type {Person} from '../person.js';

export const registers = [
  must(
    'PWP-REG-001',
    'Registers and flags travel together as own, in rows and in the answer of own.set.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {seq} = await ann.send(conversation, 'x');
      const {row} = await ben.own(conversation, {read: seq, mutedUntil: 5, pinned: true, archived: true});
      const own = {
        read: seq,
        readPrivate: 0,
        delivered: seq,
        cleared: 0,
        rev: 1,
        markedUnread: false,
        mutedUntil: 5,
        pinned: true,
        archived: true,
      };
      equal(row?.own, own, 'own of the answer');
      equal((await ben.row(conversation)).own, own, 'own of the row');
    },
  ),
  must('PWP-REG-002.a', 'Registers only rise.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    await ann.send(conversation, 'x');
    const {seq} = await ann.send(conversation, 'y');
    for (const name of ['read', 'readPrivate', 'delivered', 'cleared']) {
      await ben.own(conversation, {[name]: seq});
      const {row} = await ben.own(conversation, {[name]: 1});
      equal(row?.own[name as 'read'], seq, name);
    }
  }),
  must('PWP-REG-002.b', 'A register above the head is cut to it, and the answer says what it is.', async (t) => {
    const {ben, conversation} = await t.pair();
    const head = await ben.head(conversation);
    for (const name of ['read', 'readPrivate', 'delivered', 'cleared']) {
      const {row} = await ben.own(conversation, {[name]: Number.MAX_SAFE_INTEGER});
      equal(row?.own[name as 'read'], head, name);
    }
    for (const read of [-1, 1.5, '7', null, 2 ** 53]) await ben.refused('own.set', {conversation, read}, 'SCHEMA');
  }),
  must('PWP-REG-002.c', 'Several devices setting registers at once leave the highest.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    for (let at = 0; at < 5; at++) await ann.send(conversation, `${at}`);
    const head = await ann.head(conversation);
    const other = ben.another();
    await Promise.all(
      [head - 3, head - 1, head - 4, head - 2].map((read, at) =>
        (at % 2 === 0 ? ben : other).own(conversation, {read}),
      ),
    );
    equal((await ben.row(conversation)).own.read, head - 1, 'read');
  }),
  must(
    'PWP-REG-003',
    'own.rev counts the changes of flags, not the rises of registers; the last writer’s flag stays.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {seq} = await ann.send(conversation, 'x');
      const before = (await ben.row(conversation)).own.rev;
      await ben.own(conversation, {read: seq});
      equal((await ben.row(conversation)).own.rev, before, 'own.rev after a register');
      await ben.own(conversation, {pinned: true});
      await ben.another().own(conversation, {pinned: false, archived: true});
      const {own} = await ben.row(conversation);
      equal([own.rev, own.pinned, own.archived], [before + 2, false, true], 'own.rev, pinned and archived');
    },
  ),
  must('PWP-REG-004', 'delivered is never below read.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const {seq} = await ann.send(conversation, 'x');
    equal((await ben.own(conversation, {read: seq})).row?.own.delivered, seq, 'delivered');
  }),
  must('PWP-REG-005', 'Sending does not move read.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    await ann.send(conversation, 'x');
    await ben.send(conversation, 'from the train');
    const row = await ben.row(conversation);
    equal([row.own.read, row.unread], [0, 1], 'read and unread');
  }),
  must(
    'PWP-REG-006.a',
    'cleared hides what is up to it from this reader: from pages, deltas, the preview and the counts.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {id, seq} = await ann.send(conversation, 'to be cleared');
      await ben.own(conversation, {cleared: seq});
      const empty = await ben.row(conversation);
      equal([empty.unread, empty.preview], [0, undefined], 'unread and preview');
      const {seq: later} = await ann.send(conversation, 'later');
      const {messages, start} = await ben.page(conversation);
      equal([messages.map((message) => message.seq), start], [[later], true], 'the page');
      const told = (await ben.delta(conversation, 0)).changes.flatMap((change) =>
        change.type === 'message' ? [change.message.id] : [],
      );
      excludes(told, id, 'the messages of the delta');
      await ben.refused('history.page', {conversation, around: id}, 'NOT_FOUND');
      const row = await ben.row(conversation);
      equal([row.unread, row.preview?.seq], [1, later], 'unread and the preview’s seq');
    },
  ),
  must('PWP-REG-006.b', 'cleared is for this reader alone, on all their devices.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const {id, seq} = await ann.send(conversation, 'x');
    await ben.own(conversation, {cleared: seq});
    equal(await ben.another().message(conversation, id), undefined, 'the message on another device');
    equal((await ann.message(conversation, id))?.id, id, 'the message for somebody else');
    equal((await ann.row(conversation)).preview?.id, id, 'the preview of somebody else');
  }),
  must('PWP-REG-007', 'Mark unread lowers nothing; reading up to the newest message takes it off.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const {seq} = await ann.send(conversation, 'x');
    await ben.own(conversation, {read: seq, markedUnread: true});
    const marked = await ben.row(conversation);
    equal([marked.own.markedUnread, marked.own.read, marked.unread], [true, seq, 0], 'markedUnread, read and unread');
    const newest = await ann.send(conversation, 'y');
    equal(
      (await ben.own(conversation, {read: newest.seq})).row?.own.markedUnread,
      false,
      'markedUnread after reading to the end',
    );
  }),
  must(
    'PWP-REG-008',
    'mutedUntil takes 0 for not muted and 9007199254740991 for ever; a new message leaves an archived conversation archived.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      for (const mutedUntil of [Number.MAX_SAFE_INTEGER, 0]) {
        equal((await ben.own(conversation, {mutedUntil})).row?.own.mutedUntil, mutedUntil, 'mutedUntil');
      }
      await ben.own(conversation, {archived: true});
      await ann.send(conversation, 'x');
      equal((await ben.row(conversation)).own.archived, true, 'archived');
    },
  ),
  must(
    'PWP-REG-009',
    'Who was removed sets their own registers and flags up to what they can still see.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      await ann.send(conversation, 'x');
      await ann.call('member.remove', {conversation, user: ben.id});
      const {seq} = await ben.row(conversation);
      await ann.send(conversation, 'after');
      const {row} = await ben.own(conversation, {read: seq + 100, archived: true});
      equal([row?.own.read, row?.own.archived, row?.unread], [seq, true, 0], 'read, archived and unread');
    },
  ),
  must(
    'PWP-REG-010',
    'A direct conversation comes into the list of the one who did not ask for it with its first message; a group comes at once.',
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      const listed = async (person: Person) =>
        (await person.call('inbox.page')).rows.map((row) => [row.conversation.id, row.unread]);
      const direct = await t.direct(ann, ben);
      equal(await listed(ann), [[direct, 0]], 'the list of the one who asked');
      equal(await listed(ben), [], 'the list of the other before anything was said');
      await ann.send(direct, 'hello');
      equal(await listed(ben), [[direct, 1]], 'the list of the other after the first message');
      equal(
        (await ben.page(direct)).messages.map(({content}) => content.text),
        ['hello'],
        'what the other reads',
      );
      await t.group([ann, ben]);
      equal((await listed(ben)).length, 2, 'the number of conversations in the list of one who was put into a group');
    },
  ),
];
