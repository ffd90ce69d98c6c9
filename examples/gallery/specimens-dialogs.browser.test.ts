import {describeSpecimens} from './specimens.fixture.js';

describeSpecimens(
  'chat-details',
  'chat-new-conversation',
  'chat-message-details',
  'chat-report',
  'chat-keys',
  'chat-launcher',
  'menus',
);
