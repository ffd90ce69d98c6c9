import {register} from '../internal/register.js';
import {ChatForward} from './chat-forward.js';

register('chat-forward', ChatForward);
