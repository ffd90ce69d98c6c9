/**
 * Keeps what is known in step with the server: takes frames in order, fetches what is missing, and tells the server what
 * this device has stored. Storage, then memory, then listeners.
 */
import {gather} from '../base/clock.js';
import {keepEqual} from '../base/keep.js';
import {ChatError} from '../core/failure.js';
import {noHorizons} from '../core/receipts.js';
import {holdMs, listed, type SyncEvent} from '../core/sync.js';
import {emptyTimeline} from '../core/timeline.js';
import type {ServerFrame} from '../protocol/frames.js';
import type {InputOf, OutputOf, RequestName} from '../protocol/operations.js';
import {joinConversation} from '../storage/join.js';
import type {Storage, StoredConversation} from '../storage/storage.js';
import {createDraft, type Draft, refreshTimeline, update} from './draft.js';
import type {Engine, Entry} from './engine.js';
import {createFetcher} from './fetcher.js';
import {learnAnswer, learnFrame, learnRows} from './learn.js';
import type {SyncPage} from './session.js';

const deliveredDelayMs = 1_000;
const doubtDelayMs = 300;
/** All that a cache may hold. */
const mostRows = 1e9;
/** Ids in one `inbox.rows`. */
const rowsAtOnce = 100;

export const knownChanges: readonly string[] = ['reaction', 'member', 'conversation'];

