/** What every store promises of the audit’s chain. */
import assert from 'node:assert/strict';
import {breakAt, chained, note} from '../src/domain/audit.js';
import type {AuditQuery, AuditRecord} from '../src/store/admin.js';
import type {Promised} from './store-contract.js';
import type {Subject} from './store-records.js';

const entry = (actor: string, operation = 'user.get', at = 1000) => ({
  ...{at, actor, operation, targets: {user: 'ann ✓ "quoted"', users: ['a', 'b']}},
  result: {count: 3, ban: false, state: 'open'},
});

export function audit(promise: Promised, subject: Subject): void {
  const list = (query: Partial<AuditQuery> = {}): Promise<AuditRecord[]> =>
    subject.store.read((tx) => tx.audits({place: {after: 0}, limit: 1000, ...query}));

  promise('the audit is a chain without a gap, however many add to it at once (PWP-AUDIT-002)', async () => {
    const actor = subject.newPlace();
    await Promise.all(
      Array.from({length: 24}, (_, at) =>
        subject.store.write((tx) => note(tx, entry(actor, 'user.get', 1000 - at)), undefined, `lane ${at % 5}`),
      ),
    );
    const all = await list();
    for (const [at, record] of all.entries()) assert.equal(breakAt(all[at - 1], record), undefined);
    assert.equal(all.filter((one) => one.actor === actor).length, 24);
    assert.deepEqual(
      all.map(({seq}) => seq),
      all.map((_, at) => at + 1),
    );
    assert.deepEqual(await subject.store.read((tx) => tx.lastAudit()), all.at(-1));
  });

  promise('an entry comes back as it was written', async () => {
    const actor = subject.newPlace();
    const written = await subject.store.write(async (tx) => {
      const record = chained(await tx.lastAudit(), entry(actor));
      await tx.insertAudit(record);
      return record;
    });
    assert.deepEqual(await list({actor}), [written]);
  });

  promise('what is undone takes its entry with it, and the next one has its place (PWP-AUDIT-001)', async () => {
    const actor = subject.newPlace();
    await subject.store.write((tx) => note(tx, entry(actor)));
    const undone = subject.store.write(async (tx) => {
      await note(tx, entry(actor, 'user.put'));
      throw new Error('not after all');
    });
    await assert.rejects(undone, /not after all/);
    await subject.store.write((tx) => note(tx, entry(actor, 'session.end')));
    const [first, second] = await list({actor});
    assert.deepEqual([first?.operation, second?.operation], ['user.get', 'session.end']);
    assert.equal(second?.seq, (first?.seq ?? 0) + 1);
  });

  promise('entries are found by actor, operation and time, from either end', async () => {
    const actor = subject.newPlace();
    const last = (await subject.store.read((tx) => tx.lastAudit()))?.at ?? 0;
    await subject.store.write(async (tx) => {
      for (const [at, operation] of [
        [1, 'user.get'],
        [2, 'user.put'],
        [3, 'user.get'],
        [4, 'user.get'],
      ] as const)
        await note(tx, entry(actor, operation, last + at));
      await note(tx, entry(`${actor} other`, 'user.get', last + 5));
    });
    const mine = await list({actor});
    const at = (records: readonly AuditRecord[]): number[] => records.map((one) => one.at - last);
    const [first, , third] = mine as [AuditRecord, AuditRecord, AuditRecord];
    assert.deepEqual(at(mine), [1, 2, 3, 4]);
    assert.deepEqual(at(await list({actor, operation: 'user.get', since: last + 2})), [3, 4]);
    assert.deepEqual(at(await list({since: last + 4})), [4, 5]);
    assert.deepEqual(at(await list({since: last + 9})), []);
    assert.deepEqual(at(await list({actor, place: {before: third.seq}, limit: 1})), [2], 'the newest of those before');
    assert.deepEqual(
      at(await list({actor, place: {after: first.seq}, limit: 2})),
      [2, 3],
      'the oldest of those behind',
    );
  });
}
