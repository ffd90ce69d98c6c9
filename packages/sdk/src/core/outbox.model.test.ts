/** The outbox between a person who changes their mind, a line that loses everything, and a naive server. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {holds, sequence} from '../../test/model.js';
import {NaiveLane} from '../../test/naive-lane.js';
import {deleteRow, editRow, messageId, outboxOf, ownRow, reactRow, sendRow} from '../../test/world.js';
import {type Answer, halve, nextBatch, type Settled, settle} from './batch.js';
import {discard, retry} from './failed.js';
import {enqueue} from './outbox.js';
import type {NewOutboxRow, OutboxRow} from './outbox-row.js';

const names = ['old', 1, 2, 3] as const;
type Name = (typeof names)[number];
const minute = 60_000;

/**
 * `whole` it arrives and is answered · `unheard` it arrives, the answer does not · `lost` it does not arrive, or later ·
 * `twice` the answers come again · `half` only the first answers are there · `busy` the server does none of it
 */
const fates = ['whole', 'whole', 'whole', 'unheard', 'lost', 'twice', 'half', 'busy'] as const;

const about = fc.constantFrom<Name[]>(...names);
const attempt = fc.record({is: fc.constant('attempt' as const), most: fc.nat(4), fate: fc.constantFrom(...fates)});
const late = fc.record({is: fc.constant('late' as const), which: fc.nat(20)});
const wish = (texts: readonly string[]) =>
  fc.oneof(
    fc.record({is: fc.constant('send' as const), name: about, text: fc.constantFrom(...texts), to: fc.option(about)}),
    fc.record({is: fc.constant('edit' as const), name: about, text: fc.constantFrom(...texts)}),
    fc.record({is: fc.constant('delete' as const), name: about}),
    fc.record({is: fc.constant('react' as const), name: about, key: fc.constantFrom('a', 'b')}),
    fc.record({is: fc.constant('own' as const), read: fc.nat(9), pinned: fc.option(fc.boolean(), {nil: undefined})}),
  );
type Wish = ReturnType<typeof wish> extends fc.Arbitrary<infer Value> ? Value : never;
type Attempt = {most: number; fate: (typeof fates)[number]};

/** One lane of a device, with its server and what is still on the line. */
class Lane {
  readonly box = outboxOf();
  readonly server = new NaiveLane(messageId('old'));
  readonly settled: Settled[] = [];
  now = 2_000;
  #halvings = 0;
  readonly #line: (readonly OutboxRow[])[] = [];

  take(row: NewOutboxRow): void {
    this.box.do((box) => enqueue(box, row));
  }

