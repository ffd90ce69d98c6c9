/** The inbox: lists of conversations, and the totals. */
import {gather} from '../base/clock.js';
import {defined, ensure, keepSame} from '../base/keep.js';
import type {ChatError} from '../core/failure.js';
import {compareConversations, isListed} from '../core/inbox.js';
import type {Conversation, InboxList} from '../core/view.js';
import type {InboxFilter} from '../protocol/sync.js';
import type {Inbox} from './api.js';
import type {Engine} from './engine.js';
import {createView, type View} from './store.js';
import type {Syncer} from './syncer.js';

/** Conversations read from the cache at the start. */
const mostCached = 1_000;
const pageSize = 50;
const totalsDelayMs = 1_000;
/** Where it is kept that the cache holds all conversations there are. */
const wholeItem = 'inbox';

type List = {
  view: View<InboxList>;
  after: string | undefined;
  isDone: boolean;
  loading: Promise<void> | undefined;
  failed: InboxList['failed'];
};
type Totals = ReturnType<Inbox['totals']['get']>;

export type InboxParts = {
  inbox: Omit<Inbox, 'about' | 'find'>;
  /** Reads the cache. */
  load(): Promise<void>;
  /** Requests may go out. */
  ready(): void;
  reset(isWhole: boolean): void;
};

export function createInbox(engine: Engine, {know}: Pick<Syncer, 'know'>): InboxParts {
  const {clock, report} = engine;
  const lists = new Map<InboxFilter, List>();
  let isRead = false;
  let isCaughtUp = false;
  let isWhole = false;
  /** What the server said, and what was counted here at that moment. */
  let base: {told: Totals; counted: Totals} | undefined;
  const askTotals = gather(clock, totalsDelayMs, fetchTotals);

  const known = createView<readonly Conversation[]>(() =>
    [...engine.entries.values()].flatMap(({state}) => state.get() ?? []).sort(compareConversations),
  );

  function listOf(filter: InboxFilter): List {
    return ensure(lists, filter, () => {
      const list: List = {
        after: undefined,
        isDone: isWhole,
        loading: undefined,
        failed: undefined,
        view: createView((before) => {
          const {isDone, failed} = list;
          const found = known.get().filter((conversation) => isListed(conversation, filter));
          return keepSame(before, {
            conversations: keepSame(before?.conversations, found),
            loading: !found.length && !failed && (!isRead || !(isCaughtUp || isDone)),
            more: !isDone,
            ...defined({failed}),
          });
        }),
      };
      return list;
    });
  }

  function changed(): void {
    known.changed();
    totals.changed();
    for (const {view} of lists.values()) view.changed();
  }
  engine.onChange(changed);

  function count(): Totals {
    const sum = {unread: 0, mentions: 0, conversations: 0};
    const now = clock.now();
    for (const {unread, mentions, markedUnread, mutedUntil, archived, membership} of known.get()) {
      if (archived || mutedUntil > now || membership !== 'joined') continue;
      sum.unread += unread;
      sum.mentions += mentions;
      if (unread || markedUnread) sum.conversations++;
    }
    return sum;
  }

  const totals = createView<Totals>((before) => {
    const now = count();
    if (base && !isWhole) {
      for (const key of ['unread', 'mentions', 'conversations'] as const) {
        now[key] = Math.max(now[key], base.told[key] + now[key] - base.counted[key]);
      }
    }
    return keepSame(before, now);
  });

  /** Where not all conversations are known, the server adds up. */
  function fetchTotals(): void {
    if (isWhole || !engine.canAsk()) return;
    know('totals', {}).then((told) => {
      base = {told, counted: count()};
      totals.changed();
    }, report);
  }

  async function loadPage(filter: InboxFilter, list: List): Promise<void> {
    try {
      const {next} = await know('inbox.page', {filter, limit: pageSize, ...(list.after && {after: list.after})});
      list.failed = undefined;
      list.after = next;
      list.isDone = !next;
    } catch (error) {
      const {code = 'INTERNAL'} = error as ChatError;
      list.failed = code;
    } finally {
      list.loading = undefined;
      changed();
    }
  }

  return {
    inbox: {
      list: (filter = 'all') => listOf(filter).view,
      loadMore(filter = 'all') {
        const list = listOf(filter);
        if (list.isDone) return Promise.resolve();
        list.loading ??= loadPage(filter, list);
        return list.loading;
      },
      totals,
    },
    load: () =>
      engine.run(async () => {
        isWhole = (await engine.read((storage) => storage.item(wholeItem), undefined)) === true;
        for (const stored of await engine.read((storage) => storage.conversations(mostCached), [])) {
          const entry = engine.entry(stored.id);
          if (!entry.isLoaded) engine.take(entry, stored);
          entry.state.changed();
        }
        isRead = true;
        for (const list of lists.values()) list.isDone ||= isWhole;
        changed();
      }),
    ready() {
      isCaughtUp = true;
      for (const list of lists.values()) list.failed = undefined;
      changed();
      askTotals();
    },
    reset(whole) {
      isWhole = whole;
      base = undefined;
      for (const list of lists.values()) Object.assign(list, {after: undefined, isDone: whole});
      if (engine.isLeading()) {
        engine
          .write([whole ? {put: 'item', key: wholeItem, value: true} : {drop: 'item', key: wholeItem}])
          .catch(report);
      }
      changed();
    },
  };
}
