/** Commands of bots: who declares them, and who is told. */
import {must} from '../case.js';
import {equal} from '../expect.js';
import type {Person} from '../person.js';

const weather = {name: 'weather', description: 'What it is like outside', usage: '<city>'};
const roll = {name: 'roll', description: 'Rolls a die'};

/** Of each bot its id and what it understands. */
async function offered(person: Person, conversation: string): Promise<[string, unknown][]> {
  const {bots, people} = await person.call('commands.list', {conversation});
  equal(people.map(({user}) => user).sort(), bots.map(({user}) => user).sort(), 'whose profiles came');
  return bots.map(({user, commands}) => [user, commands]);
}

export const commands = [
  must(
    'PWP-COMMAND-001.a',
    'A bot says all its commands at once; what it says again takes their place, and nothing takes them back.',
    {},
    async (t) => {
      const [ann, bot] = t.people('ann', 'bot');
      const conversation = await t.group([ann, bot]);
      equal((await bot.call('commands.set', {commands: [weather, roll]})).commands, [weather, roll], 'the answer');
      equal(await offered(ann, conversation), [[bot.id, [weather, roll]]], 'what is offered');
      await bot.call('commands.set', {commands: [roll]});
      equal(await offered(ann, conversation), [[bot.id, [roll]]], 'what is offered afterwards');
      await bot.call('commands.set', {commands: []});
      equal(await offered(ann, conversation), [], 'what is offered when it was taken back');
    },
  ),
  must(
    'PWP-COMMAND-001.b',
    'Twenty commands with names of a-z, 0-9 and -, each once, with a description of up to 100 characters.',
    {},
    async (t) => {
      const bot = t.person('bot');
      const commands = Array.from({length: 20}, (_, at) => ({name: `c-${at}`, description: 'x'.repeat(100)}));
      await bot.call('commands.set', {commands});
      for (const wrong of [
        [...commands, roll],
        [roll, roll],
        [{...roll, name: ''}],
        [{...roll, name: 'Roll'}],
        [{...roll, name: 'x'.repeat(33)}],
        [{...roll, description: ''}],
        [{...roll, description: 'x'.repeat(101)}],
        [{...roll, usage: 'x'.repeat(101)}],
      ])
        await bot.refused('commands.set', {commands: wrong}, 'SCHEMA');
    },
  ),
  must('PWP-COMMAND-001.c', 'The host says for a bot what it understands.', {}, async (t) => {
    const [ann, bot] = t.people('ann', 'bot');
    const conversation = await t.group([ann, bot]);
    await t.host().call('user.put', {user: bot.id, commands: [weather]});
    equal(await offered(ann, conversation), [[bot.id, [weather]]], 'what is offered');
    equal((await t.host().call('user.get', {user: bot.id})).commands, [weather], 'what the host is told');
    await t.host().refused('commands.set', {commands: [weather]}, 'FORBIDDEN');
  }),
  must('PWP-COMMAND-002', 'Members are told of the bots that sit with them now, and nobody else is.', {}, async (t) => {
    const [ann, bot, other] = t.people('ann', 'bot', 'other');
    const conversation = await t.group([ann, bot, other]);
    for (const one of [bot, other]) await one.call('commands.set', {commands: [roll]});
    equal(
      (await offered(ann, conversation)).map(([user]) => user),
      [bot.id, other.id].sort(),
      'the bots',
    );
    await other.call('member.leave', {conversation});
    equal(await offered(ann, conversation), [[bot.id, [roll]]], 'what is offered when one has left');
    await other.refused('commands.list', {conversation}, 'NOT_A_MEMBER');
    await t.person('dee').refused('commands.list', {conversation}, 'NOT_FOUND');
  }),
  must('PWP-COMMAND-003', 'A command is a message like any other.', {}, async (t) => {
    const [ann, bot] = t.people('ann', 'bot');
    const conversation = await t.group([ann, bot]);
    await bot.call('commands.set', {commands: [weather]});
    const {id} = await ann.send(conversation, '/weather Oslo');
    equal((await bot.message(conversation, id))?.content.text, '/weather Oslo', 'what the bot reads');
  }),
  must('PWP-COMMAND-004', 'An erasure takes the commands along.', {}, async (t) => {
    const [ann, bot] = t.people('ann', 'bot');
    const conversation = await t.group([ann, bot]);
    await bot.call('commands.set', {commands: [weather]});
    await t.host().call('user.erase', {user: bot.id});
    equal(await offered(ann, conversation), [], 'what is offered');
  }),
];
