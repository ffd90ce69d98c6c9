/** What whoever comes in late sees of before, where a group shows it. */
import {must} from '../case.js';
import {equal, holds, includes, NotOffered, tellsNothing} from '../expect.js';
import type {Person} from '../person.js';

const secret = 'said-before-they-came';

/** From now on whoever comes in sees all. */
async function showAll(admin: Person, conversation: string): Promise<void> {
  const reply = await admin.ask('conversation.update', {conversation, history: 'all'});
  if (!reply.ok && reply.code === 'SCHEMA') throw new NotOffered('whoever comes in sees nothing of before, always');
  holds(reply.ok, 'it was not set');
}

export const comingLate = [
  must(
    'PWP-MEMBER-010.a',
    'Where `history` is `all`, whoever comes in reads from the beginning, and nothing of it is unread; who was in before sees what they saw.',
    async (t) => {
      const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
      const conversation = await t.group([ann]);
      const {id, seq} = await ann.send(conversation, secret);
      await ann.call('member.add', {conversation, user: ben.id});
      await showAll(ann, conversation);
      equal((await ben.row(conversation)).conversation.history, 'all', 'history');
      await ben.refused('conversation.update', {conversation, history: 'joined'}, 'FORBIDDEN');
      await ann.refused('conversation.update', {conversation, history: 'some'}, 'SCHEMA');
      await ann.call('member.add', {conversation, user: cem.id});
      await ben.refused('history.page', {conversation, around: id}, 'NOT_FOUND');
      tellsNothing(await ben.delta(conversation, 0), secret, 'the delta of who was in before');
      for (const [what, value] of Object.entries({
        page: await cem.page(conversation),
        delta: await cem.delta(conversation, 0),
      })) {
        holds(JSON.stringify(value).includes(secret), `${what} does not reach back`);
      }
      const row = await cem.row(conversation);
      equal([row.unread, row.own.read, row.preview?.seq], [0, 0, seq], 'unread, read and the preview');
      const receipts = await ann.call('receipt.list', {conversation, id});
      holds(!JSON.stringify(receipts).includes(cem.id), 'others are told that it was read');
      await ann.send(conversation, 'welcome');
      equal((await cem.row(conversation)).unread, 1, 'unread');
      await ann.call('conversation.update', {conversation, history: 'joined'});
      equal((await cem.message(conversation, id))?.id, id, 'what they saw before it was set otherwise');
    },
  ),
  must(
    'PWP-MEMBER-010.b',
    'Where `history` is `all`, whoever is let in again sees what was said meanwhile, and what an earlier stay did not show: `cleared` is lower, under a higher `own.rev`.',
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      const conversation = await t.group([ann]);
      const before = await ann.send(conversation, 'before');
      await ann.call('member.add', {conversation, user: ben.id});
      const {own} = await ben.row(conversation);
      await ann.call('member.remove', {conversation, user: ben.id, ban: true});
      const meanwhile = await ann.send(conversation, 'meanwhile');
      await showAll(ann, conversation);
      await ben.refused('history.page', {conversation, around: meanwhile.id}, 'NOT_FOUND');
      await ann.call('member.unban', {conversation, user: ben.id});
      await ann.call('member.add', {conversation, user: ben.id});
      const {messages} = await ben.page(conversation, {after: 0});
      for (const {id} of [before, meanwhile]) {
        includes(
          messages.map((message) => message.id),
          id,
          'the messages',
        );
      }
      const row = await ben.row(conversation);
      holds(row.own.cleared < before.seq, 'cleared hides what may be seen');
      holds(row.own.rev > own.rev, 'own.rev does not say that cleared is lower');
      equal(row.unread, 0, 'unread');
    },
  ),
];
