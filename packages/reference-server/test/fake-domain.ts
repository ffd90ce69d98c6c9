import {defaultLimits, type HelloFrame, type OutputOf, type Profile} from '@parlor/sdk/protocol';
import type {Actor, Chosen, Delivery, Domain, DomainOperation, Touched} from '../src/domain/domain.js';

/** A domain without rules, for what is between it and the wire: answers what it is told to, and shows what it was asked. */
export interface FakeDomain extends Domain {
  /** Gives out deliveries as a commit would. */
  commit(...deliveries: Delivery[]): void;
  /** Touches rows as a commit of an import would. */
  touch(...touched: Touched[]): void;
  /** What `run` was asked, in order. */
  readonly asked: {actor: Actor; name: DomainOperation; input: unknown; opId: string | undefined}[];
  /** Takes the place of the answer, which otherwise is `{}`; for `sync` an empty page. */
  answer: (name: DomainOperation, input: unknown) => unknown;
  /** Runs inside hello, before it answers. */
  duringHello: () => Promise<void> | void;
  /** Who may be seen, and who is told that somebody types. */
  people: string[];
  /** With whom there is a block, whoever asks. */
  apartFrom: string[];
  readonly kept: Map<string, {chosen: Chosen; lastSeen: number}>;
  isClosed: boolean;
  probe: () => Promise<void>;
}

export function fakeDomain(now: () => number = Date.now): FakeDomain {
  const listeners = new Set<(deliveries: readonly Delivery[]) => void>();
  const touchedListeners = new Set<(touched: readonly Touched[]) => void>();
  const sync: HelloFrame['sync'] = {rows: [], cursor: 'c1'};
  const profile = (user: string): Profile => ({user, name: user, rev: 1});
  const keptOf = (user: string) => domain.kept.get(user) ?? {chosen: 'auto' as const, lastSeen: 0};
  const endedListeners = new Set<(user: string, until: number) => void>();
  const domain: FakeDomain = {
    epoch: 'e1',
    sendDue: async () => 0,
    deleteOld: async () => ({messages: 0, notifications: 0}),
    limits: defaultLimits,
    asked: [],
    kept: new Map(),
    people: [],
    apartFrom: [],
    isClosed: false,
    answer: (name) => (name === 'sync' ? sync : {}),
    duringHello: () => undefined,
    commit(...deliveries) {
      for (const listener of listeners) listener(deliveries);
    },
    async run(actor, name, input, options) {
      domain.asked.push({actor, name, input, opId: options?.opId});
      return (await domain.answer(name, input)) as OutputOf<typeof name>;
    },
    async hello(actor) {
      await domain.duringHello();
      return {profile: profile(actor.user), sync};
    },
    onDeliveries(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    writeBeside: async () => {
      throw new Error('there is no store here');
    },
    onLostFiles: () => () => undefined,
    onTouched(listener) {
      touchedListeners.add(listener);
      return () => void touchedListeners.delete(listener);
    },
    touch(...touched) {
      for (const listener of touchedListeners) listener(touched);
    },
    async endSessions(user) {
      for (const listener of endedListeners) listener(user, Number.MAX_SAFE_INTEGER);
    },
    noteExport: async () => undefined,
    removeConversation: async () => 0,
    onSessionsEnded(listener) {
      endedListeners.add(listener);
      return () => void endedListeners.delete(listener);
    },
    assertLives: async () => undefined,
    tickCursor: (user) => `tick-${user}`,
    typingAudience: async (actor) => domain.people.filter((user) => user !== actor.user),
    visiblePeople: async (_actor, users) => users.filter((user) => domain.people.includes(user)).map(profile),
    apart: async (_user, others) => new Set(others.filter((other) => domain.apartFrom.includes(other))),
    presence: async (users) => new Map(users.map((user) => [user, keptOf(user)])),
    async choosePresence({user}, chosen) {
      domain.kept.set(user, {...keptOf(user), chosen});
    },
    async seen(user) {
      domain.kept.set(user, {...keptOf(user), lastSeen: now()});
    },
    knownSince: async () => 0,
    probe: async () => undefined,
    async close() {
      domain.isClosed = true;
    },
  };
  return domain;
}
