import {register} from '../internal/register.js';
import {ChatLauncher} from './chat-launcher.js';

register('chat-launcher', ChatLauncher);
