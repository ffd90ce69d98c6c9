import type {Failure} from '@parlor/sdk/protocol';
import type {Actor} from '../domain/domain.js';

/** Who is asking, over which connection if any (REST has none). */
export type Caller = {
  actor: Actor;
  /** The live connection, where there is one: presence and typing follow it, and `auth.refresh` renews it. */
  connection?: LiveConnection;
};

/** What the operations of the connection layer need of a socket. */
export interface LiveConnection {
  readonly id: string;
  /** Puts a checked token of the same user on the connection. */
  renew(actor: Actor, expiresAt: number): void;
  /** Closes the connection once the answer now being made has been sent. */
  closeAfterAnswer(): void;
}

/** Answers any operation of the table, for a socket or for REST. Never rejects: what goes wrong is the answer. */
export type Call = (
  caller: Caller,
  op: string,
  input: unknown,
  options?: {opId?: string | undefined},
) => Promise<{ok: true; result: unknown} | Failure>;
