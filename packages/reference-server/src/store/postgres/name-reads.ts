/** Finding people by words of their names: each band (search/names.ts) is a stretch of an index, and is read only where those before it are not enough. */
import {bands, bandsOf, mostNamed} from '../../search/names.js';
import type {UserHead} from '../admin.js';
import type {ReadTransaction} from '../store.js';
import {type Line, statement} from './line.js';

/** How many of the directory one look-up among those one shares with goes through at most, in each band. */
const mostCandidates = 5000;

/** U+10FFFF is behind every character a word goes on with. */
const begins = (column: string, given: string): string =>
  `${column} >= ${given} and ${column} < ${given} || chr(1114111)`;
const hasWords = (user: string): string => `not exists (
  select 1 from unnest($5::text[]) as o (word) where not exists (
    select 1 from search_name as x where x."user" = ${user} and ${begins('x.word', 'o.word')}))`;
const hasRuns = (key: string): string =>
  `not exists (select 1 from unnest($6::text[]) as r (run) where strpos(${key}, r.run) = 0)`;

/** $1: the limit, $2 and $3: the place. $4: what the stretch is of. */
const stretches: Record<number, string> = {
  [bands.whole]: `
    select w."user", w.key from search_name as w where ${begins('w.word', '$4::text')}
      and (w.word, w."user") > (case when $3::text = '' then '' else ' ' || $2::text end, $3::text)
    order by w.word, w.key, w."user"`,
  [bands.words]: `
    select distinct w.key, w."user" from (
      select word, key, "user" from search_name where ${begins('word', '$4::text')}
      order by word, key, "user" limit ${mostNamed}) as w
    where (w.key, w."user") > ($2::text, $3::text) and not (${begins('w.key', '$7::text')})
      and ${hasWords('w."user"')} and ${hasRuns('w.key')}
    order by w.key, w."user"`,
  [bands.id]: `
    select u."user", u.user_key as key from "user" as u where ${begins('u.user_key', '$4::text')} and u.kind <> 'erased'
      and (u.user_key, u."user") > ($2::text, $3::text)
      and not exists (
        select 1 from search_name as n where n."user" = u."user" and n.word >= ' ' and n.word < '!'
          and (${begins('n.word', '$7::text')}
            or (cardinality($5::text[]) > 0 and ${hasWords('u."user"')} and ${hasRuns('n.key')})))
    order by u.user_key, u."user"`,
};

const head = (found: string): string => `
  select f."user", u.kind, coalesce(e.until, 0) as until, f.key from (${found}) as f join "user" as u on u."user" = f."user"
  left join ended as e on e."user" = f."user" order by f.key, f."user"`;
type Head = Omit<UserHead, 'band'>;

export function nameReads(line: Line): Pick<ReadTransaction, 'findUsers'> {
  const each = (name: string, wrap: (stretch: string, more: number) => string) =>
    Object.entries(stretches).map(([band, stretch]) => {
      const given = Math.max(...[...stretch.matchAll(/\$(\d)/g)].map(([, nr]) => Number(nr)));
      const ask = statement<Head>(line, `find_users_${name}_${band}`, head(wrap(stretch, given + 1)));
      return (values: readonly unknown[], viewer?: string): Promise<Head[]> =>
        ask(...values.slice(0, given), ...(viewer === undefined ? [] : [viewer]));
    });
  const all = each('all', (stretch) => `${stretch} limit $1`);
  const shared = each(
    'shared',
    (stretch, viewer) => `
      select f."user", f.key from (${stretch} limit ${mostCandidates}) as f
      where f."user" <> $${viewer} and exists (
        select 1 from member as b join member as a on a.conversation = b.conversation and a."user" = $${viewer}
        where b."user" = f."user" and b.state = 'joined' and a.state = 'joined')
      order by f.key, f."user" limit $1`,
  );

  return {
    findUsers: async ({whole, key: prefix, words, runs, id}, {with: viewer, ids = false, after, limit}) => {
      // of signs no word is, nor a name that begins so
      const named = whole ?? '\u{10ffff}';
      const given: Record<number, unknown[]> = {
        [bands.whole]: [named],
        [bands.words]: [words[0], words.slice(1), runs, prefix],
        [bands.id]: [id, words, runs, named],
      };
      const found: UserHead[] = [];
      for (const band of bandsOf({whole, words}, {ids, from: after?.band})) {
        const {key, user} = after?.band === band ? after : {key: '', user: ''};
        const left = limit - found.length;
        if (left <= 0) break;
        const values = [left, key, user, ...(given[band] ?? [])];
        const heads = (await (viewer === undefined ? all : shared)[band]?.(values, viewer)) ?? [];
        found.push(...heads.map((one) => ({...one, band})));
      }
      return found;
    },
  };
}
