import '../chat-avatar/define.js';
import {register} from '../internal/register.js';
import {ChatBlocked} from './chat-blocked.js';

register('chat-blocked', ChatBlocked);
