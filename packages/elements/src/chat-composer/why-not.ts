import type {Conversation} from '@parlor/sdk';
import {isolate} from '../internal/names.js';
import type {Strings} from '../strings.js';
import '../strings/en-conversation.js';

/** Why this reader cannot write here, in words; nothing where they can. */
export function whyNot(
  conversation: Conversation | undefined,
  strings: Strings,
  nameOf: (user: string) => string,
): string {
  if (!conversation || conversation.writable) return '';
  if (conversation.membership === 'left') return strings.youLeft;
  if (conversation.membership !== 'joined') return strings.youWereRemoved;
  if (conversation.status === 'closed') return strings.closedConversation;
  if (conversation.blocked === 'own') return strings.youBlocked(isolate(nameOf(conversation.peer ?? '')));
  return conversation.type === 'announcement' ? strings.onlyAdminsWrite : strings.cannotWrite;
}
