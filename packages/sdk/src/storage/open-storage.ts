/** Which storage a page gets. Loaded apart from the rest, with the code of both. */
import {type Clock, within} from '../base/clock.js';
import {idbStorage, type StorageReports} from './idb.js';
import {memoryStorage} from './memory.js';
import type {Storage} from './storage.js';

/** Opening may hang for ever in some browsers; then the page does without. */
const openMs = 8_000;

/**
 * The storage for one user of one server. `auto`: IndexedDB, or memory, with the reason in its state, where that is missing or
 * does not work (F12). The database belongs to the pair: another user never reads it (I16), another major version neither (F95).
 */
export async function openStorage(
  {url, user, storage, clock}: {url: string; user: string; storage: 'auto' | 'memory'; clock: Clock},
  reports: StorageReports = {},
): Promise<Storage> {
  if (storage === 'memory') return memoryStorage();
  if (!hasIdb()) return memoryStorage('this page has no IndexedDB');
  const idb = idbStorage(databaseName(url, user), reports);
  let reason: string | undefined;
  try {
    if (await within(clock, openMs, idb.meta())) return idb;
    reason = 'IndexedDB does not answer';
  } catch {
    ({reason} = idb.state());
  }
  await idb.close();
  return memoryStorage(reason);
}

/** One database per server and user, and per major version of its layout. */
export const databaseName = (url: string, user: string): string => `parlor/1/${new URL(url).origin}/${user}`;

/** A sandboxed or partitioned frame may refuse to be asked. */
function hasIdb(): boolean {
  try {
    return !!indexedDB;
  } catch {
    return false;
  }
}
