/** What the couriers of webhooks and the domain know of each other. */
import type {WebhookFailure} from '@parlor/sdk/protocol';
import type {EventRecord, WaitingEvent, WebhookRecord} from '../store/records.js';

/** What waits, as a courier sees it. */
export interface Queue<Job> {
  /** What waits and is new since `after`, some of it maybe for a second time; and from where to go on. */
  look(after: LookedAt): Promise<{events: WaitingEvent[]; at: LookedAt; isMore: boolean}>;
  /** As it is now; nothing, if it no longer waits. */
  job(n: number): Promise<Job | undefined>;
  settle(settled: Settled, isNoted: boolean): Promise<void>;
}

/** A place behind which to look: stamp and place of an event. */
export type LookedAt = readonly [x: number, n: number];
export const beginning: LookedAt = [-1, 0];

/** What became of an attempt: taken, to be tried again, or given up. */
export type Settled =
  | {is: 'taken'; n: number}
  | {is: 'failed'; n: number; failure: WebhookFailure; dueAt: number}
  | {is: 'dead'; n: number; failure: WebhookFailure};

export type Keeping = {
  /** Events that may wait for one endpoint, and that are kept when they were given up. */
  waiting: number;
  dead: number;
  /** How long those are kept. */
  deadMs: number;
};

export interface WebhookDesk {
  endpoints(): Promise<WebhookRecord[]>;
  look(webhook: string, after: LookedAt): ReturnType<Queue<EventRecord>['look']>;
  /** As it is now; nothing, if it no longer waits. */
  event(n: number): Promise<EventRecord | undefined>;
  settle(webhook: string, settled: Settled, isNoted: boolean): Promise<void>;
  /** Gives up the oldest of what is too much, and says so in an event of its own (PWP-HOOK-007). Answers what is left. */
  trim(webhook: string, keeping: Keeping): Promise<{waiting: number; dead: number}>;
  /** Deletes events of endpoints that are no more. */
  sweep(): Promise<void>;
  takeLease(webhook: string, owner: string, ms: number): Promise<boolean>;
  endLease(webhook: string, owner: string): Promise<void>;
  /** Called when there may be new events, or other endpoints; where other nodes write not always. Returns how to stop. */
  onNews(listener: (what: WebhookNews) => void): () => void;
}

export type WebhookNews = 'events' | 'endpoints';
