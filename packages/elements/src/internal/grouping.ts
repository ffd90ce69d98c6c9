/**
 * From messages to the rows of a log (UX-L1, L3, L4, M2, M19): day headings, the unread divider, groups of one sender,
 * folded system messages. Pure; the words are put on by who draws them.
 */
import type {Message} from '@parlor/sdk';
import {dayNames} from './day-names.js';
import {isSystem, RowList} from './rows.js';

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

/** Rows, and what they were made of. */
export type Grouped = {
  readonly messages: readonly Message[];
  readonly options: GroupingOptions;
  readonly rows: RowList;
};

/**
 * The rows for these messages, oldest first. Every key stays the same for ever (UX-M3). What was grouped `before` is kept as
 * far as its messages are the same objects, so that a message more at the end of 100,000 is little work; when nothing
 * changed, `before` itself comes back.
 */
export function groupRows(messages: readonly Message[], options: GroupingOptions, before?: Grouped): Grouped {
  const kept = before && isSame(options, before.options) ? keptOf(before, messages) : undefined;
  if (before && kept?.message === messages.length && messages.length === before.messages.length) return before;
  const rows = new RowList(messages, before && kept && {rows: before.rows, ...kept});
  const dayOf = dayNames(options.timeZone);
  let day = kept && kept.message > 0 ? dayOf((messages[kept.message - 1] as Message).at) : '';
  let groupStart = 0;
  let previous: Message | undefined;
  if (options.before && !kept) rows.add(options.before, options.before, 0);
  for (let i = kept?.message ?? 0; i < messages.length; i++) {
    const message = messages[i] as Message;
    const today = dayOf(message.at);
    // Clocks differ: what claims to be from a day before stays under the heading it stands under.
    const isNewDay = today > day;
    if (isNewDay) day = today;
    const isFirstUnread = message.id === options.unreadFrom;
    // where both fall together one line says both
    if (isFirstUnread) rows.add('unread', 'unread', i, isNewDay);
    else if (isNewDay) rows.add('day', `day:${day}`, i);
    const breaks = isNewDay || isFirstUnread;
    if (isSystem(message)) {
      const end = foldEnd(messages, i, dayOf, day, options.unreadFrom);
      const key = `fold:${message.id}`;
      if (end - i >= foldFrom && !options.unfolded.has(key)) {
        rows.add('folded', key, i);
        i = end - 1;
        previous = messages[i];
        continue;
      }
    }
    const isNearBefore = previous !== undefined && isNear(previous, message, options.groupGap);
    const joins = !breaks && isNearBefore && message.at - groupStart < groupSpan * 1000;
    if (!joins) groupStart = message.at;
    rows.addMessage(i, joins);
    previous = message;
  }
  if (options.after) rows.add(options.after, options.after, messages.length);
  return {messages, options, rows};
}

/** From which message, and from which row, everything is to be grouped anew: the head of the last group that is the same. */
function keptOf(
  {messages: old, rows}: Grouped,
  messages: readonly Message[],
): {message: number; row: number} | undefined {
  let same = 0;
  while (same < messages.length && old[same] === messages[same]) same++;
  if (same === messages.length && same === old.length) return {message: same, row: rows.length};
  for (let row = rows.length - 1; row > 0; row--) {
    const message = rows.messageAt(row);
    // A head directly under another message: no heading above it is to be made again.
    if (message < same && rows.isHead(row) && rows.isMessage(row - 1) && !isSystem(messages[message] as Message))
      return {message, row};
  }
  return undefined;
}

const isSame = (a: GroupingOptions, b: GroupingOptions): boolean =>
  Object.entries(a).every(([name, value]) => b[name as keyof GroupingOptions] === value);

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
