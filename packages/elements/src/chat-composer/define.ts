import '../chat-avatar/define.js';
import {register} from '../internal/register.js';
import {ChatComposer} from './chat-composer.js';

register('chat-composer', ChatComposer);
