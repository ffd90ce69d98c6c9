/** Reads of profiles, and of who knows whom. */
import type {Data, QuietHours, Status} from '@parlor/sdk/protocol';
import type {Database} from 'better-sqlite3';
import type {UserRecord} from '../records.js';
import type {ReadTransaction} from '../store.js';
import {json} from './send-path.js';

/** Up to so many people are read one by one, which spares a list for the database to take apart. */
const askedOneByOne = 8;
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

type Part = Pick<ReadTransaction, 'endedUntil' | 'user' | 'users' | 'conversationsOf' | 'sharing'>;

export function peopleReads(client: Database): Part {
  const person = client.prepare<[string], PersonRow>(`select ${personColumns} from user where user = ?`).raw();
  const several = client
    .prepare<[string], PersonRow>(`select ${personColumns} from user where user in (select value from json_each(?))`)
    .raw();

  const ended = client.prepare<[string], number>('select until from ended where user = ?').pluck();
  const conversationsOf = client.prepare<[string], string>('select conversation from member where user = ?').pluck();
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

  return {
    endedUntil: async (id) => ended.get(id) ?? 0,
    conversationsOf: async (id) => conversationsOf.all(id),
    user: async (id) => one(id),
    users: async (ids) => fetch(ids),
    sharing: async (viewer, ids, past) =>
      sharing.all({viewer, ids: JSON.stringify(ids), past: Number(past === 'past')}).map(({id}) => id),
  };
}
