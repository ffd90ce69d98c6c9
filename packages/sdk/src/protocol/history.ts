/** Reading one conversation: what changed since a seq, pages of history, and checking cached stretches. */
import * as v from 'valibot';
import {Change} from './frames.js';
import {ConversationId, MessageId, Seq, Timestamp} from './ids.js';
import {InboxRow, Member, Message, Profile} from './model.js';
import {operation} from './operation.js';

/** "Every message with a seq in `from`…`to`, as it was when the conversation stood at `asOf`" (PWP-HISTORY-002). */
export const HistoryRange = v.object({from: Seq, to: Seq, asOf: Seq});
export type HistoryRange = v.InferOutput<typeof HistoryRange>;

export const conversationGet = operation({
  does: 'One conversation: my row of it and its members (the first 100).',
  input: v.strictObject({conversation: ConversationId}),
  output: v.object({row: InboxRow, members: v.array(Member), people: v.array(Profile)}),
  rest: [{method: 'GET', path: '/conversations/{conversation}'}],
  cost: 'read',
  who: 'past-member',
  durable: false,
});

export const conversationDelta = operation({
  does: 'Every entity of the conversation whose rev is above `since`. `limited`: more than fits changed; these are the newest 50 messages and all else, older cached stretches are stale.',
  input: v.strictObject({
    conversation: ConversationId,
    since: Seq,
    limit: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(200))),
  }),
  output: v.object({from: Seq, to: Seq, changes: v.array(Change), limited: v.optional(v.boolean())}),
  rest: [{method: 'GET', path: '/conversations/{conversation}/delta'}],
  cost: 'page',
  who: 'past-member',
  durable: false,
});

export const historyPage = operation({
  does: 'A page of messages, oldest first: before or after a seq (exclusive), around a seq, a message or a time, or the newest.',
  input: v.strictObject({
    conversation: ConversationId,
    before: v.optional(Seq),
    after: v.optional(Seq),
    around: v.optional(v.union([Seq, MessageId])),
    aroundTs: v.optional(Timestamp),
    limit: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(100))),
  }),
  output: v.object({
    messages: v.array(Message),
    range: HistoryRange,
    /** Nothing older can be seen. */
    start: v.boolean(),
    /** The page reaches the newest message. */
    end: v.boolean(),
    people: v.array(Profile),
  }),
  rest: [{method: 'GET', path: '/conversations/{conversation}/messages'}],
  cost: 'page',
  who: 'past-member',
  durable: false,
});

export const historyRevalidate = operation({
  does: 'Which messages of a cached stretch changed (content or reactions) since `asOf`. `limited`: too many, fetch the stretch anew.',
  input: v.strictObject({conversation: ConversationId, from: Seq, to: Seq, asOf: Seq}),
  output: v.object({messages: v.array(Message), asOf: Seq, limited: v.optional(v.boolean())}),
  rest: [{method: 'GET', path: '/conversations/{conversation}/revalidate'}],
  cost: 'page',
  who: 'past-member',
  durable: false,
});
