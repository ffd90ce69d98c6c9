import {register} from '../internal/register.js';
import {ChatReport} from './chat-report.js';

register('chat-report', ChatReport);
