/** Counters by day, each with a row for every connection that counted: their sum is what there is. Messages are counted by `insertMessage` itself. */
import type {DayTally, StatsReads, StatsWrites} from '../admin.js';
import {change, type Line, statement} from './line.js';

export function statsReads(line: Line): StatsReads {
  const all = statement<{name: string; n: number}>(
    line,
    'count_all',
    'select name, sum(n)::bigint as n from tally group by name',
  );
  const days = statement<DayTally>(
    line,
    'day_tallies',
    `select day, coalesce(sum(n) filter (where name = 'messages'), 0)::bigint as messages,
       coalesce(sum(n) filter (where name = 'active'), 0)::bigint as active
     from tally where name in ('messages', 'active') and day >= $1 group by day order by day`,
  );
  return {
    countAll: async () => {
      const sums = new Map((await all()).map(({name, n}) => [name, n]));
      const sum = (name: string): number => sums.get(name) ?? 0;
      return {users: sum('users'), conversations: sum('conversations'), messages: sum('messages')};
    },
    dayTallies: (from) => days(from),
  };
}

/** Counts one more of something on a day. */
export function tallies(line: Line): (name: 'conversations' | 'users', day: number) => Promise<unknown> {
  return change(
    line,
    'tally',
    `insert into tally (name, day, shard, n) values ($1, $2, pg_backend_pid(), 1)
     on conflict (name, day, shard) do update set n = tally.n + 1`,
  );
}

export function statsWrites(line: Line): StatsWrites {
  const mark = change(
    line,
    'mark_active',
    `with m as (insert into active (day, "user") values ($1, $2) on conflict do nothing returning day)
     insert into tally (name, day, shard, n) select 'active', day, pg_backend_pid(), 1 from m
     on conflict (name, day, shard) do update set n = tally.n + 1`,
  );
  const prune = change(
    line,
    'prune_active',
    'delete from active where (day, "user") in (select day, "user" from active where day < $1 limit $2)',
  );
  return {
    markActive: async (day, user) => void (await mark(day, user)),
    pruneActive: async (day, limit) => void (await prune(day, limit)),
  };
}
