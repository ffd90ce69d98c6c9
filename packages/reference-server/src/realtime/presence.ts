/**
 * Who is online, as far as this node knows (PWP-EPH-003). A person is there while a connection of theirs is, here or on
 * another node, and for a grace of 10 s after the last one went, so that a reload or a change of network is not a going and
 * coming. Nothing here touches the store, a socket or the other nodes.
 */
import type {Presence} from '@parlor/sdk/protocol';
import type {Clock} from '../clock.js';
import type {Chosen} from '../domain/domain.js';
import type {Activity} from '../fanout/peers.js';

export const graceMs = 10_000;

/** What the store knows of a person: how they chose to appear and when they were last seen (0: never). */
export type Kept = {chosen: Chosen; lastSeen: number};

type Person = Kept & {
  /** Connection id → whether it is idle. */
  connections: Map<string, boolean>;
  /** There while the last connection is gone and the grace runs. */
  stopGrace?: () => void;
  /** What the other nodes were told last of what is here. */
  told: Activity | undefined;
  /** Other nodes on which this person is. */
  elsewhere: Map<string, Activity>;
  /** What others were told last. */
  shown: Presence['state'];
};

export type PresenceOptions = {
  clock: Clock;
  /** The state others see has changed. */
  changed(presence: Presence): void;
  /** Somebody whom others saw has gone now: the moment to keep as last seen. */
  left(user: string): void;
  /** What other nodes should know of a person who is here, or was. */
  tell?(user: string, activity: Activity | undefined, chosen: Chosen): void;
  /** Whether news of somebody who is only on other nodes are of interest. */
  isWatched?(user: string): boolean;
};

export type PresenceBook = ReturnType<typeof createPresenceBook>;

