/**
 * The operations table: the spine of the protocol. Socket requests, REST routes, the OpenAPI document, the SDK's typed
 * calls, rate limits and the authorisation tests are all read off it; nobody writes a route by hand.
 */
import type * as v from 'valibot';
import {conversationDelta, conversationGet, historyPage, historyRevalidate} from './history.js';
import {
  conversationCreate,
  conversationDirect,
  conversationUpdate,
  memberAdd,
  memberLeave,
  memberList,
  memberRemove,
  memberRole,
} from './members.js';
import {messageDelete, messageEdit, messageSend, reactionList, reactionSet} from './messages.js';
import {personFind, personGet, presenceSet, presenceWatch, profileSet, typingSet} from './people.js';
import {ownSet, receiptList} from './registers.js';
import {authRefresh, opsPush} from './session.js';
import {inboxPage, inboxRows, sync, totals} from './sync.js';

export const operations = {
  sync,
  'inbox.page': inboxPage,
  'inbox.rows': inboxRows,
  totals,
  'conversation.get': conversationGet,
  'conversation.delta': conversationDelta,
  'history.page': historyPage,
  'history.revalidate': historyRevalidate,
  'conversation.direct': conversationDirect,
  'conversation.create': conversationCreate,
  'conversation.update': conversationUpdate,
  'member.list': memberList,
  'member.add': memberAdd,
  'member.remove': memberRemove,
  'member.leave': memberLeave,
  'member.role': memberRole,
  'message.send': messageSend,
  'message.edit': messageEdit,
  'message.delete': messageDelete,
  'reaction.set': reactionSet,
  'reaction.list': reactionList,
  'own.set': ownSet,
  'receipt.list': receiptList,
  'person.get': personGet,
  'person.find': personFind,
  'profile.set': profileSet,
  'presence.set': presenceSet,
  'presence.watch': presenceWatch,
  'typing.set': typingSet,
  'ops.push': opsPush,
  'auth.refresh': authRefresh,
} as const;

export type Operations = typeof operations;
export type OperationName = keyof Operations;
export type InputOf<Name extends OperationName> = v.InferOutput<Operations[Name]['input']>;
export type OutputOf<Name extends OperationName> = v.InferOutput<Operations[Name]['output']>;

/** The writes that may wait in an outbox. */
export type DurableName = {
  [Name in OperationName]: Operations[Name]['durable'] extends true ? Name : never;
}[OperationName];

/** What a client asks for by itself. Its other durable writes wait in the outbox and travel in `ops.push`. */
export type RequestName = Exclude<OperationName, DurableName> | 'own.set';

/** An own-property look-up: a name from the wire never reaches the prototype. */
export function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}
