/** What only the host reads, in the memory store: the audit's chain, and what messages said before. */
import type {AuditQuery, AuditReads, AuditRecord, VersionReads} from '../admin.js';
import type {VersionRecord} from '../records.js';
import {MemoryOverview} from './overview.js';

export class MemoryAudit extends MemoryOverview implements AuditReads, VersionReads {
  async versions(conversation: string, seq: number): Promise<VersionRecord[]> {
    return [...(this.tables.versions.get(`${conversation}\0${seq}`) ?? [])];
  }

  async lastAudit(): Promise<AuditRecord | undefined> {
    return this.tables.audit.at(-1);
  }

  async audits({actor, operation, since = 0, place, limit}: AuditQuery): Promise<AuditRecord[]> {
    const found = this.tables.audit.filter(
      (one) =>
        ('after' in place ? one.seq > place.after : one.seq < place.before) &&
        one.at >= since &&
        (actor === undefined || one.actor === actor) &&
        (operation === undefined || one.operation === operation),
    );
    return 'after' in place ? found.slice(0, limit) : found.slice(Math.max(0, found.length - limit));
  }
}
