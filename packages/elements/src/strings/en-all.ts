/** English, complete, for hosts that take their own words from it. */
import {english, type Strings} from './en.js';
import {aidWords} from './en-aids.js';
import {composerWords} from './en-composer.js';
import {conversationWords} from './en-conversation.js';
import {dialogWords} from './en-dialogs.js';
import {fileWords} from './en-files.js';
import {noticeWords} from './en-notices.js';
import {notificationWords} from './en-notifications.js';
import {safetyWords} from './en-safety.js';

export const strings: Strings = Object.assign(
  english,
  aidWords,
  composerWords,
  conversationWords,
  dialogWords,
  fileWords,
  noticeWords,
  notificationWords,
  safetyWords,
);
