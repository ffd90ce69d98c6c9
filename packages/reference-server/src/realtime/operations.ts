/**
 * Answers every operation of the table, whoever brings it: sockets and REST call the same function. What lives in the
 * connection layer is done here; the rest is the domain's.
 */
import {
  failure,
  type InputOf,
  isOperationName,
  type OperationName,
  type OutputOf,
  operations,
} from '@parlor/sdk/protocol';
import type {Call, Caller} from '../auth/caller.js';
import type {TokenVerifier} from '../auth/tokens.js';
import {check} from '../domain/check.js';
import type {Domain, LiveOperation} from '../domain/domain.js';
import {drawsSends, type RateLimiter} from '../domain/rate.js';
import {Refusal} from '../domain/refusal.js';
import type {Log} from '../log.js';
import type {Newcomers} from './newcomers.js';
import type {Presences} from './presences.js';
import type {Typing} from './typing.js';

export type OperationsOptions = {
  domain: Domain;
  presences: Presences;
  typing: Typing;
  tokens: TokenVerifier;
  log: Log;
  rates: RateLimiter;
  /** Where these send at a rate of their own. */
  newcomers?: Newcomers | undefined;
  /** Told of every answer: the operation's name, `OK` or the code of the refusal, and the milliseconds it took. */
  answered?: ((op: OperationName | 'unknown', code: string, ms: number) => void) | undefined;
};

type Live = {[Name in LiveOperation]: (caller: Caller, input: InputOf<Name>) => Promise<OutputOf<Name>>};

export function createOperations({
  domain,
  presences,
  typing,
  tokens,
  log,
  rates,
  newcomers,
  answered,
}: OperationsOptions) {
  const live: Live = {
    'presence.set': ({actor, connection}, input) => presences.set(actor, connection?.id, input),
    'presence.watch': ({actor, connection}, {users}) => presences.watch(actor, connection?.id, users),
    async 'typing.set'({actor}, {conversation, on}) {
      await typing.tell(actor, conversation, on);
      return {};
    },
    async 'auth.refresh'({actor, connection}, {token}) {
      const {expiresAt, ...identity} = await tokens.verify(token);
      if (identity.user !== actor.user) {
        connection?.closeAfterAnswer();
        throw new Refusal('AUTH_USER_MISMATCH');
      }
      // the audience decided at the handshake whether an origin was needed
      if (identity.audience !== actor.audience)
        throw new Refusal('TOKEN_INVALID', 'the claim aud is another than before');
      const renewed = {...identity, device: actor.device, ...(actor.trace && {trace: actor.trace})};
      await domain.assertLives(renewed);
      connection?.renew(renewed, expiresAt);
      return {expiresAt};
    },
    async 'session.revoke'({actor}) {
      log.info({user: actor.user, ...actor.trace}, 'sessions ended by their user');
      await domain.endSessions(actor.user);
      return {};
    },
  };

  const runLive = <Name extends LiveOperation>(name: Name, caller: Caller, input: unknown): Promise<OutputOf<Name>> =>
    live[name](caller, check(operations[name].input, input ?? {}) as InputOf<Name>);

  let isStopped = false;
  let running = 0;
  const idle: (() => void)[] = [];

  const perform: Call = async (caller, op, input, {opId} = {}) => {
    try {
      if (isNestedDeeper(input, deepestInput))
        return failure('SCHEMA', {detail: `nested deeper than ${deepestInput} levels`});
      const {user} = caller.actor;
      rates.draw(user, op, input, newcomers && drawsSends(op) ? {isNew: await newcomers.has(user)} : undefined);
      if (!isOperationName(op)) return failure('UNKNOWN_OPERATION');
      if (isLive(op)) await domain.assertLives(caller.actor);
      const result = isLive(op) ? await runLive(op, caller, input) : await domain.run(caller.actor, op, input, {opId});
      return {ok: true, result};
    } catch (error) {
      if (error instanceof Refusal) {
        if (error.code === 'INTERNAL') log.error(about(op, caller, error), 'operation failed');
        return error.toFailure();
      }
      log.error(about(op, caller, error), 'operation failed');
      return failure('INTERNAL', {retryAfterMs: 1_000});
    }
  };

  const call: Call = async (caller, op, input, options) => {
    if (isStopped) return failure('DRAINING', {retryAfterMs: 1_000});
    running++;
    const began = performance.now();
    const reply = await perform(caller, op, input, options);
    answered?.(isOperationName(op) ? op : 'unknown', reply.ok ? 'OK' : reply.code, performance.now() - began);
    if (--running === 0) for (const resolve of idle.splice(0)) resolve();
    return reply;
  };

  return {
    call,
    /** Begun and not answered. */
    running: () => running,
    /** Begins nothing more; resolves when everything begun has been answered. */
    async stop(): Promise<void> {
      isStopped = true;
      if (running > 0) await new Promise<void>((resolve) => idle.push(resolve));
    },
  };
}

const about = (op: string, {actor: {user, trace}}: Caller, error: unknown) => ({op, user, ...trace, error});

const liveOperations = {
  'presence.set': true,
  'presence.watch': true,
  'typing.set': true,
  'auth.refresh': true,
  'session.revoke': true,
} as const satisfies Record<LiveOperation, true>;

const isLive = (op: OperationName): op is LiveOperation => Object.hasOwn(liveOperations, op);

/** Enough for any host's `data`; beyond it code that descends into a value could run out of stack (S27). */
const deepestInput = 32;

/** Goes down no further than `levels`, so no input makes it run out of stack itself. */
export function isNestedDeeper(value: unknown, levels: number): boolean {
  if (levels < 0) return true;
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((item) => isNestedDeeper(item, levels - 1));
  for (const key in value) if (isNestedDeeper((value as Record<string, unknown>)[key], levels - 1)) return true;
  return false;
}
