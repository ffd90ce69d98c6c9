/** Looking for messages by their words. */
import * as v from 'valibot';
import {ConversationId, Timestamp, UserId} from './ids.js';
import {Message, Profile} from './model.js';
import {operation} from './operation.js';

/** Where words that were found stand: offsets in UTF-16 code units over the text, the end exclusive (PWP-SEARCH-005). */
const FoundRange = v.object({start: v.number(), end: v.number()});

/** A message that was found. */
export const SearchHit = v.object({conversation: ConversationId, message: Message, found: v.array(FoundRange)});
export type SearchHit = v.InferOutput<typeof SearchHit>;

export const messagesSearch = operation({
  does: 'Messages with all of the words in the conversations I am or was in, newest first. The last word may be only begun. A page may hold fewer than `limit` and still have a `next`.',
  input: v.strictObject({
    query: v.pipe(v.string(), v.maxLength(2000)),
    conversation: v.optional(ConversationId),
    /** Only what this person wrote. */
    from: v.optional(UserId),
    /** Only what was written before (exclusive), or from then on. */
    before: v.optional(Timestamp),
    after: v.optional(Timestamp),
    cursor: v.optional(v.pipe(v.string(), v.maxLength(256))),
    limit: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(50))),
  }),
  output: v.object({hits: v.array(SearchHit), next: v.optional(v.string()), people: v.array(Profile)}),
  rest: [{method: 'GET', path: '/search'}],
  cost: 'page',
  who: 'user',
  durable: false,
});

export const mentionList = operation({
  does: 'Messages that mention me, newest first, of all conversations I am or was in. A page may hold fewer than `limit` and still have a `next`.',
  input: v.strictObject({cursor: messagesSearch.input.entries.cursor, limit: messagesSearch.input.entries.limit}),
  output: v.object({...messagesSearch.output.entries}),
  rest: [{method: 'GET', path: '/me/mentions'}],
  cost: 'page',
  who: 'user',
  durable: false,
});

export const messagesFind = operation({
  does: 'Messages with all of the words in all conversations there are, newest first, as `messages.search` finds them for a member who was there from the beginning.',
  input: v.strictObject({...messagesSearch.input.entries}),
  output: v.object({...messagesSearch.output.entries}),
  rest: [{method: 'GET', path: '/host/messages'}],
  cost: 'host',
  who: 'host',
  durable: false,
});
