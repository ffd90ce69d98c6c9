/** The audit's chain. */
import type {Database} from 'better-sqlite3';
import type {AuditReads, AuditWrites} from '../admin.js';
import {type AuditRow, auditColumns, auditOf, auditQuery, auditValues} from '../audit-rows.js';

export function auditReads(client: Database): AuditReads {
  const last = client.prepare<[], AuditRow>(`select ${auditColumns} from audit order by seq desc limit 1`);
  return {
    async lastAudit() {
      const row = last.get();
      return row && auditOf(row);
    },
    async audits(query) {
      const {text, values} = auditQuery(query, () => '?');
      const rows = client.prepare<unknown[], AuditRow>(text).all(...values);
      return ('after' in query.place ? rows : rows.reverse()).map(auditOf);
    },
  };
}

export function auditWrites(client: Database): AuditWrites {
  const insert = client.prepare('insert into audit values (?, ?, ?, ?, ?, ?, ?, ?)');
  return {insertAudit: async (record) => void insert.run(...auditValues(record))};
}
