import '../chat-message/define.js';
import {register} from '../internal/register.js';
import {ChatLog} from './chat-log.js';

register('chat-log', ChatLog);
