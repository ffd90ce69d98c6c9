import type {Connection} from './connection.js';

/** The connections on this node, by id and by user. */
export type Connections = ReturnType<typeof createConnections>;

export function createConnections() {
  const byId = new Map<string, Connection>();
  const byUser = new Map<string, Set<Connection>>();
  const waiting: (() => void)[] = [];
  return {
    add(connection: Connection): void {
      byId.set(connection.id, connection);
      const own = byUser.get(connection.user) ?? new Set();
      byUser.set(connection.user, own.add(connection));
    },
    remove(connection: Connection): void {
      byId.delete(connection.id);
      const own = byUser.get(connection.user);
      own?.delete(connection);
      if (own?.size === 0) byUser.delete(connection.user);
      if (byId.size === 0) for (const resolve of waiting.splice(0)) resolve();
    },
    get: (id: string): Connection | undefined => byId.get(id),
    of: (user: string): ReadonlySet<Connection> => byUser.get(user) ?? none,
    all: (): Iterable<Connection> => byId.values(),
    get size(): number {
      return byId.size;
    },
    /** Resolves when there is none. */
    empty: (): Promise<void> =>
      byId.size === 0 ? Promise.resolve() : new Promise((resolve) => void waiting.push(resolve)),
  };
}

const none: ReadonlySet<Connection> = new Set();
