/** Messages whose links are to be looked at. */
import type {Database} from 'better-sqlite3';
import type {LinkReads, LinkWrites} from '../links.js';
import type {LinkRecord} from '../records.js';

export function linkReads(client: Database): LinkReads {
  const due = client.prepare<[number, number], LinkRecord>(
    `select conversation, id, due_at as "dueAt", attempts from link where due_at <= ? order by due_at, conversation, id limit ?`,
  );
  return {dueLinks: async (now, limit) => due.all(now, limit)};
}

export function linkWrites(client: Database): LinkWrites {
  const put = client.prepare(`
    insert into link (conversation, id, due_at, attempts) values (?, ?, ?, ?)
    on conflict (conversation, id) do update set due_at = excluded.due_at, attempts = excluded.attempts`);
  const remove = client.prepare<[string, string]>('delete from link where conversation = ? and id = ?');
  return {
    putLink: async ({conversation, id, dueAt, attempts}) => void put.run(conversation, id, dueAt, attempts),
    removeLink: async (conversation, id) => void remove.run(conversation, id),
  };
}
