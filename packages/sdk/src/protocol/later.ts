/** Messages that are sent later: by the server, at the time their author chose (PWP-LATER-001). */
import * as v from 'valibot';
import {failures, type ServerFailureCode} from './failure.js';
import {ConversationId, MessageId, Timestamp} from './ids.js';
import {ContentInput} from './messages.js';
import {operation} from './operation.js';
import {Written} from './written.js';

/** How many messages of one person may wait, and how far ahead, in milliseconds. */
export const laterLimits = {messages: 100, aheadMs: 366 * 24 * 60 * 60 * 1000} as const;

/** Without files: an upload is kept for a day only where no message has it. And whole: nobody is there to let it grow. */
const {attachments: _, growing: __, ...entries} = ContentInput.entries;
export const LaterContent = v.strictObject(entries);
export type LaterContent = v.InferOutput<typeof LaterContent>;

/** One that waits; with `failure` one that was refused when its time had come, and is kept for its author. */
export const LaterMessage = v.object({
  id: MessageId,
  conversation: ConversationId,
  at: Timestamp,
  content: LaterContent,
  replyTo: v.optional(MessageId),
  failure: v.optional(
    v.object({
      code: v.picklist(Object.keys(failures) as [ServerFailureCode, ...ServerFailureCode[]]),
      at: Timestamp,
      /** In the host's words, where it refused. */
      reason: v.optional(v.string()),
    }),
  ),
});
export type LaterMessage = v.InferOutput<typeof LaterMessage>;

export const laterSet = operation({
  does: 'Has a message sent later, or changes one that waits. The same id and content again changes nothing.',
  input: v.strictObject({
    conversation: ConversationId,
    id: MessageId,
    at: Timestamp,
    content: LaterContent,
    replyTo: v.optional(MessageId),
  }),
  output: Written,
  rest: [{method: 'PUT', path: '/conversations/{conversation}/later/{id}'}],
  cost: 'write',
  who: 'writer',
  durable: true,
});

export const laterRemove = operation({
  does: 'Takes back a message that waits, or one that was refused. One that was sent already stays.',
  input: v.strictObject({conversation: ConversationId, id: MessageId}),
  output: Written,
  rest: [{method: 'DELETE', path: '/conversations/{conversation}/later/{id}'}],
  cost: 'write',
  who: 'past-member',
  durable: true,
});

export const laterList = operation({
  does: 'My messages that wait, and those that were refused when their time had come: the next one first.',
  input: v.strictObject({}),
  output: v.object({messages: v.array(LaterMessage)}),
  rest: [{method: 'GET', path: '/me/later'}],
  cost: 'page',
  who: 'user',
  durable: false,
});
