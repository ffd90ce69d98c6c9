/** Messages whose text grows. */
import type {Message} from '@parlor/sdk/protocol';
import {type Case, must as mustAlways} from '../case.js';
import {equal, holds, NotOffered} from '../expect.js';
import type {Person} from '../person.js';
import {Receiver} from '../receiver.js';

/** Nothing on the wire says whether a server has them: one that does not know the field says so. */
const must = (id: string, says: string, run: Case['run'], more = {}): Case =>
  mustAlways(id, says, more, async (t) => {
    const {ann, conversation} = await t.pair();
    const content = {text: 'so', growing: true};
    const reply = await ann.ask('message.send', {conversation, id: t.id(), content});
    if (!reply.ok && reply.code === 'SCHEMA') throw new NotOffered('no message grows here');
    await run(t);
  });

const begin = (person: Person, conversation: string): Promise<Message> =>
  person.send(conversation, '', {growing: true});
const step = (person: Person, conversation: string, id: string, text: string): Promise<Message> =>
  person.edit(conversation, id, text, {growing: true});

export const growing = [
  must(
    'PWP-GROW-001.a',
    'A message that grows has its place from the beginning; each step is a change of it, and readers get it as it is, with the time of its last step until its end.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {id, seq, content} = await begin(ann, conversation);
      holds(Number.isSafeInteger(content.growing), `growing is ${content.growing}`);
      await ben.send(conversation, 'meanwhile');
      const grown = await step(ann, conversation, id, 'so it');
      equal([grown.seq, grown.rev, grown.content.text], [seq, seq + 2, 'so it'], 'the message after a step');
      holds((grown.content.growing ?? 0) >= (content.growing ?? 0), `growing is ${grown.content.growing}`);
      equal(await ben.message(conversation, id), grown, 'the message for a reader');
      await ben.refused('message.edit', {conversation, id, content: {text: 'mine', growing: true}}, 'FORBIDDEN');
      const ended = await ann.edit(conversation, id, 'so it goes');
      equal(ended.content, {kind: 'text', text: 'so it goes'}, 'the content at its end');
      equal((await ben.row(conversation)).unread, 1, 'how many are unread');
    },
  ),
  must(
    'PWP-MODEL-013.b',
    'The preview and a quote of a message that is still written say so, until its end.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {id, content} = await begin(ann, conversation);
      const {preview} = await ben.row(conversation);
      equal([preview?.text, preview?.growing], ['', content.growing], 'the preview at its beginning');
      const {replyTo} = await ben.send(conversation, 'meanwhile', {replyTo: id});
      equal([replyTo?.text, replyTo?.growing], ['', content.growing], 'the quote at its beginning');
      await ann.edit(conversation, id, 'so it goes');
      const later = await ben.send(conversation, 'I see', {replyTo: id});
      equal([later.replyTo?.text, later.replyTo?.growing], ['so it goes', undefined], 'the quote behind its end');
    },
  ),
  must(
    'PWP-GROW-002.a',
    'Neither steps nor the end set editedAt, there may be more of them than edits, and only the end needs words.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      const {id} = await begin(ann, conversation);
      for (let at = 0; at < t.limits.edits + 2; at++) await step(ann, conversation, id, `${at}`);
      equal((await step(ann, conversation, id, '')).editedAt, undefined, 'editedAt after a step');
      await ann.refused('message.edit', {conversation, id, content: {text: ''}}, 'SCHEMA');
      equal((await ann.edit(conversation, id, 'done')).editedAt, undefined, 'editedAt after the end');
      holds(
        (await ann.edit(conversation, id, 'other')).editedAt !== undefined,
        'an edit behind the end sets no editedAt',
      );
    },
  ),
  must('PWP-GROW-003.a', 'What has ended, or never grew, does not grow: EDIT_WINDOW_CLOSED.', async (t) => {
    const {ann, conversation} = await t.pair();
    const {id} = await begin(ann, conversation);
    await ann.edit(conversation, id, 'done');
    const content = {text: 'more', growing: true};
    await ann.refused('message.edit', {conversation, id, content}, 'EDIT_WINDOW_CLOSED');
    const whole = await ann.send(conversation, 'whole');
    await ann.refused('message.edit', {conversation, id: whole.id, content}, 'EDIT_WINDOW_CLOSED');
  }),
  must(
    'PWP-GROW-004.a',
    'A step that comes twice is ok, and whichever copy comes late, the end is what it says at last.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {id} = await begin(ann, conversation);
      const input = {conversation, id, content: {text: 'so it', growing: true}};
      const opId = t.id();
      await ann.call('message.edit', input, {opId});
      await step(ann, conversation, id, 'so it goes');
      await ann.call('message.edit', input, {opId});
      await ann.edit(conversation, id, 'so it goes.');
      await ann.ask('message.edit', input, {opId});
      equal((await ben.message(conversation, id))?.content, {kind: 'text', text: 'so it goes.'}, 'the content');
    },
  ),
  must(
    'PWP-GROW-005.a',
    'Its beginning and its end are posted, and no step.',
    (t) =>
      Receiver.with(t.host(), ['message.created', 'message.edited'], async (receiver) => {
        const {ann, conversation} = await t.pair();
        // what the server says of the new group
        const begun = (await receiver.of(conversation, 1)).length;
        const {id} = await begin(ann, conversation);
        await step(ann, conversation, id, 'so it');
        await step(ann, conversation, id, 'so it goes');
        await ann.edit(conversation, id, 'so it goes.');
        const events = (await receiver.of(conversation, begun + 2)).slice(begun).map(({event}) => event);
        const told = events.map((event) =>
          event.type === 'message.created' || event.type === 'message.edited'
            ? [event.type, event.message.content.text, event.message.content.growing === undefined]
            : [event.type],
        );
        equal(
          told,
          [
            ['message.created', '', false],
            ['message.edited', 'so it goes.', true],
          ],
          'the events',
        );
      }),
    {on: 'rest'},
  ),
];
