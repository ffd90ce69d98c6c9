/** What every store promises of a user’s inbox, of what changed, and of people. */
import assert from 'node:assert/strict';
import type {ConversationRecord, MemberRecord} from '../src/store/records.js';
import type {WriteTransaction} from '../src/store/store.js';
import type {Promised} from './store-contract.js';
import {conversationRecord, member, place, type Subject, userRecord} from './store-records.js';
import {randomFrom} from './world.js';

export function inbox(promise: Promised, subject: Subject): void {
  promise('whatever is committed behind a read is found above its horizon, and nothing else for ever', async () => {
    const id = subject.newPlace();
    const user = `${id}-user`;
    const horizon = async (): Promise<number> => {
      await subject.settled();
      return subject.store.read((tx) => tx.horizon());
    };
    const before = await horizon();
    await subject.store.write((tx) => place(tx, id, [user]));
    const middle = await horizon();
    await subject.store.write((tx) => tx.advanceConversation(conversationRecord(id, {seq: 2, members: 1})));
    const end = await horizon();
    assert.ok(before < middle && middle < end);
    const changedSince = (since: number): Promise<string[]> =>
      subject.store.read(async (tx) =>
        (await tx.changed(user, {since, pinnedFirst: false, limit: 9})).map(({conversation}) => conversation.id),
      );
    assert.deepEqual(await changedSince(before), [id]);
    assert.deepEqual(await changedSince(middle), [id]);
    assert.deepEqual(await changedSince(end), []);
  });

  promise('who has left hears of no change but of their own row (I11)', async () => {
    const id = subject.newPlace();
    const user = `${id}-user`;
    await subject.store.write((tx) => place(tx, id, [user]));
    await subject.store.write(async (tx) => {
      const farewell = {
        meta: {id, type: 'group', status: 'open', createdAt: 1, members: 0, rev: 2} as const,
        lastActivity: 1,
      };
      await tx.putMember({...(await member(tx, id, user)), state: 'left', leftAt: 2, farewell});
    });
    await subject.settled();
    const since = await subject.store.read((tx) => tx.horizon());
    await subject.store.write((tx) => tx.advanceConversation(conversationRecord(id, {seq: 9, lastActivity: 99})));
    const query = {since, pinnedFirst: false, limit: 9};
    assert.equal((await subject.store.read((tx) => tx.changed(user, query))).length, 0);
    await subject.store.write(async (tx) => tx.putMember({...(await member(tx, id, user)), pinned: true}));
    assert.equal((await subject.store.read((tx) => tx.changed(user, query))).length, 1);
  });

  promise('the inbox and what changed come in one order, whatever the page size, through any changes', async () => {
    const user = `${subject.newPlace()}-user`;
    const random = randomFrom(11);
    const ids: string[] = [];
    await subject.store.write(async (tx) => {
      for (let n = 0; n < 400; n += 1) {
        const id = subject.newPlace();
        ids.push(id);
        const type = n % 3 === 0 ? 'direct' : 'group';
        const context = n % 5 === 0 ? {type: 'order', id: `${n % 2}`} : undefined;
        await place(tx, id, [user], {
          lastActivity: random(50),
          type,
          k: n % 4 === 0 ? 3 : 0,
          lastSeq: n % 4 === 0 ? 3 : 0,
          context,
        });
        const record = await member(tx, id, user);
        await tx.putMember({...record, pinned: n % 17 === 0, archived: n % 7 === 0, cleared: n % 11 === 0 ? 5 : 0});
      }
    });
    for (let round = 0; round < 6; round += 1) {
      await subject.store.read(async (tx) => {
        const all = (await tx.memberships(user, ids)).map(({conversation, member: own}) => ({
          conversation,
          member: own,
          place: {
            pinned: own.pinned,
            lastActivity: own.farewell?.lastActivity ?? conversation.lastActivity,
            conversation: conversation.id,
          },
        }));
        all.sort(
          (a, b) =>
            Number(b.place.pinned) - Number(a.place.pinned) ||
            b.place.lastActivity - a.place.lastActivity ||
            (a.place.conversation < b.place.conversation ? 1 : -1),
        );
        const emptied = (one: (typeof all)[number]): boolean =>
          one.member.cleared > 0 && one.conversation.lastSeq <= one.member.cleared;
        const expected = (keep: (one: (typeof all)[number]) => boolean): string[] =>
          all.filter((one) => !emptied(one) && keep(one)).map(({conversation}) => conversation.id);
        const paged = async (query: Omit<Parameters<typeof tx.inbox>[1], 'after' | 'limit'>): Promise<string[]> => {
          const found: string[] = [];
          for (;;) {
            const last = all.find(({conversation}) => conversation.id === found.at(-1))?.place;
            const page = await tx.inbox(user, {...query, after: last, limit: 37});
            found.push(...page.map(({conversation}) => conversation.id));
            if (page.length < 37) return found;
          }
        };
        assert.deepEqual(
          await paged({archived: false}),
          expected(({member: own}) => !own.archived),
        );
        assert.deepEqual(
          await paged({archived: true}),
          expected(({member: own}) => own.archived),
        );
        assert.deepEqual(
          await paged({archived: false, groups: true}),
          expected(({member: own, conversation}) => !own.archived && conversation.type !== 'direct'),
        );
        assert.deepEqual(
          await paged({archived: false, contextType: 'order', contextId: '1'}),
          expected(({member: own, conversation}) => !own.archived && conversation.context?.id === '1'),
        );
        assert.deepEqual(
          await paged({archived: false, maybeUnread: true}),
          expected(({member: own, conversation}) => !own.archived && (conversation.k > own.readK || own.markedUnread)),
        );
        const changed = await tx.changed(user, {since: -1, pinnedFirst: true, limit: 1000});
        assert.deepEqual(
          changed.map(({conversation}) => conversation.id),
          all.map(({conversation}) => conversation.id),
        );
      });
      await subject.store.write(async (tx) => {
        for (let n = 0; n < 150 * (round % 2) + 5; n += 1) {
          const id = ids[random(ids.length)] ?? '';
          const conversation = await tx.conversation(id);
          assert.ok(conversation);
          await tx.advanceConversation({...conversation, seq: conversation.seq + 1, lastActivity: random(500)});
          if (random(5) > 0) continue;
          const own = await member(tx, id, user);
          if (own.state !== 'joined' || random(3) > 0) await tx.putMember({...own, pinned: !own.pinned});
          else {
            const meta = {id, type: 'group', status: 'open', createdAt: 1, members: 0, rev: 2} as const;
            await tx.putMember({...own, state: 'left', leftAt: 2, farewell: {meta, lastActivity: random(500)}});
          }
        }
      });
    }
  });

  promise('unread memberships are those that count towards the totals', async () => {
    const user = `${subject.newPlace()}-user`;
    const add = async (
      tx: WriteTransaction,
      conversation: Partial<ConversationRecord>,
      own: Partial<MemberRecord>,
    ): Promise<string> => {
      const id = subject.newPlace();
      await place(tx, id, [user], conversation);
      await tx.putMember({...(await member(tx, id, user)), ...own});
      return id;
    };
    const wanted = await subject.store.write(async (tx) => {
      await add(tx, {k: 0}, {});
      await add(tx, {k: 4}, {archived: true});
      await add(tx, {k: 4}, {mutedUntil: 101});
      await add(tx, {k: 4}, {state: 'left', leftAt: 1});
      return [
        await add(tx, {k: 4}, {mutedUntil: 100, readPrivate: 7, readK: 1, ownReadK: 1}),
        await add(tx, {k: 0}, {markedUnread: true}),
      ];
    });
    const found = await subject.store.read((tx) => tx.maybeUnread(user, 100));
    assert.deepEqual(found.map(({conversation}) => conversation).sort(), [...wanted].sort());
    assert.deepEqual(
      found.find(({k}) => k === 4),
      {conversation: wanted[0], k: 4, readK: 1, ownReadK: 1, horizon: 7, markedUnread: false},
    );
  });

  promise(
    'profiles come in the order in which they are asked for, and those of whom one shares with are known',
    async () => {
      const id = subject.newPlace();
      const name = (user: string): string => `${id}-${user}`;
      await subject.store.write(async (tx) => {
        for (const user of ['ann', 'bob', 'cid', 'dan']) await tx.putUser(userRecord(name(user)));
        await place(tx, id, [name('ann'), name('bob'), name('cid')]);
        await tx.putMember({...(await member(tx, id, name('cid'))), state: 'left', leftAt: 1});
      });
      await subject.store.read(async (tx) => {
        const others = ['bob', 'cid', 'dan'].map(name);
        assert.deepEqual(await tx.sharing(name('ann'), others), [name('bob')]);
        assert.deepEqual((await tx.sharing(name('ann'), others, 'past')).sort(), [name('bob'), name('cid')]);
        assert.deepEqual(
          (await tx.users([name('cid'), 'nobody', name('ann')])).map(({user}) => user),
          [name('cid'), name('ann')],
        );
      });
      await subject.store.write(async (tx) => {
        await tx.setChosen(name('ann'), 'away');
        await tx.setSeen(name('ann'), 50);
      });
      const ann = await subject.store.read((tx) => tx.user(name('ann')));
      assert.deepEqual([ann?.chosen, ann?.lastSeen], ['away', 50]);
    },
  );
}
