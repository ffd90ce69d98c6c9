/** Notifications, and how each person's stand. */
import type {Database} from 'better-sqlite3';
import {type NotificationRow, notificationOf, notificationValues} from '../notification-rows.js';
import type {NotificationReads, NotificationWrites} from '../notifications.js';
import type {NotifiedRecord} from '../records.js';
import type {Stamp} from './writes.js';

const columns = 'user, seq, id, at, kind, title, body, link, actor, about_conversation, about_message, removed';
const read =
  'user, seq, id, at, kind, title, body, link, actor, about_conversation as aboutConversation, about_message as aboutMessage, removed';

export function notificationReads(client: Database): NotificationReads {
  const state = client.prepare<[string], NotifiedRecord & {x: number}>(
    'select user, seq, read_up_to as readUpTo, rev, x from notified where user = ?',
  );
  const one = client.prepare<[string, string], NotificationRow>(
    `select ${read} from notification where user = ? and id = ?`,
  );
  const page = client.prepare<[string, number, number], NotificationRow>(
    `select ${read} from notification where user = ? and seq < ? and removed = 0 order by seq desc limit ?`,
  );
  const count = client
    .prepare<[string, number], number>('select count(*) from notification where user = ? and seq > ? and removed = 0')
    .pluck();
  const old = client.prepare<[number, string, number], {user: string; count: number}>(
    'select user, count(*) as count from notification where at < ? and user > ? group by user order by user limit ?',
  );
  return {
    notified: async (user) => state.get(user),
    async notification(user, id) {
      const row = one.get(user, id);
      return row && notificationOf(row);
    },
    notificationsOf: async (user, {before, limit}) => page.all(user, before, limit).map(notificationOf),
    countNotifications: async (user, after) => count.get(user, after) ?? 0,
    oldNotifications: async ({before, after, limit}) => old.all(before, after, limit),
  };
}

export function notificationWrites(client: Database, stamp: Stamp): NotificationWrites {
  const putState = client.prepare<[string, number, number, number, number]>(`
    insert into notified (user, seq, read_up_to, rev, x) values (?, ?, ?, ?, ?)
    on conflict (user) do update set seq = excluded.seq, read_up_to = excluded.read_up_to, rev = excluded.rev, x = excluded.x`);
  const put = client.prepare(
    `insert or replace into notification (${columns}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const dropUpTo = client.prepare<[string, number]>('delete from notification where user = ? and seq <= ?');
  const dropBefore = client.prepare<[string, number]>('delete from notification where user = ? and at < ?');
  const dropAll = client.prepare<[string]>('delete from notification where user = ?');
  const dropState = client.prepare<[string]>('delete from notified where user = ?');
  return {
    putNotified: async ({user, seq, readUpTo, rev}) => void putState.run(user, seq, readUpTo, rev, stamp.x),
    putNotification: async (record) => void put.run(...notificationValues(record), Number(record.removed)),
    dropNotifications: async (user, which) =>
      void ('upTo' in which ? dropUpTo.run(user, which.upTo) : dropBefore.run(user, which.before)),
    forgetNotifications: async (user) => {
      dropAll.run(user);
      dropState.run(user);
    },
  };
}
