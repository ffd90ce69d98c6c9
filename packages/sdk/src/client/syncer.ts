/**
 * Keeps what is known in step with the server: takes frames in order, fetches what is missing, and tells the server what
 * this device has stored. Storage, then memory, then listeners.
 */
import {gather} from '../base/clock.js';
import {ChatError} from '../core/failure.js';
import {noHorizons} from '../core/receipts.js';
import {holdMs, listed, type SyncEvent} from '../core/sync.js';
import {emptyTimeline} from '../core/timeline.js';
import type {ServerFrame} from '../protocol/frames.js';
import type {InputOf, OutputOf, RequestName} from '../protocol/operations.js';
import {conversationOf, type Storage} from '../storage/storage.js';
import {createDraft, type Draft, refreshTimeline} from './draft.js';
import type {Engine, Entry} from './engine.js';
import {createFetcher} from './fetcher.js';
import {learnAnswer, learnFrame, learnRows} from './learn.js';
import type {SyncPage} from './session.js';

const deliveredDelayMs = 1_000;
const doubtDelayMs = 300;
/** Ids in one `inbox.rows`. */
const rowsAtOnce = 100;

const knownChanges: readonly string[] = ['reaction', 'member', 'conversation'];

export type Syncer = {
  /** A frame of the connection. `tick` among them: its cursor counts when all before it is stored. */
  take(frame: ServerFrame): void;
  /** A page of what was missed. `reset`: all that is cached is of no use; the outbox stays (PWP-SYNC-011). */
  page(page: SyncPage): Promise<void>;
  caughtUp(cursor: string, epoch: string | undefined): Promise<void>;
  /** `isOther`: what was known is of another database. */
  reset(isOther?: boolean): Promise<void>;
  /** Requests may go out: fetches what is likely to be opened, and tells what was stored. */
  ready(): void;
  /** Asks, and merges the answer before it resolves; `then` belongs to the same task. */
  know<Name extends RequestName>(
    op: Name,
    input: InputOf<Name>,
    then?: (draft: Draft, output: OutputOf<Name>) => Promise<void> | void,
  ): Promise<OutputOf<Name>>;
  /** Merges an answer that another tab has asked for. */
  learn<Name extends RequestName>(op: Name, input: InputOf<Name>, output: OutputOf<Name>): Promise<void>;
  /** The storage had to drop the messages of these. */
  forget(conversations: readonly string[]): Promise<void>;
  /** The storage was emptied: what follows from the cursor is not enough any more. */
  wiped(): void;
  /** Runs a change of what is known as one task. */
  commit(fill: (draft: Draft) => Promise<void>): Promise<void>;
  /** Writes a draft by other means, then takes it over. */
  settle(draft: Draft, write: () => Promise<void>): Promise<void>;
  /** Somebody looks at it: fetches what is missing. */
  want(entry: Entry): void;
  /** Reads again from the storage what other tabs have written there. */
  reload(entries?: readonly Entry[]): Promise<void>;
};

export type SyncerOptions = {
  onTyping(conversation: string, user: string): void;
  /** What an open conversation had missed has come. */
  onFetched(entry: Entry): Promise<void>;
  /** The server's database is another one: before the cache is dropped. */
  onRestored(storage: Storage): Promise<void>;
  /** Reset: nothing is known of the inbox but these rows. `isWhole`: they are all there are; `isOther`: something was known before. */
  onReset(isWhole: boolean, isOther: boolean): void;
};

