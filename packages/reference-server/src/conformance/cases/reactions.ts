/** Reactions as nouns; and what neither counts nor is written by anybody: system messages. */
import type {Message} from '@parlor/sdk/protocol';
import {must} from '../case.js';
import {equal, holds, present} from '../expect.js';
import type {Person} from '../person.js';

async function systemMessages(person: Person, conversation: string): Promise<Message[]> {
  const {messages} = await person.page(conversation, {limit: 100});
  return messages.filter(({content}) => content.kind === 'system');
}

export const reactions = [
  must(
    'PWP-MODEL-009.a',
    'A reaction is on or off per message, user and key; its summary counts them and is at count 0 when the last is taken back.',
    {feature: 'reactions'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {id} = await ann.send(conversation, 'x');
      await ann.react(conversation, id, '👍');
      await ben.react(conversation, id, '👍');
      await ben.react(conversation, id, 'yes');
      const {reactions = []} = present(await ann.message(conversation, id), 'the message');
      const told = reactions.map(({key, count, own, users}) => ({key, count, own, users}));
      equal(
        told.sort((a, b) => b.count - a.count),
        [
          {key: '👍', count: 2, own: true, users: [ben.id, ann.id]},
          {key: 'yes', count: 1, own: false, users: [ben.id]},
        ],
        'the summaries',
      );
      await ben.react(conversation, id, 'yes', false);
      const since = await ann.delta(conversation, (await ann.head(conversation)) - 1);
      const change = since.changes.find(({type}) => type === 'reaction');
      equal(
        change?.type === 'reaction' && [change.summary.key, change.summary.count, change.summary.users],
        ['yes', 0, []],
        'the summary of the last one taken back',
      );
    },
  ),
  must(
    'PWP-MODEL-009.b',
    'A reaction has a rev of its own and does not change the message’s.',
    {feature: 'reactions'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {id, rev} = await ann.send(conversation, 'x');
      await ben.react(conversation, id, '👍');
      const message = present(await ann.message(conversation, id), 'the message');
      equal(message.rev, rev, 'the message’s rev');
      equal(message.reactions?.[0]?.rev, await ann.head(conversation), 'the summary’s rev');
      equal(message.editedAt, undefined, 'editedAt');
    },
  ),
  must(
    'PWP-MODEL-009.c',
    'reaction.list has all who reacted, newest first, in pages, with one key or any.',
    {feature: 'reactions'},
    async (t) => {
      const people = t.people('ann', 'ben', 'cem', 'dee');
      const conversation = await t.group(people);
      const [ann, ben] = people;
      const {id} = await ann.send(conversation, 'x');
      for (const person of people) await person.react(conversation, id, '👍');
      await ben.react(conversation, id, '🎈');
      const one = await ann.call('reaction.list', {conversation, id, key: '👍', limit: 3});
      const two = await ann.call('reaction.list', {conversation, id, key: '👍', limit: 3, after: one.next});
      equal(
        [...one.reactions, ...two.reactions].map(({user}) => user),
        people.map((person) => person.id).reverse(),
        'the people, newest first',
      );
      equal(two.next, undefined, 'next of the last page');
      equal(
        (await ann.call('reaction.list', {conversation, id})).reactions.length,
        5,
        'the number of reactions with any key',
      );
    },
  ),
  must(
    'PWP-MODEL-010.a',
    'System messages do not count as unread, make no preview and do not move lastActivity.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {id} = await ann.send(conversation, 'hello');
      const before = await ben.row(conversation);
      await t.sleep(5);
      await ann.call('conversation.update', {conversation, title: 'Renamed'});
      await ann.call('member.add', {conversation, user: t.person('cem').id});
      const after = await ben.row(conversation);
      equal(
        [after.unread, after.preview?.id, after.lastActivity],
        [1, id, before.lastActivity],
        'unread, preview and lastActivity',
      );
      holds(after.seq > before.seq, 'nothing was said');
    },
  ),
  must(
    'PWP-MODEL-010.b',
    'Edits and reactions move neither unread, preview nor lastActivity; the preview’s text is the edited one.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const first = await ann.send(conversation, 'first');
      const last = await ann.send(conversation, 'last');
      const before = await ben.row(conversation);
      await t.sleep(5);
      await ann.edit(conversation, first.id, 'first!');
      await ann.edit(conversation, last.id, 'last!');
      await ann.react(conversation, first.id, '👍');
      const after = await ben.row(conversation);
      equal(
        [after.unread, after.preview?.id, after.lastActivity],
        [2, last.id, before.lastActivity],
        'unread, preview and lastActivity',
      );
      equal(after.preview?.text, 'last!', 'the preview’s text');
    },
  ),
  must('PWP-MODEL-011', 'thread is reserved: a message with it is refused with SCHEMA.', async (t) => {
    const {ann, conversation} = await t.pair();
    await ann.refused('message.send', {conversation, id: t.id(), content: {text: 'x'}, thread: t.id()}, 'SCHEMA');
    await ann.refused('message.send', {conversation, id: t.id(), content: {text: 'x', thread: t.id()}}, 'SCHEMA');
  }),
  must(
    'PWP-MODEL-012.a',
    'What happens to a group is told by system messages without text: created, renamed, added, role, removed, left, each with who caused it.',
    async (t) => {
      const [ann, ben, cem, dee] = t.people('ann', 'ben', 'cem', 'dee');
      const conversation = await t.group([ann, ben, dee], {title: 'One'});
      await ann.call('conversation.update', {conversation, title: 'Two'});
      await ann.call('member.add', {conversation, user: cem.id});
      await ann.call('member.role', {conversation, user: ben.id, role: 'admin'});
      await ben.call('member.remove', {conversation, user: cem.id});
      await ann.call('member.remove', {conversation, user: dee.id, ban: true});
      await ben.call('member.leave', {conversation});
      const told = await systemMessages(ann, conversation);
      equal(told.map(({content}) => content.text).join(''), '', 'the texts');
      equal(
        told.map(({sender, content}) => ({sender, ...content.data})),
        [
          {sender: ann.id, event: 'created', by: ann.id, title: 'One'},
          {sender: ann.id, event: 'renamed', by: ann.id, title: 'Two'},
          {sender: ann.id, event: 'added', by: ann.id, user: cem.id},
          {sender: ann.id, event: 'role', by: ann.id, user: ben.id, role: 'admin'},
          {sender: ben.id, event: 'removed', by: ben.id, user: cem.id},
          {sender: ann.id, event: 'removed', by: ann.id, user: dee.id, ban: true},
          {sender: ben.id, event: 'left', by: ben.id},
        ],
        'what was told',
      );
    },
  ),
  must(
    'PWP-MODEL-012.b',
    'System messages are neither edited nor deleted, by whoever caused them either.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      const [told] = await systemMessages(ann, conversation);
      const {id} = present(told, 'the system message');
      await ann.refused('message.edit', {conversation, id, content: {text: 'x'}}, 'FORBIDDEN');
      await ann.refused('message.delete', {conversation, id}, 'FORBIDDEN');
    },
  ),
];
