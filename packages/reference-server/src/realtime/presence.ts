/**
 * Who is online, as far as this node knows (PWP-EPH-003). A person is there while a connection of theirs is, and for a
 * grace of 10 s after the last one went, so that a reload or a change of network is not a going and coming. Nothing here
 * touches the store or a socket.
 */
import type {Presence} from '@parlor/sdk/protocol';
import type {Clock} from '../clock.js';
import type {Chosen} from '../domain/domain.js';

export const graceMs = 10_000;

/** What the store knows of a person: how they chose to appear and when they were last seen (0: never). */
export type Kept = {chosen: Chosen; lastSeen: number};

type Person = Kept & {
  /** Connection id → whether it is idle. */
  connections: Map<string, boolean>;
  /** There while the last connection is gone and the grace runs. */
  stopGrace?: () => void;
  /** What others were told last. */
  shown: Presence['state'];
};

export type PresenceOptions = {
  clock: Clock;
  /** The state others see has changed. */
  changed(presence: Presence): void;
  /** Somebody whom others saw here has gone now: the moment to keep as last seen. */
  left(user: string): void;
};

export type PresenceBook = ReturnType<typeof createPresenceBook>;

export function createPresenceBook({clock, changed, left}: PresenceOptions) {
  const people = new Map<string, Person>();

  /** Compares with what was told and tells what is new. */
  const settle = (user: string, person: Person): void => {
    const state = stateOf(person);
    if (state === person.shown) return;
    person.shown = state;
    if (state === 'offline') {
      person.lastSeen = clock.now();
      left(user);
    }
    changed(seenAs(user, state, person.lastSeen));
  };

  const forget = (user: string, person: Person): void => {
    delete person.stopGrace;
    settle(user, person);
    people.delete(user);
  };

  return {
    /** A connection of this person is there. `kept` counts only if they were not there before. */
    connect(user: string, connection: string, kept: Kept): void {
      let person = people.get(user);
      if (person === undefined) {
        person = {...kept, connections: new Map(), shown: 'offline'};
        people.set(user, person);
      }
      person.stopGrace?.();
      delete person.stopGrace;
      person.connections.set(connection, false);
      settle(user, person);
    },

    disconnect(user: string, connection: string): void {
      const person = people.get(user);
      if (!person?.connections.delete(connection)) return;
      if (person.connections.size > 0) settle(user, person);
      else person.stopGrace = clock.after(graceMs, () => forget(user, person));
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

    /** How others see this person; `kept` is for those who are not on this node. */
    of(user: string, kept: Kept | undefined): Presence {
      const person = people.get(user);
      return person === undefined
        ? seenAs(user, 'offline', kept?.lastSeen ?? 0)
        : seenAs(user, person.shown, person.lastSeen);
    },

    /** Ends every grace at once, and says of everybody that they left: the node is stopping. */
    stop(): void {
      for (const [user, person] of people) {
        person.stopGrace?.();
        person.connections.clear();
        if (person.shown !== 'offline') left(user);
      }
      people.clear();
    },
  };
}

/** With no connection left the person still counts as what they were: the grace runs. Appearing offline is the only choice that wins over being away. */
function stateOf(person: Person): Presence['state'] {
  const isGone = person.connections.size === 0 && person.stopGrace === undefined;
  if (isGone || person.chosen === 'offline') return 'offline';
  if (person.chosen !== 'auto') return person.chosen;
  if (person.connections.size === 0) return person.shown;
  return [...person.connections.values()].every((isIdle) => isIdle) ? 'away' : 'online';
}

/** `lastSeen` is there only while offline and if known. */
const seenAs = (user: string, state: Presence['state'], lastSeen: number): Presence =>
  state === 'offline' && lastSeen > 0 ? {user, state, lastSeen} : {user, state};
