/** Presence at work: the book of who is here, the store that remembers choices, and the connections that watch. */
import type {Profile} from '@parlor/sdk/protocol';
import type {Clock} from '../clock.js';
import type {Actor, Chosen, Delivery, Domain} from '../domain/domain.js';
import type {Connection} from './connection.js';
import type {Connections} from './connections.js';
import {createPresenceBook, type Kept} from './presence.js';
import {createWatching} from './watching.js';

export type Presences = ReturnType<typeof createPresences>;

type Options = {domain: Domain; connections: Connections; clock: Clock; report(error: unknown): void};

const unknownPerson: Kept = {chosen: 'auto', lastSeen: 0};

export function createPresences({domain, connections, clock, report}: Options) {
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
  });

  const kept = async (user: string): Promise<Kept> => (await domain.presence([user])).get(user) ?? unknownPerson;

  /** Lets go of people whom a watcher shares no conversation with any more (S18, S21). */
  const recheck = async (connection: Connection): Promise<void> => {
    const visible = await domain.visiblePeople(connection.actor, [...watching.watchedBy(connection.id)]);
    if (!connection.isClosed)
      watching.watch(
        connection.id,
        visible.map(({user}) => user),
      );
  };

  return {
    kept,

    connected(connection: Connection, before: Kept): void {
      if (!connection.isClosed) book.connect(connection.user, connection.id, before);
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
      }
      if (wish.idle !== undefined && connectionId !== undefined) book.setIdle(actor.user, connectionId, wish.idle);
      return {presence: book.of(actor.user, await kept(actor.user))};
    },

    /** The presence of those of `users` whom the actor may see; a connection is told of their changes from now on. */
    async watch(actor: Actor, connectionId: string | undefined, users: readonly string[]) {
      const people: readonly Profile[] = await domain.visiblePeople(actor, users);
      const seen = await domain.presence(people.map(({user}) => user));
      const connection = connectionId === undefined ? undefined : connections.get(connectionId);
      // nothing waits between setting the list and reading the book, so no change falls in between
      if (connection && !connection.isClosed)
        watching.watch(
          connection.id,
          people.map(({user}) => user),
        );
      return {presences: people.map(({user}) => book.of(user, seen.get(user))), people: [...people]};
    },

    /** Looks at what was committed: profiles go to who watches, and who left a conversation is seen by fewer. */
    onDelivery({to, frame}: Delivery): void {
      if (frame.type === 'profile') {
        const told = new Set(to);
        for (const id of watching.watchersOf(frame.profile.user)) {
          const watcher = connections.get(id);
          if (watcher && !told.has(watcher.user)) watcher.send(frame);
        }
      }
      if (frame.type !== 'changes') return;
      const gone = frame.changes.flatMap((change) =>
        change.type === 'member' && change.member.state !== 'joined' ? [change.member.user] : [],
      );
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
      book.stop();
      while (writes.size > 0) await Promise.all(writes);
    },
  };
}
