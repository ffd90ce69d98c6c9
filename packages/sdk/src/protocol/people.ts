/** People: profiles, look-up, presence, typing. */
import * as v from 'valibot';
import {ConversationId, UserId} from './ids.js';
import {Data, Presence, Profile, Status} from './model.js';
import {operation} from './operation.js';

export const personGet = operation({
  does: 'Profiles by id; unknown ones are left out.',
  input: v.strictObject({users: v.pipe(v.array(UserId), v.minLength(1), v.maxLength(100))}),
  output: v.object({people: v.array(Profile)}),
  rest: [{method: 'POST', path: '/people/get'}],
  cost: 'read',
  who: 'user',
  durable: false,
});

export const personFind = operation({
  does: 'People who have words in their name that begin so, or an id: those I share a conversation with, or all where the host opens its directory.',
  input: v.strictObject({
    query: v.pipe(v.string(), v.maxLength(120)),
    cursor: v.optional(v.pipe(v.string(), v.maxLength(2000))),
    limit: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(50))),
  }),
  output: v.object({people: v.array(Profile), next: v.optional(v.string())}),
  rest: [{method: 'GET', path: '/people'}],
  cost: 'page',
  who: 'user',
  durable: false,
});

export const profileSet = operation({
  does: 'Changes my profile. `status: null` takes the custom status back.',
  input: v.strictObject({
    name: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(120))),
    avatar: v.optional(v.pipe(v.string(), v.maxLength(2000))),
    status: v.optional(v.nullable(Status)),
    data: v.optional(Data),
  }),
  output: v.object({profile: Profile}),
  rest: [{method: 'PATCH', path: '/me'}],
  cost: 'write',
  who: 'user',
  durable: true,
});

export const presenceSet = operation({
  does: 'Chooses how I appear (`auto` follows my connections), and tells whether this connection is idle.',
  input: v.strictObject({
    chosen: v.optional(v.picklist(['auto', 'away', 'dnd', 'offline'])),
    idle: v.optional(v.boolean()),
  }),
  output: v.object({presence: Presence}),
  rest: [{method: 'PUT', path: '/me/presence'}],
  cost: 'presence',
  who: 'user',
  durable: false,
});

export const presenceWatch = operation({
  does: 'Presence of these people, of whom I share a conversation; over a socket also their changes from now on, instead of those watched before.',
  input: v.strictObject({users: v.pipe(v.array(UserId), v.maxLength(200))}),
  output: v.object({presences: v.array(Presence), people: v.array(Profile)}),
  rest: [{method: 'POST', path: '/presence/watch'}],
  cost: 'presence',
  who: 'user',
  durable: false,
});

export const typingSet = operation({
  does: 'Tells the others that I am typing. Over a socket, send it as an `eph` frame instead.',
  input: v.strictObject({conversation: ConversationId, on: v.boolean()}),
  output: v.object({}),
  rest: [{method: 'PUT', path: '/conversations/{conversation}/typing'}],
  cost: 'presence',
  who: 'writer',
  durable: false,
});
