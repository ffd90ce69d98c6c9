/**
 * Which connection watches whom: an index in both directions. A new list takes the place of the one before (PWP-EPH-004). Who was asked
 * for and may not be seen is remembered as such: they may come into sight.
 */
export type Watching = ReturnType<typeof createWatching>;

/** People by connection, and the connections by each of those people. */
function createIndex() {
  const connectionsOf = new Map<string, Set<string>>();
  const usersOf = new Map<string, ReadonlySet<string>>();
  return {
    set(connection: string, users: Iterable<string>): void {
      for (const user of usersOf.get(connection) ?? []) {
        const connections = connectionsOf.get(user);
        connections?.delete(connection);
        if (connections?.size === 0) connectionsOf.delete(user);
      }
      usersOf.delete(connection);
      const all = new Set(users);
      if (all.size === 0) return;
      usersOf.set(connection, all);
      for (const user of all) connectionsOf.set(user, (connectionsOf.get(user) ?? new Set()).add(connection));
    },
    of: (connection: string): ReadonlySet<string> => usersOf.get(connection) ?? none,
    by: (user: string): ReadonlySet<string> => connectionsOf.get(user) ?? none,
  };
}

export function createWatching() {
  const seen = createIndex();
  const hidden = createIndex();
  return {
    /** `out`: who was asked for as well. */
    watch(connection: string, users: Iterable<string>, out: Iterable<string>): void {
      seen.set(connection, users);
      hidden.set(connection, out);
    },
    stop(connection: string): void {
      seen.set(connection, []);
      hidden.set(connection, []);
    },
    /** The ids of the connections that watch this person. */
    watchersOf: seen.by,
    /** The people this connection watches. */
    watchedBy: seen.of,
    /** The same of those out of sight. */
    missersOf: hidden.by,
    missedBy: hidden.of,
  };
}

const none: ReadonlySet<string> = new Set();
