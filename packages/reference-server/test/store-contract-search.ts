/** What every store promises of looking for messages: the same answers, to the letter. */
import assert from 'node:assert/strict';
import {needleOf, parseQuery} from '../src/search/query.js';
import {findable} from '../src/search/words.js';
import {type MessageRecord, noEnd} from '../src/store/records.js';
import type {MessagePlace, ReadTransaction, WriteTransaction} from '../src/store/store.js';
import type {Promised} from './store-contract.js';
import {lookUpAll, member, messageRecord, place, type Subject} from './store-records.js';
import {randomFrom} from './world.js';

const saying = (conversation: string, seq: number, text: string, more: Partial<MessageRecord> = {}): MessageRecord =>
  messageRecord(conversation, seq, {content: {kind: 'text', text}, ...more});

/** As the domain stores one: its conversation is stamped anew with it. */
async function say(tx: WriteTransaction, message: MessageRecord): Promise<void> {
  const conversation = await tx.conversation(message.conversation);
  assert.ok(conversation && (await tx.insertMessage(message)));
  await tx.advanceConversation({...conversation, seq: Math.max(conversation.seq, message.seq)});
}

const always = {from: 0, until: 4_000_000_000_000, most: 100};
const lookUp = (tx: ReadTransaction, text: string, ...conversations: string[]): Promise<MessagePlace[]> =>
  lookUpAll(tx, {needle: needleOf(parseQuery(text)), conversations, ...always});
const seqs = (places: readonly {seq: number}[]): number[] => places.map(({seq}) => seq);

