/** The connection's life as a table: `(state, event, moment) → (state, effects)` (protocol 3.1). */
import type {FailureCode} from '../protocol/failure.js';
import {backoffMs, stableMs} from './backoff.js';
import type {Connection} from './view.js';

export type ConnectionState = {
  is:
    | 'idle'
    | 'authorizing'
    | 'connecting'
    | 'syncing'
    | 'online'
    | 'waiting'
    | 'offline'
    | 'auth-required'
    | 'blocked'
    | 'suspended';
  /** Wall clock. */
  since: number;
  /** When the `timer` event is due, by the monotonic clock. There is one timer; undefined means none. */
  due?: number | undefined;
  /** Wall clock, for showing. */
  retryAt?: number | undefined;
  code?: FailureCode | undefined;
  /** Attempts that failed in a row. */
  failures: number;
  /** Since when the connection is good, by the monotonic clock. */
  goodSince?: number | undefined;
  /** When the server last refused tokens as expired, by the monotonic clock. */
  rejections: readonly number[];
  /** When an attempt was last made at once because of `network` or `visible`. */
  nudgedAt: number;
  /** Moving to another server because this one asked for it: apps see `online`. */
  moving: boolean;
  /** The token of the living connection has expired: requests wait. */
  expired: boolean;
  /** The device says that it has no network. */
  unplugged: boolean;
};

export type ConnectionEvent =
  | {type: 'connect' | 'disconnect' | 'token' | 'hello' | 'synced' | 'lag' | 'timer' | 'visible' | 'suspend' | 'resume'}
  /** getToken failed or hung; `final`: it gave the token again that was refused. */
  | {type: 'token-failed'; final?: boolean; code?: FailureCode}
  /** The token is about to expire; `expired`: it has, by an `auth` frame or an answer TOKEN_EXPIRED. */
  | {type: 'expiring' | 'expired' | 'refreshed'}
  /** The server refused, the connection broke, or nothing was heard for 2.5 heartbeats. */
  | {type: 'closed'; code?: FailureCode | undefined; retryAfterMs?: number | undefined}
  | {type: 'draining'; reconnectInMs: number}
  | {type: 'network'; online: boolean};

/** `token`: call getToken, then send `token` or `token-failed` · `open`, `close` the transport · `refresh`: auth.refresh with the new token · `drain`: send what waits. */
export type ConnectionEffect =
  | {do: 'token'; reason: 'connect' | 'renew' | 'rejected'}
  | {do: 'open' | 'close' | 'sync' | 'refresh' | 'drain'};

/** `now` wall clock, `mono` monotonic, both in milliseconds; `random` from 0 to 1. */
export type Moment = {now: number; mono: number; random: number};

type Step = {state: ConnectionState; effects: readonly ConnectionEffect[]};

/** How long getToken and opening may take. */
const openMs = 15_000;
const nudgeEveryMs = 5_000;
const minuteMs = 60_000;

export const idle = (now: number): ConnectionState => ({
  is: 'idle',
  since: now,
  failures: 0,
  rejections: [],
  nudgedAt: -nudgeEveryMs,
  moving: false,
  expired: false,
  unplugged: false,
});

/** Whether the server has taken it. */
const isTaken = ({is}: ConnectionState): boolean => is === 'syncing' || is === 'online';

/** Whether requests may go out now. */
export const canRequest = (state: ConnectionState): boolean => isTaken(state) && !state.expired;

/** On the way to a connection. */
const movers = ['authorizing', 'connecting', 'syncing'];

const isLive = (state: ConnectionState): boolean => state.is === 'connecting' || isTaken(state);
const isOver = ({is}: ConnectionState): boolean => is === 'idle' || is === 'blocked';

