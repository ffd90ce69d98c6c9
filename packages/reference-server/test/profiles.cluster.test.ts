/** Changes of one person's profile on two nodes of one PostgreSQL database. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {openPostgresStore} from '../src/store/postgres/store.js';
import {newDatabase} from './postgres.js';
import {World} from './world.js';

test('a name and a block at the same moment: both are there, each with a rev of its own (PWP-BLOCK-006)', async (t) => {
  const url = await newDatabase();
  const [one, other] = [
    await World.open({store: await openPostgresStore(url)}),
    await World.open({store: await openPostgresStore(url)}),
  ];
  t.after(() => Promise.all([one.domain.close(), other.domain.close()]));
  const [here, there, host] = [one.as('ann'), other.as('ann'), other.asHost()];
  await here.hello();
  const profile = async () => (await host.run('user.get', {user: 'ann'})).profile;
  let {rev} = await profile();
  for (let round = 0; round < 15; round++) {
    const name = `Ann ${round}`;
    await Promise.all([
      here.run('profile.set', {name}),
      there.run('block.set', {user: `x${round}`, on: true}),
      host.run('user.put', {user: 'ann', data: {round}}),
    ]);
    const now = await profile();
    assert.deepEqual([now.name, now.data, now.rev], [name, {round}, rev + 3], `round ${round}`);
    ({rev} = now);
  }
  assert.equal((await here.run('block.list', {limit: 50})).blocks.length, 15);
});
