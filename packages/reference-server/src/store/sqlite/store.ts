/**
 * The SQLite store: one writer, one reader, each a connection of its own. Everything that was asked to be written in one turn
 * of the event loop is one commit; nobody is answered before the commit is on the disk. Where a work of the turn throws, the
 * turn is undone and run again with a savepoint around each work: then what throws is undone alone.
 */
import type {Database, Statement} from 'better-sqlite3';
import {nanoid} from 'nanoid';
import {Refusal} from '../../domain/refusal.js';
import type {ReadTransaction, Store, WriteTransaction} from '../store.js';
import {Turns} from '../turns.js';
import {auditReads, auditWrites} from './audit.js';
import {banReads, banWrites} from './bans.js';
import {commandReads, commandWrites} from './commands.js';
import {connect, migrate} from './connection.js';
import {conversationReads} from './conversation-reads.js';
import {asRefusal} from './failures.js';
import {inboxFiler, inboxReads} from './inbox-reads.js';
import {KeptConversations} from './kept-conversations.js';
import {laterReads, laterWrites} from './later.js';
import {linkReads, linkWrites} from './links.js';
import {messageReads} from './message-reads.js';
import {fillNames} from './name-index.js';
import {nameReads} from './name-reads.js';
import {notificationReads, notificationWrites} from './notifications.js';
import {overviewReads} from './overview.js';
import {peopleReads} from './people-reads.js';
import {pushReads, pushWrites} from './push.js';
import {reminderReads, reminderWrites} from './reminders.js';
import {safetyReads, safetyWrites} from './safety.js';
import {broughtAtOnce} from './search-follower.js';
import {searchReads} from './search-reads.js';
import {SearchUpkeep} from './search-upkeep.js';
import {Counts, statsReads, statsWrites} from './stats.js';
import {titleReads} from './title-reads.js';
import {uploadReads, uploadWrites} from './uploads.js';
import {versionReads, versionWrites} from './versions.js';
import {webhookReads, webhookWrites} from './webhooks.js';
import {type Stamp, writes} from './writes.js';

/**
 * Opens (and makes) the database file, or `:memory:`. Messages come into the index that they are found by as soon as `followAt` of them are
 * not there yet.
 * @throws {StoreError} with one sentence for whoever runs the server
 */
export async function openSqliteStore(path: string, followAt?: number): Promise<Store> {
  const writer = connect(path, 'writer');
  try {
    migrate(writer, path, Date.now());
    fillNames(writer);
    return sqliteStore(writer, path === ':memory:' ? writer : connect(path, 'reader'), followAt);
  } catch (error) {
    writer.close();
    throw error;
  }
}

/** Over connections made by `connect`, the writer's migrated; one connection may be both. */
export const sqliteStore = (writer: Database, reader: Database, followAt = broughtAtOnce): Store =>
  new SqliteStore(writer, reader, followAt);

type Refile = (user: string) => void;

const readsOf = (client: Database, refile: Refile, kept?: KeptConversations): ReadTransaction => ({
  ...conversationReads(client, kept),
  ...messageReads(client),
  ...inboxReads(client, refile),
  ...peopleReads(client),
  ...nameReads(client),
  ...searchReads(client),
  ...titleReads(client),
  ...uploadReads(client),
  ...safetyReads(client),
  ...webhookReads(client),
  ...pushReads(client),
  ...auditReads(client),
  ...versionReads(client),
  ...laterReads(client),
  ...notificationReads(client),
  ...reminderReads(client),
  ...linkReads(client),
  ...commandReads(client),
  ...banReads(client),
  ...overviewReads(client),
  ...statsReads(client),
});

/** `run` does its part inside the transaction and answers what to do when it is committed. */
type Work = {run: (x: number) => Promise<() => void>; reject: (error: unknown) => void};
/** What is to be done with a work after the commit. */
type End = {done?: () => void; error?: unknown; reject: (error: unknown) => void};
type Read = {run: () => Promise<void>; reject: (error: unknown) => void};

/** All of a write transaction but its stamp. */
type Writing = Omit<WriteTransaction, 'x'>;

