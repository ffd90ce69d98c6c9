import {register} from '../internal/register.js';
import {ChatToasts} from './chat-toasts.js';

register('chat-toasts', ChatToasts);
