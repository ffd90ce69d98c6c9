import {register} from '../internal/register.js';
import {ChatPoll} from './chat-poll.js';

register('chat-poll', ChatPoll);
