import type * as v from 'valibot';

export type Method = 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';

/** One REST form of an operation. `{name}` in the path fills that field of the input; `fixed` fills others. */
export type Route = {method: Method; path: string; fixed?: Record<string, unknown>};

/** Which rate bucket an operation draws from. */
export type Cost =
  | 'read'
  | 'page'
  | 'send'
  | 'write'
  | 'register'
  | 'create'
  | 'presence'
  | 'report'
  | 'session'
  | 'host';

/**
 * Who may, at the least. `user`: anybody with a token. `past-member`: also who was a member, up to the removal. `member`:
 * has joined. `writer`: may write (not an observer; in announcements admins only). `author`: wrote the message.
 * `author-or-moderator`, `moderator`, `admin`, `owner`: by role (`moderator`: both in a direct conversation); the host as well (PWP-HOST-002),
 * and at `member.list` and `file.urls` (PWP-HOST-013, PWP-HOST-015). `host`: the host's backend alone.
 * Checked inside the transaction (PWP-AUTHZ-001).
 */
export type Who =
  | 'user'
  | 'past-member'
  | 'member'
  | 'writer'
  | 'author'
  | 'author-or-moderator'
  | 'moderator'
  | 'admin'
  | 'admin-or-self'
  | 'host';

type Schema = v.GenericSchema;

export type Operation<
  Input extends Schema = Schema,
  Output extends Schema = Schema,
  Durable extends boolean = boolean,
> = {
  /** What it does, in a sentence: the summary in docs and in the OpenAPI document. */
  does: string;
  input: Input;
  output: Output;
  rest: readonly Route[];
  cost: Cost;
  who: Who;
  /** A durable write: it may travel in `ops.push`, and its opId makes a repetition harmless. */
  durable: Durable;
};

/** Only fixes the types of one row of the table. */
export const operation = <Input extends Schema, Output extends Schema, Durable extends boolean>(
  row: Operation<Input, Output, Durable>,
): Operation<Input, Output, Durable> => row;
