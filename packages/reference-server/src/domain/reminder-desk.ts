/** Has people reminded when the time has come: of several nodes one does it, and each reminder comes once (PWP-REMIND-003). */
import type {ReadTransaction, WriteTransaction} from '../store/store.js';
import type {Actor} from './domain.js';
import {remind} from './reminders.js';
import type {Work} from './work.js';

export type ReminderDoor = {
  now(): number;
  owner: string;
  read<Result>(read: (tx: ReadTransaction) => Promise<Result>): Promise<Result>;
  write<Result>(actor: Actor, write: (work: Work) => Promise<Result>): Promise<Result>;
  writeStore<Result>(write: (tx: WriteTransaction) => Promise<Result>): Promise<Result>;
};

const atOnce = 100;
/** Of several nodes one does it; another one takes over when it has not said so for so long. */
const lease = {name: 'reminders', ms: 30_000, renewMs: 10_000};

export class ReminderDesk {
  readonly #door: ReminderDoor;
  #heldAt = Number.NEGATIVE_INFINITY;

  constructor(door: ReminderDoor) {
    this.#door = door;
  }

  /** Answers how many came to an end. @throws {Refusal} what may pass */
  async remindDue(): Promise<number> {
    const {now, read, write} = this.#door;
    let ended = 0;
    for (;;) {
      const due = await read((tx) => tx.dueReminders(now(), atOnce));
      if (due.length === 0 || !(await this.#hold())) return ended;
      let done = 0;
      for (const record of due) {
        const actor: Actor = {user: record.user, device: 'server', audience: 'parlor', claims: {}};
        if ((await write(actor, (work) => remind(work, record))) !== 'gone') done += 1;
      }
      ended += done;
      // where nothing moved another node is at it
      if (due.length < atOnce || done === 0) return ended;
    }
  }

  async #hold(): Promise<boolean> {
    const {now, owner, writeStore} = this.#door;
    if (now() - this.#heldAt < lease.renewMs) return true;
    const isOurs = await writeStore((tx) => tx.takeLease(lease.name, owner, lease.ms));
    if (isOurs) this.#heldAt = now();
    return isOurs;
  }

  /** Another node need not wait for what this one no longer does. */
  async close(): Promise<void> {
    if (this.#heldAt === Number.NEGATIVE_INFINITY) return;
    await this.#door.writeStore((tx) => tx.endLease(lease.name, this.#door.owner)).catch(() => undefined);
  }
}
