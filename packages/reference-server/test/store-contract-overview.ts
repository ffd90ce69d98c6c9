/** What every store promises of the lists of everything. */
import assert from 'node:assert/strict';
import type {ConversationHead, UserHead} from '../src/store/admin.js';
import type {MessageRecord, UserRecord} from '../src/store/records.js';
import type {Promised} from './store-contract.js';
import {conversationRecord, member, messageRecord, place, type Subject, userRecord} from './store-records.js';

export function overview(promise: Promised, subject: Subject): void {
  promise('all conversations come page by page, the newest made first, then the higher id (PWP-HOST-007)', async () => {
    const id = subject.newPlace();
    // later than any other
    const at = Date.now() * 3;
    await subject.store.write(async (tx) => {
      for (const [name, more] of [
        ['a', {createdAt: at + 1, title: 'First'}],
        ['b', {createdAt: at + 2, type: 'announcement', context: {type: 'order', id: '1042', title: 'An order'}}],
        ['c', {createdAt: at + 2, status: 'closed'}],
        ['d', {createdAt: at + 3}],
      ] as const)
        await tx.insertConversation(conversationRecord(`${id}-${name}`, more));
    });
    await subject.store.read(async (tx) => {
      const first = await tx.conversationHeads({limit: 2});
      assert.deepEqual(
        first.map((head) => head.id.at(-1)),
        ['d', 'c'],
      );
      const rest = await tx.conversationHeads({after: first[1], limit: 2});
      const without = {contextType: undefined, contextId: undefined};
      const about = {contextType: 'order', contextId: '1042'};
      assert.deepEqual(rest, [
        {id: `${id}-b`, type: 'announcement', status: 'open', title: undefined, createdAt: at + 2, ...about},
        {id: `${id}-a`, type: 'group', status: 'open', title: 'First', createdAt: at + 1, ...without},
      ] satisfies ConversationHead[]);
    });
  });

  promise('the conversations somebody has joined come in the order of their ids, without those they left', async () => {
    const id = subject.newPlace();
    const user = `${id}-ann`;
    await subject.store.write(async (tx) => {
      for (const name of ['c', 'a', 'd', 'b']) await place(tx, `${id}-${name}`, [user]);
      await place(tx, `${id}-e`, [`${id}-ben`]);
      await tx.putMember({...(await member(tx, `${id}-b`, user)), state: 'left', leftAt: 1});
    });
    await subject.store.read(async (tx) => {
      const names = (heads: readonly ConversationHead[]): (string | undefined)[] => heads.map((head) => head.id.at(-1));
      assert.deepEqual(names(await tx.conversationHeadsOf(user, {after: '', limit: 2})), ['a', 'c']);
      assert.deepEqual(names(await tx.conversationHeadsOf(user, {after: `${id}-c`, limit: 9})), ['d']);
      assert.deepEqual(names(await tx.conversationHeadsOf(`${id}-nobody`, {after: '', limit: 9})), []);
    });
  });

  promise(
    'people come by the name they have, whatever its case, with when their sessions ended (PWP-HOST-009)',
    async () => {
      const id = subject.newPlace();
      const user = (name: string): string => `${id}-${name}`;
      await subject.store.write(async (tx) => {
        await tx.putUser(userRecord(user('1'), {name: `${id} Zoë.~`}));
        await tx.putUser(userRecord(user('2'), {name: `${id} anna`}));
        await tx.putUser(userRecord(user('3'), {name: `${id} ANNA`}));
        await tx.putUser(userRecord(user('4'), {name: `${id} gone`, kind: 'erased'}));
        await tx.endUntil(user('3'), 99);
      });
      await subject.store.read(async (tx) => {
        const after = {band: 0, key: `${id} `, user: ''};
        const all = await tx.userHeads({after, limit: 4});
        assert.deepEqual(all, [
          {user: user('2'), kind: 'person', band: 0, key: `${id} anna`, until: 0},
          {user: user('3'), kind: 'person', band: 0, key: `${id} anna`, until: 99},
          {user: user('4'), kind: 'erased', band: 0, key: `${id} gone`, until: 0},
          {user: user('1'), kind: 'person', band: 0, key: `${id} zoë.~`, until: 0},
        ] satisfies UserHead[]);
        const [first] = all;
        assert.deepEqual(await tx.userHeads({after: first, limit: 2}), all.slice(1, 3));
      });
    },
  );
}

