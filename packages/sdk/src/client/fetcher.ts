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
  let running = 0;
  let isPrefetching = false;

  const isDone = ({sync}: Entry): boolean => sync.is !== 'stale' && sync.is !== 'listed';

  function next(): void {
    while (running < fetchesAtOnce) {
      const entry = queue.shift();
      if (!entry) return;
      running++;
      const done = fetchOne(entry).finally(() => {
        running--;
        next();
      });
      background(done);
    }
  }

  async function fetchOne(entry: Entry): Promise<void> {
    const {id: conversation, sync} = entry;
    try {
      if (!sync.seq) await know('history.page', {conversation, limit: pageSize});
      else {
        const {to} = await know('conversation.delta', {conversation, since: sync.seq});
        // nothing came though more was heard of
        if (to < entry.sync.head && to <= sync.seq) throw new ChatError('INTERNAL', {retry: 'after'});
      }
      if (entry.holders) await onFetched(entry);
    } catch (error) {
      const {retry, code, retryAfterMs = retryMs} = error as ChatError;
      troubled.add(entry);
      // what the server cannot go on from is begun anew
      await step(entry, {type: retry === 'resync' ? 'reset' : 'failed'});
      if (code === undefined) throw error;
      if (retry === 'after' && entry.holders) clock.after(retryAfterMs, () => want(entry));
      if (retry === 'resync' || !entry.timeline || entry.timeline.wire.length) return;
      Object.assign(entry, {loading: 'none', failed: {edge: 'first', code}});
      engine.changed(entry);
    }
  }

  function want(entry: Entry): void {
    if (engine.canAsk() && !isDone(entry)) background(step(entry, {type: 'wanted'}));
  }

  /** One after the other, with a pause: a large inbox is never downloaded as a whole (PWP-SYNC-008). */
  async function prefetch(): Promise<void> {
    if (isPrefetching || !engine.isLeading()) return;
    isPrefetching = true;
    try {
      while (engine.canAsk() && !signal.aborted) {
        const likely = newest().find((entry) => !isDone(entry) && entry.sync.head > 0 && !troubled.has(entry));
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
