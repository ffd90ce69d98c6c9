/** Where a conversation begins when it is opened (UX-L5), and where its unread divider stands (UX-L4). */
import type {Message, Timeline} from '@parlor/sdk';
import type {LogPosition} from './log-position.js';
import type {LogSettings} from './log-settings.js';

/** What a log shows: a chat's timeline, or what its host gave it. */
export type Shown = Pick<Timeline, 'messages' | 'start' | 'end' | 'loading' | 'failed' | 'readAt'>;

/** Data mode: what the host gave, all of it read. */
export const shownOf = ({messages = [], hasOlder, hasNewer}: LogSettings): Shown => ({
  messages,
  start: !hasOlder,
  end: !hasNewer,
  loading: 'none',
  readAt: Number.POSITIVE_INFINITY,
});

export type OpeningView = {
  openAt: LogSettings['openAt'];
  startMessage: string | undefined;
  /** Where the reader was last time. */
  saved: LogPosition | undefined;
  /** The keys of the rows there are. */
  keys: () => readonly string[];
  hasUnread: boolean;
  timeline: Shown;
  /** Everything up to here was read when the conversation was opened; 0: not known, or looked for in vain. */
  readAt: number;
  /** More can be fetched. */
  canFetch: boolean;
};

/** `fetch`: nothing is shown until what lies around this seq is there (UX-V7). */
export type OpeningPlace =
  | {at: 'fetch'; seq: number}
  | {at: 'row'; index: number; share: number}
  | {at: 'saved'; position: LogPosition}
  | {at: 'unread'; index: number}
  | {at: 'end'};

export const isUnread = ({own, seq}: Message, readAt: number): boolean => !own && seq !== undefined && seq > readAt;

export function openingPlace(view: OpeningView): OpeningPlace {
  const {openAt, startMessage, saved, keys, hasUnread, timeline, readAt, canFetch} = view;
  const [first] = timeline.messages;
  if (openAt === 'unread' && !timeline.start && first && isUnread(first, readAt) && readAt > 0 && canFetch)
    return {at: 'fetch', seq: readAt};
  if (openAt === 'message' && startMessage) {
    const index = keys().indexOf(startMessage);
    return index < 0 ? {at: 'end'} : {at: 'row', index, share: 0.3};
  }
  if (openAt === 'saved' && saved) return {at: 'saved', position: saved};
  const index = openAt === 'unread' && hasUnread ? keys().indexOf('unread') : -1;
  return index < 0 ? {at: 'end'} : {at: 'unread', index};
}
