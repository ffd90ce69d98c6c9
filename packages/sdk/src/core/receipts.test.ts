import assert from 'node:assert/strict';
import {test} from 'node:test';
import {noHorizons, noRegister, type OwnRegisterEvent, ownRegister, receipt, receiptsOfMembers} from './receipts.js';

const run = (...events: OwnRegisterEvent[]) => {
  let register = noRegister;
  const sent: number[] = [];
  for (const event of events) {
    const next = ownRegister(register, event);
    register = next.register;
    if (next.send !== undefined) sent.push(next.send);
  }
  return {register, sent};
};

test('what was seen goes out once, as its maximum (I8, F79)', () => {
  const {sent} = run(
    {type: 'seen', seq: 5},
    {type: 'seen', seq: 3},
    {type: 'flush'},
    {type: 'flush'},
    {type: 'told', seq: 5},
    {type: 'flush'},
  );
  assert.deepEqual(sent, [5]);
});

test('what was not confirmed goes out again after a broken connection', () => {
  const {sent, register} = run(
    {type: 'seen', seq: 5},
    {type: 'flush'},
    {type: 'lost'},
    {type: 'flush'},
    {type: 'told', seq: 5},
    {type: 'lost'},
    {type: 'flush'},
  );
  assert.deepEqual([sent, register], [[5, 5], {local: 5, sent: 5, acked: 5}]);
});

test('another device that has read further saves the sending (F78)', () => {
  const {sent, register} = run({type: 'seen', seq: 5}, {type: 'told', seq: 9}, {type: 'flush'});
  assert.deepEqual([sent, register], [[], {local: 9, sent: 9, acked: 9}]);
  assert.equal(ownRegister(register, {type: 'told', seq: 3}).register, register);
});

test('receipts of others only rise, and reading is receiving (I8)', () => {
  const one = receipt(noHorizons, {user: 'bo', read: 5, delivered: 3}, 'ada');
  assert.deepEqual(one.users, {bo: {read: 5, delivered: 5}});
  assert.equal(receipt(one, {user: 'bo', read: 4, delivered: 5}, 'ada'), one);
  assert.equal(receipt(one, {user: 'ada', read: 9, delivered: 9}, 'ada'), one, 'mine are no one else’s');
  assert.deepEqual(receipt(one, {read: 2, delivered: 7}, 'ada').anybody, {read: 2, delivered: 7});
  assert.deepEqual(receipt(noHorizons, {user: '__proto__', read: 1, delivered: 1}, 'ada').anybody, noHorizons.anybody);
});

test('who has left counts no more, and what they have read stays read by somebody (PWP-SEND-003)', () => {
  const member = {user: 'bo', role: 'member', rev: 1, read: 5, delivered: 6} as const;
  const joined = receiptsOfMembers(noHorizons, [{...member, state: 'joined'}], 'ada', 3);
  assert.deepEqual(joined, {...noHorizons, users: {bo: {read: 5, delivered: 6}}, others: 2});
  assert.equal(receiptsOfMembers(joined, [{...member, state: 'joined'}], 'ada', 3), joined);
  assert.deepEqual(receiptsOfMembers(joined, [{...member, state: 'left'}], 'ada', 2), {
    users: {},
    anybody: {read: 5, delivered: 6},
    others: 1,
  });
});
