/** What other nodes wrote, and their word that they did. */
import pg from 'pg';
import type {ReactionRecord} from '../records.js';
import type {News, TailTransaction} from '../store.js';
import {type Line, statement} from './line.js';
import {
  type ConversationRow,
  conversationColumns,
  conversationFrom,
  type MessageRow,
  messageColumns,
  messageFrom,
} from './send-path.js';

type Part = Pick<TailTransaction, 'news' | 'messagesSince' | 'reactionsSince'>;

/** Each kind as a list: a statement for each would cost a look five round trips. */
type Found = {
  xmin: string;
  conversations: (ConversationRow & {beforeX: number; beforeSeq: number})[];
  members: News['members'];
  profiles: News['profiles'];
  ended: News['ended'];
  notified: News['notified'];
};

export function tailReads(line: Line): Part {
  const list = (columns: string, table: string): string =>
    `(select coalesce(json_agg(n), '[]') from (select ${columns} from ${table} where x > $1) as n)`;
  // no transaction in flight has a lower id than the snapshot's xmin, and none to come either
  const news = statement<Found>(
    line,
    'news',
    `select pg_snapshot_xmin(pg_current_snapshot())::text as xmin,
       ${list(`${conversationColumns}, before_x as "beforeX", before_seq as "beforeSeq"`, 'conversation')} as conversations,
       ${list('conversation, "user", state, rev, read, delivered, x', 'member')} as members,
       ${list('"user", x', '"user"')} as profiles,
       ${list('"user", until, x', 'ended')} as ended,
       ${list('"user", x', 'notified')} as notified`,
  );
  // A new message is touched by nothing but itself: only the others are in the index over `touched`.
  const messages = statement<MessageRow>(
    line,
    'messages_since',
    `select m.* from unnest($1::text[], $2::bigint[]) as p (place, since) cross join lateral (
       (select ${messageColumns} from message where conversation = p.place and seq > p.since order by seq limit $3)
       union all
       (select ${messageColumns} from message
         where conversation = p.place and touched > seq and touched > p.since and seq <= p.since order by touched limit $3)
     ) as m`,
  );
  const reactions = statement<ReactionRecord>(
    line,
    'reactions_since',
    `select conversation, message, key, "user", is_on as "on", rev from reaction
     where conversation = $1 and rev > $2 order by rev limit $3`,
  );
  return {
    news: async (since) => {
      const {xmin, conversations, ...others} = (await news(since))[0] as Found;
      return {
        horizon: Number(xmin) - 1,
        conversations: conversations.map(({beforeX, beforeSeq, ...row}) => ({
          record: conversationFrom(row),
          before: {x: beforeX, seq: beforeSeq},
        })),
        ...others,
      };
    },
    messagesSince: async (places, limit) => {
      const found = await messages(
        places.map(({conversation}) => conversation),
        places.map(({since}) => since),
        limit,
      );
      return found.map(messageFrom);
    },
    reactionsSince: (conversation, since, limit) => reactions(conversation, since, limit),
  };
}

const channel = 'parlor';
const againAfterMs = 1_000;

/**
 * A connection that says "something was committed" to the other nodes and hears it from them. Not inside the transactions: a
 * `notify` there makes all commits of the server wait for each other. Many commits are one word.
 */
export class Hints {
  readonly #config: pg.ClientConfig;
  readonly #listeners = new Set<() => void>();
  #client: pg.Client | undefined;
  #again: NodeJS.Timeout | undefined;
  #otherWay: () => boolean = () => false;
  #isWanted = false;
  #isSaying = false;
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
    if (this.#otherWay()) return;
    this.#isWanted = true;
    if (!this.#isSaying) void this.#sayAll();
  }

  async #sayAll(): Promise<void> {
    this.#isSaying = true;
    while (this.#isWanted && this.#client) {
      this.#isWanted = false;
      // who does not hear it looks by itself
      await this.#client.query(`notify ${channel}`).catch(() => undefined);
    }
    this.#isSaying = false;
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
    await this.#client?.end().catch(() => undefined);
  }
}
