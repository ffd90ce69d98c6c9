/** Presence at work: the book of who is here, the store that remembers choices, the connections that watch, the other nodes. */
import type {ChangesFrame, Profile, ServerFrame} from '@parlor/sdk/protocol';
import type {Clock} from '../clock.js';
import type {Actor, Chosen, Delivery, Domain} from '../domain/domain.js';
import type {Activity, Peers} from '../fanout/peers.js';
import type {Connection} from './connection.js';
import type {Connections} from './connections.js';
import {createElsewhere} from './elsewhere.js';
import {createPresenceBook, type Kept} from './presence.js';
import {createWatching} from './watching.js';

export type Presences = ReturnType<typeof createPresences>;

const leaving = ({changes}: ChangesFrame): string[] =>
  changes.flatMap((change) =>
    change.type === 'member' && change.member.state !== 'joined' ? [change.member.user] : [],
  );

/** Whether it tells its reader that they are no longer in some conversation. */
const isOut = (frame: ServerFrame): boolean =>
  frame.type === 'inbox' && frame.rows.some(({membership}) => membership.state !== 'joined');

type Options = {
  domain: Domain;
  connections: Connections;
  clock: Clock;
  report(error: unknown): void;
  /** Where other nodes can be told of who is here. */
  peers?: Peers | undefined;
};

const without = (all: readonly string[], some: readonly string[]): string[] => {
  const out = new Set(some);
  return all.filter((one) => !out.has(one));
};

/** What is known of somebody who connects: from the store, and on which other nodes they are. */
export type Before = Kept & {elsewhere: ReadonlyMap<string, Activity>};

const unknownPerson: Kept = {chosen: 'auto', lastSeen: 0};

