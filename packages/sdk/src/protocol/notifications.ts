/** Notifications: what the host's backend tells a person that is no message, such as "Ben follows you" (PWP-NOTIFY-001 …). */
import * as v from 'valibot';
import {ConversationId, MessageId, Seq, Timestamp, UserId} from './ids.js';
import {Profile} from './model.js';
import {operation} from './operation.js';

/**
 * `kept`: of one person, the newest so many. `users`: people in one `notify`. Lengths are code points, of a link bytes of UTF-8. None of it is in
 * `limits`: a hello has no room for what only a host's backend needs.
 */
export const notificationLimits = {
  kept: 1_000,
  users: 100,
  titleLength: 120,
  bodyLength: 500,
  linkBytes: 1_000,
} as const;

const most = notificationLimits;
const words = (length: number, least: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.minLength(least),
    v.regex(/^(?:[^\p{Cc}\p{Cs}]|\n)*$/u, 'control characters and lone surrogates are not allowed'),
    v.check((text) => [...text].length <= length, `longer than ${length} characters`),
  );

/** Made by the host, its own for each thing that happened: the same again is the same notification. */
export const NotificationId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9._:-]{1,64}$/));

/** The host's own word for what it is about: `follow`, `order.shipped`. */
const Kind = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]{0,63}$/));

/** An `https` or `http` address, or a path of the page's own site. Nothing else: a page puts it into a link as it is. */
const Link = v.pipe(
  v.string(),
  v.regex(/^(?:https?:\/\/[^/\\]|\/(?![/\\]))/i, 'neither https, http nor a path that begins with one /'),
  v.regex(/^[^\s\\\p{Cc}\p{Cs}]+$/u, 'no blanks, backslashes or control characters'),
  v.check((link) => URL.canParse(link, 'https://host.invalid'), 'no address'),
  v.check((link) => new TextEncoder().encode(link).length <= most.linkBytes, `longer than ${most.linkBytes} bytes`),
);

const said = {
  kind: Kind,
  title: words(most.titleLength, 1),
  body: v.optional(words(most.bodyLength, 0)),
  link: v.optional(Link),
  /** Whose doing it was. */
  actor: v.optional(UserId),
};

/** Which message a reminder is about (PWP-REMIND-003). */
export const NotificationAbout = v.object({conversation: ConversationId, message: MessageId});

/**
 * `seq`: its place among those of one person: 1, 2, 3 … It is read where the person's `read` is at least there. `about`: of a reminder that
 * the person asked for; what it says is the server's then.
 */
export const Notification = v.object({
  id: NotificationId,
  seq: Seq,
  at: Timestamp,
  ...said,
  about: v.optional(NotificationAbout),
});
export type Notification = v.InferOutput<typeof Notification>;

const standing = {
  /** Of the newest one there ever was; 0: there never was any. */
  seq: Seq,
  /** The register: everything up to here is read. */
  read: Seq,
  /** Those above `read` that are there. */
  unread: Seq,
  /** Counts every change of any of this. */
  rev: Seq,
};
/** How a person's notifications stand. Of two of these, the one with the higher `rev` is true. */
export const NotificationState = v.object(standing);
export type NotificationState = v.InferOutput<typeof NotificationState>;

/** How the reader's own notifications stand, whenever that changes; and behind a hello, where it has changed since the cursor (PWP-NOTIFY-005). */
export const NotificationsFrame = v.object({type: v.literal('notifications'), ...standing});

export const notificationsList = operation({
  does: 'My notifications, the newest first, and how they stand.',
  input: v.strictObject({
    after: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(256))),
    limit: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(100))),
  }),
  output: v.object({
    notifications: v.array(Notification),
    next: v.optional(v.string()),
    state: NotificationState,
    people: v.array(Profile),
  }),
  rest: [{method: 'GET', path: '/me/notifications'}],
  cost: 'page',
  who: 'user',
  durable: false,
});

const Stood = v.object({state: NotificationState});

export const notificationsRead = operation({
  does: 'I have read my notifications up to this one. A register: it only rises.',
  input: v.strictObject({upTo: Seq}),
  output: Stood,
  rest: [{method: 'PUT', path: '/me/notifications/read'}],
  cost: 'register',
  who: 'user',
  durable: true,
});

export const notificationsRemove = operation({
  does: 'Takes one of my notifications out of my list. Of one that is not there it does nothing.',
  input: v.strictObject({id: NotificationId}),
  output: Stood,
  rest: [{method: 'DELETE', path: '/me/notifications/{id}'}],
  cost: 'write',
  who: 'user',
  durable: true,
});

const Users = v.pipe(v.array(UserId), v.minLength(1), v.maxLength(most.users));
const told = v.object({users: v.array(UserId)});

export const notify = operation({
  does: 'Tells people something that is no message. The same id and words again is the same notification. Answers who of them has it: who was erased, or blocks `actor`, is left out.',
  input: v.strictObject({id: NotificationId, users: Users, ...said}),
  output: told,
  rest: [{method: 'PUT', path: '/host/notifications/{id}'}],
  cost: 'host',
  who: 'host',
  durable: false,
});

export const notifyWithdraw = operation({
  does: 'Takes a notification back from these people, read or not. Answers from whom.',
  input: v.strictObject({id: NotificationId, users: Users}),
  output: told,
  rest: [{method: 'POST', path: '/host/notifications/{id}/withdraw'}],
  cost: 'host',
  who: 'host',
  durable: false,
});
