/** Somebody a case invents: a user id nobody has met, tokens for it, and requests over the transport under trial. */
import type {
  Failure,
  Message,
  OperationName,
  OutputOf,
  Reply,
  ServerFailureCode,
  TextRange,
  Written,
} from '@parlor/sdk/protocol';
import {Connection, type Handshake} from './connection.js';
import {Broken, fail, show} from './expect.js';
import {newId} from './ids.js';
import {lineOf, type RestAnswer, replyOf, request} from './rest-client.js';
import {type Claims, nowSeconds, signToken} from './token.js';
import type {Transport} from './transport.js';

export type Target = {
  url: string;
  secret: string;
  /** A web origin the server admits, where the caller named one. */
  origin?: string | undefined;
  issuer?: string | undefined;
  /** How long one request may take. */
  timeoutMs: number;
};

export type Ask = {
  /** Travels as `Idempotency-Key` over REST and in a batch of one over a socket. */
  opId?: string | undefined;
  /** Does not wait when the server says `retry: after`. */
  isImpatient?: boolean | undefined;
};

export type Connecting = Partial<Handshake> & {
  claims?: Claims | undefined;
  cursor?: string;
  epoch?: string;
  device?: string;
};
export type Content = {text?: string; ranges?: TextRange[]; replyTo?: string; id?: string} & Record<string, unknown>;

/** How long a case waits for a server that says `retry: after`, all in all. */
const patienceMs = 20_000;

export class Person {
  readonly id: string;
  readonly transport: Transport;
  readonly #target: Target;
  readonly #claims: Claims;
  readonly #opened: (connection: Connection) => void;
  #connection: Promise<Connection> | undefined;

  constructor(
    id: string,
    transport: Transport,
    target: Target,
    claims: Claims,
    opened: (connection: Connection) => void,
  ) {
    this.id = id;
    this.transport = transport;
    this.#target = target;
    this.#claims = claims;
    this.#opened = opened;
  }

  /** The same person on another device, over another transport if wanted. */
  another(transport = this.transport, claims: Claims = {}): Person {
    return new Person(this.id, transport, this.#target, {...this.#claims, ...claims}, this.#opened);
  }

  /** A token as a host would make it: for a program, ten minutes. A claim that is `undefined` is left out. */
  token(claims: Claims = {}, header: Record<string, unknown> = {}, secret = this.#target.secret): string {
    const now = nowSeconds();
    const {issuer} = this.#target;
    return signToken(
      secret,
      {
        sub: this.id,
        aud: 'parlor-bot',
        iat: now,
        exp: now + 600,
        ...(issuer !== undefined && {iss: issuer}),
        ...this.#claims,
        ...claims,
      },
      header,
    );
  }

  /** The failure a handshake is refused with, or the connection with its hello. */
  async tryConnect({
    claims,
    cursor,
    epoch,
    device = 'conformance',
    auth,
    ...more
  }: Connecting = {}): Promise<Connection | Failure> {
    const connection = new Connection(this.#target.url, {
      timeoutMs: this.#target.timeoutMs,
      ...more,
      auth: {
        token: this.token(claims),
        device,
        proto: [1],
        ...(cursor !== undefined && {cursor}),
        ...(epoch !== undefined && {epoch}),
        ...auth,
      },
    });
    this.#opened(connection);
    return (await connection.open()) ?? connection;
  }

  async connect(connecting: Connecting = {}): Promise<Connection> {
    const endsAt = Date.now() + patienceMs;
    for (;;) {
      const connection = await this.tryConnect(connecting);
      if (connection instanceof Connection) return connection;
      if (!(await isWorthAnother(connection, endsAt))) fail(`the handshake was refused with ${show(connection)}`);
    }
  }

  /** The failure a handshake has to be refused with. */
  async refusedToConnect(connecting: Connecting = {}): Promise<Failure> {
    const refusal = await this.tryConnect(connecting);
    return refusal instanceof Connection ? fail('the handshake was accepted') : refusal;
  }

