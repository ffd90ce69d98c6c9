import '../chat-avatar/define.js';
import '../chat-receipt/define.js';
import '../chat-time/define.js';
import {register} from '../internal/register.js';
import {ChatConversationList} from './chat-conversation-list.js';

register('chat-conversation-list', ChatConversationList);
