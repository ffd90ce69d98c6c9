/** The operations that only read, each a function of one look at the store. */
import type {HostName, OperationName, OutputOf, operations} from '@parlor/sdk/protocol';
import {listBlocks} from './blocks.js';
import {listCommands} from './commands.js';
import {getConversation} from './conversations.js';
import type {DomainOperation} from './domain.js';
import {fileUrls} from './files.js';
import {readDelta, readPage, revalidate} from './history.js';
import {inboxPage, inboxRowsOf, sync, totals} from './inbox.js';
import {listLater} from './later.js';
import {listMembers} from './members.js';
import {listMentions} from './mentions.js';
import {listNotifications} from './notification-list.js';
import {findPeople, getPeople} from './people.js';
import {listPins} from './pins.js';
import {describePush, type pushWrites} from './push.js';
import {listReactions} from './reactions.js';
import {listReceipts} from './registers.js';
import {listReminders} from './reminders.js';
import type {Look} from './work.js';
export type ReadName = Exclude<
  DomainOperation,
  | 'ops.push'
  | 'messages.search'
  | 'inbox.find'
  | 'upload.create'
  | 'report.create'
  | 'commands.set'
  | keyof typeof pushWrites
  | HostName
  | {[Name in OperationName]: (typeof operations)[Name]['durable'] extends true ? Name : never}[OperationName]
>;
type Reads = {[Name in ReadName]: (look: Look, input: never) => Promise<OutputOf<Name>>};

export const reads: Reads = {
  sync,
  'inbox.page': inboxPage,
  'inbox.rows': inboxRowsOf,
  totals,
  'conversation.get': getConversation,
  'conversation.delta': readDelta,
  'history.page': readPage,
  'history.revalidate': revalidate,
  'member.list': listMembers,
  'reaction.list': listReactions,
  'pin.list': listPins,
  'receipt.list': listReceipts,
  'file.urls': fileUrls,
  'person.get': getPeople,
  'person.find': findPeople,
  'block.list': listBlocks,
  'commands.list': listCommands,
  'push.get': describePush,
  'later.list': listLater,
  'reminder.list': listReminders,
  'mention.list': listMentions,
  'notifications.list': listNotifications,
};
export const isRead = (name: string): name is ReadName => Object.hasOwn(reads, name);
