/** Pinned messages. */
import type {Message} from '@parlor/sdk/protocol';
import {type Case, must as mustAlways} from '../case.js';
import {equal, excludes, holds, present} from '../expect.js';
import {messageIn, type Person} from '../person.js';

const must = (id: string, says: string, run: Case['run']): Case => mustAlways(id, says, {feature: 'pins'}, run);

async function pin(person: Person, conversation: string, id: string, on = true): Promise<Message> {
  return messageIn(await person.written('message.pin', {conversation, id, on}), id);
}

async function pinsOf(person: Person, conversation: string): Promise<string[]> {
  const {messages} = await person.call('pin.list', {conversation});
  return messages.map(({id}) => id);
}

export const pins = [
  must(
    'PWP-PIN-001.a',
    'A pin is a state of the message: who, when, and the seq of it, which is the message’s rev; nothing else of it changes.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const sent = await ben.send(conversation, 'the address');
      const pinned = await pin(ann, conversation, sent.id);
      const head = await ann.head(conversation);
      equal([pinned.pinned?.by, pinned.pinned?.rev, pinned.rev], [ann.id, head, head], 'by whom, and the revs');
      holds((pinned.pinned?.at ?? 0) >= sent.ts, `it was pinned at ${pinned.pinned?.at}, and is of ${sent.ts}`);
      const {pinned: _, rev: __, ...rest} = pinned;
      const {rev: ___, ...before} = sent;
      equal(rest, before, 'the rest of the message');
      equal(await ben.message(conversation, sent.id), pinned, 'the message for another reader');
      equal((await ben.delta(conversation, head - 1)).changes, [{type: 'message', message: pinned}], 'the delta');
      const since = await ben.call('history.revalidate', {conversation, from: 1, to: head, asOf: head - 1});
      equal(since.messages, [pinned], 'what changed of the stretch');
      const off = await pin(ann, conversation, sent.id, false);
      equal([off.pinned, off.rev], [undefined, head + 1], 'the pin, and the rev after it was taken off');
    },
  ),
  must(
    'PWP-PIN-001.b',
    'A pin that is already so is ok, changes nothing and takes no seq, whoever repeats it.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {id} = await ann.send(conversation, 'x');
      await ann.call('member.role', {conversation, user: ben.id, role: 'moderator'});
      const first = await pin(ann, conversation, id);
      const answers = await Promise.all([pin(ben, conversation, id), pin(ann, conversation, id)]);
      equal(answers, [first, first], 'the answers');
      await pin(ann, conversation, id, false);
      const head = await ann.head(conversation);
      await pin(ben, conversation, id, false);
      equal(await ann.head(conversation), head, 'the seq');
    },
  ),
  must('PWP-PIN-001.c', 'Everybody there hears of a pin by a frame, as of any change of the message.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const {id} = await ann.send(conversation, 'x');
    const connection = await ben.connect();
    const {rev} = await pin(ann, conversation, id);
    await connection.reaches(conversation, rev);
    const told = connection.frames.flatMap((frame) =>
      frame.type === 'changes' && frame.to === rev ? frame.changes : [],
    );
    equal(
      told.map((change) => change.type === 'message' && [change.message.id, change.message.pinned?.by]),
      [[id, ann.id]],
      'what the frame tells',
    );
  }),
  must(
    'PWP-PIN-002.a',
    'In a group moderators, admins and owners pin and unpin; members and observers are refused with FORBIDDEN.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {id} = await ben.send(conversation, 'mine');
      for (const role of ['observer', 'member'] as const) {
        await ann.call('member.role', {conversation, user: ben.id, role});
        for (const on of [true, false]) await ben.refused('message.pin', {conversation, id, on}, 'FORBIDDEN');
      }
      for (const role of ['moderator', 'admin', 'owner'] as const) {
        await ann.call('member.role', {conversation, user: ben.id, role});
        equal((await pin(ben, conversation, id)).pinned?.by, ben.id, `who pinned it as ${role}`);
        await pin(ben, conversation, id, false);
      }
    },
  ),
  must('PWP-PIN-002.b', 'In a direct conversation both pin, and take off what the other one pinned.', async (t) => {
    const [ann, ben] = t.people('ann', 'ben');
    const conversation = await t.direct(ann, ben);
    const {id} = await ann.send(conversation, 'x');
    equal((await pin(ben, conversation, id)).pinned?.by, ben.id, 'who pinned it');
    equal((await pin(ann, conversation, id, false)).pinned, undefined, 'the pin');
  }),
  must(
    'PWP-PIN-003.a',
    'A deleted message is not pinned (MESSAGE_DELETED), one that is not there neither (NOT_FOUND), nor what the server says itself (FORBIDDEN).',
    async (t) => {
      const {ann, conversation} = await t.pair();
      const {id} = await ann.send(conversation, 'x');
      await ann.remove(conversation, id);
      await ann.refused('message.pin', {conversation, id, on: true}, 'MESSAGE_DELETED');
      await ann.refused('message.pin', {conversation, id: t.id(), on: true}, 'NOT_FOUND');
      const {messages} = await ann.page(conversation, {limit: 100});
      const told = present(
        messages.find(({content}) => content.kind === 'system'),
        'a system message',
      );
      await ann.refused('message.pin', {conversation, id: told.id, on: true}, 'FORBIDDEN');
    },
  ),
  must('PWP-PIN-003.b', 'An edit keeps the pin; a deletion takes it off.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const {id} = await ann.send(conversation, 'x');
    const {pinned} = await pin(ann, conversation, id);
    equal((await ann.edit(conversation, id, 'y')).pinned, pinned, 'the pin after an edit');
    equal((await ann.remove(conversation, id)).pinned, undefined, 'the pin of the tombstone');
    equal(await pinsOf(ben, conversation), [], 'the list');
  }),
  must('PWP-PIN-003.c', 'An edit with ifRev is not refused for a pin in between.', async (t) => {
    const {ann, conversation} = await t.pair();
    const {id, rev} = await ann.send(conversation, 'x');
    const pinned = await pin(ann, conversation, id);
    const edit = (text: string, ifRev: number) => ({conversation, id, content: {text}, ifRev});
    await ann.call('message.edit', edit('from before the pin', rev));
    await ann.refused('message.edit', edit('from before the edit', pinned.rev), 'REV_CONFLICT');
  }),
  must(
    'PWP-PIN-004',
    'More than `pins` at a time are TOO_LARGE; where one was taken off there is room again.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      const ids: string[] = [];
      for (let at = 0; at <= t.limits.pins; at++) ids.push((await ann.send(conversation, `${at}`)).id);
      const [first = '', ...rest] = ids;
      const last = rest.pop() ?? '';
      for (const id of [first, ...rest]) await pin(ann, conversation, id);
      await ann.refused('message.pin', {conversation, id: last, on: true}, 'TOO_LARGE');
      await pin(ann, conversation, first);
      await pin(ann, conversation, first, false);
      await pin(ann, conversation, last);
      equal((await pinsOf(ann, conversation)).length, t.limits.pins, 'how many are listed');
    },
  ),
  must(
    'PWP-PIN-005.a',
    'pin.list has the pinned messages whole, the newest pin first, whatever their place and whatever was edited since.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      for (const person of [ann, ben]) await person.call('sync');
      const sent = [
        await ann.send(conversation, 'one'),
        await ann.send(conversation, 'two'),
        await ben.send(conversation, 'three'),
      ];
      const [one, two, three] = sent.map(({id}) => id) as [string, string, string];
      for (const id of [three, one, two]) await pin(ann, conversation, id);
      await ann.edit(conversation, one, 'one!');
      await ben.react(conversation, two, '👍');
      const list = await ben.call('pin.list', {conversation});
      equal(
        list.messages.map(({id}) => id),
        [two, one, three],
        'the messages',
      );
      const {messages} = await ben.page(conversation, {limit: 100});
      for (const message of list.messages)
        equal(
          message,
          messages.find(({id}) => id === message.id),
          `message ${message.id}`,
        );
      equal(list.asOf, await ben.head(conversation), 'asOf');
      equal(list.people.map(({user}) => user).sort(), [ann.id, ben.id].sort(), 'the people');
    },
  ),
  must(
    'PWP-PIN-005.b',
    'What a reader has cleared away is not among their pins, and is among those of others.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const before = await ann.send(conversation, 'before');
      await pin(ann, conversation, before.id);
      await ben.own(conversation, {cleared: before.seq});
      const after = await ann.send(conversation, 'after');
      await pin(ann, conversation, after.id);
      equal(await pinsOf(ben, conversation), [after.id], 'the pins of who cleared');
      equal(await pinsOf(ann, conversation), [after.id, before.id], 'the pins of the other');
    },
  ),
  must(
    'PWP-PIN-005.c',
    'Who came later sees no pin of what was said before, and cannot take it off: NOT_FOUND.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      const before = await ann.send(conversation, 'before');
      await pin(ann, conversation, before.id);
      const cem = t.person('cem');
      await ann.call('member.add', {conversation, user: cem.id, role: 'moderator'});
      const after = await ann.send(conversation, 'after');
      await pin(ann, conversation, after.id);
      equal(await pinsOf(cem, conversation), [after.id], 'the pins');
      await cem.refused('message.pin', {conversation, id: before.id, on: false}, 'NOT_FOUND');
    },
  ),
  must(
    'PWP-PIN-006',
    'Who is gone keeps the pins as they were, and loses no message by one that came later.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const one = await ann.send(conversation, 'one');
      const two = await ann.send(conversation, 'two');
      const kept = await pin(ann, conversation, one.id);
      await ann.call('member.remove', {conversation, user: ben.id});
      const left = (await ben.row(conversation)).seq;
      await pin(ann, conversation, two.id);
      equal(await pinsOf(ben, conversation), [one.id], 'the pins');
      equal(await ben.message(conversation, two.id), two, 'the message that was pinned later');
      equal(await ben.message(conversation, one.id), kept, 'the message that was pinned before');
      await pin(ann, conversation, one.id, false);
      equal(
        (await ben.message(conversation, one.id))?.content,
        one.content,
        'the words of one that was unpinned later',
      );
      const {changes} = await ben.delta(conversation, left);
      excludes(
        changes.map(({type}) => type),
        'message',
        'the delta',
      );
    },
  ),
];
