/**
 * From messages to the rows of a log (UX-L1, L3, L4, M2, M19): day headings, the unread divider, groups of one sender,
 * folded system messages. Pure; the words are put on by who draws them.
 */
import type {Message} from '@parlor/sdk';

/** Where a message stands in its group: it decides corners, name and avatar. */
export type Position = 'single' | 'first' | 'middle' | 'last';

export type MessageRow = {
  readonly type: 'message';
  readonly key: string;
  readonly message: Message;
  readonly position: Position;
  /** The delivery mark is shown without hovering: the last of its state in its group (UX-M2). */
  readonly marks: boolean;
};

export type Row =
  | MessageRow
  | {readonly type: 'day'; readonly key: string; readonly at: number}
  | {readonly type: 'unread'; readonly key: string}
  /** System messages, five or more in a row, folded into one line (UX-M19). */
  | {readonly type: 'folded'; readonly key: string; readonly messages: readonly Message[]}
  /** The edges of what is loaded. */
  | {readonly type: 'older' | 'newer' | 'start'; readonly key: string};

export type GroupingOptions = {
  /** Seconds between two messages of a group. */
  groupGap: number;
  timeZone: string | undefined;
  /** The message above which the unread divider stands. */
  unreadFrom: string | undefined;
  /** Keys of folded rows that the reader has opened. */
  unfolded: ReadonlySet<string>;
  /** Rows before and after the messages. */
  before: 'older' | 'start' | undefined;
  after: 'newer' | undefined;
};

/** A group lasts at most this long, seconds. */
const groupSpan = 900;
const foldFrom = 5;

/** Rows, what they were made of, and from which row on they differ from those before. */
export type Grouped = {
  readonly messages: readonly Message[];
  readonly options: GroupingOptions;
  readonly rows: readonly Row[];
  readonly from: number;
};

/**
 * The rows for these messages, oldest first. Every key stays the same for ever (UX-M3). What was grouped `before` is kept as
 * far as its messages are the same objects, so that a message more at the end of 100,000 is little work; when nothing
 * changed, `before` itself comes back.
 */
export function groupRows(messages: readonly Message[], options: GroupingOptions, before?: Grouped): Grouped {
  const kept = before && isSame(options, before.options) ? keptOf(before, messages) : undefined;
  if (before && kept?.message === messages.length && messages.length === before.messages.length) return before;
  const rows: Row[] = before && kept ? before.rows.slice(0, kept.row) : [];
  const from = rows.length;
  const dayOf = dayNames(options.timeZone);
  let day = kept && kept.message > 0 ? dayOf((messages[kept.message - 1] as Message).at) : '';
  let groupStart = 0;
  let previous: Message | undefined;
  if (options.before && from === 0) rows.push({type: options.before, key: options.before});
  for (let i = kept?.message ?? 0; i < messages.length; i++) {
    const message = messages[i] as Message;
    const today = dayOf(message.at);
    let breaks = false;
    // Clocks differ: what claims to be from a day before stays under the heading it stands under.
    if (today > day) {
      day = today;
      rows.push({type: 'day', key: `day:${day}`, at: message.at});
      breaks = true;
    }
    if (message.id === options.unreadFrom) {
      rows.push({type: 'unread', key: 'unread'});
      breaks = true;
    }
    if (isSystem(message)) {
      const end = foldEnd(messages, i, dayOf, day, options.unreadFrom);
      const key = `fold:${message.id}`;
      if (end - i >= foldFrom && !options.unfolded.has(key)) {
        rows.push({type: 'folded', key, messages: messages.slice(i, end)});
        i = end - 1;
        previous = messages[i];
        continue;
      }
    }
    const isNearBefore = previous !== undefined && isNear(previous, message, options.groupGap);
    const joins = !breaks && isNearBefore && message.at - groupStart < groupSpan * 1000;
    if (!joins) groupStart = message.at;
    const last = rows[rows.length - 1];
    if (joins && last?.type === 'message') {
      rows[rows.length - 1] = {
        ...last,
        position: last.position === 'single' ? 'first' : 'middle',
        marks: last.message.own && stateOf(last.message) !== stateOf(message),
      };
    }
    rows.push({type: 'message', key: message.id, message, position: joins ? 'last' : 'single', marks: message.own});
    previous = message;
  }
  if (options.after) rows.push({type: options.after, key: options.after});
  return {messages, options, rows, from};
}

