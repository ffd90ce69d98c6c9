/** English of blocking and reporting. It loads with the details of a conversation, and with the menu of a message. */
import {english} from './en.js';

export const safetyWords = {
  /* blocking */
  block: (name: string) => `Block ${name}`,
  unblockPerson: (name: string) => `Unblock ${name}`,
  blockTitle: (name: string) => `Block ${name}?`,
  blockText:
    'Neither of you can write to the other or see when the other is here. In groups you both stay. You can take it back at any time.',
  blockNow: 'Block',
  unblocked: (name: string) => `You unblocked ${name}`,
  nobodyBlocked: 'Nobody is blocked',
  nobodyBlockedText: 'Whom you block appears here.',
  blockedFailed: 'Blocked people could not be loaded',
  blockedOffline: 'They appear when you are connected again.',

  /* reporting */
  report: 'Report…',
  reportPerson: (name: string) => `Report ${name}…`,
  reportMessageTitle: 'Report this message',
  reportPersonTitle: (name: string) => `Report ${name}`,
  reportText: 'Your report goes to those who run this app. The person is not told.',
  reportReason: 'What is wrong?',
  reportReasons: {
    spam: 'Spam or advertising',
    harassment: 'Bullying or harassment',
    hate: 'Hate',
    violence: 'Violence or threats',
    sexual: 'Sexual content',
    fraud: 'Fraud or a scam',
    impersonation: 'Pretending to be somebody else',
    other: 'Something else',
  },
  reportMore: 'More about it (optional)',
  sendReport: 'Send report',
  chooseReason: 'Choose what is wrong first',
  reportSent: 'Thank you',
  reportSentText: 'Your report was sent.',
  reportFailed: 'The report could not be sent',
};

Object.assign(english, safetyWords);
