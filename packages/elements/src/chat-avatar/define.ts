import {register} from '../internal/register.js';
import {ChatAvatar} from './chat-avatar.js';

register('chat-avatar', ChatAvatar);