/** From which message, and from which row, everything is to be grouped anew: the head of the last group that is the same. */
function keptOf(
  {messages: old, rows}: Grouped,
  messages: readonly Message[],
): {message: number; row: number} | undefined {
  let same = 0;
  while (same < messages.length && old[same] === messages[same]) same++;
  if (same === messages.length && same === old.length) return {message: same, row: rows.length};
  let message = old.length;
  for (let row = rows.length - 1; row > 0; row--) {
    const {[row]: here, [row - 1]: above} = rows;
    if (here?.type === 'folded') message -= here.messages.length;
    if (here?.type !== 'message') continue;
    message--;
    // A head directly under another message: no heading above it is to be made again.
    if (message < same && isHead(here) && above?.type === 'message' && !isSystem(here.message)) return {message, row};
  }
  return undefined;
}

const isSame = (a: GroupingOptions, b: GroupingOptions): boolean =>
  Object.entries(a).every(([name, value]) => b[name as keyof GroupingOptions] === value);

/** A row with the name and avatar of its sender, or with the space above a group. */
export const isHead = (row: Row | undefined): boolean =>
  row?.type === 'message' && (row.position === 'first' || row.position === 'single');

/** The kind of row, 0 to 31, for guessing its height; 0 for rows that come and go. */
export function rowClass(row: Row): number {
  if (row.type !== 'message') return row.type === 'folded' ? 7 : 0;
  const {content, deleted, reactions} = row.message;
  if (isSystem(row.message)) return 7;
  const length = deleted ? 0 : content.text.length;
  const bucket = length < 40 ? 1 : length < 80 ? 2 : length < 160 ? 3 : length < 320 ? 4 : length < 640 ? 5 : 6;
  return bucket + (content.attachments.length > 0 || reactions.length > 0 ? 8 : 0) + (isHead(row) ? 16 : 0);
}

/** What to expect of a class until rows of it were measured, px: a bubble of 15/22 text in a 400 px column. */
export const classGuesses: readonly number[] = Array.from({length: 32}, (_, kind) => {
  const text = [40, 38, 60, 82, 126, 214, 300, 28][kind & 7] as number;
  return text + (kind & 8 ? 40 : 0) + (kind & 16 ? 24 : 0);
});

const isSystem = (message: Message): boolean => message.content.kind === 'system';

const stateOf = (message: Message): string | undefined => message.delivery?.is;

function isNear(a: Message, b: Message, gap: number): boolean {
  return (
    a.sender === b.sender &&
    Math.abs(b.at - a.at) < gap * 1000 &&
    !isSystem(a) &&
    !isSystem(b) &&
    !a.replyTo &&
    !b.replyTo
  );
}

/** The end of a stretch of system messages that may be folded: one day, no divider inside. */
function foldEnd(
  messages: readonly Message[],
  from: number,
  dayOf: (at: number) => string,
  day: string,
  unreadFrom: string | undefined,
): number {
  let end = from + 1;
  for (
    let next = messages[end];
    next && isSystem(next) && next.id !== unreadFrom && dayOf(next.at) <= day;
    next = messages[end]
  )
    end++;
  return end;
}

const formats = new Map<string | undefined, Intl.DateTimeFormat>();

/** Names days as `2026-05-03`. Days begin on a quarter of an hour of UTC in every zone, so one name serves a quarter. */
function dayNames(timeZone: string | undefined): (at: number) => string {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {timeZone, year: 'numeric', month: '2-digit', day: '2-digit'});
    formats.set(timeZone, format);
  }
  let quarter = Number.NaN;
  let name = '';
  return (at) => {
    const now = Math.floor(at / 900_000);
    if (now !== quarter) {
      quarter = now;
      name = (format as Intl.DateTimeFormat).format(at);
    }
    return name;
  };
}
