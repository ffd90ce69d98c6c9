import {describeSpecimens} from './specimens.fixture.js';

describeSpecimens(
  'chat-receipt',
  'chat-status',
  'chat-typing',
  'chat-avatar',
  'chat-time',
  'chat-toasts',
  'chat-badge',
  'chat-notifications',
  'chat-blocked',
);
