/**
 * The index that messages are found by, against the messages: as many words, and the same ones. Words are counted and summed up, so that
 * nothing of it has to be held. What is not in the index yet (`pending`, and behind `reached`) is left out.
 */
import {findable} from '../search/words.js';
import {wordIn} from '../store/sqlite/search-index.js';
import {instead, type Look} from './look.js';
import type {ConversationRow, MessageRow, Watcher} from './rows.js';

export type Sum = {count: number; sum: number};

/** 32 bits of a word of a message (FNV-1a). */
function print(word: string, seq: number): number {
  let hash = 0x811c9dc5 ^ Math.imul(seq, 0x9e3779b1);
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

function add(to: Sum, word: string, seq: number): void {
  to.count++;
  to.sum = (to.sum + print(word, seq)) % 0x20000000000000;
}

/** What an index holds, in whichever store: of each conversation its number, and the sum of its words that are not pending. */
export type WordIndex = {
  placeOf(conversation: string): {place: number; pending: number; reached?: number} | undefined;
  sums(): ReadonlyMap<number, Sum>;
};

/** Sums up words by the number of their conversation. */
export function summing(pendingOf: ReadonlyMap<number, number>) {
  const sums = new Map<number, Sum>();
  return {
    sums,
    add(word: string, place: number, seq: number): void {
      if (seq <= (pendingOf.get(place) ?? 0)) return;
      const sum = sums.get(place) ?? {count: 0, sum: 0};
      sums.set(place, sum);
      add(sum, word, seq);
    },
  };
}

export function sqliteIndex({client, report}: Look): WordIndex {
  const placeOf = client.prepare<[string], {place: number; pending: number; reached: number}>(
    'select place, pending, reached from search_place where conversation = ?',
  );
  return {
    placeOf: (conversation) => placeOf.get(conversation),
    sums() {
      const pending = client.prepare<[], [number, number]>('select place, pending from search_place').raw().all();
      const {add: see, sums} = summing(new Map(pending));
      client.exec("create virtual table temp.search_words using fts5vocab ('main', 'search', 'instance')");
      const words = client
        .prepare<[], [word: string, place: number | null, seq: number | null]>(
          'select w.term, e.place, e.seq from temp.search_words as w left join search_entry as e on e.id = w.doc',
        )
        .raw();
      for (const [word, place, seq] of words.iterate()) {
        if (place === null || seq === null) report('search', 'the index has a word of no message');
        else see(word, place, seq);
      }
      return sums;
    },
  };
}

/** What the messages say is summed up while they are seen; what the index says, in one look at the end. */
export function searchChecker({report}: Look, index: WordIndex) {
  const said = new Map<number, {conversation: string; sum: Sum}>();

  return {
    watch(conversation: ConversationRow): Watcher {
      const found = index.placeOf(conversation.id);
      if (!found) report(conversation.id, 'it is not in the index that messages are found by');
      const sum: Sum = {count: 0, sum: 0};
      const {place = -1, pending = 0, reached = Number.POSITIVE_INFINITY} = found ?? {};
      if (found) said.set(place, {conversation: conversation.id, sum});
      return {
        see({seq, content, sender, countable, deleted}: MessageRow): void {
          if (seq <= pending || seq > reached) return;
          const words = findable({content: parsed(content), sender, countable: countable === 1, deleted});
          for (const word of words) add(sum, wordIn(place, word), seq);
        },
        end: () => undefined,
      };
    },
    end(): void {
      const kept = index.sums();
      for (const place of kept.keys()) if (!said.has(place)) report('search', 'the index has a word of no message');
      for (const [place, {conversation, sum}] of said) {
        const {count, sum: words} = kept.get(place) ?? {count: 0, sum: 0};
        if (sum.count !== count) report(conversation, `words in the index: ${instead(count, sum.count)}`);
        else if (sum.sum !== words) report(conversation, 'the index has other words than the messages');
      }
    },
  };
}

function parsed(content: string): {text: string} {
  try {
    const {text} = JSON.parse(content) as {text?: unknown};
    return {text: typeof text === 'string' ? text : ''};
  } catch {
    return {text: ''};
  }
}
