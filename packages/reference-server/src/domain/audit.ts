/**
 * The audit (PWP-AUDIT-001 …): what the host did and read, each entry chained to the one before by its hash, written in the transaction of
 * what it tells of. Entries hold ids, numbers and words of the protocol, never anybody's name or text, so an erasure leaves them as they are.
 */
import type {InputOf, OutputOf} from '@parlor/sdk/protocol';
import type {AuditRecord} from '../store/admin.js';
import {noEnd} from '../store/records.js';
import type {ReadTransaction, WriteTransaction} from '../store/store.js';
import {canonical} from './fingerprint.js';
import {Refusal} from './refusal.js';
import {sha256} from './sha256.js';

export type Facts = AuditRecord['targets'];
export type NewEntry = Pick<AuditRecord, 'at' | 'actor' | 'operation' | 'targets' | 'result'>;

/** The actor of what whoever runs the server does by a command of it. Nobody's id is empty. */
export const operatorActor = '';

const beforeFirst = '0'.repeat(64);
const inOnePage = 50;

export const hashOf = ({hash: _, ...rest}: AuditRecord): string => sha256(canonical(rest));

export function chained(last: AuditRecord | undefined, entry: NewEntry): AuditRecord {
  // the clocks of nodes differ, and the order of the chain is that of the commits
  const at = Math.max(entry.at, last?.at ?? 0);
  const record = {...entry, at, seq: (last?.seq ?? 0) + 1, prevHash: last?.hash ?? beforeFirst, hash: ''};
  return {...record, hash: hashOf(record)};
}

/** What is wrong with an entry behind the one before it, in a few words; nothing, if it is as it was written. */
export function breakAt(before: AuditRecord | undefined, record: AuditRecord): string | undefined {
  const wanted = (before?.seq ?? 0) + 1;
  if (record.seq !== wanted) return `entry ${wanted} is missing`;
  if (record.prevHash !== (before?.hash ?? beforeFirst)) return 'it does not name the entry before it';
  if (record.hash !== hashOf(record)) return 'it is not what was written';
  if (record.at < (before?.at ?? 0)) return 'it is older than the entry before it';
  return undefined;
}

/** The last thing a transaction does: from here to its end every other one that writes an entry waits. */
export async function note(tx: WriteTransaction, entry: NewEntry): Promise<void> {
  await tx.lockName('audit');
  await tx.insertAudit(chained(await tx.lastAudit(), entry));
}

/** @throws {Refusal} SCHEMA */
export async function listAudit(
  tx: ReadTransaction,
  {before, after, limit = inOnePage, ...wanted}: InputOf<'audit.list'>,
): Promise<OutputOf<'audit.list'>> {
  if (before !== undefined && after !== undefined) throw new Refusal('SCHEMA', 'before, after: only one of them');
  const place = after === undefined ? {before: before ?? noEnd} : {after};
  const found = await tx.audits({...wanted, place, limit: limit + 1});
  const head = await tx.lastAudit();
  return {
    // one more than asked for was looked for, at the far end
    entries: 'after' in place ? found.slice(0, limit) : found.slice(-limit),
    more: found.length > limit,
    ...(head && {head: {seq: head.seq, hash: head.hash}}),
  };
}

/** Of what takes many transactions: `begun` with the first of its changes, `done` with what came of all of them. */
export const noteStep = (
  tx: WriteTransaction,
  entry: Omit<NewEntry, 'result'>,
  step: {step: 'begun'} | {step: 'done'; messages: number},
): Promise<void> => note(tx, {...entry, result: step});
