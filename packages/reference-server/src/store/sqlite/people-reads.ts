/** Reads of profiles, and of who knows whom. */
import type {Database} from 'better-sqlite3';
import {eq, sql} from 'drizzle-orm';
import {drizzle} from 'drizzle-orm/better-sqlite3';
import type {UserRecord} from '../records.js';
import {present} from '../rows.js';
import type {ReadTransaction} from '../store.js';
import {users} from './schema.js';

/** Up to so many whose name or id begins so are asked one by one. */
const fewCandidates = 200;
/** Above so many seats in all of somebody's conversations, people are looked up from the directory's side. */
const mostSeats = 20_000;
/** How many of the directory one look-up goes through at most. */
const mostCandidates = 5000;

type Part = Pick<ReadTransaction, 'endedUntil' | 'user' | 'users' | 'conversationsOf' | 'findUsers' | 'sharing'>;

export function peopleReads(client: Database): Part {
  const database = drizzle(client);
  const user = database
    .select()
    .from(users)
    .where(eq(users.user, sql.placeholder('user')))
    .prepare();
  const several = database
    .select()
    .from(users)
    .where(sql`${users.user} in (select value from json_each(${sql.placeholder('ids')}))`)
    .prepare();

  const ended = client.prepare<[string], {until: number}>('select until from ended where user = ?');
  const conversationsOf = client.prepare<[string], string>('select conversation from member where user = ?').pluck();
  const seatsAround = client.prepare<[string], {seats: number | null}>(`
    select sum(c.members) as seats from member as m cross join conversation as c on c.id = m.conversation
    where m.user = ? and m.state = 'joined'`);
  const shares = `exists (
    select 1 from member as b cross join member as a on a.conversation = b.conversation and a.user = @viewer
    where b.user = u.user and b.state = 'joined' and a.state = 'joined')`;
  // U+10FFFF is behind every character a name goes on with.
  const begins = `(u.name_key >= @prefix and u.name_key < @prefix || char(0x10ffff) or u.user_key >= @prefix and u.user_key < @prefix || char(0x10ffff))`;
  type Find = {prefix: string; viewer: string; limit: number};
  const findAll = client.prepare<Omit<Find, 'viewer'>, {id: string}>(
    `select u.user as id from user as u where ${begins} order by u.name_key, u.user limit @limit`,
  );
  const countCandidates = client.prepare<Omit<Find, 'viewer'>, {candidates: number}>(
    `select count(*) as candidates from (select 1 from user as u where ${begins} limit @limit)`,
  );
  const findAmongMine = client.prepare<Find, {id: string}>(`
    select u.user as id from user as u
    where ${begins} and u.user <> @viewer and u.user in (
      select b.user from member as a cross join member as b on b.conversation = a.conversation
      where a.user = @viewer and a.state = 'joined' and b.state = 'joined')
    order by u.name_key, u.user limit @limit`);
  const findFromDirectory = client.prepare<Find, {id: string}>(`
    select u.user as id from (
      select u.user, u.name_key from user as u where ${begins} order by u.name_key, u.user limit ${mostCandidates}) as u
    where u.user <> @viewer and ${shares} order by u.name_key, u.user limit @limit`);
  const sharing = client.prepare<{viewer: string; ids: string; past: number}, {id: string}>(`
    select distinct j.value as id from json_each(@ids) as j where exists (
      select 1 from member as b cross join member as a on a.conversation = b.conversation and a.user = @viewer
      where b.user = j.value and (@past = 1 or (b.state = 'joined' and a.state = 'joined')))`);

  const fetch = (ids: readonly string[]): UserRecord[] => {
    const found = new Map<string, UserRecord>();
    for (const {nameKey: _, userKey: __, ...row} of several.all({ids: JSON.stringify(ids)}))
      found.set(row.user, present(row) as UserRecord);
    return ids.flatMap((id) => found.get(id) ?? []);
  };
  const find = (query: Find): {id: string}[] => {
    const isFew =
      (countCandidates.get({prefix: query.prefix, limit: fewCandidates + 1})?.candidates ?? 0) <= fewCandidates;
    const fromDirectory = isFew || (seatsAround.get(query.viewer)?.seats ?? 0) > mostSeats;
    return (fromDirectory ? findFromDirectory : findAmongMine).all(query);
  };

  return {
    endedUntil: async (id) => ended.get(id)?.until ?? 0,
    conversationsOf: async (id) => conversationsOf.all(id),
    user: async (id) => {
      const row = user.get({user: id});
      if (!row) return undefined;
      const {nameKey: _, userKey: __, ...record} = row;
      return present(record) as UserRecord;
    },
    users: async (ids) => fetch(ids),
    findUsers: async (prefix, {with: viewer, limit}) => {
      const found = viewer === undefined ? findAll.all({prefix, limit}) : find({prefix, viewer, limit});
      return fetch(found.map(({id}) => id));
    },
    sharing: async (viewer, ids, past) =>
      sharing.all({viewer, ids: JSON.stringify(ids), past: Number(past === 'past')}).map(({id}) => id),
  };
}
