/** Notifications, and how each person's stand. */
import {type NotificationRow, notificationOf, notificationValues} from '../notification-rows.js';
import type {NotificationReads, NotificationWrites} from '../notifications.js';
import type {NotifiedRecord} from '../records.js';
import {change, type Line, statement} from './line.js';
import type {Stamp} from './writes.js';

const columns = '"user", seq, id, at, kind, title, body, link, actor, about_conversation, about_message, removed';
const read = `"user", seq, id, at, kind, title, body, link, actor,
  about_conversation as "aboutConversation", about_message as "aboutMessage", removed`;

export function notificationReads(line: Line): NotificationReads {
  const state = statement<NotifiedRecord & {x: number}>(
    line,
    'notified',
    'select "user", seq, read_up_to as "readUpTo", rev, x from notified where "user" = $1',
  );
  const one = statement<NotificationRow>(
    line,
    'notification',
    `select ${read} from notification where "user" = $1 and id = $2`,
  );
  const page = statement<NotificationRow>(
    line,
    'notifications_of',
    `select ${read} from notification where "user" = $1 and seq < $2 and not removed order by seq desc limit $3`,
  );
  const count = statement<{count: number}>(
    line,
    'count_notifications',
    'select count(*) as count from notification where "user" = $1 and seq > $2 and not removed',
  );
  const old = statement<{user: string; count: number}>(
    line,
    'old_notifications',
    `select "user", count(*) as count from notification where at < $1 and "user" > $2
     group by "user" order by "user" limit $3`,
  );
  return {
    async notified(user) {
      const [row] = await state(user);
      return row;
    },
    async notification(user, id) {
      const [row] = await one(user, id);
      return row && notificationOf(row);
    },
    notificationsOf: async (user, {before, limit}) => (await page(user, before, limit)).map(notificationOf),
    countNotifications: async (user, after) => Number((await count(user, after))[0]?.count ?? 0),
    oldNotifications: async ({before, after, limit}) =>
      (await old(before, after, limit)).map((row) => ({...row, count: Number(row.count)})),
  };
}

export function notificationWrites(line: Line, stamp: Stamp): NotificationWrites {
  const putState = change(
    line,
    'put_notified',
    `insert into notified ("user", seq, read_up_to, rev, x) values ($1, $2, $3, $4, $5)
     on conflict ("user") do update set seq = excluded.seq, read_up_to = excluded.read_up_to, rev = excluded.rev, x = excluded.x`,
  );
  const put = change(
    line,
    'put_notification',
    `insert into notification (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict ("user", seq) do update set kind = excluded.kind, title = excluded.title, body = excluded.body,
       link = excluded.link, actor = excluded.actor,
       about_conversation = excluded.about_conversation, about_message = excluded.about_message, removed = excluded.removed`,
  );
  const dropUpTo = change(line, 'drop_notifications_up_to', 'delete from notification where "user" = $1 and seq <= $2');
  const dropBefore = change(
    line,
    'drop_notifications_before',
    'delete from notification where "user" = $1 and at < $2',
  );
  const dropAll = change(line, 'drop_notifications', 'delete from notification where "user" = $1');
  const dropState = change(line, 'drop_notified', 'delete from notified where "user" = $1');
  return {
    putNotified: async ({user, seq, readUpTo, rev}) => void (await putState(user, seq, readUpTo, rev, stamp.x)),
    putNotification: async (record) => void (await put(...notificationValues(record), record.removed)),
    dropNotifications: async (user, which) =>
      void (await ('upTo' in which ? dropUpTo(user, which.upTo) : dropBefore(user, which.before))),
    forgetNotifications: async (user) => {
      await dropAll(user);
      await dropState(user);
    },
  };
}
