/** Which stretch of a conversation its timeline shows: from the cache where it reaches, else from the server. */
import {ensure} from '../base/keep.js';
import {ChatError} from '../core/failure.js';
import {cutRange, rangeAt, rangeOfPage} from '../core/ranges.js';
import {emptyTimeline, reachesEnd, type TimelineState} from '../core/timeline.js';
import type {HistoryRange} from '../protocol/history.js';
import type {InputOf, OutputOf} from '../protocol/operations.js';
import {createDraft, type Draft, update} from './draft.js';
import type {Engine, Entry} from './engine.js';
import type {Syncer} from './syncer.js';

const pageSize = 50;
const retryMs = 5_000;
type Edge = 'older' | 'newer';

/** Messages of a cached range from `seq` to one side, itself among them, and how far they reach. */
async function stretch(draft: Draft, id: string, range: HistoryRange, edge: Edge, seq: number, limit: number) {
  const isOlder = edge === 'older';
  const messages = await draft.messages(id, {
    ...(isOlder ? {from: range.from, to: seq, take: 'last'} : {from: seq, to: range.to, take: 'first'}),
    limit,
  });
  const last = messages.at(isOlder ? 0 : -1)?.seq ?? (isOlder ? seq + 1 : seq - 1);
  // a run never claims what could not be read
  const isAll = messages.length < limit && !draft.isBlind;
  return {messages, end: isAll ? range[isOlder ? 'from' : 'to'] : last};
}

/** Puts the run where `seq` is, or at the newest message. False: that is not cached. */
async function placeRun(draft: Draft, id: string, seq?: number, page?: HistoryRange): Promise<boolean> {
  const changing = await draft.of(id);
  const {sync} = changing;
  const range = rangeAt(
    await draft.held(id, page),
    seq ?? (sync.is === 'closed' ? Math.max(sync.seq, sync.head) : sync.seq),
  );
  if (!range) return false;
  const limit = seq === undefined ? pageSize : pageSize / 2;
  const at = seq ?? range.to;
  const older = await stretch(draft, id, range, 'older', at, limit);
  if (draft.isBlind && !older.messages.length) return false;
  const newer = await stretch(draft, id, range, 'newer', at + 1, limit);
  changing.shown = [...older.messages, ...newer.messages];
  changing.run = {from: older.end, to: newer.end};
  return true;
}

