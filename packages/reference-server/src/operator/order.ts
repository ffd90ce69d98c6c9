/** What whoever runs the server may ask of it, over the control socket or of a database that no server has open. */
import {ConversationId, UserId} from '@parlor/sdk/protocol';
import * as v from 'valibot';
import type {SweepOptions} from '../domain/ages.js';
import {operatorActor} from '../domain/audit.js';
import type {Domain} from '../domain/domain.js';

/** Milliseconds. */
const Age = v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1)));

export const Order = v.variant('do', [
  v.strictObject({do: v.literal('revoke'), user: UserId}),
  v.strictObject({do: v.literal('remove'), conversation: ConversationId}),
  v.strictObject({
    do: v.literal('expire'),
    ages: v.strictObject({direct: Age, group: Age, announcement: Age, notifications: Age}),
    isDry: v.boolean(),
  }),
  // nothing but its entry in the audit: whoever exports reads for themself
  v.strictObject({do: v.literal('export'), user: v.optional(UserId)}),
]);
export type Order = v.InferOutput<typeof Order>;

/** `notifications`: of what is too old. */
export type Carried = {messages: number; notifications?: number | undefined};

export type OrderDomain = Pick<Domain, 'deleteOld' | 'endSessions' | 'noteExport' | 'removeConversation'>;

/**
 * Answers what was deleted, or would be. `rest`: between its steps, where others are at work.
 * @throws {Refusal} NOT_FOUND, and what may pass
 */
export async function carryOut(
  domain: OrderDomain,
  order: Order,
  {rest}: Pick<SweepOptions, 'rest'> = {},
): Promise<Carried> {
  if (order.do === 'remove') return {messages: await domain.removeConversation(order.conversation, operatorActor)};
  if (order.do === 'expire')
    return domain.deleteOld(order.ages, {isDry: order.isDry, by: operatorActor, ...(rest && {rest})});
  if (order.do === 'export') await domain.noteExport(order.user, operatorActor);
  else await domain.endSessions(order.user, operatorActor);
  return {messages: 0};
}
