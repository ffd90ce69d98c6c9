/** Finding people by words of their names: each band (search/names.ts) is a stretch of an index, and is read only where those before it are not enough. */
import type {Database} from 'better-sqlite3';
import {bands, bandsOf, mostNamed, type NameQuery} from '../../search/names.js';
import type {UserHead} from '../admin.js';
import type {ReadTransaction} from '../store.js';

/** Up to so many who are called so are asked one by one. */
const fewCandidates = 200;
/** Above so many seats in all of somebody's conversations, people are looked up from the directory's side. */
const mostSeats = 20_000;
/** How many of the directory one look-up goes through at most, in each band. */
const mostCandidates = 5000;

/** U+10FFFF is behind every character a word goes on with. */
const begins = (column: string, given: string): string =>
  `${column} >= ${given} and ${column} < ${given} || char(0x10ffff)`;
const hasWords = (user: string, words: string): string => `not exists (
  select 1 from json_each(${words}) as o where not exists (
    select 1 from search_name as x where x.user = ${user} and ${begins('x.word', 'o.value')}))`;
const hasRuns = (key: string): string =>
  `not exists (select 1 from json_each(@runs) as r where instr(${key}, r.value) = 0)`;

/** Somebody's people: those who sit in a conversation they sit in. */
const mine = `(
  select b.user from member as a cross join member as b on b.conversation = a.conversation
  where a.user = @viewer and a.state = 'joined' and b.state = 'joined')`;
const shares = `exists (
  select 1 from member as b cross join member as a on a.conversation = b.conversation and a.user = @viewer
  where b.user = f.user and b.state = 'joined' and a.state = 'joined')`;

/** `condition`: what must hold of `user` besides; `index`: which one is best for it; `named`: where words of names are looked up. */
type Among = {condition: string; index: string; named: string};
const everybody: Among = {
  condition: '',
  index: '',
  named: `(
    select word, key, user from search_name where ${begins('word', '@word')} order by word, key, user limit ${mostNamed}) as w`,
};
const index = 'indexed by search_name_user';
const amongMine: Among = {
  condition: `and user in ${mine} and user <> @viewer`,
  index,
  named: `search_name as w ${index}`,
};

const stretches = ({condition, index, named}: Among): Record<number, string> => ({
  [bands.whole]: `
    select user, key from search_name ${index} where ${begins('word', '@whole')}
      and (word, user) > (case when @user = '' then '' else ' ' || @key end, @user) ${condition}
    order by word, key, user`,
  [bands.words]: `
    select distinct user, key from ${named} where ${begins('word', '@word')}
      and (key, user) > (@key, @user) and not (${begins('key', '@prefix')})
      and ${hasWords('w.user', '@others')} and ${hasRuns('w.key')} ${condition}
    order by key, user`,
  [bands.id]: `
    select user, user_key as key from user as u where ${begins('user_key', '@id')} and kind <> 'erased'
      and (user_key, user) > (@key, @user) ${condition}
      and not exists (
        select 1 from search_name as n where n.user = u.user and n.word >= ' ' and n.word < '!'
          and (${begins('n.word', '@whole')} or (@word <> '' and ${hasWords('u.user', '@words')} and ${hasRuns('n.key')})))
    order by user_key, user`,
});

const head = (found: string): string => `
  select f.user, u.kind, coalesce(e.until, 0) as until, f.key from (${found}) as f cross join user as u on u.user = f.user
  left join ended as e on e.user = f.user order by f.key, f.user`;

type Given = {
  whole: string;
  prefix: string;
  word: string;
  words: string;
  others: string;
  runs: string;
  id: string;
  key: string;
  user: string;
  viewer: string;
  limit: number;
};
type Head = Omit<UserHead, 'band'>;

export function nameReads(client: Database): Pick<ReadTransaction, 'findUsers'> {
  // a statement is given no more than it asks for
  const prepared = (sql: string) => {
    const names = [...new Set([...sql.matchAll(/@(\w+)/g)].map(([, name]) => name))] as (keyof Given)[];
    const statement = client.prepare<Record<string, unknown>, Head>(sql);
    return (given: Given): Head[] => statement.all(Object.fromEntries(names.map((name) => [name, given[name]])));
  };
  const each = (among: Among, wrap: (stretch: string) => string) =>
    Object.values(stretches(among)).map((stretch) => prepared(head(wrap(stretch))));
  const all = each(everybody, (stretch) => `${stretch} limit @limit`);
  const myOwn = each(amongMine, (stretch) => `${stretch} limit @limit`);
  const fromDirectory = each(
    everybody,
    (stretch) => `
      select f.user, f.key from (${stretch} limit ${mostCandidates}) as f
      where f.user <> @viewer and ${shares} order by f.key, f.user limit @limit`,
  );
  const counted = (table: string, condition: string): string =>
    `(select count(*) from (select 1 from ${table} where ${condition} limit ${fewCandidates + 1}))`;
  const candidates = client
    .prepare<{whole: string; word: string; id: string}, number>(
      `select ${counted('search_name', begins('word', '@whole'))} +
        case when @word = '' then 0 else ${counted('search_name', begins('word', '@word'))} end +
        ${counted('user', begins('user_key', '@id'))}`,
    )
    .pluck();
  const seatsAround = client
    .prepare<[string], number | null>(
      `select sum(c.members) from member as m cross join conversation as c on c.id = m.conversation
       where m.user = ? and m.state = 'joined'`,
    )
    .pluck();

  const ways = (viewer: string | undefined, given: {whole: string; word: string; id: string}) => {
    if (viewer === undefined) return all;
    const isFew = (candidates.get(given) ?? 0) <= fewCandidates;
    return isFew || (seatsAround.get(viewer) ?? 0) > mostSeats ? fromDirectory : myOwn;
  };

  return {
    findUsers: async (query, {with: viewer, ids = false, after, limit}) => {
      const given = valuesOf(query);
      const found: UserHead[] = [];
      const reads = ways(viewer, given);
      for (const band of bandsOf(query, {ids, from: after?.band})) {
        const {key, user} = after?.band === band ? after : {key: '', user: ''};
        const left = limit - found.length;
        if (left <= 0) break;
        const heads = reads[band]?.({...given, key, user, viewer: viewer ?? '', limit: left}) ?? [];
        found.push(...heads.map((one) => ({...one, band})));
      }
      return found;
    },
  };
}

const valuesOf = ({whole, key, words, runs, id}: NameQuery) => ({
  // of signs no word is, nor a name that begins so
  whole: whole ?? '\u{10ffff}',
  prefix: key,
  word: words[0] ?? '',
  words: JSON.stringify(words),
  others: JSON.stringify(words.slice(1)),
  runs: JSON.stringify(runs),
  id,
});
