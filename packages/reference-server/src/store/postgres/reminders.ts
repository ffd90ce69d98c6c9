/** Reminders that wait. */
import type {ReminderRecord} from '../records.js';
import type {ReminderReads, ReminderWrites} from '../reminders.js';
import {change, type Line, statement} from './line.js';

const select = 'select "user", conversation, message, at, created_at as "createdAt" from reminder';

export function reminderReads(line: Line): ReminderReads {
  const one = statement<ReminderRecord>(
    line,
    'reminder',
    `${select} where "user" = $1 and conversation = $2 and message = $3`,
  );
  const all = statement<ReminderRecord>(
    line,
    'reminders_of',
    `${select} where "user" = $1 order by at, created_at, conversation, message`,
  );
  const due = statement<ReminderRecord>(
    line,
    'reminders_due',
    `${select} where at <= $1 order by at, created_at, "user", conversation, message limit $2`,
  );
  return {
    async reminder(user, conversation, message) {
      const [row] = await one(user, conversation, message);
      return row;
    },
    remindersOf: (user) => all(user),
    dueReminders: (now, limit) => due(now, limit),
  };
}

export function reminderWrites(line: Line): ReminderWrites {
  const put = change(
    line,
    'put_reminder',
    `insert into reminder ("user", conversation, message, at, created_at) values ($1, $2, $3, $4, $5)
     on conflict ("user", conversation, message) do update set at = excluded.at, created_at = excluded.created_at`,
  );
  const remove = change(
    line,
    'remove_reminder',
    'delete from reminder where "user" = $1 and conversation = $2 and message = $3',
  );
  return {
    putReminder: async ({user, conversation, message, at, createdAt}) =>
      void (await put(user, conversation, message, at, createdAt)),
    removeReminder: async (user, conversation, message) => void (await remove(user, conversation, message)),
  };
}
