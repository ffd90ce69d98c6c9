import '../chat-avatar/define.js';
import '../chat-time/define.js';
import {register} from '../internal/register.js';
import {ChatNotifications} from './chat-notifications.js';

register('chat-notifications', ChatNotifications);
