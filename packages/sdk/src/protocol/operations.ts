/**
 * The operations table: the spine of the protocol. Socket requests, REST routes, the OpenAPI document, the SDK's typed
 * calls, rate limits and the authorisation tests are all read off it; nobody writes a route by hand.
 */
import type * as v from 'valibot';
import {auditList} from './audit.js';
import {blockList, blockSet} from './blocks.js';
import {commandsList, commandsSet} from './commands.js';
import {fileUrls, uploadCreate} from './files.js';
import {conversationDelta, conversationGet, historyPage, historyRevalidate} from './history.js';
import {
  conversationPair,
  conversationPut,
  conversationRemove,
  conversationTell,
  sessionEnd,
  userErase,
  userGet,
  userPut,
} from './host.js';
import {laterList, laterRemove, laterSet} from './later.js';
import {
  conversationCreate,
  conversationDirect,
  conversationUpdate,
  memberAdd,
  memberLeave,
  memberList,
  memberRemove,
  memberRole,
  memberUnban,
} from './members.js';
import {messageDelete, messageEdit, messagePin, messageSend, pinList, reactionList, reactionSet} from './messages.js';
import {notificationsList, notificationsRead, notificationsRemove, notify, notifyWithdraw} from './notifications.js';
import {conversationList, conversationRead, historyRead, historyVersions, stats, userList} from './overview.js';
import {personFind, personGet, presenceSet, presenceWatch, profileSet, typingSet} from './people.js';
import {pushGet, pushQuiet, pushSubscribe, pushUnsubscribe} from './push.js';
import {ownSet, receiptList} from './registers.js';
import {reminderList, reminderRemove, reminderSet} from './reminders.js';
import {reportCreate, reportList, reportRelease, reportResolve, reportTake} from './reports.js';
import {mentionList, messagesFind, messagesSearch} from './search.js';
import {authRefresh, opsPush, sessionRevoke} from './session.js';
import {inboxFind, inboxPage, inboxRows, sync, totals} from './sync.js';
import {webhookDead, webhookList, webhookPut, webhookRemove, webhookReplay} from './webhooks.js';

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
  'member.unban': memberUnban,
  'member.leave': memberLeave,
  'member.role': memberRole,
  'message.send': messageSend,
  'message.edit': messageEdit,
  'message.delete': messageDelete,
  'reaction.set': reactionSet,
  'reaction.list': reactionList,
  'message.pin': messagePin,
  'pin.list': pinList,
  'later.set': laterSet,
  'later.remove': laterRemove,
  'later.list': laterList,
  'reminder.set': reminderSet,
  'reminder.remove': reminderRemove,
  'reminder.list': reminderList,
  'notifications.list': notificationsList,
  'notifications.read': notificationsRead,
  'notifications.remove': notificationsRemove,
  'messages.search': messagesSearch,
  'mention.list': mentionList,
  'inbox.find': inboxFind,
  'upload.create': uploadCreate,
  'file.urls': fileUrls,
  'own.set': ownSet,
  'receipt.list': receiptList,
  'person.get': personGet,
  'person.find': personFind,
  'profile.set': profileSet,
  'block.set': blockSet,
  'block.list': blockList,
  'commands.set': commandsSet,
  'commands.list': commandsList,
  'report.create': reportCreate,
  'push.get': pushGet,
  'push.subscribe': pushSubscribe,
  'push.unsubscribe': pushUnsubscribe,
  'push.quiet': pushQuiet,
  'presence.set': presenceSet,
  'presence.watch': presenceWatch,
  'typing.set': typingSet,
  'ops.push': opsPush,
  'auth.refresh': authRefresh,
  'session.revoke': sessionRevoke,
  'user.list': userList,
  'user.put': userPut,
  'user.get': userGet,
  'user.erase': userErase,
  'session.end': sessionEnd,
  notify,
  'notify.withdraw': notifyWithdraw,
  'conversation.list': conversationList,
  'conversation.read': conversationRead,
  'conversation.put': conversationPut,
  'conversation.pair': conversationPair,
  'conversation.remove': conversationRemove,
  'conversation.tell': conversationTell,
  'history.read': historyRead,
  'history.versions': historyVersions,
  'messages.find': messagesFind,
  'report.list': reportList,
  'report.take': reportTake,
  'report.release': reportRelease,
  'report.resolve': reportResolve,
  stats,
  'audit.list': auditList,
  'webhook.put': webhookPut,
  'webhook.list': webhookList,
  'webhook.remove': webhookRemove,
  'webhook.dead': webhookDead,
  'webhook.replay': webhookReplay,
} as const;

export type Operations = typeof operations;
export type OperationName = keyof Operations;
export type InputOf<Name extends OperationName> = v.InferOutput<Operations[Name]['input']>;
export type OutputOf<Name extends OperationName> = v.InferOutput<Operations[Name]['output']>;

/** The writes that may wait in an outbox. */
export type DurableName = {
  [Name in OperationName]: Operations[Name]['durable'] extends true ? Name : never;
}[OperationName];

/** What the host's backend alone may do. */
export type HostName =
  | 'user.list'
  | 'user.put'
  | 'user.get'
  | 'user.erase'
  | 'session.end'
  | 'notify'
  | 'notify.withdraw'
  | 'conversation.list'
  | 'conversation.read'
  | 'conversation.put'
  | 'conversation.pair'
  | 'conversation.remove'
  | 'conversation.tell'
  | 'history.read'
  | 'history.versions'
  | 'messages.find'
  | 'report.list'
  | 'report.take'
  | 'report.release'
  | 'report.resolve'
  | 'stats'
  | 'audit.list'
  | 'webhook.put'
  | 'webhook.list'
  | 'webhook.remove'
  | 'webhook.dead'
  | 'webhook.replay';

/** What a client asks for over its connection; for push (but for its end), and for the commands of a bot, it has requests of its own. Its other durable writes wait in the outbox and travel in `ops.push`. */
export type RequestName =
  | Exclude<OperationName, DurableName | HostName | `push.${string}` | 'commands.set'>
  | 'own.set'
  | 'push.unsubscribe';

/** An own-property look-up: a name from the wire never reaches the prototype. */
export function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}
