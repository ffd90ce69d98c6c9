/** What every store promises of endpoints and of the events that wait for them. */
import assert from 'node:assert/strict';
import {type EventRecord, type NewEvent, noEnd, type WebhookRecord} from '../src/store/records.js';
import type {Store, WriteTransaction} from '../src/store/store.js';
import type {Promised} from './store-contract.js';
import type {Subject} from './store-records.js';

const endpoint = (id: string, more: Partial<WebhookRecord> = {}): WebhookRecord => ({
  id,
  url: 'https://shop.example/hook',
  secret: 'whsec_x',
  formerSecret: undefined,
  formerUntil: 0,
  types: ['message.created', 'message.deleted'],
  createdAt: 1,
  deliveredAt: 0,
  failure: undefined,
  ...more,
});

const event = (webhook: string, id: string, more: Partial<NewEvent> = {}): NewEvent => ({
  webhook,
  id,
  lane: 'c_1',
  type: 'message.created',
  conversation: 'c_1',
  message: 'm1',
  quoted: undefined,
  body: `{"id":"${id}"}`,
  at: 5,
  ...more,
});

const fresh = [-1, 0] as const;

async function waiting(store: Store, webhook: string, after: readonly [number, number] = fresh): Promise<string[]> {
  return store.read(async (tx) => {
    const found = await tx.eventsWaiting(webhook, {after, limit: 999});
    return Promise.all(found.map(async ({n}) => ((await tx.event(n)) as EventRecord).id));
  });
}

