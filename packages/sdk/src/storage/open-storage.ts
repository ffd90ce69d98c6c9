import {type Clock, within} from '../base/clock.js';
import type {idbStorage, StorageReports} from './idb.js';
import {memoryStorage} from './memory.js';
import type {Storage} from './storage.js';

/** Its code may be slow to come, and opening may hang for ever in some browsers; then the page does without. */
const openMs = 8_000;

type Idb = {readonly idbStorage: typeof idbStorage};
const loadIdb = (): Promise<Idb> => import('./idb.js');

/**
 * The storage for one user of one server. `auto`: IndexedDB, or memory, with the reason in its state, where that is missing or
 * does not work (F12). The database belongs to the pair: another user never reads it (I16), another major version neither (F95).
 * `load` brings the code for IndexedDB, which is loaded apart; it is called a second time when it fails.
 */
export async function openStorage(
  {url, user, storage, clock}: {url: string; user: string; storage: 'auto' | 'memory'; clock: Clock},
  reports: StorageReports = {},
  load = loadIdb,
): Promise<Storage> {
  if (storage === 'memory') return memoryStorage();
  if (typeof indexedDB === 'undefined') return memoryStorage('this page has no IndexedDB');
  let idb: Storage | undefined;
  let isLate = false;
  let reason: string | undefined;
  const open = async (): Promise<boolean> => {
    const parts = await load().catch(load);
    if (isLate) return false;
    idb = parts.idbStorage(databaseName(url, user), reports);
    await idb.meta();
    return true;
  };
  try {
    if ((await within(clock, openMs, open())) && idb) return idb;
    isLate = true;
    reason = idb && 'IndexedDB does not answer';
  } catch {
    reason = idb?.state().reason;
  }
  await idb?.close();
  return memoryStorage(reason ?? 'the storage code could not be loaded');
}

/** One database per server and user, and per major version of its layout. */
export const databaseName = (url: string, user: string): string => `parlor/1/${new URL(url).origin}/${user}`;
