/** What the host tells people that is no message: its list, its register, its count, and its end (PWP-NOTIFY-001 …). */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {InputOf, ServerFrame, WebhookEvent} from '@parlor/sdk/protocol';
import {codeOf, type Person, randomFrom, World} from './world.js';

const day = 24 * 60 * 60 * 1000;

async function place(options: Parameters<typeof World.open>[0] = {}) {
  const world = await World.open(options);
  const [ann, ben, host] = [world.as('ann'), world.as('ben'), world.asHost()];
  for (const person of [ann, ben]) await person.hello();
  let last = 0;
  const tell = async (title: string, more: Partial<InputOf<'notify'>> = {}) => {
    const id = `n-${++last}`;
    await host.run('notify', {id, users: ['ann'], kind: 'order', title, ...more});
    return more.id ?? id;
  };
  const list = (person: Person = ann) => person.run('notifications.list', {});
  const titles = async (person: Person = ann) => (await list(person)).notifications.map(({title}) => title);
  const state = async (person: Person = ann) => (await list(person)).state;
  return {world, ann, ben, host, tell, list, titles, state};
}

const standing = (frames: readonly ServerFrame[]) => frames.filter(({type}) => type === 'notifications');

test('of one person the newest thousand are kept, and what goes is neither listed nor counted (PWP-NOTIFY-002)', async () => {
  const {world, ann, host, tell, state} = await place();
  await world.store.write(async (tx) => {
    const words = {kind: 'x', body: undefined, link: undefined, actor: undefined, about: undefined, removed: false};
    for (let seq = 1; seq <= 1_000; seq++)
      await tx.putNotification({user: 'ann', seq, id: `old-${seq}`, at: 1, title: `${seq}`, ...words});
    await tx.putNotified({user: 'ann', seq: 1_000, readUpTo: 0, rev: 1_000});
  });
  assert.equal((await state()).unread, 1_000);
  await tell('new');
  assert.deepEqual(await state(), {seq: 1_001, read: 0, unread: 1_000, rev: 1_001});
  const rest = await world.store.read((tx) => tx.notificationsOf('ann', {before: 3, limit: 9}));
  assert.deepEqual(
    rest.map(({id}) => id),
    ['old-2'],
  );
  await host.run('notify', {id: 'old-1', users: ['ann'], kind: 'x', title: '1'});
  assert.equal((await state()).seq, 1_002, 'one that is forgotten comes anew');
  await ann.run('notifications.read', {upTo: 1_001});
  assert.equal((await state()).unread, 1);
});

test('what is refused for one person is done for nobody (PWP-NOTIFY-001)', async () => {
  const {host, titles, ben} = await place();
  await host.run('notify', {id: 'a', users: ['ann'], kind: 'x', title: 'one'});
  const again = host.run('notify', {id: 'a', users: ['ben', 'ann'], kind: 'x', title: 'two'});
  assert.equal(await codeOf(again), 'IDEMPOTENCY_MISMATCH');
  assert.deepEqual([await titles(), await titles(ben)], [['one'], []]);
});

test('each change is told to all devices once, and what changes nothing to none (PWP-NOTIFY-005)', async () => {
  const {world, ann, ben, host, tell} = await place();
  world.forget();
  const id = await tell('one', {users: ['ann', 'ben']});
  assert.deepEqual(standing(world.framesTo('ann')), [{type: 'notifications', seq: 1, read: 0, unread: 1, rev: 1}]);
  assert.deepEqual(standing(world.framesTo('ben')), standing(world.framesTo('ann')));
  world.forget();
  await ann.run('notifications.read', {upTo: 7});
  assert.deepEqual(standing(world.framesTo('ann')), [{type: 'notifications', seq: 1, read: 1, unread: 0, rev: 2}]);
  world.forget();
  await ann.run('notifications.read', {upTo: 1});
  await ann.run('notifications.remove', {id: 'none'});
  await host.run('notify', {id, users: ['ann'], kind: 'order', title: 'one'});
  await host.run('notify.withdraw', {id: 'none', users: ['ann']});
  assert.deepEqual(world.deliveries, []);
  assert.deepEqual(await host.run('notify.withdraw', {id, users: ['ben', 'ann']}), {users: ['ann', 'ben']});
  assert.deepEqual(standing(world.framesTo('ben')), [{type: 'notifications', seq: 1, read: 0, unread: 0, rev: 2}]);
  assert.deepEqual(await ben.run('notifications.list', {}), {
    ...{notifications: [], people: []},
    state: {seq: 1, read: 0, unread: 0, rev: 2},
  });
});

