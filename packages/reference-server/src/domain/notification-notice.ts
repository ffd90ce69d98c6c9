/** What a push says of notifications that somebody has not read (PWP-NOTIFY-006). */
import type {PushNotice, PushPreview} from '@parlor/sdk/protocol';
import {type NotificationRecord, noEnd} from '../store/records.js';
import type {ReadTransaction} from '../store/store.js';
import {tagOfNotifications} from './dues.js';
import {totals} from './inbox.js';
import {isToldNow} from './notice.js';
import type {NoticeSettings} from './notice-settings.js';
import {stateOf} from './notifications.js';
import {wordsAbout} from './reminders.js';
import {beginningOf} from './text.js';
import {defined} from './wire.js';

/** Code points: with the longest title and link a notice stays below 3 kB. */
const mostWords = 120;

/** The newest that is not read and that there was time for; `next`: one that there was not. */
export async function missedNotification(
  tx: ReadTransaction,
  user: string,
  before: number,
): Promise<{missed: NotificationRecord | undefined; next: NotificationRecord | undefined}> {
  const {read} = await stateOf(tx, user);
  let next: NotificationRecord | undefined;
  for (let from = noEnd; ; ) {
    const [newest] = await tx.notificationsOf(user, {before: from, limit: 1});
    if (!newest || newest.seq <= read) return {missed: undefined, next};
    if (newest.at <= before) return {missed: newest, next};
    next = newest;
    from = newest.seq;
  }
}

/** As it is now: nothing where all are read, or the person is not to be disturbed. */
export async function notificationNotice(
  tx: ReadTransaction,
  {user, at, now, settings}: {user: string; at: number; now: number; settings: NoticeSettings},
): Promise<PushNotice | undefined> {
  if (!(await isToldNow(tx, user, now))) return undefined;
  const {missed} = await missedNotification(tx, user, now - settings.delayMs);
  if (!missed) return undefined;
  const {unread} = await stateOf(tx, user);
  const badge = (await totals({tx, actor: {user}, now})).conversations;
  const shown = await shownOf(tx, missed, settings.preview);
  return {type: 'notification', tag: tagOfNotifications, at, unread, badge, ...shown};
}

type Shown = Partial<
  Pick<Extract<PushNotice, {type: 'notification'}>, 'id' | 'kind' | 'title' | 'body' | 'link' | 'about' | 'actor'>
>;

async function shownOf(
  tx: ReadTransaction,
  {user: person, id, kind, title, body, link, about, actor: user}: NotificationRecord,
  preview: PushPreview,
): Promise<Shown> {
  if (preview === 'none') return {};
  const actor = user === undefined ? undefined : {user, name: (await tx.user(user))?.name ?? user};
  if (about) {
    const words = await wordsAbout(tx, person, about, {withText: preview === 'full'});
    return defined({id, kind, title, about, body: words});
  }
  const more = preview === 'full' && body !== undefined ? {body: beginningOf(body, mostWords)} : {};
  return defined({id, kind, title, link, actor, ...more});
}