export function createSyncer(engine: Engine, options: SyncerOptions): Syncer {
  const {clock, random, report, background, user} = engine;
  let frames: ServerFrame[] = [];
  /** The cache was emptied under us: no cursor may say that it is there (I10, F11). */
  let isTainted = false;
  const delivered = new Map<string, number>();
  const doubtful = new Set<string>();
  /** Of those, asked for and not answered yet. */
  let asked = 0;
  const tellLater = gather(clock, deliveredDelayMs, tellDelivered);
  const askLater = gather(clock, doubtDelayMs, askRows);

  async function settle(draft: Draft, write: () => Promise<void>): Promise<void> {
    await write();
    for (const id of draft.doubtful) doubtful.add(id);
    if (doubtful.size) askLater();
    for (const [entry, wish] of draft.apply()) {
      if (wish === 'fetch') fetcher.fetch(entry);
      else if (wish === 'hold') clock.after(holdMs(random()), () => background(step(entry, {type: 'hold-over'})));
      else if (entry.holders) fetcher.want(entry);
    }
    tellLater();
  }

  const commit = (fill: (draft: Draft) => Promise<void>): Promise<void> =>
    engine.run(async () => {
      const draft = createDraft(engine);
      await fill(draft);
      await settle(draft, async () => {
        await engine.write(await draft.writes());
      });
    });

  const step = (entry: Entry, event: SyncEvent): Promise<void> =>
    commit(async (draft) => draft.step(await draft.of(entry.id), event));
  const fetcher = createFetcher(engine, {know, step, onFetched: options.onFetched});

  // ---- frames

  function take(frame: ServerFrame): void {
    frames.push(frame);
    if (frames.length > 1) return;
    background(
      commit(async (draft) => {
        const taken = frames;
        frames = [];
        for (const one of taken) {
          try {
            await learnFrame(draft, one);
          } catch (error) {
            // a frame that makes no sense harms nothing but itself (F89)
            report(new ChatError('SCHEMA', {cause: error, detail: 'a frame could not be merged'}));
          }
        }
        after(taken);
      }),
    );
  }

  /** What follows once the frames are stored: this runs as the next task. */
  function after(taken: readonly ServerFrame[]): void {
    background(
      engine.run(async () => {
        for (const frame of taken) {
          if (frame.type === 'tick') await adopt({cursor: frame.cursor});
          else engine.share(frame);
          if (frame.type !== 'changes') continue;
          for (const change of frame.changes)
            if (change.type === 'message') options.onTyping(frame.conversation, change.message.sender);
            // what a person must know of, and this version does not (PWP-VERSION-004)
            else if ((change as {mu?: unknown}).mu && !knownChanges.includes(change.type))
              report(new ChatError('PROTO_UNSUPPORTED', {detail: change.type}));
        }
      }),
    );
  }

  async function adopt(value: {cursor: string; epoch?: string}): Promise<void> {
    // nor while the row of a conversation is on its way: a tab that dies now must hear of it again (I10)
    const isWaiting = doubtful.size || asked || [...engine.entries.values()].some(({sync}) => sync.is === 'gap');
    if (!isTainted && !isWaiting && (await engine.write([{put: 'meta', value}]))) engine.resume(value);
  }

  // ---- catching up

  async function page(page: SyncPage): Promise<void> {
    if (page.reset) await reset(page.next === undefined, page.reset !== 'new');
    await commit(async (draft) => {
      draft.meet((page as OutputOf<'sync'>).people ?? []);
      await learnRows(draft, page.rows);
    });
    if (page.rows.length) engine.share({type: 'inbox', rows: page.rows});
  }

  function reset(isWhole = false, isOther = false): Promise<void> {
    return engine.run(async (storage) => {
      if (engine.isLeading()) {
        if (isOther) await options.onRestored(storage).catch(report);
        await storage.clear('cache');
      }
      engine.unwritten = [];
      isTainted = false;
      delivered.clear();
      engine.resume({cursor: '', epoch: ''});
      for (const entry of engine.entries.values()) {
        Object.assign(entry, {stored: undefined, sync: listed, horizons: noHorizons, isSettled: false});
        if (entry.timeline) entry.timeline = emptyTimeline(entry.id, user);
        refreshTimeline(engine, entry);
        engine.changed(entry);
      }
      options.onReset(isWhole, isOther);
    });
  }

  // ---- asking and telling

  async function know<Name extends RequestName>(
    op: Name,
    input: InputOf<Name>,
    then?: (draft: Draft, output: OutputOf<Name>) => Promise<void> | void,
  ): Promise<OutputOf<Name>> {
    const output = await engine.ask(op, input);
    await commit(async (draft) => {
      await learnAnswer(draft, op, input, output);
      await then?.(draft, output);
    });
    return output;
  }

  /** What was stored here was delivered: said only now, and of whole stretches only (PWP-REG-004). */
  function tellDelivered(): void {
    if (!engine.isLeading() || !engine.canAsk()) return;
    fetcher.prefetch();
    for (const {id, stored, sync} of engine.entries.values()) {
      if (sync.is !== 'fresh' || !stored || engine.unwritten.length) continue;
      const {row, seq} = stored;
      const isForeign = row.unread > 0 || (row.preview && row.preview.sender !== user);
      const told = Math.max(row.own.delivered, row.own.read, delivered.get(id) ?? 0);
      if (!isForeign || seq <= told) continue;
      delivered.set(id, seq);
      know('own.set', {conversation: id, delivered: seq}).catch(() => delivered.delete(id));
    }
  }

  /** Rows whose counts cannot be followed from frames alone, many at once. */
  function askRows(): void {
    const conversations = [...doubtful].slice(0, rowsAtOnce);
    if (!conversations.length || !engine.canAsk()) return;
    for (const id of conversations) doubtful.delete(id);
    if (doubtful.size) askLater();
    asked++;
    know('inbox.rows', {conversations})
      .catch((error: unknown) => {
        for (const id of conversations) doubtful.add(id);
        if (engine.canAsk()) report(error);
      })
      .finally(() => asked--);
  }

  return {
    take,
    page,
    caughtUp: (cursor, epoch) => engine.run(() => adopt({cursor, ...(epoch && {epoch})})),
    reset: (isOther) => reset(false, isOther),
    ready() {
      delivered.clear();
      fetcher.renew();
      askLater();
      tellLater();
    },
    know,
    learn: (op, input, output) => commit((draft) => learnAnswer(draft, op, input, output)),
    forget: (conversations) =>
      engine.run(async () => {
        for (const id of conversations) {
          const entry = engine.entries.get(id);
          if (!entry?.stored) continue;
          engine.take(entry, {...entry.stored, seq: 0, ranges: [], start: false});
          if (entry.holders) fetcher.want(entry);
        }
      }),
    wiped() {
      isTainted = true;
      engine.resume({cursor: '', epoch: ''});
    },
    commit,
    settle,
    want: fetcher.want,
    reload: (entries = [...engine.entries.values()]) =>
      engine.run(async () => {
        const draft = createDraft(engine);
        // what this tab could not store is left to be fetched again: another one may have written since
        const lost = new Set(engine.unwritten.map(conversationOf));
        engine.unwritten = [];
        for (const entry of entries) {
          const stored = await engine.read((storage) => storage.conversation(entry.id), undefined);
          if (!stored || (entry.stored && entry.stored.seq > stored.seq && !lost.has(entry.id))) continue;
          engine.take(entry, stored);
          engine.changed(entry);
          const changing = await draft.of(entry.id);
          const {from, to} = entry.timeline ?? {from: 1, to: 0};
          // another tab may have stored edits and deletions of what is on the screen
          if (to >= from) changing.shown = await draft.messages(entry.id, {from, to});
        }
        // what is on the screen goes on to where the storage is
        await draft.writes();
        draft.apply();
      }),
  };
}
