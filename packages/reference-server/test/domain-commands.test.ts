/** What bots understand behind a `/` (PWP-COMMAND-001 …). */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {codeOf, World} from './world.js';

const weather = {name: 'weather', description: 'What it is like outside', usage: '<city>'};
const roll = {name: 'roll', description: 'Rolls a die'};

async function setUp() {
  const world = await World.open();
  const [ann, bot, host] = [world.as('ann'), world.asBot('bot'), world.asHost()];
  await ann.hello();
  await bot.hello();
  return {world, ann, bot, host, conversation: await ann.group(['bot'])};
}

test('whoever sits with a bot is told what it understands, with who it is (PWP-COMMAND-001, PWP-COMMAND-002)', async () => {
  const {world, ann, bot, conversation} = await setUp();
  await bot.run('commands.set', {commands: [weather, roll]});
  const {bots, people} = await ann.run('commands.list', {conversation});
  assert.deepEqual(bots, [{user: 'bot', commands: [weather, roll]}]);
  assert.deepEqual(
    people.map(({name}) => name),
    ['bot'],
  );
  assert.equal(await codeOf(world.as('zoe').run('commands.list', {conversation})), 'NOT_FOUND');
  await bot.run('member.leave', {conversation});
  assert.deepEqual((await ann.run('commands.list', {conversation})).bots, []);
});

test('people declare nothing: what they said would be offered as if an application stood behind it (PWP-COMMAND-001)', async () => {
  const {ann, host, conversation} = await setUp();
  for (const one of [ann, host]) assert.equal(await codeOf(one.run('commands.set', {commands: [roll]})), 'FORBIDDEN');
  assert.deepEqual((await ann.run('commands.list', {conversation})).bots, []);
});

test('a name is there once, and a list has twenty (PWP-COMMAND-001)', async () => {
  const {bot, host} = await setUp();
  for (const commands of [[roll, roll], Array.from({length: 21}, (_, at) => ({...roll, name: `r${at}`}))]) {
    assert.equal(await codeOf(bot.run('commands.set', {commands})), 'SCHEMA');
    assert.equal(await codeOf(host.run('user.put', {user: 'bot', commands})), 'SCHEMA');
  }
});

test('the host declares for a bot, also one that was never here; nobody’s profile changes by it (PWP-COMMAND-001)', async () => {
  const {ann, host, conversation} = await setUp();
  const {profile} = await host.run('user.get', {user: 'bot'});
  const put = await host.run('user.put', {user: 'bot', commands: [roll]});
  assert.deepEqual([put.commands, put.profile.rev], [[roll], profile.rev]);
  await host.run('user.put', {user: 'new', name: 'New', commands: [weather]});
  await ann.run('member.add', {conversation, user: 'new'});
  const {people} = await ann.run('commands.list', {conversation});
  assert.deepEqual(people.map(({name}) => name).sort(), ['New', 'bot']);
  const without = await host.run('user.put', {user: 'bot', commands: []});
  assert.equal(without.commands, undefined);
});

test('a bot that is erased has no commands (PWP-COMMAND-004)', async () => {
  const {world, ann, bot, host, conversation} = await setUp();
  await bot.run('commands.set', {commands: [roll]});
  await host.run('user.erase', {user: 'bot'});
  assert.deepEqual((await ann.run('commands.list', {conversation})).bots, []);
  assert.deepEqual(await world.store.read((tx) => tx.commandsOf('bot')), []);
});
