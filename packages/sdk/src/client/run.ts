/** Which stretch of a conversation its timeline shows: from the cache where it reaches, else from the server. */
import {ChatError} from '../core/failure.js';
import {cutRange, rangeAt} from '../core/ranges.js';
import {emptyTimeline, type TimelineState} from '../core/timeline.js';
import type {StoredConversation} from '../storage/storage.js';
import {createDraft, type Draft} from './draft.js';
import type {Engine, Entry} from './engine.js';
import type {Syncer} from './syncer.js';

const pageSize = 50;
type Edge = 'older' | 'newer';

/** Puts the run where `seq` is, or at the newest message. False: that is not cached. */
export async function placeRun(draft: Draft, id: string, seq?: number): Promise<boolean> {
  const changing = await draft.of(id);
  const {stored, sync} = changing;
  const end = seq ?? (sync.is === 'closed' ? Math.max(sync.seq, sync.head) : sync.seq);
  const range = stored && rangeAt(stored.ranges, end);
  if (!range) return false;
  const isEnd = seq === undefined;
  const limit = isEnd ? pageSize : pageSize / 2;
  const older = await draft.messages(id, {from: range.from, to: isEnd ? range.to : end, limit, take: 'last'});
  const newer = isEnd ? [] : await draft.messages(id, {from: end + 1, to: range.to, limit, take: 'first'});
  // a run never claims what could not be read
  const {isBlind} = draft;
  if (isBlind && !older.length) return false;
  changing.shown = [...older, ...newer];
  changing.run = {
    from: older.length < limit && !isBlind ? range.from : (older[0]?.seq ?? range.from),
    to: isEnd || (newer.length < limit && !isBlind) ? range.to : (newer.at(-1)?.seq ?? end),
  };
  return true;
}

/** Makes the run longer from the cache. False: the cache has nothing more there. */
async function extendRun(draft: Draft, {id, timeline}: Entry, edge: Edge): Promise<boolean> {
  const changing = await draft.of(id);
  if (!timeline) return false;
  const {from, to} = timeline;
  const isOlder = edge === 'older';
  const range = rangeAt(changing.stored?.ranges ?? [], isOlder ? from : to);
  if (!range || (isOlder ? range.from >= from : range.to <= to)) return false;
  const within = isOlder ? {from: range.from, to: from - 1} : {from: to + 1, to: range.to};
  const messages = await draft.messages(id, {...within, limit: pageSize, take: isOlder ? 'last' : 'first'});
  if (draft.isBlind && !messages.length) return false;
  const isAll = messages.length < pageSize && !draft.isBlind;
  changing.shown = messages;
  changing.run = isOlder
    ? {from: isAll ? range.from : (messages[0]?.seq ?? range.from), to}
    : {from, to: isAll ? range.to : (messages.at(-1)?.seq ?? range.to)};
  return true;
}

export type Runs = {
  /** Shows what is cached at once, then what is new; asked again, it only brings up to date what is shown. */
  show(entry: Entry, target?: number | string): Promise<void>;
  /** @throws {ChatError} NOT_FOUND, OFFLINE */
  goTo(entry: Entry, target: number | string): Promise<void>;
  goToLatest(entry: Entry): Promise<void>;
  load(entry: Entry, edge: Edge): Promise<void>;
  /** The newest messages of an open conversation were fetched. */
  fetched(entry: Entry): Promise<void>;
};

