/** What the server would let this person do with messages here. */
import type {Connection, Conversation, Message} from '@parlor/sdk';

/** Where a message is, and for how long it may be changed there. */
export type Place = Conversation & Pick<Connection, 'editWindowMs' | 'deleteWindowMs'>;

const isModerator = ({type, role}: Conversation): boolean =>
  type !== 'direct' && ['owner', 'admin', 'moderator'].includes(role);

/** PWP-PIN-002 */
export const mayPin = (conversation: Conversation | undefined): boolean =>
  conversation?.membership === 'joined' &&
  conversation.status === 'open' &&
  !conversation.blocked &&
  (conversation.type === 'direct' || isModerator(conversation));

/** Whether the author of a message may still change it, by this device's clock: the server has the last word. */
const isInTime = ({at}: Message, windowMs = Number.POSITIVE_INFINITY): boolean => Date.now() - at <= windowMs;

/** What is one's own (PWP-EDIT-002). */
export const mayEdit = (message: Message, place: Place | undefined): boolean => isInTime(message, place?.editWindowMs);

/** What is one's own, for everybody (PWP-EDIT-004). */
export const mayDelete = (message: Message, place: Place | undefined): boolean =>
  mayDeleteOthers(place) || isInTime(message, place?.deleteWindowMs);

/** Those of others, for everybody (PWP-EDIT-004). */
export const mayDeleteOthers = (conversation: Conversation | undefined): boolean =>
  conversation?.membership === 'joined' && isModerator(conversation);
