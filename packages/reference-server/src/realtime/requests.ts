import {failure, type Reply, Request} from '@parlor/sdk/protocol';
import type {Socket} from 'socket.io';
import * as v from 'valibot';
import type {AddressRates} from '../auth/address-rates.js';
import type {Call} from '../auth/caller.js';
import {Refusal} from '../domain/refusal.js';
import type {Log} from '../log.js';
import type {Connection} from './connection.js';
import {floodBytes, pendingBytes} from './pending.js';

/** Requests one connection may have unanswered at a time. */
export const requestsInFlight = 32;

type Options = {call: Call; addresses: AddressRates; log: Log};

/**
 * Answers the `req` events of one connection. Whatever comes is answered, if it has an acknowledgement to answer with;
 * nothing a client sends can throw out of here (S25).
 */
export function answerRequests(socket: Socket, connection: Connection, {call, addresses, log}: Options): void {
  let inFlight = 0;
  const about = () => ({connection: connection.id, ...connection.actor.trace});

  const answer = async (body: unknown, extra: number): Promise<Reply> => {
    const parsed = v.safeParse(Request, body);
    if (!parsed.success || extra > 0) return failure('BAD_REQUEST', {detail: 'req takes one {op, input}'});
    if (inFlight > requestsInFlight) {
      return failure('RATE_LIMITED', {retryAfterMs: 500, detail: `more than ${requestsInFlight} requests unanswered`});
    }
    const {op, input} = parsed.output;
    const {refusal} = connection;
    if (refusal && !(op === 'auth.refresh' && refusal.code === 'TOKEN_EXPIRED')) return refusal;
    addresses.draw(connection.address);
    // frames flow again before the sync reads, so that none falls between
    if (op === 'sync') connection.catchUp();
    return call({actor: connection.actor, connection}, op, input ?? {});
  };

  socket.on('req', async (...args: unknown[]) => {
    const acknowledge = args.pop();
    if (typeof acknowledge !== 'function') return log.debug(about(), 'request without acknowledgement');
    if (pendingBytes(socket) > floodBytes) {
      log.warn({...about(), user: connection.user}, 'connection closed: it does not read its answers');
      return connection.close();
    }
    inFlight++;
    try {
      const reply = await answer(args[0], args.length - 1);
      if (!connection.isClosed) acknowledge(reply);
    } catch (error) {
      const isRefused = error instanceof Refusal;
      if (!isRefused) log.error({...about(), error}, 'request failed');
      if (!connection.isClosed) acknowledge(isRefused ? error.toFailure() : failure('INTERNAL', {retryAfterMs: 1_000}));
    } finally {
      inFlight--;
      connection.answered();
    }
  });
}
