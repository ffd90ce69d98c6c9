/**
 * Who sits in a conversation, kept in memory between operations. The conversation's `memberRev`, read in the same
 * transaction, tells whether what is kept is still true, so nothing has to be invalidated from outside (PWP-AUTHZ-002).
 *
 * What must hold: only committed seats are kept. A rev can come a second time with other members after a rollback, so a
 * work that changes members keeps its seats to itself (work.ts), and a commit that fails empties the cache.
 */
import type {ConversationRecord, Seat} from '../store/records.js';
import type {ReadTransaction} from '../store/store.js';

export type Seats = {
  rev: number;
  all: readonly Seat[];
  users: readonly string[];
  of: ReadonlyMap<string, Seat>;
  /** No seat sees less than from here on. */
  latestVisibleFrom: number;
};

export function seatsFrom(rev: number, all: readonly Seat[]): Seats {
  const of = new Map<string, Seat>();
  let latestVisibleFrom = 0;
  for (const seat of all) {
    of.set(seat.user, seat);
    if (seat.visibleFrom > latestVisibleFrom) latestVisibleFrom = seat.visibleFrom;
  }
  return {rev, all, users: [...of.keys()], of, latestVisibleFrom};
}

export class SeatCache {
  readonly #kept = new Map<string, Seats>();
  #size = 0;
  readonly #capacity: number;

  /** `capacity`: seats in all. */
  constructor(capacity = 200_000) {
    this.#capacity = capacity;
  }

  get(tx: ReadTransaction, place: Pick<ConversationRecord, 'id' | 'memberRev'>): Seats | Promise<Seats> {
    const kept = this.#kept.get(place.id);
    return kept?.rev === place.memberRev ? kept : this.#load(tx, place);
  }

  async #load(tx: ReadTransaction, {id, memberRev}: Pick<ConversationRecord, 'id' | 'memberRev'>): Promise<Seats> {
    const seats = seatsFrom(memberRev, await tx.seats(id));
    this.#keep(id, seats);
    return seats;
  }

  forget(id: string): void {
    const kept = this.#kept.get(id);
    if (!kept) return;
    this.#kept.delete(id);
    this.#size -= kept.all.length;
  }

  clear(): void {
    this.#kept.clear();
    this.#size = 0;
  }

  /** The oldest go first: a busy conversation is soon loaded again. */
  #keep(id: string, seats: Seats): void {
    this.forget(id);
    this.#kept.set(id, seats);
    this.#size += seats.all.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#size <= this.#capacity || oldest === id) break;
      this.forget(oldest);
    }
  }
}
