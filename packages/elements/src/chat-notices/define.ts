import {register} from '../internal/register.js';
import {ChatNotices} from './chat-notices.js';

register('chat-notices', ChatNotices);
