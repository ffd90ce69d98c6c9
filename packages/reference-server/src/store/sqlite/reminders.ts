/** Reminders that wait. */
import type {Database} from 'better-sqlite3';
import type {ReminderRecord} from '../records.js';
import type {ReminderReads, ReminderWrites} from '../reminders.js';

const select = 'select user, conversation, message, at, created_at as "createdAt" from reminder';

export function reminderReads(client: Database): ReminderReads {
  const one = client.prepare<[string, string, string], ReminderRecord>(
    `${select} where user = ? and conversation = ? and message = ?`,
  );
  const all = client.prepare<[string], ReminderRecord>(
    `${select} where user = ? order by at, created_at, conversation, message`,
  );
  const due = client.prepare<[number, number], ReminderRecord>(
    `${select} where at <= ? order by at, created_at, user, conversation, message limit ?`,
  );
  return {
    reminder: async (user, conversation, message) => one.get(user, conversation, message),
    remindersOf: async (user) => all.all(user),
    dueReminders: async (now, limit) => due.all(now, limit),
  };
}

export function reminderWrites(client: Database): ReminderWrites {
  const put = client.prepare<[string, string, string, number, number]>(
    'insert or replace into reminder (user, conversation, message, at, created_at) values (?, ?, ?, ?, ?)',
  );
  const remove = client.prepare<[string, string, string]>(
    'delete from reminder where user = ? and conversation = ? and message = ?',
  );
  return {
    putReminder: async ({user, conversation, message, at, createdAt}) =>
      void put.run(user, conversation, message, at, createdAt),
    removeReminder: async (user, conversation, message) => void remove.run(user, conversation, message),
  };
}
