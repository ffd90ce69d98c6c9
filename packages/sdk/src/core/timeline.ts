/**
 * What a thread shows of one conversation: a run of confirmed messages, then what waits in the outbox. Every update makes
 * new objects only for messages that look different, so that a run of 100,000 stays cheap to follow and to draw.
 */
import {ensure, keepEqual, keepSame} from '../base/keep.js';
import {climb, deliveryOfReceipts, deliveryOfRow} from './delivery.js';
import {type CachedMessage, joinMessage, messageOfRow, quoteOf, scrubQuote, viewMessage} from './message.js';
import type {NewOutboxRow, OutboxRow} from './outbox-row.js';
import {type Horizons, noHorizons} from './receipts.js';
import type {Message} from './view.js';

/** A send that is done, and its place: shown behind the run until the run reaches that. */
export type Ghost = OutboxRow & {readonly seq: number};
/** A row of the outbox, one on its way there, or one that has just left it. */
export type PendingRow = OutboxRow | NewOutboxRow | Ghost;

export type TimelineState = {
  readonly conversation: string;
  readonly user: string;
  /** The run: every message I may see with a seq in from…to is in `wire`, sorted by seq. Empty while `to` < `from`. */
  readonly from: number;
  readonly to: number;
  readonly wire: readonly CachedMessage[];
  /** Index for index what the app sees of `wire`. */
  readonly views: readonly Message[];
  /** Where each message ever seen here is: ids and seqs belong together for good, so all states of one timeline share it. */
  readonly seqs: Map<string, number>;
  /** What the app sees of the sends in `rows` that are not confirmed, in order, by id. */
  readonly pending: ReadonlyMap<string, Message>;
  /** The outbox rows of this conversation, in order, then those that are not safe on the device yet. */
  readonly rows: readonly PendingRow[];
  readonly horizons: Horizons;
  readonly head: number;
  /** Everything up to here is hidden from me. */
  readonly cleared: number;
  /** For the app: visible confirmed messages, then pending ones if the run reaches the head. */
  readonly messages: readonly Message[];
};

/** What changed, all at once: an answer that confirms a message also takes its outbox row away, and no state shows neither or both (I12, I13). */
export type TimelineChange = {
  /** The run is now this: messages outside are forgotten, those inside that were not known come in `put`. */
  run?: {from: number; to: number};
  /** States of messages, to be joined; those outside the run are passed over. */
  put?: readonly CachedMessage[];
  rows?: readonly PendingRow[];
  horizons?: Horizons;
  head?: number;
  cleared?: number;
  /** Clearing was refused: what it hid comes back. */
  uncleared?: boolean;
};

/** `seqs`: of a timeline of the same numbers, whose run was lost. */
export const emptyTimeline = (conversation: string, user: string, seqs = new Map<string, number>()): TimelineState => ({
  conversation,
  user,
  from: 1,
  to: 0,
  wire: [],
  views: [],
  seqs,
  pending: new Map(),
  rows: [],
  horizons: noHorizons,
  head: 0,
  cleared: 0,
  messages: [],
});

