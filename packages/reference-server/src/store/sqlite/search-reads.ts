/** Looking for messages. What somebody may see of what was found is asked of their membership in the query that reads it (I11, S18). */
import type {Database} from 'better-sqlite3';
import {endOfAll, newestOf} from '../../search/newest.js';
import {answers, findable, type Needle} from '../../search/words.js';
import type {MessagePlace, NeedleQuery, ReadTransaction, SearchPlace} from '../store.js';
import {entriesPerMs, type FindableRow, findableColumns, findableFrom, firstEntryAt, timeOf} from './search-index.js';
import {searchTerms} from './search-terms.js';
import {type MessageRow, messageColumns, messageFrom} from './send-path.js';

type Part = Pick<
  ReadTransaction,
  'searchPlaces' | 'searchPlace' | 'allSearchPlaces' | 'lookUp' | 'messagesSeenBy' | 'mentionsOf'
>;

/** How long one look may take: everything else of this process waits meanwhile. */
const lookMs = 0.5;
/** So many messages are sooner read than a second term of them is looked up. */
const readable = 16;

type Entry = [id: number, seq: number];
type Place = {conversation: string; number: number};
/** What was learnt in the conversations before: which term is in few messages, and which beginnings are those of many words. */
type Course = {rarest: number; many: Set<string>};

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
  const allPlaces = client.prepare<{after: string; limit: number}, SearchPlace>(
    `select c.id as conversation, c.last_activity as newest from conversation as c
     where c.id > @after and c.status <> 'removed' order by c.id limit @limit`,
  );
  const numbers = client
    .prepare<[string], [at: number, conversation: string, place: number, reached: number, seq: number]>(
      `select w.key, p.conversation, p.place, p.reached, c.seq from json_each(?) as w
       cross join search_place as p on p.conversation = w.value cross join conversation as c on c.id = p.conversation`,
    )
    .raw();
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

  const mentions = client.prepare<MessagePlace & {user: string; limit: number}, MessagePlace>(`
    select ts, conversation, seq from mention indexed by mention_time
    where user = @user and silent = 0 and (ts, conversation, seq) < (@ts, @conversation, @seq)
    order by ts desc, conversation desc, seq desc limit @limit`);

  const search = searchTerms(client);
  const stored = client
    .prepare<[string, number], FindableRow>(`select ${findableColumns} from message where conversation = ? and seq = ?`)
    .raw();
  const newer = client
    .prepare<[string, number, number, number], FindableRow>(
      `select ${findableColumns} from message where conversation = ? and seq > ? and ts >= ? and ts < ?`,
    )
    .raw();

  /** What the index has not been told of yet (search-follower.ts). */
  function lookUpLate(conversation: string, reached: number, {needle, from, until}: NeedleQuery): MessagePlace[] {
    const messages = newer.all(conversation, reached, from, until).map(findableFrom);
    return messages
      .filter((message) => answers(findable(message), needle))
      .map(({ts, seq}) => ({ts, conversation, seq}));
  }

  const indexed = (words: string, from: number, until: number, most: number): Entry[] =>
    entries.all({words, from: firstEntryAt(from), until: firstEntryAt(until), most});

  /** What holds one of several terms is read to see whether it holds the others, unless there is much of it. */
  function readThrough(conversation: string, term: string, {needle, from, until}: NeedleQuery): Entry[] | undefined {
    const some = indexed(term, from, until, readable);
    if (some.length === readable) return undefined;
    return some.filter(([, seq]) => {
      const row = stored.get(conversation, seq);
      return row !== undefined && answers(findable(findableFrom(row)), needle);
    });
  }

  /** Of searches that go on: their steps look for the same. */
  const courses = new WeakMap<Needle, Course>();

  /** For several terms at once FTS5 goes through all messages of the most common one. */
  function lookUpIn({conversation, number}: Place, query: NeedleQuery, course: Course): Entry[] {
    const terms = search.termsOf(number, query.needle, course.many);
    if (terms === undefined) return [];
    if (terms.length > 1) {
      const few = readThrough(conversation, terms[course.rarest % terms.length] as string, query);
      if (few) return few;
      course.rarest++;
    }
    const {from, until, most} = query;
    const words = terms.join(' AND ');
    const found = indexed(words, from, until, most);
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
    allSearchPlaces: async (query) => allPlaces.all(query),
    lookUp: async (query) => {
      const until = performance.now() + lookMs;
      const course = courses.get(query.needle) ?? {rarest: 0, many: new Set()};
      courses.set(query.needle, course);
      const places: MessagePlace[] = [];
      let isFirst = true;
      for (const [at, conversation, number, reached, seq] of numbers.all(JSON.stringify(query.conversations))) {
        if (!isFirst && performance.now() > until) return {places, count: at};
        isFirst = false;
        const found = lookUpIn({conversation, number}, query, course);
        const early = found.map(([id, seq]): MessagePlace => ({ts: timeOf(id), conversation, seq}));
        const late = reached < seq ? lookUpLate(conversation, reached, query) : [];
        places.push(...newestOf([...late, ...early], query.most));
      }
      return {places, count: query.conversations.length};
    },
    mentionsOf: async (user, {after = endOfAll, limit}) => mentions.all({user, ...after, limit}),
    messagesSeenBy: async (user, wanted) =>
      seen
        .all({user, places: JSON.stringify(wanted.map(({conversation, seq}) => [conversation, seq]))})
        .map(messageFrom),
  };
}
