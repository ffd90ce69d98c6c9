/**
 * Reads over all conversations of one user. The inbox is ordered by the activity of conversations; a page joins the user's
 * memberships with them and sorts, which costs what the user has conversations.
 */
import {and, eq, sql} from 'drizzle-orm';
import type {NodePgDatabase} from 'drizzle-orm/node-postgres';
import type {ConversationRecord, MemberRecord} from '../records.js';
import {present} from '../rows.js';
import type {Countable, Membership, Place, ReadTransaction} from '../store.js';
import {type Line, statement} from './line.js';
import {conversations, members} from './schema.js';

const given = sql.placeholder;

/** Above so many changes in the whole database the user's memberships are looked through instead. */
const mostChanges = 2000;

type Part = Pick<ReadTransaction, 'memberships' | 'inbox' | 'changed' | 'maybeUnread'>;

/** Behind everything: nothing is left out. */
const atTop: Place = {pinned: true, lastActivity: Number.MAX_SAFE_INTEGER, conversation: ''};

export function inboxReads(line: Line, database: NodePgDatabase): Part {
  const memberships = database
    .select()
    .from(members)
    .innerJoin(conversations, eq(conversations.id, members.conversation))
    .where(and(eq(members.user, given('user')), sql`${members.conversation} = any(${given('ids')}::text[])`))
    .prepare('memberships');

  type Id = {id: string};
  const activity = 'coalesce(m.activity, c.last_activity)';
  const joined = 'member as m join conversation as c on c.id = m.conversation';
  /** Behind the place in $2…$4, of at most $5; `pinned` is the same for all where it does not count. */
  const page = (pinned: string): string => `
    and (${pinned}, ${activity}, m.conversation) < ($2, $3, $4::text)
    order by ${pinned} desc, ${activity} desc, m.conversation desc limit $5`;

  const inbox = statement<Id>(
    line,
    'inbox',
    `select m.conversation as id from ${joined}
     where m."user" = $1 and m.archived = $6
       and not (m.cleared >= m.rev and c.last_seq <= m.cleared)
       and (not $7::boolean or c.k > m.read_k or m.marked_unread)
       and (not $8::boolean or c.type <> 'direct')
       and ($9::text is null or c.context::json ->> 'type' = $9)
       and ($10::text is null or c.context::json ->> 'id' = $10)
       ${page('m.pinned')}`,
  );
  const countChanges = statement<{changes: number}>(
    line,
    'count_changes',
    `select count(*) as changes from (select 1 from conversation where x > $1 limit ${mostChanges + 1}) as c`,
  );
  const mineChanged = `m."user" = $1 and (m.x > $6 or (m.state = 'joined' and c.x > $6))`;
  /** Few changed: from those. Many: from the user's own. */
  const fewChanged = `m."user" = $1 and m.conversation in (
    select conversation from member where "user" = $1 and x > $6
    union all
    select f.id from conversation as f join member as o on o.conversation = f.id and o."user" = $1
    where f.x > $6 and o.state = 'joined')`;
  const changed = [fewChanged, mineChanged].map((condition, index) =>
    ['(false and m.pinned)', 'm.pinned'].map((pinned, place) =>
      statement<Id>(
        line,
        `changed_${index}_${place}`,
        `select m.conversation as id from ${joined} where ${condition} ${page(pinned)}`,
      ),
    ),
  );
  const maybeUnread = statement<Countable>(
    line,
    'maybe_unread',
    `select c.id as conversation, c.k, m.read_k as "readK", m.own_read_k as "ownReadK", m.marked_unread as "markedUnread",
       greatest(m.read, m.read_private, m.cleared, m.visible_from - 1) as horizon
     from ${joined}
     where m."user" = $1 and not m.archived and m.state = 'joined' and m.muted_until <= $2
       and (c.k > m.read_k or m.marked_unread)`,
  );

  /** The records of these conversations, in the order given. */
  const fetch = async (user: string, ids: readonly string[]): Promise<Membership[]> => {
    const found = new Map<string, Membership>();
    if (ids.length === 0) return [];
    for (const {member, conversation} of await memberships.execute({user, ids})) {
      found.set(conversation.id, {
        conversation: present(conversation) as ConversationRecord,
        member: present(member) as MemberRecord,
      });
    }
    return ids.flatMap((id) => found.get(id) ?? []);
  };
  const idsOf = (rows: readonly Id[]): string[] => rows.map(({id}) => id);
  const edgeOf = ({pinned, lastActivity, conversation}: Place) => [pinned, lastActivity, conversation] as const;

  return {
    memberships: (user, ids) => fetch(user, ids),
    inbox: async (user, {archived, maybeUnread: unread, groups, contextType, contextId, after = atTop, limit}) => {
      const filter = [archived, unread ?? false, groups ?? false, contextType ?? null, contextId ?? null];
      return fetch(user, idsOf(await inbox(user, ...edgeOf(after), limit, ...filter)));
    },
    changed: async (user, {since, pinnedFirst, after = atTop, limit}) => {
      const isMany = since < 0 || Number((await countChanges(since))[0]?.changes) > mostChanges;
      const find = changed[Number(isMany)]?.[Number(pinnedFirst)];
      const [pinned, ...edge] = edgeOf(after);
      return find ? fetch(user, idsOf(await find(user, pinnedFirst && pinned, ...edge, limit, since))) : [];
    },
    maybeUnread: async (user, now) => maybeUnread(user, now),
  };
}
