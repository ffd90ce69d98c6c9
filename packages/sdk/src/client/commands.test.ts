import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, opened, type World} from '../../test/chats.js';

const roll = {name: 'roll', description: 'Rolls a die'};
const weather = {name: 'weather', description: 'What it is like outside', usage: '<city>'};

async function withBot(world: World) {
  const {devices, id} = await world.group('ann', 'bot');
  const [ann] = devices as [Device];
  const declare = (user: string, commands: (typeof roll)[]): Promise<unknown> =>
    world.server.domain.run(
      {user, device: `${user}-program`, audience: 'parlor-bot', claims: {name: user}},
      'commands.set',
      {commands},
    );
  await world.wait(declare('bot', [roll]));
  const asked = (): number => ann.line.asked.filter(({op}) => op === 'commands.list').length;
  return {ann, id, declare, asked, mine: await opened(world, ann, id)};
}

test(
  'the commands of bots are asked for once, and again when somebody came or went (PWP-COMMAND-002)',
  inWorld(async (world) => {
    const {mine, declare, asked} = await withBot(world);
    assert.deepEqual(await world.wait(mine.commands()), [{...roll, bot: 'bot'}]);
    await world.wait(declare('sky', [weather]));
    assert.deepEqual(await world.wait(mine.commands()), [{...roll, bot: 'bot'}]);
    assert.equal(asked(), 1);
    const before = mine.state.get()?.memberCount;
    await world.wait(mine.addMember('sky'));
    await world.until(() => mine.state.get()?.memberCount !== before, 'it has come');
    assert.deepEqual(
      (await world.wait(mine.commands())).map(({bot, name}) => `${bot} ${name}`),
      ['bot roll', 'sky weather'],
    );
    assert.equal(asked(), 2);
  }),
);

test(
  'what a bot says anew is seen five minutes later at the latest; without a connection what was known stays (PWP-COMMAND-002)',
  inWorld(async (world) => {
    const {ann, mine, declare} = await withBot(world);
    await world.wait(mine.commands());
    await world.wait(declare('bot', [weather]));
    await world.pass(5 * 60_000);
    assert.deepEqual(
      (await world.wait(mine.commands())).map(({name}) => name),
      ['weather'],
    );
    ann.line.isDown = true;
    ann.line.cut();
    await world.pass(10 * 60_000);
    assert.deepEqual(
      (await world.wait(mine.commands())).map(({name}) => name),
      ['weather'],
    );
  }),
);

test(
  'without a connection nothing is known of a conversation that was never asked for',
  inWorld(async (world) => {
    const {ann, mine} = await withBot(world);
    ann.line.isDown = true;
    ann.line.cut();
    await world.pass(1_000);
    await assert.rejects(world.wait(mine.commands()), {code: 'OFFLINE'});
  }),
);
