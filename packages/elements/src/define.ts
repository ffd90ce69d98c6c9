/**
 * Registers every element: at once what a page shows first, then what a conversation is made of. That is the larger half;
 * fetched second it does not hold up the list. A page of `chat-thread` alone imports `chat-thread/define.js`.
 */
import './chat-avatar/define.js';
import './chat-conversation-list/define.js';
import './chat-inbox/define.js';
import './chat-provider/define.js';
import './chat-receipt/define.js';
import './chat-status/define.js';
import './chat-time/define.js';

import('./chat-thread/define.js').catch((error) => reportError(error));