export function createPresenceBook({
  clock,
  changed,
  left,
  tell = () => undefined,
  isWatched = () => false,
}: PresenceOptions) {
  const people = new Map<string, Person>();

  const personOf = (user: string, kept: Kept): Person => {
    const known = people.get(user);
    if (known) return known;
    const {chosen, lastSeen} = kept;
    const person: Person = {
      ...{chosen, lastSeen, connections: new Map(), told: undefined, elsewhere: new Map(), shown: 'offline'},
    };
    people.set(user, person);
    return person;
  };

  /** Compares with what was told and tells what is new. Who has gone for good is forgotten. */
  const settle = (user: string, person: Person, went: 'here' | 'elsewhere' = 'here'): void => {
    const activity = activityOf(person);
    if (activity !== person.told) {
      person.told = activity;
      tell(user, activity, person.chosen);
    }
    const state = stateOf(person);
    if (state !== person.shown) {
      person.shown = state;
      if (state === 'offline') {
        person.lastSeen = clock.now();
        if (went === 'here') left(user);
      }
      changed(seenAs(user, state, person.lastSeen));
    }
    if (isGone(person)) people.delete(user);
  };

  return {
    /** A connection of this person is there. `kept` counts only if they were not there before. */
    connect(user: string, connection: string, kept: Kept, elsewhere: ReadonlyMap<string, Activity> = new Map()): void {
      const person = personOf(user, kept);
      for (const [node, activity] of elsewhere) if (!person.elsewhere.has(node)) person.elsewhere.set(node, activity);
      person.stopGrace?.();
      delete person.stopGrace;
      person.connections.set(connection, false);
      settle(user, person);
    },

    disconnect(user: string, connection: string): void {
      const person = people.get(user);
      if (!person?.connections.delete(connection)) return;
      if (person.connections.size === 0) {
        person.stopGrace = clock.after(graceMs, () => {
          delete person.stopGrace;
          settle(user, person);
        });
      }
      settle(user, person);
    },

    /** Tells whether anybody sits before this connection. */
    setIdle(user: string, connection: string, isIdle: boolean): void {
      const person = people.get(user);
      if (!person?.connections.has(connection)) return;
      person.connections.set(connection, isIdle);
      settle(user, person);
    },

    choose(user: string, chosen: Chosen): void {
      const person = people.get(user);
      if (person === undefined) return;
      person.chosen = chosen;
      settle(user, person);
    },

    /** Another node's word: this person is there now, or without an activity no longer. */
    heard(user: string, node: string, {activity, chosen}: {activity?: Activity | undefined; chosen: Chosen}): void {
      if (!people.has(user) && !(activity && isWatched(user))) return;
      const person = personOf(user, {chosen, lastSeen: 0});
      person.chosen = chosen;
      if (activity) person.elsewhere.set(node, activity);
      else person.elsewhere.delete(node);
      settle(user, person, 'elsewhere');
    },

    /** On which other nodes this person is, all of them. `kept` is for who was not known. */
    found(user: string, nodes: ReadonlyMap<string, Activity>, kept?: Kept): void {
      if (!people.has(user) && (kept === undefined || nodes.size === 0)) return;
      const person = personOf(user, kept ?? {chosen: 'auto', lastSeen: 0});
      person.elsewhere = new Map(nodes);
      settle(user, person, 'elsewhere');
    },

    /** Another node is gone without a word, or all others are out of sight: nobody is there any more. */
    lost(isLost: (node: string) => boolean): void {
      for (const [user, person] of people) {
        const before = person.elsewhere.size;
        for (const node of person.elsewhere.keys()) if (isLost(node)) person.elsewhere.delete(node);
        if (person.elsewhere.size < before) settle(user, person);
      }
    },

    /** Everybody of whom something is to be heard; who is only elsewhere and is watched by nobody any more is let go. */
    people(): string[] {
      for (const [user, person] of people) {
        const isHere = person.connections.size > 0 || person.stopGrace !== undefined;
        if (!isHere && !isWatched(user)) people.delete(user);
      }
      return [...people.keys()];
    },

    /** Whether they sit before a connection, however they chose to appear. `others`: where else they are, for who is not known here. */
    isActive(user: string, others: ReadonlyMap<string, Activity> = new Map()): boolean {
      const person = people.get(user);
      if (person && [...person.connections.values()].some((isIdle) => !isIdle)) return true;
      return [...others.values(), ...(person?.elsewhere.values() ?? [])].includes('active');
    },

    /** How others see this person; `kept` is for those who are not on this node. */
    of(user: string, kept: Kept | undefined): Presence {
      const person = people.get(user);
      return person === undefined
        ? seenAs(user, 'offline', kept?.lastSeen ?? 0)
        : seenAs(user, person.shown, person.lastSeen);
    },

    /** Ends every grace at once, and says of everybody who was only here that they left: the node is stopping. */
    stop(): void {
      for (const [user, person] of people) {
        person.stopGrace?.();
        person.connections.clear();
        if (person.shown !== 'offline' && person.elsewhere.size === 0) left(user);
      }
      people.clear();
    },
  };
}

/** What of a person is here. With no connection left they still count as what they were: the grace runs. */
function activityOf({connections, stopGrace, told}: Person): Activity | undefined {
  if (connections.size === 0) return stopGrace ? told : undefined;
  return [...connections.values()].every((isIdle) => isIdle) ? 'idle' : 'active';
}

const isGone = ({connections, stopGrace, elsewhere}: Person): boolean =>
  connections.size === 0 && stopGrace === undefined && elsewhere.size === 0;

/** Appearing offline is the only choice that wins over being away. */
function stateOf(person: Person): Presence['state'] {
  if (isGone(person) || person.chosen === 'offline') return 'offline';
  if (person.chosen !== 'auto') return person.chosen;
  return person.told === 'active' || [...person.elsewhere.values()].includes('active') ? 'online' : 'away';
}

/** `lastSeen` is there only while offline and if known. */
const seenAs = (user: string, state: Presence['state'], lastSeen: number): Presence =>
  state === 'offline' && lastSeen > 0 ? {user, state, lastSeen} : {user, state};
