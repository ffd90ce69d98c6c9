/** A reader's own registers and flags, and who has read a message. */
import * as v from 'valibot';
import {ConversationId, MessageId, Seq, Timestamp, UserId} from './ids.js';
import {Profile} from './model.js';
import {operation} from './operation.js';
import {Written} from './written.js';

export const ownSet = operation({
  does: 'Sets my registers (they only rise, and never above the head) and flags in a conversation.',
  input: v.strictObject({
    conversation: ConversationId,
    /** Read, and others may know. */
    read: v.optional(Seq),
    /** Read, for my own devices only. */
    readPrivate: v.optional(Seq),
    /** Stored on one of my devices. */
    delivered: v.optional(Seq),
    /** "Delete chat for me": everything up to here is hidden from me. */
    cleared: v.optional(Seq),
    markedUnread: v.optional(v.boolean()),
    mutedUntil: v.optional(Timestamp),
    pinned: v.optional(v.boolean()),
    archived: v.optional(v.boolean()),
  }),
  output: Written,
  rest: [{method: 'PUT', path: '/conversations/{conversation}/me'}],
  cost: 'register',
  who: 'past-member',
  durable: true,
});

export const receiptList = operation({
  does: 'Who has read a message and who has received it.',
  input: v.strictObject({conversation: ConversationId, id: MessageId}),
  output: v.object({read: v.array(UserId), delivered: v.array(UserId), people: v.array(Profile)}),
  rest: [{method: 'GET', path: '/conversations/{conversation}/messages/{id}/receipts'}],
  cost: 'page',
  who: 'member',
  durable: false,
});
