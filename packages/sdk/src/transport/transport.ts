/**
 * The port to a server. A transport is a fast, lossy pipe: it keeps no queue, never repeats anything by itself, and
 * refuses while it is not connected (D1).
 */
import type {ChatError} from '../core/failure.js';
import type {ClientEphemeral, EphemeralFrame, ServerFrame} from '../protocol/frames.js';
import type {InputOf, OutputOf, RequestName} from '../protocol/operations.js';

export type Hello = {token: string; device: string; cursor?: string; epoch?: string};

export type TransportEvents = {
  /** Durable-state frames, checked for their shape, in the order they came. The first is the hello. */
  frame(frame: ServerFrame): void;
  ephemeral(frame: EphemeralFrame): void;
  /** Called once, last. With an error when the server refused or the connection broke; without when `close()` was called. */
  closed(error?: ChatError): void;
};

export interface TransportConnection {
  /**
   * One request. @throws {ChatError} what the server answered; OFFLINE when not connected (nothing was sent); TIMEOUT when
   * no answer came, or the connection broke, so that it is not known whether it was done.
   */
  request<Name extends RequestName>(
    op: Name,
    input: InputOf<Name>,
    options?: {timeoutMs?: number},
  ): Promise<OutputOf<Name>>;
  /** May be lost; does nothing while not connected. */
  ephemeral(frame: ClientEphemeral): void;
  close(): void;
}

export interface Transport {
  connect(hello: Hello, events: TransportEvents): TransportConnection;
}
