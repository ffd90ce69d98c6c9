/** English in a conversation: its thread, log, messages and composer. They load with those. */
import {count, english, list} from './en.js';

export const conversationWords = {
  /* everywhere */
  lastSeen: (when: string) => `last seen ${when}`,

  /* conversations */
  said: (who: string, text: string) => `${who}: ${text}`,

  /* one conversation */
  back: 'Back to conversations',
  details: 'Details',
  searchInConversation: 'Search in this conversation',
  earlierResult: 'Earlier result',
  laterResult: 'Later result',
  memberCount: (n: number) => count(n, {one: '# member', other: '# members'}),
  notFound: 'This conversation cannot be opened',
  notFoundText: 'It may have been deleted, or you are not a member of it.',
  youLeft: 'You left this conversation',
  youWereRemoved: 'You are no longer a member of this conversation',
  closedConversation: 'This conversation is closed',
  onlyAdminsWrite: 'Only admins can write here',
  cannotWrite: 'You cannot write here',
  youBlocked: (name: string) => `You blocked ${name}`,
  unblock: 'Unblock',

  /* composer */
  slowMode: (between: string) => `Slow mode: ${between} between messages`,
  slowModeLeft: (left: string) => `Slow mode: next message in ${left}`,
  messageTo: (name: string) => `Message ${name}`,
  newMessageTo: (name: string) => `New message to ${name}`,
  message: 'Message',
  writeFirst: 'Write a message first',
  send: 'Send',
  save: 'Save',
  editing: 'Editing',
  stopEditing: 'Stop editing',
  replyingTo: (name: string) => `Reply to ${name}`,
  stopReplying: 'Stop replying',
  charactersLeft: (n: number) => count(n, {one: '# character left', other: '# characters left'}),
  tooLong: (n: number) => count(n, {one: '# character too long', other: '# characters too long'}),
  notSaved: 'The message could not be stored on this device. Your text is still here.',
  notEdited: 'The change could not be made. Your text is still here.',
  scheduledCount: (n: number) =>
    count(n, {one: '# message waits for its time', other: '# messages wait for their time'}),
  scheduledFailed: (n: number) =>
    count(n, {one: '# scheduled message was not sent', other: '# scheduled messages were not sent'}),
  emoji: 'Emoji',
  attach: 'Attach files',
  people: 'People',
  peopleCount: (n: number) => count(n, {one: '# person', other: '# people'}),

  /* the log */
  messagesWith: (name: string) => `Messages with ${name}`,
  today: 'Today',
  yesterday: 'Yesterday',
  new: 'New',
  newMessages: 'New messages',
  newCount: (n: number) => count(n, {one: '# new', other: '# new'}),
  loadEarlier: 'Load earlier messages',
  loadLater: 'Load later messages',
  couldNotLoad: 'Messages could not be loaded',
  startOfConversation: 'This is where the conversation starts',
  noMessages: 'No messages yet',
  noMessagesText: 'Write the first one.',
  jumpToLatest: 'Jump to the latest message',
  pinnedMessage: 'Pinned message',
  pinnedMessages: 'Pinned messages',
  messageGone: 'That message is no longer here',
  changes: (n: number) => count(n, {one: '# change', other: '# changes'}),
  newMessageFrom: (name: string) => `New message from ${name}`,
  newMessagesFrom: (n: number, names: readonly string[], others: number) =>
    `${count(n, {one: '# new message', other: '# new messages'})}, ${list(
      others > 0 ? [...names, count(others, {one: '# other', other: '# others'})] : names,
    )}`,
  messageFrom: (name: string, when: string) => `Message from ${name}, ${when}`,

  /* one message */
  notSent: 'Not sent',
  notSentCount: (n: number) => count(n, {one: '# message was not sent', other: '# messages were not sent'}),
  forwarded: 'Forwarded',
  edited: 'edited',
  editedAt: (when: string) => `edited ${when}`,
  deleted: 'This message was deleted',
  emptyMessage: 'Empty message',
  photo: 'Photo',
  photoOf: (what: string) => `Photo: ${what}`,
  fileNamed: (name: string) => `File: ${name}`,
  linkNamed: (title: string) => `Link: ${title}`,
  originalDeleted: 'The original was deleted',
  showMore: 'Show more',
  showLess: 'Show less',
  opensInNewTab: 'opens in a new tab',
  code: 'Code',
  copy: 'Copy',
  messageActions: 'Message actions',
  moreActions: 'More',
  reply: 'Reply',
  delete: 'Delete',
  reactions: 'Reactions',
  addReaction: 'Add reaction',
  reaction: (name: string, n: string, own: boolean) => `${name}, ${n}${own ? ', including you' : ''}`,
  poll: 'Poll',
  votes: (n: number) => count(n, {one: '# vote', other: '# votes'}),
  pollOption: (text: string, n: string, all: string, percent: string, own: boolean) =>
    `${text}, ${n} of ${all}, ${percent}${own ? ', your vote' : ''}`,
  pollClosed: 'Closed',
  pollCloses: (when: string) => `Closes ${when}`,
  chooseOne: 'Choose one',
  chooseSeveral: 'Choose one or more',
  quoteOf: (name: string) => `In reply to ${name}`,
};

Object.assign(english, conversationWords);