export type Syncer = {
  /** A frame of the connection. `tick` among them: its cursor counts when all before it is stored. */
  take(frame: ServerFrame): void;
  /** What was missed is about to be asked for. */
  asking(): void;
  /** A page of what was missed. `reset`: all that is cached is of no use; the outbox stays (PWP-SYNC-011). */
  page(page: SyncPage, epoch?: string): Promise<void>;
  caughtUp(cursor: string, epoch: string | undefined): Promise<void>;
  /** `isOther`: what was known is of another database. */
  reset(isOther?: boolean): Promise<void>;
  /** Requests may go out: fetches what is likely to be opened, and tells what was stored. */
  ready(): void;
  /** Asks, and merges the answer before it resolves; `then` belongs to the same task. */
  know<Name extends RequestName>(
    op: Name,
    input: InputOf<Name>,
    then?: (draft: Draft, output: OutputOf<Name>) => unknown,
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
  /**
   * Reset: nothing is known of the inbox but these rows. `isWhole`: they are all there are; `isKnowing`: something was known
   * before; `isOther`: of another database.
   */
  onReset(isWhole: boolean, isKnowing: boolean, isOther: boolean): void;
};

export function createSyncer(engine: Engine, options: SyncerOptions): Syncer {
  const {clock, random, report, background, user} = engine;
  /** What waits to be merged together. */
  let frames: ServerFrame[] | undefined;
  /** How often the cache was begun anew: what was heard before says nothing of it. */
  let resets = 0;
  /** Conversations heard of since what was missed was asked for: a reset may be of before that. */
  const heard = new Set<string>();
  /** Where the server says that this device stands; told once all before it is stored. */
  let place = {cursor: ''} as {cursor: string; epoch?: string};
  const delivered = new Map<string, number>();
  const doubtful = new Set<string>();
  /** Of those, asked for and not answered yet. */
  let asked = 0;
  // as a task: in the midst of another, what is stored is not known
  const tellLater = gather(clock, deliveredDelayMs, () => background(engine.run(async () => tellDelivered())));
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

  const commit = (fill: (draft: Draft) => Promise<void>): Promise<void> => engine.run(() => change(fill));

  /** The same within a task. */
  async function change(fill: (draft: Draft) => Promise<void>): Promise<void> {
    const draft = createDraft(engine);
    await fill(draft);
    await settle(draft, async () => {
      await engine.write(await draft.writes());
    });
  }

  const step = (entry: Entry, event: SyncEvent): Promise<void> =>
    commit(async (draft) => draft.step(await draft.of(entry.id), event));
  const fetcher = createFetcher(engine, {know, step, onFetched: options.onFetched});

  // ---- frames

  function take(frame: ServerFrame): void {
    if (frames) return void frames.push(frame);
    const taken = [frame];
    frames = taken;
    background(
      commit(async (draft) => {
        if (frames === taken) frames = undefined;
        for (const one of taken) {
          try {
            await learnFrame(draft, one);
          } catch (error) {
            // a frame that makes no sense harms nothing but itself (F89)
            report(new ChatError('SCHEMA', {cause: error, detail: 'a frame could not be merged'}));
          }
        }
        for (const {id} of draft.touched()) heard.add(id);
        after(taken);
      }),
    );
  }

  /** What follows once the frames are stored: this runs as the next task. */
  function after(taken: readonly ServerFrame[]): void {
    const at = resets;
    background(
      engine.run(async () => {
        for (const frame of taken) {
          if (frame.type === 'tick') await adopt({cursor: frame.cursor}, at);
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

  async function adopt(value: {cursor: string; epoch?: string}, at: number): Promise<void> {
    if (at !== resets) return;
    place = {...place, ...value};
    // not while the row of a conversation is on its way: a tab that dies now must hear of it again (I10)
    const isWaiting = doubtful.size || asked || [...engine.entries.values()].some(({sync}) => sync.is === 'gap');
    if (!isWaiting && (await engine.write([{put: 'meta', value: place}]))) engine.resume(place);
  }

  // ---- catching up

  async function page(page: SyncPage, epoch?: string): Promise<void> {
    // what comes from now on is merged after it, not dropped with what was before (I10)
    frames = undefined;
    // a device that knows something and has no place to go on from may not have heard of another database either
    const isKnowing = page.reset !== 'new' || [...engine.entries.values()].some(({stored}) => stored);
    // in one task: the cursor of an earlier answer may wait behind it, and is not to find an empty cache (I10)
    await engine.run(async (storage) => {
      if (page.reset) {
        await clear(storage, page.next === undefined, isKnowing, page.reset !== 'new', epoch);
        // what another tab has begun anew already is not begun once more, though that tab may have got no further
        for (const {id} of await storage.conversations(mostRows)) heard.add(id);
        for (const id of heard) doubtful.add(id);
      }
      await change(async (draft) => {
        draft.meet((page as OutputOf<'sync'>).people ?? []);
        await learnRows(draft, page.rows);
      });
    });
    if (page.rows.length) engine.share({type: 'inbox', rows: page.rows});
  }

  async function clear(
    storage: Storage,
    isWhole: boolean,
    isKnowing: boolean,
    isOther: boolean,
    epoch?: string,
  ): Promise<void> {
    if (engine.isLeading()) {
      if (isKnowing) await options.onRestored(storage).catch(report);
      // another tab may have done it, and filled it again
      await storage.clear('cache', epoch);
    }
    engine.unwritten = [];
    engine.isTainted = false;
    resets++;
    delivered.clear();
    place = {cursor: ''};
    engine.resume({cursor: '', epoch: ''});
    for (const entry of engine.entries.values()) {
      Object.assign(entry, {stored: undefined, sync: listed, horizons: noHorizons, moved: 0, isSettled: false});
      // in another database the same number is another message
      if (isOther) entry.seen = 0;
      if (entry.timeline) entry.timeline = emptyTimeline(entry.id, user, isOther ? undefined : entry.timeline.seqs);
      refreshTimeline(engine, entry);
      engine.changed(entry);
    }
    options.onReset(isWhole, isKnowing, isOther);
  }

  // ---- asking and telling

  async function know<Name extends RequestName>(
    op: Name,
    input: InputOf<Name>,
    then?: (draft: Draft, output: OutputOf<Name>) => unknown,
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
      .then(({rows}) => engine.share({type: 'inbox', rows}))
      .catch((error: unknown) => {
        for (const id of conversations) doubtful.add(id);
        if (engine.canAsk()) report(error);
      })
      .finally(() => asked--);
  }

  return {
    take,
    asking: () => heard.clear(),
    page,
    caughtUp(cursor, epoch) {
      const at = resets;
      return engine.run(() => adopt({cursor, ...(epoch && {epoch})}, at));
    },
    reset: (isOther = false) => engine.run((storage) => clear(storage, false, isOther, isOther)),
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
          engine.take(entry, {...entry.stored, seq: 0, ranges: []});
          if (entry.holders) fetcher.want(entry);
        }
      }),
    wiped() {
      engine.isTainted = true;
      engine.unwritten = [];
      engine.resume({cursor: '', epoch: ''});
    },
    commit,
    settle,
    want: fetcher.want,
    reload: (some) =>
      engine.run(async () => {
        const entries = some ?? [...engine.entries.values()];
        // another tab has begun the cache anew, or the server will: nothing vouches for what was in the old one
        if (!some) engine.isTainted = false;
        const draft = createDraft(engine);
        // what this tab could not store, or learned when it did not lead, is left to be fetched again: the storage is what counts
        engine.unwritten = [];
        for (const entry of entries) {
          const stored = await engine.read((storage) => storage.conversation(entry.id), undefined);
          const known = entry.stored;
          if (!stored && !known) continue;
          const {seq = 0, ranges = []} = stored ?? {};
          // of what this tab knows nothing is taken back, but for what it could read of the messages
          const joined = known ? joinConversation(stored, {...known, seq, ranges}) : stored;
          engine.take(entry, keepEqual(stored, joined as StoredConversation));
          engine.changed(entry);
          const changing = await draft.of(entry.id);
          // the server will not tell again what this tab knows: the storage has to know it before it says so of a cursor (I10)
          if (entry.stored !== stored) update(changing, {ranges: [...ranges]});
          const {from, to} = entry.timeline ?? {from: 1, to: 0};
          // another tab may have stored edits and deletions of what is on the screen
          if (to >= from) changing.shown = await draft.messages(entry.id, {from, to});
        }
        // what is on the screen goes on to where the storage is
        await engine.write(await draft.writes());
        draft.apply();
        // the storage may be behind what this tab had heard (F06)
        for (const entry of entries) if (entry.holders) fetcher.want(entry);
      }),
  };
}
