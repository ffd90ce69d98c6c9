/**
 * What one task is about to change: read through it, put into the storage as one transaction, and only then taken over in
 * memory.
 */
import {keepSame} from '../base/keep.js';
import {type CachedMessage, joinMessage, scrubQuote} from '../core/message.js';
import {addRange, cutRange, rangeAt} from '../core/ranges.js';
import {type Horizons, receiptsOfMembers} from '../core/receipts.js';
import {type SyncEvent, type SyncState, type SyncWish, syncConversation} from '../core/sync.js';
import {emptyTimeline, findMessage, type TimelineChange, updateTimeline} from '../core/timeline.js';
import type {HistoryRange} from '../protocol/history.js';
import type {InboxRow, Profile} from '../protocol/model.js';
import type {StorageWrite, StoredConversation} from '../storage/storage.js';
import type {Engine, Entry} from './engine.js';

export type Changing = {
  stored: StoredConversation | undefined;
  sync: SyncState;
  horizons: Horizons;
  /** The stretches that the storage has before the change. */
  known: StoredConversation['ranges'];
  messages: Map<string, CachedMessage>;
  /** It was heard of a message that it is deleted: no quote in the cache keeps its words. */
  isBurying: boolean;
  /** Read from the cache to be shown. */
  shown: readonly CachedMessage[];
  run: {from: number; to: number} | undefined;
  isDropped: boolean;
  /** When members changed last while none were listed: an older list does not know of it. */
  moved: number;
  /** A delta left something out: what another tab has stored of it is in the storage only. */
  isPartial: boolean;
  wish: SyncWish;
};

export type Draft = {
  /** A conversation as it will be. */
  of(id: string): Promise<Changing>;
  /** Those that were looked at so far. */
  touched(): Iterable<Entry>;
  /** A message as it will be. */
  message(id: string, message: string): Promise<CachedMessage | undefined>;
  /**
   * The stretches whose messages can be read here. A tab that follows knows of more than the leading one has stored, and does not
   * keep what it does not show. `page`: a stretch that has just come, whether or not it can be stored.
   */
  held(id: string, page?: HistoryRange): Promise<StoredConversation['ranges']>;
  /** The storage could not be read: what it has is not among the messages. */
  readonly isBlind: boolean;
  /** Messages as they will be, oldest first. */
  messages(
    id: string,
    range: {from: number; to: number; limit?: number; take?: 'first' | 'last'},
  ): Promise<readonly CachedMessage[]>;
  /** Joins a message with what is known of it. `isNew`: nothing can be. */
  join(id: string, message: CachedMessage, isNew?: boolean): Promise<void>;
  /** Keeps `now`, of which `have` was known. */
  keep(changing: Changing, have: CachedMessage | undefined, now: CachedMessage): void;
  setRow(changing: Changing, row: InboxRow): void;
  /** Takes profiles over that are newer. */
  meet(profiles: readonly Profile[]): void;
  readonly user: string;
  step(changing: Changing, event: SyncEvent): void;
  /** Writes that belong to the same transaction. */
  readonly also: StorageWrite[];
  /** Profiles as they will be. */
  readonly people: Map<string, Profile>;
  /** Conversations whose row is to be asked for: unknown ones, and those whose counts cannot be followed. */
  readonly doubtful: Set<string>;
  /** Everything to write. */
  writes(): Promise<readonly StorageWrite[]>;
  /** Takes it over in memory. Answers what the sync states wish for; `drop`: to be fetched if somebody looks at it. */
  apply(): readonly (readonly [Entry, SyncWish])[];
};

const most = Number.MAX_SAFE_INTEGER;