/** Makes the run longer from the cache, or by what was fetched. False: there is nothing more there. */
async function extendRun(draft: Draft, {id, timeline}: Entry, edge: Edge, page?: HistoryRange): Promise<boolean> {
  const changing = await draft.of(id);
  if (!timeline) return false;
  const {from, to} = timeline;
  const isOlder = edge === 'older';
  // what is shown may be more than what is cached (F06): only what comes next has to be there
  const range = rangeAt(await draft.held(id, page), isOlder ? from - 1 : to + 1);
  if (!range) return false;
  const {messages, end} = await stretch(draft, id, range, edge, isOlder ? from - 1 : to + 1, pageSize);
  if (draft.isBlind && !messages.length) return false;
  changing.shown = messages;
  changing.run = isOlder ? {from: end, to} : {from, to: end};
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

  /** Nothing is shown, or only what was cleared, with something newer elsewhere. */
  const isEmpty = ({timeline}: Entry): boolean =>
    !timeline || timeline.to < timeline.from || (!reachesEnd(timeline) && timeline.to <= timeline.cleared);

  function set(entry: Entry, loading: Entry['loading'], failed?: Entry['failed']): void {
    Object.assign(entry, {loading, failed});
    engine.changed(entry);
  }

  /** Puts the run there from what is cached or was fetched. What is shown by now, and reaches there, stays. */
  async function put(draft: Draft, entry: Entry, seq?: number, page?: HistoryRange): Promise<boolean> {
    const {from, to} = (entry.timeline ??= emptyTimeline(entry.id, engine.user));
    const isThere = seq === undefined ? !isEmpty(entry) && reachesEnd(entry.timeline) : seq >= from && seq <= to;
    return isThere || placeRun(draft, entry.id, seq, page);
  }

  async function place(entry: Entry, seq?: number): Promise<boolean> {
    let isPlaced = false;
    await syncer.commit(async (draft) => {
      isPlaced = await put(draft, entry, seq);
    });
    return isPlaced;
  }

  /** Fetches a page, the newest without `where`, and puts the run there. */
  async function fetchPage(
    entry: Entry,
    where: Partial<InputOf<'history.page'>>,
    at: (page: OutputOf<'history.page'>) => number,
  ): Promise<void> {
    const {id: conversation} = entry;
    if (!entry.stored) await syncer.know('conversation.get', {conversation});
    await syncer.know('history.page', {conversation, limit: pageSize, ...where}, (draft, page) =>
      put(draft, entry, at(page), rangeOfPage(page)),
    );
  }

  async function seqOf(entry: Entry, target: number | string): Promise<number | undefined> {
    if (typeof target === 'number') return target;
    const message = await engine.run(() => createDraft(engine).message(entry.id, target));
    return message?.seq ?? entry.timeline?.seqs.get(target);
  }

  async function goTo(entry: Entry, target: number | string): Promise<void> {
    entry.isSettled = true;
    const seq = await seqOf(entry, target);
    if (seq !== undefined && (await place(entry, seq))) return validate(entry);
    await fetchPage(
      entry,
      {around: target},
      ({messages, range}) =>
        messages.find(({id}) => id === target)?.seq ?? Math.min(Math.max(+target, range.from), range.to),
    );
  }

  async function goToLatest(entry: Entry): Promise<void> {
    if (!(await place(entry))) await fetchPage(entry, {}, ({range}) => range.to);
    // more may have come meanwhile, which a tab that follows does not keep
    if (!reachesEnd(entry.timeline as TimelineState)) await load(entry, 'newer');
  }

  /** What is shown and may be old is checked (PWP-HISTORY-003). */
  async function validate(entry: Entry): Promise<void> {
    const {stored, id: conversation} = entry;
    if (!stored || isEmpty(entry) || !engine.canAsk()) return;
    const timeline = entry.timeline as TimelineState;
    const {from = 0, to = 0, asOf = 0} = rangeAt(stored.ranges, timeline.from) ?? {};
    // where the storage was behind, what is shown may reach over more than one stretch of it
    if (to >= timeline.to) {
      if (asOf >= stored.row.seq) return;
      const input = {conversation, from, to, asOf};
      const {limited} = await syncer.know('history.revalidate', input, async (draft, answer) => {
        const changing = await draft.of(conversation);
        if (answer.limited && changing.stored) update(changing, {ranges: cutRange(changing.stored.ranges, from, to)});
      });
      if (!limited) return;
    }
    // or too much has changed: what is shown, or as much of it as a page holds, is read anew; the rest when it is needed
    const middle = (timeline.wire[timeline.wire.length >> 1]?.seq ?? timeline.to) as number;
    const where = reachesEnd(timeline) ? {} : {around: middle};
    await syncer.know('history.page', {conversation, ...where, limit: 2 * pageSize}, async (draft, answer) => {
      const changing = await draft.of(conversation);
      // more may be shown by now than when it was asked for
      const {from: first, to: last} = entry.timeline ?? timeline;
      const known = rangeAt(changing.stored?.ranges ?? [], answer.range.to) ?? answer.range;
      const run = {from: Math.max(first, known.from), to: Math.min(last, known.to)};
      if (run.from <= run.to) changing.run = run;
    });
  }

  /** Does it, and shows at `edge` what went wrong. */
  async function attempt(entry: Entry, edge: Edge | 'first', work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const {code, retry} = error as ChatError;
      const isShown = edge !== 'first' || isEmpty(entry);
      set(entry, 'none', isShown ? {edge, code: code ?? 'INTERNAL'} : entry.failed);
      if (!code) throw error;
      // on a living connection nobody else asks again; a new one shows all that is open
      if (edge === 'first' && retry !== 'no' && engine.canAsk())
        engine.clock.after(retryMs, () => void (entry.holders && show(entry).catch(engine.report)));
    }
  }

  const show = (entry: Entry, target?: number | string): Promise<void> =>
    attempt(entry, 'first', async () => {
      const isFirst = isEmpty(entry);
      if (isFirst) set(entry, 'first');
      // the leading tab may have read more of it
      if (isFirst && entry.isLoaded && !engine.isLeading()) await syncer.reload([entry]);
      if (isFirst && target === undefined && (await place(entry))) set(entry, 'none');
      if (target !== undefined) await goTo(entry, target);
      if (!engine.canAsk()) {
        if (isEmpty(entry)) throw new ChatError('OFFLINE');
        return set(entry, 'none');
      }
      // members, receipts and my own row, as they are now
      await syncer.know('conversation.get', {conversation: entry.id});
      syncer.want(entry);
      // a gap closes by itself, and nobody is told: else what is fetched now calls for it
      if (/fresh|closed|gap/.test(entry.sync.is)) await fetched(entry);
    });

  async function fetched(entry: Entry): Promise<void> {
    const isFollowing = isEmpty(entry) || !entry.isSettled;
    entry.isSettled = true;
    if (isFollowing) await goToLatest(entry);
    // a reset has dropped its members
    if (!entry.stored?.members.length) await syncer.know('conversation.get', {conversation: entry.id});
    await validate(entry);
    set(entry, 'none');
  }

  /** One fetch at a time; whoever asks meanwhile waits for it. */
  const load = (entry: Entry, edge: Edge): Promise<void> =>
    ensure(loads, entry, () => loadOnce(entry, edge).finally(() => loads.delete(entry)));

  async function loadOnce(entry: Entry, edge: Edge): Promise<void> {
    if (isEmpty(entry)) return show(entry);
    const {from, to} = entry.timeline as TimelineState;
    const {id: conversation} = entry;
    await attempt(entry, edge, async () => {
      let isExtended = false;
      const extend = async (draft: Draft, page?: OutputOf<'history.page'>): Promise<void> => {
        isExtended = await extendRun(draft, entry, edge, page && rangeOfPage(page));
      };
      await syncer.commit(extend);
      if (!isExtended && !(edge === 'older' ? from <= 1 : to >= (entry.stored?.seq ?? 0))) {
        set(entry, edge);
        const where = edge === 'older' ? {before: from} : {after: to};
        await syncer.know('history.page', {conversation, ...where, limit: pageSize}, extend);
      }
      await validate(entry);
      set(entry, 'none');
    });
  }

  return {show, goTo, goToLatest, load, fetched};
}
