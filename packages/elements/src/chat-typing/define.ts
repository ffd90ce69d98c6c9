import {register} from '../internal/register.js';
import {ChatTyping} from './chat-typing.js';

register('chat-typing', ChatTyping);
