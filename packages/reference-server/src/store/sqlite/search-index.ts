/**
 * The index that messages are found by: a table of FTS5 that keeps no text, with the words of search/words.ts, each written
 * together with the number of its conversation (`17_hello`). So what is looked up is always of one conversation, and costs the
 * same however much others say. docs/decisions/search.md has what else was measured.
 *
 * An entry's id is made of its time, so that the index itself is in the order "newest first" (`entriesPerMs` of one time).
 * `search_place.pending`: messages up to this position, written before there was an index, may still be missing (search-filler.ts).
 * `search_place.reached`: messages behind this position have not been brought in yet (search-follower.ts).
 */

import type {Content} from '@parlor/sdk/protocol';
import type {Database} from 'better-sqlite3';
import {findable} from '../../search/words.js';
import type {MessageRecord} from '../records.js';

export const entriesPerMs = 2048;
export const firstEntryAt = (ts: number): number => ts * entriesPerMs;
export const timeOf = (entry: number): number => Math.floor(entry / entriesPerMs);

/** A word as it stands in the index. */
export const wordIn = (place: number, word: string): string => `${place}_${word}`;

export type Findable = Pick<
  MessageRecord,
  'conversation' | 'seq' | 'ts' | 'content' | 'sender' | 'countable' | 'deleted'
>;

/** What of a message an index needs, in the order of `findableFrom`. */
export const findableColumns = 'conversation, seq, ts, content, sender, countable, deleted';

export type FindableRow = [
  conversation: string,
  seq: number,
  ts: number,
  content: string,
  sender: string,
  countable: number,
  deleted: string | null,
];

export const findableFrom = (row: FindableRow): Findable => ({
  conversation: row[0],
  seq: row[1],
  ts: row[2],
  content: JSON.parse(row[3]) as Content,
  sender: row[4],
  countable: row[5] === 1,
  deleted: row[6] ?? undefined,
});

export type SearchIndex = ReturnType<typeof searchIndex>;

export function searchIndex(client: Database) {
  const placeOf = client.prepare<[string], {place: number; reached: number}>(
    'select place, reached from search_place where conversation = ?',
  );
  const addPlace = client.prepare<[string]>(
    'insert into search_place (conversation) values (?) on conflict do nothing',
  );
  const lastAt = client
    .prepare<[number, number], number | null>('select max(id) from search_entry where id >= ? and id < ?')
    .pluck();
  const entryOf = client
    .prepare<[number, number, number, number], number>(
      'select id from search_entry where id >= ? and id < ? and place = ? and seq = ?',
    )
    .pluck();
  const addEntry = client.prepare<[number, number, number]>(
    'insert into search_entry (id, place, seq) values (?, ?, ?)',
  );
  const removeEntry = client.prepare<[number]>('delete from search_entry where id = ?');
  const addWords = client.prepare<[number, string]>('insert into search (rowid, words) values (?, ?)');
  const removeWords = client.prepare<[number, string]>(
    "insert into search (search, rowid, words) values ('delete', ?, ?)",
  );
  const stored = client
    .prepare<[string, number], FindableRow>(`select ${findableColumns} from message where conversation = ? and seq = ?`)
    .raw();

  const textOf = (place: number, words: readonly string[]): string =>
    words.map((word) => wordIn(place, word)).join(' ');

  /** The first that is free at that time: where there are very many of one time, of a later one. */
  function freeEntry(ts: number): number {
    for (let at = firstEntryAt(ts); ; at += entriesPerMs) {
      const next = (lastAt.get(at, at + entriesPerMs) ?? at - 1) + 1;
      if (next < at + entriesPerMs) return next;
    }
  }

  /** Among those of its time, and of a later one only where there are very many of it: what is not there must not be looked for in all. */
  function find(place: number, {ts, seq}: Pick<Findable, 'ts' | 'seq'>): number | undefined {
    for (let at = firstEntryAt(ts); ; at += entriesPerMs) {
      const found = entryOf.get(at, at + entriesPerMs, place, seq);
      // the last ones of a time that was full may have been removed
      if (found !== undefined || (lastAt.get(at, at + entriesPerMs) ?? 0) < at + entriesPerMs / 2) return found;
    }
  }

  function put(place: number, message: Findable): void {
    const words = findable(message);
    if (words.length === 0) return;
    const entry = freeEntry(message.ts);
    addEntry.run(entry, place, message.seq);
    addWords.run(entry, textOf(place, words));
  }

  function take(place: number, message: Findable): void {
    const entry = find(place, message);
    if (entry === undefined) return;
    removeWords.run(entry, textOf(place, findable(message)));
    removeEntry.run(entry);
  }

  /** Of a message that is in the index; of one that is yet to come nothing has to be changed. */
  function placeWith({conversation, seq}: Pick<Findable, 'conversation' | 'seq'>): number | undefined {
    const found = placeOf.get(conversation);
    return found && seq <= found.reached ? found.place : undefined;
  }

  /** The message as it is stored now. */
  function storedAt(conversation: string, seq: number): Findable | undefined {
    const row = stored.get(conversation, seq);
    return row && findableFrom(row);
  }

  return {
    addPlace: (conversation: string): void => void addPlace.run(conversation),
    put,
    /** Called before the message is stored in its new form. */
    change(message: Pick<Findable, 'conversation' | 'seq' | 'content' | 'deleted'>): void {
      const place = placeWith(message);
      const before = place === undefined ? undefined : storedAt(message.conversation, message.seq);
      if (place === undefined || before === undefined) return;
      const {content, deleted} = message;
      if (before.content.text === content.text && before.deleted === deleted) return;
      take(place, before);
      put(place, {...before, content, deleted});
    },
    /** Called before the message is removed. */
    remove(message: Findable): void {
      const place = placeWith(message);
      if (place !== undefined) take(place, message);
    },
    /** One that may be there already. */
    complete(place: number, message: Findable): void {
      if (find(place, message) === undefined) put(place, message);
    },
  };
}
