/** Reads of profiles, and of who knows whom. */
import {eq, sql} from 'drizzle-orm';
import type {NodePgDatabase} from 'drizzle-orm/node-postgres';
import type {UserRecord} from '../records.js';
import {present} from '../rows.js';
import type {ReadTransaction} from '../store.js';
import {type Line, statement} from './line.js';
import {users} from './schema.js';

/** How many of the directory one look-up among those one shares with goes through at most. */
const mostCandidates = 5000;

type Part = Pick<ReadTransaction, 'endedUntil' | 'user' | 'users' | 'conversationsOf' | 'findUsers' | 'sharing'>;

export function peopleReads(line: Line, database: NodePgDatabase): Part {
  const user = database
    .select()
    .from(users)
    .where(eq(users.user, sql.placeholder('user')))
    .prepare('user');
  const several = database
    .select()
    .from(users)
    .where(sql`${users.user} = any(${sql.placeholder('ids')}::text[])`)
    .prepare('users');
  const ended = statement<{until: number}>(line, 'ended', 'select until from ended where "user" = $1');
  const placesOf = statement<{conversation: string}>(
    line,
    'conversations_of',
    'select conversation from member where "user" = $1',
  );

  // U+10FFFF is behind every character a name goes on with.
  const begins = (key: string): string => `(u.${key} >= $1 and u.${key} < $1 || chr(1114111))`;
  // each half from an index of its own
  const candidates = `
    (select u."user", u.name_key from "user" as u where ${begins('name_key')} order by u.name_key, u."user" limit $2)
    union
    (select u."user", u.name_key from "user" as u where ${begins('user_key')} order by u.user_key limit $2)`;
  const findAll = statement<{id: string}>(
    line,
    'find_users',
    `select f."user" as id from (${candidates}) as f order by f.name_key, f."user" limit $2`,
  );
  const findShared = statement<{id: string}>(
    line,
    'find_shared',
    `select f."user" as id from (${candidates}) as f
     where f."user" <> $3 and exists (
       select 1 from member as b join member as a on a.conversation = b.conversation and a."user" = $3
       where b."user" = f."user" and b.state = 'joined' and a.state = 'joined')
     order by f.name_key, f."user" limit $4`,
  );
  const sharing = statement<{id: string}>(
    line,
    'sharing',
    `select distinct j.id from unnest($2::text[]) as j (id) where exists (
       select 1 from member as b join member as a on a.conversation = b.conversation and a."user" = $1
       where b."user" = j.id and ($3 or (b.state = 'joined' and a.state = 'joined')))`,
  );

  const fetch = async (ids: readonly string[]): Promise<UserRecord[]> => {
    const found = new Map<string, UserRecord>();
    for (const row of await several.execute({ids})) found.set(row.user, recordOf(row));
    return ids.flatMap((id) => found.get(id) ?? []);
  };

  return {
    endedUntil: async (id) => (await ended(id))[0]?.until ?? 0,
    conversationsOf: async (id) => (await placesOf(id)).map(({conversation}) => conversation),
    user: async (id) => {
      const [row] = await user.execute({user: id});
      return row && recordOf(row);
    },
    users: (ids) => fetch(ids),
    findUsers: async (prefix, {with: viewer, limit}) => {
      const found = await (viewer === undefined
        ? findAll(prefix, limit)
        : findShared(prefix, mostCandidates, viewer, limit));
      return fetch(found.map(({id}) => id));
    },
    sharing: async (viewer, ids, past) => (await sharing(viewer, ids, past === 'past')).map(({id}) => id),
  };
}

function recordOf({nameKey: _, userKey: __, x: ___, ...record}: typeof users.$inferSelect): UserRecord {
  return present(record) as UserRecord;
}
