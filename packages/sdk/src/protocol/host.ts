/**
 * What only the host application's own backend does, with a token of the audience `parlor-admin` (PWP-HOST-001). No client
 * asks for any of it; everything that is about a conversation can be repeated, for its id is the host's to choose.
 */
import * as v from 'valibot';
import {BotCommands} from './commands.js';
import {ConversationId, MessageId, Timestamp, UserId} from './ids.js';
import {Description, SlowSeconds, Title} from './members.js';
import {Context, Data, HistoryPolicy, Profile, Role} from './model.js';
import {operation} from './operation.js';
import {Written} from './written.js';

const Address = v.pipe(v.string(), v.maxLength(2000));
const removed = v.object({messages: v.pipe(v.number(), v.safeInteger(), v.minValue(0))});

/** A person as the host sees them. */
export const Account = v.object({
  profile: Profile,
  /** Whether their tokens are accepted. */
  active: v.boolean(),
  /** When they came first, or were made; 0 = not known. */
  since: Timestamp,
  /** When they were last online; 0 = never. */
  lastSeen: Timestamp,
  /** Of a bot; not in lists. */
  commands: v.optional(BotCommands),
});
export type Account = v.InferOutput<typeof Account>;

export const userPut = operation({
  does: 'Makes a person or changes their profile. `active: false` ends their sessions and refuses every token until `active: true`.',
  input: v.strictObject({
    user: UserId,
    name: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(120))),
    avatar: v.optional(Address),
    locale: v.optional(v.pipe(v.string(), v.maxLength(35))),
    data: v.optional(Data),
    guest: v.optional(v.boolean()),
    commands: v.optional(BotCommands),
    active: v.optional(v.boolean()),
  }),
  output: Account,
  rest: [{method: 'PUT', path: '/host/users/{user}'}],
  cost: 'host',
  who: 'host',
  durable: false,
});

export const userGet = operation({
  does: 'A person: profile, whether they are active, since when they are here.',
  input: v.strictObject({user: UserId}),
  output: Account,
  rest: [{method: 'GET', path: '/host/users/{user}'}],
  cost: 'host',
  who: 'host',
  durable: false,
});

export const userErase = operation({
  does: 'Erases a person: their messages, reactions, memberships and profile. What stays is their id with nothing behind it. Cannot be undone; stopped on the way, it goes on when it is called again.',
  input: v.strictObject({user: UserId}),
  output: removed,
  rest: [{method: 'DELETE', path: '/host/users/{user}'}],
  cost: 'host',
  who: 'host',
  durable: false,
});

export const sessionEnd = operation({
  does: 'Ends all sessions of a person: connections are cut, and tokens made until now are refused.',
  input: v.strictObject({user: UserId}),
  output: v.object({}),
  rest: [{method: 'DELETE', path: '/host/users/{user}/sessions'}],
  cost: 'host',
  who: 'host',
  durable: false,
});

export const conversationPut = operation({
  does: 'Makes a conversation under an id of the host’s, or changes it: `title` is needed for a new one. `members` come in or get that role, nobody goes. Of a direct one only `status` changes.',
  input: v.strictObject({
    conversation: ConversationId,
    type: v.optional(v.picklist(['group', 'announcement'])),
    title: v.optional(Title),
    description: v.optional(Description),
    avatar: v.optional(Address),
    context: v.optional(Context),
    data: v.optional(Data),
    purge: v.optional(v.boolean()),
    slowSeconds: v.optional(SlowSeconds),
    history: v.optional(HistoryPolicy),
    status: v.optional(v.picklist(['open', 'closed'])),
    members: v.optional(v.pipe(v.array(v.strictObject({user: UserId, role: v.optional(Role)})), v.maxLength(1000))),
  }),
  output: Written,
  rest: [{method: 'PUT', path: '/host/conversations/{conversation}'}],
  cost: 'host',
  who: 'host',
  durable: false,
});

export const conversationPair = operation({
  does: 'The direct conversation of two people; made when there is none.',
  input: v.strictObject({user: UserId, other: UserId}),
  output: Written,
  rest: [{method: 'PUT', path: '/host/direct/{user}/{other}'}],
  cost: 'host',
  who: 'host',
  durable: false,
});

export const conversationRemove = operation({
  does: 'Takes a conversation away from everybody, with all its messages. Cannot be undone; stopped on the way, it goes on when it is called again.',
  input: v.strictObject({conversation: ConversationId}),
  output: removed,
  rest: [{method: 'DELETE', path: '/host/conversations/{conversation}'}],
  cost: 'host',
  who: 'host',
  durable: false,
});

export const conversationTell = operation({
  does: 'Says something in a conversation as the application itself: a system message, which counts for nobody’s unread. The same id and text again is the same message.',
  input: v.strictObject({
    conversation: ConversationId,
    id: MessageId,
    text: v.pipe(v.string(), v.minLength(1)),
    data: v.optional(Data),
  }),
  output: Written,
  rest: [{method: 'PUT', path: '/host/conversations/{conversation}/messages/{id}'}],
  cost: 'host',
  who: 'host',
  durable: false,
});
