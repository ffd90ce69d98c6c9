import '../chat-avatar/define.js';
import '../chat-composer/define.js';
import '../chat-log/define.js';
import '../chat-typing/define.js';
import {register} from '../internal/register.js';
import {ChatThread} from './chat-thread.js';

register('chat-thread', ChatThread);
