/** Which reports are asked for, as both stores say it. */
import {type SQL, sql} from 'drizzle-orm';
import type {ReportQuery} from './store.js';

const given = sql.placeholder;
/** Behind everything. */
export const atTop = {at: Number.MAX_SAFE_INTEGER, id: ''};

/** Of a query the conditions it has; `key`: which these are. */
export function conditionsOf({state, assignee, kind, conversation, subject, about}: ReportQuery): {
  key: string;
  conditions: SQL[];
} {
  const parts: [string, SQL][] = [];
  if (state !== undefined) parts.push(['state', sql`state = ${given('state')}`]);
  if (assignee !== undefined) parts.push(['assignee', sql`assignee = ${given('assignee')}`]);
  if (kind === 'message') parts.push([kind, sql`message is not null`]);
  if (kind === 'person') parts.push([kind, sql`message is null`]);
  if (conversation !== undefined) parts.push(['place', sql`conversation = ${given('conversation')}`]);
  if (subject !== undefined) parts.push(['subject', sql`subject = ${given('subject')}`]);
  if (about)
    parts.push([
      'about',
      sql`subject = ${given('aboutSubject')} and coalesce(conversation, '') = ${given('aboutPlace')}
        and coalesce(message, '') = ${given('aboutMessage')}`,
    ]);
  return {key: parts.map(([name]) => name).join('_'), conditions: parts.map(([, condition]) => condition)};
}

export function valuesOf({after = atTop, about, kind: _, ...given}: ReportQuery): Record<string, unknown> {
  return {
    ...given,
    ...after,
    ...(about && {
      aboutSubject: about.subject,
      aboutPlace: about.conversation ?? '',
      aboutMessage: about.message ?? '',
    }),
  };
}