/** The state after `event`, the same object if it means nothing there, and what is to be done, in order. */
export function stepConnection(state: ConnectionState, event: ConnectionEvent, moment: Moment): Step {
  const {now, mono, random} = moment;
  const stay: Step = {state, effects: []};
  const to = (
    is: ConnectionState['is'],
    change: Partial<ConnectionState> = {},
    ...effects: ConnectionEffect[]
  ): Step => ({
    state: {
      ...state,
      since: is === state.is ? state.since : now,
      due: undefined,
      retryAt: undefined,
      code: undefined,
      expired: false,
      // a move to another server ends where it ends or fails
      moving: state.moving && movers.includes(is),
      goodSince: is === 'online' || is === 'syncing' ? state.goodSince : undefined,
      ...change,
      is,
    },
    effects,
  });
  const keep = (change: Partial<ConnectionState>, ...effects: ConnectionEffect[]): Step => ({
    state: {...state, ...change},
    effects,
  });
  const authorize = (
    reason: 'connect' | 'rejected' = 'connect',
    change: Partial<ConnectionState> = {},
    ...first: ConnectionEffect[]
  ): Step => to('authorizing', {...change, due: mono + openMs}, ...first, {do: 'token', reason});
  const wait = (code: FailureCode | undefined, retryAfterMs?: number): Step => {
    const wasGood = state.goodSince !== undefined && mono - state.goodSince >= stableMs;
    const failures = (wasGood ? 0 : state.failures) + 1;
    // a server that is left anyway may close before: the time it named still holds
    const moving = state.moving && isTaken(state) && state.due !== undefined;
    const ms = moving ? Math.max(0, (state.due as number) - mono) : backoffMs(failures, random, retryAfterMs);
    if (state.unplugged) return to('offline', {failures, code: 'OFFLINE'}, {do: 'close'});
    const change = {failures, code, due: mono + ms, retryAt: now + ms, moving};
    return to('waiting', change, {do: 'close'});
  };
  const nudge = (): Step => (mono - state.nudgedAt < nudgeEveryMs ? stay : authorize('connect', {nudgedAt: mono}));

  switch (event.type) {
    case 'connect':
      return isOver(state) || state.is === 'auth-required' ? authorize('connect', {failures: 0, rejections: []}) : stay;
    case 'disconnect':
      return state.is === 'idle' ? stay : to('idle', {}, {do: 'close'});
    case 'token':
      if (state.is === 'authorizing') return to('connecting', {due: mono + openMs}, {do: 'open'});
      return isTaken(state) ? {state, effects: [{do: 'refresh'}]} : stay;
    case 'token-failed':
      if (state.is !== 'authorizing') return stay;
      return event.final
        ? to('auth-required', {code: event.code ?? 'UNAUTHENTICATED'})
        : wait(event.code ?? 'UNAUTHENTICATED');
    case 'hello':
      return state.is === 'connecting' ? to('syncing', {goodSince: mono}) : stay;
    case 'synced':
      // with an expired token the server may have said `lag` again: `refreshed` asks once more
      if (state.is !== 'syncing' || state.expired) return stay;
      return to('online', {due: state.due, moving: state.due !== undefined}, {do: 'drain'});
    case 'lag':
      // while it catches up, too: from the second time on the server is silent again until it is asked (PWP-SYNC-006)
      if (!isTaken(state)) return stay;
      return to('syncing', {expired: state.expired, due: state.due}, ...(state.expired ? [] : [{do: 'sync'} as const]));
    case 'expiring':
      return isTaken(state) ? {state, effects: [{do: 'token', reason: 'renew'}]} : stay;
    case 'expired':
      if (!isTaken(state) || state.expired) return stay;
      return keep({expired: true}, {do: 'token', reason: 'renew'});
    case 'refreshed':
      if (!state.expired) return stay;
      return keep({expired: false}, {do: state.is === 'syncing' ? 'sync' : 'drain'});
    case 'closed':
      return isLive(state) ? closed(event) : stay;
    case 'draining':
      // what is catching up still shows that
      return isTaken(state)
        ? keep({moving: state.moving || state.is === 'online', due: mono + event.reconnectInMs})
        : stay;
    case 'timer': {
      if (state.due === undefined || mono < state.due) return stay;
      if (state.is === 'waiting') return authorize();
      if (isTaken(state)) return authorize('connect', {}, {do: 'close'});
      return state.is === 'authorizing' || state.is === 'connecting' ? wait('TIMEOUT') : stay;
    }
    case 'network':
      if (!event.online) {
        if (state.is === 'waiting') return to('offline', {code: 'OFFLINE', unplugged: true});
        if (state.unplugged) return stay;
        // a living socket says nothing of it for a long time: look at once whether the server can still be reached
        return isLive(state) ? authorize('connect', {unplugged: true}, {do: 'close'}) : keep({unplugged: true});
      }
      if (state.is === 'offline') return authorize('connect', {nudgedAt: mono, unplugged: false});
      if (state.is === 'waiting') return nudge();
      return state.unplugged ? keep({unplugged: false}) : stay;
    case 'visible':
      return state.is === 'waiting' ? nudge() : stay;
    case 'suspend':
      return isOver(state) || state.is === 'suspended' ? stay : to('suspended', {}, {do: 'close'});
    case 'resume':
      return state.is === 'suspended' ? authorize() : stay;
  }

  function closed({code, retryAfterMs}: {code?: FailureCode | undefined; retryAfterMs?: number | undefined}): Step {
    switch (code) {
      case 'PROTO_UNSUPPORTED':
      case 'ORIGIN_REFUSED':
        return to('blocked', {code}, {do: 'close'});
      case 'SESSION_REVOKED':
      case 'TOKEN_INVALID':
      case 'AUTH_USER_MISMATCH':
        return to('auth-required', {code}, {do: 'close'});
      case 'UNAUTHENTICATED':
      case 'TOKEN_EXPIRED': {
        const rejections = [...state.rejections.filter((at) => mono - at < minuteMs), mono];
        if (rejections.length > 2) return to('auth-required', {code, rejections}, {do: 'close'});
        return authorize('rejected', {rejections}, {do: 'close'});
      }
      default:
        return wait(code, retryAfterMs);
    }
  }
}

/** What apps see in the tab that holds the connection. */
export function viewConnection(state: ConnectionState): Connection {
  const {since, retryAt, code} = state;
  return {
    is: shown(state),
    since,
    ...(retryAt !== undefined && !state.moving && {retryAt}),
    ...(code && !state.moving && {code}),
    leading: true,
  };
}

function shown({is, moving}: ConnectionState): Connection['is'] {
  if (moving) return 'online';
  if (is === 'authorizing') return 'connecting';
  if (is === 'syncing') return 'catching-up';
  return is === 'suspended' ? 'waiting' : is;
}
