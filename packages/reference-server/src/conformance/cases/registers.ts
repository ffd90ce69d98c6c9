/** Registers and flags, unread counts, receipts. */
import type {InboxRow, Message} from '@parlor/sdk/protocol';
import {must} from '../case.js';
import {equal, excludes, fail, holds, includes, present} from '../expect.js';
import type {Person} from '../person.js';

/** A small generator of repeatable chance. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const mentions = ({content}: Message, user: string): boolean =>
  (content.ranges ?? []).some((range) => range.type === 'mention' && range.user === user);

/** The definition of PWP-UNREAD-001, counted on the messages the reader can see. */
async function assertExact(person: Person, row: InboxRow, when: string): Promise<void> {
  const {messages} = await person.page(row.conversation.id, {limit: 100});
  const counted = messages.filter(
    ({seq, sender, deleted, content}) =>
      seq > row.readAt && seq <= row.asOf && sender !== person.id && deleted === undefined && content.kind !== 'system',
  );
  equal(row.unread, counted.length, `unread ${when}`);
  equal(row.mentions, counted.filter((message) => mentions(message, person.id)).length, `mentions ${when}`);
}

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
    'PWP-UNREAD-001.a',
    'Unread counts what others said above the highest of read, readPrivate and cleared; not one’s own, not deleted, not system messages.',
    async (t) => {
      const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
      const conversation = await t.group([ann, ben, cem]);
      const sent: Message[] = [];
      for (let at = 0; at < 9; at++) sent.push(await ([ann, ben, cem][at % 3] as Person).send(conversation, `${at}`));
      await ann.call('conversation.update', {conversation, title: 'Renamed'});
      equal((await cem.row(conversation)).unread, 6, 'unread at first');
      await ann.remove(conversation, sent[3]?.id ?? '');
      equal((await cem.row(conversation)).unread, 5, 'unread after a deletion');
      for (const [name, at, unread] of [
        ['read', 1, 3],
        ['readPrivate', 4, 2],
        ['cleared', 6, 1],
        ['read', 7, 0],
      ] as const) {
        await cem.own(conversation, {[name]: sent[at]?.seq});
        const row = await cem.row(conversation);
        equal([row.unread, row.readAt], [unread, sent[at]?.seq], `unread and readAt after ${name}`);
      }
      await ann.remove(conversation, sent[0]?.id ?? '');
      equal((await cem.row(conversation)).unread, 0, 'unread after the deletion of a message that was read');
    },
  ),
  must(
    'PWP-UNREAD-001.b',
    'What was said before somebody joined, or while they were away, is not unread.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      const cem = t.person('cem');
      await ann.send(conversation, 'before');
      await ann.call('member.add', {conversation, user: cem.id});
      equal((await cem.row(conversation)).unread, 0, 'unread of a newcomer');
      await ann.send(conversation, 'x');
      equal((await cem.row(conversation)).unread, 1, 'unread');
      await ann.call('member.remove', {conversation, user: cem.id});
      equal((await cem.row(conversation)).unread, 1, 'unread after the removal');
      await ann.send(conversation, 'meanwhile');
      await ann.call('member.add', {conversation, user: cem.id});
      equal((await cem.row(conversation)).unread, 0, 'unread of one who is let in again');
      await ann.send(conversation, 'y');
      equal((await cem.row(conversation)).unread, 1, 'unread after that');
    },
  ),
  must(
    'PWP-UNREAD-001.c',
    'Mentions are those among the unread that mention the reader, as edited last.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const ranges = [{type: 'mention' as const, start: 0, end: 2, user: ben.id}];
      const one = await ann.send(conversation, 'hey', {ranges});
      const two = await ann.send(conversation, 'hey');
      const counts = async () => {
        const {unread, mentions} = await ben.row(conversation);
        return [unread, mentions];
      };
      equal(await counts(), [2, 1], 'unread and mentions');
      await ann.edit(conversation, two.id, 'hey', {ranges});
      equal(await counts(), [2, 2], 'after an edit that mentions');
      await ann.edit(conversation, one.id, 'hey');
      equal(await counts(), [2, 1], 'after an edit that no longer does');
      await ann.remove(conversation, two.id);
      equal(await counts(), [1, 0], 'after a deletion');
      await ann.send(conversation, 'hey', {ranges});
      await ben.own(conversation, {read: await ben.head(conversation)});
      equal(await counts(), [0, 0], 'after reading');
    },
  ),
  must(
    'PWP-UNREAD-001.d',
    'The counts are exact at every step of a long talk with edits, deletions, reads and own sends.',
    {isSlow: true},
    async (t) => {
      const people = t.people('ann', 'ben', 'cem');
      const conversation = await t.group(people);
      const roll = dice(7);
      const sent: {by: Person; message: Message}[] = [];
      for (let step = 0; step < 36; step++) {
        const by = people[roll(3)] as Person;
        const other = people[roll(3)] as Person;
        const some = sent.length > 0 ? sent[roll(sent.length)] : undefined;
        const ranges = roll(3) === 0 ? [{type: 'mention' as const, start: 0, end: 1, user: other.id}] : [];
        const what = roll(10);
        if (what < 5 || some === undefined) sent.push({by, message: await by.send(conversation, `${step}`, {ranges})});
        else if (what === 5)
          await some.by.ask('message.edit', {conversation, id: some.message.id, content: {text: `${step}`, ranges}});
        else if (what === 6) await some.by.ask('message.delete', {conversation, id: some.message.id});
        else await by.own(conversation, {[['read', 'readPrivate', 'read'][what - 7] as string]: some.message.seq});
        const looker = people[step % 3] as Person;
        await assertExact(looker, await looker.row(conversation), `after step ${step}`);
      }
    },
  ),
  must(
    'PWP-UNREAD-002',
    'A count travels with the pair it is true for: asOf is the conversation’s seq, readAt the effective horizon.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const one = await ann.send(conversation, 'one');
      await ann.send(conversation, 'two');
      await ben.own(conversation, {readPrivate: one.seq});
      const head = await ben.head(conversation);
      const rows = [
        await ben.row(conversation),
        (await ben.call('sync')).rows[0],
        (await ben.call('inbox.page')).rows[0],
        (await ben.call('inbox.rows', {conversations: [conversation]})).rows[0],
        (await ben.own(conversation, {read: 0})).row,
      ];
      for (const row of rows) {
        const {unread, asOf, readAt, seq} = present(row, 'the row');
        equal([unread, asOf, readAt, seq], [1, head, one.seq, head], 'unread, asOf, readAt and seq');
      }
    },
  ),
  must(
    'PWP-UNREAD-003',
    'totals adds up the conversations neither muted nor archived; conversations counts those unread or marked unread.',
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      const made = await Promise.all(Array.from({length: 5}, () => t.group([ann, ben])));
      const [plain, muted, archived, marked, over] = made as [string, string, string, string, string];
      const ranges = [{type: 'mention' as const, start: 0, end: 1, user: ben.id}];
      for (const conversation of [plain, muted, archived, over]) await ann.send(conversation, 'x', {ranges});
      await ann.send(plain, 'y');
      await ben.own(muted, {mutedUntil: Number.MAX_SAFE_INTEGER});
      await ben.own(over, {mutedUntil: 1});
      await ben.own(archived, {archived: true});
      await ben.own(marked, {markedUnread: true});
      equal(await ben.call('totals'), {unread: 3, mentions: 2, conversations: 3}, 'the totals');
    },
  ),
  must(
    'PWP-RECEIPT-001',
    'A message was delivered to whose delivered is at least its seq, and read by whose read is; receipt.list says who.',
    {feature: 'receipts'},
    async (t) => {
      const [ann, ben, cem, dee] = t.people('ann', 'ben', 'cem', 'dee');
      const conversation = await t.group([ann, ben, cem, dee]);
      const {id, seq} = await ann.send(conversation, 'x');
      await ann.send(conversation, 'y');
      await ben.own(conversation, {read: seq});
      await cem.own(conversation, {delivered: seq});
      await dee.own(conversation, {delivered: seq - 1});
      const {read, delivered} = await ann.call('receipt.list', {conversation, id});
      equal([read, [...delivered].sort()], [[ben.id], [ben.id, cem.id].sort()], 'read and delivered');
    },
  ),
  must(
    'PWP-RECEIPT-002',
    'readPrivate is told to nobody else: not in frames, not in members, not in receipts, not as delivered.',
    {on: 'both', feature: 'receipts'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {id, seq} = await ann.send(conversation, 'x');
      const watcher = await ann.connect();
      await ben.own(conversation, {readPrivate: seq});
      equal((await ben.row(conversation)).unread, 0, 'unread of the reader');
      const {members} = await ann.call('member.list', {conversation});
      const got = await ann.call('conversation.get', {conversation});
      for (const list of [members, got.members]) {
        const member = list.find(({user}) => user === ben.id);
        equal([member?.read, member?.delivered], [0, 0], 'read and delivered as others see them');
      }
      const {read, delivered} = await ann.call('receipt.list', {conversation, id});
      equal([read, delivered], [[], []], 'the receipts');
      await t.sleep(700);
      await watcher.settled();
      equal(
        watcher.frames.filter((frame) => frame.type === 'receipt' && Math.max(frame.read, frame.delivered) > 0),
        [],
        'the receipt frames',
      );
    },
  ),
  must(
    'PWP-RECEIPT-003.a',
    'Receipt frames tell the others who has read and received, by name.',
    {on: 'socket', feature: 'receipts'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {seq} = await ann.send(conversation, 'x');
      const watcher = await ann.connect();
      await ben.own(conversation, {delivered: seq});
      await watcher.next('receipt', (frame) => frame.user === ben.id && frame.delivered === seq && frame.read < seq);
      await ben.own(conversation, {read: seq});
      const frame = await watcher.next('receipt', ({read}) => read === seq);
      equal([frame.conversation, frame.user], [conversation, ben.id], 'conversation and user');
    },
  ),
  must(
    'PWP-RECEIPT-003.b',
    'Above namedReceipts members receipts name nobody: the furthest of anybody else.',
    {on: 'socket', feature: 'receipts'},
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      const others = Array.from({length: t.limits.namedReceipts}, (_, at) => t.person(`m${at}`));
      const conversation = await t.group([ann, ben, ...others]);
      const {seq} = await ann.send(conversation, 'x');
      const watcher = await ann.connect();
      await ben.own(conversation, {read: seq});
      const frame = await watcher.next('receipt', ({read}) => read === seq);
      equal(frame.user, undefined, 'the user');
      const {members} = await ann.call('conversation.get', {conversation});
      equal(
        members.filter(({read, delivered}) => read !== undefined || delivered !== undefined),
        [],
        'members with registers',
      );
    },
  ),
  must(
    'PWP-RECEIPT-004',
    'A receipt frame that was missed is made up for by opening the conversation.',
    {feature: 'receipts'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {seq} = await ann.send(conversation, 'x');
      await ben.own(conversation, {read: seq});
      const {members} = await ann.call('conversation.get', {conversation});
      const member = present(
        members.find(({user}) => user === ben.id),
        'the member',
      );
      equal([member.read, member.delivered], [seq, seq], 'read and delivered');
    },
  ),
  must(
    'PWP-RECEIPT-005',
    'Members carry read and delivered in conversation.get and member.list.',
    {feature: 'receipts'},
    async (t) => {
      const {ann, conversation} = await t.pair();
      for (const {members} of [
        await ann.call('conversation.get', {conversation}),
        await ann.call('member.list', {conversation}),
      ]) {
        for (const {user, read, delivered} of members)
          if (read === undefined || delivered === undefined) fail(`${user} has no registers`);
        holds(members.length === 2, `there are ${members.length} members`);
      }
      includes(
        (await ann.call('member.list', {conversation})).members.map(({user}) => user),
        ann.id,
        'the members',
      );
    },
  ),
];
