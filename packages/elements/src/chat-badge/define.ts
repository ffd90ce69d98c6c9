import {register} from '../internal/register.js';
import {ChatBadge} from './chat-badge.js';

register('chat-badge', ChatBadge);
