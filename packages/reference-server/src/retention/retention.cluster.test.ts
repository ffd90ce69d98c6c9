/** Old messages on PostgreSQL: of several nodes one deletes them, all tell it, and the doctor finds no difference. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {newDatabase} from '../../test/postgres.js';
import {liveAWeek} from '../../test/week.js';
import {codeOf, HandClock, World} from '../../test/world.js';
import {doctor} from '../doctor/run.js';
import {openPostgresStore} from '../store/postgres/store.js';

const day = 86_400_000;
const ages = {direct: 3 * day, group: 3 * day, announcement: 3 * day};

test('after a week, and old messages gone by one of two nodes, there is no difference', async () => {
  const url = await newDatabase();
  const world = await World.open({store: await openPostgresStore(url)});
  const groups = [await world.as('ann').group(['ben', 'cid']), await world.as('ben').group(['ann', 'dan'])];
  await liveAWeek(world.store, {conversations: groups, steps: 700, seed: 20_261_128});
  const clock = new HandClock();
  clock.time += 7 * day;
  const [one, other] = [
    await World.open({store: await openPostgresStore(url), clock}),
    await World.open({store: await openPostgresStore(url), clock}),
  ];
  let second: string | undefined;
  const asked = one.domain.onDeliveries(() => {
    // in the middle of the first one's sweep
    asked();
    void codeOf(other.sweep(ages)).then((code) => (second = code));
  });
  const expected = await other.sweep(ages, {isDry: true});
  const deleted = await one.sweep(ages);
  assert.ok(deleted > 50, `${deleted}`);
  while (second === undefined) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(second, 'UNAVAILABLE', 'the other node leaves it to the first');
  assert.equal(deleted, expected);
  assert.equal(await other.sweep(ages), 0, 'the lease is given back');
  await one.domain.close();
  await other.domain.close();
  let said = '';
  const output = {out: (text: string) => void (said += text), err: (text: string) => void (said += text)};
  assert.equal(await doctor(['--database', url], {}, output), 0, said);
});
