/** Polls: a question with options, and votes that are reactions. */
import type {InputOf} from '@parlor/sdk/protocol';
import {type Case, must as mustAlways} from '../case.js';
import {equal, NotOffered, present} from '../expect.js';
import type {Person} from '../person.js';
import type {Trial} from '../trial.js';

type Poll = NonNullable<InputOf<'message.send'>['content']['poll']>;
const options = [
  {id: 'a', text: 'Pizza'},
  {id: 'b', text: 'Soup'},
];
const hour = 3_600_000;

/** Nothing on the wire says whether a server takes polls: one that does not know the field says so. */
const must = (id: string, says: string, run: Case['run'], more = {}): Case =>
  mustAlways(id, says, more, async (t) => {
    const {ann, conversation} = await t.pair();
    const content = {text: 'x', poll: {options}};
    const reply = await ann.ask('message.send', {conversation, id: t.id(), content});
    if (!reply.ok && reply.code === 'SCHEMA') throw new NotOffered('the server takes no polls');
    await run(t);
  });

async function asked(t: Trial, poll: Partial<Poll> = {}) {
  const {ann, ben, conversation} = await t.pair();
  const content = {text: 'Lunch?', poll: {options, ...poll}};
  const id = t.id();
  await ann.call('message.send', {conversation, id, content});
  const vote = (option: string, on = true) => ({conversation, id, key: `vote:${option}`, on});
  const shown = async (person: Person) =>
    present(
      (await person.page(conversation)).messages.find((one) => one.id === id),
      'the poll',
    );
  const votes = async (person: Person) =>
    ((await shown(person)).reactions ?? [])
      .filter(({count}) => count > 0)
      .map(({key, count}) => `${key} ${count}`)
      .sort();
  return {ann, ben, conversation, id, content, vote, shown, votes};
}

export const polls = [
  must('PWP-POLL-001.a', 'A poll comes to its readers as it was sent, and its text is the question.', async (t) => {
    const {ben, shown} = await asked(t, {multiple: true, closesAt: Date.now() + hour});
    const {content, reactions} = await shown(ben);
    equal(
      [content.text, content.poll?.options, content.poll?.multiple],
      ['Lunch?', options, true],
      'what ben is asked',
    );
    equal(reactions, undefined, 'the votes');
  }),
  must('PWP-MODEL-013.a', 'The preview and a quote of a poll say that it is one.', async (t) => {
    const {ben, conversation, id} = await asked(t);
    const {preview} = await ben.row(conversation);
    equal([preview?.text, preview?.poll], ['Lunch?', true], 'the preview');
    const answer = await ben.send(conversation, 'Soup', {replyTo: id});
    equal([answer.replyTo?.text, answer.replyTo?.poll], ['Lunch?', true], 'the quote');
    const {id: plain} = await ben.send(conversation, 'Or not');
    const {replyTo} = await ben.send(conversation, 'Or so', {replyTo: plain});
    equal([replyTo?.text, replyTo?.poll], ['Or not', undefined], 'the quote of another');
  }),
  must(
    'PWP-POLL-002.a',
    'Too few or too many options, an id twice, a time that is over, and one that begins closed are SCHEMA.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      const many = Array.from({length: 13}, (_, at) => ({id: `o${at}`, text: 'x'}));
      const wrong = [
        {options: options.slice(0, 1)},
        {options: many},
        {options: [options[0], options[0]]},
        {options: [{id: 'a', text: 'x'.repeat(101)}, options[1]]},
        {options, closed: true},
        {options, closesAt: Date.now() - hour},
      ];
      for (const poll of wrong)
        await ann.refused('message.send', {conversation, id: t.id(), content: {text: 'x', poll}}, 'SCHEMA');
      await ann.refused('message.send', {conversation, id: t.id(), content: {text: ' ', poll: {options}}}, 'SCHEMA');
      const closesAt = Date.now() + 400 * 24 * hour;
      const far = {conversation, id: t.id(), content: {text: 'x', poll: {options, closesAt}}};
      await ann.refused('message.send', far, 'TOO_LARGE');
    },
  ),
  must(
    'PWP-POLL-003.a',
    'Of a single choice a vote takes the one before back; of several each stays. What is no option is SCHEMA.',
    async (t) => {
      const one = await asked(t);
      for (const option of ['a', 'b']) await one.ben.call('reaction.set', one.vote(option));
      await one.ann.call('reaction.set', one.vote('b'));
      equal(await one.votes(one.ann), ['vote:b 2'], 'the votes of a single choice');
      await one.ben.refused('reaction.set', one.vote('z'), 'SCHEMA');
      const {conversation, ann, ben} = one;
      const {id} = await ann.send(conversation, 'no poll');
      await ben.refused('reaction.set', {...one.vote('a'), id}, 'SCHEMA');
      const several = await asked(t, {multiple: true});
      for (const option of ['a', 'b']) await several.ben.call('reaction.set', several.vote(option));
      equal(await several.votes(several.ann), ['vote:a 1', 'vote:b 1'], 'the votes of several choices');
    },
  ),
  must(
    'PWP-POLL-004.a',
    'Its author closes it by an edit, which is marked as none; then votes are CLOSED. Whatever else an edit changes is FORBIDDEN.',
    async (t) => {
      const {ann, ben, conversation, id, content, vote, shown, votes} = await asked(t);
      await ben.call('reaction.set', vote('a'));
      const edit = (change: object) => ({conversation, id, content: {...content, ...change}});
      await ann.refused('message.edit', edit({text: 'Dinner?'}), 'FORBIDDEN');
      await ann.refused('message.edit', edit({poll: {options, multiple: true}}), 'FORBIDDEN');
      await ben.refused('message.edit', edit({poll: {options, closed: true}}), 'FORBIDDEN');
      await ann.call('message.edit', edit({poll: {options, closed: true}}));
      const closed = await shown(ben);
      equal([closed.content.poll?.closed, closed.editedAt], [true, undefined], 'closed, and when it was edited');
      await ben.refused('reaction.set', vote('b'), 'CLOSED');
      await ben.refused('reaction.set', vote('a', false), 'CLOSED');
      equal(await votes(ann), ['vote:a 1'], 'the votes');
      await ann.refused('message.edit', edit({}), 'FORBIDDEN');
    },
  ),
  must('PWP-POLL-005.a', 'A deletion takes the poll with all of its votes.', async (t) => {
    const {ann, ben, conversation, id, vote, shown} = await asked(t);
    await ben.call('reaction.set', vote('a'));
    await ann.call('message.delete', {conversation, id});
    const gone = await shown(ben);
    equal([gone.content.poll, gone.content.text, gone.reactions ?? []], [undefined, '', []], 'what is left');
  }),
  must(
    'PWP-POLL-006.a',
    'A poll is found by its question.',
    async (t) => {
      const {ben, conversation, id} = await asked(t);
      const {hits} = await ben.call('messages.search', {query: 'lunch', conversation});
      equal(
        hits.map(({message}) => [message.id, message.content.poll?.options.length]),
        [[id, 2]],
        'the hits',
      );
    },
    {feature: 'search'},
  ),
];
