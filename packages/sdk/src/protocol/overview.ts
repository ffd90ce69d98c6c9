/**
 * What the host's backend reads of everybody's: conversations, what is said in them, and people, of which each read leaves an entry in the
 * audit; and how much there is.
 */
import * as v from 'valibot';
import {historyPage} from './history.js';
import {Account} from './host.js';
import {ConversationId, MessageId, Rev, Timestamp, UserId} from './ids.js';
import {Content, ConversationMeta, ConversationStatus, ConversationType, Member, Profile} from './model.js';
import {operation} from './operation.js';

const Words = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(120));
const After = v.pipe(v.string(), v.maxLength(2000));
const Limit = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(50));

/** A conversation as the host sees it, without what is said in it. */
export const ConversationOverview = v.object({
  conversation: ConversationMeta,
  /** How many messages people wrote, those that were deleted since among them. */
  messages: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  /** When the newest of them came, or the conversation was made. */
  lastActivity: Timestamp,
});
export type ConversationOverview = v.InferOutput<typeof ConversationOverview>;

export const conversationList = operation({
  does: 'All conversations, the newest made first; of one `member`, in the order of their ids. A page may be short or empty and have a `next`: filters look through so many at a time.',
  input: v.strictObject({
    type: v.optional(ConversationType),
    status: v.optional(ConversationStatus),
    /** Who has joined it. */
    member: v.optional(UserId),
    /** Somewhere in the title, whatever its case and diacritics. */
    title: v.optional(Words),
    contextType: v.optional(v.pipe(v.string(), v.maxLength(64))),
    contextId: v.optional(v.pipe(v.string(), v.maxLength(128))),
    after: v.optional(After),
    limit: v.optional(Limit),
  }),
  output: v.object({conversations: v.array(ConversationOverview), next: v.optional(v.string())}),
  rest: [{method: 'GET', path: '/host/conversations'}],
  cost: 'host',
  who: 'host',
  durable: false,
});

export const conversationRead = operation({
  does: 'Any conversation as `conversation.list` gives it, and its members (the first 100; `member.list` gives the others).',
  input: v.strictObject({conversation: ConversationId}),
  output: v.object({...ConversationOverview.entries, members: v.array(Member), people: v.array(Profile)}),
  rest: [{method: 'GET', path: '/host/conversations/{conversation}'}],
  cost: 'host',
  who: 'host',
  durable: false,
});

export const historyRead = operation({
  does: 'Any conversation’s messages, page by page as `history.page` gives them to a member who was there from the beginning.',
  input: v.strictObject({...historyPage.input.entries}),
  output: v.object({...historyPage.output.entries}),
  rest: [{method: 'GET', path: '/host/conversations/{conversation}/messages'}],
  cost: 'host',
  who: 'host',
  durable: false,
});

/** What a message said before an edit: from `at` on, until the next version. */
export const MessageVersion = v.object({rev: Rev, at: Timestamp, content: Content});
export type MessageVersion = v.InferOutput<typeof MessageVersion>;

export const historyVersions = operation({
  does: 'What a message said before its edits, oldest first, as far as the server was told to keep that.',
  input: v.strictObject({conversation: ConversationId, id: MessageId}),
  output: v.object({
    versions: v.array(MessageVersion),
    /** How often it was edited: more than there are versions where they were not kept all the time. */
    edits: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  }),
  rest: [{method: 'GET', path: '/host/conversations/{conversation}/messages/{id}/versions'}],
  cost: 'host',
  who: 'host',
  durable: false,
});

export const userList = operation({
  does: 'People by name, or those who have words in their name that begin so. A page may be short or empty and have a `next`: `state` looks through so many at a time.',
  input: v.strictObject({
    name: v.optional(Words),
    state: v.optional(v.picklist(['active', 'inactive', 'erased'])),
    after: v.optional(After),
    limit: v.optional(Limit),
  }),
  output: v.object({users: v.array(Account), next: v.optional(v.string())}),
  rest: [{method: 'GET', path: '/host/users'}],
  cost: 'host',
  who: 'host',
  durable: false,
});

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A day of UTC. */
export const DayStats = v.object({
  day: v.pipe(v.string(), v.isoDate()),
  /** Messages people wrote, whatever became of them. */
  messages: Count,
  /** People who wrote, reacted, read something new or changed something of theirs. */
  active: Count,
});
export type DayStats = v.InferOutput<typeof DayStats>;

export const stats = operation({
  does: 'How much there is: people, conversations and messages in all, reports by state; messages and active people of each of the last `days` (30), today the last.',
  input: v.strictObject({days: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(90)))}),
  output: v.object({
    /** Erased people among them. */
    users: Count,
    /** Those that were taken away among them. */
    conversations: Count,
    messages: Count,
    /** That there are now, of each state. */
    reports: v.object({open: Count, taken: Count, resolved: Count}),
    days: v.array(DayStats),
  }),
  rest: [{method: 'GET', path: '/host/stats'}],
  cost: 'host',
  who: 'host',
  durable: false,
});
