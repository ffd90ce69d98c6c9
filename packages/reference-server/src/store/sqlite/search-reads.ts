/** Looking for messages. What somebody may see of what was found is asked of their membership in the query that reads it (I11, S18). */
import type {Database} from 'better-sqlite3';
import {answers, findable, type Needle} from '../../search/words.js';
import {newestOf} from '../newest.js';
import type {MessagePlace, NeedleQuery, ReadTransaction, SearchPlace} from '../store.js';
import {
  entriesPerMs,
  type FindableRow,
  findableColumns,
  findableFrom,
  firstEntryAt,
  timeOf,
  wordIn,
} from './search-index.js';
import {type MessageRow, messageColumns, messageFrom} from './send-path.js';

type Part = Pick<ReadTransaction, 'searchPlaces' | 'searchPlace' | 'lookUp' | 'messagesSeenBy'>;

export function searchReads(client: Database): Part {
  const place = `
    select m.conversation as conversation,
      case when m.state = 'joined' then c.last_activity else m.farewell ->> 'lastActivity' end as newest
    from member as m cross join conversation as c on c.id = m.conversation
    where m.user = @user and coalesce(m.farewell ->> '$.meta.purge', 0) = 0`;
  const places = client.prepare<{user: string; after: string; limit: number}, SearchPlace>(
    `${place} and m.conversation > @after order by m.conversation limit @limit`,
  );
  const onePlace = client.prepare<{user: string; conversation: string}, SearchPlace>(
    `${place} and m.conversation = @conversation`,
  );
  const numbers = client
    .prepare<[string], [conversation: string, place: number, reached: number]>(
      'select conversation, place, reached from search_place where conversation in (select value from json_each(?))',
    )
    .raw();
  type Entry = [id: number, seq: number];
  const entries = client
    .prepare<{words: string; from: number; until: number; most: number}, Entry>(`
      select e.id, e.seq from search as s cross join search_entry as e on e.id = s.rowid
      where s.search match @words and s.rowid >= @from and s.rowid < @until order by s.rowid desc limit @most`)
    .raw();
  const others = client.prepare<[number, number, number], unknown>(
    'select 1 from search_entry where id >= ? and id < ? and place = ? limit 1',
  );
  const qualified = messageColumns.replace(/[a-z_]+/g, (column) => `m.${column}`);
  const seen = client
    .prepare<{user: string; places: string}, MessageRow>(`
      select ${qualified} from json_each(@places) as p
      cross join member as s on s.conversation = p.value ->> 0 and s.user = @user
      cross join message as m on m.conversation = s.conversation and m.seq = p.value ->> 1
      where m.seq >= s.visible_from and m.seq > s.cleared and m.deleted is null
        and (s.left_at is null or (m.seq <= s.left_at and m.rev <= s.left_at))
        and coalesce(s.farewell ->> '$.meta.purge', 0) = 0`)
    .raw();

  const late = client
    .prepare<[string, number, number, number], FindableRow>(
      `select ${findableColumns} from message where conversation = ? and seq > ? and ts >= ? and ts < ?`,
    )
    .raw();

  /** What the index has not been told of yet (search-follower.ts). */
  function lookUpLate(conversation: string, reached: number, {needle, from, until}: NeedleQuery): MessagePlace[] {
    const messages = late.all(conversation, reached, from, until).map(findableFrom);
    return messages
      .filter((message) => answers(findable(message), needle))
      .map(({ts, seq}) => ({ts, conversation, seq}));
  }

  function lookUpIn(number: number, {needle, from, until, most}: NeedleQuery): Entry[] {
    const words = matchOf(number, needle);
    const found = entries.all({words, from: firstEntryAt(from), until: firstEntryAt(until), most});
    const last = found.length === most ? found.at(-1) : undefined;
    if (last === undefined) return found;
    // and what is of the same time as the last: hardly ever anything, and a second look in the index costs as much as the first
    const rest = {words, from: firstEntryAt(timeOf(last[0])), until: last[0], most: entriesPerMs};
    if (others.get(rest.from, rest.until, number) === undefined) return found;
    return [...found, ...entries.all(rest)];
  }

  return {
    searchPlaces: async (user, query) => places.all({user, ...query}),
    searchPlace: async (user, conversation) => onePlace.get({user, conversation}),
    lookUp: async (query) => {
      const known = numbers.all(JSON.stringify(query.conversations));
      return known.flatMap(([conversation, number, reached]) => {
        const indexed = lookUpIn(number, query).map(([id, seq]): MessagePlace => ({ts: timeOf(id), conversation, seq}));
        return newestOf([...lookUpLate(conversation, reached, query), ...indexed], query.most);
      });
    },
    messagesSeenBy: async (user, wanted) =>
      seen
        .all({user, places: JSON.stringify(wanted.map(({conversation, seq}) => [conversation, seq]))})
        .map(messageFrom),
  };
}

/** Every word is quoted, and none has a sign in it: to FTS5 they are words, whatever they say (S31). */
const matchOf = (number: number, {words, beginnings}: Needle): string =>
  [...words.map((word) => `"${wordIn(number, word)}"`), ...beginnings.map((word) => `"${wordIn(number, word)}"*`)].join(
    ' AND ',
  );
