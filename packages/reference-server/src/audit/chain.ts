/** Walking the audit's chain: every entry is hashed again and held against the one before it. */
import {breakAt} from '../domain/audit.js';
import type {AuditReads, AuditRecord} from '../store/admin.js';

/** The end of a chain, as somebody noted it elsewhere. */
export type Head = Pick<AuditRecord, 'seq' | 'hash'>;
export type Verdict = {is: 'whole'; head: Head | undefined} | {is: 'broken'; seq: number; why: string};
export type Audits = AuditReads['audits'];

const atOnce = 1_000;

/** Every entry, in order, behind `after`; a page is read when the one before was taken. */
export async function* entriesOf(
  audits: Audits,
  query: {actor?: string | undefined; operation?: string | undefined; since?: number | undefined} = {},
): AsyncGenerator<AuditRecord> {
  for (let after = 0; ; ) {
    const page = await audits({...query, place: {after}, limit: atOnce});
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.seq;
  }
}

/** `noted`: an end it had before. A chain that was cut off behind it, or written anew, no longer has it. */
export async function verify(audits: Audits, noted?: Head): Promise<Verdict> {
  let before: AuditRecord | undefined;
  for await (const record of entriesOf(audits)) {
    const why = breakAt(before, record);
    // a gap is where the missing one was
    if (why !== undefined) return {is: 'broken', seq: Math.min(record.seq, (before?.seq ?? 0) + 1), why};
    if (record.seq === noted?.seq && record.hash !== noted.hash)
      return {is: 'broken', seq: record.seq, why: 'it is not the entry that was noted'};
    before = record;
  }
  const end = before?.seq ?? 0;
  if (noted !== undefined && end < noted.seq)
    return {is: 'broken', seq: end + 1, why: `the chain ends at ${end}, before the entry that was noted`};
  return {is: 'whole', head: before && {seq: before.seq, hash: before.hash}};
}
