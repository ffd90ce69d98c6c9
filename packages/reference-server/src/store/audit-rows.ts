/** The audit's chain in SQL: the same query and the same rows in both dialects. */
import type {AuditQuery, AuditRecord} from './admin.js';

export type AuditRow = Omit<AuditRecord, 'targets' | 'result'> & {targets: string; result: string};

export const auditColumns = 'seq, at, actor, operation, targets, result, prev_hash as "prevHash", hash';

export const auditOf = ({targets, result, ...row}: AuditRow): AuditRecord => ({
  ...row,
  targets: JSON.parse(targets) as AuditRecord['targets'],
  result: JSON.parse(result) as AuditRecord['result'],
});

/** In the order of the columns. */
export const auditValues = (record: AuditRecord) => [
  ...[record.seq, record.at, record.actor, record.operation],
  ...[JSON.stringify(record.targets), JSON.stringify(record.result), record.prevHash, record.hash],
];

/**
 * Only what is asked for stands in it, so that each filter has its index. Times rise with the seq: since when is a place to begin at.
 * `slot`: how the dialect writes its value number n.
 */
export function auditQuery(
  {actor, operation, since, place, limit}: AuditQuery,
  slot: (n: number) => string,
): {text: string; values: (string | number)[]} {
  const values: (string | number)[] = [];
  const put = (value: string | number): string => slot(values.push(value));
  const wanted = ['after' in place ? `seq > ${put(place.after)}` : `seq < ${put(place.before)}`];
  if (actor !== undefined) wanted.push(`actor = ${put(actor)}`);
  if (operation !== undefined) wanted.push(`operation = ${put(operation)}`);
  if (since !== undefined)
    wanted.push(`seq >= (select seq from audit where at >= ${put(since)} order by at, seq limit 1)`);
  const order = 'after' in place ? 'asc' : 'desc';
  const text = `select ${auditColumns} from audit where ${wanted.join(' and ')} order by seq ${order} limit ${put(limit)}`;
  return {text, values};
}
