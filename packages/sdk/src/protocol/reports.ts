/** Reporting a message or a person to the host application, and what its backend does with reports. */
import * as v from 'valibot';
import {ConversationId, MessageId, Timestamp, UserId} from './ids.js';
import {Message, Profile} from './model.js';
import {operation} from './operation.js';

export const ReportId = v.pipe(v.string(), v.regex(/^r_[A-Za-z0-9_-]{1,40}$/));
export type ReportId = string;

/** Why somebody reports something. */
export const ReportReason = v.picklist([
  'spam',
  'harassment',
  'hate',
  'violence',
  'sexual',
  'fraud',
  'impersonation',
  'other',
]);
export type ReportReason = v.InferOutput<typeof ReportReason>;

export const ReportState = v.picklist(['open', 'resolved', 'dismissed']);
export type ReportState = v.InferOutput<typeof ReportState>;

const Words = v.pipe(v.string(), v.maxLength(1000));

const head = {
  id: ReportId,
  reason: ReportReason,
  /** Who reports. */
  reporter: UserId,
  /** The person who is reported, or whose message is. */
  user: UserId,
  conversation: v.optional(ConversationId),
  message: v.optional(MessageId),
};

/** Who reports whom and why, without anybody's words. */
export const ReportHead = v.object(head);
export type ReportHead = v.InferOutput<typeof ReportHead>;

/** A report as the host sees it. */
export const Report = v.object({
  ...head,
  state: ReportState,
  /** The reporter's own words. */
  text: v.optional(v.string()),
  at: Timestamp,
  /** What was reported, as its reporter saw it then. Not there once the person was erased. */
  evidence: v.optional(v.object({message: v.optional(Message), profile: v.optional(Profile)})),
  /** Of whoever closed it. */
  note: v.optional(v.string()),
  closedAt: v.optional(Timestamp),
  closedBy: v.optional(UserId),
});
export type Report = v.InferOutput<typeof Report>;

export const reportCreate = operation({
  does: 'Reports a message (`conversation` and `message`) or a person (`user`) that I may see to the host application. While my report of the same is open, it is that one.',
  input: v.strictObject({
    conversation: v.optional(ConversationId),
    message: v.optional(MessageId),
    user: v.optional(UserId),
    reason: ReportReason,
    text: v.optional(Words),
  }),
  output: v.object({id: ReportId}),
  rest: [{method: 'POST', path: '/reports'}],
  cost: 'report',
  who: 'user',
  durable: false,
});

export const reportList = operation({
  does: 'Reports, the newest first; of one state, if given.',
  input: v.strictObject({
    state: v.optional(ReportState),
    after: v.optional(v.pipe(v.string(), v.maxLength(256))),
    limit: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(50))),
  }),
  output: v.object({reports: v.array(Report), next: v.optional(v.string()), people: v.array(Profile)}),
  rest: [{method: 'GET', path: '/host/reports'}],
  cost: 'host',
  who: 'host',
  durable: false,
});

export const reportClose = operation({
  does: 'Closes a report as resolved or dismissed, with a note if you like. Closed again, it is as said last.',
  input: v.strictObject({
    report: ReportId,
    state: v.picklist(['resolved', 'dismissed']),
    note: v.optional(Words),
  }),
  output: Report,
  rest: [{method: 'PUT', path: '/host/reports/{report}'}],
  cost: 'host',
  who: 'host',
  durable: false,
});
