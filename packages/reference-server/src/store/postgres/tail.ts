/** What other nodes wrote, and their word that they did. */
import pg from 'pg';
import type {ReactionRecord} from '../records.js';
import type {News, TailTransaction} from '../store.js';
import {type Line, statement} from './line.js';
import {type ShownRow, shownColumns, shownFrom} from './send-path.js';

type Part = Pick<TailTransaction, 'news' | 'messagesSince' | 'reactionsSince'>;

/** Each kind as a list: a statement for each would cost a look five round trips. */
type Found = Omit<News, 'horizon' | 'conversations'> & {
  xmin: string;
  conversations: (Omit<News['conversations'][number], 'seenSeq'> & {seenSeq: number | null})[];
};

/** A snapshot that has seen nothing. */
const unseen = '1:1:';

export function tailReads(line: Line): Part {
  const isSeen = (x: string): string => `pg_visible_in_snapshot(${x}::text::xid8, $2::pg_snapshot)`;
  const isNew = `x > $1 and not ${isSeen('x')} and x <> all($3::bigint[])`;
  const list = (columns: string, table: string): string =>
    `(select coalesce(json_agg(n), '[]') from (select ${columns} from ${table} where ${isNew}) as n)`;
  const seenSeq = `case when before_x <= $1 or ${isSeen('before_x')} then before_seq end as "seenSeq"`;
  // no transaction in flight has a lower id than the snapshot's xmin, and none to come either
  const news = statement<Found>(
    line,
    'news',
    `select pg_snapshot_xmin(s)::text as xmin, s::text as seen,
       ${list(`id, seq, member_rev as "memberRev", meta_rev as "metaRev", ${seenSeq}`, 'conversation')} as conversations,
       ${list('conversation, "user", state, rev, read, delivered, x', 'member')} as members,
       ${list('"user", x', '"user"')} as profiles,
       ${list('"user", until, x', 'ended')} as ended,
       ${list('"user", x', 'notified')} as notified
     from pg_current_snapshot() as s`,
  );
  // A new message is touched by nothing but itself: only the others are in the index over `touched`.
  const messages = statement<ShownRow>(
    line,
    'messages_since',
    `select m.* from unnest($1::text[], $2::bigint[], $3::bigint[]) as p (place, since, up_to) cross join lateral (
       (select ${shownColumns} from message where conversation = p.place and seq > p.since and seq <= p.up_to order by seq limit $4)
       union all
       (select ${shownColumns} from message
         where conversation = p.place and touched > seq and touched > p.since and seq <= p.since order by touched limit $4)
     ) as m`,
  );
  const reactions = statement<ReactionRecord>(
    line,
    'reactions_since',
    `select conversation, message, key, "user", is_on as "on", rev from reaction
     where conversation = $1 and rev > $2 order by rev limit $3`,
  );
  return {
    news: async ({horizon, seen = unseen, own}) => {
      const [{xmin, conversations, ...others}] = (await news(horizon, seen, own)) as [Found];
      return {
        horizon: Number(xmin) - 1,
        conversations: conversations.map(({seenSeq, ...row}) => ({...row, seenSeq: seenSeq ?? undefined})),
        ...others,
      };
    },
    messagesSince: async (places, limit) => {
      const found = await messages(
        places.map(({conversation}) => conversation),
        places.map(({since}) => since),
        places.map(({upTo}) => upTo),
        limit,
      );
      return found.map(shownFrom);
    },
    reactionsSince: (conversation, since, limit) => reactions(conversation, since, limit),
  };
}

const channel = 'parlor';
const againAfterMs = 1_000;
/** Commits in this time after a word are one more: those who hear it look less often still. */
const betweenWordsMs = 10;

/**
 * A connection that says "something was committed" to the other nodes and hears it from them. Not inside the transactions: a
 * `notify` there makes all commits of the server wait for each other. Many commits are one word, whichever way it goes.
 */
export class Hints {
  readonly #config: pg.ClientConfig;
  readonly #listeners = new Set<() => void>();
  #client: pg.Client | undefined;
  #again: NodeJS.Timeout | undefined;
  #otherWay: () => boolean = () => false;
  #pause: NodeJS.Timeout | undefined;
  #isWanted = false;
  #isClosed = false;

  constructor(config: pg.ClientConfig) {
    this.#config = config;
    void this.#connect();
  }

  onHint(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  hintBy(say: () => boolean): void {
    this.#otherWay = say;
  }

  say(): void {
    this.#isWanted = true;
    if (this.#pause || this.#isClosed) return;
    this.#isWanted = false;
    // who does not hear it looks by itself
    if (!this.#otherWay()) void this.#client?.query(`notify ${channel}`).catch(() => undefined);
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      if (this.#isWanted) this.say();
    }, betweenWordsMs);
  }

  async #connect(): Promise<void> {
    const client = new pg.Client(this.#config);
    let isOver = false;
    const over = (): void => {
      if (isOver) return;
      isOver = true;
      if (this.#client === client) this.#client = undefined;
      void client.end().catch(() => undefined);
      if (this.#isClosed) return;
      this.#again = setTimeout(() => void this.#connect(), againAfterMs);
      this.#again.unref();
    };
    client.on('error', over);
    client.on('end', over);
    // its backend's own words are news to nobody here
    const own = client as unknown as {processID: number | null};
    client.on('notification', ({processId}) => {
      if (processId !== own.processID) this.#call();
    });
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      if (this.#isClosed) return over();
      this.#client = client;
      // what was said meanwhile went past
      this.#call();
    } catch {
      over();
    }
  }

  #call(): void {
    for (const listener of this.#listeners) listener();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#again);
    clearTimeout(this.#pause);
    if (this.#isWanted) await this.#client?.query(`notify ${channel}`).catch(() => undefined);
    await this.#client?.end().catch(() => undefined);
  }
}
