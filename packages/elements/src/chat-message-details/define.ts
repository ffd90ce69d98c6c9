import '../chat-avatar/define.js';
import {register} from '../internal/register.js';
import {ChatMessageDetails} from './chat-message-details.js';

register('chat-message-details', ChatMessageDetails);
