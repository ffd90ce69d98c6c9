import {register} from '../internal/register.js';
import {ChatProvider} from './chat-provider.js';

register('chat-provider', ChatProvider);
