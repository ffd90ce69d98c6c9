/**
 * What a server tells the host application's backend by itself: the endpoints it posts to, and the events it posts (PWP-HOOK-001).
 * Signatures are those of Standard Webhooks (https://www.standardwebhooks.com), for which there are libraries in most languages.
 */
import * as v from 'valibot';
import {ConversationId, Epoch, MessageId, Seq, Timestamp, UserId} from './ids.js';
import {ConversationMeta, Member, Message, Profile, ReactionSummary} from './model.js';
import {Notification} from './notifications.js';
import {operation} from './operation.js';
import {noticeShown, PushPreview} from './push.js';
import {ReportHead, ReportStanding} from './reports.js';

/** Each kind of event with whether an endpoint gets it that names no types. */
const kinds = {
  'message.created': true,
  'message.edited': true,
  'message.deleted': true,
  'message.pinned': true,
  'message.unpinned': true,
  'reaction.added': true,
  'reaction.removed': true,
  'member.changed': true,
  'conversation.created': true,
  'conversation.changed': true,
  'conversation.removed': true,
  'profile.changed': true,
  'profile.erased': true,
  'report.created': true,
  'report.changed': true,
  'receipt.changed': false,
  'notification.created': false,
  'notification.due': false,
  'digest.due': false,
} as const;

export type WebhookType = keyof typeof kinds;
export const webhookTypes = Object.keys(kinds) as [WebhookType, ...WebhookType[]];
export const WebhookType = v.picklist(webhookTypes);
/** What an endpoint gets that names no types: everything but receipts, notifications and what a person misses. */
export const usualWebhookTypes: readonly WebhookType[] = webhookTypes.filter((type) => kinds[type]);

/** Made by the host, and its name for good. */
export const WebhookId = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,39}$/));
export type WebhookId = string;

