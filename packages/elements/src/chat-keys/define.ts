import {register} from '../internal/register.js';
import {ChatKeys} from './chat-keys.js';

register('chat-keys', ChatKeys);
