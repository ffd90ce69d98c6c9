/**
 * The PostgreSQL store: a pool of connections, each work in a transaction under the row lock of its conversation. Works of one
 * conversation that come together are one transaction and one commit; where one of them throws, each is run again by itself.
 * Nobody is answered before the commit is on the server's disk.
 */
import {drizzle} from 'drizzle-orm/node-postgres';
import pg from 'pg';
import {Refusal} from '../../domain/refusal.js';
import type {Store, Tail, TailTransaction, WriteTransaction} from '../store.js';
import {auditReads, auditWrites} from './audit.js';
import {banReads, banWrites} from './bans.js';
import {commandReads, commandWrites} from './commands.js';
import {type Address, asStoreError, reach} from './connection.js';
import {conversationReads} from './conversation-reads.js';
import {asRefusal, isLost, isReadOnly, mayPassAgain} from './failures.js';
import {inboxReads} from './inbox-reads.js';
import {Lanes} from './lanes.js';
import {laterReads, laterWrites} from './later.js';
import {Line} from './line.js';
import {linkReads, linkWrites} from './links.js';
import {messageReads} from './message-reads.js';
import {type Incarnation, migrate} from './migrate.js';
import {fillNames} from './name-index.js';
import {nameReads} from './name-reads.js';
import {notificationReads, notificationWrites} from './notifications.js';
import {overviewReads} from './overview.js';
import {peopleReads} from './people-reads.js';
import {pushReads, pushWrites} from './push.js';
import {reminderReads, reminderWrites} from './reminders.js';
import {safetyReads, safetyWrites} from './safety.js';
import {fillSome} from './search-filler.js';
import {searchReads} from './search-reads.js';
import {statsReads, statsWrites} from './stats.js';
import {Hints, tailReads} from './tail.js';
import {titleReads} from './title-reads.js';
import {uploadReads, uploadWrites} from './uploads.js';
import {versionReads, versionWrites} from './versions.js';
import {webhookReads, webhookWrites} from './webhooks.js';
import {type Stamp, writes} from './writes.js';

/** How long a connection that nobody uses is kept: each new one has its statements prepared and compiled anew. */
const idleMs = 300_000;
/** How often a work that met another one is run again. */
const mostAttempts = 6;

/**
 * Opens (and fills with tables) the database at `postgres://…`.
 * @throws {StoreError} with one sentence for whoever runs the server
 */
export async function openPostgresStore(url: string, {connections = 10} = {}): Promise<Store> {
  const address: Address = {url, connections};
  const config = await reach(address);
  const incarnation = await migrate(config, address);
  // one connection is for hints
  const pool = new pg.Pool({...config, max: connections - 1, idleTimeoutMillis: idleMs});
  try {
    await nameAll(pool);
  } catch (error) {
    await pool.end().catch(() => undefined);
    throw asStoreError(error, address);
  }
  return new PostgresStore(pool, new Hints(config), incarnation);
}

async function nameAll(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await fillNames(client);
  } finally {
    client.release();
  }
}

/** `run` does its part inside the transaction and answers what to do when it is committed. */
type Work = {run: (tx: WriteTransaction) => Promise<() => void>; reject: (error: unknown) => void};

/** `grows` says whether one more was added to `works`. */
type Lot = {works: readonly Work[]; grows: () => boolean};

/** Whatever else a write transaction has, it is told with each transaction. */
type Writing = Omit<WriteTransaction, 'x' | 'before'>;

/** A connection of the pool with its statements. */
/** `age`: which of the servers that were there one after the other it is to. `renew` begins the `before` of another write transaction. */
type Session = {
  age: number;
  line: Line;
  stamp: Stamp;
  renew(): ReadonlyMap<string, number>;
  reading: TailTransaction;
  writing: Writing;
};

class PostgresStore implements Store {
  readonly epoch: string;
  readonly secret: string;
  readonly tail: Tail;
  onCommit: Store['onCommit'];
  readonly #pool: pg.Pool;
  readonly #hints: Hints;
  readonly #sessions = new WeakMap<pg.PoolClient, Session>();
  readonly #lanes = new Lanes<Work>((works, grows) => this.#commit(works, grows));
  readonly #running = new Set<Promise<unknown>>();
  /** Rises when the server turns out to be a replica: another one may answer at the same address. */
  #age = 0;
  #isClosed = false;

