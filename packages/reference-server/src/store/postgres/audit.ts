/** The audit's chain. */
import type {AuditReads, AuditWrites} from '../admin.js';
import {type AuditRow, auditColumns, auditOf, auditQuery, auditValues} from '../audit-rows.js';
import {change, type Line, statement} from './line.js';

export function auditReads(line: Line): AuditReads {
  const last = statement<AuditRow>(line, 'last_audit', `select ${auditColumns} from audit order by seq desc limit 1`);
  return {
    async lastAudit() {
      const [row] = await last();
      return row && auditOf(row);
    },
    async audits(query) {
      const {text, values} = auditQuery(query, (n) => `$${n}`);
      const rows = (await line.query(text, values)).rows as AuditRow[];
      return ('after' in query.place ? rows : rows.reverse()).map(auditOf);
    },
  };
}

export function auditWrites(line: Line): AuditWrites {
  const insert = change(line, 'insert_audit', 'insert into audit values ($1, $2, $3, $4, $5, $6, $7, $8)');
  return {insertAudit: async (record) => void (await insert(...auditValues(record)))};
}
