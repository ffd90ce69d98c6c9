/**
 * What every storage keeps its word about. Each case gets a storage of its own; `reopen` gives another handle on the same
 * database, as a second tab or a reload would. Runs in Node and in browsers.
 */
import {assert} from 'chai';
import {nextBatch} from '../src/core/batch.js';
import {enqueue} from '../src/core/outbox.js';
import type {Storage, StoredConversation} from '../src/storage/storage.js';
import {decide, editRow, inboxRow, message, messageId, opId, room, sendRow} from './world.js';

export type StorageCase = {
  name: string;
  /** Needs a database that outlives its handle. */
  isDurable?: boolean;
  run(storage: Storage, reopen: () => Promise<Storage>): Promise<void>;
};

const conversation = (
  id: string,
  lastActivity: number,
  more: Partial<StoredConversation> = {},
): StoredConversation => ({
  id,
  row: inboxRow({lastActivity, conversation: {...inboxRow().conversation, id}}),
  seq: 0,
  ranges: [],
  members: [],
  ...more,
});
const putMessages = (id: string, ...seqs: number[]) =>
  seqs.map((seq) => ({put: 'message', value: {conversation: id, message: message(seq)}}) as const);
const add = (storage: Storage, ...names: string[]) =>
  storage.changeOutbox(room, () => ({result: undefined, writes: names.map((name) => ({add: sendRow(name)}))}));
const rejected = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => assert.fail('it was not rejected'),
    (error: unknown) => error,
  );

