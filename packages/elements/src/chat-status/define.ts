import {register} from '../internal/register.js';
import {ChatStatus} from './chat-status.js';

register('chat-status', ChatStatus);
