/** What whoever runs the server may ask of it, over the control socket or of a database that no server has open. */
import {ConversationId, UserId} from '@parlor/sdk/protocol';
import * as v from 'valibot';
import {operatorActor} from '../domain/audit.js';
import type {Domain} from '../domain/domain.js';

export const Order = v.variant('do', [
  v.strictObject({do: v.literal('revoke'), user: UserId}),
  v.strictObject({do: v.literal('remove'), conversation: ConversationId}),
]);
export type Order = v.InferOutput<typeof Order>;

export type OrderDomain = Pick<Domain, 'endSessions' | 'removeConversation'>;

/**
 * Answers how many messages were deleted.
 * @throws {Refusal} NOT_FOUND, and what may pass
 */
export async function carryOut(domain: OrderDomain, order: Order): Promise<number> {
  if (order.do === 'remove') return domain.removeConversation(order.conversation, operatorActor);
  await domain.endSessions(order.user, operatorActor);
  return 0;
}
