import {must} from '../case.js';
import {equal, fail, holds, includes, present} from '../expect.js';

export const receipts = [
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
    {on: 'socket', feature: 'receipts'},
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
