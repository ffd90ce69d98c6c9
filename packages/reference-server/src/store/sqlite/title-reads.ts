/** What somebody's conversations are called, for finding them by it. */
import type {Database} from 'better-sqlite3';
import {present, type Stored} from '../rows.js';
import type {ReadTransaction, TitleHead} from '../store.js';

export function titleReads(client: Database): Pick<ReadTransaction, 'titles'> {
  const other = 'case when c.pair ->> 0 = @user then c.pair ->> 1 else c.pair ->> 0 end';
  const titles = client.prepare<{user: string; after: string; limit: number}, Stored<TitleHead>>(`
    select m.conversation as conversation,
      case when m.state = 'joined' then c.last_activity else m.farewell ->> 'lastActivity' end as lastActivity,
      case when c.pair is not null then case when u.kind is 'erased' then null else coalesce(u.name, ${other}) end
        when m.farewell is null then c.title else m.farewell ->> '$.meta.title' end as title
    from member as m indexed by member_user cross join conversation as c on c.id = m.conversation
    left join user as u on c.pair is not null and u.user = ${other}
    where m.user = @user and m.conversation > @after and not (m.cleared >= m.rev and c.last_seq <= m.cleared)
      and coalesce(m.farewell ->> '$.meta.purge', 0) = 0
    order by m.conversation limit @limit`);
  return {titles: async (user, {after, limit}) => titles.all({user, after, limit}).map(present) as TitleHead[]};
}
