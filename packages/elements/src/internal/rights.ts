/** What the server would let this person do with messages here. */
import type {Conversation} from '@parlor/sdk';

const isModerator = ({type, role}: Conversation): boolean =>
  type !== 'direct' && ['owner', 'admin', 'moderator'].includes(role);

/** PWP-PIN-002 */
export const mayPin = (conversation: Conversation | undefined): boolean =>
  conversation?.membership === 'joined' &&
  conversation.status === 'open' &&
  !conversation.blocked &&
  (conversation.type === 'direct' || isModerator(conversation));

/** Those of others, for everybody (PWP-EDIT-004). */
export const mayDeleteOthers = (conversation: Conversation | undefined): boolean =>
  conversation?.membership === 'joined' && isModerator(conversation);