test('a mark that waited in an outbox and comes again does no harm (PWP-NOTIFY-004)', async () => {
  const {ann, tell, state} = await place();
  await tell('one');
  await tell('two');
  const op = {opId: 'V1StGXR8_Z5jdHi6B-myT', op: 'notifications.read', input: {upTo: 1}} as const;
  const first = await ann.run('ops.push', {ops: [op]});
  await ann.run('notifications.read', {upTo: 2});
  const again = await ann.run('ops.push', {ops: [op]});
  assert.deepEqual(first.results, [{ok: true, result: {state: {seq: 2, read: 1, unread: 1, rev: 3}}}]);
  assert.deepEqual(again.results, [{ok: true, result: {state: await state()}}]);
  assert.equal((await state()).read, 2);
});

test('who comes back hears how they stand where that has changed since the cursor, and else nothing (PWP-NOTIFY-005)', async () => {
  const {world, ann, ben, tell} = await place();
  assert.equal((await ann.hello()).notifications, undefined, 'there never were any');
  await tell('one');
  await world.settled();
  const first = await ann.hello();
  assert.deepEqual(first.notifications, {seq: 1, read: 0, unread: 1, rev: 1});
  assert.ok(!('notifications' in first.sync), 'a hello has no room for it');
  const {cursor} = first.sync;
  assert.equal((await ann.hello({cursor})).notifications, undefined);
  await ann.run('notifications.read', {upTo: 1});
  assert.equal((await ann.hello({cursor})).notifications?.unread, 0);
  assert.equal((await ann.run('sync', {cursor})).notifications?.rev, 2);
  assert.equal((await ann.hello({cursor, epoch: 'another'})).notifications?.rev, 2, 'and where all begins anew');
  assert.equal((await ben.hello()).notifications, undefined);
});

test('the count is that of the list, whatever happens in whatever order (PWP-NOTIFY-004)', async () => {
  const {world, ann, host} = await place();
  const seed = Math.floor(Math.random() * 2 ** 31);
  const below = randomFrom(seed);
  const ids: string[] = [];
  const wanted = new Map<string, number>();
  let [seq, read] = [0, 0];
  for (let step = 0; step < 200; step++) {
    const id = ids[below(ids.length || 1)] ?? 'n-none';
    switch (below(4)) {
      case 0:
        ids.push(`n-${++seq}`);
        wanted.set(`n-${seq}`, seq);
        await host.run('notify', {id: `n-${seq}`, users: ['ann'], kind: 'x', title: `${seq}`});
        break;
      case 1: {
        const upTo = below(seq + 2);
        read = Math.max(read, Math.min(seq, upTo));
        await ann.run('notifications.read', {upTo});
        break;
      }
      case 2:
        wanted.delete(id);
        await ann.run('notifications.remove', {id});
        break;
      default:
        wanted.delete(id);
        await host.run('notify.withdraw', {id, users: ['ann']});
    }
    const last = standing(world.framesTo('ann')).at(-1);
    const unread = [...wanted.values()].filter((at) => at > read).length;
    const {state} = await ann.run('notifications.list', {limit: 1});
    assert.deepEqual([state.seq, state.read, state.unread], [seq, read, unread], `seed ${seed}, step ${step}`);
    if (last) assert.deepEqual(last, {type: 'notifications', ...state}, `seed ${seed}, step ${step}`);
  }
});