export function createRuns(engine: Engine, syncer: Syncer): Runs {
  const loads = new WeakMap<Entry, Promise<void>>();

  const isEmpty = ({timeline}: Entry): boolean => !timeline || timeline.to < timeline.from;

  function set(entry: Entry, loading: Entry['loading'], failed?: Entry['failed']): void {
    Object.assign(entry, {loading, failed});
    engine.changed(entry);
  }

  /** Puts the run there from the cache. */
  async function place(entry: Entry, seq?: number): Promise<boolean> {
    let isPlaced = false;
    await syncer.commit(async (draft) => {
      entry.timeline ??= emptyTimeline(entry.id, engine.user);
      isPlaced = await placeRun(draft, entry.id, seq);
    });
    return isPlaced;
  }

  async function seqOf(entry: Entry, target: number | string): Promise<number | undefined> {
    if (typeof target === 'number') return target;
    const message = await engine.run(() => createDraft(engine).message(entry.id, target));
    return message?.seq ?? entry.timeline?.seqs.get(target);
  }

  async function goTo(entry: Entry, target: number | string): Promise<void> {
    entry.isSettled = true;
    const seq = await seqOf(entry, target);
    const {from, to} = entry.timeline ?? {from: 1, to: 0};
    if (seq !== undefined && seq >= from && seq <= to) return;
    if (seq !== undefined && (await place(entry, seq))) return validate(entry);
    const {id: conversation} = entry;
    await known(entry);
    await syncer.know(
      'history.page',
      {conversation, around: target, limit: pageSize},
      async (draft, {messages, range}) => {
        entry.timeline ??= emptyTimeline(conversation, engine.user);
        const found =
          messages.find(({id}) => id === target)?.seq ?? Math.min(Math.max(Number(target), range.from), range.to);
        await placeRun(draft, conversation, found);
      },
    );
  }

  async function known(entry: Entry): Promise<void> {
    if (!entry.stored) await syncer.know('conversation.get', {conversation: entry.id});
  }

  async function goToLatest(entry: Entry): Promise<void> {
    const {timeline, stored, id: conversation} = entry;
    if (timeline && stored && !isEmpty(entry) && timeline.to >= stored.seq) return;
    if (await place(entry)) return;
    await known(entry);
    await syncer.know('history.page', {conversation, limit: pageSize}, async (draft, {range}) => {
      entry.timeline ??= emptyTimeline(conversation, engine.user);
      await placeRun(draft, conversation, range.to);
    });
  }

  /** What is shown and may be old is checked (PWP-HISTORY-003). */
  async function validate(entry: Entry): Promise<void> {
    const {timeline, stored, id: conversation} = entry;
    const range = timeline && stored && rangeAt(stored.ranges, timeline.from);
    if (!range || !engine.canAsk() || range.asOf >= stored.row.seq) return;
    const {from, to, asOf} = range;
    const {limited} = await syncer.know('history.revalidate', {conversation, from, to, asOf}, async (draft, answer) => {
      const changing = await draft.of(conversation);
      const {ranges} = changing.stored ?? {};
      if (answer.limited && ranges)
        changing.stored = {...(changing.stored as StoredConversation), ranges: cutRange(ranges, from, to)};
    });
    if (!limited) return;
    // too much has changed: what is shown is read anew, the rest of the stretch when it is needed
    const middle = (timeline.wire[timeline.wire.length >> 1]?.seq ?? timeline.to) as number;
    await syncer.know('history.page', {conversation, around: middle, limit: 2 * pageSize}, async (draft) => {
      await placeRun(draft, conversation, middle);
    });
  }

  async function show(entry: Entry, target?: number | string): Promise<void> {
    const isFirst = isEmpty(entry);
    if (isFirst) set(entry, 'first');
    try {
      // the leading tab may have read more of it
      if (isFirst && entry.isLoaded && !engine.isLeading()) await syncer.reload([entry]);
      if (isFirst && target === undefined && (await place(entry))) set(entry, 'none');
      if (target !== undefined) await goTo(entry, target);
      if (!engine.canAsk()) {
        if (isEmpty(entry)) throw new ChatError('OFFLINE', {retry: 'after'});
        return set(entry, 'none');
      }
      // members, receipts and my own row, as they are now
      await syncer.know('conversation.get', {conversation: entry.id});
      syncer.want(entry);
      if (entry.sync.is === 'fresh' || entry.sync.is === 'closed') await fetched(entry);
    } catch (error) {
      const {code = 'INTERNAL'} = error as ChatError;
      set(entry, 'none', isEmpty(entry) ? {edge: 'first', code} : entry.failed);
      if (!(error as ChatError).code) throw error;
    }
  }

  async function fetched(entry: Entry): Promise<void> {
    const isFollowing = isEmpty(entry) || !entry.isSettled;
    entry.isSettled = true;
    if (isFollowing) await goToLatest(entry);
    await validate(entry);
    set(entry, 'none');
  }

  /** One fetch at a time; whoever asks meanwhile waits for it. */
  function load(entry: Entry, edge: Edge): Promise<void> {
    const running = loads.get(entry);
    if (running) return running;
    const done = loadOnce(entry, edge).finally(() => loads.delete(entry));
    loads.set(entry, done);
    return done;
  }

  async function loadOnce(entry: Entry, edge: Edge): Promise<void> {
    if (isEmpty(entry)) return show(entry);
    const {from, to} = entry.timeline as TimelineState;
    const {id: conversation} = entry;
    try {
      let isExtended = false;
      const extend = async (draft: Draft): Promise<void> => {
        isExtended = await extendRun(draft, entry, edge);
      };
      await syncer.commit(extend);
      if (!isExtended && !(edge === 'older' ? from <= 1 : to >= (entry.stored?.seq ?? 0))) {
        set(entry, edge);
        await syncer.know(
          'history.page',
          {conversation, ...(edge === 'older' ? {before: from} : {after: to}), limit: pageSize},
          extend,
        );
      }
      await validate(entry);
      set(entry, 'none');
    } catch (error) {
      const {code = 'INTERNAL'} = error as ChatError;
      set(entry, 'none', {edge, code});
      if (!(error as ChatError).code) throw error;
    }
  }

  return {show, goTo, goToLatest, load, fetched};
}
