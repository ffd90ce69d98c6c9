/** Messages that are to be sent later. */
import type {LaterReads, LaterWrites} from '../later.js';
import {type LaterRow, laterOf, laterValues} from '../later-rows.js';
import {change, type Line, statement} from './line.js';

const select = `select "user", id, conversation, at, due_at as "dueAt", content, reply_to as "replyTo", created_at as "createdAt", failure from later`;

export function laterReads(line: Line): LaterReads {
  const one = statement<LaterRow>(line, 'later', `${select} where "user" = $1 and id = $2`);
  const all = statement<LaterRow>(line, 'later_of', `${select} where "user" = $1 order by at, created_at, id`);
  const due = statement<LaterRow>(
    line,
    'later_due',
    `${select} where failure is null and due_at <= $1 order by due_at, at, created_at, id limit $2`,
  );
  return {
    async later(user, id) {
      const [row] = await one(user, id);
      return row && laterOf(row);
    },
    laterOf: async (user) => (await all(user)).map(laterOf),
    dueLater: async (now, limit) => (await due(now, limit)).map(laterOf),
  };
}

export function laterWrites(line: Line): LaterWrites {
  const put = change(
    line,
    'put_later',
    `insert into later ("user", id, conversation, at, due_at, content, reply_to, created_at, failure)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict ("user", id) do update set at = excluded.at, due_at = excluded.due_at, content = excluded.content,
       reply_to = excluded.reply_to, failure = excluded.failure`,
  );
  const remove = change(line, 'remove_later', 'delete from later where "user" = $1 and id = $2');
  return {
    putLater: async (record) => void (await put(...laterValues(record))),
    removeLater: async (user, id) => void (await remove(user, id)),
  };
}
