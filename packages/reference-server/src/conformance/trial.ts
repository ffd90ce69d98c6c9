/** What a case is given: the transport it runs over, what the server said of itself, and people nobody has met before. */
import {defaultLimits, type Limits} from '@parlor/sdk/protocol';
import type {Connection} from './connection.js';
import {fail} from './expect.js';
import {newId, newUser} from './ids.js';
import {Person, type Target} from './person.js';
import type {Claims} from './token.js';
import type {Transport} from './transport.js';

/** What the server says of itself in its hello; over REST alone the defaults of the protocol stand for it. */
export type Facts = {
  proto: number | undefined;
  epoch: string | undefined;
  /** Undefined where no hello could be had. */
  features: readonly string[] | undefined;
  heartbeatMs: number | undefined;
  limits: Limits;
};

export const unknownFacts: Facts = {
  proto: undefined,
  epoch: undefined,
  features: undefined,
  heartbeatMs: undefined,
  limits: {...defaultLimits},
};

export class Trial {
  readonly transport: Transport;
  readonly target: Target;
  readonly facts: Facts;
  readonly #connections = new Set<Connection>();

  constructor(transport: Transport, target: Target, facts: Facts) {
    this.transport = transport;
    this.target = target;
    this.facts = facts;
  }

  get limits(): Limits {
    return this.facts.limits;
  }

  /** The admitted web origin; cases that ask for it are marked `needsOrigin`. */
  get origin(): string {
    return this.target.origin ?? fail('no admitted origin is known');
  }

  /** Somebody new. Their word goes over the transport under trial unless said otherwise. */
  person(name = 'ann', {transport = this.transport, id = newUser(name), claims = {}}: PersonOptions = {}): Person {
    return new Person(id, transport, this.target, claims, (connection) => void this.#connections.add(connection));
  }

  /** The backend of the host application. */
  host(options: PersonOptions = {}): Person {
    return this.person('host', {...options, claims: {...options.claims, aud: 'parlor-admin'}});
  }

  people<const Names extends readonly string[]>(...names: Names): {-readonly [At in keyof Names]: Person} {
    return names.map((name) => this.person(name)) as {-readonly [At in keyof Names]: Person};
  }

  /** A group the first of these people makes; answers its id. */
  async group([owner, ...others]: readonly Person[], more: object = {}): Promise<string> {
    const {conversation} = await (owner as Person).written('conversation.create', {
      title: 'Conformance',
      members: others.map(({id}) => id),
      ...more,
    });
    return conversation ?? fail('conversation.create answered without the conversation');
  }

  async direct(one: Person, other: Person): Promise<string> {
    const {conversation} = await one.written('conversation.direct', {user: other.id});
    return conversation ?? fail('conversation.direct answered without the conversation');
  }

  /** Ann who owns a group, and Ben who is in it. */
  async pair(more: object = {}): Promise<{ann: Person; ben: Person; conversation: string}> {
    const ann = this.person('ann');
    const ben = this.person('ben');
    return {ann, ben, conversation: await this.group([ann, ben], more)};
  }

  id(): string {
    return newId();
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  /** What came over a connection and does not fit the protocol, whatever the case was about. */
  complaints(): string[] {
    return [...this.#connections].flatMap(({malformed, strangers}) => [
      ...malformed.map((frame) => `a frame had another shape: ${frame}`),
      ...strangers.map((event) => `an event ${event} came, which the protocol does not know`),
    ]);
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }
}

type PersonOptions = {transport?: Transport; id?: string; claims?: Claims};