export function createDraft(engine: Engine): Draft {
  const {user} = engine;
  const changed = new Map<Entry, Changing>();
  const also: StorageWrite[] = [];

  const people = new Map<string, Profile>();

  const draft: Draft & {isBlind: boolean} = {
    user,
    also,
    people,
    doubtful: new Set(),
    isBlind: false,
    async of(id) {
      const entry = await engine.load(id);
      const there = changed.get(entry);
      if (there) return there;
      const {stored, sync, horizons, moved} = entry;
      const made: Changing = {
        stored,
        sync,
        horizons,
        moved,
        known: stored?.ranges ?? [],
        messages: new Map(),
        isBurying: false,
        shown: [],
        run: undefined,
        isDropped: false,
        isPartial: false,
        wish: 'none',
      };
      changed.set(entry, made);
      return made;
    },

    touched: () => changed.keys(),

    async message(id, message) {
      const {messages, isDropped} = await draft.of(id);
      if (messages.has(message) || isDropped) return messages.get(message);
      const {timeline} = engine.entry(id);
      return (
        (timeline && findMessage(timeline, message)) ??
        unwrittenOf(engine, id).get(message) ??
        engine.read((storage) => storage.message(id, message), undefined)
      );
    },

    async messages(id, range) {
      const {messages, isDropped} = await draft.of(id);
      const {from, to, limit = most, take = 'last'} = range;
      const found = new Map<string, CachedMessage>();
      if (!isDropped && from <= to) {
        const cached = await engine.read((storage) => storage.messages(id, range), undefined);
        draft.isBlind ||= !cached;
        for (const message of cached ?? []) found.set(message.id, message);
      }
      const news = isDropped ? messages : [...unwrittenOf(engine, id), ...messages];
      for (const [, message] of news) if (message.seq >= from && message.seq <= to) found.set(message.id, message);
      const sorted = [...found.values()].sort((a, b) => a.seq - b.seq);
      const page = take === 'first' ? sorted.slice(0, limit) : sorted.slice(-limit);
      // no quote keeps the words of a deleted message, wherever that lies (I5)
      return Promise.all(
        page.map(async (message) => {
          const {replyTo} = message;
          if (!replyTo?.text || found.has(replyTo.id)) return message;
          return (await draft.message(id, replyTo.id))?.deleted ? scrubQuote(message, replyTo.id) : message;
        }),
      );
    },

    async held(id, page) {
      const {stored} = await draft.of(id);
      const there = engine.isLeading() ? stored : await engine.read((storage) => storage.conversation(id), stored);
      const ranges = there?.ranges ?? [];
      return page ? addRange(ranges, page) : ranges;
    },

    async join(id, message, isNew) {
      const changing = await draft.of(id);
      const have = isNew ? undefined : await draft.message(id, message.id);
      draft.keep(changing, have, joinMessage(have, message));
    },

    keep(changing, have, now) {
      // what is on the screen may have been refused by the disk, or have come when another tab was to store it (F06)
      const {asOf = 0} = rangeAt(changing.known, now.seq) ?? {};
      const newest = Math.max(now.rev, ...(now.reactions ?? []).map(({rev}) => rev));
      if (now !== have || asOf < newest) changing.messages.set(now.id, now);
      // another tab may have stored it, while the run that is shown here still has to grow over it
      else changing.shown = [...changing.shown, now];
    },

    setRow(changing, row) {
      changing.stored ??= {id: row.conversation.id, row, seq: 0, ranges: [], members: []};
      update(changing, {row});
      changing.horizons = receiptsOfMembers(changing.horizons, [], user, row.conversation.members);
    },

    step(changing, event) {
      const {state, wish} = syncConversation(changing.sync, event);
      changing.sync = state;
      update(changing, {seq: state.seq});
      if (wish === 'drop') {
        changing.isDropped = true;
        changing.known = [];
        changing.messages.clear();
        update(changing, {ranges: [], members: []});
      } else if (wish !== 'none') changing.wish = wish;
      if (event.type !== 'reset' || !changing.stored) return;
      // what the row says may be of a time that never was: whatever the server says of it now is newer; what was read stays read (I8)
      const {conversation, own, preview: _, ...row} = changing.stored.row;
      draft.setRow(changing, {
        ...row,
        conversation: {...conversation, rev: 0},
        own: {...own, rev: 0},
        ...{seq: 0, asOf: 0, readAt: 0},
      });
      draft.doubtful.add(conversation.id);
    },

    meet(profiles) {
      for (const person of profiles) {
        const have = people.get(person.user) ?? engine.people.get(person.user);
        if (!have || person.rev > have.rev) people.set(person.user, person);
      }
    },

    async writes() {
      const writes = [...also];
      for (const value of people.values()) writes.push({put: 'person', value});
      for (const [entry, changing] of changed) {
        const {id} = entry;
        const {stored, messages, isDropped} = changing;
        // what its reader has deleted for themselves is not kept either: nobody would be told what becomes of it (PWP-REG-006, I5)
        const cleared = stored?.row.own.cleared ?? 0;
        const isClearing = cleared > (entry.stored?.row.own.cleared ?? 0);
        await scrub(id, changing, cleared, isClearing);
        await follow(entry, changing);
        const to = isDropped ? most : cleared;
        if (isDropped || isClearing) writes.push({drop: 'messages', conversation: id, from: 0, to});
        if (stored && stored !== entry.stored) {
          const known = cutRange(changing.known, 0, cleared);
          writes.push({put: 'conversation', value: changing.stored as StoredConversation, known});
        }
        for (const message of messages.values())
          if (message.seq > cleared) writes.push({put: 'message', value: {conversation: id, message}});
      }
      return writes;
    },

    apply() {
      const wishes: [Entry, SyncWish][] = [];
      for (const [entry, changing] of changed) {
        const {stored, sync, horizons, moved, messages, shown, run, isDropped, wish} = changing;
        // what is open and has just been left behind is fetched
        const isBehind = isDropped || (sync.is === 'stale' && entry.sync.is === 'fresh');
        if (wish !== 'none' || isBehind) wishes.push([entry, wish === 'none' ? 'drop' : wish]);
        const isSame =
          stored === entry.stored &&
          horizons === entry.horizons &&
          !messages.size &&
          !shown.length &&
          !run &&
          !isDropped;
        Object.assign(entry, {stored, sync, horizons, moved});
        if (isSame) continue;
        if (isDropped && entry.timeline) entry.timeline = emptyTimeline(entry.id, user, entry.timeline.seqs);
        refreshTimeline(engine, entry, {
          head: stored?.seq ?? 0,
          ...(run && {run}),
          put: [...shown, ...messages.values()],
        });
        engine.changed(entry, messages);
      }
      engine.meet(people);
      return wishes;
    },
  };

  /**
   * Quotes lose the words of what was deleted, in the cache and in what comes from before (I5). What its reader has cleared away is
   * deleted for them: nobody would be told when it is for all.
   */
  async function scrub(
    id: string,
    {messages, isBurying}: Changing,
    cleared: number,
    isClearing: boolean,
  ): Promise<void> {
    for (const message of isBurying || isClearing ? await draft.messages(id, {from: 0, to: most}) : messages.values()) {
      const quoted = message.replyTo;
      if (quoted?.text && (quoted.seq <= cleared || (await draft.message(id, quoted.id))?.deleted))
        messages.set(message.id, scrubQuote(message, quoted.id));
    }
  }

  /** A run that reached the newest message goes on reaching it. */
  async function follow(entry: Entry, changing: Changing): Promise<void> {
    const {timeline, sync} = entry;
    const {stored, isDropped} = changing;
    if (!timeline || !stored || isDropped || changing.run || timeline.to < timeline.from) return;
    // the storage may have been behind what was known, and the run have begun anew from that (F06)
    if (timeline.to < Math.min(timeline.head, entry.stored?.seq ?? 0)) return;
    const {from, to: end} = timeline;
    const had = rangeAt(changing.known, end)?.to ?? 0;
    const isHere = !changing.isPartial && sync.is === 'fresh' && had <= end;
    let {ranges} = stored;
    if (!isHere) {
      // what came before a hole was closed, or to another tab, is in the storage only, and so is how far it goes; what a delta brought
      // is here, whether or not the leading tab could store it
      const news = {from: sync.seq + 1, to: changing.isPartial || !sync.seq ? 0 : changing.sync.seq, asOf: 0};
      ranges = addRange(await draft.held(entry.id, news), {from, to: end, asOf: 0});
    }
    const to = rangeAt(ranges, end)?.to ?? 0;
    if (to <= end) return;
    changing.run = {from, to};
    if (isHere) return;
    changing.shown = [...changing.shown, ...(await draft.messages(entry.id, {from: end + 1, to}))];
  }

  return draft;
}

