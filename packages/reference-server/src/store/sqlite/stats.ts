/** Counters by day. */
import type {Database} from 'better-sqlite3';
import type {DayTally, StatsReads, StatsWrites} from '../admin.js';

/** Its values: the name, the day, how many. */
const addTally = `insert into tally (name, day, shard, n) values (?, ?, 0, ?)
  on conflict do update set n = n + excluded.n`;

type Counted = 'messages' | 'conversations' | 'users';

/** What the works of one commit count. It is written once with them: a row that each message changes cost a send a tenth more. */
export class Counts {
  #days = new Map<number, Map<Counted, number>>();
  readonly #write: (name: Counted, day: number, n: number) => void;

  constructor(client: Database) {
    const add = client.prepare<[string, number, number]>(addTally);
    this.#write = (name, day, n) => void add.run(name, day, n);
  }

  add(name: Counted, day: number): void {
    let counts = this.#days.get(day);
    if (!counts) this.#days.set(day, (counts = new Map()));
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }

  /** Answers how to come back to here, for a work that is undone. */
  mark(): () => void {
    const before = new Map(Array.from(this.#days, ([day, counts]) => [day, new Map(counts)]));
    return () => void (this.#days = before);
  }

  clear(): void {
    this.#days.clear();
  }

  write(): void {
    for (const [day, counts] of this.#days) for (const [name, n] of counts) this.#write(name, day, n);
  }
}

export function statsReads(client: Database): StatsReads {
  const all = client.prepare<[string], number>('select coalesce(sum(n), 0) from tally where name = ?').pluck();
  const sum = (name: string): number => all.get(name) ?? 0;
  const days = client.prepare<[number], DayTally>(`
    select day, sum(n) filter (where name = 'messages') as messages, sum(n) filter (where name = 'active') as active
    from (select name, day, n from tally where name in ('messages', 'active') and day >= ?) group by day order by day`);
  return {
    countAll: async () => ({users: sum('users'), conversations: sum('conversations'), messages: sum('messages')}),
    dayTallies: async (from) =>
      days.all(from).map(({day, messages, active}) => ({day, messages: messages ?? 0, active: active ?? 0})),
  };
}

export function statsWrites(client: Database): StatsWrites {
  const mark = client.prepare<[number, string]>('insert into active (day, user) values (?, ?) on conflict do nothing');
  const add = client.prepare<[string, number, number]>(addTally);
  const prune = client.prepare<[number, number]>(
    'delete from active where (day, user) in (select day, user from active where day < ? limit ?)',
  );
  return {
    markActive: async (day, user) => {
      if (mark.run(day, user).changes > 0) add.run('active', day, 1);
    },
    pruneActive: async (day, limit) => void prune.run(day, limit),
  };
}
