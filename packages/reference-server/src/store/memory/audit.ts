/** What only the host reads, in the memory store: the audit's chain, what messages said before; what is to be sent later, and which links are to be looked at. */
import type {AuditQuery, AuditReads, AuditRecord, VersionReads} from '../admin.js';
import type {LaterReads} from '../later.js';

import type {LinkReads} from '../links.js';
import type {LaterRecord, LinkRecord, VersionRecord} from '../records.js';
import {MemoryNotifications} from './notifications.js';

const byTime = (a: LaterRecord, b: LaterRecord): number =>
  a.at - b.at || a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);

export class MemoryAudit extends MemoryNotifications implements AuditReads, VersionReads, LaterReads, LinkReads {
  async versions(conversation: string, seq: number): Promise<VersionRecord[]> {
    return [...(this.tables.versions.get(`${conversation}\0${seq}`) ?? [])];
  }

  async later(user: string, id: string): Promise<LaterRecord | undefined> {
    return this.tables.later.get(`${user}\0${id}`);
  }

  async laterOf(user: string): Promise<LaterRecord[]> {
    return [...this.tables.later.values()].filter((one) => one.user === user).sort(byTime);
  }

  async dueLater(now: number, limit: number): Promise<LaterRecord[]> {
    const due = [...this.tables.later.values()].filter(({dueAt, failure}) => !failure && dueAt <= now);
    return due.sort((a, b) => a.dueAt - b.dueAt || byTime(a, b)).slice(0, limit);
  }

  async dueLinks(now: number, limit: number): Promise<LinkRecord[]> {
    const due = [...this.tables.links.values()].filter(({dueAt}) => dueAt <= now);
    const before = (a: LinkRecord, b: LinkRecord): boolean =>
      a.conversation === b.conversation ? a.id < b.id : a.conversation < b.conversation;
    return due.sort((a, b) => a.dueAt - b.dueAt || (before(a, b) ? -1 : 1)).slice(0, limit);
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
