/** A small world for tests of the domain: people who do things, a clock turned by hand, and all that was delivered. */
import assert from 'node:assert/strict';
import type {
  Change,
  InboxRow,
  InputOf,
  Message,
  OutputOf,
  ServerFailureCode,
  ServerFrame,
  Written,
} from '@parlor/sdk/protocol';
import {nanoid} from 'nanoid';
import {createDomain} from '../src/domain/create-domain.js';
import type {Actor, Delivery, Domain, DomainOperation} from '../src/domain/domain.js';
import type {DomainOptions} from '../src/domain/options.js';
import {Refusal} from '../src/domain/refusal.js';
import {createTickets} from '../src/files/tickets.js';
import {memoryStore} from '../src/store/memory/store.js';
import type {Store} from '../src/store/store.js';
import {hasPostgres, settled, storeForTest} from './postgres.js';

export class HandClock {
  time = 1_700_000_000_000;
  #timers: {at: number; run: () => void}[] = [];

  now(): number {
    return this.time;
  }

  after(ms: number, run: () => void): () => void {
    const timer = {at: this.time + ms, run};
    this.#timers.push(timer);
    return () => void (this.#timers = this.#timers.filter((other) => other !== timer));
  }

  pass(ms: number): void {
    const until = this.time + ms;
    for (;;) {
      const due = this.#timers.filter(({at}) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#timers = this.#timers.filter((other) => other !== due);
      this.time = Math.max(this.time, due.at);
      due.run();
    }
    this.time = until;
  }
}

export const newId = (): string => nanoid();
export const text = (words: string): {text: string} => ({text: words});

export const actorOf = (user: string): Actor => ({
  user,
  device: `${user}-device`.replace(/[^A-Za-z0-9_-]/g, '-').slice(0, 32),
  audience: 'parlor',
  claims: {name: user},
});

const rules = {
  mistakeIn: (url: string) => (url.startsWith('https://') ? undefined : 'it does not begin with https://'),
};
const ports = ({secret}: Store): Pick<DomainOptions, 'files' | 'webhooks' | 'notices'> => ({
  files: createTickets(secret),
  webhooks: rules,
  notices: {key: 'B-a-public-key', rules},
});

export class World {
  readonly clock: HandClock;
  readonly store: Store;
  readonly domain: Domain;
  readonly deliveries: Delivery[] = [];

  private constructor(clock: HandClock, store: Store, domain: Domain) {
    this.clock = clock;
    this.store = store;
    this.domain = domain;
    domain.onDeliveries((deliveries) => this.deliveries.push(...deliveries));
  }

  static async open(options: Partial<DomainOptions> = {}): Promise<World> {
    const clock = (options.clock as HandClock | undefined) ?? new HandClock();
    // `npm run test:cluster` runs the same tests over PostgreSQL
    const store = options.store ?? (hasPostgres ? await storeForTest() : memoryStore());
    return new World(clock, store, await createDomain({...ports(store), ...options, clock, store}));
  }

  as(user: string): Person {
    return new Person(this, actorOf(user));
  }

  /** The host's own backend. */
  asHost(user = 'shop'): Person {
    return new Person(this, {...actorOf(user), audience: 'parlor-admin'});
  }

  /** A program with an account of its own. */
  asBot(user: string): Person {
    return new Person(this, {...actorOf(user), audience: 'parlor-bot'});
  }

  /** From here on a sync with a cursor of now gives nothing that was there before. */
  async settled(): Promise<void> {
    if (hasPostgres) await settled(this.store);
  }

  /** Frames given to a user since the last `forget`. */
  framesTo(user: string): ServerFrame[] {
    return this.deliveries.filter(({to}) => to.includes(user)).map(({frame}) => frame);
  }

  /** How many messages and notifications are deleted because they are too old. */
  async sweep(...asked: Parameters<Domain['deleteOld']>): Promise<number> {
    const {messages, notifications} = await this.domain.deleteOld(...asked);
    return messages + notifications;
  }

  forget(): void {
    this.deliveries.length = 0;
  }
}

export class Person {
  readonly world: World;
  readonly user: string;
  readonly actor: Actor;

  constructor(world: World, actor: Actor) {
    this.world = world;
    this.user = actor.user;
    this.actor = actor;
  }

  run<Name extends DomainOperation>(name: Name, input: InputOf<Name>, opId?: string): Promise<OutputOf<Name>> {
    return this.world.domain.run(this.actor, name, input, {opId});
  }

  hello(resume: {cursor?: string; epoch?: string} = {}): ReturnType<Domain['hello']> {
    return this.world.domain.hello(this.actor, resume);
  }

  async direct(user: string): Promise<string> {
    return idOf(await this.run('conversation.direct', {user}));
  }

  async group(members: string[], title = 'Group'): Promise<string> {
    return idOf(await this.run('conversation.create', {title, members}));
  }

  /** Sends and answers the stored message. */
  async send(
    conversation: string,
    words: string,
    more: Partial<InputOf<'message.send'>> = {},
    opId?: string,
  ): Promise<Message> {
    return messageIn(await this.run('message.send', {conversation, id: newId(), content: text(words), ...more}, opId));
  }

  async row(conversation: string): Promise<InboxRow> {
    const {rows} = await this.run('inbox.rows', {conversations: [conversation]});
    assert.ok(rows[0], `${this.user} has a row of ${conversation}`);
    return rows[0];
  }

  async words(conversation: string, page: Omit<InputOf<'history.page'>, 'conversation'> = {}): Promise<string[]> {
    const {messages} = await this.run('history.page', {conversation, limit: 100, ...page});
    return messages.filter(({content}) => content.kind !== 'system').map(({content}) => content.text);
  }
}

export function idOf(written: Written): string {
  assert.ok(written.conversation);
  return written.conversation;
}

export function messageIn({changes}: {changes: Change[]}): Message {
  const change = changes.find(({type}) => type === 'message');
  assert.equal(change?.type, 'message');
  return (change as Extract<Change, {type: 'message'}>).message;
}

/** The code something is refused with. */
export async function codeOf(attempt: Promise<unknown>): Promise<ServerFailureCode | 'none'> {
  try {
    await attempt;
    return 'none';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

/** The same numbers for the same seed (mulberry32). */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return Math.floor((((word ^ (word >>> 14)) >>> 0) / 4294967296) * below);
  };
}
