/** Messages that are to be sent later. */
import type {Database} from 'better-sqlite3';
import type {LaterReads, LaterWrites} from '../later.js';
import {type LaterRow, laterOf, laterValues} from '../later-rows.js';

const select = `select user, id, conversation, at, due_at as "dueAt", content, reply_to as "replyTo", created_at as "createdAt", failure from later`;

export function laterReads(client: Database): LaterReads {
  const one = client.prepare<[string, string], LaterRow>(`${select} where user = ? and id = ?`);
  const all = client.prepare<[string], LaterRow>(`${select} where user = ? order by at, created_at, id`);
  const due = client.prepare<[number, number], LaterRow>(
    `${select} where failure is null and due_at <= ? order by due_at, at, created_at, id limit ?`,
  );
  return {
    async later(user, id) {
      const row = one.get(user, id);
      return row && laterOf(row);
    },
    laterOf: async (user) => all.all(user).map(laterOf),
    dueLater: async (now, limit) => due.all(now, limit).map(laterOf),
  };
}

export function laterWrites(client: Database): LaterWrites {
  const put = client.prepare(`
    insert into later (user, id, conversation, at, due_at, content, reply_to, created_at, failure)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?)
    on conflict (user, id) do update set at = excluded.at, due_at = excluded.due_at, content = excluded.content,
      reply_to = excluded.reply_to, failure = excluded.failure`);
  const remove = client.prepare<[string, string]>('delete from later where user = ? and id = ?');
  return {
    putLater: async (record) => void put.run(...laterValues(record)),
    removeLater: async (user, id) => void remove.run(user, id),
  };
}
