import {register} from '../internal/register.js';
import {ChatAttachment} from './chat-attachment.js';

register('chat-attachment', ChatAttachment);
