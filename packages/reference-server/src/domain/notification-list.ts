/** A person's own notifications, page by page (PWP-NOTIFY-003). */
import type {InputOf, Notification, OutputOf} from '@parlor/sdk/protocol';
import {type NotificationRecord, noEnd} from '../store/records.js';
import type {ReadTransaction} from '../store/store.js';
import {stateOf, toNotification} from './notifications.js';
import {wordsAbout} from './reminders.js';
import {peopleOf} from './rows.js';
import {openPage, seal} from './tokens.js';
import {defined} from './wire.js';
import type {Look} from './work.js';

/** A reminder says what its message says now. */
async function shownOf(tx: ReadTransaction, record: NotificationRecord): Promise<Notification> {
  const {user, about} = record;
  if (!about) return toNotification(record);
  return defined({
    ...toNotification(record),
    body: await wordsAbout(tx, user, about, {withText: true}),
  }) as Notification;
}

/** @throws {Refusal} CURSOR_INVALID */
export async function listNotifications(
  look: Look,
  {after, limit = 30}: InputOf<'notifications.list'>,
): Promise<OutputOf<'notifications.list'>> {
  const {tx, actor, settings} = look;
  const owner = {user: actor.user, epoch: settings.epoch};
  const before = after === undefined ? noEnd : Number(openPage('notifications', owner, after)[0]);
  const found = await tx.notificationsOf(actor.user, {before, limit: limit + 1});
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    notifications: await Promise.all(page.map((one) => shownOf(tx, one))),
    ...(found.length > limit && last && {next: seal('notifications', owner, [last.seq])}),
    state: await stateOf(tx, actor.user),
    people: await peopleOf(
      look,
      page.flatMap((one) => one.actor ?? []),
    ),
  };
}
