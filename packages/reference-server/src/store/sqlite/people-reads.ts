/** Reads of profiles, and of who knows whom. */
import type {Data, QuietHours, Status} from '@parlor/sdk/protocol';
import type {Database} from 'better-sqlite3';
import type {UserRecord} from '../records.js';
import type {ReadTransaction} from '../store.js';
import {json} from './send-path.js';

/** Up to so many people are read one by one, which spares a list for the database to take apart. */
const askedOneByOne = 8;
/** Up to so many whose name or id begins so are asked one by one. */
const fewCandidates = 200;
/** Above so many seats in all of somebody's conversations, people are looked up from the directory's side. */
const mostSeats = 20_000;
/** How many of the directory one look-up goes through at most. */
const mostCandidates = 5000;

/** In the order of `personFrom`: a page of messages names people, so they are read by position (send-path.ts). */
const personColumns = `user, kind, name, avatar, locale, status, data, rev, guest, claims, chosen, last_seen, since,
  quiet`;

type PersonRow = [
  user: string,
  kind: UserRecord['kind'],
  name: string,
  avatar: string | null,
  locale: string | null,
  status: string | null,
  data: string | null,
  rev: number,
  guest: number,
  claims: string,
  chosen: UserRecord['chosen'],
  lastSeen: number,
  since: number,
  quiet: string | null,
];

const personFrom = (row: PersonRow): UserRecord => ({
  user: row[0],
  kind: row[1],
  name: row[2],
  avatar: row[3] ?? undefined,
  locale: row[4] ?? undefined,
  status: json<Status>(row[5]),
  data: json<Data>(row[6]),
  rev: row[7],
  guest: row[8] === 1,
  claims: row[9],
  chosen: row[10],
  lastSeen: row[11],
  since: row[12],
  quiet: json<QuietHours>(row[13]),
});

type Part = Pick<ReadTransaction, 'endedUntil' | 'user' | 'users' | 'conversationsOf' | 'findUsers' | 'sharing'>;

export function peopleReads(client: Database): Part {
  const person = client.prepare<[string], PersonRow>(`select ${personColumns} from user where user = ?`).raw();
  const several = client
    .prepare<[string], PersonRow>(`select ${personColumns} from user where user in (select value from json_each(?))`)
    .raw();

  const ended = client.prepare<[string], number>('select until from ended where user = ?').pluck();
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

  const one = (id: string): UserRecord | undefined => {
    const row = person.get(id);
    return row && personFrom(row);
  };
  const fetch = (ids: readonly string[]): UserRecord[] => {
    if (ids.length <= askedOneByOne) return ids.flatMap((id) => one(id) ?? []);
    const found = new Map<string, UserRecord>();
    for (const row of several.all(JSON.stringify(ids))) found.set(row[0], personFrom(row));
    return ids.flatMap((id) => found.get(id) ?? []);
  };
  const find = (query: Find): {id: string}[] => {
    const isFew =
      (countCandidates.get({prefix: query.prefix, limit: fewCandidates + 1})?.candidates ?? 0) <= fewCandidates;
    const fromDirectory = isFew || (seatsAround.get(query.viewer)?.seats ?? 0) > mostSeats;
    return (fromDirectory ? findFromDirectory : findAmongMine).all(query);
  };

  return {
    endedUntil: async (id) => ended.get(id) ?? 0,
    conversationsOf: async (id) => conversationsOf.all(id),
    user: async (id) => one(id),
    users: async (ids) => fetch(ids),
    findUsers: async (prefix, {with: viewer, limit}) => {
      const found = viewer === undefined ? findAll.all({prefix, limit}) : find({prefix, viewer, limit});
      return fetch(found.map(({id}) => id));
    },
    sharing: async (viewer, ids, past) =>
      sharing.all({viewer, ids: JSON.stringify(ids), past: Number(past === 'past')}).map(({id}) => id),
  };
}
