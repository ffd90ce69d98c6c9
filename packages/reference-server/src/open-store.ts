import type {Store} from './store/store.js';

/** Whether the name is that of a PostgreSQL server: many processes may have it open, so none claims it. */
export const isPostgres = (database: string): boolean => /^postgres(ql)?:\/\//i.test(database);

/**
 * The store for a database name: `:memory:`, an SQLite file or `postgres://…`. A driver is loaded only where it is wanted.
 * `connections`: at most so many to a PostgreSQL server.
 */
export async function openStore(database: string, {connections = 10} = {}): Promise<Store> {
  if (database === ':memory:') return (await import('./store/memory/store.js')).memoryStore();
  if (isPostgres(database))
    return (await import('./store/postgres/store.js')).openPostgresStore(database, {connections});
  return (await import('./store/sqlite/store.js')).openSqliteStore(database);
}
