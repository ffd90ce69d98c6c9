/** What a device does about one conversation when something is heard of it (protocol 3.5). */
import {keepSame} from '../base/keep.js';

/**
 * `listed` only its row is known · `stale` was fresh, something was missed · `fetching` · `fresh` everything up to `seq` was
 * merged · `gap` a frame is missing, it may still come · `closed` I am no longer in it.
 */
export type SyncState = {
  is: 'listed' | 'stale' | 'fetching' | 'fresh' | 'gap' | 'closed';
  /** Everything up to here was merged into what is cached. */
  seq: number;
  /** The highest seq heard of. */
  head: number;
};

export type SyncEvent =
  /** An inbox row; `joined`: I am (still) in the conversation, or else; `purged`: who is not keeps nothing of it. */
  | {type: 'row'; seq: number; joined: boolean; purged?: boolean | undefined}
  /** It is shown, or there is time to fetch it. */
  | {type: 'wanted'}
  /** A live frame, or the answer to a write of mine, which may be ahead of frames that are on their way. */
  | {type: 'frame'; from: number; to: number}
  /** The wait for a missing frame is over. */
  | {type: 'hold-over'}
  /** A delta or a page came: everything up to `to` is known now. */
  | {type: 'fetched'; to: number}
  | {type: 'failed'}
  /** The server cannot go on from `seq`: epoch or membership changed, SINCE_AHEAD. Drop the cache of it, not the outbox. */
  | {type: 'reset'};

/**
 * `fetch`: a delta since `seq` (a first page while that is 0) · `hold`: wait a little for the missing frame, then send
 * `hold-over` · `drop`: forget the cached messages.
 */
export type SyncWish = 'none' | 'fetch' | 'hold' | 'drop';

export const listed: SyncState = {is: 'listed', seq: 0, head: 0};

/** How long to hold a gap open: 50–500 ms. `random` from 0 to 1. */
export const holdMs = (random: number): number => 50 + random * 450;

/**
 * Whether a live frame is merged into what is cached, or only moves the inbox row (protocol 2.9 D): before the first page is there
 * it would leave nothing for that page to be the answer to.
 */
export const mergesFrames = ({is, seq}: SyncState): boolean =>
  is === 'fresh' || is === 'gap' || (is === 'fetching' && seq > 0);

/** The state after `event`, the same object if it means nothing, and what is to be done. */
export function syncConversation(state: SyncState, event: SyncEvent): {state: SyncState; wish: SyncWish} {
  // a head that was told counts, whatever else becomes of it
  const to = (change: Partial<SyncState>, wish: SyncWish = 'none'): {state: SyncState; wish: SyncWish} => ({
    state: keepSame(state, {...state, head, ...change}),
    wish,
  });
  const {is, seq} = state;
  const head =
    'seq' in event ? Math.max(state.head, event.seq) : 'to' in event ? Math.max(state.head, event.to) : state.head;
  switch (event.type) {
    case 'row':
      if (!event.joined) return event.purged ? to({is: 'closed', seq: 0}, 'drop') : to({is: 'closed'});
      // let in again: what was cached before may lie in an interval that is not mine
      if (is === 'closed') return to({is: 'listed', seq: 0}, 'drop');
      return to(is === 'fresh' && head > seq ? {is: 'stale'} : {});
    case 'wanted':
      return is === 'listed' || is === 'stale' ? to({is: 'fetching'}, 'fetch') : to({});
    case 'frame': {
      if (!mergesFrames(state)) return to({});
      if (event.from > seq + 1) return is === 'fresh' ? to({is: 'gap'}, 'hold') : to({});
      const now = Math.max(seq, event.to);
      return to({seq: now, ...(is === 'gap' && now >= head && {is: 'fresh' as const})});
    }
    case 'hold-over':
      return is === 'gap' ? to({is: 'fetching'}, 'fetch') : to({});
    case 'fetched': {
      if (is === 'closed') return to({head: state.head});
      const now = Math.max(seq, event.to);
      if (now >= head) return to({is: 'fresh', seq: now});
      // a head that the server does not have is not chased: somebody asks again later
      return now > seq ? to({is: 'fetching', seq: now}, 'fetch') : to({is: 'stale'});
    }
    case 'failed':
      return is === 'fetching' ? to({is: seq ? 'stale' : 'listed'}) : to({});
    case 'reset':
      return to({is: is === 'closed' ? is : 'listed', seq: 0, head: 0}, 'drop');
  }
}
