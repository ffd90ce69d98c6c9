/** What the host reads of everybody's: each query goes along one index and ends at its limit. */
import type {ConversationHead, OverviewReads, UserHead} from '../admin.js';
import {present, type Stored} from '../rows.js';
import {type Line, statement} from './line.js';

const head = `c.id, c.type, c.status, c.title, c.created_at as "createdAt",
  c.context::json ->> 'type' as "contextType", c.context::json ->> 'id' as "contextId"`;

export function overviewReads(line: Line): OverviewReads {
  const heads = statement<Stored<ConversationHead>>(
    line,
    'conversation_heads',
    `select ${head} from conversation as c where (c.created_at, c.id) < ($1::bigint, $2::text)
     order by c.created_at desc, c.id desc limit $3`,
  );
  const headsOf = statement<Stored<ConversationHead>>(
    line,
    'conversation_heads_of',
    `select ${head} from member as m join conversation as c on c.id = m.conversation
     where m."user" = $1 and m.conversation > $2 and m.state = 'joined' order by m.conversation limit $3`,
  );
  const users = statement<UserHead>(
    line,
    'user_heads',
    `select u."user", u.kind, u.name_key as key, coalesce(e.until, 0) as until, 0 as band
     from "user" as u left join ended as e on e."user" = u."user"
     where (u.name_key, u."user") > ($1::text, $2::text) order by u.name_key, u."user" limit $3`,
  );
  return {
    conversationHeads: async ({after = {createdAt: Number.MAX_SAFE_INTEGER, id: ''}, limit}) =>
      (await heads(after.createdAt, after.id, limit)).map(present),
    conversationHeadsOf: async (user, {after, limit}) => (await headsOf(user, after, limit)).map(present),
    userHeads: ({after: {key, user} = {key: '', user: ''}, limit}) => users(key, user, limit),
  };
}
