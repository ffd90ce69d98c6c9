import '../chat-avatar/define.js';
import {register} from '../internal/register.js';
import {ChatMessage} from './chat-message.js';

register('chat-message', ChatMessage);
