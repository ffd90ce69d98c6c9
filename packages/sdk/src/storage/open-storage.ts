import type {Clock} from '../base/clock.js';
import {idbStorage, type StorageReports} from './idb.js';
import {memoryStorage} from './memory.js';
import type {Storage} from './storage.js';

/** Opening may hang for ever in some browsers; then the page does without. */
const openMs = 5_000;

/**
 * The storage for one user of one server. `auto`: IndexedDB, or memory, with the reason in its state, where that is missing or
 * does not work (F12). The database belongs to the pair: another user never reads it (I16), another major version neither (F95).
 */
export async function openStorage(
  {url, user, storage, clock}: {url: string; user: string; storage: 'auto' | 'memory'; clock: Clock},
  reports: StorageReports = {},
): Promise<Storage> {
  if (storage === 'memory') return memoryStorage();
  if (typeof indexedDB === 'undefined') return memoryStorage('this page has no IndexedDB');
  const idb = idbStorage(databaseName(url, user), reports);
  const failed = await new Promise<string | undefined>((resolve) => {
    const cancel = clock.after(openMs, () => resolve('IndexedDB does not answer'));
    idb
      .meta()
      .then(
        () => resolve(undefined),
        () => resolve(idb.state().reason),
      )
      .finally(cancel);
  });
  if (failed === undefined) return idb;
  await idb.close();
  return memoryStorage(failed);
}

/** One database per server and user, and per major version of its layout. */
export const databaseName = (url: string, user: string): string => `parlor/1/${new URL(url).origin}/${user}`;
