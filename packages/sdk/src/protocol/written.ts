import * as v from 'valibot';
import {Change} from './frames.js';
import {ConversationId} from './ids.js';
import {InboxRow} from './model.js';

/**
 * What every durable write answers with: the state of what it changed, ready to be merged (PWP-WRITE-002). Repeating the
 * write gives the same entities, though maybe at a higher rev.
 */
export const Written = v.object({
  conversation: v.optional(ConversationId),
  changes: v.array(Change),
  /** The writer's own inbox row, where the write changed it other than by `changes`. */
  row: v.optional(InboxRow),
  /** A delete reached the server before the message: a late copy of it will be refused for ever (PWP-SEND-009). */
  cancelled: v.optional(v.boolean()),
});
export type Written = v.InferOutput<typeof Written>;