  /** One HTTP request as this person; the token can be left out with `token: undefined`. */
  rest(
    method: string,
    path: string,
    more: {body?: unknown; headers?: Record<string, string>; token?: string | undefined} = {},
  ) {
    return request(this.#target.url, method, path, {timeoutMs: this.#target.timeoutMs, token: this.token(), ...more});
  }

  /** A request to an address that the server gave, without a token. */
  fetch(address: string, init: RequestInit = {}): Promise<Response> {
    const signal = AbortSignal.timeout(this.#target.timeoutMs);
    return fetch(new URL(address, `${this.#target.url.replace(/\/$/, '')}/`), {...init, signal});
  }

  /** One operation over HTTP as it is answered there. */
  restOf(
    name: OperationName,
    input: Readonly<Record<string, unknown>>,
    headers: Record<string, string> = {},
  ): Promise<RestAnswer> {
    const {method, path, body} = lineOf(name, input);
    return this.rest(method, path, {body, headers});
  }

  /** An answer, whatever it says; a request that the server wants later is asked again later. */
  async ask(name: OperationName, input: object = {}, {opId, isImpatient = false}: Ask = {}): Promise<Reply> {
    const endsAt = Date.now() + patienceMs;
    for (;;) {
      const reply = await this.#once(name, input as Record<string, unknown>, opId);
      if (isImpatient || reply.ok || !(await isWorthAnother(reply, endsAt))) return reply;
    }
  }

  async call<Name extends OperationName>(name: Name, input: object = {}, how: Ask = {}): Promise<OutputOf<Name>> {
    const reply = await this.ask(name, input, how);
    if (!reply.ok)
      throw new Broken(`${name} was refused with ${reply.code}${reply.detail ? ` (${reply.detail})` : ''}`);
    return reply.result as OutputOf<Name>;
  }

  /** It has to be refused with this code, or one of these. */
  async refused(
    name: OperationName,
    input: object,
    codes: ServerFailureCode | ServerFailureCode[],
    how: Ask = {},
  ): Promise<Failure> {
    const wanted = [codes].flat();
    const reply = await this.ask(name, input, how);
    if (reply.ok) fail(`${name} ${show(input)} was accepted instead of refused with ${wanted.join(' or ')}`);
    if (!wanted.includes(reply.code))
      fail(`${name} ${show(input)} was refused with ${reply.code} instead of ${wanted.join(' or ')}`);
    return reply;
  }

  /** Operations in one batch, and their answers. */
  async batch(...ops: {op: string; input: unknown; opId?: string}[]): Promise<Reply[]> {
    const {results} = await this.call('ops.push', {ops: ops.map((op) => ({opId: newId(), ...op}))});
    return results as Reply[];
  }

  async written(name: OperationName, input: object, how: Ask = {}): Promise<Written> {
    return (await this.call(name, input, how)) as Written;
  }

  /** Sends a text, and answers with the message as it was stored. */
  async send(conversation: string, text: string, {id = newId(), replyTo, ...content}: Content = {}): Promise<Message> {
    const written = await this.written('message.send', {
      conversation,
      id,
      content: {text, ...content},
      ...(replyTo !== undefined && {replyTo}),
    });
    return messageIn(written, id);
  }

  async edit(conversation: string, id: string, text: string, content: object = {}): Promise<Message> {
    return messageIn(await this.written('message.edit', {conversation, id, content: {text, ...content}}), id);
  }

  async remove(conversation: string, id: string): Promise<Message> {
    return messageIn(await this.written('message.delete', {conversation, id}), id);
  }

  react(conversation: string, id: string, key: string, on = true): Promise<Written> {
    return this.written('reaction.set', {conversation, id, key, on});
  }

  own(conversation: string, registers: object): Promise<Written> {
    return this.written('own.set', {conversation, ...registers});
  }

  async row(conversation: string) {
    return (await this.call('conversation.get', {conversation})).row;
  }

  async head(conversation: string): Promise<number> {
    return (await this.row(conversation)).seq;
  }

  delta(conversation: string, since = 0, more: object = {}) {
    return this.call('conversation.delta', {conversation, since, ...more});
  }

  page(conversation: string, more: object = {}) {
    return this.call('history.page', {conversation, ...more});
  }

  async message(conversation: string, id: string): Promise<Message | undefined> {
    return (await this.page(conversation, {limit: 100})).messages.find((message) => message.id === id);
  }

  async #once(name: OperationName, input: Record<string, unknown>, opId: string | undefined): Promise<Reply> {
    if (this.transport === 'rest') {
      return replyOf(name, await this.restOf(name, input, opId === undefined ? {} : {'idempotency-key': opId}));
    }
    const connection = await (this.#connection ??= this.connect());
    if (opId === undefined) return connection.ask(name, input);
    const batch = await connection.ask('ops.push', {ops: [{opId, op: name, input}]});
    return batch.ok ? ((batch.result as OutputOf<'ops.push'>).results[0] as Reply) : batch;
  }
}

/** Waits as long as the failure says; false where waiting is no use or too long. */
async function isWorthAnother({retry, retryAfterMs = 500}: Failure, endsAt: number): Promise<boolean> {
  if (retry !== 'after' || Date.now() + retryAfterMs > endsAt) return false;
  await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
  return true;
}

export function messageIn({changes}: Written, id: string): Message {
  for (const change of changes) if (change.type === 'message' && change.message.id === id) return change.message;
  return fail(`the answer holds no message ${id}: ${show(changes)}`);
}
