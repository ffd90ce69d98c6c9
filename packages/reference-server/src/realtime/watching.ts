/** Which connection watches whom: an index in both directions. A new list takes the place of the one before (PWP-EPH-004). */
export type Watching = ReturnType<typeof createWatching>;

export function createWatching() {
  const watchersOf = new Map<string, Set<string>>();
  const watchedBy = new Map<string, ReadonlySet<string>>();

  const stop = (connection: string): void => {
    for (const user of watchedBy.get(connection) ?? []) {
      const watchers = watchersOf.get(user);
      watchers?.delete(connection);
      if (watchers?.size === 0) watchersOf.delete(user);
    }
    watchedBy.delete(connection);
  };

  return {
    watch(connection: string, users: Iterable<string>): void {
      stop(connection);
      const watched = new Set(users);
      if (watched.size === 0) return;
      watchedBy.set(connection, watched);
      for (const user of watched) {
        const watchers = watchersOf.get(user) ?? new Set();
        watchersOf.set(user, watchers.add(connection));
      }
    },
    stop,
    /** The ids of the connections that watch this person. */
    watchersOf: (user: string): ReadonlySet<string> => watchersOf.get(user) ?? none,
    /** The people this connection watches. */
    watchedBy: (connection: string): ReadonlySet<string> => watchedBy.get(connection) ?? none,
  };
}

const none: ReadonlySet<string> = new Set();