export function search(promise: Promised, subject: Subject): void {
  promise(
    'messages are looked up by whole words, by how the last one begins, and by letters without spaces',
    async () => {
      const id = subject.newPlace();
      const texts = [
        'Über den Wolken',
        'the cloud over us',
        'clouds 100% "quoted" OR NOT NEAR(*)',
        '日本語のテキスト',
        'ひらがな',
        'a-b_c',
        'wolken wolken wolken',
      ];
      await subject.store.write(async (tx) => {
        await place(tx, id, ['ann']);
        for (const [at, text] of texts.entries()) await say(tx, saying(id, at + 2, text));
        await say(tx, saying(id, 20, 'cloud of the server', {countable: false}));
      });
      await subject.store.read(async (tx) => {
        const found = async (text: string): Promise<number[]> => seqs(await lookUp(tx, text, id));
        assert.deepEqual(await found('uber'), [2]);
        assert.deepEqual(await found('WOLK'), [8, 2]);
        assert.deepEqual(await found('cloud'), [4, 3]);
        assert.deepEqual(await found('cloud the'), [3], 'all words, in whatever order');
        assert.deepEqual(await found('the clou'), [3]);
        assert.deepEqual(await found('clou the'), [], 'only the last one may be begun');
        assert.deepEqual(await found('or not near'), [4]);
        assert.deepEqual(await found('"quoted" OR'), [4], 'signs mean nothing (S31)');
        assert.deepEqual(await found('本'), [5]);
        assert.deepEqual(await found('本語'), [5]);
        assert.deepEqual(await found('語'), [5]);
        assert.deepEqual(await found('ト'), [5]);
        assert.deepEqual(await found('らが'), [6]);
        assert.deepEqual(await found('c'), [7], 'one letter is a whole word');
      });
    },
  );

  promise(
    'where somebody is mentioned is a list by time through all conversations, without what is silent',
    async () => {
      const [one, two] = [subject.newPlace(), subject.newPlace()].sort() as [string, string];
      const user = `${one} ben`;
      await subject.store.write(async (tx) => {
        for (const id of [one, two]) await place(tx, id, ['ann', user]);
        for (const [id, seq, ts] of [
          [one, 2, 50],
          [one, 3, 70],
          [two, 2, 70],
          [two, 3, 60],
          [two, 4, 90],
          [two, 5, 95],
        ] as const) {
          await say(tx, saying(id, seq, 'you', {ts}));
          await tx.setMentions(id, seq, seq === 4 ? ['ann'] : [user], []);
        }
        await tx.setMentions(two, 5, [], [user]);
      });
      const all = [
        {ts: 70, conversation: two, seq: 2},
        {ts: 70, conversation: one, seq: 3},
        {ts: 60, conversation: two, seq: 3},
        {ts: 50, conversation: one, seq: 2},
      ];
      await subject.store.read(async (tx) => {
        assert.deepEqual(await tx.mentionsOf(user, {limit: 9}), all);
        for (const [at, after] of all.entries())
          assert.deepEqual(await tx.mentionsOf(user, {after, limit: 2}), all.slice(at + 1, at + 3));
        assert.deepEqual(await tx.mentionsOf('nobody', {limit: 9}), []);
      });
      await subject.store.write((tx) => tx.setMentions(two, 2, []));
      assert.deepEqual(await subject.store.read((tx) => tx.mentionsOf(user, {limit: 9})), all.slice(1));
    },
  );

  promise('an index says what its messages say, whatever is done to them', async () => {
    const id = subject.newPlace();
    const random = randomFrom(11);
    const vocabulary = ['alpha', 'alps', 'beta', 'Bêta', 'gamma', '東京', '東京都', '京都', 'x'];
    // four begin alike, more than an index is asked for one by one
    vocabulary.push('delta', 'deltas', 'deltaic', 'deltoid');
    const words = (): string =>
      Array.from({length: 1 + random(5)}, () => vocabulary[random(vocabulary.length)] as string).join(' ');
    const records = new Map<number, MessageRecord>();
    await subject.store.write(async (tx) => void (await place(tx, id, ['ann'])));
    for (let round = 2; round < 70; round += 1) {
      await subject.store.write(async (tx) => {
        const seq = round < 27 ? round : 2 + random(25);
        const before = records.get(seq);
        // many are of one time, and times do not rise with positions: an import may bring that
        const ts = 1000 + random(6);
        const sender = ['ann', 'bob'][random(2)] as string;
        const after = before
          ? random(4) === 0
            ? {...before, content: {kind: 'text', text: ''}, deleted: 'ann'}
            : {...before, ...(before.deleted === undefined && {content: {kind: 'text', text: words()}})}
          : saying(id, seq, words(), {ts, sender});
        if (before) await tx.updateMessage(after);
        else await say(tx, after);
        records.set(seq, after);
      });
    }
    await subject.store.read(async (tx) => {
      for (const query of [
        'alp',
        'beta',
        'beta alpha',
        '京',
        '東京',
        'gamma be',
        'x',
        'x alph',
        'delta',
        'delt',
        'x delt',
        'alpha gamm',
      ]) {
        for (const from of [undefined, 'bob']) {
          for (const most of [2, 100]) {
            const needle = needleOf(parseQuery(query), from);
            const all = [...records.values()]
              .filter((record) => {
                const there = findable(record);
                return (
                  needle.words.every((word) => there.includes(word)) &&
                  needle.beginnings.every((begun) => there.some((word) => word.startsWith(begun)))
                );
              })
              .sort((a, b) => b.ts - a.ts || b.seq - a.seq);
            const last = all[most - 1]?.ts ?? 0;
            const found = await lookUpAll(tx, {...always, needle, conversations: [id, 'c_none'], most});
            found.sort((a, b) => b.ts - a.ts || b.seq - a.seq);
            assert.deepEqual(
              found,
              all.filter(({ts}) => ts >= last).map(({ts, seq}) => ({ts, conversation: id, seq})),
              `${query} ${from} ${most}`,
            );
          }
        }
      }
    });
  });

  promise('many messages of one time are all found, and times bound what is looked up', async () => {
    const id = subject.newPlace();
    await subject.store.write(async (tx) => {
      await place(tx, id, ['ann']);
      for (let seq = 2; seq <= 9; seq += 1) await say(tx, saying(id, seq, 'word', {ts: seq < 6 ? 50 : 51}));
    });
    await subject.store.read(async (tx) => {
      const needle = needleOf(parseQuery('word'));
      const at = async (from: number, until: number, most: number): Promise<number[]> =>
        seqs(await lookUpAll(tx, {needle, conversations: [id], from, until, most})).sort();
      assert.deepEqual(await at(0, 99, 1), [6, 7, 8, 9]);
      assert.deepEqual(await at(0, 51, 99), [2, 3, 4, 5]);
      assert.deepEqual(await at(51, 52, 99), [6, 7, 8, 9]);
    });
  });

  promise('what is found is seen within the membership alone (I11, S18)', async () => {
    const [id, other, purged] = [subject.newPlace(), subject.newPlace(), subject.newPlace()];
    await subject.store.write(async (tx) => {
      const record = await place(tx, id, ['ann', 'bob', 'cid']);
      for (let seq = 2; seq <= 9; seq += 1) await say(tx, saying(id, seq, 'word'));
      await tx.updateMessage(saying(id, 4, 'word again', {rev: 12}));
      await tx.updateMessage(saying(id, 5, '', {rev: 13, deleted: 'ann'}));
      await tx.putMember({...(await member(tx, id, 'bob')), visibleFrom: 3, cleared: 3});
      const meta = {id, type: 'group', status: 'open', createdAt: 1, members: 1, rev: 1} as const;
      const farewell = {meta, lastActivity: 1008};
      await tx.putMember({...(await member(tx, id, 'cid')), state: 'removed', leftAt: 8, farewell});
      await place(tx, other, ['dan'], {lastActivity: 7});
      await place(tx, purged, ['bob']);
      const gone = {meta: {...meta, purge: true}, lastActivity: 1008};
      await say(tx, saying(purged, 2, 'word'));
      await tx.putMember({...(await member(tx, purged, 'bob')), state: 'left', leftAt: 8, farewell: gone});
      assert.equal(record.id, id);
    });
    await subject.store.read(async (tx) => {
      const places = (await lookUp(tx, 'word', id, purged)).map(({conversation, seq}) => ({conversation, seq}));
      const seenBy = async (user: string): Promise<number[]> =>
        seqs(await tx.messagesSeenBy(user, [...places, {conversation: id, seq: 5}])).sort();
      assert.deepEqual(await seenBy('ann'), [2, 3, 4, 6, 7, 8, 9]);
      assert.deepEqual(await seenBy('bob'), [4, 6, 7, 8, 9]);
      assert.deepEqual(await seenBy('cid'), [2, 3, 6, 7, 8]);
      assert.deepEqual(await seenBy('dan'), []);
      assert.deepEqual(await tx.searchPlace('dan', other), {conversation: other, newest: 7});
      assert.deepEqual(await tx.searchPlace('cid', id), {conversation: id, newest: 1008});
      assert.equal(await tx.searchPlace('bob', purged), undefined);
      assert.equal(await tx.searchPlace('dan', id), undefined);
      const mine = await tx.searchPlaces('bob', {after: '', limit: noEnd});
      assert.ok(mine.some(({conversation}) => conversation === id));
      assert.ok(mine.every(({conversation}) => conversation !== purged));
      assert.deepEqual(await tx.searchPlaces('dan', {after: other, limit: 9}), []);
    });
  });

  promise(
    'every conversation that was not taken away is there to be looked into, in the order of their ids',
    async () => {
      const [first, second, removed] = [subject.newPlace(), subject.newPlace(), subject.newPlace()].sort() as [
        string,
        string,
        string,
      ];
      await subject.store.write(async (tx) => {
        await place(tx, second, [], {lastActivity: 9});
        await place(tx, first, ['ann'], {lastActivity: 7});
        await place(tx, removed, ['ann'], {status: 'removed'});
      });
      await subject.store.read(async (tx) => {
        const all = await tx.allSearchPlaces({after: '', limit: noEnd});
        const ids = all.map(({conversation}) => conversation);
        assert.deepEqual(ids, [...ids].sort());
        assert.deepEqual(
          all.filter(({conversation}) => [first, second, removed].includes(conversation)),
          [
            {conversation: first, newest: 7},
            {conversation: second, newest: 9},
          ],
        );
        const at = ids.indexOf(first);
        assert.deepEqual(await tx.allSearchPlaces({after: first, limit: 1}), all.slice(at + 1, at + 2));
      });
    },
  );

  promise('of messages that are purged nothing is left to be found', async () => {
    const id = subject.newPlace();
    await subject.store.write(async (tx) => {
      await place(tx, id, ['ann']);
      for (let seq = 2; seq <= 4; seq += 1) await say(tx, saying(id, seq, 'word'));
    });
    while ((await subject.store.write((tx) => tx.purgeMessages(id, 2))) >= 2);
    assert.deepEqual(await subject.store.read((tx) => lookUp(tx, 'word', id)), []);
  });

  promise('what is undone was never in the index', async () => {
    const id = subject.newPlace();
    await subject.store.write(async (tx) => void (await place(tx, id, ['ann'])));
    const undone = subject.store.write(async (tx) => {
      await say(tx, saying(id, 2, 'word'));
      throw new Error('undone');
    });
    await assert.rejects(undone, /undone/);
    await subject.store.write(async (tx) => await say(tx, saying(id, 2, 'other')));
    await subject.store.read(async (tx) => {
      assert.deepEqual(await lookUp(tx, 'word', id), []);
      assert.deepEqual(seqs(await lookUp(tx, 'other', id)), [2]);
    });
  });
}