/** Messages that are not in the storage yet, by id. */
function unwrittenOf({unwritten}: Engine, id: string): Map<string, CachedMessage> {
  const found = new Map<string, CachedMessage>();
  for (const write of unwritten) {
    if ('put' in write && write.put === 'message' && write.value.conversation === id)
      found.set(write.value.message.id, write.value.message);
  }
  return found;
}

/** Changes what is stored of a conversation, if anything is. */
export function update(changing: Changing, change: Partial<StoredConversation>): void {
  if (changing.stored) changing.stored = keepSame(changing.stored, {...changing.stored, ...change});
}

/** The timeline with what else it shows: outbox, receipts, what was cleared. Only a draft moves its head, which its run may follow. */
export function refreshTimeline(engine: Engine, entry: Entry, change: TimelineChange = {}): void {
  if (!entry.timeline) return;
  const rows = engine.shown(entry.id);
  let cleared = entry.stored?.row.own.cleared ?? 0;
  let uncleared = false;
  for (const {op, input, state} of rows) {
    if (op !== 'own.set' || !input.cleared) continue;
    if (state === 'queued') cleared = Math.max(cleared, Number(input.cleared));
    else uncleared = true;
  }
  entry.timeline = updateTimeline(entry.timeline, {
    ...change,
    rows,
    ...{cleared, uncleared},
    horizons: entry.horizons,
  });
}
