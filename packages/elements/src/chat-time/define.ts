import {register} from '../internal/register.js';
import {ChatTime} from './chat-time.js';

register('chat-time', ChatTime);
