/**
 * Brings new messages into the index that messages are found by: many of one time, behind the commits that stored them. In a commit of its
 * own few words, each message would cost two to three times as much, and its sender would wait for it. What has not been brought in yet is
 * looked through as it is (search-reads.ts), so nobody finds less for it.
 */
import type {Database} from 'better-sqlite3';
import {type FindableRow, findableColumns, findableFrom, type SearchIndex, searchIndex} from './search-index.js';

/** Brought in within one commit, at most: what others wait for meanwhile, and what a search looks through as it is. */
export const broughtAtOnce = 256;

type Place = {place: number; conversation: string; reached: number};
type Late = {place: number; message: Parameters<SearchIndex['put']>[1]};

/** How far all conversations have been brought in: a stamp of `conversation.x`. */
const reachedX = "coalesce((select cast(value as integer) from meta where key = 'search_x'), 0)";

/** Whether something was written that the index has not. */
export const isBehind = (client: Database): boolean =>
  client
    .prepare(
      `select 1 from conversation as c join search_place as p on p.conversation = c.id
       where c.x > ${reachedX} and c.seq > p.reached limit 1`,
    )
    .get() !== undefined;

/** Each call does a little inside the transaction that is open, whose last stamp is `x`, and answers whether something is left. */
export function searchFollower(client: Database): (x: number) => boolean {
  const index = searchIndex(client);
  const behind = client.prepare<[], Place>(
    `select p.place, p.conversation, p.reached from conversation as c join search_place as p on p.conversation = c.id
     where c.x > ${reachedX} and c.seq > p.reached`,
  );
  const newer = client
    .prepare<[string, number, number], FindableRow>(
      `select ${findableColumns} from message where conversation = ? and seq > ? order by seq limit ?`,
    )
    .raw();
  const reached = client.prepare<[number, number]>('update search_place set reached = ? where place = ?');
  const reachedAll = client.prepare<[string]>(
    "insert into meta (key, value) values ('search_x', ?) on conflict do update set value = excluded.value",
  );

  return (x) => {
    const late: Late[] = [];
    const ends: [seq: number, place: number][] = [];
    for (const {place, conversation, reached: from} of behind.iterate()) {
      const left = broughtAtOnce - late.length;
      if (left === 0) break;
      const messages = newer.all(conversation, from, left).map(findableFrom);
      for (const message of messages) late.push({place, message});
      const last = messages.at(-1);
      if (last) ends.push([last.seq, place]);
    }
    // not meanwhile: the driver writes nothing while it reads
    for (const end of ends) reached.run(...end);
    // FTS5 wants rising ids within a commit
    late.sort((a, b) => a.message.ts - b.message.ts);
    for (const {place, message} of late) index.put(place, message);
    if (late.length === broughtAtOnce) return true;
    reachedAll.run(String(x));
    return false;
  };
}
