/**
 * A storage for while the disk cannot be opened yet, because another tab holds it in an older layout, or because it does not answer:
 * memory, until it opens. Then what was queued meanwhile is put to what waits there, by the ids of the operations, and from then
 * on the outbox and the tab's own items are on the disk (F10). The cache stays in memory: other tabs may have another one on the
 * disk by then, with a cursor that vouches for it, and this tab's would not fit it (I10).
 */
import type {ChatError} from '../core/failure.js';
import type {StorageReports} from './idb.js';
import {memoryStorage} from './memory.js';
import type {NewOutboxRow, Storage, StorageWrite} from './storage.js';

/** `opened` resolves when `disk` is open; if it rejects, everything stays in memory. */
export function meanwhile(
  disk: Storage,
  opened: Promise<unknown>,
  reason: string,
  reports: Pick<StorageReports, 'onState' | 'onError'>,
): Storage {
  const memory = memoryStorage(reason);
  const items = new Map<string, StorageWrite>();
  let lasting: Storage = memory;
  /** What is asked for during the move waits for its end. */
  let moving: Promise<void> = Promise.resolve();

  async function move(): Promise<void> {
    const rows = await memory.outbox();
    for (const lane of new Set(rows.map((row) => row.lane))) {
      await disk.changeOutbox(lane, (there) => {
        const known = new Set(there.map(({opId}) => opId));
        const news = rows.filter((row) => row.lane === lane && !known.has(row.opId));
        return {result: undefined, writes: news.map(({n: _, ...row}) => ({add: row as NewOutboxRow}))};
      });
    }
    // from now on, so that no newer item is written over
    lasting = disk;
    await disk.write([...items.values()]);
  }

  opened.then(
    () => {
      // a step later: what was let through before comes first
      moving = Promise.resolve()
        .then(move)
        .then(
          () => reports.onState?.(disk.state()),
          (error: ChatError) => reports.onError?.(error),
        );
    },
    () => {}, // the reason stands
  );

  const isItem = (write: StorageWrite): boolean => ('put' in write ? write.put : write.drop) === 'item';
  async function write(writes: readonly StorageWrite[]): Promise<void> {
    const own = writes.filter(isItem);
    for (const one of own) if ('key' in one) items.set(one.key, one);
    if (own.length) await lasting.write(own);
    await memory.write(writes.filter((one) => !isItem(one)));
  }

  return {
    ...memory,
    state: () => lasting.state(),
    async item(key) {
      await moving;
      return lasting.item(key);
    },
    async outbox() {
      await moving;
      return lasting.outbox();
    },
    async write(writes) {
      await moving;
      await write(writes);
    },
    async changeOutbox(lane, decide) {
      await moving;
      let also: readonly StorageWrite[] = [];
      const result = await lasting.changeOutbox(lane, (rows) => {
        const {and = [], ...decided} = decide(rows);
        also = and;
        return decided;
      });
      await write(also);
      return result;
    },
    async clear(what, epoch) {
      await moving;
      await memory.clear(what, epoch);
      if (what === 'everything' && lasting === disk) await disk.clear(what);
    },
    close: () => disk.close(),
  };
}
