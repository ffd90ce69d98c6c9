/**
 * Reads over all conversations of one user.
 *
 * The inbox is ordered by the activity of conversations, which changes with every message. Writing it into the row of every
 * member would make a message cost what the conversation has members; sorting at every look would make a page cost what the
 * user has conversations. So each member row is *filed* under an activity, and each user has a stamp up to which the filing
 * is true (`inbox_filed`). A page takes the few conversations that changed since from themselves and all others from the
 * index; when there are more than a few, the user's rows are filed anew (`fileInbox`), which costs what has changed.
 *
 * What must hold: for a joined conversation with a stamp up to the user's, `member.activity` is `conversation.last_activity`;
 * for an ended membership it is that of the farewell, from the moment it ended.
 */
import type {Database} from 'better-sqlite3';
import type {ConversationRecord} from '../records.js';
import type {ChangedQuery, Countable, InboxQuery, Membership, Place, ReadTransaction} from '../store.js';
import {memberOf, type OwnRow, ownColumns} from './member-rows.js';
import {type ConversationRow, conversationColumns, conversationFrom} from './send-path.js';

/** A user with no more conversations than this has them sorted at every look: filing would not pay. */
const fewConversations = 300;
/** From so many changed conversations on, an inbox is filed anew behind the read. */
const refileAbove = 100;
/** Above so many changes in the whole database the user's memberships are looked through instead. */
const mostChanges = 2000;

type Part = Pick<ReadTransaction, 'memberships' | 'inbox' | 'changed' | 'maybeUnread'>;
type Key = {id: string; pinned: number; activity: number};

const newestFirst = (a: Key, b: Key): number => b.activity - a.activity || (b.id < a.id ? -1 : b.id > a.id ? 1 : 0);
const inboxOrder = (a: Key, b: Key): number => b.pinned - a.pinned || newestFirst(a, b);
const keyOf = ({pinned, lastActivity, conversation}: Place): Key => ({
  id: conversation,
  pinned: Number(pinned),
  activity: lastActivity,
});

