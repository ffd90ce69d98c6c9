import assert from 'node:assert/strict';
import {test} from 'node:test';
import {fakeClock} from '../../test/fake-clock.js';
import {createDebts, foldMs} from './debts.js';

/** Debts of ann, who is here; each payment ends when `paid` is called. */
function start() {
  const clock = fakeClock();
  const payments: {user: string; conversations: readonly string[]}[] = [];
  const reports: unknown[] = [];
  let end: {resolve: () => void; reject: (error: unknown) => void} | undefined;
  const debts = createDebts({
    clock,
    report: (error) => void reports.push(error),
    isHere: (user) => user === 'ann',
    pay: (user, conversations) => {
      payments.push({user, conversations});
      return new Promise((resolve, reject) => (end = {resolve, reject}));
    },
  });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return {
    clock,
    debts,
    payments,
    reports,
    touch: (...conversations: string[]) =>
      debts.note(conversations.map((conversation) => ({conversation, users: ['ann', 'ben']}))),
    paid: (): Promise<unknown> => {
      end?.resolve();
      return turn();
    },
    failed: (error: unknown): Promise<unknown> => {
      end?.reject(error);
      return turn();
    },
  };
}

test('the first is told at once, whole; who is not here is owed nothing', () => {
  const {debts, payments, touch} = start();
  touch('c_1', 'c_2');
  assert.deepEqual(payments, [{user: 'ann', conversations: ['c_1', 'c_2']}]);
  assert.deepEqual([debts.owes('ann'), debts.owes('ben')], [true, false]);
});

test('what comes behind it is folded, and owed until it was told', async () => {
  const {clock, debts, payments, touch, paid} = start();
  touch('c_1');
  touch('c_1');
  await paid();
  assert.equal(debts.owes('ann'), true, 'the second came while the first was being told');
  for (let commits = 0; commits < 100; commits++) touch(`c_${commits % 3}`);
  assert.equal(payments.length, 1);
  clock.advance(foldMs);
  assert.deepEqual([payments.length, payments[1]?.conversations], [2, ['c_1', 'c_0', 'c_2']]);
  assert.equal(debts.owes('ann'), true);
  await paid();
  assert.equal(debts.owes('ann'), false);
  clock.advance(foldMs);
  touch('c_1');
  assert.equal(payments.length, 3, 'after a rest the next is told at once again');
});

test('what could not be told stays owed and is tried again', async () => {
  const {clock, debts, payments, reports, touch, failed, paid} = start();
  const error = new Error('the store cannot be read');
  touch('c_1');
  await failed(error);
  assert.deepEqual([reports, debts.owes('ann')], [[error], true]);
  clock.advance(foldMs);
  assert.deepEqual(payments[1]?.conversations, ['c_1']);
  await paid();
  assert.equal(debts.owes('ann'), false);
});

test('closed, it tells nobody of anything', async () => {
  const {clock, debts, payments, touch, paid} = start();
  touch('c_1');
  touch('c_2');
  debts.close();
  await paid();
  touch('c_3');
  clock.advance(10 * foldMs);
  assert.equal(payments.length, 1);
});
