import '../chat-avatar/define.js';
import {register} from '../internal/register.js';
import {ChatDetails} from './chat-details.js';

register('chat-details', ChatDetails);
