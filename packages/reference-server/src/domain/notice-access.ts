/** What the pusher and the domain know of each other. */
import type {PushNotice} from '@parlor/sdk/protocol';
import type {DueRecord, PushRecord, SubscriptionRecord} from '../store/records.js';
import type {Queue} from './webhook-access.js';

/** A notice that waits, as a courier sees it. */
export type Push = PushRecord & {triedSince: number};
/** What goes to a browser, and which. `isUrgent`: somebody waits for an answer of this person. */
export type Outgoing = {subscription: SubscriptionRecord; notice: PushNotice; isUrgent: boolean};

export interface NoticeDesk extends Queue<Push> {
  /** Whether anybody could be told at all: browsers by this server, or by the host that has an endpoint for it. */
  isWanted(): Promise<boolean>;
  /** Whether something is due now, or waits to be pushed. */
  isBusy(): Promise<boolean>;
  /** Conversations in which somebody may have to be told now. */
  dues(): Promise<DueRecord[]>;
  /**
   * Finds out who has to be told and puts that into the queues; those `atScreen` are asked about a little later. Answers how many.
   */
  handle(due: DueRecord, atScreen: (users: readonly string[]) => Promise<ReadonlySet<string>>): Promise<number>;
  /** What is to be said now; nothing, if there is nothing any more. */
  outgoing(push: Push): Promise<Outgoing | undefined>;
  /** The browser has ended its subscription, or never was one. */
  forget(subscription: string): Promise<void>;
  takeLease(owner: string, ms: number): Promise<boolean>;
  endLease(owner: string): Promise<void>;
}
