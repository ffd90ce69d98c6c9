/** English of what a reader opens now and then: which keys there are, who has read a message. It loads with that. */
import {count, english, list} from './en.js';

export const aidWords = {
  /* keys */
  keyboardShortcuts: 'Keyboard shortcuts',
  keysInLog: 'Among the messages',
  keysOnMessage: 'On a message',
  keysInBox: 'In the box',
  keysInConversations: 'In the list of conversations',
  keyNames: {
    Mod: 'Ctrl',
    Alt: 'Alt',
    Shift: 'Shift',
    Enter: 'Enter',
    Escape: 'Esc',
    Delete: 'Delete',
    Home: 'Home',
    End: 'End',
    PageUp: 'Page Up',
    PageDown: 'Page Down',
  },
  keyUses: {
    step: 'Previous or next message',
    ends: 'Oldest or latest message',
    page: 'A page up or down',
    enter: 'Into the message, to its links and buttons',
    leave: 'Back to the box',
    menu: 'Menu',
    bold: 'Bold',
    italic: 'Italic',
    newLine: 'New line',
    editLast: 'Edit your last message',
    rows: 'Previous or next conversation',
    open: 'Open',
    help: 'This list',
    selectMore: 'Select more',
  },

  /* going to a day */
  goToDate: 'Go to date',
  date: 'Date',
  dayNotLoaded: 'Messages of that day could not be loaded',

  /* one message */
  readByWhom: 'Read by',
  deliveredToWhom: 'Delivered to',
  nobodyYet: 'Nobody yet',
  whoReacted: (names: readonly string[], others: number, key: string) =>
    `${list(others > 0 ? [...names, count(others, {one: '# other', other: '# others'})] : names)} reacted with ${key}`,
  remindMe: 'Remind me',
  inMinutes: 'In 20 minutes',
  inHour: 'In 1 hour',
  tomorrowAt: (time: string) => `Tomorrow at ${time}`,
  reminders: 'Reminders',
  reminderFor: (when: string) => `Reminder: ${when}`,
  whoVoted: (names: readonly string[], others: number, option: string) =>
    `${list(others > 0 ? [...names, count(others, {one: '# other', other: '# others'})] : names)} chose ${option}`,

  /* several messages */
  selectedMessages: 'Selected messages',
  selectedCount: (n: number) => count(n, {one: '# selected', other: '# selected'}),
  selected: 'Selected',
  selectHint: 'Space selects, Shift with an arrow selects more, Escape ends',
  stopSelecting: 'Stop selecting',
  messagesCopied: (n: number) => count(n, {one: '# message copied', other: '# messages copied'}),
  deleteSeveralTitle: (n: number) =>
    count(n, {one: 'Delete # message for everyone?', other: 'Delete # messages for everyone?'}),
  deleteSeveralText: 'They cannot be brought back.',

  /* a new poll */
  newPoll: 'New poll',
  question: 'Question',
  pollChoice: (n: number) => `Option ${n}`,
  severalChoices: 'Several may be chosen',
  closesAt: 'Closes at',
  fewOptions: 'A poll needs a question and two different options',
  detailsFailed: 'This could not be loaded',
};

Object.assign(english, aidWords);
