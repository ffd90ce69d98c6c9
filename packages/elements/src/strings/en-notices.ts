/** English of notices outside the chat: desktop notices and the offer to turn them on. It loads with those. */
import {count, english} from './en.js';

export const noticeWords = {
  newMessage: 'New message',
  newInConversations: (n: number) =>
    count(n, {one: 'New messages in # conversation', other: 'New messages in # conversations'}),
  offerNotices: 'Be told of new messages while this page is in the background?',
  allowNotices: 'Turn on',
  notNow: 'Not now',
  noticesOn: 'You will be told of new messages',
  noticesBlocked: 'Your browser blocks notifications of this page. They can be allowed in its settings.',
};

Object.assign(english, noticeWords);
