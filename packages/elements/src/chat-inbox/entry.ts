/** What we put into a history entry of an open conversation, to know it again: its id is the value. */
export const conversationEntry = 'parlorConversation';
