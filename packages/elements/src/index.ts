/** The classes, events, contexts and words. Nothing is registered by importing this: see `define.js`. */
export {ChatAvatar} from './chat-avatar/chat-avatar.js';
export {ChatComposer} from './chat-composer/chat-composer.js';
export {ChatConversationList, type ListFilter} from './chat-conversation-list/chat-conversation-list.js';
export {ChatInbox} from './chat-inbox/chat-inbox.js';
export {ChatLog, type LogPosition} from './chat-log/chat-log.js';
export {ChatMessage, type MessageAction, type MessageKind, type RenderMessage} from './chat-message/chat-message.js';
export {ChatProvider} from './chat-provider/chat-provider.js';
export {ChatReceipt} from './chat-receipt/chat-receipt.js';
export {ChatStatus} from './chat-status/chat-status.js';
export {ChatThread} from './chat-thread/chat-thread.js';
export {ChatTime} from './chat-time/chat-time.js';
export {ChatTyping} from './chat-typing/chat-typing.js';
export * from './events.js';
export {type ChatSettings, chatContext, settingsContext} from './internal/client-context.js';
export type {IconName, Icons} from './internal/icons.js';
export {setDefaultChat} from './internal/registry.js';
export {type Strings, strings} from './strings.js';
