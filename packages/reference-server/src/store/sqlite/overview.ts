/** What the host reads of everybody's: each query goes along one index and ends at its limit. */
import type {Database} from 'better-sqlite3';
import type {ConversationHead, OverviewReads, UserHead} from '../admin.js';
import {present, type Stored} from '../rows.js';

const head = `c.id, c.type, c.status, c.title, c.created_at as createdAt,
  c.context ->> 'type' as contextType, c.context ->> 'id' as contextId`;

export function overviewReads(client: Database): OverviewReads {
  const heads = client.prepare<{createdAt: number; id: string; limit: number}, Stored<ConversationHead>>(`
    select ${head} from conversation as c where (c.created_at, c.id) < (@createdAt, @id)
    order by c.created_at desc, c.id desc limit @limit`);
  const headsOf = client.prepare<{user: string; after: string; limit: number}, Stored<ConversationHead>>(`
    select ${head} from member as m indexed by member_user cross join conversation as c on c.id = m.conversation
    where m.user = @user and m.conversation > @after and m.state = 'joined' order by m.conversation limit @limit`);
  const users = client.prepare<{key: string; user: string; limit: number}, Omit<UserHead, 'band'>>(`
    select u.user, u.kind, u.name_key as key, coalesce(e.until, 0) as until
    from user as u left join ended as e on e.user = u.user
    where (u.name_key, u.user) > (@key, @user) order by u.name_key, u.user limit @limit`);
  return {
    conversationHeads: async ({after = {createdAt: Number.MAX_SAFE_INTEGER, id: ''}, limit}) =>
      heads.all({...after, limit}).map(present),
    conversationHeadsOf: async (user, query) => headsOf.all({user, ...query}).map(present),
    userHeads: async ({after: {key, user} = {key: '', user: ''}, limit}) =>
      users.all({key, user, limit}).map((head) => ({...head, band: 0})),
  };
}
