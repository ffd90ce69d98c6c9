/** Finding out what changed: sync, the inbox and its totals. */
import * as v from 'valibot';
import {ConversationId, Cursor} from './ids.js';
import {InboxRow, Profile} from './model.js';
import {NotificationState} from './notifications.js';
import {operation} from './operation.js';

const PageToken = v.pipe(v.string(), v.minLength(1), v.maxLength(256));
const Limit = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(100));

export const InboxFilter = v.picklist(['all', 'unread', 'groups', 'archived']);
export type InboxFilter = v.InferOutput<typeof InboxFilter>;

export const SyncOutput = v.object({
  reset: v.optional(v.picklist(['new', 'epoch', 'cursor'])),
  rows: v.array(InboxRow),
  cursor: Cursor,
  next: v.optional(PageToken),
  people: v.optional(v.array(Profile)),
  /** Where it has changed since the cursor: over a socket a frame says it. */
  notifications: v.optional(NotificationState),
});

export const sync = operation({
  does: 'What changed for me since the cursor: rows of changed conversations, newest activity first.',
  input: v.strictObject({
    cursor: v.optional(Cursor),
    after: v.optional(PageToken),
    limit: v.optional(Limit),
    /** Over REST only: seconds to wait for something to change before answering with nothing. */
    wait: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(25))),
  }),
  output: SyncOutput,
  rest: [{method: 'GET', path: '/sync'}],
  cost: 'page',
  who: 'user',
  durable: false,
});

export const inboxPage = operation({
  does: 'A page of my inbox: pinned conversations first, then the newest activity.',
  input: v.strictObject({
    filter: v.optional(InboxFilter),
    contextType: v.optional(v.pipe(v.string(), v.maxLength(64))),
    contextId: v.optional(v.pipe(v.string(), v.maxLength(128))),
    after: v.optional(PageToken),
    limit: v.optional(Limit),
  }),
  output: v.object({rows: v.array(InboxRow), next: v.optional(PageToken), people: v.array(Profile)}),
  rest: [{method: 'GET', path: '/conversations'}],
  cost: 'page',
  who: 'user',
  durable: false,
});

export const inboxRows = operation({
  does: 'The rows of these conversations, as they are now; what I may not see is left out.',
  input: v.strictObject({conversations: v.pipe(v.array(ConversationId), v.minLength(1), v.maxLength(100))}),
  output: v.object({rows: v.array(InboxRow)}),
  rest: [{method: 'POST', path: '/conversations/rows'}],
  cost: 'page',
  who: 'user',
  durable: false,
});

export const inboxFind = operation({
  does: 'Conversations of mine by words of their titles, direct ones by the name of the other person, archived ones among them; the newest activity first.',
  input: v.strictObject({
    query: v.pipe(v.string(), v.maxLength(2000)),
    cursor: v.optional(PageToken),
    limit: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(50))),
  }),
  output: v.object({rows: v.array(InboxRow), next: v.optional(PageToken), people: v.array(Profile)}),
  rest: [{method: 'GET', path: '/search/conversations'}],
  cost: 'page',
  who: 'user',
  durable: false,
});

export const totals = operation({
  does: 'My unread messages, mentions and conversations, muted and archived ones left out.',
  input: v.strictObject({}),
  output: v.object({unread: v.number(), mentions: v.number(), conversations: v.number()}),
  rest: [{method: 'GET', path: '/me/totals'}],
  cost: 'read',
  who: 'user',
  durable: false,
});