/** The index of the first message with a seq of at least `seq`. */
export function indexFrom(messages: readonly {seq: number}[], seq: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((messages[middle] as {seq: number}).seq < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A confirmed message of the run, as it is in the cache. */
export function findMessage(state: Pick<TimelineState, 'wire' | 'seqs'>, id: string): CachedMessage | undefined {
  const seq = state.seqs.get(id);
  const found = seq === undefined ? undefined : state.wire[indexFrom(state.wire, seq)];
  return found?.id === id ? found : undefined;
}

/** Whether the run reaches the newest message. */
export const reachesEnd = ({to, head}: Pick<TimelineState, 'to' | 'head'>): boolean => to >= head;

/** The state after `change`; the same object if nothing changed. */
export function updateTimeline(state: TimelineState, change: TimelineChange): TimelineState {
  const {user, conversation, seqs} = state;
  const {from, to} = change.run ?? state;
  const {rows = state.rows, horizons = state.horizons} = change;
  const [first, last] = [indexFrom(state.wire, from), indexFrom(state.wire, to + 1)];
  const isCut = first > 0 || last < state.wire.length;
  const old = isCut ? {wire: state.wire.slice(first, last), views: state.views.slice(first, last)} : state;

  const news = merged(old.wire, seqs, {from, to}, change.put ?? []);
  const wire = news.size ? place(old.wire, news) : old.wire;

  // only these look different: the new ones, those the outbox speaks about, and mine that somebody has read
  const about = changesByMessage(rows);
  const stale = new Set(news.keys());
  if (rows !== state.rows) {
    for (const {op, message} of [...state.rows, ...rows]) {
      if (message && op !== 'message.send') stale.add(seqs.get(message) ?? 0);
    }
  }
  const moved = horizons === state.horizons ? Number.POSITIVE_INFINITY : lowestMove(state.horizons, horizons);
  for (let index = wire.length - 1; index >= 0; index--) {
    const {seq, sender} = wire[index] as CachedMessage;
    if (seq <= moved) break;
    if (sender === user) stale.add(seq);
  }
  const view = (message: CachedMessage, before: Message | undefined): Message => {
    const delivery =
      message.sender === user ? climb(before?.delivery, deliveryOfReceipts(message.seq, horizons)) : undefined;
    return keepEqual(before, viewMessage(message, {conversation, user, rows: about.get(message.id), delivery}));
  };
  let {views} = old;
  if (stale.size) {
    const drawn = wire.length === views.length ? [...views] : spread(old.wire, views, wire);
    let isDifferent = drawn.length !== views.length;
    for (const seq of stale) {
      const index = indexFrom(wire, seq);
      const message = wire[index];
      if (message?.seq !== seq) continue;
      const before = drawn[index];
      drawn[index] = view(message, before);
      isDifferent ||= drawn[index] !== before;
    }
    if (isDifferent) views = drawn as Message[];
  }

  const head = Math.max(state.head, change.head ?? 0, to);
  const cleared = change.uncleared ? (change.cleared ?? 0) : Math.max(state.cleared, change.cleared ?? 0);
  const isSettled = rows === state.rows && !news.size && reachesEnd({to, head}) === reachesEnd(state);
  const pending = isSettled
    ? state.pending
    : viewsOfPending({wire, seqs, rows, user, to, horizons}, reachesEnd({to, head}), state.pending);
  const shown = indexFrom(wire, cleared + 1);
  const isSame = views === state.views && pending === state.pending && cleared === state.cleared;
  const messages = isSame ? state.messages : [...views.slice(shown), ...pending.values()];
  return keepSame(state, {...state, from, to, wire, views, pending, rows, horizons, head, cleared, messages});
}

/** New states of messages of the run, by seq. */
function merged(
  wire: readonly CachedMessage[],
  seqs: Map<string, number>,
  {from, to}: {from: number; to: number},
  put: readonly CachedMessage[],
): Map<number, CachedMessage> {
  const news = new Map<number, CachedMessage>();
  const known = (seq: number): CachedMessage | undefined => {
    const found = wire[indexFrom(wire, seq)];
    return news.get(seq) ?? (found?.seq === seq ? found : undefined);
  };
  const take = (message: CachedMessage): void => {
    if (message !== known(message.seq)) news.set(message.seq, message);
  };
  for (const message of put) {
    if (message.seq < from || message.seq > to) continue;
    seqs.set(message.id, message.seq);
    take(joinMessage(known(message.seq), message));
  }
  // no quote keeps the words of a deleted message (I5)
  for (const message of [...news.values()]) {
    if (message.replyTo && known(message.replyTo.seq)?.deleted) take(scrubQuote(message, message.replyTo.id));
    if (!message.deleted) continue;
    for (const {seq, replyTo} of [...wire, ...news.values()]) {
      if (replyTo?.id === message.id) take(scrubQuote(known(seq) as CachedMessage, message.id));
    }
  }
  return news;
}

/** The messages with the new states in their places. */
function place(wire: readonly CachedMessage[], news: ReadonlyMap<number, CachedMessage>): readonly CachedMessage[] {
  const all = [...wire];
  const last = wire.at(-1)?.seq ?? 0;
  let isSorted = true;
  for (const [seq, message] of [...news].sort(([a], [b]) => a - b)) {
    const index = indexFrom(wire, seq);
    if (wire[index]?.seq === seq) all[index] = message;
    else {
      all.push(message);
      isSorted &&= seq > last;
    }
  }
  return isSorted ? all : all.sort((a, b) => a.seq - b.seq);
}

/** The views at the indexes their messages have now. */
function spread(
  before: readonly CachedMessage[],
  views: readonly Message[],
  wire: readonly CachedMessage[],
): (Message | undefined)[] {
  let at = 0;
  return wire.map(({seq}) => (before[at]?.seq === seq ? views[at++] : undefined));
}

/** The unconfirmed changes of confirmed messages. */
function changesByMessage(rows: readonly PendingRow[]): Map<string, PendingRow[]> {
  const about = new Map<string, PendingRow[]>();
  for (const row of rows) {
    if (row.message === undefined || row.op === 'message.send') continue;
    const others = about.get(row.message);
    if (others) others.push(row);
    else about.set(row.message, [row]);
  }
  return about;
}

/** Above this seq a mark of mine may look different. */
function lowestMove(before: Horizons, after: Horizons): number {
  if (before.others !== after.others) return 0;
  let lowest = before.anybody === after.anybody ? Number.POSITIVE_INFINITY : before.anybody.read;
  for (const user of Object.keys({...before.users, ...after.users})) {
    if (after.users[user] !== before.users[user])
      lowest = Math.min(lowest, (after.users[user] && before.users[user]?.read) ?? 0);
  }
  return lowest;
}

/** Of sends that wait and quote nothing: they look as their row says, and all of a long outbox are shown with every write. */
const waitingViews = new WeakMap<PendingRow, Message>();

/** Sends that are not confirmed, in the order of their lane; none where the run ends before the newest message. */
function viewsOfPending(
  {wire, seqs, rows, user, to, horizons}: Pick<TimelineState, 'wire' | 'seqs' | 'rows' | 'user' | 'to' | 'horizons'>,
  isAtEnd: boolean,
  before: TimelineState['pending'],
): TimelineState['pending'] {
  const isConfirmed = (row: PendingRow): boolean =>
    'seq' in row
      ? row.seq <= to || seqs.has(row.message as string)
      : !!findMessage({wire, seqs}, row.message as string);
  const sends = isAtEnd ? rows.filter((row) => row.op === 'message.send' && !isConfirmed(row)) : [];
  const pending = new Map<string, Message>();
  for (const row of sends) {
    const answered = row.input.replyTo as string | undefined;
    const waiting = answered && sends.find(({message}) => message === answered);
    const quoted = answered && (findMessage({wire, seqs}, answered) ?? (waiting && messageOfRow(waiting, user)));
    // what was seen to be done is at least sent, whatever stretch the run shows meanwhile (PWP-SEND-003)
    const seq = 'seq' in row ? row.seq : seqs.get(row.message as string);
    const delivery = seq ? deliveryOfReceipts(seq, horizons) : deliveryOfRow('n' in row ? row : undefined);
    const view = (): Message =>
      keepEqual(
        before.get(row.message as string),
        viewMessage(
          {...messageOfRow(row, user), ...(quoted && {replyTo: quoteOf(quoted)})},
          {conversation: row.lane, user, delivery},
        ),
      );
    pending.set(row.message as string, seq || quoted ? view() : ensure(waitingViews, row, view));
  }
  const old = [...before.values()];
  return keepSame(old, [...pending.values()]) === old ? before : pending;
}