  attempt({most, fate}: Attempt): void {
    const batch = this.box.do((box) => nextBatch(box, {maxOps: most + 1, halvings: this.#halvings, now: this.now}));
    if (!batch.length) return;
    if (fate === 'lost' || fate === 'unheard') this.#line.push(batch);
    const answer = (replies: readonly Answer['reply'][]): Answer[] =>
      replies.map((reply, at) => ({opId: (batch[at] as OutboxRow).opId, reply}));
    if (fate === 'lost') return this.hear(answer(batch.map(() => passing('TIMEOUT'))));
    if (fate === 'busy') return this.hear(answer(batch.map(() => passing('BUSY'))));
    const answers = answer(this.server.push(batch));
    if (fate === 'unheard') return this.hear(answer(batch.map(() => passing('OFFLINE'))));
    this.hear(fate === 'half' ? answers.slice(0, answers.length / 2) : answers);
    if (fate === 'twice') this.hear(answers);
  }

  hear(answers: readonly Answer[]): void {
    this.#halvings = halve(this.#halvings, answers);
    this.settled.push(this.box.do((box) => settle(box, answers, {now: this.now})));
  }

  /** A copy of what left once reaches the server. */
  late(which: number): void {
    this.server.push(this.#line[which % this.#line.length] ?? []);
  }

  queued(): readonly OutboxRow[] {
    return this.box.rows().filter(({state}) => state === 'queued');
  }

  /** The line is good from now on. What cannot end by itself is a mistake (I14). */
  calm(): void {
    for (let round = 0; this.queued().length; round++) {
      assert.ok(round < 200, `it comes to an end: ${this.box.read().join(', ')}`);
      this.attempt({most: 2, fate: 'whole'});
      this.now += 2 * minute;
    }
  }
}

const passing = (code: 'BUSY' | 'TIMEOUT' | 'OFFLINE'): Answer['reply'] => ({ok: false, code, retry: 'after'});

/** What a person who sees `shown` can wish, as rows. */
class Person {
  readonly #sent = new Set<Name>(['old']);
  readonly #gone = new Set<Name>();
  readonly #reactions = new Map<string, boolean>();

  row(one: Wish): NewOutboxRow | undefined {
    if (one.is === 'own') return ownRow({read: one.read, ...(one.pinned !== undefined && {pinned: one.pinned})});
    const {name} = one;
    if (one.is === 'send') {
      if (this.#sent.has(name)) return undefined;
      this.#sent.add(name);
      const {to} = one;
      const quotes = to !== null && to !== name && this.#sent.has(to) && !this.#gone.has(to);
      return sendRow(name, one.text, quotes ? {input: {replyTo: messageId(to)}} : {});
    }
    if (!this.#sent.has(name) || this.#gone.has(name)) return undefined;
    if (one.is === 'edit') return editRow(name, one.text);
    if (one.is === 'delete') {
      this.#gone.add(name);
      return deleteRow(name);
    }
    // a person toggles what is shown
    const key = `${name} ${one.key}`;
    this.#reactions.set(key, !this.#reactions.get(key));
    return reactRow(name, one.key, !!this.#reactions.get(key));
  }
}

test('however writes are collapsed, lost, doubled and late, the server ends where every wish by itself would have led (I1, I2, I3, I6)', () => {
  holds(
    fc.property(sequence(fc.oneof(wish(['p', 'q', 'r']), attempt, attempt, late), 40), (steps) => {
      const lane = new Lane();
      const person = new Person();
      const naive = new NaiveLane(messageId('old'));
      for (const step of steps) {
        if (step.is === 'attempt') lane.attempt(step);
        else if (step.is === 'late') lane.late(step.which);
        else {
          const row = person.row(step.is === 'send' ? {...step, to: null} : step);
          if (!row) continue;
          lane.take(row);
          naive.carryOut(row);
        }
      }
      lane.calm();
      for (let which = 0; which < 20; which++) lane.late(which);
      assert.deepEqual(lane.box.read(), []);
      assert.deepEqual(lane.server.seen(), naive.seen());
    }),
    1_500,
  );
});

const decision = fc.record({is: fc.constant('failed' as const), again: fc.boolean(), which: fc.nat(20)});
const membership = fc.record({is: fc.constant('member' as const), on: fc.boolean()});
const elsewhere = fc.record({
  is: fc.constant('elsewhere' as const),
  taken: fc.boolean(),
  name: fc.constantFrom<Name[]>(1, 2, 3),
});

/** What became of every write that was taken in, by opId. */
class Ledger {
  readonly #ends = new Map<string, string>();
  #rows: readonly OutboxRow[] = [];

  end(opId: string, how: string): void {
    assert.equal(this.#ends.get(opId), undefined, `${opId} ended before, now ${how}`);
    this.#ends.set(opId, how);
  }

  /** The rows after a step: those that went away had to, `why` says which may. */
  follow(rows: readonly OutboxRow[], why: (gone: OutboxRow) => string | undefined): void {
    const ids = rows.map(({opId}) => opId);
    assert.equal(new Set(ids).size, ids.length, 'no operation twice');
    const sends = rows.flatMap(({op, message}) => (op === 'message.send' ? message : []));
    assert.equal(new Set(sends).size, sends.length, 'no message twice');
    for (const opId of ids) assert.equal(this.#ends.get(opId), undefined, `${opId} came back`);
    for (const row of this.#rows) {
      if (ids.includes(row.opId)) continue;
      const reason = why(row);
      assert.ok(reason, `${row.op} of ${row.message} went away`);
      this.end(row.opId, reason);
    }
    this.#rows = rows;
  }
}

test('refused, expelled, given up and tried again: every write taken in ends once, in its order, and no words are lost (I1, I2, I3)', () => {
  const texts = ['p', 'q', 'bad', 'ill'];
  const step = fc.oneof(
    {weight: 5, arbitrary: wish(texts)},
    {weight: 5, arbitrary: attempt},
    {weight: 1, arbitrary: late},
    {weight: 2, arbitrary: decision},
    {weight: 1, arbitrary: membership},
    {weight: 1, arbitrary: elsewhere},
    {weight: 1, arbitrary: fc.record({is: fc.constant('wait' as const)})},
  );
  holds(
    fc.property(sequence(step, 60), (steps) => {
      const lane = new Lane();
      const someone = new Person();
      const ledger = new Ledger();
      /** Places in the order of writing, by message, and the newest words of each. */
      const places = new Map<string, number>();
      const words = new Map<string, string>();
      const look = (why: (gone: OutboxRow) => string | undefined): void => ledger.follow(lane.box.rows(), why);
      const answered = (from: number): void => {
        const told = lane.settled.slice(from);
        const ended = told.flatMap(({done, failed}) => [...done, ...failed]);
        assert.equal(new Set(ended.map(({opId}) => opId)).size, ended.length, 'told once');
        for (const {op, state, code = ''} of lane.box.rows()) {
          const isDecidable = op !== 'own.set' && !(op === 'reaction.set' && /DELETED|FOUND/.test(code));
          assert.ok(state === 'queued' || isDecidable, 'what fails and is kept, a person can decide about');
        }
        look((gone) => {
          if (ended.some(({opId}) => opId === gone.opId)) return 'answered';
          return ended.some(({op, message}) => op === 'message.send' && message === gone.message) ? 'fell' : undefined;
        });
        for (const {op, message = '', input} of told.flatMap(({failed}) => failed)) {
          if (op === 'message.send') assert.equal((input.content as {text: string}).text, words.get(message));
        }
      };
      const attempted = (one: Attempt): void => {
        const from = lane.settled.length;
        lane.attempt(one);
        answered(from);
      };

      for (const [at, one] of steps.entries()) {
        const before = lane.box.rows();
        if (one.is === 'attempt') attempted(one);
        else if (one.is === 'late') lane.late(one.which);
        else if (one.is === 'wait') lane.now += 11 * minute;
        else if (one.is === 'member') lane.server.isMember = one.on;
        else if (one.is === 'elsewhere') {
          if (one.taken) lane.server.take(messageId(one.name));
          else lane.server.carryOut(deleteRow(one.name));
        } else if (one.is === 'failed') {
          const failed = before.filter(({state}) => state === 'failed');
          const row = failed[one.which % failed.length];
          if (!row) continue;
          if (!one.again) lane.box.do((box) => discard(box, row.opId));
          else {
            lane.box.do((box) => retry(box, row.opId, {opId: `again ${at}`, message: `m${at}`, now: lane.now}));
            const next = lane.box.rows().at(-1) as OutboxRow;
            assert.equal(next.opId, `again ${at}`);
            if (row.op === 'message.send') places.set(next.message as string, at);
            words.set(next.message as string, words.get(row.message as string) as string);
          }
          look((gone) => (gone.message === row.message ? 'decided' : undefined));
        } else {
          const row = someone.row(one);
          if (!row) continue;
          try {
            lane.take(row);
          } catch (error) {
            assert.equal((error as {code: string}).code, 'MESSAGE_DELETED');
            assert.equal(lane.box.rows(), before);
            continue;
          }
          if (row.op === 'message.send') places.set(row.message as string, at);
          if ('text' in one) words.set(row.message as string, one.text);
          look((gone) => (gone.message === row.message ? `replaced by ${row.op}` : undefined));
          const edits = lane.box.rows().filter(({op, message}) => op === 'message.edit' && message === row.message);
          if (one.is === 'edit')
            assert.ok(!edits.some(({state}) => state === 'failed'), 'the newer words replace them');
        }
      }
      lane.server.isMember = true;
      const from = lane.settled.length;
      lane.calm();
      answered(from);

      const there = [...lane.server.messages.keys()].filter((id) => id !== messageId('old'));
      const order = there.map((id) => places.get(id) ?? Number.NaN);
      assert.deepEqual(
        order,
        order.toSorted((a, b) => a - b),
        'stored in the order of writing',
      );
      for (const row of lane.box.rows()) {
        assert.equal(row.state, 'failed');
        if (row.op === 'message.send' && row.code !== 'IDEMPOTENCY_MISMATCH')
          assert.ok(!lane.server.messages.has(row.message as string), `${row.message} is stored, and has failed`);
      }

      // nothing that failed is a dead end: with words the server takes, and as often as one likes, it gets there
      const failed = (): OutboxRow[] => lane.box.rows().filter(({op}) => op === 'message.send');
      for (let round = 0; round < 3; round++) {
        for (const {opId, message = ''} of failed()) {
          lane.take(editRow('', 'p', {message}));
          lane.box.do((box) =>
            retry(box, opId, {opId: `${opId}${round}`, message: `${message}${round}`, now: lane.now}),
          );
        }
        lane.calm();
      }
      assert.deepEqual(failed(), []);
    }),
    1_500,
  );
});
