/**
 * What an import touched and the people who are here were not told yet. A commit gives out no frames for it, so each of them
 * is told by their rows instead: at once for the first, then folded, however many commits come. Until then they are owed, and
 * no tick may vouch for what is owed (PWP-SYNC-005).
 */
import type {Clock} from '../clock.js';
import type {Touched} from '../domain/domain.js';

/** How long commits behind the first are folded, in milliseconds. */
export const foldMs = 1_000;

/** `due`: conversations of which nothing is on its way. An entry without any is at rest until its time is over. */
type Debt = {due: Set<string>; isPaying: boolean; cancel: () => void};

export type Debts = ReturnType<typeof createDebts>;

export function createDebts({
  clock,
  report,
  isHere,
  pay,
}: {
  clock: Pick<Clock, 'after'>;
  report(error: unknown): void;
  /** Who comes later reads what was committed before. */
  isHere(user: string): boolean;
  /** Tells one person of these conversations, as they are now; resolves when that was put on their connections. */
  pay(user: string, conversations: readonly string[]): Promise<void>;
}) {
  const debts = new Map<string, Debt>();
  let isClosed = false;

  const settle = async (user: string, debt: Debt): Promise<void> => {
    if (debt.due.size === 0) return void debts.delete(user);
    const conversations = [...debt.due];
    debt.due.clear();
    debt.isPaying = true;
    try {
      await pay(user, conversations);
    } catch (error) {
      report(error);
      for (const conversation of conversations) debt.due.add(conversation);
    }
    debt.isPaying = false;
    if (!isClosed) debt.cancel = clock.after(foldMs, () => void settle(user, debt));
  };

  return {
    /** To be called in the step of the commit. */
    note(touched: readonly Touched[]): void {
      const first = new Map<string, Debt>();
      for (const {conversation, users} of touched) {
        for (const user of users) {
          if (isClosed || !isHere(user)) continue;
          const debt = debts.get(user) ?? {due: new Set(), isPaying: false, cancel: () => undefined};
          debt.due.add(conversation);
          if (debts.has(user)) continue;
          debts.set(user, debt);
          first.set(user, debt);
        }
      }
      for (const [user, debt] of first) void settle(user, debt);
    },
    owes(user: string): boolean {
      const debt = debts.get(user);
      return debt !== undefined && (debt.isPaying || debt.due.size > 0);
    },
    close(): void {
      isClosed = true;
      for (const {cancel} of debts.values()) cancel();
      debts.clear();
    },
  };
}
