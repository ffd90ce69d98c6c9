import '../chat-conversation-list/define.js';
import '../chat-status/define.js';
import {register} from '../internal/register.js';
import {ChatInbox} from './chat-inbox.js';

register('chat-inbox', ChatInbox);
