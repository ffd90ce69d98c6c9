/** Reporting a message or a person to the host application, and what its backend does with reports. */
import * as v from 'valibot';
import {ConversationId, MessageId, Seq, Timestamp, UserId} from './ids.js';
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

/** `open`: nobody has it in hand. `taken`: somebody has. `resolved`: it was decided, with an outcome. */
export const ReportState = v.picklist(['open', 'taken', 'resolved']);
export type ReportState = v.InferOutput<typeof ReportState>;

/**
 * What became of a report. `dismissed`: nothing in it. `warned`: the person was told. `removed`: what was reported was taken away. `banned`: the
 * person was shut out. `other`: something else, which the note says. Doing it is the host's: an outcome deletes and bans nothing.
 */
export const ReportOutcome = v.picklist(['dismissed', 'warned', 'removed', 'banned', 'other']);
export type ReportOutcome = v.InferOutput<typeof ReportOutcome>;

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

const standing = {
  state: ReportState,
  /** Who has it in hand, or resolved it. */
  assignee: v.optional(UserId),
  /** Since when. */
  since: v.optional(Timestamp),
  /** Of a resolved one. */
  outcome: v.optional(ReportOutcome),
};

/** How a report stands, without anybody's words. */
export const ReportStanding = v.object({...head, ...standing});
export type ReportStanding = v.InferOutput<typeof ReportStanding>;

/** A report as the host sees it. */
export const Report = v.object({
  ...head,
  ...standing,
  /** The reporter's own words. */
  text: v.optional(v.string()),
  at: Timestamp,
  /** What was reported, as its reporter saw it then. Not there once the person was erased. */
  evidence: v.optional(v.object({message: v.optional(Message), profile: v.optional(Profile)})),
  /** Of whoever resolved it. */
  note: v.optional(v.string()),
  /** How many other reports of the same message or person there are, of whatever state; counted up to 1,000. */
  others: Seq,
});
export type Report = v.InferOutput<typeof Report>;

export const reportCreate = operation({
  does: 'Reports a message (`conversation` and `message`) or a person (`user`) that I may see to the host application. While my report of the same is not resolved, it is that one.',
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
  does: 'Reports, the newest first; of one state, assignee, kind, conversation or reported person, or those about the same as the report `about`, itself among them.',
  input: v.strictObject({
    state: v.optional(ReportState),
    assignee: v.optional(UserId),
    kind: v.optional(v.picklist(['message', 'person'])),
    conversation: v.optional(ConversationId),
    user: v.optional(UserId),
    about: v.optional(ReportId),
    after: v.optional(v.pipe(v.string(), v.maxLength(256))),
    limit: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(50))),
  }),
  output: v.object({reports: v.array(Report), next: v.optional(v.string()), people: v.array(Profile)}),
  rest: [{method: 'GET', path: '/host/reports'}],
  cost: 'host',
  who: 'host',
  durable: false,
});

/** Of whom it is taken over; without it only what is open, or one's own. */
const from = v.optional(UserId);

export const reportTake = operation({
  does: 'Takes a report in hand: one that is open, or that of `from`, whether taken or resolved. Of anybody else’s it is refused.',
  input: v.strictObject({report: ReportId, from}),
  output: Report,
  rest: [{method: 'PUT', path: '/host/reports/{report}/assignee'}],
  cost: 'host',
  who: 'host',
  durable: false,
});

export const reportRelease = operation({
  does: 'Puts a report of mine, or that of `from`, back among the open ones. Of anybody else’s it is refused.',
  input: v.strictObject({report: ReportId, from}),
  output: Report,
  rest: [{method: 'DELETE', path: '/host/reports/{report}/assignee'}],
  cost: 'host',
  who: 'host',
  durable: false,
});

export const reportResolve = operation({
  does: 'Resolves a report that is open, mine or that of `from`, with an outcome and a note if you like. One of mine that is resolved is as said last.',
  input: v.strictObject({report: ReportId, outcome: ReportOutcome, note: v.optional(Words), from}),
  output: Report,
  rest: [{method: 'PUT', path: '/host/reports/{report}/outcome'}],
  cost: 'host',
  who: 'host',
  durable: false,
});
