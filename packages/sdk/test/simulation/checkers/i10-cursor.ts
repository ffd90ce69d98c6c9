/** I10. When a device keeps a cursor, everything below it is in its cache, or its conversation is known to have moved on. */
import type {MakeChecker} from '../checker.js';
import type {Disk} from '../model-disk.js';

/** The stamp in a cursor of the reference server. */
const stampOf = (cursor: string): number => Number.parseInt(cursor.slice(0, cursor.lastIndexOf('~')), 36);

export const safeCursor: MakeChecker = (world, fail) => {
  async function check(disk: Disk, x: number): Promise<void> {
    const {image} = disk;
    const isWhole = (await image.item('inbox')) === true;
    for (const {id, heads, members} of world.truth.now.conversations.values()) {
      const seq = heads.findLast((head) => head.x <= x)?.seq ?? 0;
      const stay = members.get(disk.user)?.stays.at(-1);
      if (!stay || stay.since > seq) continue;
      const stored = await image.conversation(id);
      if (stored ? stored.row.seq < Math.min(seq, stay.to) : isWhole)
        fail(`${disk.device} keeps the cursor ${x} and knows ${id} up to ${stored?.row.seq ?? 'nothing'}, not ${seq}`);
    }
  }
  return {
    wrote(disk, writes) {
      if (world.wasRestored) return;
      for (const write of writes) {
        if ('put' in write && write.put === 'meta' && write.value.cursor)
          check(disk, stampOf(write.value.cursor)).catch((error: unknown) => fail(String(error)));
      }
    },
  };
};
