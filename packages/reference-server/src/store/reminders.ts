/** What a store keeps of reminders that wait. */
import type {ReminderRecord} from './records.js';

export interface ReminderReads {
  reminder(user: string, conversation: string, message: string): Promise<ReminderRecord | undefined>;
  /** All of one person, the next one first. */
  remindersOf(user: string): Promise<ReminderRecord[]>;
  /** Those of everybody whose time has come, in its order. */
  dueReminders(now: number, limit: number): Promise<ReminderRecord[]>;
}

export interface ReminderWrites {
  putReminder(record: ReminderRecord): Promise<void>;
  removeReminder(user: string, conversation: string, message: string): Promise<void>;
}
