/** Making conversations and changing who is in them. */
import * as v from 'valibot';
import {ConversationId, UserId} from './ids.js';
import {Context, Data, HistoryPolicy, Member, Profile, Role} from './model.js';
import {operation} from './operation.js';
import {Written} from './written.js';

export const Title = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(120));
/** At most six hours; 0 takes it off. */
export const SlowSeconds = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(21_600));
export const Description = v.pipe(v.string(), v.maxLength(1000));

export const conversationDirect = operation({
  does: 'The direct conversation with a person; made when there is none, the same for both whoever asks first.',
  input: v.strictObject({user: UserId}),
  output: Written,
  rest: [{method: 'PUT', path: '/direct/{user}'}],
  cost: 'create',
  who: 'user',
  durable: true,
});

export const conversationCreate = operation({
  does: 'Makes a group (or an announcement, where only admins write). I become its owner.',
  input: v.strictObject({
    type: v.optional(v.picklist(['group', 'announcement'])),
    title: Title,
    members: v.pipe(v.array(UserId), v.maxLength(1000)),
    description: v.optional(Description),
    avatar: v.optional(v.pipe(v.string(), v.maxLength(2000))),
    context: v.optional(Context),
    data: v.optional(Data),
    purge: v.optional(v.boolean()),
    history: v.optional(HistoryPolicy),
  }),
  output: Written,
  rest: [{method: 'POST', path: '/conversations'}],
  cost: 'create',
  who: 'user',
  durable: true,
});

export const conversationUpdate = operation({
  does: 'Changes title, description, avatar, data or slow mode of a group, what whoever comes in from now on sees of before (`history`), and whether who is no longer in it keeps nothing (`purge`).',
  input: v.strictObject({
    conversation: ConversationId,
    title: v.optional(Title),
    description: v.optional(Description),
    avatar: v.optional(v.pipe(v.string(), v.maxLength(2000))),
    data: v.optional(Data),
    purge: v.optional(v.boolean()),
    slowSeconds: v.optional(SlowSeconds),
    history: v.optional(HistoryPolicy),
  }),
  output: Written,
  rest: [{method: 'PATCH', path: '/conversations/{conversation}'}],
  cost: 'write',
  who: 'admin',
  durable: true,
});

export const memberList = operation({
  does: 'The members of a conversation, a page at a time, in the order they joined; with `state: banned` who is kept out of it, by id, for moderators and above.',
  input: v.strictObject({
    conversation: ConversationId,
    state: v.optional(v.picklist(['joined', 'banned'])),
    after: v.optional(v.pipe(v.string(), v.maxLength(256))),
    limit: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(100))),
  }),
  output: v.object({members: v.array(Member), next: v.optional(v.string()), people: v.array(Profile)}),
  rest: [{method: 'GET', path: '/conversations/{conversation}/members'}],
  cost: 'page',
  who: 'member',
  durable: false,
});

export const memberAdd = operation({
  does: 'Adds a person to a group, or lets a removed one in again; of a banned one the ban is lifted first.',
  input: v.strictObject({conversation: ConversationId, user: UserId, role: v.optional(Role)}),
  output: Written,
  rest: [{method: 'PUT', path: '/conversations/{conversation}/members/{user}'}],
  cost: 'write',
  who: 'admin',
  durable: true,
});

export const memberRemove = operation({
  does: 'Removes a person from a group, or, with `ban`, keeps them out as well, also who never was in it.',
  input: v.strictObject({conversation: ConversationId, user: UserId, ban: v.optional(v.boolean())}),
  output: Written,
  rest: [{method: 'DELETE', path: '/conversations/{conversation}/members/{user}'}],
  cost: 'write',
  who: 'admin',
  durable: true,
});

export const memberUnban = operation({
  does: 'Lifts a ban: the person may be added again, and is not in the group by it.',
  input: v.strictObject({conversation: ConversationId, user: UserId}),
  output: Written,
  rest: [{method: 'DELETE', path: '/conversations/{conversation}/bans/{user}'}],
  cost: 'write',
  who: 'admin',
  durable: true,
});

export const memberLeave = operation({
  does: 'Leaves a group. Its last owner has to name another one first.',
  input: v.strictObject({conversation: ConversationId}),
  output: Written,
  rest: [{method: 'POST', path: '/conversations/{conversation}/leave'}],
  cost: 'write',
  who: 'member',
  durable: true,
});

export const memberRole = operation({
  does: 'Gives a member another role; nobody gives or takes a role above their own.',
  input: v.strictObject({conversation: ConversationId, user: UserId, role: Role}),
  output: Written,
  rest: [{method: 'PUT', path: '/conversations/{conversation}/members/{user}/role'}],
  cost: 'write',
  who: 'admin',
  durable: true,
});
