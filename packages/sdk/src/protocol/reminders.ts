/** Reminders: a person is told of a message again, at a time they chose (PWP-REMIND-001 …). */
import * as v from 'valibot';
import {ConversationId, MessageId, Timestamp} from './ids.js';
import {operation} from './operation.js';

/** How many of one person may wait, and how far ahead, in milliseconds. */
export const reminderLimits = {kept: 50, aheadMs: 366 * 24 * 60 * 60 * 1000} as const;

/** One that waits. `body`: whose the message is and how it begins; missing where it is gone, or not to be seen any more. */
export const Reminder = v.object({
  conversation: ConversationId,
  id: MessageId,
  at: Timestamp,
  body: v.optional(v.string()),
});
export type Reminder = v.InferOutput<typeof Reminder>;

const Waiting = v.object({reminders: v.array(Reminder)});

export const reminderSet = operation({
  does: 'Reminds me of a message at a time. Of one message there is one reminder: another time moves it, the same changes nothing. Answers what waits.',
  input: v.strictObject({conversation: ConversationId, id: MessageId, at: Timestamp}),
  output: Waiting,
  rest: [{method: 'PUT', path: '/conversations/{conversation}/messages/{id}/reminder'}],
  cost: 'write',
  who: 'past-member',
  durable: true,
});

export const reminderRemove = operation({
  does: 'Takes a reminder of mine back. Of one that is not there, or came already, it does nothing. Answers what waits.',
  input: v.strictObject({conversation: ConversationId, id: MessageId}),
  output: Waiting,
  rest: [{method: 'DELETE', path: '/conversations/{conversation}/messages/{id}/reminder'}],
  cost: 'write',
  who: 'past-member',
  durable: true,
});

export const reminderList = operation({
  does: 'My reminders that wait, the next one first.',
  input: v.strictObject({}),
  output: Waiting,
  rest: [{method: 'GET', path: '/me/reminders'}],
  cost: 'page',
  who: 'user',
  durable: false,
});
