/** A write that does not wait in the outbox: somebody waits for its answer. Not before there is a session. */
import {type Clock, within} from '../base/clock.js';
import {newId} from '../base/id.js';
import {until, when} from '../base/until.js';
import {backoffMs} from '../core/backoff.js';
import {ChatError} from '../core/failure.js';
import type {Written} from '../protocol/written.js';
import type {Link} from './link.js';
import type {NewWrite, Sender} from './sender.js';
import type {Syncer} from './syncer.js';

const mostTries = 3;
/** How long it waits for those before it. */
const laneMs = 15_000;

export type DirectWriteParts = Pick<Link, 'canAsk' | 'connection'> &
  Pick<Sender, 'emptied'> &
  Pick<Syncer, 'know'> & {clock: Clock; random(): number; signal: AbortSignal};

/** It does not overtake what waits in the outbox for the same conversation, its `lane` (PWP-SEND-006). @throws {ChatError} */
export async function directWrite(
  {canAsk, connection, emptied, know, clock, random, signal}: DirectWriteParts,
  op: NewWrite['op'],
  input: object,
  lane?: string,
): Promise<Written> {
  // an attempt to connect may be under way
  if (!canAsk()) await when(connection, ({is}) => is !== 'connecting' && is !== 'catching-up');
  if (lane && canAsk() && !(await within(clock, laneMs, emptied(lane)))) throw new ChatError('TIMEOUT');
  const ops = [{opId: newId(), op, input}];
  let first: unknown;
  for (let tries = 1; ; tries++) {
    try {
      const {results} = await know('ops.push', {ops});
      const [reply] = results;
      if (reply?.ok) return reply.result as Written;
      throw reply ? new ChatError(reply.code, reply) : new ChatError('INTERNAL');
    } catch (error) {
      const {code, retry, retryAfterMs} = error as ChatError;
      first ??= error;
      // not known whether it was done: the same operation again does no harm
      if (retry !== 'after' || code === 'OFFLINE' || tries === mostTries) throw retry === 'after' ? first : error;
      const waitMs = backoffMs(tries, random(), retryAfterMs);
      await until((done) => clock.after(waitMs, done), signal);
    }
  }
}
