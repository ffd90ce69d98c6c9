/**
 * Keeps the index that messages are found by in few pieces. FTS5 writes one with every commit, a search looks into all there are, and by itself FTS5 leaves
 * three of each size: about eleven with a million messages, and twice the time of a look into one.
 */
import type {Database} from 'better-sqlite3';

const mostPieces = 6;
/** Written in one step, so that nobody waits long for it: about a millisecond. */
const pagesAtOnce = 16;

/** Each call does a little inside the transaction that is open, and answers whether something is left. */
export function searchMerger(client: Database): {isScattered: () => boolean; merge: () => boolean} {
  const pieces = client
    .prepare<[], number>(
      `with recursive piece (id) as (
         select min(segid) from search_idx
         union all select (select min(segid) from search_idx where segid > piece.id) from piece where piece.id is not null)
       select count(id) from piece`,
    )
    .pluck();
  // those that are most like each other; what is no work changes less than two rows (sqlite.org/fts5.html, 6.9)
  const step = client.prepare<[number]>("insert into search (search, rank) values ('merge', ?)");
  const changes = client.prepare<[], number>('select total_changes()').pluck();

  return {
    isScattered: () => (pieces.get() ?? 0) > mostPieces,
    merge(): boolean {
      const before = changes.get() ?? 0;
      step.run(pagesAtOnce);
      return (changes.get() ?? 0) - before >= 2;
    },
  };
}