/** `whsec_` and 24 to 64 random bytes in base64: `openssl rand -base64 32` makes them. */
export const WebhookSecret = v.pipe(
  v.string(),
  v.regex(/^whsec_(?:[A-Za-z0-9+/]{4}){8,21}(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/),
);

const common = {
  /** The same at every attempt, and for a replay: what was seen is not done again. */
  id: v.string(),
  /** When it was committed, by the server's clock. */
  at: Timestamp,
  /** Of the database that it was committed in: with one that is new a backup was put back, and revs begin at earlier ones again. */
  epoch: Epoch,
};
const ofConversation = {...common, conversation: ConversationId};
const messageEvent = <Type extends string>(type: Type) =>
  v.object({type: v.literal(type), ...ofConversation, message: Message, by: UserId});
const reactionEvent = <Type extends string>(type: Type) =>
  v.object({
    type: v.literal(type),
    ...ofConversation,
    message: MessageId,
    user: UserId,
    summary: ReactionSummary,
    rev: Seq,
  });
const conversationEvent = <Type extends string>(type: Type) =>
  v.object({type: v.literal(type), ...ofConversation, meta: ConversationMeta, by: v.optional(UserId)});

/** The body of a request to an endpoint. `by`: whose write it was; missing where whoever runs the server did it. */
export const WebhookEvent = v.variant('type', [
  messageEvent('message.created'),
  messageEvent('message.edited'),
  messageEvent('message.deleted'),
  messageEvent('message.pinned'),
  messageEvent('message.unpinned'),
  reactionEvent('reaction.added'),
  reactionEvent('reaction.removed'),
  v.object({type: v.literal('member.changed'), ...ofConversation, member: Member, by: UserId}),
  conversationEvent('conversation.created'),
  conversationEvent('conversation.changed'),
  conversationEvent('conversation.removed'),
  v.object({type: v.literal('profile.changed'), ...common, profile: Profile}),
  v.object({type: v.literal('profile.erased'), ...common, profile: Profile}),
  /** Without what was said: that is for who asks (`report.list`). */
  v.object({type: v.literal('report.created'), ...common, report: ReportHead}),
  /** It was taken, released or resolved, by `by`. Without the note. */
  v.object({type: v.literal('report.changed'), ...common, report: ReportStanding, by: UserId}),
  v.object({type: v.literal('receipt.changed'), ...ofConversation, user: UserId, read: Seq, delivered: Seq}),
  /** Something that is no message was told to `user` (PWP-NOTIFY-001). Of messages somebody misses `notification.due` tells. */
  v.object({type: v.literal('notification.created'), ...common, user: UserId, notification: Notification}),
  /**
   * `user` has not read what was said in a conversation, and is not here (PWP-PUSH-003): for a push or a mail of your own. `message` is the
   * newest of it; how much else there is of it is `preview`. `unread`, `mentions`: in this conversation. `badge`: conversations with something unread.
   */
  v.object({
    type: v.literal('notification.due'),
    ...ofConversation,
    ...{user: UserId, message: MessageId, seq: Seq, unread: Seq, mentions: Seq, badge: Seq, preview: PushPreview},
    ...noticeShown,
  }),
  /**
   * `user` has had something unread for a day (or what the server says), and was not told of it in this way since they read last: for a mail (PWP-PUSH-007).
   * `conversations`: those with the newest messages. `total`: of all, as the operation `totals` has it.
   */
  v.object({
    type: v.literal('digest.due'),
    ...common,
    user: UserId,
    preview: PushPreview,
    conversations: v.array(
      v.object({
        ...{conversation: ConversationId, message: MessageId, seq: Seq, unread: Seq, mentions: Seq},
        ...noticeShown,
      }),
    ),
    total: v.object({unread: Seq, mentions: Seq, conversations: Seq}),
  }),
  /** So many of the oldest events of this endpoint were given up, for more waited than the server keeps: read the state anew. */
  v.object({type: v.literal('webhook.missed'), ...common, count: Seq, from: Timestamp, until: Timestamp}),
]);
export type WebhookEvent = v.InferOutput<typeof WebhookEvent>;

/** Why an attempt failed. `http`: answered with another status than 2xx. `refused`: the server may not send there. */
export const WebhookFailure = v.object({
  at: Timestamp,
  reason: v.picklist(['http', 'timeout', 'network', 'tls', 'redirect', 'refused']),
  status: v.optional(v.pipe(v.number(), v.safeInteger())),
});
export type WebhookFailure = v.InferOutput<typeof WebhookFailure>;

/** An endpoint as the host sees it. Its secret is never told. */
export const Webhook = v.object({
  webhook: WebhookId,
  url: v.string(),
  types: v.array(WebhookType),
  createdAt: Timestamp,
  /** How many events wait for it, and how many were given up after the last attempt; counted up to 100,000. */
  waiting: Seq,
  dead: Seq,
  /** When an event was taken last. */
  deliveredAt: v.optional(Timestamp),
  /** The last attempt that failed. */
  failure: v.optional(WebhookFailure),
});
export type Webhook = v.InferOutput<typeof Webhook>;

export const webhookPut = operation({
  does: 'Makes or changes an endpoint that events are posted to. `secret` is needed for a new one; with another one, requests are signed with both for a day. Without `types` it gets everything but receipts, notifications and what a person misses.',
  input: v.strictObject({
    webhook: WebhookId,
    url: v.pipe(v.string(), v.maxLength(2000)),
    secret: v.optional(WebhookSecret),
    types: v.optional(v.pipe(v.array(WebhookType), v.minLength(1), v.maxLength(webhookTypes.length))),
  }),
  output: Webhook,
  rest: [{method: 'PUT', path: '/host/webhooks/{webhook}'}],
  cost: 'host',
  who: 'host',
  durable: false,
});

export const webhookList = operation({
  does: 'The endpoints, each with what waits for it and how its last attempts went.',
  input: v.strictObject({}),
  output: v.object({webhooks: v.array(Webhook)}),
  rest: [{method: 'GET', path: '/host/webhooks'}],
  cost: 'host',
  who: 'host',
  durable: false,
});

export const webhookRemove = operation({
  does: 'Removes an endpoint with all events that wait for it. Of one that is not there it does nothing.',
  input: v.strictObject({webhook: WebhookId}),
  output: v.object({}),
  rest: [{method: 'DELETE', path: '/host/webhooks/{webhook}'}],
  cost: 'host',
  who: 'host',
  durable: false,
});

/** An event that was given up. */
export const DeadEvent = v.object({
  id: v.string(),
  type: v.string(),
  at: Timestamp,
  conversation: v.optional(ConversationId),
  attempts: Seq,
  failure: v.optional(WebhookFailure),
});
export type DeadEvent = v.InferOutput<typeof DeadEvent>;

export const webhookDead = operation({
  does: 'Events of an endpoint that were given up, the oldest first. They are kept for 30 days.',
  input: v.strictObject({
    webhook: WebhookId,
    after: v.optional(v.pipe(v.string(), v.maxLength(100))),
    limit: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(100))),
  }),
  output: v.object({events: v.array(DeadEvent), next: v.optional(v.string())}),
  rest: [{method: 'GET', path: '/host/webhooks/{webhook}/dead'}],
  cost: 'host',
  who: 'host',
  durable: false,
});

export const webhookReplay = operation({
  does: 'Puts events that were given up back among those that wait: the one named, or the oldest 1,000. Answers how many.',
  input: v.strictObject({webhook: WebhookId, event: v.optional(v.pipe(v.string(), v.maxLength(100)))}),
  output: v.object({events: Seq}),
  rest: [{method: 'POST', path: '/host/webhooks/{webhook}/replay'}],
  cost: 'host',
  who: 'host',
  durable: false,
});
