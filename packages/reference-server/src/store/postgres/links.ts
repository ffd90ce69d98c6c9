/** Messages whose links are to be looked at. */
import type {LinkReads, LinkWrites} from '../links.js';
import type {LinkRecord} from '../records.js';
import {change, type Line, statement} from './line.js';

export function linkReads(line: Line): LinkReads {
  const due = statement<LinkRecord>(
    line,
    'links_due',
    `select conversation, id, due_at as "dueAt", attempts from link where due_at <= $1 order by due_at, conversation, id limit $2`,
  );
  return {dueLinks: (now, limit) => due(now, limit)};
}

export function linkWrites(line: Line): LinkWrites {
  const put = change(
    line,
    'put_link',
    `insert into link (conversation, id, due_at, attempts) values ($1, $2, $3, $4)
     on conflict (conversation, id) do update set due_at = excluded.due_at, attempts = excluded.attempts`,
  );
  const remove = change(line, 'remove_link', 'delete from link where conversation = $1 and id = $2');
  return {
    putLink: async ({conversation, id, dueAt, attempts}) => void (await put(conversation, id, dueAt, attempts)),
    removeLink: async (conversation, id) => void (await remove(conversation, id)),
  };
}