/** `refile` is told of users whose inbox should be filed anew. */
export function inboxReads(client: Database, refile: (user: string) => void): Part {
  // two statements instead of a join: rows are then read by position, without a name for each value
  const mine = client
    .prepare<[string, string], OwnRow>(
      `select ${ownColumns} from member where (conversation, user) in (select value, ? from json_each(?))`,
    )
    .raw();
  const theirs = client
    .prepare<[string], ConversationRow>(
      `select ${conversationColumns} from conversation where id in (select value from json_each(?))`,
    )
    .raw();

  const filed = client.prepare<[string], {x: number}>('select x from inbox_filed where user = ?');
  const countChanges = client.prepare<[number, number], {changes: number}>(
    'select count(*) as changes from (select 1 from conversation where x > ? limit ?)',
  );
  const countMine = client.prepare<[string, number], {mine: number}>(
    'select count(*) as mine from (select 1 from member where user = ? limit ?)',
  );
  const activity = "case when m.state = 'joined' then c.last_activity else m.activity end";
  const key = `m.conversation as id, m.pinned as pinned, ${activity} as activity`;
  const changedConversations = client.prepare<{user: string; since: number}, Key>(`
    select ${key} from conversation as c indexed by conversation_x cross join member as m on m.conversation = c.id and m.user = @user
    where c.x > @since and m.state = 'joined'`);
  const changedAmongMine = client.prepare<{user: string; since: number}, Key>(`
    select ${key} from member as m indexed by member_x cross join conversation as c on c.id = m.conversation
    where m.user = @user and (m.x > @since or (m.state = 'joined' and c.x > @since))`);
  const changedMemberships = client.prepare<{user: string; since: number}, Key>(`
    select ${key} from member as m indexed by member_x cross join conversation as c on c.id = m.conversation
    where m.user = @user and m.x > @since`);

  const filter = `
    m.user = @user and m.archived = @archived
    and (@emptied = 1 or not (m.cleared >= m.rev and c.last_seq <= m.cleared))
    and (@maybeUnread = 0 or c.k > m.read_k or m.marked_unread = 1)
    and (@groups = 0 or c.type <> 'direct')
    and (@contextType is null or c.context ->> 'type' = @contextType)
    and (@contextId is null or c.context ->> 'id' = @contextId)`;
  type FilterValues = {
    user: string;
    archived: number;
    emptied: number;
    maybeUnread: number;
    groups: number;
    contextType: string | null;
    contextId: string | null;
  };
  const filedPage = client.prepare<
    FilterValues & {but: string; pinned: number; activity: number; id: string; limit: number},
    Key
  >(`
    select m.conversation as id, m.pinned as pinned, m.activity as activity
    from member as m indexed by member_inbox cross join conversation as c on c.id = m.conversation
    where ${filter} and (m.pinned, m.activity, m.conversation) < (@pinned, @activity, @id)
      and m.conversation not in (select value from json_each(@but))
    order by m.pinned desc, m.activity desc, m.conversation desc limit @limit`);
  const someOf = client.prepare<FilterValues & {ids: string}, Key>(`
    select ${key} from json_each(@ids) as d cross join member as m on m.conversation = d.value and m.user = @user
    cross join conversation as c on c.id = m.conversation where ${filter}`);
  const allOf = client.prepare<FilterValues, Key>(`
    select ${key} from member as m indexed by member_inbox cross join conversation as c on c.id = m.conversation where ${filter}`);
  const maybeUnread = client.prepare<
    {user: string; now: number},
    Omit<Countable, 'markedUnread'> & {markedUnread: number}
  >(`
    select c.id as conversation, c.k as k, m.read_k as readK, m.own_read_k as ownReadK, m.marked_unread as markedUnread,
      max(m.read, m.read_private, m.cleared, m.visible_from - 1) as horizon
    from member as m indexed by member_inbox cross join conversation as c on c.id = m.conversation
    where m.user = @user and m.archived = 0 and m.state = 'joined' and m.muted_until <= @now
      and (c.k > m.read_k or m.marked_unread = 1)`);

  /** The records of these conversations, in the order given. */
  const fetch = (user: string, ids: readonly string[]): Membership[] => {
    const wanted = JSON.stringify(ids);
    const records = new Map<string, ConversationRecord>();
    for (const row of theirs.all(wanted)) records.set(row[0], conversationFrom(row));
    const found = new Map<string, Membership>();
    for (const row of mine.all(user, wanted)) {
      const conversation = records.get(row[0]);
      if (conversation) found.set(row[0], {conversation, member: memberOf(user, row)});
    }
    return ids.flatMap((id) => found.get(id) ?? []);
  };

  const manyChanged = (since: number): boolean =>
    (countChanges.get(since, mostChanges + 1)?.changes ?? 0) > mostChanges;

  const inbox = (
    user: string,
    {archived, maybeUnread: unread, groups, contextType, contextId, after, limit}: InboxQuery,
    emptied = false,
  ): Key[] => {
    const values: FilterValues = {
      user,
      archived: Number(archived),
      emptied: Number(emptied),
      maybeUnread: Number(unread ?? false),
      groups: Number(groups ?? false),
      contextType: contextType ?? null,
      contextId: contextId ?? null,
    };
    const edge = after && keyOf(after);
    const take = (keys: Key[]): Key[] =>
      (edge ? keys.filter((other) => inboxOrder(other, edge) > 0) : keys).sort(inboxOrder).slice(0, limit);

    if ((countMine.get(user, fewConversations + 1)?.mine ?? 0) <= fewConversations) return take(allOf.all(values));
    const since = filed.get(user)?.x ?? 0;
    if (manyChanged(since)) {
      refile(user);
      return take(allOf.all(values));
    }
    const changed = changedConversations.all({user, since}).map(({id}) => id);
    if (changed.length > refileAbove) refile(user);
    const {pinned, activity: from, id} = edge ?? {pinned: 2, activity: 0, id: ''};
    const ids = JSON.stringify(changed);
    return take([
      ...someOf.all({...values, ids}),
      ...filedPage.all({...values, but: ids, pinned, activity: from, id, limit}),
    ]);
  };

  const changed = (user: string, {since, pinnedFirst, after, limit}: ChangedQuery): Key[] => {
    const order = pinnedFirst ? inboxOrder : newestFirst;
    // All there is, in the order of the inbox: both of its halves are in an index.
    if (since < 0 && pinnedFirst) {
      const halves = [true, false].flatMap((archived) => inbox(user, {archived, after, limit}, true));
      return halves.sort(order).slice(0, limit);
    }
    const edge = after && keyOf(after);
    const found = new Map<string, Key>();
    const queries = since < 0 || manyChanged(since) ? [changedAmongMine] : [changedConversations, changedMemberships];
    for (const query of queries) for (const one of query.all({user, since})) found.set(one.id, one);
    const keys = [...found.values()].filter((one) => edge === undefined || order(one, edge) > 0);
    return keys.sort(order).slice(0, limit);
  };

  return {
    memberships: async (user, ids) => fetch(user, ids),
    inbox: async (user, query) =>
      fetch(
        user,
        inbox(user, query).map(({id}) => id),
      ),
    changed: async (user, query) =>
      fetch(
        user,
        changed(user, query).map(({id}) => id),
      ),
    maybeUnread: async (user, now) =>
      maybeUnread.all({user, now}).map((row) => ({...row, markedUnread: row.markedUnread === 1})),
  };
}

/** Files what changed since the last time under its true activity. Part of a write. */
export function inboxFiler(client: Database): (user: string) => void {
  const refile = client.prepare<{user: string}>(`
    update member set activity = (select c.last_activity from conversation as c where c.id = member.conversation)
    where user = @user and state = 'joined'
      and activity <> (select c.last_activity from conversation as c where c.id = member.conversation)`);
  const note = client.prepare<{user: string}>(`
    insert into inbox_filed (user, x) values (@user, (select cast(value as integer) from meta where key = 'x'))
    on conflict (user) do update set x = excluded.x`);
  return (user) => {
    refile.run({user});
    note.run({user});
  };
}
