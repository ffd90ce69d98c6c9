/**
 * The index that messages are found by: a row for each different word of a message (search/words.ts), in the order conversation,
 * word, time. So what is looked up is always of one conversation, and the newest come first. docs/decisions/search.md has what else was looked at.
 *
 * `search_place.pending`: messages up to this position, written before there was an index, may still be missing (search-filler.ts).
 */
import type {Content} from '@parlor/sdk/protocol';
import {findable} from '../../search/words.js';
import type {MessageRecord} from '../records.js';
import {change, type Line, statement} from './line.js';

type Findable = Pick<MessageRecord, 'conversation' | 'seq' | 'ts' | 'content' | 'sender' | 'countable' | 'deleted'>;

export type SearchIndex = ReturnType<typeof searchIndex>;

export function searchIndex(line: Line) {
  const addPlace = change(
    line,
    'search_add_place',
    'insert into search_place (conversation) values ($1) on conflict do nothing',
  );
  const addWords = change(
    line,
    'search_add',
    `insert into search_word (place, word, ts, seq)
     select p.place, w, $2, $3 from search_place as p, unnest($4::text[]) as w where p.conversation = $1
     on conflict do nothing`,
  );
  const removeWords = change(
    line,
    'search_remove',
    `delete from search_word as s using search_place as p
     where p.conversation = $1 and s.place = p.place and s.word = any($4::text[]) and s.ts = $2 and s.seq = $3`,
  );
  const stored = statement<Omit<Findable, 'content' | 'deleted'> & {content: string; deleted: string | null}>(
    line,
    'search_stored',
    'select conversation, seq, ts, content, sender, countable, deleted from message where conversation = $1 and seq = $2',
  );

  const add = async (message: Findable): Promise<void> => {
    const words = findable(message);
    if (words.length > 0) await addWords(message.conversation, message.ts, message.seq, words);
  };
  const remove = async (message: Findable): Promise<void> => {
    const words = findable(message);
    if (words.length > 0) await removeWords(message.conversation, message.ts, message.seq, words);
  };

  return {
    addPlace: async (conversation: string): Promise<void> => void (await addPlace(conversation)),
    /** A message that is new, or may be in the index already. */
    add,
    /** Called before the message is stored in its new form. */
    async change({
      conversation,
      seq,
      content,
      deleted,
    }: Pick<Findable, 'conversation' | 'seq' | 'content' | 'deleted'>) {
      const [row] = await stored(conversation, seq);
      if (!row) return;
      const before = {...row, content: JSON.parse(row.content) as Content, deleted: row.deleted ?? undefined};
      if (before.content.text === content.text && before.deleted === deleted) return;
      await remove(before);
      await add({...before, content, deleted});
    },
    /** Called before the message is removed. */
    remove,
  };
}
