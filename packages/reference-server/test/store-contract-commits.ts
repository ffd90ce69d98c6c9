/** What every store promises of its transactions. */
import assert from 'node:assert/strict';
import {newMember} from '../src/domain/members.js';
import {Refusal} from '../src/domain/refusal.js';
import {type MemberRecord, noEnd} from '../src/store/records.js';
import type {WriteTransaction} from '../src/store/store.js';
import type {Promised} from './store-contract.js';
import {
  conversationRecord,
  everything,
  laterRecord,
  messageRecord,
  notificationRecord,
  only,
  place,
  type Subject,
  userRecord,
  versionRecord,
} from './store-records.js';

export function commits(promise: Promised, subject: Subject): void {
  promise('purges messages step by step, oldest first, with what hangs on them, and of no other place', async () => {
    const [id, other] = [subject.newPlace(), subject.newPlace()];
    const reaction = (conversation: string, message: string) =>
      ({conversation, message, key: '+', user: 'ann', on: true, rev: 9}) as const;
    await subject.store.write(async (tx) => {
      for (const where of [id, other]) {
        await tx.insertConversation(conversationRecord(where, {seq: 3, pair: [`${where}-a`, `${where}-b`]}));
        await tx.putMember(newMember(where, 'ann', 'member', 1));
        for (const seq of [1, 2, 3]) {
          const record = messageRecord(where, seq);
          await tx.insertMessage(record);
          await tx.putReaction(reaction(where, record.id));
          await tx.setMentions(where, seq, ['ann']);
          await tx.keepVersion(versionRecord(where, seq));
        }
        await tx.reserve(where, 'reserved', 'ann', 1);
      }
    });
    let removed = 0;
    for (let step = 2; step === 2; removed += step) step = await subject.store.write((tx) => tx.purgeMessages(id, 2));
    assert.equal(removed, 3);
    const left = (where: string) =>
      subject.store.read(async (tx) => [
        (await tx.messagesAfter(where, everything, 0, 9)).length,
        (await tx.reactionsPage(where, messageRecord(where, 1).id, {before: noEnd, upTo: noEnd, limit: 9})).length,
        (await tx.countUnread(where, 'ann', everything, 0)).mentions,
        Number(await tx.isReserved(where, 'reserved', 'ann')),
        (await tx.versions(where, 1)).length,
      ]);
    assert.deepEqual(await left(id), [0, 0, 0, 0, 0]);
    assert.equal((await left(other))[0], 3);
    assert.deepEqual((await left(other)).slice(3), [1, 1]);
    // without its pair the two may have another one
    await subject.store.write((tx) => tx.updateConversation(conversationRecord(id, {seq: 3, pair: undefined})));
    const direct = await subject.store.read((tx) => tx.directConversation([`${id}-a`, `${id}-b`]));
    assert.equal(direct, undefined);
  });

  promise(
    'what a message said before comes back oldest first, and is taken away with all of it (PWP-HOST-011)',
    async () => {
      const id = subject.newPlace();
      const all = [versionRecord(id, 2, {rev: 9}), versionRecord(id, 2), versionRecord(id, 3)] as const;
      const versions = (seq: number) => subject.store.read((tx) => tx.versions(id, seq));
      await subject.store.write(async (tx) => {
        for (const record of [all[1], all[0], all[2]]) await tx.keepVersion(record);
      });
      assert.deepEqual(await versions(2), [all[1], all[0]]);
      await assert.rejects(
        subject.store.write(async (tx) => {
          await tx.keepVersion(versionRecord(id, 3, {rev: 8}));
          await tx.removeVersions(id, 2);
          throw new Error('undone');
        }),
        /undone/,
      );
      assert.deepEqual([await versions(2), await versions(3)], [[all[1], all[0]], [all[2]]]);
      await subject.store.write((tx) => tx.removeVersions(id, 2));
      assert.deepEqual([await versions(2), await versions(3)], [[], [all[2]]]);
    },
  );

  promise(
    'notifications come back the newest first, are counted, and go by place, by age and all (PWP-NOTIFY-004)',
    async () => {
      const [user, other] = [`${subject.newPlace()}-told`, `${subject.newPlace()}-told`];
      const [a, b, c, d] = [
        notificationRecord(user, 1, {body: 'one\ntwo', link: '/x', actor: other}),
        notificationRecord(user, 2, {kind: '', title: '', removed: true}),
        notificationRecord(user, 3, {about: {conversation: 'c_a', message: 'm'}}),
        notificationRecord(other, 1),
      ] as const;
      await subject.store.write(async (tx) => {
        for (const record of [a, b, c, d]) await tx.putNotification(record);
        await tx.putNotified({user, seq: 3, readUpTo: 1, rev: 5});
      });
      const all = (who = user) => subject.store.read((tx) => tx.notificationsOf(who, {before: 99, limit: 9}));
      await subject.store.read(async (tx) => {
        const {x, ...state} = (await tx.notified(user)) ?? assert.fail();
        assert.deepEqual(state, {user, seq: 3, readUpTo: 1, rev: 5});
        assert.ok(x > 0);
        assert.equal(await tx.notified(other), undefined);
        assert.deepEqual([await tx.notification(user, 'n-2'), await tx.notification(user, 'z')], [b, undefined]);
        assert.deepEqual(await tx.notificationsOf(user, {before: 3, limit: 9}), [a]);
        assert.deepEqual(await tx.notificationsOf(user, {before: 99, limit: 1}), [c]);
        assert.deepEqual([await tx.countNotifications(user, 0), await tx.countNotifications(user, 1)], [2, 1]);
        const old = await tx.oldNotifications({before: 21, after: '', limit: 999});
        const found = old.filter((one) => [user, other].includes(one.user));
        assert.deepEqual(
          found,
          [
            {user, count: 2},
            {user: other, count: 1},
          ].sort((l, r) => (l.user < r.user ? -1 : 1)),
        );
        const behind = await tx.oldNotifications({before: 21, after: user, limit: 999});
        assert.ok(behind.every((one) => one.user > user));
      });
      const changed = {...c, title: '', removed: true};
      await assert.rejects(
        subject.store.write(async (tx) => {
          await tx.forgetNotifications(user);
          throw new Error('undone');
        }),
        /undone/,
      );
      assert.deepEqual(await all(), [c, a]);
      await subject.store.write(async (tx) => {
        await tx.putNotification(changed);
        await tx.putNotified({user, seq: 3, readUpTo: 3, rev: 6});
      });
      assert.deepEqual(await all(), [a]);
      await subject.store.write((tx) => tx.dropNotifications(user, {upTo: 1}));
      assert.deepEqual(await all(), []);
      assert.deepEqual(await subject.store.read((tx) => tx.notification(user, c.id)), changed);
      await subject.store.write((tx) => tx.dropNotifications(user, {before: 31}));
      assert.equal(await subject.store.read((tx) => tx.notification(user, c.id)), undefined);
      await subject.store.write((tx) => tx.forgetNotifications(user));
      assert.equal(await subject.store.read((tx) => tx.notified(user)), undefined);
      assert.deepEqual(await all(other), [d]);
      await subject.store.write((tx) => tx.forgetNotifications(other));
    },
  );

  promise('a reminder is found when its time has come, in the order of the times (PWP-REMIND-003)', async () => {
    const [user, other] = [`${subject.newPlace()}-remind`, `${subject.newPlace()}-remind`];
    const record = (who: string, message: string, at: number) => ({
      ...{user: who, conversation: 'c_a', message, at, createdAt: 1},
    });
    const [a, b, c] = [record(user, 'a', 70), record(user, 'b', 50), record(other, 'b', 60)] as const;
    const due = async (now: number) =>
      (await subject.store.read((tx) => tx.dueReminders(now, 99))).filter((one) => [user, other].includes(one.user));
    await subject.store.write(async (tx) => {
      for (const one of [a, b, c]) await tx.putReminder(one);
    });
    assert.deepEqual([await due(49), await due(50), await due(99)], [[], [b], [b, c, a]]);
    await subject.store.read(async (tx) => {
      assert.equal((await tx.dueReminders(99, 1)).length, 1);
      assert.deepEqual(await tx.remindersOf(user), [b, a]);
      assert.deepEqual([await tx.reminder(user, 'c_a', 'b'), await tx.reminder(user, 'c_b', 'b')], [b, undefined]);
    });
    const moved = {...b, at: 90};
    await subject.store.write(async (tx) => {
      await tx.putReminder(moved);
      await tx.removeReminder(other, 'c_a', 'b');
      await tx.removeReminder(other, 'c_a', 'z');
    });
    assert.deepEqual(await due(99), [a, moved]);
    await subject.store.write(async (tx) => {
      for (const message of ['a', 'b']) await tx.removeReminder(user, 'c_a', message);
    });
    assert.deepEqual(await due(99), []);
  });

  promise(
    'what is to be sent later is found when its time has come, in the order of the times (PWP-LATER-003)',
    async () => {
      const [user, other] = [`${subject.newPlace()}-later`, `${subject.newPlace()}-later`];
      const [a, b, c, d] = [
        laterRecord(user, 'a', {at: 70, dueAt: 70}),
        laterRecord(user, 'b', {replyTo: 'x', createdAt: 2}),
        laterRecord(other, 'b'),
        laterRecord(user, 'd', {at: 5, dueAt: 5, failure: {code: 'CLOSED', at: 6}}),
      ] as const;
      await subject.store.write(async (tx) => {
        for (const record of [a, b, c, d]) await tx.putLater(record);
      });
      await subject.store.read(async (tx) => {
        assert.deepEqual(await tx.laterOf(user), [d, b, a]);
        assert.deepEqual([await tx.later(user, 'b'), await tx.later(user, 'z')], [b, undefined]);
        const due = async (now: number, limit = 9) =>
          (await tx.dueLater(now, 99)).filter((one) => [user, other].includes(one.user)).slice(0, limit);
        assert.deepEqual([await due(49), await due(50), await due(99)], [[], [c, b], [c, b, a]]);
        assert.equal((await tx.dueLater(99, 1)).length, 1);
      });
      const held = {...b, dueAt: 90, content: {text: 'other'}};
      await subject.store.write(async (tx) => {
        await tx.putLater(held);
        await tx.removeLater(other, 'b');
      });
      assert.deepEqual(await subject.store.read((tx) => tx.laterOf(user)), [d, held, a]);
      assert.deepEqual(await subject.store.read((tx) => tx.laterOf(other)), []);
      await subject.store.write(async (tx) => {
        for (const {id} of await tx.laterOf(user)) await tx.removeLater(user, id);
      });
    },
  );

  promise('a message whose link is to be looked at is found when its time has come (PWP-LINK-001)', async () => {
    const conversation = subject.newPlace();
    const [a, b, c] = [
      {conversation, id: 'a', dueAt: 30, attempts: 1},
      {conversation, id: 'b', dueAt: 20, attempts: 0},
      {conversation, id: 'c', dueAt: 20, attempts: 0},
    ] as const;
    const due = async (now: number) =>
      (await subject.store.read((tx) => tx.dueLinks(now, 99))).filter((link) => link.conversation === conversation);
    await subject.store.write(async (tx) => {
      for (const link of [a, c, b]) await tx.putLink(link);
    });
    assert.deepEqual([await due(19), await due(20), await due(30)], [[], [b, c], [b, c, a]]);
    assert.equal((await subject.store.read((tx) => tx.dueLinks(30, 1))).length, 1);
    const later = {...b, dueAt: 40, attempts: 2};
    await subject.store.write(async (tx) => {
      await tx.putLink(later);
      await tx.removeLink(conversation, 'c');
      await tx.removeLink(conversation, 'z');
    });
    assert.deepEqual(await due(40), [a, later]);
    await subject.store.write(async (tx) => {
      for (const id of ['a', 'b']) await tx.removeLink(conversation, id);
    });
  });

  promise('until when sessions were ended only rises, until somebody begins anew', async () => {
    const user = `${subject.newPlace()}-ended`;
    const until = () => subject.store.read((tx) => tx.endedUntil(user));
    assert.equal(await until(), 0);
    await subject.store.write((tx) => tx.beginAnew(user, 5));
    assert.equal(await until(), 0, 'nobody begins anew who has not ended');
    for (const [at, then] of [
      [7, 7],
      [noEnd, noEnd],
      [9, noEnd],
    ] as const) {
      await subject.store.write((tx) => tx.endUntil(user, at));
      assert.equal(await until(), then);
    }
    await subject.store.write((tx) => tx.beginAnew(user, 11));
    assert.equal(await until(), 11);
  });

  promise('gives back every field of every record as it was put in', async () => {
    const id = subject.newPlace();
    const conversation = conversationRecord(id, {
      title: 'T',
      avatar: 'a',
      description: 'd',
      context: {type: 'order', id: '7'},
      data: {deep: [1, {x: null}]},
      pair: [`${id}-a`, `${id}-b`],
      purge: true,
    });
    const ended: MemberRecord = {
      ...newMember(id, 'ann', 'observer', 3, 2),
      state: 'left',
      leftAt: 9,
      farewell: {meta: {id, type: 'group', status: 'open', createdAt: 1, members: 1, rev: 9}, lastActivity: 5},
      markedUnread: true,
      mutedUntil: noEnd,
      pinned: true,
      archived: true,
      read: 1,
      readPrivate: 2,
      delivered: 3,
      cleared: 4,
      ownRev: 5,
      readK: 6,
      ownReadK: 7,
    };
    const message = messageRecord(id, 2, {
      clientTs: 5,
      replyTo: 'x',
      editedAt: 7,
      edits: 2,
      deleted: 'bob',
      opId: 'o',
      hasReactions: true,
      countable: false,
      content: {kind: 'poll', text: 'ß😀', ranges: [{type: 'bold', start: 0, end: 1}], data: {a: 1}, lang: 'de'},
    });
    const user = userRecord(`${id}-user`, {
      avatar: 'a',
      locale: 'de',
      status: {text: 'away', until: 3},
      data: {a: 1},
      guest: true,
      chosen: 'dnd',
      lastSeen: 9,
    });
    const operation = {
      user: 'ann',
      opId: `${id}-op`,
      fingerprint: 'f',
      conversation: id,
      code: 'FORBIDDEN',
      detail: 'why',
      at: 4,
    };
    await subject.store.write(async (tx) => {
      await tx.insertConversation(conversation);
      await tx.putMember(ended);
      await tx.insertMessage(message);
      await tx.putUser(user);
      await tx.insertOperation(operation);
      await tx.reserve(id, 'r', 'ann', 1);
    });
    await subject.store.read(async (tx) => {
      assert.deepEqual(only(conversation, await tx.conversation(id)), conversation);
      assert.deepEqual(only(conversation, await tx.directConversation([`${id}-a`, `${id}-b`])), conversation);
      assert.deepEqual(only(ended, await tx.member(id, 'ann')), ended);
      assert.deepEqual(only(message, await tx.message(id, message.id)), message);
      assert.deepEqual(only(user, await tx.user(user.user)), user);
      assert.deepEqual(only(operation, await tx.operation('ann', operation.opId)), operation);
      assert.equal(await tx.isReserved(id, 'r', 'ann'), true);
      assert.equal(await tx.isReserved(id, 'r', 'bob'), false);
    });
  });

  promise('a work that throws leaves nothing behind, and the works beside it stand', async () => {
    const id = subject.newPlace();
    const inLane = <Result>(work: (tx: WriteTransaction) => Promise<Result>): Promise<Result> =>
      subject.store.write(work, undefined, id);
    const good = inLane((tx) => place(tx, id, ['ann']));
    const bad = inLane(async (tx) => {
      await place(tx, `${id}b`, ['ann']);
      await tx.insertMessage(messageRecord(id, 5));
      await tx.putReaction({conversation: id, message: 'm', key: 'k', user: 'ann', on: true, rev: 1});
      await tx.setMentions(id, 5, ['bob']);
      throw new Error('on purpose');
    });
    const later = inLane((tx) => tx.insertMessage(messageRecord(id, 6)));
    await good;
    await assert.rejects(bad, /on purpose/);
    assert.equal(await later, true);
    await subject.store.read(async (tx) => {
      assert.equal(await tx.conversation(`${id}b`), undefined);
      assert.deepEqual(
        (await tx.messagesAfter(id, everything, 0, 10)).map(({seq}) => seq),
        [6],
      );
      assert.equal(await tx.reaction(id, 'm', 'k', 'ann'), undefined);
      assert.equal((await tx.memberships('ann', [`${id}b`])).length, 0);
    });
  });

  promise(
    'works of a lane run in the order they came, and are told of in it, each before its writer is answered',
    async () => {
      const id = subject.newPlace();
      const told: string[] = [];
      await subject.store.write((tx) => place(tx, id, ['ann']));
      await Promise.all(
        [1, 2, 3, 4].map(async (n) => {
          // The answers of deeper works must not overtake the telling.
          await subject.store.write(
            async () => n,
            (result) => void told.push(`told ${result}`),
            id,
          );
          told.push(`answered ${n}`);
        }),
      );
      assert.deepEqual(
        told.filter((word) => word.startsWith('told')),
        ['told 1', 'told 2', 'told 3', 'told 4'],
      );
      for (const n of [1, 2, 3, 4]) assert.ok(told.indexOf(`told ${n}`) < told.indexOf(`answered ${n}`));
    },
  );

  promise('what `committed` throws goes to the writer, and what was written stays', async () => {
    const id = subject.newPlace();
    const crash = subject.store.write(
      (tx) => place(tx, id, ['ann']),
      () => {
        throw new Error('crash');
      },
    );
    await assert.rejects(crash, /crash/);
    assert.ok(await subject.store.read((tx) => tx.conversation(id)));
  });

  promise('a read sees every answered write, and no step of a work in between', async () => {
    const id = subject.newPlace();
    const seen: number[] = [];
    await subject.store.write((tx) => place(tx, id, ['ann']));
    const writing = subject.store.write(async (tx) => {
      for (let seq = 2; seq <= 20; seq += 1) {
        await tx.insertMessage(messageRecord(id, seq));
        await tx.advanceConversation(conversationRecord(id, {seq}));
      }
    });
    const reading = Promise.all(
      Array.from({length: 5}, () =>
        subject.store.read(async (tx) => void seen.push((await tx.conversation(id))?.seq ?? 0)),
      ),
    );
    await Promise.all([writing, reading]);
    for (const seq of seen) assert.ok(seq === 1 || seq === 20, `a read saw step ${seq}`);
    assert.equal((await subject.store.read((tx) => tx.conversation(id)))?.seq, 20);
  });

  promise('a conversation read with its lock stays as it is until the work ends, in whatever lane (I2)', async () => {
    const id = subject.newPlace();
    await subject.store.write((tx) => place(tx, id, ['ann']));
    const step = (lane: number): Promise<void> =>
      subject.store.write(
        async (tx) => {
          const before = await tx.conversation(id, 'lock');
          assert.ok(before);
          await tx.insertMessage(messageRecord(id, before.seq + 1));
          await tx.advanceConversation({...before, seq: before.seq + 1});
        },
        undefined,
        `${id}-${lane}`,
      );
    await Promise.all(Array.from({length: 40}, (_, at) => step(at % 8)));
    await subject.store.read(async (tx) => {
      assert.equal((await tx.conversation(id))?.seq, 41);
      const seqs = (await tx.messagesAfter(id, everything, 0, 99)).map(({seq}) => seq);
      assert.deepEqual(
        seqs,
        Array.from({length: 40}, (_, at) => at + 2),
        'dense',
      );
    });
  });

  promise('two works that make the same thing agree on one of them', async () => {
    const pair: [string, string] = [`${subject.newPlace()}-a`, 'z'];
    const make = (id: string): Promise<string> =>
      subject.store.write(async (tx) => {
        const known = await tx.directConversation(pair);
        if (known) return known.id;
        await tx.insertConversation(conversationRecord(id, {type: 'direct', pair}));
        return id;
      });
    const made = await Promise.all(Array.from({length: 8}, () => make(subject.newPlace())));
    assert.equal(new Set(made).size, 1);
  });

  promise('forgets old operations, and only those', async () => {
    const user = subject.newPlace();
    const operation = (opId: string, at: number) => ({
      user,
      opId,
      fingerprint: '',
      conversation: undefined,
      code: undefined,
      detail: undefined,
      at,
    });
    await subject.store.write(async (tx) => {
      await tx.insertOperation(operation('old', -5));
      await tx.insertOperation(operation('new', 10));
      await tx.pruneOperations(0, 10);
    });
    await subject.store.read(async (tx) => {
      assert.equal(await tx.operation(user, 'old'), undefined);
      assert.ok(await tx.operation(user, 'new'));
    });
  });

  promise('answers what it accepted before it closes, and nothing after', async () => {
    const own = await subject.open();
    const writing = own.write((tx) => place(tx, subject.newPlace(), ['ann']));
    await own.close();
    assert.ok((await writing).id);
    await assert.rejects(
      own.write((tx) => tx.probe(1)),
      (error) => error instanceof Refusal && error.code === 'DRAINING',
    );
  });

  promise('the probe writes and reads', async () => {
    await subject.store.write((tx) => tx.probe(123));
  });
}
