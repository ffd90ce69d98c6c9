/** What every store promises of messages, reactions and members. */
import assert from 'node:assert/strict';
import {type MessageRecord, noEnd, type Window} from '../src/store/records.js';
import type {Promised} from './store-contract.js';
import {everything, member, messageRecord, place, type Subject} from './store-records.js';
import {randomFrom} from './world.js';

export function reads(promise: Promised, subject: Subject): void {
  promise('a message id is taken once per conversation', async () => {
    const [a, b] = [subject.newPlace(), subject.newPlace()];
    await subject.store.write(async (tx) => {
      await place(tx, a, ['ann']);
      await place(tx, b, ['ann']);
      assert.equal(await tx.insertMessage(messageRecord(a, 2, {id: 'same'})), true);
      assert.equal(await tx.insertMessage(messageRecord(a, 3, {id: 'same'})), false);
      assert.equal(await tx.insertMessage(messageRecord(b, 2, {id: 'same'})), true);
    });
  });

  promise(
    'how somebody stands says what their record and the conversation say, and nothing of a stranger',
    async () => {
      const id = subject.newPlace();
      const meta = {id, type: 'group', status: 'open', createdAt: 1, members: 1, rev: 4} as const;
      const gone = {state: 'left', leftAt: 4, farewell: {meta, lastActivity: 7}, cleared: 2, visibleFrom: 2} as const;
      await subject.store.write(async (tx) => {
        await place(tx, id, ['ann', 'bob']);
        await tx.putMember({...(await member(tx, id, 'bob')), ...gone});
      });
      await subject.store.read(async (tx) => {
        const {seq} = (await tx.conversation(id)) ?? {};
        const {state, visibleFrom, leftAt, farewell, cleared} = (await tx.member(id, 'ann')) ?? {};
        assert.deepEqual(await tx.standing(id, 'ann'), {state, visibleFrom, leftAt, farewell, cleared, seq});
        assert.deepEqual(await tx.standing(id, 'bob'), {...gone, seq});
        assert.equal(await tx.standing(id, 'cid'), undefined);
        assert.equal(await tx.standing(subject.newPlace(), 'ann'), undefined);
      });
    },
  );

  promise('pages of messages keep to the window and to what it may know (I11)', async () => {
    const id = subject.newPlace();
    await subject.store.write(async (tx) => {
      await place(tx, id, ['ann']);
      for (let seq = 2; seq <= 11; seq += 1) await tx.insertMessage(messageRecord(id, seq));
      await tx.updateMessage(messageRecord(id, 5, {rev: 20, touched: 20}));
      await tx.touchMessage(id, messageRecord(id, 6).id, 21);
    });
    const seqs = (records: readonly {seq: number}[]): number[] => records.map(({seq}) => seq);
    const window: Window = {from: 3, to: 9, upTo: 12};
    await subject.store.read(async (tx) => {
      assert.deepEqual(seqs(await tx.messagesBefore(id, everything, 6, 3)), [5, 4, 3]);
      assert.deepEqual(seqs(await tx.messagesAfter(id, everything, 6, 3)), [7, 8, 9]);
      assert.deepEqual(seqs(await tx.messagesBefore(id, window, 99, 99)), [9, 8, 7, 6, 4, 3]);
      assert.deepEqual(seqs(await tx.messagesAfter(id, window, 0, 99)), [3, 4, 6, 7, 8, 9]);
      assert.deepEqual(seqs(await tx.messagesTouched(id, everything, 9, 99)), [10, 11, 5, 6]);
      assert.deepEqual(seqs(await tx.messagesTouched(id, {...everything, to: 8}, 9, 99)), [5, 6]);
      assert.deepEqual(seqs(await tx.messagesTouched(id, window, 8, 99)), [9, 6]);
      assert.deepEqual(seqs(await tx.messagesTouched(id, {...everything, upTo: 12}, 9, 99)), [10, 11, 6]);
      assert.equal((await tx.messagesTouched(id, everything, 0, 4)).length, 4);
      assert.equal((await tx.newestCountable(id, {...window, to: 5}))?.seq, 4);
      assert.deepEqual(seqs(await tx.messages(id, [messageRecord(id, 4).id, 'none'])), [4]);
      assert.deepEqual(
        seqs(
          await tx.messagesAt([
            {conversation: id, seq: 7},
            {conversation: id, seq: 99},
          ]),
        ),
        [7],
      );
    });
  });

  promise('pinned messages come newest pin first, inside the window and as of its end (I11)', async () => {
    const id = subject.newPlace();
    const pin = (seq: number, pinRev: number, more: Partial<MessageRecord> = {}): MessageRecord =>
      messageRecord(id, seq, {touched: pinRev, pinRev, pinnedBy: 'bob', pinnedAt: 7, ...more});
    await subject.store.write(async (tx) => {
      await place(tx, id, ['ann']);
      for (let seq = 2; seq <= 6; seq += 1) await tx.insertMessage(messageRecord(id, seq));
      for (const record of [pin(4, 7), pin(2, 8), pin(3, 9), pin(5, 10, {rev: 12, touched: 12})])
        await tx.updateMessage(record);
      await tx.updateMessage(pin(3, 11, {pinnedBy: undefined, pinnedAt: undefined}));
    });
    await subject.store.read(async (tx) => {
      const pinned = async (window: Partial<Window> = {}, limit = 9): Promise<number[]> =>
        (await tx.pinnedMessages(id, {...everything, ...window}, limit)).map(({seq}) => seq);
      assert.deepEqual(await pinned(), [5, 2, 4]);
      assert.deepEqual(await pinned({}, 2), [5, 2]);
      assert.deepEqual(await pinned({from: 3}), [5, 4]);
      assert.deepEqual(await pinned({to: 4}), [2, 4]);
      assert.deepEqual(await pinned({upTo: 11}), [2, 4], 'edited behind the end');
      assert.deepEqual(await pinned({upTo: 7}), [4], 'pinned behind the end');
      assert.deepEqual(await tx.message(id, pin(2, 8).id), pin(2, 8));
      assert.deepEqual(await tx.messagesTouched(id, everything, 10, 9), [
        pin(3, 11, {pinnedBy: undefined, pinnedAt: undefined}),
        pin(5, 10, {rev: 12, touched: 12}),
      ]);
      assert.deepEqual(await tx.pinnedMessages(subject.newPlace(), everything, 9), []);
    });
  });

  promise('running numbers, tallies and the definition of unread agree with counting', async () => {
    const id = subject.newPlace();
    const random = randomFrom(7);
    const records: MessageRecord[] = [];
    const own = {ann: 0, bob: 0};
    let k = 0;
    for (let seq = 2; seq <= 60; seq += 1) {
      const sender = random(2) === 0 ? 'ann' : 'bob';
      const countable = random(5) > 0;
      if (countable) k += 1;
      if (countable) own[sender] += 1;
      const deleted = countable && random(4) === 0 ? 'ann' : undefined;
      records.push(messageRecord(id, seq, {sender, countable, k, own: own[sender], deleted}));
    }
    const mentioned = records
      .filter(({deleted, countable, sender}) => !deleted && countable && sender === 'ann' && random(2) === 0)
      .map(({seq}) => seq);
    await subject.store.write(async (tx) => {
      await place(tx, id, ['ann', 'bob']);
      for (const record of records) await tx.insertMessage(record);
      for (const seq of mentioned) await tx.setMentions(id, seq, ['bob', 'cid']);
    });
    await subject.store.read(async (tx) => {
      for (const after of [0, 10, 33, 60]) {
        const behind = records.filter(({seq}) => seq > after);
        const unread = behind.filter(({sender, countable, deleted}) => sender !== 'bob' && countable && !deleted);
        const upTo = records.filter(({seq}) => seq <= after);
        assert.deepEqual(await tx.countedUpTo(id, 'bob', after), {
          k: upTo.filter(({countable}) => countable).length,
          own: upTo.filter(({countable, sender}) => countable && sender === 'bob').length,
        });
        const [tally] = await tx.tallies('bob', [{conversation: id, after}]);
        assert.deepEqual(tally, {
          own: own.bob,
          deletedForeign: behind.filter(({sender, deleted}) => sender !== 'bob' && deleted).length,
          mentions: mentioned.filter((seq) => seq > after).length,
        });
        assert.deepEqual(await tx.countUnread(id, 'bob', everything, after), {
          unread: unread.length,
          mentions: mentioned.filter((seq) => seq > after).length,
        });
      }
      assert.equal(await tx.lastOwn(id, 'nobody'), 0);
      assert.equal(
        await tx.lastSent(id, 'bob'),
        records.findLast(({countable, sender}) => countable && sender === 'bob')?.ts,
      );
      assert.equal(await tx.lastSent(id, 'nobody'), undefined);
      assert.equal((await tx.tallies('bob', [])).length, 0);
    });
    await subject.store.write((tx) => tx.setMentions(id, mentioned[0] ?? 0, []));
    const [left] = await subject.store.read((tx) => tx.tallies('bob', [{conversation: id, after: 0}]));
    assert.equal(left?.mentions, mentioned.length - 1);
  });

  promise('reactions are registers; tallies name the newest and know the reader', async () => {
    const id = subject.newPlace();
    const put = (user: string, key: string, on: boolean, rev: number): Promise<void> =>
      subject.store.write((tx) => tx.putReaction({conversation: id, message: 'm', key, user, on, rev}));
    await subject.store.write((tx) => place(tx, id, ['ann']));
    for (const [at, user] of ['a', 'b', 'c', 'd'].entries()) await put(user, 'heart', true, 10 + at);
    await put('b', 'heart', false, 20);
    await put('e', 'star', true, 21);
    await put('e', 'star', false, 22);
    await subject.store.read(async (tx) => {
      const tallies = await tx.reactionTallies(id, ['m', 'other'], {reader: 'c', upTo: noEnd, users: 2});
      assert.deepEqual(
        tallies.sort((a, b) => (a.key < b.key ? -1 : 1)),
        [
          {message: 'm', key: 'heart', count: 3, rev: 20, users: ['d', 'c'], own: true},
          {message: 'm', key: 'star', count: 0, rev: 22, users: [], own: false},
        ],
      );
      const [early] = await tx.reactionTallies(id, ['m'], {reader: 'd', upTo: 12, users: 9});
      assert.deepEqual(early, {message: 'm', key: 'heart', count: 2, rev: 12, users: ['c', 'a'], own: false});
      const page = await tx.reactionsPage(id, 'm', {before: 13, upTo: noEnd, limit: 1});
      assert.deepEqual(
        page.map(({user}) => user),
        ['c'],
      );
      assert.equal((await tx.reactionsPage(id, 'm', {before: noEnd, upTo: 12, limit: 9})).length, 2);
      assert.equal((await tx.reactionsPage(id, 'm', {key: 'star', before: noEnd, upTo: noEnd, limit: 9})).length, 0);
    });
    await subject.store.write(async (tx) => {
      await tx.putReaction({conversation: id, message: 'other', key: 'heart', user: 'a', on: true, rev: 23});
      await tx.removeReactions(id, 'm');
    });
    const rest = await subject.store.read((tx) =>
      tx.reactionTallies(id, ['m', 'other'], {reader: 'c', upTo: noEnd, users: 2}),
    );
    assert.deepEqual(
      rest.map(({message}) => message),
      ['other'],
      'all of one message, and of no other',
    );
  });

  promise('members come in the order of joining, by page, by change, and as seats', async () => {
    const id = subject.newPlace();
    await subject.store.write(async (tx) => {
      await place(tx, id, ['ann', 'bob', 'cid', 'dan']);
      await tx.putMember({...(await member(tx, id, 'cid')), state: 'removed', rev: 5});
      await tx.putMember({...(await member(tx, id, 'dan')), delivered: 9, read: 7});
    });
    const names = (records: readonly {user: string}[]): string[] => records.map(({user}) => user);
    await subject.store.read(async (tx) => {
      assert.deepEqual(names(await tx.seats(id)), ['ann', 'bob', 'dan']);
      assert.deepEqual(names(await tx.membersPage(id, {limit: 2})), ['ann', 'bob']);
      assert.deepEqual(names(await tx.membersPage(id, {after: [1, 1], limit: 2})), ['dan']);
      assert.deepEqual(names(await tx.membersChanged(id, {since: 1, upTo: 9, limit: 9})), ['cid']);
      assert.deepEqual(names(await tx.membersChanged(id, {since: 0, upTo: 4, limit: 9})), ['ann', 'bob', 'dan']);
      assert.equal(await tx.joinedOwners(id), 1);
      assert.deepEqual([await tx.joinedBy('dan', 9), await tx.joinedBy('cid', 9)], [1, 0]);
      assert.ok((await tx.conversationsOf('cid')).includes(id), 'of somebody who is gone as well');
      assert.deepEqual(await tx.received(id, 8, 9), [{user: 'dan', read: 7, delivered: 9}]);
    });
  });
}
