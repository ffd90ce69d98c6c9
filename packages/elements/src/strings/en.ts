/**
 * Every visible or spoken word of the elements, in English. Other languages are one file each beside this one, of the same shape.
 * Names, times and texts come in as parameters; plural forms by `Intl.PluralRules`.
 *
 * Here are the words of what a page shows first. Those of a conversation and those of menus and dialogs come with the
 * modules that say them: such a module imports `en-conversation.js` or `en-dialogs.js`, which add to this object.
 */
import {plurals} from './plurals.js';

export const {count, list} = plurals('en');

const firstWords = {
  /* everywhere */
  language: 'en',
  you: 'You',
  loading: 'Loading',
  tryAgain: 'Try again',
  online: 'online',
  away: 'away',
  busy: 'busy',
  offline: 'offline',
  list,

  /* conversations */
  conversations: 'Conversations',
  messages: 'Messages',
  newConversation: 'New conversation',
  searchConversations: 'Search conversations',
  searchResults: (n: number) => count(n, {one: '# result', other: '# results'}),
  noResults: (query: string) => `No results for “${query}”`,
  noResultsText: 'Try other words, or fewer of them.',
  filters: 'Show',
  all: 'All',
  unread: 'Unread',
  groups: 'Groups',
  mentions: 'Mentions',
  archived: 'Archived',
  unreadCount: (n: number) => count(n, {one: '# unread', other: '# unread'}),
  mentionCount: (n: number) => count(n, {one: '# mention', other: '# mentions'}),
  markedUnread: 'marked unread',
  muted: 'muted',
  pinned: 'pinned',
  draft: 'Draft:',
  moreFor: (name: string) => `More for ${name}`,
  noConversations: 'No conversations yet',
  noConversationsText: 'When somebody writes to you, it appears here.',
  nothingInFilter: 'Nothing here',
  nothingInFilterText: 'No conversation fits this filter.',
  showAll: 'Show all conversations',
  startConversation: 'Start a conversation',
  couldNotLoadConversations: 'Conversations could not be loaded',
  untitled: 'Conversation',
  erasedPerson: 'Deleted user',
  attachment: 'Attachment',
  pollOf: (question: string) => `Poll: ${question}`,
  messageDeleted: 'Message deleted',

  /* one conversation */
  chooseConversation: 'Choose a conversation',
  chooseConversationText: 'Your messages appear here.',
  /** Where it is plain who: with one other person. */
  typingHere: 'typing…',
  typing: (names: readonly string[]) =>
    names.length > 3
      ? count(names.length, {one: '# person is typing', other: '# people are typing'})
      : `${list(names)} ${names.length === 1 ? 'is' : 'are'} typing`,

  /* connection */
  connecting: 'Connecting…',
  offlineBanner: 'Offline. Messages will be sent later',
  catchingUp: 'Catching up…',
  waitingBanner: 'No connection. Trying again',
  authRequired: 'Please sign in again',
  blocked: 'This chat cannot connect. Please reload the page',

  /* the log */
  systemEvents: {
    created: (by: string, title: string) => `${by} created “${title}”`,
    added: (by: string, user: string) => `${by} added ${user}`,
    removed: (by: string, user: string) => `${by} removed ${user}`,
    left: (by: string) => `${by} left`,
    role: (by: string, user: string, role: string) => `${by} gave ${user} the role ${role}`,
    renamed: (by: string, title: string) => `${by} renamed this to “${title}”`,
  },

  /* one message */
  saving: 'saving',
  queued: 'waiting to be sent',
  sending: 'sending',
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  deliveredTo: (by: number, of: number) => `delivered to ${by} of ${of}`,
  readBy: (by: number, of: number) => `read by ${by} of ${of}`,
  failed: 'not sent',

  /* dialogs: a new conversation, a conversation's details */
  roles: {owner: 'Owner', admin: 'Admin', moderator: 'Moderator', member: 'Member', observer: 'Observer'},
};

export type Strings = typeof firstWords &
  typeof import('./en-aids.js').aidWords &
  typeof import('./en-composer.js').composerWords &
  typeof import('./en-conversation.js').conversationWords &
  typeof import('./en-dialogs.js').dialogWords &
  typeof import('./en-files.js').fileWords &
  typeof import('./en-notices.js').noticeWords &
  typeof import('./en-notifications.js').notificationWords &
  typeof import('./en-safety.js').safetyWords;

/** Complete for whoever says a word of it, since the rest is there before that module runs. */
export const english = firstWords as Strings;
