import {register} from '../internal/register.js';
import {ChatGoToDate} from './chat-go-to-date.js';

register('chat-go-to-date', ChatGoToDate);
