/** What every store promises of push subscriptions, and of what waits to be told. */
import assert from 'node:assert/strict';
import type {DueRecord, SubscriptionRecord} from '../src/store/records.js';
import type {Promised} from './store-contract.js';
import {member, only, place, type Subject, userRecord} from './store-records.js';

const subscription = (id: string, user: string, more: Partial<SubscriptionRecord> = {}): SubscriptionRecord => ({
  ...{id, user, device: 'device', endpoint: `https://push.example/${id}`, p256dh: 'key', auth: 'auth'},
  ...{createdAt: 1, renewedAt: 1},
  ...more,
});
const due = (conversation: string, person: string, dueAt: number, from = 1): DueRecord => ({
  ...{conversation, person, from, dueAt, since: dueAt},
});

export function push(promise: Promised, subject: Subject): void {
  promise('a subscription is found by its id and its person, and takes the place of the one before', async () => {
    const id = subject.newPlace();
    const [ann, ben] = [`${id}-ann`, `${id}-ben`];
    const [first, second] = [subscription(`${id}-1`, ann), subscription(`${id}-2`, ann, {renewedAt: 5})];
    await subject.store.write(async (tx) => {
      await tx.putSubscription(first);
      await tx.putSubscription(second);
      await tx.putSubscription(subscription(`${id}-3`, ben));
    });
    await subject.store.read(async (tx) => {
      assert.deepEqual(await tx.subscription(first.id), first);
      assert.deepEqual(await tx.subscriptionsOf(ann), [second, first]);
      const all = await tx.subscriptionsOfAll([ann, ben, `${id}-nobody`]);
      assert.deepEqual(
        all.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((one) => [one.id, one.user]),
        [
          [`${id}-1`, ann],
          [`${id}-2`, ann],
          [`${id}-3`, ben],
        ],
      );
      assert.deepEqual(await tx.subscriptionsOfAll([]), []);
    });
    const moved = {...first, user: ben, renewedAt: 9};
    await subject.store.write((tx) => tx.putSubscription(moved));
    await subject.store.read(async (tx) => {
      assert.deepEqual(await tx.subscriptionsOf(ann), [second]);
      assert.deepEqual(await tx.subscription(first.id), moved);
    });
  });

  promise(
    'what waits to be looked at is one row for a conversation and person, which the first one makes',
    async () => {
      const id = subject.newPlace();
      await subject.store.write(async (tx) => {
        await tx.addDue(due(id, '', 20));
        await tx.addDue(due(id, '', 10, 7));
        await tx.addDue(due(id, 'ann', 15));
      });
      const mine = async (now: number): Promise<DueRecord[]> =>
        (await subject.store.read((tx) => tx.dues(now, 100))).filter(({conversation}) => conversation === id);
      assert.deepEqual(await mine(14), []);
      assert.deepEqual(await mine(20), [due(id, 'ann', 15), due(id, '', 20)], 'the one that has waited longest first');
      await subject.store.write(async (tx) => {
        await tx.moveDue(due(id, '', 12, 7));
        await tx.removeDue(id, 'ann');
      });
      assert.deepEqual(await mine(20), [due(id, '', 12, 7)]);
      await subject.store.write((tx) => tx.removeDue(id, ''));
      assert.equal(await subject.store.read((tx) => tx.due(id, '')), undefined);
    },
  );

  promise('the row of a person’s digest rests as long as it is to', async () => {
    const id = subject.newPlace();
    const [ann, ben] = [`${id}-ann`, `${id}-ben`];
    await subject.store.write(async (tx) => {
      await tx.addDue(due('digest', ann, 10));
      await tx.addDue(due('digest', ann, 5));
      await tx.addDue(due('digest', ben, 10));
      await tx.moveDue(due('digest', ben, Number.MAX_SAFE_INTEGER));
    });
    await subject.store.read(async (tx) => {
      assert.deepEqual(await tx.due('digest', ann), due('digest', ann, 10));
      assert.deepEqual(await tx.due('digest', ben), due('digest', ben, Number.MAX_SAFE_INTEGER));
      const mine = (await tx.dues(1_000, 1_000)).filter(({person}) => person.startsWith(id));
      assert.deepEqual(
        mine.map(({person}) => person),
        [ann],
      );
    });
    for (const person of [ann, ben]) await subject.store.write((tx) => tx.removeDue('digest', person));
    assert.equal(await subject.store.read((tx) => tx.due('digest', ann)), undefined);
  });

  promise(
    'a notice takes the place of what waits with its tag, goes with its subscription, and is found behind a stamp',
    async () => {
      const id = subject.newPlace();
      const ann = `${id}-ann`;
      const [one, two] = [subscription(`${id}-1`, ann), subscription(`${id}-2`, ann)];
      await subject.settled();
      const before = await subject.store.read((tx) => tx.horizon());
      const waiting = async (): Promise<{n: number; lane: string; dueAt: number}[]> => {
        const found = await subject.store.read((tx) => tx.pushesWaiting({after: [before, 0], limit: 100}));
        return found.filter(({lane}) => lane.startsWith(`${id}-`));
      };
      await subject.store.write(async (tx) => {
        for (const each of [one, two]) await tx.putSubscription(each);
        await tx.addPushes([
          {subscription: one.id, user: ann, tag: 'c_1', at: 1},
          {subscription: one.id, user: ann, tag: 'c_2', at: 1},
          {subscription: two.id, user: ann, tag: 'c_1', at: 1},
          {subscription: `${id}-none`, user: ann, tag: 'c_1', at: 1},
        ]);
      });
      const [first, ...others] = await waiting();
      assert.deepEqual([first, ...others].map((push) => push?.lane).toSorted(), [one.id, one.id, two.id]);
      await subject.store.write((tx) => tx.addPushes([{subscription: one.id, user: ann, tag: 'c_1', at: 7}]));
      const now = await waiting();
      assert.equal(now.length, 3);
      const newest = await subject.store.read((tx) => tx.push(now.at(-1)?.n ?? 0));
      assert.ok(newest);
      assert.deepEqual(
        [newest.subscription, newest.tag, newest.at, newest.attempts, newest.dueAt],
        [one.id, 'c_1', 7, 0, 0],
      );
      await subject.store.write((tx) => tx.updatePush({...newest, attempts: 2, dueAt: 50}));
      const updated = await subject.store.read((tx) => tx.push(newest.n));
      assert.deepEqual([updated?.attempts, updated?.dueAt, updated?.tag], [2, 50, 'c_1']);
      await subject.store.write((tx) => tx.removePush(newest.n));
      await subject.store.write((tx) => tx.updatePush({...newest, attempts: 3}));
      assert.equal(await subject.store.read((tx) => tx.push(newest.n)), undefined);
      const removed = await subject.store.write(async (tx) => [
        await tx.removeSubscription(two.id),
        await tx.removeSubscription(two.id),
      ]);
      assert.deepEqual(removed, [true, false]);
      assert.deepEqual(
        (await waiting()).map(({lane}) => lane),
        [one.id],
      );
      await subject.store.write((tx) => tx.removeSubscriptions(ann));
      assert.deepEqual(await waiting(), []);
      assert.deepEqual(await subject.store.read((tx) => tx.subscriptionsOf(ann)), []);
    },
  );

  promise('who misses something of a conversation is found by their ids, page by page', async () => {
    const id = subject.newPlace();
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => `${id}-${name}`);
    await subject.store.write(async (tx) => {
      await place(tx, id, names);
      const others = [{read: 5}, {readPrivate: 5}, {cleared: 5}, {visibleFrom: 6}, {mutedUntil: 101}, {archived: true}];
      for (const [at, more] of others.entries())
        await tx.putMember({...(await member(tx, id, names[at + 1] as string)), ...more});
    });
    const missing = async (query: {below: number; now: number; after: string; limit: number}): Promise<string[]> =>
      (await subject.store.read((tx) => tx.missing(id, query))).map(({user}) => user.slice(id.length + 1));
    assert.deepEqual(await missing({below: 5, now: 100, after: '', limit: 9}), ['a', 'h']);
    assert.deepEqual(await missing({below: 6, now: 101, after: '', limit: 9}), ['a', 'b', 'c', 'd', 'e', 'f', 'h']);
    assert.deepEqual(await missing({below: 6, now: 101, after: `${id}-b`, limit: 2}), ['c', 'd']);
  });

  promise('quiet hours are kept with the person, and taken back', async () => {
    const user = `${subject.newPlace()}-ann`;
    const quiet = {from: '22:00', to: '07:00', zone: 'Europe/Berlin'};
    await subject.store.write((tx) => tx.putUser(userRecord(user)));
    await subject.store.write((tx) => tx.setQuiet(user, quiet));
    assert.deepEqual((await subject.store.read((tx) => tx.user(user)))?.quiet, quiet);
    await subject.store.write((tx) => tx.setQuiet(user, undefined));
    const record = userRecord(user);
    assert.deepEqual(only(record, await subject.store.read((tx) => tx.user(user))), record);
  });
}
