/** Notices to who is not here: the push subscriptions of a person's browsers, and when nothing is to come (PWP-PUSH-001 …). */
import * as v from 'valibot';
import {ConversationId, DeviceId, Seq, Timestamp, UserId} from './ids.js';
import {NotificationAbout, NotificationId} from './notifications.js';
import {operation} from './operation.js';

/**
 * How much a notice says, as whoever runs the server decides. `full`: who wrote, where, and the words. `sender`: who and where. `none`: only
 * that there is something, and in which conversation.
 */
export const PushPreview = v.picklist(['full', 'sender', 'none']);
export type PushPreview = v.InferOutput<typeof PushPreview>;

/** `HH:MM`, by the clock on the wall. */
const TimeOfDay = v.pipe(v.string(), v.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/));

/** Each day between these two times of this time zone (`Europe/Berlin`) nothing is pushed; `22:00` to `07:00` goes over midnight. */
export const QuietHours = v.strictObject({
  from: TimeOfDay,
  to: TimeOfDay,
  zone: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
});
export type QuietHours = v.InferOutput<typeof QuietHours>;

/** What a notice shows, by the preview. `title`: of a group. `files`: how many are in the message. */
export const noticeShown = {
  direct: v.optional(v.boolean()),
  title: v.optional(v.string()),
  sender: v.optional(v.object({user: UserId, name: v.string()})),
  text: v.optional(v.string()),
  files: v.optional(v.number()),
  /** It is a poll, and the text its question. */
  poll: v.optional(v.boolean()),
};

/** What comes to a service worker, as JSON: at most 3 kB. A newer one of the same `tag` takes the place of the one before. */
export const PushNotice = v.variant('type', [
  v.object({
    type: v.literal('message'),
    tag: v.string(),
    at: Timestamp,
    conversation: ConversationId,
    unread: Seq,
    mentions: Seq,
    badge: Seq,
    ...noticeShown,
  }),
  /** The newest notification that is not read (PWP-NOTIFY-006); `unread`: how many there are. */
  v.object({
    type: v.literal('notification'),
    tag: v.string(),
    at: Timestamp,
    unread: Seq,
    badge: Seq,
    id: v.optional(NotificationId),
    kind: v.optional(v.string()),
    title: v.optional(v.string()),
    body: v.optional(v.string()),
    link: v.optional(v.string()),
    about: v.optional(NotificationAbout),
    actor: v.optional(v.object({user: UserId, name: v.string()})),
  }),
]);
export type PushNotice = v.InferOutput<typeof PushNotice>;

/** Made by the server of the endpoint: the same browser has the same. */
export const PushSubscriptionId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{32}$/));

const base64url = (least: number, most: number) =>
  v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]+$/), v.minLength(least), v.maxLength(most));

export const pushGet = operation({
  does: 'How I am told of what I miss: the server’s key for push subscriptions (missing where it pushes nothing), how much a notice says, my quiet hours, and my subscriptions.',
  input: v.strictObject({}),
  output: v.object({
    key: v.optional(v.string()),
    preview: PushPreview,
    quiet: v.optional(QuietHours),
    subscriptions: v.array(v.object({id: PushSubscriptionId, device: DeviceId, since: Timestamp})),
  }),
  rest: [{method: 'GET', path: '/me/push'}],
  cost: 'read',
  who: 'user',
  durable: false,
});

export const pushSubscribe = operation({
  does: 'Has what I miss pushed to a browser: what its `PushSubscription` says as JSON. The same again renews it. Beyond ten the one that was renewed longest ago goes.',
  input: v.strictObject({
    endpoint: v.pipe(v.string(), v.maxLength(1000)),
    keys: v.strictObject({p256dh: base64url(87, 87), auth: base64url(22, 22)}),
  }),
  output: v.object({id: PushSubscriptionId}),
  rest: [{method: 'POST', path: '/me/push'}],
  cost: 'write',
  who: 'user',
  durable: false,
});

export const pushUnsubscribe = operation({
  does: 'Ends a push subscription of mine. Of one that is not there it does nothing.',
  input: v.strictObject({id: PushSubscriptionId}),
  output: v.object({}),
  rest: [{method: 'DELETE', path: '/me/push/{id}'}],
  cost: 'write',
  who: 'user',
  durable: false,
});

export const pushQuiet = operation({
  does: 'Sets the hours in which nothing is pushed to me; `null`: there are none.',
  input: v.strictObject({quiet: v.nullable(QuietHours)}),
  output: v.object({quiet: v.optional(QuietHours)}),
  rest: [{method: 'PUT', path: '/me/push/quiet'}],
  cost: 'write',
  who: 'user',
  durable: false,
});
