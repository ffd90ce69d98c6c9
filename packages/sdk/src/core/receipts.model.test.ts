/** Receipts, against a table of the highest values ever told. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {holds, sequence} from '../../test/model.js';
import type {Member} from '../protocol/model.js';
import {climb, deliveryOfReceipts} from './delivery.js';
import {
  type Horizons,
  noHorizons,
  noRegister,
  type OwnRegisterEvent,
  ownRegister,
  receipt,
  receiptsOfMembers,
} from './receipts.js';

const me = 'ada';
const people = ['bo', 'cy', '__proto__', me];
const seq = fc.nat(30);
const frame = fc.record({
  is: fc.constant('frame' as const),
  user: fc.option(fc.constantFrom(...people), {nil: undefined}),
  read: seq,
  delivered: seq,
});
const members = fc.record({
  is: fc.constant('members' as const),
  list: fc.array(
    fc.record({
      user: fc.constantFrom('bo', 'cy'),
      state: fc.constantFrom('joined' as const, 'left' as const),
      read: seq,
      delivered: seq,
    }),
    {maxLength: 2},
  ),
});

test('however receipts come, the horizons are the highest of what was told, and marks only climb (PWP-RECEIPT-001, PWP-RECEIPT-004, I8, UX-M1e)', () => {
  holds(
    fc.property(sequence(fc.oneof(frame, frame, members), 40), (told) => {
      let horizons: Horizons = noHorizons;
      const table = new Map<string | undefined, {read: number; delivered: number}>();
      const raise = (user: string | undefined, read: number, delivered: number): void => {
        const have = table.get(user) ?? {read: 0, delivered: 0};
        const now = Math.max(have.read, read);
        table.set(user, {read: now, delivered: Math.max(have.delivered, delivered, now)});
      };
      const marks = new Map<number, ReturnType<typeof deliveryOfReceipts>>();
      const say = (): Horizons => {
        for (const one of told) {
          if (one.is === 'frame') {
            if (one.user !== me) raise(one.user, one.read, one.delivered);
            horizons = receipt(horizons, one, me);
          } else {
            const list = one.list.map((member): Member => ({...member, role: 'member', rev: 1}));
            for (const {user, state, read, delivered} of one.list) {
              const gone = table.get(user);
              if (state === 'joined') raise(user, read, delivered);
              else if (gone) {
                table.delete(user);
                raise(undefined, gone.read, gone.delivered);
              }
            }
            horizons = receiptsOfMembers(horizons, list, me, 4);
          }
          const {undefined: anybody = noHorizons.anybody, ...users} = Object.fromEntries(table);
          assert.deepEqual(horizons.anybody, anybody);
          assert.deepEqual(Object.entries(horizons.users).sort(), Object.entries(users).sort());
          for (let at = 1; at <= 30; at += 7) {
            const before = marks.get(at);
            const now = climb(before, deliveryOfReceipts(at, horizons));
            marks.set(at, now);
            const order = ['sent', 'delivered', 'read'];
            assert.ok(order.indexOf(now.is) >= order.indexOf(before?.is ?? 'sent'), `${before?.is} became ${now.is}`);
          }
        }
        return horizons;
      };
      const once = say();
      const isStill = told.every((one) => one.is === 'frame' || one.list.every(({state}) => state === 'joined'));
      if (isStill) assert.equal(say(), once, 'all of it once more is nothing new');
    }),
    1_000,
  );
});

test('in whatever order and however often, receipts alone end in the same (PWP-RECEIPT-004, I8)', () => {
  const all = fc.array(frame, {minLength: 1, maxLength: 12}).chain((frames) =>
    fc.tuple(
      fc.constant(frames),
      fc
        .array(fc.constantFrom(...frames), {maxLength: 12})
        .chain((more) => fc.shuffledSubarray([...frames, ...more], {minLength: frames.length + more.length})),
    ),
  );
  holds(
    fc.property(all, ([frames, shuffled]) => {
      const end = (list: typeof frames): unknown => {
        const {users, ...rest} = list.reduce((horizons, one) => receipt(horizons, one, me), noHorizons);
        return {...rest, users: Object.entries(users).sort()};
      };
      assert.deepEqual(end(shuffled), end(frames));
    }),
    1_000,
  );
});

test('my own register: the highest seen is confirmed in the end, nothing goes out twice without a break, nothing falls (I8)', () => {
  const event = fc.oneof(
    fc.record({type: fc.constant('seen' as const), seq}),
    fc.record({type: fc.constant('told' as const), seq}),
    fc.constantFrom<OwnRegisterEvent>({type: 'flush'}, {type: 'lost'}),
  );
  holds(
    fc.property(sequence(event, 40), (events) => {
      let register = noRegister;
      let highest = 0;
      /** The server's value, and what is on its way there. */
      let server = 0;
      let lastSent = 0;
      for (const one of events) {
        const before = register;
        const step = ownRegister(register, one);
        register = step.register;
        if ('seq' in one) highest = Math.max(highest, one.seq);
        if (one.type === 'told') server = Math.max(server, one.seq);
        if (one.type === 'lost') lastSent = register.sent;
        if (step.send !== undefined) {
          assert.ok(step.send > lastSent, 'said once');
          lastSent = step.send;
        }
        assert.ok(register.acked <= register.sent && register.sent <= register.local);
        assert.ok(register.local >= before.local && register.acked >= before.acked, 'nothing falls');
        assert.equal(register.local, highest);
        assert.equal(register.acked, server);
      }
      const {register: flushed, send} = ownRegister(ownRegister(register, {type: 'lost'}).register, {type: 'flush'});
      assert.equal(send, highest > server ? highest : undefined, 'after a break all that is not confirmed goes again');
      assert.deepEqual(ownRegister(flushed, {type: 'told', seq: highest}).register, {
        local: highest,
        sent: highest,
        acked: highest,
      });
    }),
    2_000,
  );
});
