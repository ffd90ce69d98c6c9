/** The connection's own business: batches of writes and token renewal. */
import * as v from 'valibot';
import {Reply} from './frames.js';
import {OpId, Timestamp} from './ids.js';
import {operation} from './operation.js';

/** One durable write in a batch. */
export const QueuedOp = v.strictObject({opId: OpId, op: v.pipe(v.string(), v.maxLength(64)), input: v.unknown()});
export type QueuedOp = {opId: string; op: string; input: unknown};

export const opsPush = operation({
  does: 'Durable writes of one conversation (or all without one), in order. A refused one does not stop those behind it; a failure that may pass fails the whole batch with nothing done.',
  input: v.strictObject({ops: v.pipe(v.array(QueuedOp), v.minLength(1), v.maxLength(50))}),
  output: v.object({results: v.array(Reply)}),
  rest: [{method: 'POST', path: '/ops'}],
  cost: 'session',
  who: 'user',
  durable: false,
});

export const sessionRevoke = operation({
  does: 'Ends all my sessions, this one too: connections are cut, and tokens made until now are refused.',
  input: v.strictObject({}),
  output: v.object({}),
  rest: [{method: 'DELETE', path: '/me/sessions'}],
  cost: 'write',
  who: 'user',
  durable: false,
});

export const authRefresh = operation({
  does: 'Puts a new token of the same user on the living connection. Over REST it only checks the token.',
  input: v.strictObject({token: v.pipe(v.string(), v.minLength(1), v.maxLength(8192))}),
  output: v.object({expiresAt: Timestamp}),
  rest: [{method: 'POST', path: '/auth/refresh'}],
  cost: 'session',
  who: 'user',
  durable: false,
});
