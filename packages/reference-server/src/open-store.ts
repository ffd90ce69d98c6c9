import type {Store} from './store/store.js';

/** The store for a database name: `:memory:` or an SQLite file. The native driver is loaded only where it is wanted. */
export async function openStore(database: string): Promise<Store> {
  if (database === ':memory:') return (await import('./store/memory/store.js')).memoryStore();
  return (await import('./store/sqlite/store.js')).openSqliteStore(database);
}