export function createPresences({domain, connections, clock, report, peers}: Options) {
  const watching = createWatching();
  const writes = new Set<Promise<void>>();

  const keep = (write: Promise<void>): void => {
    const kept = write.catch(report).finally(() => writes.delete(kept));
    writes.add(kept);
  };

  const book = createPresenceBook({
    clock,
    changed(presence) {
      for (const id of watching.watchersOf(presence.user))
        connections.get(id)?.sendEphemeral({type: 'presence', presence});
    },
    left: (user) => keep(domain.seen(user)),
    tell(user, activity, chosen) {
      peers?.keep(user, activity);
      peers?.tell({is: 'presence', user, activity, chosen});
    },
    isWatched: (user) => watching.watchersOf(user).size > 0,
  });
  const elsewhere = createElsewhere({peers, book, clock});

  const kept = async (user: string): Promise<Kept> => (await domain.presence([user])).get(user) ?? unknownPerson;

  /** Lets go of people whom a watcher shares no conversation with any more (S18, S21). */
  const recheck = async (connection: Connection): Promise<void> => {
    const asked = askedBy(connection);
    const visible = (await domain.visiblePeople(connection.actor, asked)).map(({user}) => user);
    if (!connection.isClosed) renew(connection, asked, visible);
  };

  /** `asked` were looked at. A list that came meanwhile has others as well, who stay as they are. */
  const renew = (connection: Connection, asked: readonly string[], visible: readonly string[]): void => {
    const [looked, shown] = [new Set(asked), new Set(visible)];
    const seen = watching.watchedBy(connection.id);
    const isSeen = (user: string): boolean => (looked.has(user) ? shown : seen).has(user);
    const all = askedBy(connection);
    watching.watch(
      connection.id,
      all.filter(isSeen),
      all.filter((user) => !isSeen(user)),
    );
  };

  const askedBy = ({id}: Connection): string[] => [...watching.watchedBy(id), ...watching.missedBy(id)];

  /** The presence of those of `users` whom the actor may see; a connection is told of their changes from now on. */
  const watch = async (
    actor: Actor,
    connectionId: string | undefined,
    users: readonly string[],
    look: 'first' | 'again' = 'first',
  ) => {
    const people: readonly Profile[] = await domain.visiblePeople(actor, users);
    const visible = people.map(({user}) => user);
    const connection = connectionId === undefined ? undefined : connections.get(connectionId);
    // before anything is looked up, so that no change falls in between
    if (connection && !connection.isClosed) {
      if (look === 'again') renew(connection, users, visible);
      else watching.watch(connection.id, visible, without(users, visible));
    }
    const [seen, found, apart] = await Promise.all([
      domain.presence(visible),
      elsewhere.of(visible),
      // a block that was committed meanwhile
      domain.apart(actor.user, visible),
    ]);
    for (const user of visible) found(user, (nodes) => book.found(user, nodes, seen.get(user) ?? unknownPerson));
    const shown = people.filter(({user}) => !apart.has(user));
    if (connection && !connection.isClosed && apart.size > 0) renew(connection, [...apart], []);
    return {presences: shown.map(({user}) => book.of(user, seen.get(user))), people: [...shown]};
  };

  /** Looks again at who a connection may see, and tells it of those who came into sight or went out of it. */
  const rewatch = async (connection: Connection): Promise<void> => {
    const asked = askedBy(connection);
    const before = new Set(watching.watchedBy(connection.id));
    const {presences} = await watch(connection.actor, connection.id, asked, 'again');
    const now = new Set(presences.map(({user}) => user));
    for (const presence of presences)
      if (!before.has(presence.user)) connection.sendEphemeral({type: 'presence', presence});
    for (const user of before)
      if (!now.has(user)) connection.sendEphemeral({type: 'presence', presence: {user, state: 'offline'}});
  };

  /**
   * Whoever blocks, or no longer does, is told with their profile (PWP-BLOCK-006): then neither of the two sees the other any more,
   * or does again. A profile that changed in another way costs one look.
   */
  const recheckBlocks = async (user: string): Promise<void> => {
    const own = connections.of(user);
    const others = [...watching.watchersOf(user), ...watching.missersOf(user)].flatMap(
      (id) => connections.get(id) ?? [],
    );
    const counterparts = new Set([...[...own].flatMap(askedBy), ...others.map((other) => other.user)]);
    counterparts.delete(user);
    if (counterparts.size === 0) return;
    const apart = await domain.apart(user, [...counterparts]);
    const isStale = ({id}: Connection, other: string): boolean =>
      apart.has(other) ? watching.watchedBy(id).has(other) : watching.missedBy(id).has(other);
    for (const connection of own) {
      if (askedBy(connection).some((other) => isStale(connection, other))) keep(rewatch(connection));
    }
    for (const connection of others) {
      const isHidden = apart.has(connection.user);
      const isWatched = watching.watchedBy(connection.id).has(user);
      if (connection.user !== user && isHidden === isWatched) keep(rewatch(connection));
    }
  };

  return {
    async before(user: string): Promise<Before> {
      const [known, found] = await Promise.all([kept(user), elsewhere.of([user])]);
      const before: Before = {...known, elsewhere: new Map()};
      found(user, (nodes) => (before.elsewhere = nodes));
      return before;
    },

    connected(connection: Connection, before: Before): void {
      if (!connection.isClosed) book.connect(connection.user, connection.id, before, before.elsewhere);
    },

    disconnected(connection: Connection): void {
      watching.stop(connection.id);
      book.disconnect(connection.user, connection.id);
    },

    /** Chooses how I appear and tells whether my connection is idle. */
    async set(
      actor: Actor,
      connectionId: string | undefined,
      wish: {chosen?: Chosen | undefined; idle?: boolean | undefined},
    ) {
      if (wish.chosen !== undefined) {
        await domain.choosePresence(actor, wish.chosen);
        book.choose(actor.user, wish.chosen);
        peers?.tell({is: 'chosen', user: actor.user, chosen: wish.chosen});
      }
      if (wish.idle !== undefined && connectionId !== undefined) book.setIdle(actor.user, connectionId, wish.idle);
      return {presence: book.of(actor.user, await kept(actor.user))};
    },

    watch,

    /** Of these, who sits before a page or an app that is not idle, on whichever node. */
    async atScreen(users: readonly string[]): Promise<ReadonlySet<string>> {
      const found = await elsewhere.of(users);
      const others = new Map<string, ReadonlyMap<string, Activity>>();
      for (const user of users) found(user, (nodes) => others.set(user, nodes));
      return new Set(users.filter((user) => book.isActive(user, others.get(user))));
    },

    /** Looks at what was committed: profiles go to who watches, and who left a conversation is seen by fewer. */
    onDelivery({to, frame}: Delivery): void {
      if (frame.type === 'profile') {
        const told = new Set(to);
        for (const id of watching.watchersOf(frame.profile.user)) {
          const watcher = connections.get(id);
          if (watcher && !told.has(watcher.user)) watcher.send(frame);
        }
        if (told.has(frame.profile.user)) keep(recheckBlocks(frame.profile.user));
      }
      const gone = frame.type === 'changes' ? leaving(frame) : isOut(frame) ? to : [];
      if (gone.length === 0) return;
      const affected = new Set<string>();
      for (const user of gone) {
        for (const {id} of connections.of(user)) affected.add(id);
        for (const id of watching.watchersOf(user)) affected.add(id);
      }
      for (const id of affected) {
        const connection = connections.get(id);
        if (connection && watching.watchedBy(id).size > 0) keep(recheck(connection));
      }
    },

    /** Keeps when everybody was last here; resolves when that is stored. */
    async stop(): Promise<void> {
      elsewhere.stop();
      book.stop();
      while (writes.size > 0) await Promise.all(writes);
    },
  };
}
