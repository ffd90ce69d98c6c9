/**
 * What of a query is asked of FTS5 in a conversation. Of a word that is only begun it puts together all that begins so before it answers, half a millisecond
 * for each conversation where everybody says it; of whole words it reads as many messages as are wanted. So where few words begin so, these are
 * asked for instead.
 */
import type {Database} from 'better-sqlite3';
import type {Needle} from '../../search/words.js';
import {wordIn} from './search-index.js';

/** Each costs another look in the index. */
const fewWords = 3;

export function searchTerms(client: Database) {
  const firstFrom = client
    .prepare<[string, string], string>('select term from search_term where term >= ? and term < ? limit 1')
    .pluck();

  /** The words that begin so, as they stand in the index; nothing if there are more than a few. */
  function begun(place: number, beginning: string): string[] | undefined {
    const words: string[] = [];
    const start = wordIn(place, beginning);
    for (let from = start; words.length <= fewWords; ) {
      const word = firstFrom.get(from, `${start}\u{10ffff}`);
      if (word === undefined) return words;
      words.push(word);
      from = `${word}\u0000`;
    }
    return undefined;
  }

  return {
    /**
     * Expressions of FTS5, all of which must hold; nothing where nothing can be found. To it all are words, whatever they say: none has a
     * sign in it (S31). `many`: beginnings of more than a few words in another conversation, which are not counted again.
     */
    termsOf(place: number, {words, beginnings}: Needle, many: Set<string>): string[] | undefined {
      const terms = words.map((word) => quoted(wordIn(place, word)));
      for (const beginning of beginnings) {
        const few = many.has(beginning) ? undefined : begun(place, beginning);
        if (few?.length === 0) return undefined;
        if (!few) many.add(beginning);
        terms.push(few ? `(${few.map(quoted).join(' OR ')})` : `${quoted(wordIn(place, beginning))}*`);
      }
      return terms;
    },
  };
}

const quoted = (word: string): string => `"${word}"`;
