/**
 * The port over a BroadcastChannel: a tab that does not hold the connection speaks through the one that does. The leading tab
 * passes a frame on once it is in IndexedDB, so whoever subscribes first and reads then misses nothing.
 */
import type {Clock} from '../base/clock.js';
import {ChatError} from '../core/failure.js';
import type {FailureCode, Retry} from '../protocol/failure.js';
import type {ClientEphemeral, EphemeralFrame, ServerFrame} from '../protocol/frames.js';
import type {RequestName} from '../protocol/operations.js';
import {requestMs} from './reply.js';
import type {Transport} from './transport.js';

type Refusal = {
  ok: false;
  code: FailureCode;
  retry: Retry;
  retryAfterMs?: number | undefined;
  detail?: string | undefined;
};

export type RelayMessage =
  | {is: 'frame'; frame: ServerFrame}
  | {is: 'ephemeral'; frame: EphemeralFrame}
  | {is: 'request'; from: string; id: number; op: RequestName; input: object}
  | {is: 'answer'; to: string; id: number; reply: {ok: true; result: unknown} | Refusal}
  | {is: 'say'; frame: ClientEphemeral}
  /** The connection broke, or another tab leads now: what was asked may or may not have been done. */
  | {is: 'lost'};

export interface RelayChannel {
  post(message: RelayMessage): void;
  /** Returns how to stop. */
  onMessage(listener: (message: RelayMessage) => void): () => void;
}

/** Of this page, over all its connections: an answer to one that was lost is none to a question of the next. */
let last = 0;

/** `tab` tells the answers of several tabs apart. Nothing of a hello is needed: the leading tab has said its own. */
export function relayTransport({channel, tab, clock}: {channel: RelayChannel; tab: string; clock: Clock}): Transport {
  return {
    connect(_hello, events) {
      const waiting = new Map<number, {resolve(result: never): void; reject(error: ChatError): void; stop(): void}>();
      let isOver = false;

      const settle = (id: number, reply: {ok: true; result: unknown} | Refusal): void => {
        const asked = waiting.get(id);
        if (!asked) return;
        waiting.delete(id);
        asked.stop();
        if (reply.ok) asked.resolve(reply.result as never);
        else asked.reject(new ChatError(reply.code, reply));
      };
      const lose = (): void => {
        for (const id of [...waiting.keys()]) settle(id, {ok: false, code: 'TIMEOUT', retry: 'after'});
      };
      const stop = channel.onMessage((message) => {
        if (message.is === 'frame') events.frame(message.frame);
        else if (message.is === 'ephemeral') events.ephemeral(message.frame);
        else if (message.is === 'answer' && message.to === tab) settle(message.id, message.reply);
        else if (message.is === 'lost') lose();
      });

      return {
        request: (op, input, {timeoutMs = requestMs} = {}) =>
          new Promise((resolve, reject) => {
            if (isOver) return reject(new ChatError('OFFLINE'));
            const id = ++last;
            const late = clock.after(timeoutMs, () => settle(id, {ok: false, code: 'TIMEOUT', retry: 'after'}));
            waiting.set(id, {resolve, reject, stop: late});
            channel.post({is: 'request', from: tab, id, op, input});
          }),
        ephemeral: (frame) => {
          if (!isOver) channel.post({is: 'say', frame});
        },
        close: () => {
          if (isOver) return;
          isOver = true;
          stop();
          lose();
          events.closed();
        },
      };
    },
  };
}

/** The other end, in the leading tab. `answer` runs a request and resolves when its result is stored. */
export function serveRelay(
  channel: RelayChannel,
  {
    answer,
    say,
  }: {answer(op: RequestName, input: object, tab: string): Promise<unknown>; say(frame: ClientEphemeral): void},
): () => void {
  return channel.onMessage((message) => {
    if (message.is === 'say') say(message.frame);
    if (message.is !== 'request') return;
    const {from: to, id, op, input} = message;
    answer(op, input, to).then(
      (result) => channel.post({is: 'answer', to, id, reply: {ok: true, result}}),
      (error: ChatError) => {
        const {code = 'INTERNAL', retry = 'after', retryAfterMs, detail} = error;
        channel.post({is: 'answer', to, id, reply: {ok: false, code, retry, retryAfterMs, detail}});
      },
    );
  });
}
