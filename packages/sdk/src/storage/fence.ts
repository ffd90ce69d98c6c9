import type {StorageWrite, StoredMeta} from './storage.js';

/**
 * Keeps a tab that was frozen while the server was restored from writing what it heard before into the cache that another tab has
 * begun anew: the same number is another message there (I4).
 */
export function createFence() {
  /** The server's database that this tab knows the cache of. */
  let known: string | undefined;
  const see = (epoch: string | undefined): void => {
    known = epoch;
  };
  return {
    /** The tab has read it, or begun the cache anew for it. */
    see,
    isForeign: (there: StoredMeta | undefined): boolean => !!known && !!there?.epoch && there.epoch !== known,
    /** The tab has written this. */
    wrote(writes: readonly StorageWrite[]): void {
      for (const write of writes) if ('put' in write && write.put === 'meta') known = write.value.epoch ?? known;
    },
  };
}