test('an erasure takes what one was told along, and lets what the others were told name the stub (PWP-NOTIFY-008)', async () => {
  const {world, ann, ben, host, tell, list} = await place();
  await tell('follows you', {actor: 'ben'});
  await tell('Shipped', {users: ['ben']});
  await host.run('user.erase', {user: 'ben'});
  assert.deepEqual(
    (await list()).people.map(({user, erased}) => [user, erased]),
    [['ben', true]],
  );
  await world.store.read(async (tx) => {
    assert.equal(await tx.notified('ben'), undefined);
    assert.deepEqual(await tx.notificationsOf('ben', {before: 9, limit: 9}), []);
    const dues = await tx.dues(Number.MAX_SAFE_INTEGER, 9);
    assert.deepEqual(
      dues.map(({person}) => person),
      ['ann'],
    );
  });
  assert.deepEqual(await host.run('notify', {id: 'later', users: ['ben', 'ann'], kind: 'x', title: 'x'}), {
    users: ['ann'],
  });
  assert.equal(await codeOf(tell('liked it', {actor: 'ben'})), 'FORBIDDEN');
  assert.equal(
    await codeOf(ben.run('notifications.list', {})),
    'none',
    'the domain knows no sessions of tokens without a time',
  );
  assert.equal((await ann.run('notifications.list', {})).notifications.length, 2);
});

test('what is too old goes, and every device hears what is left (PWP-NOTIFY-008)', async () => {
  const {world, tell, state, titles} = await place();
  await tell('old');
  await tell('old too', {users: ['ann', 'ben']});
  world.clock.pass(10 * day);
  await tell('new');
  world.forget();
  assert.equal(await world.sweep({group: day}), 0, 'of messages alone it is said');
  assert.equal(await world.sweep({notifications: 5 * day}, {isDry: true}), 3);
  assert.deepEqual(world.deliveries, []);
  assert.equal(await world.sweep({notifications: 5 * day}), 3);
  assert.deepEqual(await titles(), ['new']);
  assert.deepEqual(standing(world.framesTo('ann')), [{type: 'notifications', ...(await state())}]);
  assert.equal((await state()).unread, 1);
  assert.equal(await world.sweep({notifications: 5 * day}), 0);
});

test('an endpoint that asks for it is told of each person’s, once, and one that names no types is not (PWP-NOTIFY-009)', async () => {
  const {world, host, tell} = await place();
  const hook = {url: 'https://shop.example/hook', secret: `whsec_${'A'.repeat(43)}=`};
  await host.run('webhook.put', {webhook: 'mail', ...hook, types: ['notification.created']});
  await host.run('webhook.put', {webhook: 'rest', ...hook});
  const id = await tell('Shipped', {users: ['ann', 'ben'], link: '/orders/1'});
  await tell('Shipped', {id, users: ['ann'], link: '/orders/1'});
  const eventsOf = async (webhook: string) => {
    const events = await world.store.read((tx) => tx.eventsOf(webhook, {dead: false, after: 0, limit: 9}));
    return events.map(({body}) => JSON.parse(body) as WebhookEvent);
  };
  const notification = {id, seq: 1, at: world.clock.now(), kind: 'order', title: 'Shipped', link: '/orders/1'};
  assert.deepEqual(
    (await eventsOf('mail')).map(({id: _, epoch: __, ...event}) => event),
    ['ann', 'ben'].map((user) => ({type: 'notification.created', at: world.clock.now(), user, notification})),
  );
  assert.deepEqual(await eventsOf('rest'), []);
  await host.run('user.erase', {user: 'ben'});
  assert.deepEqual(
    (await eventsOf('mail')).map((event) => event.type === 'notification.created' && event.user),
    ['ann'],
    'what waits of somebody erased is not told',
  );
});
