/** The public names of the SDK. */
export type {Clock} from './base/clock.js';
export {systemClock} from './base/clock.js';
export {newId} from './base/id.js';
export type {
  AppNotification,
  BotCommand,
  Chat,
  ChatOptions,
  Connection,
  Conversation,
  ConversationHandle,
  ConversationsAbout,
  Delivery,
  Draft,
  FileToSend,
  FileUrl,
  FindOptions,
  FoundConversations,
  FoundMessage,
  FoundMessages,
  Inbox,
  InboxList,
  Member,
  Message,
  MessageContent,
  MessageFile,
  NotificationList,
  Notifications,
  Outbox,
  OutboxItem,
  PendingReminder,
  People,
  Person,
  Preview,
  Reaction,
  Readable,
  Reminders,
  Reported,
  Scheduled,
  ScheduledMessage,
  SearchOptions,
  Sent,
  StorageState,
  Timeline,
} from './client/api.js';
export {createChat} from './client/chat.js';
export {findChat, onChats} from './client/registry.js';
export {ChatError} from './core/failure.js';
export type {FailureCode, Retry} from './protocol/failure.js';
export type {
  Attachment,
  Context,
  ConversationStatus,
  ConversationType,
  Data,
  HistoryPolicy,
  LinkPreview,
  MembershipState,
  PresenceState,
  Quote,
  Role,
  Status,
  TextRange,
} from './protocol/model.js';
export type {Poll, PollOption} from './protocol/polls.js';
export type {ReportReason} from './protocol/reports.js';
export type {InboxFilter} from './protocol/sync.js';
