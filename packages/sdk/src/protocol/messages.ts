/** Writing messages: send, edit, delete; reactions and pins. */
import * as v from 'valibot';
import {ConversationId, MessageId, Rev, Seq, Timestamp, UserId} from './ids.js';
import {AttachmentInput, Data, Message, Profile, TextRange} from './model.js';
import {operation} from './operation.js';
import {Poll} from './polls.js';
import {Written} from './written.js';

/** Content as a client may send it; what exceeds a limit is TOO_LARGE, what is malformed SCHEMA (PWP-SEND-004). */
export const ContentInput = v.strictObject({
  kind: v.optional(v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,31}$/))),
  text: v.string(),
  ranges: v.optional(v.array(TextRange)),
  attachments: v.optional(v.array(AttachmentInput)),
  data: v.optional(Data),
  lang: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,35}$/))),
  /** More is to come: an edit without it is the end (PWP-GROW-001). */
  growing: v.optional(v.literal(true)),
  forwarded: v.optional(v.literal(true)),
  /** The text is its question. An edit may only close it (PWP-POLL-004). */
  poll: v.optional(Poll),
  /** No preview of its link, please; an edit that leaves it out leaves it as it is (PWP-LINK-003). */
  noPreview: v.optional(v.boolean()),
});
export type ContentInput = v.InferOutput<typeof ContentInput>;

/** What somebody makes of their message are words of their own (PWP-FORWARD-004). */
const {forwarded: _, ...edited} = ContentInput.entries;
const EditInput = v.strictObject(edited);

const ReactionKey = v.pipe(v.string(), v.minLength(1), v.maxLength(32));

export const messageSend = operation({
  does: 'Sends a message. The id is made by the sender and final: the same id and content again gives the same message.',
  input: v.strictObject({
    conversation: ConversationId,
    id: MessageId,
    content: ContentInput,
    replyTo: v.optional(MessageId),
    clientTs: v.optional(Timestamp),
  }),
  output: Written,
  rest: [{method: 'PUT', path: '/conversations/{conversation}/messages/{id}'}],
  cost: 'send',
  who: 'writer',
  durable: true,
});

export const messageEdit = operation({
  does: 'Replaces the content of my message; its files stay where `attachments` is left out. With `ifRev`, only if it is still at that rev.',
  input: v.strictObject({conversation: ConversationId, id: MessageId, content: EditInput, ifRev: v.optional(Rev)}),
  output: Written,
  rest: [{method: 'PATCH', path: '/conversations/{conversation}/messages/{id}'}],
  cost: 'write',
  who: 'author',
  durable: true,
});

export const messageDelete = operation({
  does: 'Deletes a message for all. Of my own message that has not arrived yet, it refuses the late copy for ever.',
  input: v.strictObject({conversation: ConversationId, id: MessageId}),
  output: Written,
  rest: [{method: 'DELETE', path: '/conversations/{conversation}/messages/{id}'}],
  cost: 'write',
  who: 'author-or-moderator',
  durable: true,
});

export const reactionSet = operation({
  does: 'Puts my reaction with this key on a message or takes it off. A repetition changes nothing and uses no seq.',
  input: v.strictObject({conversation: ConversationId, id: MessageId, key: ReactionKey, on: v.boolean()}),
  output: Written,
  rest: [
    {method: 'PUT', path: '/conversations/{conversation}/messages/{id}/reactions/{key}', fixed: {on: true}},
    {method: 'DELETE', path: '/conversations/{conversation}/messages/{id}/reactions/{key}', fixed: {on: false}},
  ],
  cost: 'write',
  who: 'member',
  durable: true,
});

export const reactionList = operation({
  does: 'Who reacted to a message, newest first, with one key or with any.',
  input: v.strictObject({
    conversation: ConversationId,
    id: MessageId,
    key: v.optional(ReactionKey),
    after: v.optional(v.pipe(v.string(), v.maxLength(256))),
    limit: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(100))),
  }),
  output: v.object({
    reactions: v.array(v.object({key: v.string(), user: UserId, rev: Rev})),
    next: v.optional(v.string()),
    people: v.array(Profile),
  }),
  rest: [{method: 'GET', path: '/conversations/{conversation}/messages/{id}/reactions'}],
  cost: 'page',
  who: 'past-member',
  durable: false,
});

export const messagePin = operation({
  does: 'Pins a message for everybody in the conversation, or takes the pin off. A repetition changes nothing and uses no seq.',
  input: v.strictObject({conversation: ConversationId, id: MessageId, on: v.boolean()}),
  output: Written,
  rest: [
    {method: 'PUT', path: '/conversations/{conversation}/messages/{id}/pin', fixed: {on: true}},
    {method: 'DELETE', path: '/conversations/{conversation}/messages/{id}/pin', fixed: {on: false}},
  ],
  cost: 'write',
  who: 'moderator',
  durable: true,
});

export const pinList = operation({
  does: 'The pinned messages of a conversation that I may see, the newest pin first.',
  input: v.strictObject({conversation: ConversationId}),
  output: v.object({messages: v.array(Message), asOf: Seq, people: v.array(Profile)}),
  rest: [{method: 'GET', path: '/conversations/{conversation}/pins'}],
  cost: 'page',
  who: 'past-member',
  durable: false,
});