export function webhooks(promise: Promised, subject: Subject): void {
  /** An id never used before, of an endpoint that is there. */
  const begin = async (more: Partial<WebhookRecord> = {}): Promise<string> => {
    const id = `w-${subject.newPlace().toLowerCase().replaceAll('_', '-')}`;
    await subject.store.write((tx) => tx.putWebhook(endpoint(id, more)));
    return id;
  };
  const found = async (id: string): Promise<WebhookRecord | undefined> =>
    (await subject.store.read((tx) => tx.webhooks())).find((record) => record.id === id);
  const placeOf = async (webhook: string, id: string): Promise<EventRecord> => {
    const listed = await subject.store.read(async (tx) => [
      ...(await tx.eventsOf(webhook, {dead: false, after: 0, limit: 999})),
      ...(await tx.eventsOf(webhook, {dead: true, after: 0, limit: 999})),
    ]);
    return listed.find((one) => one.id === id) as EventRecord;
  };

  promise('an endpoint comes back as it was put, and goes', async () => {
    const id = await begin();
    const other = endpoint(id, {url: 'https://b', formerSecret: 'whsec_y', formerUntil: 9, types: ['receipt.changed']});
    await subject.store.write((tx) => tx.putWebhook(other));
    assert.deepEqual({...(await found(id))}, other);
    const failure = {at: 3, reason: 'http', status: 500} as const;
    await subject.store.write((tx) => tx.noteWebhook(id, {failure}));
    await subject.store.write((tx) => tx.noteWebhook(id, {deliveredAt: 7}));
    assert.deepEqual({...(await found(id))}, {...other, failure, deliveredAt: 7});
    await subject.store.write((tx) => tx.removeWebhook(id));
    assert.equal(await found(id), undefined);
  });

  promise('a change of endpoints shows in every transaction behind it, and nothing else does', async () => {
    const revOf = () => subject.store.write(async (tx) => tx.webhooksRev());
    const before = await revOf();
    const id = await begin();
    const behind = await revOf();
    assert.notEqual(behind, before);
    await subject.store.write(async (tx) => {
      await tx.noteWebhook(id, {deliveredAt: 7});
      await tx.addEvents([event(id, 'a')]);
    });
    assert.equal(await revOf(), behind);
    await subject.store.write((tx) => tx.removeWebhook(id));
    assert.notEqual(await revOf(), behind);
  });

  promise(
    'events come in the order they were kept, all or none, and only those of endpoints that are there',
    async () => {
      const id = await begin();
      await subject.store.write((tx) =>
        tx.addEvents([event(id, 'a'), event('none', 'x'), event(id, 'b', {lane: 'user:ann'})]),
      );
      const undone = subject.store.write(async (tx) => {
        await tx.addEvents([event(id, 'lost')]);
        throw new Error('undone');
      });
      await assert.rejects(undone, /undone/);
      await subject.store.write((tx) => tx.addEvents([event(id, 'c', {quoted: 'm0', conversation: undefined})]));
      assert.deepEqual(await waiting(subject.store, id), ['a', 'b', 'c']);
      assert.deepEqual(await waiting(subject.store, 'none'), []);
      const {n, ...kept} = await placeOf(id, 'c');
      const begun = {attempts: 0, dueAt: 0, triedSince: 5, dead: false, failure: undefined};
      assert.deepEqual({...event(id, 'c', {quoted: 'm0', conversation: undefined}), ...begun}, without(kept, 'x'));
      assert.ok(n > (await placeOf(id, 'b')).n);
    },
  );

  promise('who goes on from the horizon misses no event that was kept or put back since', async () => {
    const id = await begin();
    await subject.store.write((tx) => tx.addEvents([event(id, 'a'), event(id, 'b')]));
    await subject.settled();
    const at = await subject.store.read(async (tx) => [await tx.horizon(), noEnd] as const);
    assert.deepEqual(await waiting(subject.store, id, at), []);
    await subject.store.write((tx) => tx.addEvents([event(id, 'c')]));
    assert.deepEqual(await waiting(subject.store, id, at), ['c']);
    const first = await placeOf(id, 'a');
    await subject.store.write((tx) => tx.updateEvent({...first, dead: true}));
    assert.deepEqual(await waiting(subject.store, id), ['b', 'c']);
    await subject.store.write((tx) => tx.updateEvent({...first, dead: false}));
    assert.deepEqual((await waiting(subject.store, id, at)).sort(), ['a', 'c']);
    const some = await subject.store.read((tx) => tx.eventsWaiting(id, {after: fresh, limit: 2}));
    assert.equal(some.length, 2);
  });

  promise('an event is changed, listed among those given up, counted and removed', async () => {
    const id = await begin();
    await subject.store.write((tx) => tx.addEvents(['a', 'b', 'c'].map((name) => event(id, name))));
    const failure = {at: 3, reason: 'timeout'} as const;
    const [a, b] = [await placeOf(id, 'a'), await placeOf(id, 'b')];
    const given = {...a, attempts: 3, dueAt: 11, triedSince: 6, dead: true, failure};
    await subject.store.write((tx) => tx.updateEvent({...given, body: 'not this', lane: 'nor this'}));
    await subject.store.read(async (tx) => {
      assert.deepEqual(without((await tx.event(a.n)) as EventRecord, 'x'), without(given, 'x'));
      const dead = await tx.eventsOf(id, {dead: true, after: 0, limit: 9});
      assert.deepEqual(
        dead.map((one) => one.id),
        ['a'],
      );
      assert.deepEqual(await tx.eventsOf(id, {dead: true, after: a.n, limit: 9}), []);
      const alive = await tx.eventsOf(id, {dead: false, after: 0, limit: 1});
      assert.deepEqual(
        alive.map((one) => one.id),
        ['b'],
      );
      assert.equal((await tx.deadEvent(id, 'a'))?.n, a.n);
      assert.equal(await tx.deadEvent(id, 'b'), undefined);
      assert.deepEqual(await tx.countEvents(id, 9), {waiting: 2, dead: 1});
      assert.deepEqual(await tx.countEvents(id, 1), {waiting: 1, dead: 1});
    });
    await subject.store.write((tx) => tx.rewriteEvent(a.n, '{}'));
    const rewritten = (await subject.store.read((tx) => tx.event(a.n))) as EventRecord;
    assert.deepEqual(without(rewritten, 'x'), without({...given, body: '{}'}, 'x'), 'and nothing else');
    await subject.store.write((tx) => tx.removeEvents([a.n, b.n]));
    await subject.store.write((tx) => tx.updateEvent(b));
    assert.equal(await subject.store.read((tx) => tx.event(b.n)), undefined, 'nothing brings it back');
    assert.deepEqual(await waiting(subject.store, id), ['c']);
  });

  promise('events are found by the message they show or quote, and go by lane and by endpoint', async () => {
    const [id, lane] = [await begin(), subject.newPlace()];
    const there = {lane, conversation: lane};
    await subject.store.write((tx) =>
      tx.addEvents([
        event(id, 'shows', {...there, message: 'm1'}),
        event(id, 'quotes', {...there, message: 'm2', quoted: 'm1'}),
        event(id, 'other', {...there, message: 'm3'}),
        event(id, 'elsewhere', {message: 'm1', lane: `${lane}x`, conversation: `${lane}x`}),
      ]),
    );
    const about = await subject.store.read((tx) => tx.eventsAbout(lane, 'm1'));
    assert.deepEqual(about.map((one) => one.id).sort(), ['quotes', 'shows']);
    await subject.store.write((tx) => tx.removeLane(lane));
    assert.deepEqual(await waiting(subject.store, id), ['elsewhere']);
    await subject.store.write((tx) => tx.removeWebhook(id));
    assert.ok((await subject.store.read((tx) => tx.orphanedEvents())).includes(id));
    assert.equal(await subject.store.write((tx) => tx.purgeEvents(id, 5)), 1);
    assert.equal(await subject.store.write((tx) => tx.purgeEvents(id, 5)), 0);
    assert.ok(!(await subject.store.read((tx) => tx.orphanedEvents())).includes(id));
  });

  promise('a lease is one owner’s until it ends or is over', async () => {
    const name = subject.newPlace();
    const take = (owner: string, ms: number) =>
      subject.store.write((tx: WriteTransaction) => tx.takeLease(name, owner, ms));
    assert.equal(await take('a', 60_000), true);
    assert.equal(await take('b', 60_000), false);
    assert.equal(await take('a', 60_000), true, 'who has it takes it again');
    await subject.store.write((tx) => tx.endLease(name, 'b'));
    assert.equal(await take('b', 60_000), false, 'nobody else ends it');
    await subject.store.write((tx) => tx.endLease(name, 'a'));
    assert.equal(await take('b', 0), true);
    assert.equal(await take('a', 60_000), true, 'one that is over');
  });
}

function without<Row extends object>(row: Row, name: string): Partial<Row> {
  return Object.fromEntries(Object.entries(row).filter(([key]) => key !== name)) as Partial<Row>;
}
