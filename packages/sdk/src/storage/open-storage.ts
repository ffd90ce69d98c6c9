/** Which storage a page gets. Loaded apart from the rest, with the code of both. */
import {type Clock, within} from '../base/clock.js';
import {blockedReason, idbStorage, type StorageReports} from './idb.js';
import type {Layout} from './idb-schema.js';
import {meanwhile} from './meanwhile.js';
import {memoryStorage} from './memory.js';
import type {Storage} from './storage.js';

/** Opening may hang for ever in some browsers; then the page does without. */
const openMs = 8_000;

/**
 * The storage for one user of one server. `auto`: IndexedDB, or memory, with the reason in its state, where that is missing or
 * does not work (F12); until it is open, memory as well (F10). The database belongs to the pair: another user never reads it (I16), another major version neither (F95).
 */
export async function openStorage(
  {url, user, storage, clock}: {url: string; user: string; storage: 'auto' | 'memory'; clock: Clock},
  reports: StorageReports = {},
  layout?: Layout,
): Promise<Storage> {
  if (storage === 'memory') return memoryStorage();
  if (!hasIdb()) return memoryStorage('this page has no IndexedDB');
  let isOpening = true;
  let tellBlocked = (): void => undefined;
  const blocked = new Promise<string>((resolve) => {
    tellBlocked = () => resolve(blockedReason);
  });
  const onBlocked = (): boolean => {
    tellBlocked();
    return isOpening;
  };
  const idb = idbStorage(databaseName(url, user), {...reports, onBlocked}, layout);
  const opened = idb.meta();
  try {
    const late = within(clock, openMs, opened).then((meta) => (meta ? undefined : 'IndexedDB does not answer'));
    const reason = await Promise.race([late, blocked]);
    if (reason !== undefined) return meanwhile(idb, opened, reason, reports);
    isOpening = false;
    return idb;
  } catch {
    await idb.close();
    return memoryStorage(idb.state().reason);
  }
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
