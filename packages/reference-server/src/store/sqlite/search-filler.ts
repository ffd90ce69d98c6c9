/**
 * Brings messages into the index that were written before there was one: the newest first, a few at a time, going on where it
 * was stopped. What has not been reached yet is not found.
 */
import type {Database} from 'better-sqlite3';
import {searchIndex} from './search-index.js';
import {type MessageRow, messageColumns, messageFrom} from './send-path.js';

/** Messages in one commit: what others wait for meanwhile. */
const atOnce = 100;

/** For rows that were written past the store: all their messages are yet to come. */
export const pendAll = `
  insert into search_place (conversation, pending, reached) select id, seq, seq from conversation where true
  on conflict (conversation) do update set pending = excluded.pending, reached = excluded.reached`;

/** Whether something is left to do. */
export const isPending = (client: Database): boolean =>
  client.prepare('select 1 from search_place where pending > 0 limit 1').get() !== undefined;

/** Each call does a little inside the transaction that is open, and answers whether something is left. */
export function searchFiller(client: Database): () => boolean {
  const index = searchIndex(client);
  const next = client.prepare<[], {place: number; conversation: string; pending: number}>(
    'select place, conversation, pending from search_place where pending > 0 order by pending desc limit 1',
  );
  const older = client
    .prepare<[string, number, number], MessageRow>(
      `select ${messageColumns} from message where conversation = ? and seq <= ? order by seq desc limit ?`,
    )
    .raw();
  const reached = client.prepare<[number, number]>('update search_place set pending = ? where place = ?');

  return () => {
    const found = next.get();
    if (!found) return false;
    const {place, conversation, pending} = found;
    const messages = older.all(conversation, pending, atOnce).map(messageFrom);
    // FTS5 wants rising ids within a commit
    for (const message of [...messages].reverse()) index.complete(place, message);
    const last = messages.at(-1);
    reached.run(last === undefined || messages.length < atOnce ? 0 : last.seq - 1, place);
    return true;
  };
}

/** All of it, for whoever writes rows past the store and serves nobody meanwhile. */
export function fillSearch(client: Database): void {
  client.exec(pendAll);
  const step = searchFiller(client);
  while (client.transaction(() => step())());
  client.exec("insert into search (search) values ('optimize')");
}
