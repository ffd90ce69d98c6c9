import {register} from '../internal/register.js';
import {ChatReceipt} from './chat-receipt.js';

register('chat-receipt', ChatReceipt);
