import '../chat-avatar/define.js';
import {register} from '../internal/register.js';
import {ChatNewConversation} from './chat-new-conversation.js';

register('chat-new-conversation', ChatNewConversation);
