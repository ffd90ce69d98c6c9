import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {climb, deliveryOfReceipts, deliveryOfRow} from './delivery.js';
import {noHorizons} from './receipts.js';
import type {Delivery} from './view.js';

test('before the server has it, a message stands where its outbox row stands', () => {
  assert.deepEqual(deliveryOfRow(undefined), {is: 'saving'});
  assert.deepEqual(deliveryOfRow({state: 'queued', attempted: false}), {is: 'queued'});
  assert.deepEqual(deliveryOfRow({state: 'queued', attempted: true}), {is: 'sending'});
  assert.deepEqual(deliveryOfRow({state: 'failed', attempted: true, why: {code: 'TOO_LARGE'}}), {
    is: 'failed',
    code: 'TOO_LARGE',
  });
});

test('delivered and read count the others who are that far', () => {
  const horizons = {...noHorizons, users: {bo: {read: 5, delivered: 9}, cy: {read: 2, delivered: 5}}, others: 3};
  assert.deepEqual(deliveryOfReceipts(5, horizons), {is: 'read', by: 1, of: 3});
  assert.deepEqual(deliveryOfReceipts(6, horizons), {is: 'delivered', by: 1, of: 3});
  assert.deepEqual(deliveryOfReceipts(2, horizons), {is: 'read', by: 2, of: 3});
  assert.deepEqual(deliveryOfReceipts(10, horizons), {is: 'sent'});
});

test('without names it is known only that somebody is that far (PWP-RECEIPT-003)', () => {
  const horizons = {...noHorizons, anybody: {read: 5, delivered: 9}, others: 500};
  assert.deepEqual(
    [5, 9, 10].map((seq) => deliveryOfReceipts(seq, horizons)),
    [{is: 'read', by: 1, of: 500}, {is: 'delivered', by: 1, of: 500}, {is: 'sent'}],
  );
});

test('a mark of a confirmed message only climbs, and the same mark is the same object (PWP-SEND-003, UX-M1e)', () => {
  const read: Delivery = {is: 'read', by: 2, of: 3};
  for (const come of [
    {is: 'sent'},
    {is: 'sending'},
    {is: 'delivered', by: 3, of: 3},
    {is: 'read', by: 1, of: 3},
  ] as Delivery[]) {
    assert.equal(climb(read, come), read);
  }
  assert.deepEqual(climb(read, {is: 'read', by: 3, of: 3}), {is: 'read', by: 3, of: 3});
  assert.deepEqual(climb(read, {is: 'deleted'}), {is: 'deleted'});
  assert.deepEqual(climb({is: 'sending'}, {is: 'failed', code: 'TOO_LARGE'}), {is: 'failed', code: 'TOO_LARGE'});
  assert.deepEqual(climb({is: 'failed', code: 'TOO_LARGE'}, {is: 'queued'}), {is: 'queued'});
});

test('once sent, no order of events brings a mark down (UX-M1e)', () => {
  const deliveries = fc.constantFrom<Delivery>(
    {is: 'saving'},
    {is: 'queued'},
    {is: 'sending'},
    {is: 'sent'},
    {is: 'failed', code: 'TOO_LARGE'},
    {is: 'delivered', by: 1, of: 2},
    {is: 'read', by: 1, of: 2},
    {is: 'read', by: 2, of: 2},
    {is: 'deleted'},
  );
  const rank = ['sent', 'delivered', 'read', 'deleted'];
  fc.assert(
    fc.property(fc.array(deliveries), (events) => {
      let have: Delivery | undefined;
      for (const event of events) {
        const next = climb(have, event);
        if (have && rank.includes(have.is)) assert.ok(rank.indexOf(next.is) >= rank.indexOf(have.is));
        assert.equal(climb(next, event), next);
        have = next;
      }
    }),
  );
});
