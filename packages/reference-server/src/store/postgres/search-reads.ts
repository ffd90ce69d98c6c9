/** Looking for messages. What somebody may see of what was found is asked of their membership in the query that reads it (I11, S18). */
import type {Content} from '@parlor/sdk/protocol';
import {endOfAll} from '../../search/newest.js';
import type {Needle} from '../../search/words.js';
import type {MessageRecord} from '../records.js';
import {present} from '../rows.js';
import type {MessagePlace, ReadTransaction, SearchPlace} from '../store.js';
import {type Line, statement} from './line.js';

type Part = Pick<
  ReadTransaction,
  'searchPlaces' | 'searchPlace' | 'allSearchPlaces' | 'lookUp' | 'messagesSeenBy' | 'mentionsOf'
>;
type Stored = Omit<MessageRecord, 'content'> & {content: string};

export function searchReads(line: Line): Part {
  const isPurged = `(m.farewell is not null and coalesce(m.farewell::json #>> '{meta,purge}', 'false') = 'true')`;
  const place = `
    select m.conversation, case when m.state = 'joined' then c.last_activity else m.activity end as newest
    from member as m join conversation as c on c.id = m.conversation where m."user" = $1 and not ${isPurged}`;
  const places = statement<SearchPlace>(
    line,
    'search_places',
    `${place} and m.conversation > $2 order by m.conversation limit $3`,
  );
  const onePlace = statement<SearchPlace>(line, 'search_place', `${place} and m.conversation = $2`);
  const allPlaces = statement<SearchPlace>(
    line,
    'search_all_places',
    `select c.id as conversation, c.last_activity as newest from conversation as c
     where c.id > $1 and c.status <> 'removed' order by c.id limit $2`,
  );
  const mentions = statement<MessagePlace>(
    line,
    'mentions_of',
    `select ts, conversation, seq from mention
     where "user" = $1 and not silent and (ts, conversation, seq) < ($2::bigint, $3::text, $4::bigint)
     order by ts desc, conversation desc, seq desc limit $5`,
  );
  const seen = statement<Stored>(
    line,
    'search_seen',
    `select m.conversation, m.id, m.seq, m.rev, m.touched, m.sender, m.ts, m.client_ts as "clientTs", m.content, m.countable,
       m.k, m.own, m.reply_to as "replyTo", m.has_reactions as "hasReactions", m.edited_at as "editedAt", m.edits, m.deleted,
       m.pin_rev as "pinRev", m.pinned_by as "pinnedBy", m.pinned_at as "pinnedAt", m.op_id as "opId", m.fingerprint
     from unnest($2::text[], $3::bigint[]) as p (conversation, seq)
     join member as s on s.conversation = p.conversation and s."user" = $1
     join message as m on m.conversation = p.conversation and m.seq = p.seq
     where m.seq >= s.visible_from and m.seq > s.cleared and m.deleted is null
       and (s.left_at is null or (m.seq <= s.left_at and m.rev <= s.left_at)) and not ${isPurged.replaceAll('m.', 's.')}`,
  );

  return {
    searchPlaces: (user, {after, limit}) => places(user, after, limit),
    searchPlace: async (user, conversation) => (await onePlace(user, conversation))[0],
    allSearchPlaces: ({after, limit}) => allPlaces(after, limit),
    async lookUp({needle, conversations, from, until, most}) {
      const values: unknown[] = [conversations, from, until, most];
      const text = lookUpText(needle, values);
      // planned anew each time: how many words there are decides what is asked
      return {places: (await line.query({text}, values)).rows as MessagePlace[], count: conversations.length};
    },
    mentionsOf: (user, {after = endOfAll, limit}) => mentions(user, after.ts, after.conversation, after.seq, limit),
    async messagesSeenBy(user, wanted) {
      const found = await seen(
        user,
        wanted.map(({conversation}) => conversation),
        wanted.map(({seq}) => seq),
      );
      return found.map((row) => ({...(present(row) as Stored), content: JSON.parse(row.content) as Content}));
    },
  };
}

/** U+10FFFF is behind every letter a word goes on with. */
function lookUpText({words, beginnings}: Needle, values: unknown[]): string {
  const value = (given: unknown): string => `$${values.push(given)}`;
  const begins = (alias: string, word: string): string => {
    const at = value(word);
    return `${alias}.word >= ${at} and ${alias}.word < ${at}::text || chr(1114111)`;
  };
  const inside = (alias: string): string => `${alias}.place = p.place and ${alias}.ts >= $2 and ${alias}.ts < $3`;
  const [first, ...others] = words;
  const same = (word: string): string => {
    const condition = `x.place = p.place and x.word = ${value(word)} and x.ts = w.ts and x.seq = w.seq`;
    return `and exists (select 1 from search_word as x where ${condition})`;
  };
  const begun = (word: string): string =>
    `and (w.ts, w.seq) in (select b.ts, b.seq from search_word as b where ${inside('b')} and ${begins('b', word)})`;
  const [beginning, ...more] = beginnings;
  const head =
    first !== undefined
      ? `w.word = ${value(first)} ${others.map(same).join(' ')} ${beginnings.map(begun).join(' ')}`
      : `${begins('w', beginning ?? '')} ${more.map(begun).join(' ')}`;
  return `
    select p.conversation, f.ts, f.seq from unnest($1::text[]) with ordinality as c (conversation, nr)
    join search_place as p on p.conversation = c.conversation
    cross join lateral (
      select ${first === undefined ? 'distinct' : ''} w.ts, w.seq from search_word as w where ${inside('w')} and ${head}
      order by w.ts desc fetch first $4 rows with ties) as f
    order by c.nr, f.ts desc, f.seq desc`;
}