  constructor(pool: pg.Pool, hints: Hints, {epoch, secret}: Incarnation) {
    this.#pool = pool;
    this.#hints = hints;
    this.tail = {
      read: (work) => this.read(work),
      onHint: (listener) => hints.onHint(listener),
      hintBy: (say) => hints.hintBy(say),
    };
    this.epoch = epoch;
    this.secret = secret;
    // of a connection that nobody uses; the pool makes another one when it is wanted
    pool.on('error', () => undefined);
    void this.#keep(this.#fill());
  }

  /** What is missing in the index, step by step; a node that is in trouble leaves it to the next start. */
  async #fill(): Promise<void> {
    while (!this.#isClosed) {
      const client = await this.#pool.connect().catch(() => undefined);
      if (client === undefined) return;
      let isBroken = false;
      try {
        if (!(await fillSome(client))) return;
      } catch {
        isBroken = true;
        return;
      } finally {
        client.release(isBroken);
      }
    }
  }

  write<Result>(
    work: (tx: WriteTransaction) => Promise<Result>,
    committed: (result: Result) => void = () => undefined,
    lane?: string,
  ): Promise<Result> {
    if (this.#isClosed) return Promise.reject(new Refusal('DRAINING'));
    return this.#keep(
      new Promise<Result>((resolve, reject) => {
        const run = async (tx: WriteTransaction): Promise<() => void> => {
          const result = await work(tx);
          return () => {
            try {
              committed(result);
            } catch (error) {
              return reject(error);
            }
            resolve(result);
          };
        };
        if (lane === undefined) void this.#commit([{run, reject}]);
        else this.#lanes.add(lane, {run, reject});
      }),
    );
  }

  read<Result>(work: (tx: TailTransaction) => Promise<Result>): Promise<Result> {
    if (this.#isClosed) return Promise.reject(new Refusal('DRAINING'));
    return this.#keep(this.#read(work));
  }

  async #read<Result>(work: (tx: TailTransaction) => Promise<Result>): Promise<Result> {
    const begin = 'begin isolation level repeatable read read only';
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#transaction(begin, ({reading}) => work(reading));
      } catch (error) {
        // a connection that died while nobody used it is found out by the first who does
        if (!isLost(error) || attempt > 1) throw asRefusal(error);
      }
    }
  }

  async #commit(works: readonly Work[], grows: () => boolean = () => false): Promise<void> {
    const state = {isCommitting: false};
    for (let attempt = 1; ; attempt += 1) {
      state.isCommitting = false;
      const began = performance.now();
      try {
        const ends = await this.#together({works, grows}, state);
        this.onCommit?.(works.length, performance.now() - began);
        for (const done of ends) done();
        this.#hints.say();
        return;
      } catch (error) {
        // what a lost connection did of its commit nobody knows
        const again = mayPassAgain(error) ? mostAttempts : isLost(error) && !state.isCommitting ? 2 : 1;
        if (attempt < again) {
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 2 ** attempt));
          continue;
        }
        if (works.length > 1 && !isLost(error)) {
          for (const work of works) await this.#commit([work]);
          return;
        }
        for (const {reject} of works) reject(asRefusal(error));
        return;
      }
    }
  }

  /** Runs them in one transaction, with what comes meanwhile; answers, when it is committed, what each has to do then. */
  async #together({works, grows}: Lot, state: {isCommitting: boolean}): Promise<(() => void)[]> {
    const begin = `begin; select pg_current_xact_id()::text as x,
      (select value from meta where key = 'webhooks') as webhooks`;
    return this.#transaction(
      begin,
      async ({writing, stamp: {x}, renew}) => {
        const before = renew();
        const ends: (() => void)[] = [];
        for (let at = 0; at < works.length || grows(); at += 1) {
          ends.push(await (works[at] as Work).run(Object.assign(Object.create(writing) as Writing, {x, before})));
        }
        return ends;
      },
      () => (state.isCommitting = true),
    );
  }

  async #transaction<Result>(
    begin: string,
    run: (session: Session) => Promise<Result>,
    committing: () => void = () => undefined,
  ): Promise<Result> {
    const client = await this.#connect();
    const session = this.#session(client);
    const {line, stamp} = session;
    let isBroken = false;
    try {
      const answers = await line.begin(begin);
      const [, stamped] = Array.isArray(answers) ? answers : [];
      const row = stamped?.rows[0] as {x: string; webhooks: string | null} | undefined;
      stamp.x = Number(row?.x);
      stamp.webhooks = Number(row?.webhooks ?? 0);
      const result = await run(session);
      // a work that caught an error of its transaction has written nothing
      if (line.failure !== undefined) throw line.failure;
      committing();
      await line.query('commit');
      return result;
    } catch (error) {
      const first = line.failure ?? error;
      if (isReadOnly(first)) this.#age = Math.max(this.#age, session.age + 1);
      isBroken = isLost(first);
      if (!isBroken) await line.query('rollback').catch(() => (isBroken = true));
      throw first;
    } finally {
      client.release(isBroken || session.age < this.#age);
    }
  }

  /** Whatever keeps it from one may pass: a server that starts, a password that is being changed, too many connections. */
  async #connect(): Promise<pg.PoolClient> {
    try {
      for (;;) {
        const client = await this.#pool.connect();
        if ((this.#sessions.get(client)?.age ?? this.#age) >= this.#age) return client;
        client.release(true);
      }
    } catch (error) {
      throw new Refusal('UNAVAILABLE', undefined, {retryAfterMs: 1000, cause: error});
    }
  }

  #session(client: pg.PoolClient): Session {
    const known = this.#sessions.get(client);
    if (known) return known;
    client.on('error', () => undefined);
    const line = new Line(client);
    // the line does what drizzle asks of a client
    const database = drizzle(line as unknown as pg.PoolClient);
    const stamp: Stamp = {x: 0, webhooks: 0};
    let before = new Map<string, number>();
    const renew = (): ReadonlyMap<string, number> => (before = new Map());
    const conversations = conversationReads(line, database, (id, x) => {
      if (x !== stamp.x) before.set(id, x);
    });
    const reading: TailTransaction = {
      ...conversations,
      ...tailReads(line),
      ...messageReads(line, database),
      ...inboxReads(line, database),
      ...peopleReads(line, database),
      ...nameReads(line),
      ...searchReads(line),
      ...titleReads(line),
      ...uploadReads(line, database),
      ...safetyReads(line, database),
      ...webhookReads(line, database),
      ...pushReads(line, database),
      ...auditReads(line),
      ...versionReads(line),
      ...laterReads(line),
      ...notificationReads(line),
      ...reminderReads(line),
      ...linkReads(line),
      ...commandReads(line),
      ...banReads(line),
      ...overviewReads(line),
      ...statsReads(line),
    };
    const session: Session = {
      age: this.#age,
      line,
      stamp,
      renew,
      reading,
      writing: {
        ...reading,
        ...writes(line, database, stamp),
        ...uploadWrites(line, database),
        ...safetyWrites(line, database),
        ...webhookWrites(line, database, stamp),
        ...pushWrites(line, database, stamp),
        ...auditWrites(line),
        ...versionWrites(line),
        ...laterWrites(line),
        ...notificationWrites(line, stamp),
        ...reminderWrites(line),
        ...linkWrites(line),
        ...commandWrites(line),
        ...banWrites(line),
        ...statsWrites(line),
      },
    };
    this.#sessions.set(client, session);
    return session;
  }

  #keep<Result>(running: Promise<Result>): Promise<Result> {
    this.#running.add(running);
    const forget = (): void => void this.#running.delete(running);
    running.then(forget, forget);
    return running;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await Promise.allSettled(this.#running);
    await Promise.all([this.#pool.end(), this.#hints.close()]);
  }
}
