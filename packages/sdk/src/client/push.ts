/** A batch of the outbox on its way: what was answered to each of its writes, or to all of them at once. */
import type {Answer} from '../core/batch.js';
import type {ChatError} from '../core/failure.js';
import type {OutboxRow} from '../core/outbox-row.js';
import type {Engine} from './engine.js';

export async function push({ask}: Pick<Engine, 'ask'>, batch: readonly OutboxRow[]): Promise<readonly Answer[]> {
  try {
    const {results} = await ask('ops.push', {ops: batch.map(({opId, op, input}) => ({opId, op, input}))});
    return batch.flatMap(({opId}, at) => (results[at] ? {opId, reply: results[at]} : []));
  } catch (error) {
    const {code = 'INTERNAL', retry = 'after', retryAfterMs} = error as ChatError;
    return batch.map(({opId}) => ({opId, reply: {ok: false, code, retry, retryAfterMs}}));
  }
}
