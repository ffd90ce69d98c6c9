/** What a store keeps of the host's own doings, and what it tells of everything at once: the parts of the port that only the host asks for. */
import type {AuditEntry} from '@parlor/sdk/protocol';

/** An entry of the audit's chain, as it goes over the wire: see domain/audit.ts. */
export type AuditRecord = AuditEntry;

export type AuditQuery = {
  actor?: string | undefined;
  operation?: string | undefined;
  /** A time. */
  since?: number | undefined;
  /** The newest with a seq below `before`, or the oldest with one above `after`. */
  place: {before: number} | {after: number};
  limit: number;
};

export interface AuditReads {
  /** The entry that was written last. */
  lastAudit(): Promise<AuditRecord | undefined>;
  /** In the order of their seq, whichever way they are looked for. */
  audits(query: AuditQuery): Promise<AuditRecord[]>;
}

export interface AuditWrites {
  /** Entries are neither changed nor removed: there is no other write. */
  insertAudit(record: AuditRecord): Promise<void>;
}