export const storageContract: readonly StorageCase[] = [
  {
    name: 'a device is named once (PWP-ID-002)',
    async run(storage) {
      const [first, second] = await Promise.all([storage.meta(), storage.meta()]);
      assert.match(first.device, /^[A-Za-z0-9_-]{1,32}$/);
      assert.deepEqual(second, first);
      await storage.write([{put: 'meta', value: {cursor: 'c1', term: 3}}]);
      await storage.write([{put: 'meta', value: {epoch: 'e1'}}]);
      assert.deepEqual(await storage.meta(), {device: first.device, cursor: 'c1', epoch: 'e1', term: 3});
    },
  },
  {
    name: 'what was never stored is undefined',
    async run(storage) {
      assert.isUndefined(await storage.conversation('c_none'));
      assert.isUndefined(await storage.message('c_none', messageId(1)));
      assert.isUndefined(await storage.item('none'));
      assert.deepEqual([await storage.people(['none']), await storage.messages('c_none', {from: 0, to: 9})], [[], []]);
    },
  },
  {
    name: 'what an older leader puts into the cache takes nothing away from what a newer one has put (I10, I17)',
    isDurable: true,
    async run(storage) {
      const newer = conversation(room, 9, {seq: 9, ranges: [{from: 4, to: 9, asOf: 9}]});
      const row = inboxRow({...newer.row, seq: 9, asOf: 9, unread: 2});
      const edited = message(5, {rev: 8, text: 'edited'});
      await storage.write([
        {put: 'conversation', value: {...newer, row}},
        {put: 'message', value: {conversation: room, message: edited}},
      ]);
      const older = conversation(room, 5, {seq: 6, ranges: [{from: 2, to: 6, asOf: 6}]});
      await storage.write([{put: 'conversation', value: older}, ...putMessages(room, 5, 6)]);
      const there = await storage.conversation(room);
      assert.deepEqual([there?.seq, there?.row.seq, there?.row.unread], [9, 9, 2]);
      assert.deepEqual(there?.ranges, [{from: 2, to: 9, asOf: 6}]);
      assert.equal((await storage.message(room, edited.id))?.content.text, 'edited');
      await storage.write([
        {drop: 'messages', conversation: room, from: 0, to: 99},
        {put: 'conversation', value: {...older, seq: 0, ranges: []}},
      ]);
      const after = await storage.conversation(room);
      assert.deepEqual([after?.seq, after?.ranges, after?.row.seq], [0, [], 9]);
    },
  },
  {
    name: 'conversations come by last activity, equal ones by id backwards',
    async run(storage) {
      const all = [conversation('c_a', 5), conversation('c_b', 9), conversation('c_c', 5), conversation('c_d', 1)];
      await storage.write(all.map((value) => ({put: 'conversation', value})));
      const order = ['c_b', 'c_c', 'c_a', 'c_d'];
      for (const limit of [2, 9]) {
        const found = await storage.conversations(limit);
        assert.deepEqual(
          found.map(({id}) => id),
          order.slice(0, limit),
        );
      }
      await storage.write([{put: 'conversation', value: conversation('c_d', 20, {seq: 7})}]);
      assert.deepEqual(
        (await storage.conversations(1)).map(({id, seq}) => [id, seq]),
        [['c_d', 7]],
      );
      assert.deepEqual(await storage.conversation('c_a'), all[0]);
    },
  },
  {
    name: 'messages come by seq, from either end of a stretch',
    async run(storage) {
      await storage.write([...putMessages('c_a', 5, 1, 3, 9), ...putMessages('c_b', 2, 4)]);
      const seqs = async (range: Parameters<Storage['messages']>[1]) =>
        (await storage.messages('c_a', range)).map(({seq}) => seq);
      assert.deepEqual(await seqs({from: 0, to: 99}), [1, 3, 5, 9]);
      assert.deepEqual(await seqs({from: 3, to: 5}), [3, 5]);
      assert.deepEqual(await seqs({from: 0, to: 99, limit: 2}), [5, 9]);
      assert.deepEqual(await seqs({from: 0, to: 8, limit: 2, take: 'last'}), [3, 5]);
      assert.deepEqual(await seqs({from: 2, to: 99, limit: 2, take: 'first'}), [3, 5]);
      await storage.write(putMessages('c_a', 10));
      assert.deepEqual(await seqs({from: 0, to: 10, limit: 2}), [9, 10], 'without a hole');
      assert.deepEqual(await seqs({from: 0, to: 10, limit: 3}), [5, 9, 10]);
      assert.deepEqual(await seqs({from: 9, to: 10, limit: 3}), [9, 10]);
      assert.deepEqual(await seqs({from: 0, to: Number.MAX_SAFE_INTEGER, limit: 2}), [9, 10]);
      assert.equal((await storage.message('c_b', messageId(4)))?.seq, 4);
    },
  },
  {
    name: 'a message is one, whatever is said of it',
    async run(storage) {
      await storage.write(putMessages('c_a', 5));
      await storage.write([{put: 'message', value: {conversation: 'c_a', message: message(5, {rev: 7, text: 'new'})}}]);
      const all = await storage.messages('c_a', {from: 0, to: 99});
      assert.deepEqual(
        all.map(({content}) => content.text),
        ['new'],
      );
    },
  },
  {
    name: 'dropping takes a stretch of messages, and nothing else',
    async run(storage) {
      await storage.write([
        {put: 'conversation', value: conversation('c_a', 1)},
        {put: 'conversation', value: conversation('c_aa', 2)},
        ...putMessages('c_a', 1, 2, 3, 4, 5),
        ...putMessages('c_aa', 3),
      ]);
      const seqs = async (id: string) => (await storage.messages(id, {from: 0, to: 99})).map(({seq}) => seq);
      await storage.write([{drop: 'messages', conversation: 'c_a', from: 3, to: 4}]);
      assert.deepEqual([await seqs('c_a'), await seqs('c_aa')], [[1, 2, 5], [3]]);
    },
  },
  {
    name: 'people and items are kept and dropped by their key',
    async run(storage) {
      await storage.write([
        {put: 'person', value: {user: 'bo', name: 'Bo', rev: 1}},
        {put: 'person', value: {user: 'cy', name: 'Cy', rev: 1}},
        {put: 'item', key: 'draft', value: {text: 'hm'}},
      ]);
      assert.deepEqual(
        (await storage.people(['cy', 'none', 'bo'])).map(({name}) => name),
        ['Cy', 'Bo'],
      );
      assert.deepEqual(await storage.item('draft'), {text: 'hm'});
      await storage.write([{drop: 'item', key: 'draft'}]);
      assert.isUndefined(await storage.item('draft'));
    },
  },
  {
    name: 'the outbox counts its rows and never gives a number twice (F19)',
    async run(storage) {
      await add(storage, 'a', 'b');
      const [a, b] = await storage.outbox();
      await storage.changeOutbox(room, () => ({result: 0, writes: [{drop: a!.n}, {drop: b!.n}]}));
      await add(storage, 'c');
      const [c] = await storage.outbox();
      assert.isAbove(c!.n, b!.n);
      assert.isAbove(b!.n, a!.n);
    },
  },
  {
    name: 'a decision sees its lane, and its result comes back',
    async run(storage) {
      await add(storage, 'a');
      await storage.changeOutbox('c_other', (rows) => {
        assert.lengthOf(rows, 0);
        return {result: 0, writes: [{add: {...sendRow('b'), lane: 'c_other'}}]};
      });
      const lanes = await storage.changeOutbox(room, (rows) => ({result: rows.map(({lane}) => lane), writes: []}));
      assert.deepEqual(lanes, [room]);
    },
  },
  {
    name: 'changing a row keeps its place in the order (I3)',
    async run(storage) {
      await add(storage, 'a', 'b', 'c');
      await storage.changeOutbox(room, (rows) => decide(rows, (box) => nextBatch(box, {now: 1, maxOps: 2})));
      assert.deepEqual(
        (await storage.outbox()).map(({message: id, attempted}) => [id, attempted]),
        [
          [messageId('a'), true],
          [messageId('b'), true],
          [messageId('c'), false],
        ],
      );
    },
  },
  {
    name: 'decisions at the same time see each other: an edit is folded or follows, never lost (F22, I6)',
    async run(storage, reopen) {
      const other = await reopen();
      const rows = () => storage.outbox();
      await add(storage, 'a');
      await Promise.all([
        storage.changeOutbox(room, (all) => decide(all, (box) => nextBatch(box, {now: 1}))),
        other.changeOutbox(room, (all) => decide(all, (box) => enqueue(box, editRow('a', 'new')))),
      ]);
      const texts = (await rows()).map(({op, input}) => [op, (input.content as {text: string}).text]);
      assert.equal(texts.at(-1)?.[1], 'new');
      const many = Array.from({length: 20}, (_, index) => add(index % 2 ? storage : other, `x${index}`));
      await Promise.all(many);
      const all = await rows();
      assert.equal(new Set(all.map(({n}) => n)).size, all.length);
      assert.equal(all.length, texts.length + 20);
    },
  },
  {
    name: 'what goes with a decision is in the same transaction',
    async run(storage) {
      await add(storage, 'a');
      await storage.changeOutbox(room, (rows) => ({
        result: 0,
        writes: [{drop: rows[0]!.n}],
        and: [...putMessages(room, 1), {put: 'meta', value: {cursor: 'c2'}}],
      }));
      assert.deepEqual(
        [(await storage.outbox()).length, (await storage.messages(room, {from: 0, to: 9})).length],
        [0, 1],
      );
      assert.equal((await storage.meta()).cursor, 'c2');
    },
  },
  {
    name: 'a decision that throws changes nothing and throws what it threw',
    async run(storage) {
      await add(storage, 'a');
      const mine = new Error('mine');
      const error = await rejected(
        storage.changeOutbox(room, () => {
          throw mine;
        }),
      );
      assert.equal(error, mine);
      assert.lengthOf(await storage.outbox(), 1);
    },
  },
  {
    name: 'clearing the cache keeps the device, drafts and what was not sent (F50)',
    async run(storage) {
      const {device} = await storage.meta();
      await add(storage, 'a');
      await storage.write([
        {put: 'meta', value: {cursor: 'c', epoch: 'e', term: 4}},
        {put: 'conversation', value: conversation('c_a', 1)},
        {put: 'person', value: {user: 'bo', name: 'Bo', rev: 1}},
        {put: 'item', key: 'draft', value: 'hm'},
        ...putMessages('c_a', 1),
      ]);
      await storage.clear('cache');
      assert.deepEqual(await storage.meta(), {device, term: 4});
      assert.deepEqual([await storage.conversations(9), await storage.people(['bo'])], [[], []]);
      assert.deepEqual(await storage.messages('c_a', {from: 0, to: 9}), []);
      assert.deepEqual([await storage.item('draft'), (await storage.outbox()).length], ['hm', 1]);
    },
  },
  {
    name: 'of tabs that begin the cache of one epoch anew only the first clears it (I10, I17, F50)',
    async run(storage) {
      await storage.write([{put: 'meta', value: {cursor: 'c', epoch: 'e'}}, ...putMessages('c_a', 1)]);
      await storage.clear('cache', 'f');
      assert.deepEqual((await storage.messages('c_a', {from: 0, to: 9})).length, 0);
      const {cursor, epoch} = await storage.meta();
      assert.deepEqual([cursor, epoch], [undefined, 'f']);
      await storage.write([{put: 'meta', value: {cursor: 'd'}}, ...putMessages('c_a', 2)]);
      await storage.clear('cache', 'f');
      assert.deepEqual((await storage.messages('c_a', {from: 0, to: 9})).length, 1);
      assert.equal((await storage.meta()).cursor, 'd');
    },
  },
  {
    name: 'clearing everything leaves nothing, and the device is a new one (I16)',
    async run(storage) {
      const {device} = await storage.meta();
      await add(storage, 'a');
      await storage.write([{put: 'item', key: 'draft', value: 'hm'}]);
      await storage.clear('everything');
      assert.deepEqual([await storage.outbox(), await storage.item('draft')], [[], undefined]);
      assert.notEqual((await storage.meta()).device, device);
    },
  },
  {
    name: 'everything is there after a reload (F02, F03)',
    isDurable: true,
    async run(storage, reopen) {
      const {device} = await storage.meta();
      await add(storage, 'a');
      await storage.changeOutbox(room, (rows) => decide(rows, (box) => nextBatch(box, {now: 1})));
      await storage.write(putMessages('c_a', 1));
      await storage.close();
      const again = await reopen();
      assert.equal((await again.meta()).device, device);
      assert.deepEqual(
        (await again.outbox()).map(({attempted}) => attempted),
        [true],
      );
      assert.lengthOf(await again.messages('c_a', {from: 0, to: 9}), 1);
    },
  },
  {
    name: 'an id of an operation is in the outbox once',
    isDurable: true,
    async run(storage) {
      const row = {...sendRow('a'), opId: opId('same')};
      await storage.changeOutbox(room, () => ({result: 0, writes: [{add: row}]}));
      const error = await rejected(
        storage.changeOutbox(room, () => ({result: 0, writes: [{add: row}, {add: sendRow('b')}]})),
      );
      assert.equal((error as {code?: string}).code, 'STORAGE_UNAVAILABLE');
      assert.lengthOf(await storage.outbox(), 1, 'nothing of it was done');
    },
  },
];