export function stats(promise: Promised, subject: Subject): void {
  /** Days nobody else writes in. */
  let lastDay = 40_000;
  const dayMs = 86_400_000;

  promise(
    'messages are counted with their writing, on the day of their time, whatever becomes of them (PWP-HOST-010)',
    async () => {
      const [id, day] = [subject.newPlace(), (lastDay += 10)];
      const before = await subject.store.read((tx) => tx.countAll());
      const write = (seq: number, more: Partial<MessageRecord>) =>
        subject.store.write((tx) => tx.insertMessage(messageRecord(id, seq, more)), undefined, id);
      await subject.store.write((tx) => place(tx, id, ['ann']));
      await write(2, {ts: day * dayMs});
      await write(3, {ts: day * dayMs + dayMs - 1});
      await write(4, {ts: (day + 1) * dayMs});
      await write(5, {ts: (day + 1) * dayMs, countable: false});
      assert.equal(await write(6, {ts: day * dayMs, id: messageRecord(id, 2).id}), false, 'the same id again');
      const undone = subject.store.write(async (tx) => {
        await tx.insertMessage(messageRecord(id, 7, {ts: day * dayMs}));
        throw new Error('not after all');
      });
      await assert.rejects(undone, /not after all/);
      await subject.store.write((tx) => tx.purgeMessages(id, 100));
      await subject.store.read(async (tx) => {
        assert.deepEqual((await tx.dayTallies(day)).slice(0, 2), [
          {day, messages: 2, active: 0},
          {day: day + 1, messages: 1, active: 0},
        ]);
        const after = await tx.countAll();
        assert.deepEqual([after.messages - before.messages, after.conversations - before.conversations], [3, 1]);
      });
    },
  );

  promise('people are counted when they come, once each, whatever becomes of them (PWP-HOST-010)', async () => {
    const id = subject.newPlace();
    const count = async () => (await subject.store.read((tx) => tx.countAll())).users;
    const before = await count();
    const put = (name: string, more: Partial<UserRecord> = {}) =>
      subject.store.write((tx) => tx.putUser(userRecord(`${id}-${name}`, more)));
    await Promise.all([put('ann'), put('ann', {rev: 2}), put('ben')]);
    await put('ann', {rev: 3});
    await put('ben', {kind: 'erased'});
    await put('ben', {rev: 9});
    assert.equal((await count()) - before, 2);
  });

  promise('messages written at once are all counted (PWP-HOST-010)', async () => {
    const day = (lastDay += 10);
    const places = Array.from({length: 5}, () => subject.newPlace());
    await subject.store.write(async (tx) => {
      for (const id of places) await place(tx, id, ['ann']);
    });
    await Promise.all(
      places.flatMap((id) =>
        Array.from({length: 6}, (_, at) =>
          subject.store.write((tx) => tx.insertMessage(messageRecord(id, at + 2, {ts: day * dayMs})), undefined, id),
        ),
      ),
    );
    const [found] = await subject.store.read((tx) => tx.dayTallies(day));
    assert.deepEqual(found, {day, messages: 30, active: 0});
  });

  promise(
    'who is active is counted once a day, and the number stays when who it was is forgotten (PWP-HOST-010)',
    async () => {
      const [id, day] = [subject.newPlace(), (lastDay += 10)];
      const mark = (user: string, on = day) => subject.store.write((tx) => tx.markActive(on, `${id}-${user}`));
      await Promise.all([mark('ann'), mark('ann'), mark('ben'), mark('ann', day + 1)]);
      const counted = [
        {day, messages: 0, active: 2},
        {day: day + 1, messages: 0, active: 1},
      ];
      assert.deepEqual(await subject.store.read((tx) => tx.dayTallies(day)), counted);
      await subject.store.write((tx) => tx.pruneActive(day + 1, 1000));
      await mark('ann', day + 1);
      assert.deepEqual(await subject.store.read((tx) => tx.dayTallies(day)), counted);
      await mark('ben');
      assert.equal((await subject.store.read((tx) => tx.dayTallies(day)))[0]?.active, 3, 'forgotten, and counted anew');
    },
  );
}
