/** What other nodes wrote, and their word that they did. */
import pg from 'pg';
import type {ReactionRecord} from '../records.js';
import type {News, TailTransaction} from '../store.js';
import {type Line, statement} from './line.js';

type Part = Pick<TailTransaction, 'news' | 'reactionsSince'>;

export function tailReads(line: Line, horizon: () => Promise<number>): Part {
  type ConversationNews = {id: string; seq: number; x: number; beforeX: number; beforeSeq: number};
  const conversations = statement<ConversationNews>(
    line,
    'news_conversations',
    'select id, seq, before_x as "beforeX", before_seq as "beforeSeq" from conversation where x > $1',
  );
  const members = statement<News['members'][number]>(
    line,
    'news_members',
    'select conversation, "user", state, read, delivered, x from member where x > $1',
  );
  const profiles = statement<News['profiles'][number]>(line, 'news_users', 'select "user", x from "user" where x > $1');
  const ended = statement<News['ended'][number]>(line, 'news_ended', 'select "user", until, x from ended where x > $1');
  const notified = statement<News['notified'][number]>(
    line,
    'news_notified',
    'select "user", x from notified where x > $1',
  );
  const reactions = statement<ReactionRecord>(
    line,
    'reactions_since',
    `select conversation, message, key, "user", is_on as "on", rev from reaction
     where conversation = $1 and rev > $2 order by rev limit $3`,
  );
  return {
    news: async (since) => ({
      horizon: await horizon(),
      conversations: (await conversations(since)).map(({id, seq, beforeX, beforeSeq}) => ({
        id,
        seq,
        before: {x: beforeX, seq: beforeSeq},
      })),
      members: await members(since),
      profiles: await profiles(since),
      ended: await ended(since),
      notified: await notified(since),
    }),
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
