/** What the memory store knows of notifications and reminders. */
import type {NotificationReads} from '../notifications.js';
import type {NotificationRecord, NotifiedRecord, ReminderRecord} from '../records.js';
import type {ReminderReads} from '../reminders.js';
import {MemoryOverview} from './overview.js';
import type {Stamped} from './tables.js';

const byTime = (a: ReminderRecord, b: ReminderRecord): number =>
  a.at - b.at ||
  a.createdAt - b.createdAt ||
  (`${a.user}\0${a.conversation}\0${a.message}` < `${b.user}\0${b.conversation}\0${b.message}` ? -1 : 1);

export class MemoryNotifications extends MemoryOverview implements NotificationReads, ReminderReads {
  async reminder(user: string, conversation: string, message: string): Promise<ReminderRecord | undefined> {
    return this.tables.reminders.get(`${user}\0${conversation}\0${message}`);
  }

  async remindersOf(user: string): Promise<ReminderRecord[]> {
    return [...this.tables.reminders.values()].filter((one) => one.user === user).sort(byTime);
  }

  async dueReminders(now: number, limit: number): Promise<ReminderRecord[]> {
    return [...this.tables.reminders.values()]
      .filter(({at}) => at <= now)
      .sort(byTime)
      .slice(0, limit);
  }

  async notified(user: string): Promise<Stamped<NotifiedRecord> | undefined> {
    return this.tables.notified.get(user);
  }

  protected notificationsIn(user: string): NotificationRecord[] {
    return [...this.tables.notifications.values()].filter((one) => one.user === user);
  }

  async notification(user: string, id: string): Promise<NotificationRecord | undefined> {
    return this.tables.notifications.get(`${user}\0${id}`);
  }

  async notificationsOf(user: string, {before, limit}: {before: number; limit: number}): Promise<NotificationRecord[]> {
    const found = this.notificationsIn(user).filter(({seq, removed}) => seq < before && !removed);
    return found.sort((a, b) => b.seq - a.seq).slice(0, limit);
  }

  async countNotifications(user: string, after: number): Promise<number> {
    return this.notificationsIn(user).filter(({seq, removed}) => seq > after && !removed).length;
  }

  async oldNotifications({before, after, limit}: {before: number; after: string; limit: number}) {
    const counts = new Map<string, number>();
    for (const {user, at} of this.tables.notifications.values())
      if (at < before && user > after) counts.set(user, (counts.get(user) ?? 0) + 1);
    const all = [...counts].map(([user, count]) => ({user, count}));
    return all.sort((a, b) => (a.user < b.user ? -1 : 1)).slice(0, limit);
  }
}
