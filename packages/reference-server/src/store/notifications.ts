/** What a store keeps of notifications: what the host told a person that is no message. */
import type {NotificationRecord, NotifiedRecord} from './records.js';

export interface NotificationReads {
  /** How somebody's stand, with the stamp of their last change; undefined: there never were any. */
  notified(user: string): Promise<(NotifiedRecord & {x: number}) | undefined>;
  notification(user: string, id: string): Promise<NotificationRecord | undefined>;
  /** The newest first, below `before`, without those that were taken out. */
  notificationsOf(user: string, query: {before: number; limit: number}): Promise<NotificationRecord[]>;
  /** Those above `after` that were not taken out. */
  countNotifications(user: string, after: number): Promise<number>;
  /** People who have some from before `before`, in the order of their ids, behind `after`; and how many each has. */
  oldNotifications(query: {before: number; after: string; limit: number}): Promise<{user: string; count: number}[]>;
}

export interface NotificationWrites {
  /** Stamps it. */
  putNotified(record: NotifiedRecord): Promise<void>;
  putNotification(record: NotificationRecord): Promise<void>;
  /** Those up to a place, or from before a time. */
  dropNotifications(user: string, which: {upTo: number} | {before: number}): Promise<void>;
  /** All of one person, and how they stood. */
  forgetNotifications(user: string): Promise<void>;
}
