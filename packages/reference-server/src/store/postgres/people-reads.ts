/** Reads of profiles, and of who knows whom. */
import {eq, sql} from 'drizzle-orm';
import type {NodePgDatabase} from 'drizzle-orm/node-postgres';
import type {UserRecord} from '../records.js';
import {present} from '../rows.js';
import type {ReadTransaction} from '../store.js';
import {type Line, statement} from './line.js';
import {users} from './schema.js';

type Part = Pick<ReadTransaction, 'endedUntil' | 'user' | 'users' | 'conversationsOf' | 'sharing'>;

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
    sharing: async (viewer, ids, past) => (await sharing(viewer, ids, past === 'past')).map(({id}) => id),
  };
}

function recordOf({nameKey: _, userKey: __, foundAs: ___, x: ____, ...record}: typeof users.$inferSelect): UserRecord {
  return present(record) as UserRecord;
}
