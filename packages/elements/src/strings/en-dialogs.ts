/** English in menus and dialogs. They load with the first of those. */
import {english} from './en.js';

export const dialogWords = {
  /* everywhere */
  close: 'Close',
  cancel: 'Cancel',

  /* conversations */
  pin: 'Pin',
  unpin: 'Unpin',
  mute: 'Mute',
  unmute: 'Unmute',
  archive: 'Archive',
  unarchive: 'Move back from archive',
  markUnread: 'Mark as unread',
  markRead: 'Mark as read',
  clear: 'Delete for me',
  clearTitle: 'Delete this conversation for you?',
  clearText: 'The messages so far disappear for you on all your devices. Others keep theirs.',

  /* one message */
  edit: 'Edit',
  deleteTitle: 'Delete this message for everyone?',
  deleteText: 'It cannot be brought back.',
  copyText: 'Copy text',
  forward: 'Forward…',
  forwardTo: 'Forward to',
  notForwarded: 'The message could not be forwarded',
  closePoll: 'Close poll',
  remind: 'Remind me…',
  removePreview: 'Remove preview',
  unreadFromHere: 'Mark unread from here',

  /* dialogs: a new conversation, a conversation's details */
  searchPeople: 'Search people',
  blockedPeople: 'Blocked people',
  findPeopleHint: 'Type a name to find people.',
  nobodyFound: (query: string) => `Nobody found for “${query}”`,
  couldNotSearch: 'People could not be searched',
  couldNotSearchMessages: 'Messages could not be searched',
  moreResults: 'More results',
  chosen: 'Chosen',
  removeChosen: (name: string) => `Remove ${name}`,
  groupName: 'Group name',
  create: 'Create group',
  openDirect: 'Start',
  couldNotCreate: 'The conversation could not be started',
  addMembers: 'Add people',
  removeMember: 'Remove from conversation',
  removeMemberTitle: (name: string) => `Remove ${name}?`,
  removeMemberText: 'They can no longer read or write here.',
  remove: 'Remove',
  leave: 'Leave conversation',
  leaveTitle: 'Leave this conversation?',
  leaveText: 'You will no longer receive its messages.',
  rename: 'Rename',
  title: 'Name',
  showMoreMembers: 'Show more members',
  historySetting: 'New members see',
  historyAll: 'All messages',
  historyJoined: 'New messages',
  slowModeSetting: 'Slow mode',
  off: 'Off',
  changeFailed: 'That did not work',
  /* why a change was refused, by its code */
  refusals: {
    OFFLINE: 'You are offline. Try again when you are connected.',
    FORBIDDEN: 'You are not allowed to do that',
    LAST_OWNER: 'A group needs an owner. Make somebody else an owner first.',
    NOT_A_MEMBER: 'You are no longer in this conversation',
    BANNED: 'This person was banned from the conversation',
    TOO_LARGE: 'That is more than is allowed here',
    RATE_LIMITED: 'Too many changes at once. Wait a moment and try again.',
  },
};

Object.assign(english, dialogWords);
