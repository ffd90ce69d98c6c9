/** What somebody's conversations are called, for finding them by it. */
import {present, type Stored} from '../rows.js';
import type {ReadTransaction, TitleHead} from '../store.js';
import {type Line, statement} from './line.js';

export function titleReads(line: Line): Pick<ReadTransaction, 'titles'> {
  const other = `case when c.pair::json ->> 0 = $1 then c.pair::json ->> 1 else c.pair::json ->> 0 end`;
  const titles = statement<Stored<TitleHead>>(
    line,
    'titles',
    `select m.conversation, coalesce(m.activity, c.last_activity) as "lastActivity",
       case when c.pair is not null then case when u.kind = 'erased' then null else coalesce(u.name, ${other}) end
         when m.farewell is null then c.title else m.farewell::json #>> '{meta,title}' end as title
     from member as m join conversation as c on c.id = m.conversation
     left join "user" as u on c.pair is not null and u."user" = ${other}
     where m."user" = $1 and m.conversation > $2 and not (m.cleared >= m.rev and c.last_seq <= m.cleared)
       and not (m.farewell is not null and coalesce(m.farewell::json #>> '{meta,purge}', 'false') = 'true')
     order by m.conversation limit $3`,
  );
  return {titles: async (user, {after, limit}) => (await titles(user, after, limit)).map(present) as TitleHead[]};
}
