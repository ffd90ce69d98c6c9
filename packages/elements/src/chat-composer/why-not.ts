import type {Conversation} from '@parlor/sdk';
import type {Strings} from '../strings.js';

/** Why this reader cannot write here, in words; nothing where they can. */
export function whyNot(conversation: Conversation | undefined, strings: Strings): string {
  if (!conversation || conversation.writable) return '';
  if (conversation.membership === 'left') return strings.youLeft;
  if (conversation.membership !== 'joined') return strings.youWereRemoved;
  if (conversation.status === 'closed') return strings.closedConversation;
  return conversation.type === 'announcement' ? strings.onlyAdminsWrite : strings.cannotWrite;
}