class SqliteStore implements Store {
  readonly epoch: string;
  onCommit: Store['onCommit'];
  readonly secret: string;
  readonly #writer: Database;
  readonly #reader: Database;
  readonly #stamp: Stamp = {x: 0};
  readonly #counts: Counts;
  readonly #kept: KeptConversations;
  readonly #writing: Writing;
  readonly #reading: ReadTransaction;
  readonly #works: Turns<Work>;
  readonly #reads: Turns<Read>;
  readonly #statements: Record<'begin' | 'commit' | 'rollback' | 'save' | 'release' | 'undo', Statement<[]>> & {
    stamp: Statement<[string]>;
  };
  readonly #looks: Record<'begin' | 'commit', Statement<[]>>;
  readonly #readX: () => number;
  readonly #countChanges: () => number;
  readonly #file: (user: string) => void;
  readonly #filing = new Set<string>();
  readonly #search: SearchUpkeep;
  #isClosed = false;

  constructor(writer: Database, reader: Database, followAt: number) {
    this.#writer = writer;
    this.#reader = reader;
    writer
      .prepare("insert or ignore into meta (key, value) values ('epoch', ?), ('secret', ?), ('x', '0')")
      .run(nanoid(16), nanoid(43));
    const kept = writer.prepare<[string], string>('select value from meta where key = ?').pluck();
    this.epoch = kept.get('epoch') as string;
    this.secret = kept.get('secret') as string;
    const x = writer.prepare<[], {value: string}>("select value from meta where key = 'x'");
    this.#readX = () => Number(x.get()?.value);
    const changes = writer.prepare<[], {changes: number}>('select total_changes() as changes');
    this.#countChanges = () => changes.get()?.changes ?? 0;
    this.#file = inboxFiler(writer);
    this.#counts = new Counts(writer);
    this.#kept = new KeptConversations(writer);
    const refile: Refile = (user) => this.#refile(user);
    this.#writing = {
      ...readsOf(writer, refile, this.#kept),
      ...writes(writer, this.#stamp, {
        counts: this.#counts,
        late: {add: () => this.#search.add()},
        kept: this.#kept,
      }),
      ...uploadWrites(writer),
      ...safetyWrites(writer, this.#kept),
      ...webhookWrites(writer, this.#stamp),
      ...pushWrites(writer, this.#stamp),
      ...auditWrites(writer),
      ...versionWrites(writer),
      ...laterWrites(writer),
      ...notificationWrites(writer, this.#stamp),
      ...reminderWrites(writer),
      ...linkWrites(writer),
      ...commandWrites(writer),
      ...banWrites(writer),
      ...statsWrites(writer),
    };
    this.#reading = reader === writer ? this.#writing : readsOf(reader, refile);
    this.#statements = {
      begin: writer.prepare('begin immediate'),
      commit: writer.prepare('commit'),
      rollback: writer.prepare('rollback'),
      save: writer.prepare('savepoint work'),
      release: writer.prepare('release work'),
      undo: writer.prepare('rollback to work'),
      stamp: writer.prepare("update meta set value = ? where key = 'x'"),
    };
    this.#looks = {begin: reader.prepare('begin'), commit: reader.prepare('commit')};
    this.#works = new Turns<Work>(
      (run) => void setImmediate(run),
      (works) => this.#commit(works),
    );
    this.#reads = new Turns<Read>(
      (run) => queueMicrotask(run),
      (reads) => this.#snapshot(reads),
    );
    this.#search = new SearchUpkeep(
      writer,
      (step, end) => {
        const run = async (x: number): Promise<() => void> => {
          const isMore = step(x);
          return () => end(isMore);
        };
        this.#works.add({run, reject: () => end(undefined)});
      },
      followAt,
    );
  }

  write<Result>(
    work: (tx: WriteTransaction) => Promise<Result>,
    committed: (result: Result) => void = () => undefined,
  ): Promise<Result> {
    if (this.#isClosed) return Promise.reject(new Refusal('DRAINING'));
    return new Promise<Result>((resolve, reject) => {
      const run = async (x: number): Promise<() => void> => {
        const result = await work(Object.assign(Object.create(this.#writing) as Writing, {x}));
        return () => {
          try {
            committed(result);
          } catch (error) {
            return reject(error);
          }
          resolve(result);
        };
      };
      this.#works.add({run, reject});
    });
  }

  read<Result>(work: (tx: ReadTransaction) => Promise<Result>): Promise<Result> {
    // One connection for both: a read in between would see what is not committed, so it takes its turn.
    if (this.#reader === this.#writer) return this.write(work);
    if (this.#isClosed) return Promise.reject(new Refusal('DRAINING'));
    return new Promise<Result>((resolve, reject) => {
      this.#reads.add({
        run: () => work(this.#reading).then(resolve, (error: unknown) => reject(asRefusal(error))),
        reject,
      });
    });
  }

  async #commit(works: Work[]): Promise<void> {
    const {begin, commit, rollback, stamp} = this.#statements;
    let ends: End[] | undefined;
    const began = performance.now();
    try {
      begin.run();
      this.#kept.begin();
      let changes = this.#countChanges();
      ends = await this.#runTogether(works);
      if (!ends) {
        rollback.run();
        this.#kept.clear();
        begin.run();
        this.#kept.begin();
        changes = this.#countChanges();
        ends = await this.#runApart(works);
      }
      this.#counts.write();
      // Where nothing changed no stamp is used up and the disk is left in peace.
      if (this.#countChanges() > changes) stamp.run(String(this.#stamp.x));
      commit.run();
      this.onCommit?.(works.length, performance.now() - began);
      this.#search.soon();
    } catch (error) {
      if (this.#writer.inTransaction) rollback.run();
      this.#kept.clear();
      for (const {reject} of works) reject(asRefusal(error));
      return;
    }
    for (const {done, error, reject} of ends) {
      if (done) done();
      else reject(error);
    }
  }

  /** Works hardly ever throw, and a savepoint costs two statements and a copy of each page. Nothing, if one threw. */
  async #runTogether(works: readonly Work[]): Promise<End[] | undefined> {
    const ends: End[] = [];
    this.#counts.clear();
    this.#stamp.x = this.#readX();
    for (const {run, reject} of works) {
      this.#stamp.x += 1;
      try {
        ends.push({done: await run(this.#stamp.x), reject});
      } catch (error) {
        // Some failures (a full disk) undo the whole transaction at once.
        if (!this.#writer.inTransaction) throw error;
        return undefined;
      }
    }
    return ends;
  }

  async #runApart(works: readonly Work[]): Promise<End[]> {
    const {save, release, undo} = this.#statements;
    const ends: End[] = [];
    this.#counts.clear();
    this.#stamp.x = this.#readX();
    for (const {run, reject} of works) {
      this.#stamp.x += 1;
      const uncount = this.#counts.mark();
      save.run();
      try {
        ends.push({done: await run(this.#stamp.x), reject});
      } catch (error) {
        if (!this.#writer.inTransaction) throw error;
        undo.run();
        this.#kept.clear();
        uncount();
        ends.push({error: asRefusal(error), reject});
      }
      release.run();
    }
    return ends;
  }

  /** Reads of one turn share a snapshot. */
  async #snapshot(reads: Read[]): Promise<void> {
    try {
      this.#looks.begin.run();
    } catch (error) {
      for (const {reject} of reads) reject(asRefusal(error));
      return;
    }
    for (const {run} of reads) await run();
    this.#looks.commit.run();
  }

  #refile(user: string): void {
    if (this.#isClosed || this.#filing.has(user)) return;
    this.#filing.add(user);
    const run = async (): Promise<() => void> => {
      this.#file(user);
      return () => this.#filing.delete(user);
    };
    // Filing only makes reads quicker: where it fails, the next read asks for it again.
    this.#works.add({run, reject: () => this.#filing.delete(user)});
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#search.end();
    await Promise.all([this.#works.idle(), this.#reads.idle()]);
    if (this.#reader !== this.#writer) this.#reader.close();
    this.#writer.close();
  }
}
