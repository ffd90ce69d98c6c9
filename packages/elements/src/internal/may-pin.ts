import type {Conversation} from '@parlor/sdk';

/** Whether the server would let this person pin messages here (PWP-PIN-002). */
export const mayPin = (conversation: Conversation | undefined): boolean =>
  conversation?.membership === 'joined' &&
  conversation.status === 'open' &&
  !conversation.blocked &&
  (conversation.type === 'direct' || ['owner', 'admin', 'moderator'].includes(conversation.role));
