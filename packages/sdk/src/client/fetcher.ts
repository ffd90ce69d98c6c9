/** Fetches what conversations have missed: a few at a time, open ones first, the likely ones in the background. */
import {ChatError} from '../core/failure.js';
import type {SyncEvent} from '../core/sync.js';
import type {InboxRow} from '../protocol/model.js';
import type {Engine, Entry} from './engine.js';
import type {Ask} from './link.js';

/** How many of the newest conversations are kept fresh although nobody looks at them: they open with no network. */
const keptFresh = 30;
const prefetchEveryMs = 500;
const fetchesAtOnce = 4;
const pageSize = 50;
const retryMs = 5_000;

export type Fetcher = {
  /** Somebody looks at it: fetches what is missing, if anything is. */
  want(entry: Entry): void;
  /** Its sync state wishes for it. */
  fetch(entry: Entry): void;
  /** Fetches what is likely to be opened. */
  prefetch(): void;
  /** A new connection: what failed with the last one may be tried again. */
  renew(): void;
};

export type FetcherOptions = {
  know: Ask;
  step(entry: Entry, event: SyncEvent): Promise<void>;
  /** What an open conversation had missed has come. */
  onFetched(entry: Entry): Promise<void>;
};

export function createFetcher(engine: Engine, {know, step, onFetched}: FetcherOptions): Fetcher {
  const {clock, signal, background} = engine;
  const queue: Entry[] = [];
  /** Not tried again in the background before the next connection. */
  const troubled = new Set<Entry>();
  /** Asked for, and not answered yet. */
  const under: Entry[] = [];
  let isPrefetching = false;

  const isDone = ({sync}: Entry): boolean => sync.is !== 'stale' && sync.is !== 'listed';

  function next(): void {
    while (under.length < fetchesAtOnce) {
      const entry = queue.shift();
      if (!entry) return;
      under.push(entry);
      const done = fetchOne(entry).finally(() => {
        under.splice(under.indexOf(entry), 1);
        next();
      });
      background(done);
    }
  }

  async function fetchOne(entry: Entry): Promise<void> {
    const {id: conversation, sync} = entry;
    try {
      if (!sync.seq) await know('history.page', {conversation, limit: pageSize});
      else await know('conversation.delta', {conversation, since: sync.seq});
      if (entry.holders) await onFetched(entry);
      // more was heard of than came, or it was no answer to what is waited for by now
      const isLast = [...queue, ...under].filter((one) => one === entry).length === 1;
      if (entry.sync.is === 'stale' || (entry.sync.is === 'fetching' && isLast))
        throw new ChatError('INTERNAL', {retry: 'after'});
    } catch (error) {
      await failed(entry, error as ChatError);
    }
  }

  async function failed(entry: Entry, error: ChatError): Promise<void> {
    const {retry, code, retryAfterMs = retryMs} = error;
    troubled.add(entry);
    // what the server cannot go on from is begun anew
    await step(entry, {type: retry === 'resync' ? 'reset' : 'failed'});
    if (code === undefined) throw error;
    // on a living connection nobody else asks again, in a tab that follows not after a new token either; a new one shows all that is open
    if (retry !== 'no')
      clock.after(retryAfterMs, () => void (entry.holders && engine.canAsk() && background(ask(entry))));
    if (retry === 'resync' || !entry.timeline || entry.timeline.wire.length) return;
    Object.assign(entry, {loading: 'none', failed: {edge: 'first', code}});
    engine.changed(entry);
  }

  function want(entry: Entry): void {
    if (engine.canAsk() && !isDone(entry)) background(ask(entry));
  }

  async function ask(entry: Entry): Promise<void> {
    await step(entry, {type: 'wanted'});
    // another tab's answer may have come before this one asked: then nothing more does
    if (entry.sync.is === 'fresh' && entry.holders) await onFetched(entry).catch((error) => failed(entry, error));
  }

  /** One after the other, with a pause: a large inbox is never downloaded as a whole (PWP-SYNC-008). */
  async function prefetch(): Promise<void> {
    if (isPrefetching || !engine.isLeading()) return;
    isPrefetching = true;
    try {
      while (engine.canAsk() && !signal.aborted) {
        const likely = newest().find((entry) => !isDone(entry) && entry.sync.head && !troubled.has(entry));
        if (!likely) return;
        await step(likely, {type: 'wanted'});
        await new Promise<void>((resolve) => clock.after(prefetchEveryMs, resolve));
      }
    } finally {
      isPrefetching = false;
    }
  }

  function newest(): readonly Entry[] {
    const active = ({stored}: Entry): number => (stored as {row: InboxRow}).row.lastActivity;
    return [...engine.entries.values()]
      .filter(({stored}) => stored?.row.membership.state === 'joined')
      .sort((a, b) => active(b) - active(a))
      .slice(0, keptFresh);
  }

  return {
    want,
    fetch(entry) {
      if (entry.holders) queue.unshift(entry);
      else queue.push(entry);
      next();
    },
    prefetch: () => background(prefetch()),
    renew: () => troubled.clear(),
  };
}
