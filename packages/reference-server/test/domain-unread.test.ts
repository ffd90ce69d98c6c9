/**
 * The closed form of unread against its definition (I9), over both stores, through random histories of five devices.
 * PARLOR_OPERATIONS=1000000 makes it that many operations on each store, PARLOR_SEED gives other ones.
 */
import assert from 'node:assert/strict';
import {type TestContext, test} from 'node:test';
import {countByDefinition, countsOf} from '../src/domain/unread.js';
import {memoryStore} from '../src/store/memory/store.js';
import {openSqliteStore} from '../src/store/sqlite/store.js';
import type {Store} from '../src/store/store.js';
import {temporaryFile} from './temporary-files.js';
import {codeOf, newId, randomFrom, World} from './world.js';

const firstSeed = Number(process.env['PARLOR_SEED'] ?? 20_240_601);
const wanted = Number(process.env['PARLOR_OPERATIONS'] ?? 0);
/** Each on a device. */
const people = ['ann', 'bob', 'cid', 'dan', 'eve'];

/** Holds every count of everybody to the definition; answers how many they were. */
async function check(world: World, where: string): Promise<number> {
  let compared = 0;
  await world.store.read(async (tx) => {
    for (const user of people) {
      const memberships = await tx.changed(user, {since: -1, pinnedFirst: false, limit: 100});
      const counts = await countsOf(tx, user, memberships);
      for (const [at, membership] of memberships.entries()) {
        const expected = await countByDefinition(tx, membership);
        assert.deepEqual(counts[at], expected, `${where}: ${user} in ${membership.conversation.id}`);
        compared += 1;
      }
    }
  });
  return compared;
}

type History = {store: Store; seed: number; steps: number; everyCheck: number};

/** One history, from the beginning; answers how many counts were compared. */
async function live({store, seed, steps, everyCheck}: History): Promise<number> {
  const random = randomFrom(seed);
  let compared = 0;
  const world = await World.open({store});
  const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)] as Item;
  const places: string[] = [];
  const sent = new Map<string, string[]>();
  for (let n = 0; n < 3; n += 1) places.push(await world.as('ann').group(people.slice(1)));
  places.push(await world.as('ann').direct('bob'));
  for (let step = 0; step < steps; step += 1) {
    const person = world.as(pick(people));
    const conversation = pick(places);
    const known = sent.get(conversation) ?? [];
    const {head = 0} = {head: (await store.read((tx) => tx.conversation(conversation)))?.seq};
    const range = {type: 'mention', start: 0, end: 1, user: pick(people)} as const;
    const content = {text: `${step}`, ...(random(3) === 0 && {ranges: [range]})};
    const user = pick(people);
    const attempts: (() => Promise<unknown>)[] = [
      async () => {
        const id = newId();
        await person.run('message.send', {conversation, id, content});
        sent.set(conversation, [...known.slice(-40), id]);
      },
      () => person.run('message.delete', {conversation, id: pick(known) ?? newId()}),
      () => person.run('message.edit', {conversation, id: pick(known) ?? newId(), content}),
      () => person.run('own.set', {conversation, read: random(head + 2)}),
      () => person.run('own.set', {conversation, readPrivate: Math.max(0, head - random(6))}),
      () => person.run('own.set', {conversation, cleared: random(4) === 0 ? random(head + 1) : 0}),
      () => person.run('own.set', {conversation, markedUnread: random(2) === 0}),
      () => person.run('reaction.set', {conversation, id: pick(known) ?? newId(), key: '+', on: random(2) === 0}),
      () => world.as('ann').run('member.remove', {conversation, user, ban: random(4) === 0}),
      async () => {
        await codeOf(world.as('ann').run('member.unban', {conversation, user}));
        await world.as('ann').run('member.add', {conversation, user});
      },
      () => world.as('ann').run('conversation.update', {conversation, history: random(2) === 0 ? 'all' : 'joined'}),
    ];
    const at = [0, 0, 0, 0, 0, 0, 1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 9, 10][random(18)] as number;
    await codeOf((attempts[at] as () => Promise<unknown>)());
    world.forget();
    if (step % everyCheck === 0) compared += await check(world, `seed ${seed}, step ${step}`);
  }
  compared += await check(world, `seed ${seed}, end`);
  const rows = await Promise.all(people.map(async (user) => (await world.as(user).run('sync', {})).rows));
  assert.ok(
    rows.flat().some(({unread}) => unread > 0) && rows.flat().some(({mentions}) => mentions > 0),
    'the history leaves something unread',
  );
  await world.domain.close();
  return compared;
}

/** Histories of `steps` operations, as many as are wanted. */
async function histories(
  t: TestContext,
  open: () => Store | Promise<Store>,
  {steps, everyCheck}: {steps: number; everyCheck: number},
): Promise<void> {
  const rounds = Math.max(1, Math.ceil(wanted / steps));
  let compared = 0;
  for (let round = 0; round < rounds; round += 1)
    compared += await live({store: await open(), seed: firstSeed + round, steps, everyCheck});
  t.diagnostic(`seeds from ${firstSeed}: ${rounds * steps} operations, ${compared} counts compared, all equal`);
}

test('through 20,000 operations and more the closed form is the definition, in memory (I9, E11)', (t) =>
  histories(t, memoryStore, {steps: 20_000, everyCheck: 50}));
test('through 3,000 operations and more the closed form is the definition, in SQLite (I9, E11)', (t) =>
  histories(t, () => openSqliteStore(temporaryFile()), {steps: 3_000, everyCheck: 20}));
