import {register} from '../internal/register.js';
import {ChatRemind} from './chat-remind.js';

register('chat-remind', ChatRemind);
