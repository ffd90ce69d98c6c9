import {register} from '../internal/register.js';
import {ChatLinkPreview} from './chat-link-preview.js';

register('chat-link-preview', ChatLinkPreview);
